"""The sweep: what stands still is rung again, what rests or may not be worked on is left alone."""

from typing import Any

import pytest
from sqlalchemy import update

from jobs.heal import heal
from jobs.sweep import sweep
from storage.accounts import Accounts, AccountState
from storage.cards import Cards
from storage.drafts import Drafts, DraftState
from storage.leases import Lease, Leases
from storage.messages import Message, Messages, MessageState
from storage.verdicts import Verdicts
from tests.cast import Desk, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office

S = DraftState
NOT_AN_HOUR = 7


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A reply that waits, its card drawn."""
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 1, "D1", "1.1")
    return desk


async def rung(office: Office, minute: int = NOT_AN_HOUR) -> list[tuple[str, Any]]:
    office.bell.rings.clear()
    await sweep(office.services, minute)
    for ring in office.bell.of("heal"):
        await heal(office.services, *map(int, ring.args))
    return [(ring.job.rpartition(".")[2], ring.args[0]) for ring in office.bell.rings if "mailbox" not in ring.job]


async def want_check(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        await Drafts(session).want_check([desk.draft_id], desk.db.now())


async def test_a_look_that_was_not_had_is_rung_again_once_a_minute(office: Office, desk: Desk, clock: Clock) -> None:
    await want_check(desk)
    clock.advance(59)
    assert await rung(office) == []
    clock.advance(2)
    assert await rung(office) == [("check_draft", desk.draft_id)]
    assert await rung(office) == []
    clock.advance(61)
    assert await rung(office) == [("check_draft", desk.draft_id)]
    async with office.db.transaction() as session:
        await Drafts(session).checked(desk.draft_id, 1)
    clock.advance(61)
    assert await rung(office) == []


async def test_a_look_is_rung_at_a_reply_that_is_gone_since_it_may_turn_up_among_the_sent(
    office: Office, desk: Desk, clock: Clock
) -> None:
    await want_check(desk)
    await desk.put(state=S.DELETED)
    clock.advance(61)
    assert await rung(office) == [("check_draft", desk.draft_id)]


@pytest.mark.parametrize("state", [S.SENT, S.DISCARDED, S.ELSEWHERE])
async def test_no_look_is_rung_at_what_has_ended(office: Office, desk: Desk, clock: Clock, state: S) -> None:
    await want_check(desk)
    await desk.put(state=state, receipted=True)
    clock.advance(3600)
    assert await rung(office) == []


async def test_only_a_discarded_reply_is_cleaned_up(office: Office, desk: Desk, clock: Clock) -> None:
    await desk.put(state=S.WRITING, cleanup=True)
    clock.advance(121)
    assert await rung(office) == [("draft_reply", desk.message_id)]
    await desk.put(state=S.DISCARDED)
    clock.advance(121)
    assert await rung(office) == [("clean_draft", desk.draft_id)]


@pytest.mark.parametrize("values", [{"state": S.WRITING}, {"number": 2}, {"state": S.SENT}])
async def test_what_is_rung_again_carries_the_id_by_which_the_log_follows_the_mail(
    office: Office, desk: Desk, clock: Clock, values: dict[str, Any]
) -> None:
    await desk.put(**values)
    async with office.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
        await Verdicts(session).correct(desk.message_id, "spam", "U0ALICE", clock())
    clock.advance(121)
    await rung(office)
    rings = [ring for ring in office.bell.rings if "mailbox" not in ring.job]
    assert len(rings) == 3
    assert {ring.correlation for ring in rings} == {(await desk.case()).message.correlation}


@pytest.mark.parametrize("values", [{"state": S.WRITING}, {"number": 2}, {"state": S.SENDING}, {"state": S.SENT}])
async def test_nothing_is_rung_for_a_mailbox_that_must_be_reconnected(
    office: Office, desk: Desk, clock: Clock, values: dict[str, Any]
) -> None:
    await desk.put(**values)
    await want_check(desk)
    async with office.db.transaction() as session:
        await Accounts(session).change(desk.account.id, state=AccountState.RECONNECT)
    clock.advance(3600)
    assert await rung(office) == []


async def test_a_failed_card_is_tried_again_hourly_for_a_day(office: Office, desk: Desk, clock: Clock) -> None:
    async with office.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
    for _ in range(23):
        async with office.db.transaction() as session:
            await Cards(session).failed(desk.message_id, 2, "channel_not_found")
        clock.advance(3600)
        assert await rung(office) == []
        await rung(office, 60)
        assert await rung(office) == [("draw_card", desk.message_id)]
    async with office.db.transaction() as session:
        await Cards(session).failed(desk.message_id, 2, "channel_not_found")
    clock.advance(2 * 3600)
    await rung(office, 60)
    assert await rung(office) == []


async def test_leases_of_workers_that_were_killed_are_forgotten_within_the_hour_after_a_day(
    office: Office, clock: Clock
) -> None:
    async with office.db.transaction() as session:
        assert await Leases(session).take("send:1", "killed", clock(), 60)
    clock.advance(23 * 3600)
    await rung(office, 60)
    async with office.db.reading() as session:
        assert await session.get(Lease, "send:1") is not None
    clock.advance(2 * 3600)
    await rung(office, 60)
    async with office.db.reading() as session:
        assert await session.get(Lease, "send:1") is None


async def test_stuck_mail_whose_reply_is_written_heals_to_rest(office: Office, desk: Desk, clock: Clock) -> None:
    async with office.db.transaction() as session:
        where = update(Message).where(Message.id == desk.message_id)
        await session.execute(where.values(state=MessageState.STUCK))
    assert ("draw_card", desk.message_id) in await rung(office, 60)
    async with office.db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 2, "D1", "1.1")
    clock.advance(3600)
    assert await rung(office) == []
    async with office.db.reading() as session:
        message = await Messages(session).get(desk.message_id)
    assert message is not None and message.state == MessageState.SETTLED
