"""Claims on drafts: of any number of callers one goes on; and which drafts still have work to do."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from storage.accounts import Accounts, AccountState
from storage.db import Database, new_id
from storage.drafts import Draft, Drafts, DraftState
from storage.messages import Messages, MessageState
from tests.cast import Desk, ready_reply
from tests.database_fixture import Clock

S = DraftState


async def claim(desk: Desk, before: S | tuple[S, ...], after: S, **values: Any) -> bool:
    async with desk.db.transaction() as session:
        return await Drafts(session).claim(desk.draft_id, before, after, desk.db.now(), **values)


async def stuck(desk: Desk, seconds: float = 120) -> list[str]:
    async with desk.db.transaction() as session:
        return [one.id for one in await Drafts(session).stuck(desk.db.now() - timedelta(seconds=seconds), 10)]


async def test_of_twenty_equal_claims_exactly_one_holds(db: Database) -> None:
    desk = await ready_reply(db)
    claims = await asyncio.gather(*(claim(desk, S.READY, S.APPROVED, acted_by=str(n)) for n in range(20)))
    assert claims.count(True) == 1
    draft = await desk.draft()
    assert (draft.state, draft.acted_by) == (S.APPROVED, str(claims.index(True)))


async def test_of_claims_that_lead_elsewhere_exactly_one_holds(db: Database) -> None:
    desk = await ready_reply(db)
    ends = [S.APPROVED, S.DISCARDED, S.WRITING, S.ELSEWHERE, S.DELETED]
    claims = await asyncio.gather(*(claim(desk, S.READY, end) for end in ends))
    assert claims.count(True) == 1
    assert (await desk.draft()).state == ends[claims.index(True)]


async def test_a_claim_from_another_state_changes_nothing(db: Database) -> None:
    desk = await ready_reply(db)
    assert not await claim(desk, (S.APPROVED, S.SENDING), S.SENT, note="no")
    draft = await desk.draft()
    assert (draft.state, draft.note) == (S.READY, "")


async def test_a_claim_at_another_version_changes_nothing(db: Database) -> None:
    desk = await ready_reply(db)
    assert not await claim(desk, S.READY, S.APPROVED, at_version=new_id())
    assert await claim(desk, S.READY, S.APPROVED, at_version=(await desk.version()).id)


async def test_a_claim_before_it_is_due_changes_nothing(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await claim(desk, S.READY, S.APPROVED, send_after=clock() + timedelta(seconds=30))
    assert not await claim(desk, S.APPROVED, S.SENDING, due=clock() + timedelta(seconds=29))
    assert await claim(desk, S.APPROVED, S.SENDING, due=clock() + timedelta(seconds=30))


async def test_a_claim_on_an_unknown_draft_is_refused(db: Database) -> None:
    desk = await ready_reply(db)
    async with db.transaction() as session:
        assert not await Drafts(session).claim(new_id(), list(S), S.SENT, db.now())
    assert (await desk.draft()).state == S.READY


async def test_a_message_has_one_draft_whoever_begins_it(db: Database) -> None:
    desk = await ready_reply(db, undrafted=True)

    async def begin(draft_id: str) -> bool:
        async with db.transaction() as session:
            drafts = Drafts(session)
            return await drafts.begin(draft_id, desk.message_id, desk.account.id, desk.thread_id, db.now())

    ids = [new_id() for _ in range(10)]
    made = await asyncio.gather(*map(begin, ids))
    assert made.count(True) == 1
    assert (await desk.draft()).id == ids[made.index(True)]


async def test_a_state_is_changed_by_claim_only(db: Database) -> None:
    desk = await ready_reply(db)
    with pytest.raises(AssertionError):
        async with db.transaction() as session:
            await Drafts(session).change(desk.draft_id, state=S.SENT)


async def test_only_open_drafts_of_the_account_are_found_by_their_threads(db: Database) -> None:
    desk = await ready_reply(db)

    async def there(account_id: str, thread_id: str) -> list[Draft]:
        async with db.reading() as session:
            return await Drafts(session).in_threads(account_id, [thread_id, "another"])

    assert [one.id for one in await there(desk.account.id, desk.thread_id)] == [desk.draft_id]
    assert await there(new_id(), desk.thread_id) == []
    assert await there(desk.account.id, "elsewhere") == []
    for state in S:
        await desk.put(state=state)
        ended = state in (S.SENT, S.DISCARDED, S.ELSEWHERE)
        assert [one.id for one in await there(desk.account.id, desk.thread_id)] == [desk.draft_id] * (not ended)


@pytest.mark.parametrize("state", [S.WRITING, S.SENDING])
async def test_work_under_way_is_stuck_after_a_while_only(sqlite_db: Database, clock: Clock, state: S) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state)
    clock.advance(119)
    assert await stuck(desk) == []
    clock.advance(2)
    assert await stuck(desk) == [desk.draft_id]


async def test_an_approval_is_stuck_only_well_after_its_undo_window(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.APPROVED, send_after=clock() + timedelta(seconds=600))
    clock.advance(601)
    assert await stuck(desk) == []
    clock.advance(120)
    assert await stuck(desk) == [desk.draft_id]


async def test_a_waiting_reply_is_stuck_only_while_the_mail_service_lacks_its_text(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    clock.advance(3600)
    assert await stuck(desk) == []
    await desk.put(number=2)
    assert await stuck(desk) == [desk.draft_id]


@pytest.mark.parametrize("state", [S.SENT, S.DISCARDED, S.ELSEWHERE, S.DELETED, S.UNSURE])
async def test_an_end_is_stuck_only_while_a_discarded_draft_is_to_be_cleaned_up(
    sqlite_db: Database, clock: Clock, state: S
) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state, receipted=True)
    clock.advance(3600)
    assert await stuck(desk) == []
    await desk.put(cleanup=True)
    assert await stuck(desk) == [desk.draft_id] * (state is S.DISCARDED)


async def test_what_was_cleaned_up_is_told_by_its_remote_id(db: Database) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.DISCARDED, cleanup=True, remote_id="new")
    async with db.transaction() as session:
        await Drafts(session).cleaned(desk.draft_id, "old")
    assert (await desk.draft()).cleanup
    async with db.transaction() as session:
        await Drafts(session).cleaned(desk.draft_id, "new")
    assert not (await desk.draft()).cleanup


@pytest.mark.parametrize(
    ("state", "values"),
    [(S.WRITING, {}), (S.SENDING, {}), (S.SENT, {}), (S.DISCARDED, {"cleanup": True}), (S.READY, {"number": 2})],
)
async def test_no_draft_of_a_mailbox_that_must_be_reconnected_is_stuck(
    sqlite_db: Database, clock: Clock, state: S, values: dict[str, Any]
) -> None:
    desk = await ready_reply(sqlite_db)
    await desk.put(state=state, **values)
    clock.advance(3600)
    assert await stuck(desk) == [desk.draft_id]
    async with sqlite_db.transaction() as session:
        await Accounts(session).change(desk.account.id, state=AccountState.RECONNECT)
    assert await stuck(desk) == []


async def test_the_reply_to_a_stuck_message_waits_for_it_to_heal(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.WRITING)
    clock.advance(3600)

    async def move(before: MessageState, after: MessageState) -> None:
        async with db.transaction() as session:
            await Messages(session).move(desk.message_id, before, after, db.now())

    await move(MessageState.SETTLED, MessageState.STUCK)
    assert await stuck(desk) == []
    await move(MessageState.STUCK, MessageState.JUDGED)
    assert await stuck(desk) == [desk.draft_id]


async def test_every_wish_for_a_look_is_counted_and_an_answer_covers_those_before_it(
    db: Database, clock: Clock
) -> None:
    desk = await ready_reply(db)

    async def unchecked() -> list[str]:
        async with db.reading() as session:
            return await Drafts(session).unchecked(clock(), 10)

    async def want() -> None:
        async with db.transaction() as session:
            await Drafts(session).want_check([desk.draft_id], clock())

    assert await unchecked() == []
    await asyncio.gather(*(want() for _ in range(5)))
    assert await unchecked() == []
    clock.advance(1)
    assert await unchecked() == [desk.draft_id]
    for upto, left in ((4, [desk.draft_id]), (3, [desk.draft_id]), (5, []), (4, [])):
        async with db.transaction() as session:
            await Drafts(session).checked(desk.draft_id, upto)
        assert await unchecked() == left


async def test_a_sent_reply_is_stuck_until_its_receipt_is_there(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.SENT)
    clock.advance(3600)
    assert await stuck(desk) == [desk.draft_id]
    await desk.put(receipted=True)
    assert await stuck(desk) == []


async def test_what_was_rung_again_rests_for_a_while(db: Database, clock: Clock) -> None:
    desk = await ready_reply(db)
    await desk.put(state=S.WRITING)
    clock.advance(200)
    async with db.transaction() as session:
        await Drafts(session).touch([desk.draft_id], db.now())
    assert await stuck(desk) == []
