"""Syncing: each page stored before it is given, the cursor only with its rows, each mail once (SPEC IN4, IN5)."""

import asyncio
from itertools import permutations

import pytest

from assistant.syncing import Bounds, Synced, is_mail, require_account, sync
from bot.errors import Permanent, Reconnect, Temporary
from connectors.mail.source import Change
from storage.accounts import Accounts
from storage.db import Database
from storage.drafts import DraftState
from storage.messages import Message, Messages, MessageState
from tests.assistant.pages import BOUNDS, INBOX, account_now, added, page, run
from tests.cast import BOB, Desk, join, ready_reply
from tests.fakes import FakeMail


async def stored(db: Database, account_id: str) -> int:
    async with db.reading() as session:
        return sum((await Messages(session).counts([account_id], 9)).values())


async def test_each_page_is_stored_before_it_is_given_and_the_cursor_moves_with_the_last(db: Database) -> None:
    account, mail = await join(db, cursor="10"), FakeMail(db.now)
    mail.pages["10"] = [page(added("m1"), added("m2")), page(added("m3"), cursor="20")]
    seen = []
    async for given in sync(db, mail, account, BOUNDS):
        seen.append((len(given.messages), await stored(db, account.id), (await account_now(db, account.id)).cursor))
    assert seen == [(2, 2, "10"), (1, 3, "20")]


async def test_a_failure_between_pages_keeps_the_cursor_and_repeats_nothing(db: Database) -> None:
    account, mail = await join(db, cursor="10"), FakeMail(db.now)
    mail.pages["10"] = [page(added("m1")), page(added("m2"), cursor="20")]
    given: list[Synced] = []

    async def broken_run() -> None:
        async for one in sync(db, mail, account, BOUNDS):
            given.append(one)
            mail.fail("page", Temporary("down"))

    with pytest.raises(Temporary):
        await broken_run()
    assert (len(given), await stored(db, account.id)) == (1, 1)
    assert (await account_now(db, account.id)).cursor == "10"
    again = await run(db, mail, account.id)
    assert [len(one.messages) for one in again] == [0, 1]
    assert (await account_now(db, account.id)).cursor == "20"


async def test_rows_that_cannot_be_stored_leave_the_cursor_where_it_was(sqlite_db: Database) -> None:
    account, mail = await join(sqlite_db, cursor="10"), FakeMail(sqlite_db.now)
    broken = Change("added", None, "t1", INBOX)  # type: ignore[arg-type]
    mail.pages["10"] = [page(added("m1"), broken, cursor="20")]
    with pytest.raises(Exception, match="NOT NULL"):
        await run(sqlite_db, mail, account.id)
    assert (await stored(sqlite_db, account.id), (await account_now(sqlite_db, account.id)).cursor) == (0, "10")


async def test_a_page_told_twice_and_at_once_gives_each_mail_once(db: Database) -> None:
    account, mail = await join(db, cursor="10"), FakeMail(db.now)
    mail.pages["10"] = [page(added("m1"), added("m2"), added("m1"), cursor="20")]
    runs = await asyncio.gather(*(run(db, mail, account.id) for _ in range(6)))
    ids = [message_id for one in runs for given in one for message_id, _ in given.messages]
    assert (len(ids), len(set(ids)), await stored(db, account.id)) == (2, 2, 2)


@pytest.mark.parametrize("order", list(permutations(range(3))))
async def test_pages_in_any_order_give_the_same_rows(sqlite_db: Database, order: tuple[int, ...]) -> None:
    account, mail = await join(sqlite_db, cursor="10"), FakeMail(sqlite_db.now)
    pages = [page(added("m1"), added("m2")), page(added("m2"), added("m3")), page(added("m1"))]
    mail.pages["10"] = [*(pages[at] for at in order), page(cursor="20")]
    given = await run(sqlite_db, mail, account.id)
    assert sum(len(one.messages) for one in given) == await stored(sqlite_db, account.id) == 3


async def test_a_lost_cursor_leads_to_a_bounded_look_at_the_recent_inbox(db: Database) -> None:
    account, mail = await join(db, cursor="lost"), FakeMail(db.now, cursor="900")
    mail.recently = [added(f"m{number}") for number in range(4)]
    assert [len(one.messages) for one in await run(db, mail, account.id)] == [4]
    assert mail.asked_recent == [(7, 500)]
    assert (await account_now(db, account.id)).cursor == "900"


