"""What has changed since it was shown is not done: the card asks again with the difference, or says that it is over."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from assistant.approval import Answer
from assistant.carrying_events import event_id_of, rebased
from assistant.proposing import confirm, retry, undo
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.calendar.source import Guest
from storage.db import Database
from storage.proposals import Proposals, ProposalState
from tests.cast import ALICE
from tests.database_fixture import Clock
from tests.fakes import write_mail
from tests.proposals import (
    BOB_MAIL,
    SARAH_MAIL,
    Bench,
    acts_of,
    approved,
    assert_done_once,
    event_content,
    mail_content,
    open_bench,
    proposed,
    put,
)

CAROL = "carol@fernhill.example"
LATER = datetime.fromisoformat("2026-12-01T14:00:00+00:00")


async def assert_asks_again(bench: Bench, before: str, note: str = "changed") -> None:
    """Nothing was done; the old button is dead, and the new one does what stands now."""
    row = await bench.row()
    assert (row.state, row.note) == (ProposalState.PROPOSED, note)
    assert row.wanted > row.drawn and row.digest not in before
    assert (await confirm(bench.db, ALICE, before, 0)).answer is Answer.LATE
    assert row.previous["content"] and row.expires_at == bench.db.now() + timedelta(hours=24)


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


# mail


async def in_thread(db: Database) -> tuple[Bench, str]:
    """An approved answer in a thread with Sarah; its thread."""
    bench = await open_bench(db)
    mail = bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "When?", Message_ID="<v1@x.example>"))
    await put(bench, "mail.send", mail_content(thread_id=mail.thread_id, in_reply_to="<v1@x.example>"))
    assert await bench.approve() is Answer.DONE
    return bench, mail.thread_id


async def test_an_answer_goes_into_its_thread(sqlite_db: Database) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    await bench.run()
    await assert_done_once(bench)
    row = await bench.row()
    assert (bench.mail.held[row.result["sent_id"]].thread_id, row.result["proven"]) == (thread_id, True)
    assert b"In-Reply-To: <v1@x.example>" in bench.mail.sends[0]


async def test_a_newer_mail_in_the_thread_stops_it(sqlite_db: Database, clock: Clock) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    before = await bench.reference()
    clock.advance(5)
    bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "Forget it."), thread=thread_id)
    await bench.run()
    await assert_asks_again(bench, before, "newer")
    assert acts_of(bench) == [0, 0, 0, 0, 0]
    assert await bench.approve() is Answer.DONE
    await bench.run()
    await assert_done_once(bench)


async def test_a_newer_mail_between_draft_and_sending_stops_it_too(sqlite_db: Database, clock: Clock) -> None:
    bench, thread_id = await in_thread(sqlite_db)
    before = await bench.reference()

    async def answer() -> None:
        clock.advance(5)
        bench.mail.deliver(write_mail(f"Sarah <{SARAH_MAIL}>", "Visit", "Forget it."), thread=thread_id)

    bench.mail.meanwhile("draft", answer)
    await bench.run()
    await assert_asks_again(bench, before, "newer")
    assert (len(bench.mail.draft_ids), bench.mail.sends) == (1, [])
    assert await bench.approve() is Answer.DONE
    await bench.run()
    await assert_done_once(bench)
    assert bench.mail.calls["create_draft"] == 1


async def test_a_draft_that_was_edited_by_hand_is_left_alone(sqlite_db: Database) -> None:
    bench = await approved(sqlite_db, "mail.send")

    async def edit() -> None:
        bench.mail.edit_by_hand(bench.mail.draft_ids[0], "Something else.")

    bench.mail.meanwhile("draft", edit)
    await bench.run()
    assert (await bench.state(), bench.mail.sends, len(bench.mail.draft_ids)) == (("changed", "edited"), [], 1)


async def test_a_draft_that_was_deleted_or_sent_by_hand_is_not_sent_again(sqlite_db: Database) -> None:
    for by_hand, state in (("delete_by_hand", ("changed", "gone")), ("send_by_hand", ("done", "had"))):
        bench = await approved(sqlite_db, "mail.send")

        async def act(bench: Bench = bench, by_hand: str = by_hand) -> None:
            getattr(bench.mail, by_hand)(bench.mail.draft_ids[0])

        bench.mail.meanwhile("draft", act)
        await bench.run()
        assert (await bench.state(), bench.mail.sends) == (state, [])


@pytest.mark.parametrize("rewrites", [False, True])
async def test_a_send_without_an_answer_is_found_among_the_sent_mail(
    sqlite_db: Database, clock: Clock, rewrites: bool
) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.rewrites_ids = rewrites
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    await bench.run_until_quiet(clock)
    await assert_done_once(bench)
    assert bench.mail.calls["send_draft"] == 1


async def test_a_send_of_which_nothing_is_to_be_seen_is_a_persons_to_judge(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.hides_sent = True
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    await bench.run_until_quiet(clock)
    assert (await bench.state(), len(bench.mail.sends)) == (("failed", "unsure"), 1)
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.LATE
    await bench.run()
    assert len(bench.mail.sends) == 1


async def test_a_refusal_to_be_asked_about_an_unknown_send_leaves_it_unsure(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.mail.fail("draft", Permanent("refused"))
    await bench.run()
    assert await bench.state() == ("failed", "unsure")


async def test_trying_again_after_the_access_had_ended_looks_first(sqlite_db: Database, clock: Clock) -> None:
    bench = await approved(sqlite_db, "mail.send")
    bench.mail.fail("send_draft", OutcomeUnknown("no answer"), acts=True)
    with pytest.raises(Temporary):
        await bench.run()
    bench.mail.fail("draft", Reconnect("ended"))
    await bench.run()
    assert await bench.state() == ("failed", "revoked")
    assert (await retry(sqlite_db, ALICE, await bench.reference())).answer is Answer.DONE
    await bench.run()
    await assert_done_once(bench)


async def test_an_undo_just_before_the_act_wins(db: Database) -> None:
    bench = await open_bench(db)

    async def take_back() -> None:
        assert (await undo(db, ALICE, await bench.reference())).answer is Answer.DONE

    mail = bench.mail.deliver(write_mail("Sarah <sarah@x.example>", "Visit", "When?"))
    await put(bench, "mail.send", mail_content(thread_id=mail.thread_id))
    assert await bench.approve() is Answer.DONE
    bench.mail.meanwhile("thread", take_back)
    await bench.run()
    assert ((await bench.state())[0], acts_of(bench)) == ("proposed", [0, 0, 0, 0, 0])


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
