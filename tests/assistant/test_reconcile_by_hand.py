"""What a hand did with a draft while we looked, wrote or moved on: nothing typed is lost, nothing false is said."""

from dataclasses import dataclass, replace

import pytest

from assistant.approval import Answer, approve, discard
from assistant.case import case_of_draft
from assistant.drafting import draft
from assistant.reconcile import check_draft, clean
from assistant.syncing import Bounds, sync
from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.mail.source import Change, ChangePage
from storage.db import Database
from storage.drafts import DraftState
from tests.assistant.drafts import regenerated
from tests.assistant.drafts import run as write
from tests.assistant.sends import approved, run, run_until_quiet, words_of
from tests.cast import ALICE, Desk, join, ready_reply, reply_of
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.fakes import FakeMail, write_mail

S = DraftState
MINE = "An hour of my own work."


async def check(desk: Desk) -> bool:
    return await check_draft(desk.db, desk.mail, desk.draft_id)


async def by_hand(desk: Desk, text: str = "", **headers: str) -> None:
    desk.mail.edit_by_hand((await desk.draft()).remote_id, text, **headers)


# under another subject a reply leaves its thread


@dataclass
class Threads(FakeMail):
    """A mailbox that gives a draft with another subject a thread of its own, as Gmail does."""

    def edit_by_hand(self, draft_id: str, text: str = "", **headers: str) -> None:
        super().edit_by_hand(draft_id, text, **headers)
        if "Subject" in headers:
            at = self.drafts[draft_id]
            self.held[at] = replace(self.held[at], thread_id=f"t{at}")


async def under_another_subject(db: Database, clock: Clock) -> Desk:
    """A reply whose subject Alice changed in Gmail, shown so."""
    desk = await ready_reply(db)
    desk = replace(desk, mail=Threads(**vars(desk.mail)))
    clock.advance(5)
    await by_hand(desk, Subject="Your quote")
    assert await check(desk)
    clock.advance(5)
    return desk


async def test_a_reply_under_another_subject_that_is_sent_by_hand_is_not_called_deleted(
    db: Database, clock: Clock
) -> None:
    desk = await under_another_subject(db, clock)
    sent_id = desk.mail.send_by_hand((await desk.draft()).remote_id)
    await check(desk)
    assert ((await desk.draft()).state, (await desk.draft()).sent_id) == (S.ELSEWHERE, sent_id)


@pytest.mark.parametrize("rewrites", [False, True])
async def test_a_reply_under_another_subject_is_found_after_a_lost_answer(
    db: Database, clock: Clock, rewrites: bool
) -> None:
    desk = await under_another_subject(db, clock)
    desk.mail.rewrites_ids = rewrites
    assert (await approve(db, ALICE, (await desk.version()).id, 0)).answer is Answer.DONE
    desk.mail.fail("send_draft", OutcomeUnknown("cut"), acts=True)
    await run_until_quiet(desk, clock)
    assert ((await desk.draft()).state, len(desk.mail.sends)) == (S.SENT, 1)


# a hand in Gmail while another draft is written


async def test_words_typed_in_gmail_while_another_draft_is_written_are_not_lost(db: Database) -> None:
    desk, model = await ready_reply(db), FakeModel(reply_of("Shorter."))
    await regenerated(desk)
    model.meanwhile(lambda: by_hand(desk, MINE))
    await draft(db, desk.mail, model, desk.message_id)
    assert MINE in [version.body for version in await desk.versions()]
    assert MINE.encode() in desk.mail.raw_draft((await desk.draft()).remote_id)


async def test_words_typed_in_gmail_before_a_second_try_to_place_are_not_lost(db: Database) -> None:
    desk = await ready_reply(db)
    await regenerated(desk)
    desk.mail.fail("update_draft", Temporary("503"))
    with pytest.raises(Temporary):
        await write(desk, reply_of("Shorter."))
    await by_hand(desk, MINE)  # the queue tries again after a minute
    await write(desk)
    assert MINE in [version.body for version in await desk.versions()]
    assert MINE.encode() in desk.mail.raw_draft((await desk.draft()).remote_id)


@pytest.mark.parametrize("when", ["before", "meanwhile"])
async def test_a_reply_sent_by_hand_while_another_is_asked_for_shows_so(db: Database, clock: Clock, when: str) -> None:
    desk, model = await ready_reply(db), FakeModel(reply_of("Shorter."))
    remote_id = (await desk.draft()).remote_id
    clock.advance(5)

    async def send_by_hand() -> None:
        desk.mail.send_by_hand(remote_id)

    if when == "before":
        await send_by_hand()
    else:
        model.meanwhile(send_by_hand)
    await regenerated(desk)
    await draft(db, desk.mail, model, desk.message_id)
    assert ((await desk.draft()).state, desk.mail.draft_ids) == (S.ELSEWHERE, [])


# cards that would say something false