async def test_a_first_sync_is_bounded_by_its_own_limits(db: Database) -> None:
    account, mail = await join(db), FakeMail(db.now, cursor="900")
    mail.recently = [added(f"m{number}") for number in range(40)]
    assert [len(one.messages) for one in await run(db, mail, account.id)] == [25]
    assert mail.asked_recent == [(3, 25)]


async def test_a_first_sync_of_nothing_only_takes_the_cursor(sqlite_db: Database) -> None:
    account, mail = await join(sqlite_db), FakeMail(sqlite_db.now, cursor="900")
    given = [one async for one in sync(sqlite_db, mail, account, Bounds(0, 0, 7, 500))]
    assert (given, mail.asked_recent) == ([Synced((), ())], [])
    assert (await account_now(sqlite_db, account.id)).cursor == "900"


async def test_the_cursor_of_a_fresh_look_is_from_before_the_listing(sqlite_db: Database) -> None:
    account, mail = await join(sqlite_db), FakeMail(sqlite_db.now, cursor="900")

    async def mail_comes() -> None:
        mail.cursor = "901"
        mail.pages["900"] = [page(added("late"), cursor="901")]

    mail.meanwhile("recent", mail_comes)
    await run(sqlite_db, mail, account.id)
    assert (await account_now(sqlite_db, account.id)).cursor == "900"
    assert [len(one.messages) for one in await run(sqlite_db, mail, account.id)] == [1]


@pytest.mark.parametrize("error", [Temporary("down"), Permanent("no"), Reconnect("revoked")])
async def test_a_failure_of_the_mail_service_stores_nothing(sqlite_db: Database, error: Exception) -> None:
    account, mail = await join(sqlite_db, cursor="10"), FakeMail(sqlite_db.now)
    mail.fail("changes", error)
    with pytest.raises(type(error)):
        await run(sqlite_db, mail, account.id)
    assert ((await account_now(sqlite_db, account.id)).cursor, mail.calls["recent"]) == ("10", 0)


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ({"INBOX"}, True),
        ({"SPAM"}, True),
        (set(), True),
        ({"SENT", "INBOX"}, True),  # a mail to oneself
        ({"SENT"}, False),
        ({"DRAFT"}, False),
        ({"DRAFT", "INBOX"}, False),
        ({"CHAT"}, False),
        ({"TRASH", "INBOX"}, False),
    ],
)
def test_only_received_mail_is_mail(labels: set[str], kept: bool) -> None:
    assert is_mail(added("m1", labels=frozenset(labels))) is kept
    assert not is_mail(Change("labels", "m1", "t1", frozenset(labels)))
    assert not is_mail(Change("deleted", "m1", "t1", frozenset(labels)))


async def test_what_is_no_mail_is_not_stored(sqlite_db: Database) -> None:
    account, mail = await join(sqlite_db, cursor="10"), FakeMail(sqlite_db.now)
    labels = ({"DRAFT"}, {"SENT"}, {"CHAT"}, {"TRASH"}, {"INBOX", "SENT"}, {"INBOX"})
    changes = [added(f"m{n}", labels=frozenset(one)) for n, one in enumerate(labels)]
    mail.pages["10"] = [page(*changes, Change("deleted", "m9", "t", frozenset()), cursor="20")]
    assert [len(one.messages) for one in await run(sqlite_db, mail, account.id)] == [2]


async def test_labels_follow_the_mailbox(sqlite_db: Database) -> None:
    account, mail = await join(sqlite_db, cursor="10"), FakeMail(sqlite_db.now)
    spam = Change("labels", "m1", "t1", frozenset({"SPAM"}))
    trash = Change("labels", "m1", "t1", frozenset({"TRASH"}))
    mail.pages["10"] = [page(added("m1"), cursor="20")]
    mail.pages["20"] = [page(spam, trash, cursor="30")]
    [given] = await run(sqlite_db, mail, account.id)
    await run(sqlite_db, mail, account.id)
    message = await read(sqlite_db, given.messages[0][0])
    assert (message.labels, message.state) == (["SPAM"], MessageState.FOUND)


