"""The first of all that match, in an order, and how many there are; on both databases."""

from typing import Any

import pytest

from storage.db import Database
from storage.documents import Documents, NewDocument, Service
from storage.index.entry import Filters, Order
from storage.index.library import Library
from storage.index.listing import first_of, number_of, prints_of, remote_ids_of
from storage.messages import Messages
from storage.verdicts import Verdicts
from tests.cast import ALICE_MAIL, BOB, join, verdict_row
from tests.storage.index.stock import ANY, days, mail, stock

TOM, SARAH = "tom@x.example", "sarah@brightwater.example"
FILES = Filters(services=frozenset({"drive"}))
PDFS = Filters(services=frozenset({"drive"}), kinds=frozenset({"application/pdf", ".pdf"}))
PICTURES = Filters(kinds=frozenset({"image/"}))


def paper(number: int, name: str, kind: str, size: int | None, sender: str = "", editor: str = "") -> NewDocument:
    return NewDocument(
        Service.DRIVE, f"f{number}", name, name, days(number), labels=(kind,), size=size, sender=sender, editor=editor
    )


STOCK = (
    paper(1, "Plan of the hall", "application/pdf", 900, sender=TOM, editor=SARAH),
    paper(2, "Scan.PDF", "application/octet-stream", 5_000_000_000, sender=TOM),
    paper(3, "Plan of the year", "application/vnd.google-apps.document", 20_000, sender=SARAH, editor=TOM),
    paper(4, "Team", "image/png", 700, sender=SARAH),
    paper(5, "Unknown", "application/pdf", None, sender=SARAH),
    mail("m1", "The plan", "of the year", sender=SARAH, labels=("UNREAD",), at=days(0)),
    mail("m2", "Again", "the hall and the plan", sender=TOM, labels=("UNREAD", "INBOX"), at=days(2)),
    mail("m3", "Lunch", "on friday", sender=SARAH, at=days(1)),
)


@pytest.fixture
async def stocked(db: Database) -> tuple[Database, str]:
    library = Library(db, "")
    mine, theirs = await join(db), await join(db, BOB, "bob@fernhill.example")
    await stock(db, library, mine.id, *STOCK)
    await stock(db, library, theirs.id, paper(9, "Plan of theirs", "application/pdf", 10**12, sender=TOM))
    return db, mine.id


@pytest.mark.parametrize(
    ("order", "filters", "words", "found", "total"),
    [
        ("largest", FILES, "", "f2 f3 f1 f4", 5),
        ("smallest", FILES, "", "f4 f1 f3 f2", 5),
        ("newest", FILES, "", "f5 f4 f3 f2 f1", 5),
        ("oldest", FILES, "", "f1 f2 f3 f4 f5", 5),
        ("largest", PDFS, "", "f2 f1", 3),
        ("largest", FILES, "plans", "f3 f1", 2),
        ("newest", ANY, "year plan", "f3 m1", 2),
        ("newest", ANY, "plan nothing", "", 0),
        ("newest", PICTURES, "", "f4", 1),
        ("oldest", Filters(labels=frozenset({"UNREAD"})), "", "m1 m2", 2),
        ("oldest", Filters(services=frozenset({"gmail"}), senders=frozenset({SARAH})), "", "m1 m3", 2),
        ("newest", Filters(services=frozenset({"drive"}), editors=frozenset({SARAH})), "", "f5 f4 f1", 3),
        ("newest", Filters(services=frozenset({"drive"}), editors=frozenset({TOM})), "", "f3 f2", 2),
    ],
)
async def test_all_that_match_are_listed_in_order_and_counted(
    stocked: tuple[Database, str], order: Order, filters: Filters, words: str, found: str, total: int
) -> None:
    db, mine = stocked
    listed = await first_of(db, mine, filters, words, order, 10)
    assert [one.remote_id for one in listed.documents] == found.split()
    assert (listed.total, listed.total - listed.unsized) == (total, len(found.split()))
    assert await number_of(db, mine, filters, words) == total
    assert len(await remote_ids_of(db, mine, filters, words)) == total
    assert (await prints_of(db, mine, filters, words)).total() == total


