"""What has changed since it was shown is not done: the card asks again with the difference, or says that it is over."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.approval import Answer
from assistant.carrying_events import event_id_of, rebased
from assistant.proposing import confirm, undo
from bot.errors import OutcomeUnknown, Temporary
from connectors.calendar.source import Guest
from storage.db import Database
from storage.proposals import Proposals
from tests.cast import ALICE
from tests.database_fixture import Clock
from tests.proposals import (
    BOB_MAIL,
    Bench,
    acts_of,
    approved,
    assert_asks_again,
    event_content,
    proposed,
    put,
)

CAROL = "carol@fernhill.example"
LATER = datetime.fromisoformat("2026-12-01T14:00:00+00:00")


# events


async def test_a_changed_event_is_not_changed_over_it_but_asked_about_again(db: Database, clock: Clock) -> None:
    bench = await approved(db, "event.update", title="Budget review 2027")
    before = await bench.reference()
    (event,) = bench.calendar.held.values()
    bench.calendar.edit_by_hand(event.id, place="Room 9", guests=(*event.guests, Guest(CAROL)))
    await bench.run()
    assert bench.calendar.calls["update"] == 0
    await assert_asks_again(bench, before)
    said = (await bench.row()).content
    assert (said["before"]["place"], said["after"]["place"], said["after"]["title"]) == (
        "Room 9", "Room 9", "Budget review 2027",
    )  # fmt: skip
    assert said["after"]["guests"] == [BOB_MAIL, CAROL]
    assert await bench.approve() is Answer.DONE
    await bench.run()
    (event,) = bench.calendar.held.values()
    assert (event.title, event.place, {one.email for one in event.guests}) == (
        "Budget review 2027", "Room 9", {BOB_MAIL, CAROL},
    )  # fmt: skip


async def test_an_event_that_changes_while_it_is_changed_is_asked_about_again(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.update")
    before = await bench.reference()
    (event,) = bench.calendar.held.values()

    async def edit() -> None:
        bench.calendar.edit_by_hand(event.id, place="Room 9")

    bench.calendar.meanwhile("update", edit)
    await bench.run()
    await assert_asks_again(bench, before)
    assert (await bench.row()).result == {}


@pytest.mark.parametrize("kind", ["event.update", "file.share"])
async def test_what_is_gone_is_over(sqlite_db: Database, kind: str) -> None:
    bench = await approved(sqlite_db, kind)
    bench.calendar.held.clear()
    bench.drive.held.clear()
    await bench.run()
    assert await bench.state() == ("changed", "gone")
    assert acts_of(bench) == [0, 0, 0, 0, 0]


async def test_an_event_that_is_gone_already_needs_no_cancelling(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.delete")
    bench.calendar.held.clear()
    await bench.run()
    assert (await bench.state(), bench.calendar.calls["delete"]) == (("done", "had"), 0)


async def test_a_changed_event_is_not_cancelled_unseen(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.delete")
    before = await bench.reference()
    (event,) = bench.calendar.held.values()
    bench.calendar.edit_by_hand(event.id, title="Board meeting")
    await bench.run()
    await assert_asks_again(bench, before)
    assert ((await bench.row()).content["title"], len(bench.calendar.held)) == ("Board meeting", 1)


async def test_an_event_that_stands_so_already_is_not_changed(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.update", title="Budget review 2027")
    (event,) = bench.calendar.held.values()
    bench.calendar.edit_by_hand(event.id, title="Budget review 2027")
    await bench.run()
    assert (await bench.state(), bench.calendar.calls["update"]) == (("done", "had"), 0)


@pytest.mark.parametrize(
    ("after", "by_hand"),
    [
        ({"title": "Budget review 2027"}, {"place": "Room 9"}),
        ({"title": "Budget review 2027"}, {"guests": (Guest(BOB_MAIL), Guest(CAROL))}),
        ({"guests": [BOB_MAIL, CAROL]}, {"title": "Board meeting"}),
        ({"guests": []}, {"begins": LATER, "ends": LATER + timedelta(hours=1)}),
        ({"begins": LATER.isoformat(), "ends": (LATER + timedelta(hours=1)).isoformat()}, {"description": "Bring it."}),
    ],
)
async def test_a_change_whose_answer_was_lost_is_done_whatever_else_of_the_event_changed_since(
    sqlite_db: Database, after: dict[str, Any], by_hand: dict[str, Any]
) -> None:
    bench = await approved(sqlite_db, "event.update", **{"title": "Budget review"} | after)
    (event,) = bench.calendar.held.values()
    bench.calendar.fail("update", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.calendar.edit_by_hand(event.id, **by_hand)
    await bench.run()
    row = await bench.row()
    assert (await bench.state(), bench.calendar.calls["update"]) == (("done", ""), 1)
    assert row.result["event_id"] == event.id


async def test_a_change_made_and_taken_back_by_hand_before_its_answer_is_asked_about_again(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.update", title="Budget review 2027")
    before = await bench.reference()
    (event,) = bench.calendar.held.values()
    bench.calendar.fail("update", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.calendar.edit_by_hand(event.id, title="Budget review")
    await bench.run()
    assert bench.calendar.calls["update"] == 1
    await assert_asks_again(bench, before)


async def test_a_change_that_a_hand_made_among_others_is_not_made(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "event.update", title="Budget review 2027")
    (event,) = bench.calendar.held.values()
    bench.calendar.edit_by_hand(event.id, title="Budget review 2027", place="Room 9")
    await bench.run()
    assert (await bench.state(), bench.calendar.calls["update"]) == (("done", "had"), 0)


async def test_an_event_that_was_made_and_deleted_is_not_made_again(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "event.create")
    bench.calendar.fail("create", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.calendar.delete_by_hand(event_id_of(bench.id))
    await bench.run()
    assert (await bench.state(), len(bench.calendar.held)) == (("failed", "not_found"), 0)


def test_a_change_of_time_is_taken_whole() -> None:
    before = event_content()
    after = before | {"begins": LATER.isoformat(), "ends": (LATER + timedelta(hours=1)).isoformat()}
    now = before | {"ends": "2026-11-30T15:00:00+00:00", "title": "Budget"}
    become = rebased(before, after, now)
    assert (become["begins"], become["ends"], become["title"]) == (after["begins"], after["ends"], "Budget")


def test_a_guest_who_was_taken_off_stays_off_and_one_who_left_does_not_come_back() -> None:
    before = event_content(guests=["a@x.example", "b@x.example", "c@x.example"])
    after = before | {"guests": ["b@x.example", "c@x.example", "d@x.example"]}
    now = before | {"guests": ["a@x.example", "b@x.example", "e@x.example"]}
    assert rebased(before, after, now)["guests"] == ["b@x.example", "e@x.example", "d@x.example"]


# files


@pytest.mark.parametrize("role", ["reader", "writer", "owner", "organizer"])
async def test_who_has_access_already_keeps_it_and_is_told_nothing(sqlite_db: Database, role: str) -> None:
    bench = await approved(sqlite_db, "file.share")
    bench.drive.share_by_hand("f1", BOB_MAIL, role)
    await bench.run()
    assert (await bench.state(), bench.drive.calls["share"], bench.drive.told) == (("done", "had"), 0, [])


async def test_a_link_for_everybody_is_no_access_in_ones_own_name(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "file.share")
    bench.drive.share_by_hand("f1", "", "reader", "anyone")
    before = await bench.reference()
    await bench.run()
    await assert_asks_again(bench, before)
    assert ["", "reader"] in (await bench.row()).basis["access"]


async def test_another_list_of_readers_or_another_name_is_shown_first(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "file.share")
    bench.drive.share_by_hand("f1", "press@paper.example", "reader")
    before = await bench.reference()
    await bench.run()
    await assert_asks_again(bench, before)
    assert await bench.approve() is Answer.DONE
    bench.drive.held["f1"] = replace(bench.drive.held["f1"], name="Salaries 2027")
    before = await bench.reference()
    await bench.run()
    await assert_asks_again(bench, before)
    assert (await bench.row()).content["name"] == "Salaries 2027"
    assert bench.drive.told == []


async def test_two_shares_of_one_file_do_not_meet(sqlite_db: Database, clock: Clock) -> None:
    """Drive keeps the last of two changes of one file's access at a time."""
    one = await approved(sqlite_db, "file.share")
    other = Bench(one.db, one.account, one.mail, one.calendar, one.drive)
    access = [[held.email, held.role] for held in one.drive.held["f1"].access]
    said = (await one.row()).content | {"email": CAROL}
    await put(other, "file.share", said, {"access": access})
    await other.approve()
    met: list[int] = []

    async def look() -> None:
        with pytest.raises(Temporary):
            await other.run()
        met.append(one.drive.calls["share"])

    one.drive.meanwhile("share", look)
    await one.run()
    assert met == [1] and one.drive.told == [(BOB_MAIL, "f1")]


async def test_a_share_taken_back_while_it_is_looked_at_is_not_done(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "file.share")

    async def take_back() -> None:
        assert (await undo(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE

    bench.drive.meanwhile("file", take_back)
    await bench.run()
    assert ((await bench.state())[0], bench.drive.told) == ("proposed", [])


async def test_a_content_that_is_not_the_approved_one_is_not_done(sqlite_db: Database) -> None:
    """Whoever put it into the row: the digest that was approved is not made of it."""
    bench = await approved(sqlite_db, "event.create")
    async with sqlite_db.transaction() as session:
        await Proposals(session).change(bench.id, content=event_content(guests=["mallory@evil.example"]))
    await bench.run()
    assert (await bench.state(), acts_of(bench)) == (("failed", "bad_request"), [0, 0, 0, 0, 0])


async def test_an_approval_of_another_digest_is_late(sqlite_db: Database) -> None:
    bench = await proposed(sqlite_db, "event.create")
    before = await bench.reference()
    async with sqlite_db.transaction() as session:
        await Proposals(session).change(bench.id, digest="0" * 64)
    assert (await confirm(sqlite_db, ALICE, before, 0)).answer is Answer.LATE