async def read(db: Database, message_id: str) -> Message:
    async with db.reading() as session:
        message = await Messages(session).get(message_id)
    assert message is not None
    return message


# drafts in threads where something happened


async def drafts_after(desk: Desk, *changes: Change) -> list[str]:
    desk.mail.pages["10"] = [page(*changes, cursor="10")]
    async with desk.db.transaction() as session:
        await Accounts(session).move_cursor(desk.account.id, "10")
    [given] = await run(desk.db, desk.mail, desk.account.id)
    return list(given.drafts)


async def ours(desk: Desk, kind: str = "added", labels: frozenset[str] = frozenset({"DRAFT"})) -> Change:
    return Change(kind, (await desk.draft()).remote_message_id, desk.thread_id, labels)


async def test_a_draft_whose_thread_changed_is_reported(db: Database) -> None:
    desk = await ready_reply(db)
    assert await drafts_after(desk, added("m9", desk.thread_id)) == [desk.draft_id]
    assert await drafts_after(desk, added("m10", "another thread")) == []


@pytest.mark.parametrize(
    "change",
    [
        Change("added", "new draft message", "", frozenset({"DRAFT"})),  # edited by hand
        Change("added", "sent message", "", frozenset({"SENT"})),  # sent by hand
        Change("deleted", "some message", "", frozenset()),
    ],
)
async def test_what_a_hand_did_to_a_draft_is_reported(sqlite_db: Database, change: Change) -> None:
    desk = await ready_reply(sqlite_db)
    change = Change(change.kind, change.remote_id, desk.thread_id, change.labels)
    assert await drafts_after(desk, change) == [desk.draft_id]
    assert await drafts_after(desk, await ours(desk), change) == [desk.draft_id] * (change.kind != "deleted")


async def test_a_look_at_the_draft_is_wanted_together_with_the_cursor(db: Database) -> None:
    desk = await ready_reply(db)
    account = await join(db, cursor="10")
    desk.mail.pages["10"] = [page(added("m9", desk.thread_id), cursor="20")]
    async for _ in sync(db, desk.mail, account, BOUNDS):
        break  # whoever was to ring for it died here
    draft = await desk.draft()
    assert ((await account_now(db, account.id)).cursor, draft.check_wanted, draft.check_done) == ("20", 1, 0)
    assert draft.check_at == db.now()


async def test_a_page_that_cannot_be_stored_wants_no_look(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    broken = Change("added", None, desk.thread_id, INBOX)  # type: ignore[arg-type]
    with pytest.raises(Exception, match="NOT NULL"):
        await drafts_after(desk, broken)
    assert (await desk.draft()).check_wanted == 0


async def test_our_own_writing_of_the_draft_is_no_news(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    assert await drafts_after(desk, await ours(desk)) == []
    # an update deletes the message that the draft was before
    assert await drafts_after(desk, Change("deleted", "before", desk.thread_id, frozenset()), await ours(desk)) == []
    assert (await desk.draft()).check_wanted == 0


async def test_our_draft_deleted_by_hand_right_after_its_writing_is_news(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    for labels in (frozenset({"DRAFT"}), frozenset[str]()):  # the mail service may tell what it was, or not
        gone = await ours(desk, "deleted", labels)
        assert await drafts_after(desk, await ours(desk), gone) == [desk.draft_id]
    thrown_away = await ours(desk, "labels", frozenset({"DRAFT", "TRASH"}))
    assert await drafts_after(desk, await ours(desk), thrown_away) == [desk.draft_id]


async def test_settled_drafts_and_those_of_others_are_not_reported(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=DraftState.SENT)
    assert await drafts_after(desk, added("m9", desk.thread_id)) == []
    await desk.put(state=DraftState.READY)
    bob = await join(sqlite_db, BOB, "bob@fernhill.example", cursor="10")
    mail = FakeMail(sqlite_db.now, email="bob@fernhill.example")
    mail.pages["10"] = [page(added("m9", desk.thread_id), cursor="20")]
    assert [one.drafts for one in await run(sqlite_db, mail, bob.id)] == [()]


async def test_an_account_must_exist(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    assert (await require_account(sqlite_db, account.id)).id == account.id
    with pytest.raises(Permanent):
        await require_account(sqlite_db, "unknown")
