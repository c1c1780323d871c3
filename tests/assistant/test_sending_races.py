"""Sending while something else acts: a hand in the draft, a request that arrives late, a worker that slept."""

import asyncio

import pytest

from assistant.approval import Answer, approve, discard, regenerate
from assistant.sending import send
from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.mail.read import read_full_text
from storage.db import Database
from storage.drafts import DraftState
from tests.assistant.drafts import run as write
from tests.assistant.sends import approved, assert_sent_once, draw, run, run_until_quiet, words_of
from tests.cast import ALICE, ANSWER, Desk, reply_of
from tests.database_fixture import Clock

S = DraftState
CUT = OutcomeUnknown("cut")
NEWER = b"From: sarah@brightwater.example\r\n\r\nOne more thing."


def texts(desk: Desk) -> list[str]:
    return [read_full_text(raw) for raw in desk.mail.sends]


# between the last look and the request


async def test_an_edit_by_hand_after_the_last_look_does_not_go_out(db: Database) -> None:
    desk = await approved(db)
    remote_id = (await desk.draft()).remote_id

    async def type_now() -> None:
        desk.mail.edit_by_hand(remote_id, "Never shown, never approved.", Bcc="m@fernhill.example")

    await draw(desk)
    await send(db, desk.mail, desk.draft_id, type_now)
    assert texts(desk) == [ANSWER]
    assert b"m@fernhill.example" not in desk.mail.sends[0]


async def test_a_late_write_of_another_text_does_not_change_what_goes_out(db: Database) -> None:
    """An update that was given up waiting for takes effect after the comparison."""
    desk = await approved(db)
    remote_id = (await desk.draft()).remote_id
    other = desk.mail.raw_draft(remote_id).replace(b"on Friday", b"NEVER")

    async def arrives() -> None:
        await desk.mail.update_draft(remote_id, desk.thread_id, other)

    await draw(desk)
    await send(db, desk.mail, desk.draft_id, arrives)
    assert texts(desk) == [ANSWER]


# a request without an answer, which takes effect after something else came


async def unanswered_then_newer(db: Database, clock: Clock) -> Desk:
    """The send had no answer, a newer mail comes, the next run looks, and only then the request takes effect."""
    desk = await approved(db)
    draft = await desk.mail.draft((await desk.draft()).remote_id)
    assert draft is not None
    desk.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    clock.advance(5)
    desk.mail.deliver(NEWER, thread=desk.thread_id)
    with pytest.raises(Temporary, match="unanswered"):
        await run(desk)
    clock.advance(1)
    assert await desk.mail.send_draft(draft) is not None
    return desk


async def test_the_card_does_not_say_that_nothing_was_sent_while_a_request_is_under_way(
    db: Database, clock: Clock
) -> None:
    desk = await unanswered_then_newer(db, clock)
    assert "Nothing was sent" not in await words_of(desk)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)


async def test_a_request_under_way_cannot_be_discarded_as_if_nothing_was_sent(
    sqlite_db: Database, clock: Clock
) -> None:
    desk = await unanswered_then_newer(sqlite_db, clock)
    assert (await discard(sqlite_db, ALICE, (await desk.version()).id)).answer is Answer.LATE
    assert len(desk.mail.sends) == 1
    assert "Nothing was sent" not in await words_of(desk)


async def test_no_second_answer_can_be_asked_for_while_a_request_is_under_way(
    sqlite_db: Database, clock: Clock
) -> None:
    desk = await unanswered_then_newer(sqlite_db, clock)
    clock.advance(1)
    if (await regenerate(sqlite_db, ALICE, (await desk.version()).id, "answer both")).answer is Answer.DONE:
        await write(desk, reply_of("Dear Sarah, a second answer."))
        await approve(sqlite_db, ALICE, (await desk.version()).id, 0)
    await run_until_quiet(desk, clock)
    await assert_sent_once(desk)


# two workers, one of them slow


class Held:
    """A place at which a worker stops until it is let go on."""

    def __init__(self) -> None:
        self._gate, self._reached = asyncio.Event(), asyncio.Event()

    async def stop(self) -> None:
        self._reached.set()
        await self._gate.wait()

    async def reached(self) -> None:
        await asyncio.wait_for(self._reached.wait(), 20)

    async def go_on(self, *workers: asyncio.Task[None]) -> None:
        self._gate.set()
        await asyncio.gather(*workers, return_exceptions=True)


async def test_a_worker_that_slept_after_its_claim_sends_nothing_that_was_stopped_meanwhile(
    db: Database, clock: Clock
) -> None:
    desk, held = await approved(db), Held()
    await draw(desk)
    slow = asyncio.create_task(send(db, desk.mail, desk.draft_id, held.stop))
    await held.reached()
    clock.advance(200)  # its lease has lapsed
    desk.mail.edit_by_hand((await desk.draft()).remote_id, "By hand.")
    await run(desk)
    await held.go_on(slow)
    assert (desk.mail.sends, (await desk.draft()).state) == ([], S.READY)
    assert "Nothing was sent" in await words_of(desk)


async def test_a_refusal_heard_by_one_worker_does_not_undo_what_another_sends(db: Database, clock: Clock) -> None:
    desk, held = await approved(db), Held()
    desk.mail.meanwhile("send_draft", held.stop)
    desk.mail.fail("send_draft", Permanent("400 failedPrecondition"))
    slow = asyncio.create_task(run(desk))
    await held.reached()
    clock.advance(200)
    told: list[str] = []

    async def refused() -> None:
        await held.go_on(slow)
        told.append((await desk.draft()).state)

    desk.mail.meanwhile("send_draft", refused)
    await run(desk)
    assert told == [S.SENDING]
    await assert_sent_once(desk)
    assert "Nothing went out" not in await words_of(desk)


async def test_what_the_mail_service_says_is_sent_is_told_so_whatever_was_thought_meanwhile(
    db: Database, clock: Clock
) -> None:
    desk, held = await approved(db), Held()
    desk.mail.meanwhile("send_draft", held.stop)
    slow = asyncio.create_task(run(desk))
    await held.reached()
    clock.advance(200)
    desk.mail.deliver(NEWER, thread=desk.thread_id)
    await run(desk)
    assert (await desk.draft()).state == S.READY  # another worker has concluded that nothing was sent
    await held.go_on(slow)
    await assert_sent_once(desk)
    assert "Nothing was sent" not in await words_of(desk)


# never told


async def test_a_service_that_never_says_what_became_of_a_send_has_a_person_look(
    sqlite_db: Database, clock: Clock
) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail("send_draft", CUT)
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    desk.mail.fail("draft", Permanent("403 dailyLimitExceeded"), times=30)
    await run_until_quiet(desk, clock)
    assert (await desk.draft()).state == S.UNSURE
    assert "We cannot tell" in await words_of(desk)
