"""After an outage all that stood still is rung for at once: noticed by the schedule, bounded, and harmless twice."""

from datetime import timedelta
from typing import Any

import pytest

from bot.errors import Temporary
from bot.queue import Lines
from jobs.recover import PAUSE, ROOM, ROUNDS, recover
from jobs.schedule import look
from jobs.still import AT_ONCE
from jobs.sweep import sweep
from storage.accounts import Accounts
from storage.cards import Cards
from storage.db import open_database
from storage.drafts import Drafts, DraftState
from storage.messages import Messages
from tests.cast import Desk, found, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office

S = DraftState


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A reply that waits, its card drawn."""
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 1, "D1", "1.1")
    office.bell.rings.clear()
    return desk


async def rung(office: Office, number: int = 0) -> list[tuple[str, Any]]:
    """What is rung by one round, now; its further rounds left out."""
    office.bell.rings.clear()
    await recover(office.services, int(office.db.now().timestamp()) + 1, number)
    return [(ring.job.rpartition(".")[2], ring.args[0]) for ring in office.bell.rings if "recover" not in ring.job]


async def test_what_changed_a_moment_ago_is_rung_at_once_and_only_once(
    office: Office, desk: Desk, clock: Clock
) -> None:
    new = await found(office.db, desk.account, desk.mail.deliver(b"Subject: hello\r\n\r\nhello"))
    await desk.put(state=S.WRITING)
    async with office.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
        await Drafts(session).want_check([desk.draft_id], clock())
        await Accounts(session).want_sync([desk.account.id], clock())
    assert sorted(await rung(office)) == [
        ("draft_reply", desk.message_id), ("draw_card", desk.message_id), ("sync_mailbox", desk.account.id),
        ("triage_message", new),
    ]  # fmt: skip
    [again] = office.bell.of("recover")
    assert again.args[1] == 1 and again.at == clock() + PAUSE
    assert await rung(office, 1) == [] and not office.bell.of("recover")


async def test_an_approval_whose_time_is_still_to_come_is_rung_for_at_its_time(
    office: Office, desk: Desk, clock: Clock
) -> None:
    await desk.put(state=S.APPROVED, send_after=clock() + timedelta(seconds=10))
    assert await rung(office) == [("send_reply", desk.draft_id)]
    assert office.bell.of("send_reply")[0].at == clock() + timedelta(seconds=10)
    assert await rung(office, 1) == []
    clock.advance(60)
    assert await rung(office) == [("send_reply", desk.draft_id)]
    assert office.bell.of("send_reply")[0].at is None


async def test_a_full_queue_is_waited_for_and_not_for_ever(office: Office, desk: Desk) -> None:
    await desk.put(state=S.WRITING)
    office.bell.queued = Lines(ROOM)
    assert await rung(office) == []
    assert office.bell.of("recover")[0].args[1] == 1
    assert await rung(office, ROUNDS) == [] and not office.bell.rings
    office.bell.queued = Lines(ROOM - 1)
    assert await rung(office, 1) == [("draft_reply", desk.message_id)]


async def test_of_many_the_oldest_are_rung_first_and_the_rest_in_the_next_round(
    office: Office, desk: Desk, clock: Clock
) -> None:
    async with office.db.transaction() as session:
        many = [(f"r{number}", "t", ["INBOX"]) for number in range(AT_ONCE)]
        old = [one for one, _ in await Messages(session).found(desk.account.id, many, clock())]
        clock.advance(1)
        ((young, _),) = await Messages(session).found(desk.account.id, [("r", "t", ["INBOX"])], clock())
    assert sorted(await rung(office)) == sorted(("triage_message", one) for one in old)
    assert await rung(office, 1) == [("triage_message", young)]
    assert await rung(office, 2) == []


async def test_what_could_not_be_rung_is_rung_by_the_next_recovery(office: Office, desk: Desk, clock: Clock) -> None:
    await desk.put(state=S.WRITING)
    office.bell.breaks = Temporary("the queue cannot be reached")
    with pytest.raises(Temporary):
        await rung(office)
    office.bell.breaks = None
    clock.advance(2)
    assert await rung(office) == [("draft_reply", desk.message_id)]


async def test_the_schedule_rings_once_when_the_queue_is_back_or_a_ring_was_lost(office: Office, clock: Clock) -> None:
    assert await look(office.services, None) is None and not office.bell.rings
    office.bell.down = True
    away = await look(office.services, None)
    clock.advance(2)
    again = await look(office.services, away)
    assert away is not None and again == clock() > away
    office.bell.down = False
    clock.advance(2)
    assert await look(office.services, again) is None
    assert [ring.args for ring in office.bell.of("recover")] == [(int(again.timestamp()) + 1, 0)]
    assert await look(office.services, None) is None
    office.bell.lost = clock()
    assert await look(office.services, away) is None and await look(office.services, None) is None
    assert [ring.args[0] for ring in office.bell.of("recover")][1:] == [int(clock().timestamp()) + 1]


async def test_a_ring_lost_by_one_whose_clock_runs_ahead_is_made_up_for_until_now(
    office: Office, desk: Desk, clock: Clock
) -> None:
    await desk.put(state=S.WRITING)
    office.bell.lost = clock() + timedelta(hours=1)
    await look(office.services, None)
    [ring] = office.bell.of("recover")
    clock.advance(2)
    await recover(office.services, *map(int, ring.args))
    clock.advance(121)
    await sweep(office.services, 1)  # what was touched a while ago is rung for again
    assert len(office.bell.of("draft_reply")) == 2


async def test_the_schedule_rings_once_when_the_database_can_be_written_again(office: Office) -> None:
    other = open_database(str(office.db.engine.url))
    office.db.turn_seconds = 0.05
    async with other.transaction():
        away = await look(office.services, None)
        assert away is not None and await look(office.services, away) is not None
    assert not office.bell.rings
    assert await look(office.services, away) is None
    assert office.bell.names == ["recover"]
    await other.close()
