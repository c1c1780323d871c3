"""The first of all that match and how many there are, as an agent finds them: by the index, by a drive itself, or told
as not complete."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from assistant.asking.agents import drive, gmail
from assistant.asking.agents.desk import Desk
from assistant.asking.answering import answer
from assistant.asking.evidence.file_facts import kind_words, size_words
from assistant.asking.evidence.sources import facts, told
from assistant.asking.plan.plans import arguments_of
from assistant.asking.replying import Found, listing
from assistant.asking.values import Mailbox, Outcome, Step
from assistant.indexing import index_many
from bot.errors import Failure, Temporary
from connectors.drive.source import RemoteFile
from connectors.llm.failover import Failover
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from storage.index.library import Library
from storage.syncs import HISTORY, Syncs
from tests.assistant.asking.rig import BOB, NOW, SARAH, FakeDrive, Rig, open_rig, planned, reading, said, step
from tests.cast import ALICE_MAIL, join

HOME = "home@alice.example"
PDFS = Filters(kinds=frozenset({"application/pdf", ".pdf"}))


def paper(number: int, size: int | None, kind: str = "application/pdf", **values: Any) -> NewDocument:
    at = NOW - timedelta(days=number)
    owned = {"sender": ALICE_MAIL} | values
    return NewDocument(Service.DRIVE, f"f{number}", f"Paper {number}", "x", at, labels=(kind,), size=size, **owned)


def remote(number: int, size: int | None, **values: Any) -> RemoteFile:
    at = NOW - timedelta(days=number)
    return RemoteFile(f"f{number}", f"Paper {number}", "application/pdf", at, size=size, **{"owner": BOB} | values)


def asked(order: str, most: int = 0, words: str = "", filters: Filters | None = None, operation: str = "drive") -> Step:
    arguments = arguments_of(words, filters or Filters()) | {"order": order, "most": most}
    return Step("s1", f"{operation}.search", arguments)  # type: ignore[arg-type]


async def store(rig: Rig, *documents: NewDocument, account_id: str = "", cursor: str = "c1") -> None:
    """Documents in the index of a mailbox whose drive has been read that far."""
    account_id = account_id or rig.account.id
    library = Library(rig.db, "")
    await library.open(account_id)
    await index_many(rig.db, library, account_id, documents)
    async with rig.db.transaction() as session:
        await Syncs(session).ensure(account_id, Service.DRIVE)
        await Syncs(session).change(account_id, Service.DRIVE, cursor=cursor)


def desk_of(rig: Rig, **more: Any) -> Desk:
    return Desk(rig.kit, rig.asker, reading("papers", **more))


def ids(outcome: Outcome) -> str:
    return " ".join(one.remote_id for one in outcome.sources)


async def with_home(rig: Rig, other: FakeDrive) -> tuple[Desk, str]:
    """Her desk with a second mailbox, and its account id."""
    account = await join(rig.db, email=HOME)
    home = Mailbox(account.id, HOME, frozenset(), frozenset({HOME}))
    kit = replace(rig.kit, drive_of=lambda account_id: rig.drive if account_id == rig.account.id else other)
    return Desk(kit, replace(rig.asker, mailboxes=(*rig.asker.mailboxes, home)), reading("papers")), account.id


async def test_the_largest_are_told_with_their_size_and_of_how_many(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    sizes = (900, 2_412_345, 50_000, None)
    await store(rig, *(paper(n, size, editor=BOB, editor_name="Bob Stone") for n, size in enumerate(sizes)))
    found = await drive.search(desk_of(rig), asked("largest", 2), {})
    assert ids(found) == "f1 f2"
    first, second = found.sources
    assert first.about == (
        f"PDF, 2.3 MB, last changed by Bob Stone ({BOB}), the largest of 3 files; the size of 1 more is not known"
    )
    assert second.about.endswith("no. 2, the largest first")
    assert "Facts: PDF, 2.3 MB" in told(first, "UTC") and "2.3 MB" in facts(first, "UTC")
    assert rig.library.searches == 0


@pytest.mark.parametrize(
    ("order", "filters", "found", "about"),
    [
        ("largest", PDFS, "f1", "the largest of 2 files that match"),
        ("smallest", Filters(), "f0", "the smallest of 3 files"),
        ("newest", Filters(editors=frozenset({BOB})), "f2", "the only file that matches"),
        ("oldest", Filters(), "f2", "the oldest of 3 files"),
        (
            "oldest",
            Filters(until=NOW - timedelta(hours=1), since=NOW - timedelta(days=1, hours=1)),
            "f1",
            "that matches",
        ),
    ],
)
async def test_filters_limit_what_is_put_in_order(
    sqlite_db: Database, order: str, filters: Filters, found: str, about: str
) -> None:
    rig = await open_rig(sqlite_db)
    await store(rig, paper(0, 10), paper(1, 20), paper(2, 30, "image/png", editor=BOB))
    outcome = await drive.search(desk_of(rig), asked(order, 1, "", filters), {})
    assert (ids(outcome), outcome.sources[0].about.endswith(about)) == (found, True)


async def test_a_drive_that_was_not_read_yet_is_asked_for_its_own_order(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await store(rig, paper(1, 20), cursor="")
    rig.drive.files = {f"f{n}": (remote(n, size), "") for n, size in ((1, 20), (2, 90_000), (3, None), (4, 40))}
    found = await drive.search(desk_of(rig), asked("largest", 2), {})
    assert ids(found) == "f2 f4"
    assert found.sources[0].about == "PDF, 88 KB, the largest file"
    assert ids(await drive.search(desk_of(rig), asked("newest", 1, "", Filters(senders=frozenset({BOB}))), {})) == "f1"


async def test_where_the_drive_does_not_answer_either_the_answer_says_what_was_read(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await store(rig, paper(1, 20), paper(2, 30), cursor="")
    rig.drive.troubles.add("first", Temporary("down", Failure.SERVICE_DOWN), acts=False, times=1)
    desk = desk_of(rig)
    found = await drive.search(desk, asked("largest", 1), {})
    assert (ids(found), found.trouble) == ("f2", Failure.SERVICE_DOWN)
    assert found.sources[0].about.endswith("the largest of 2 files read so far")
    assert desk.missing == {Service.DRIVE: Failure.SERVICE_DOWN}


async def test_two_drives_are_one_order_and_a_file_in_both_is_given_once(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    desk, home = await with_home(rig, FakeDrive())
    await store(rig, paper(1, 500, sender=HOME), paper(2, 300))
    await store(rig, paper(1, 500, sender=HOME), paper(3, 400), account_id=home)
    found = await drive.search(desk, asked("largest"), {})
    assert [(one.remote_id, one.account_id == home) for one in found.sources] == [
        ("f1", True), ("f3", True), ("f2", False)
    ]  # fmt: skip
    assert found.sources[0].about.endswith("the largest of 3 files")
    [fact, *_] = (await drive.search(desk, asked("count"), {})).sources
    assert fact.text == "3 files."


async def letters(rig: Rig) -> None:
    """Three of Sarah's and one of Bob's, the newest first."""
    mails = [("roof", SARAH), ("lunch", BOB), ("roof again", SARAH), ("the first", SARAH)]
    documents = [
        NewDocument(Service.GMAIL, f"m{n}", title, f"About {title}", NOW - timedelta(days=n), sender=sender)
        for n, (title, sender) in enumerate(mails)
    ]
    await store(rig, *documents)


async def test_the_first_mail_of_somebody_is_found_among_all_and_by_all_the_words(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await letters(rig)
    sarah = Filters(senders=frozenset({SARAH}))
    found = await gmail.search(desk_of(rig), asked("oldest", 1, "", sarah, "gmail"), {})
    assert (ids(found), found.sources[0].about) == ("m3", "the oldest of 3 mails that match")
    assert ids(await gmail.search(desk_of(rig), asked("newest", 1, "roof again", sarah, "gmail"), {})) == "m2"


async def test_where_nothing_has_all_the_words_it_is_searched_as_ever(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await letters(rig)
    found = await gmail.search(desk_of(rig), asked("newest", 1, "roof unicorn", operation="gmail"), {})
    assert rig.library.searches == 1 and found.sources and "order" not in found.step.arguments


async def test_how_many_is_counted_over_all_and_told_with_what_limits_it(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await letters(rig)
    desk = desk_of(rig, explained=("in Gmail", "from Sarah Lindqvist"), order="count")
    step = asked("count", filters=Filters(senders=frozenset({SARAH})), operation="gmail")
    found = await gmail.search(desk, step, {})
    assert found.sources[0].text == "3 mails (from Sarah Lindqvist)."
    assert ids(found).split() == ["m0", "m2", "m3"]
    reply = listing(Found(desk.reading, (found,), {}))
    assert reply.known and "3 mails (from Sarah Lindqvist). [1]" in reply.text
    one = await gmail.search(desk_of(rig), asked("count", words="lunch", operation="gmail"), {})
    assert one.sources[0].text == "1 mail (with the words “lunch”)."


async def test_copies_of_a_mail_in_two_mailboxes_count_once_and_two_equal_ones_in_one_twice(
    sqlite_db: Database,
) -> None:
    rig = await open_rig(sqlite_db)
    desk, home = await with_home(rig, FakeDrive())

    def mail(key: str, text: str) -> NewDocument:
        return NewDocument(Service.GMAIL, key, "Statement", text, NOW, sender=BOB, people=(ALICE_MAIL, HOME))

    await store(rig, mail("m1", "It is ready."), mail("m2", "It is ready."), mail("m3", "Lunch?"))
    await store(rig, mail("h1", "It is ready."), mail("h2", "At home?"), account_id=home)
    [fact, *_] = (await gmail.search(desk, asked("count", operation="gmail"), {})).sources
    assert fact.text == f"4 mails. 3 in {ALICE_MAIL}, 2 in {HOME}; copies of one mail count once."


async def test_of_several_times_a_count_tells_that_in_which_it_was_made(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await letters(rig)
    told = ("in Gmail", "25 November 2026", "May 2026")
    desk = desk_of(rig, explained=told, times=told[1:], order="count")
    day = Filters(since=datetime(2026, 11, 24, 23, tzinfo=UTC), until=datetime(2026, 11, 25, 23, tzinfo=UTC))
    [fact, *_] = (await gmail.search(desk, asked("count", filters=day, operation="gmail"), {})).sources
    assert fact.text.endswith("(25 November 2026).")


async def test_a_count_before_all_mail_was_read_says_that_there_may_be_more(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await letters(rig)
    async with sqlite_db.transaction() as session:
        await Syncs(session).want(rig.account.id, [HISTORY], NOW)
    [fact, *_] = (await gmail.search(desk_of(rig), asked("count", operation="gmail"), {})).sources
    assert fact.text == "4 mails. Mail has not been read completely yet, so there may be more."
    first = await gmail.search(desk_of(rig), asked("oldest", 1, operation="gmail"), {})
    assert first.sources[0].about == "the oldest of 4 mails read so far"


async def test_how_large_mails_are_is_said_to_be_unknown(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    [fact] = (await gmail.search(desk_of(rig), asked("largest", 1, operation="gmail"), {})).sources
    assert fact.text == "How large mails are is not known here."


async def test_a_question_is_answered_in_order_without_a_model(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await store(rig, *(paper(n, 100 * n + 1) for n in range(14)))
    kit = replace(rig.kit, model=Failover([]))
    found = await answer(kit, rig.asker, "Which are the two largest PDFs?", (), rig.tell)
    assert [one.title for one in found.reply.sources] == ["Paper 13", "Paper 12"]
    assert found.reply.text.startswith("By size, the largest first:\n- Paper 13: PDF, 1.3 KB, the largest of 14 files")


async def test_a_planner_may_ask_for_an_order_that_code_has_not_read(sqlite_db: Database) -> None:
    search = step("s1", "drive.search", order="largest", most=1)
    rig = await open_rig(sqlite_db, planned(search), said("The bulkiest one has 1.3 KB [1]."))
    await store(rig, *(paper(n, 100 * n + 1) for n in range(14)))
    found = await answer(rig.kit, rig.asker, "Which paper is the bulkiest?", (), rig.tell)
    assert (found.reply.text, [one.title for one in found.reply.sources]) == (
        "The bulkiest one has 1.3 KB [1].",
        ["Paper 13"],
    )


async def test_the_largest_file_can_be_shared(sqlite_db: Database) -> None:
    search = step("s1", "drive.search", words="largest file")
    share = step("s2", "file.share", ["s1"], people=["Bob"])
    rig = await open_rig(sqlite_db, planned(search, share), written_to=True)
    await store(rig, *(paper(n, 100 * n + 1) for n in range(5)))
    rig.drive.put("f4", "Paper 4", "x")
    found = await answer(rig.kit, rig.asker, "Share the largest file with Bob", (), rig.tell)
    assert [one.content["file_id"] for one in found.reply.draughts] == ["f4"]


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KB"), (12_000, "12 KB"), (10_200, "10 KB"),
     (1_048_300, "1.0 MB"), (2_412_345, "2.3 MB"), (5_000_000_000, "4.7 GB"), (9 * 10**15, "8185 TB")],
)  # fmt: skip
def test_a_size_is_told_as_people_read_it(size: int, words: str) -> None:
    assert size_words(size) == words


def test_a_kind_is_told_by_its_name() -> None:
    kinds = ("application/pdf", "image/png", "text/markdown", "application/octet-stream", "")
    assert [kind_words(kind) for kind in kinds] == ["PDF", "picture", "text file", "", ""]
