"""Orders of somebody with two mailboxes: things of one name in both are told apart, and none is taken for another."""

from dataclasses import replace

import pytest

from assistant.asking.answering import answer
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Mailbox, Reply
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import BOB, NOW, FakeCalendar, FakeDrive, Rig, event, open_rig, planned, step
from tests.cast import ALICE_MAIL, join

HOME = "alice@gmail.com"
RETRO = NOW.replace(day=26, hour=13)


async def two(db: Database, home_events: tuple[str, ...] = ("home",)) -> Rig:
    """Alice with a mailbox at work and one at home, a retro at the same time in both, and a price list in each."""
    rig = await open_rig(db, written_to=True)
    private = await join(db, email=HOME)
    calendar, drive = FakeCalendar([event(one, "Retro", RETRO) for one in home_events]), FakeDrive()
    rig.calendar.events = [event("work", "Retro", RETRO, guests=[BOB])]
    rig.drive.put("f1", "Price list", "…")
    drive.put("f2", "Price list", "…")
    for account_id, file_id in ((rig.account.id, "f1"), (private.id, "f2")):
        kept = NewDocument(service=Service.DRIVE, remote_id=file_id, title="Price list", text="…", at=NOW)
        await rig.put(kept) if account_id == rig.account.id else await replace(rig, account=private).put(kept)
    kit = replace(
        rig.kit,
        calendar_of=lambda one: calendar if one == private.id else rig.calendar,
        drive_of=lambda one: drive if one == private.id else rig.drive,
    )
    boxes = (*rig.asker.mailboxes, Mailbox(private.id, HOME, frozenset(), frozenset({HOME})))
    return replace(rig, kit=kit, asker=replace(rig.asker, mailboxes=boxes))


async def ordered(rig: Rig, text: str, act: str = "event.delete", **given: object) -> Reply:
    read = "drive.search" if act == "file.share" else "calendar.search"
    rig.model.answers.append(planned(step("s1", read), step("s2", act, ["s1"], **given)))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


async def test_two_events_that_are_alike_are_told_apart_by_their_mailboxes(sqlite_db: Database) -> None:
    reply = await ordered(await two(sqlite_db), "Cancel the retro")
    assert not reply.draughts and f"in {ALICE_MAIL}" in reply.text and f"in {HOME}" in reply.text


@pytest.mark.parametrize(
    ("text", "event_id"),
    [("Cancel the retro in my work calendar", "work"), ("Cancel the retro in my private calendar", "home"),
     (f"Cancel the retro{SINCE}{HOME}", "home"), (f"Cancel the retro{SINCE}the one in {ALICE_MAIL}", "work")],
)  # fmt: skip
async def test_the_mailbox_that_the_asker_names_decides(sqlite_db: Database, text: str, event_id: str) -> None:
    [draught] = (await ordered(await two(sqlite_db), text)).draughts
    assert draught.content["event_id"] == event_id


async def test_an_event_that_lies_in_both_is_one(sqlite_db: Database) -> None:
    rig = await two(sqlite_db, ("work",))
    [draught] = (await ordered(rig, "Cancel the retro")).draughts
    assert draught.account_id == rig.account.id


@pytest.mark.parametrize(
    ("text", "file_id"),
    [("Share the price list with Bob", ""), ("Share the price list in my work drive with Bob", "f1"),
     ("Share the price list from my private drive with Bob", "f2")],
)  # fmt: skip
async def test_of_two_files_of_one_name_none_is_guessed(sqlite_db: Database, text: str, file_id: str) -> None:
    reply = await ordered(await two(sqlite_db), text, "file.share", people=["Bob"])
    assert [draught.content["file_id"] for draught in reply.draughts] == ([file_id] if file_id else [])
    assert file_id or (reply.asked_back and HOME in reply.text)


async def test_two_tasks_that_order_the_same_are_one_card(sqlite_db: Database) -> None:
    rig = await two(sqlite_db, ())
    plan = planned(step("s1", "calendar.search"), step("s2", "event.delete", ["s1"]))
    rig.model.answers.extend([plan, plan])
    text = "1. Cancel the retro\n2. Cancel the retro on Thursday"
    reply = (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply
    assert [draught.content["event_id"] for draught in reply.draughts] == ["work"]