async def test_the_first_are_told_with_the_number_of_all(stocked: tuple[Database, str]) -> None:
    db, mine = stocked
    listed = await first_of(db, mine, FILES, "", "largest", 2)
    assert ([one.title for one in listed.documents], listed.total, listed.unsized) == (
        ["Scan.PDF", "Plan of the year"],
        5,
        1,
    )


async def test_a_mailbox_that_was_never_filled_has_nothing(db: Database) -> None:
    account = await join(db)
    assert (await first_of(db, account.id, ANY, "plan", "newest", 5)).total == 0
    assert await number_of(db, account.id, ANY, "") == 0
    with pytest.raises(ValueError, match="account"):
        await first_of(db, "", ANY, "", "newest", 5)


async def judge(db: Database, account_id: str, *verdicts: str) -> None:
    """Each `remote id=category`, with the owner's own word for it behind a stroke."""
    async with db.transaction() as session:
        for one in verdicts:
            remote_id, _, category = one.partition("=")
            [(message_id, _)] = await Messages(session).found(account_id, [(remote_id, "t", [])], db.now())
            judged, _, corrected = category.partition("/")
            row = verdict_row(account_id, message_id, db, category=judged)
            await Verdicts(session).give(row | {"corrected_to": corrected})


def in_thread(remote_id: str, thread: str, day: int, **values: Any) -> NewDocument:
    return mail(remote_id, "The plan", "of the year", **({"sender": SARAH} | values), thread_id=thread, at=days(day))


async def test_mail_waits_for_an_answer_if_it_needs_one_and_nothing_was_sent_after_it(db: Database) -> None:
    mine, theirs = await join(db), await join(db, BOB, "bob@fernhill.example")
    library, sent = Library(db, ""), {"sender": ALICE_MAIL, "outgoing": True}
    threads = (
        in_thread("open", "t1", 1),
        in_thread("answered", "t2", 2), in_thread("answer", "t2", 3, **sent),
        in_thread("began", "t3", 1, **sent), in_thread("again", "t3", 2), in_thread("reminder", "t3", 4),
        in_thread("thanks", "t3", 5),
        in_thread("news", "t4", 1), in_thread("never judged", "t5", 1),
        in_thread("taught", "t6", 6), in_thread("taught otherwise", "t7", 1),
    )  # fmt: skip
    await stock(db, library, mine.id, *threads)
    await stock(db, library, theirs.id, in_thread("theirs", "t1", 9, **sent))
    needs, else_ = "needs_reply", "informational"
    given = {"open": needs, "answered": needs, "again": needs, "reminder": needs, "thanks": else_, "news": else_}
    given |= {"taught": f"{else_}/{needs}", "taught otherwise": f"{needs}/{else_}"}
    await judge(db, mine.id, *(f"{key}={value}" for key, value in given.items()))
    waiting = Filters(unanswered=True)
    listed = await first_of(db, mine.id, waiting, "", "newest", 10)
    assert [one.remote_id for one in listed.documents] == ["taught", "reminder", "open"]
    assert await number_of(db, mine.id, waiting, "plans") == 3
    assert await number_of(db, theirs.id, waiting, "") == 0


async def test_an_answer_that_was_deleted_answers_nothing(db: Database) -> None:
    account = await join(db)
    answer = in_thread("answer", "t1", 3, sender=ALICE_MAIL, outgoing=True)
    await stock(db, Library(db, ""), account.id, in_thread("open", "t1", 1), answer)
    await judge(db, account.id, "open=needs_reply")
    assert await number_of(db, account.id, Filters(unanswered=True), "") == 0
    async with db.transaction() as session:
        await Documents(session).leave(account.id, Service.GMAIL, ["answer"], db.now())
    assert await number_of(db, account.id, Filters(unanswered=True), "") == 1