async def test_a_draft_sent_by_hand_whose_mail_shows_up_late_is_called_sent_in_the_end(
    db: Database, clock: Clock
) -> None:
    desk = await ready_reply(db)
    clock.advance(5)
    desk.mail.hides_sent = True
    sent_id = desk.mail.send_by_hand((await desk.draft()).remote_id)
    await check(desk)
    desk.mail.hides_sent = False
    clock.advance(30)
    assert await check(desk)
    assert ((await desk.draft()).state, (await desk.draft()).sent_id) == (S.ELSEWHERE, sent_id)


async def test_a_reply_that_was_deleted_stays_so_whatever_is_done_to_a_draft(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=S.DELETED)
    await by_hand(desk, "By hand.")
    await check(desk)
    assert ((await desk.draft()).state, len(await desk.versions())) == (S.DELETED, 1)


async def test_a_forward_from_the_thread_is_not_taken_for_the_reply(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(60)
    forward = write_mail("alice@fernhill.example", "Fwd: Quote", "Bob, yours?", to="bob@fernhill.example")
    desk.mail.deliver(forward, thread=desk.thread_id, labels=frozenset({"SENT"}))
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await check(desk)
    assert (await desk.draft()).state == S.DELETED


@pytest.mark.parametrize("at", ["draft", "thread"])
async def test_an_approval_that_meets_a_look_which_finds_a_change_is_told_that_nothing_was_sent(
    db: Database, at: str
) -> None:
    desk = await ready_reply(db)
    version = (await desk.version()).id
    await by_hand(desk, "By hand.")
    desk.mail.meanwhile(at, lambda: approve(db, ALICE, version, 30))
    await check(desk)
    assert ((await desk.draft()).state, (await desk.draft()).note) == (S.READY, "edited,stopped")
    assert "Nothing was sent" in await words_of(desk)


async def test_news_that_come_while_a_reply_is_being_sent_are_looked_at_if_the_sending_is_refused(
    db: Database, clock: Clock
) -> None:
    account = await join(db, cursor="100")
    desk = await approved(db, account=account)
    clock.advance(5)

    async def arrives() -> None:
        newer = desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nwait", thread=desk.thread_id)
        desk.mail.pages["100"] = [ChangePage((Change("added", newer.remote_id, desk.thread_id, newer.labels),), "101")]
        [_ async for _ in sync(db, desk.mail, account, Bounds(3, 25, 7, 500))]

    desk.mail.meanwhile("send_draft", arrives)
    desk.mail.fail("send_draft", Permanent("400"))
    await run(desk)
    left = await desk.draft()
    assert left.state == S.READY
    assert left.check_wanted > left.check_done


# what was thrown away


async def test_a_mail_thrown_away_is_not_told_as_a_newer_one(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(5)
    later = desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\noops", thread=desk.thread_id)
    assert await check(desk)
    assert (await desk.draft()).note == "newer"
    clock.advance(5)
    desk.mail.held[later.remote_id] = replace(later, labels=frozenset({"TRASH"}))
    assert await check(desk)
    assert ((await desk.draft()).note, (await desk.draft()).state) == ("", S.READY)
    clock.advance(5)
    desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    assert await check(desk)
    assert (await desk.draft()).note == "newer"


async def test_a_newer_mail_is_told_although_the_one_before_it_was_thrown_away(
    sqlite_db: Database, clock: Clock
) -> None:
    desk = await ready_reply(sqlite_db)
    clock.advance(5)
    desk.mail.deliver(b"From: sarah@brightwater.example\r\n\r\nand?", thread=desk.thread_id)
    del desk.mail.held[(await desk.version()).thread_tip]
    assert await check(desk)
    assert (await desk.draft()).note == "newer"


async def discarded(desk: Desk) -> bool:
    assert (await discard(desk.db, ALICE, (await desk.version()).id)).answer is Answer.DONE
    case = await case_of_draft(desk.db, desk.draft_id)
    assert case is not None
    return await clean(desk.db, desk.mail, case)


async def test_discarding_does_not_destroy_words_that_were_never_shown(db: Database) -> None:
    desk = await ready_reply(db)
    await by_hand(desk, MINE)
    assert not await discarded(desk)
    left = await desk.draft()
    assert (left.state, left.note, left.cleanup, len(desk.mail.draft_ids)) == (S.READY, "edited", False, 1)
    assert ((await desk.version()).body, "changed in Gmail" in await words_of(desk)) == (MINE, True)
    assert await discarded(desk)  # now they were shown
    assert ((await desk.draft()).state, desk.mail.draft_ids) == (S.DISCARDED, [])


async def test_an_older_text_of_ours_is_deleted_with_the_reply(sqlite_db: Database) -> None:
    desk = await ready_reply(sqlite_db)
    first = desk.mail.raw_draft((await desk.draft()).remote_id)
    await by_hand(desk, MINE)
    await check(desk)
    await desk.mail.update_draft((await desk.draft()).remote_id, desk.thread_id, first)
    assert await discarded(desk)
    assert ((await desk.draft()).cleanup, desk.mail.draft_ids) == (False, [])
