"""What else is at the time of a proposed event: what takes time, in any of its owner's calendars, as it stands now."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.asking.values import Draught
from assistant.carrying_events import event_id_of
from assistant.clashing import Clashes, clashes_of, clashing
from assistant.proposing import propose
from bot.errors import Failure, Permanent, Reconnect, Temporary
from connectors.calendar.source import CalendarSource, Event
from storage.accounts import Accounts
from storage.db import Database
from storage.proposals import Proposal, Proposals, ProposalState
from tests.assistant.asking.rig import FakeCalendar
from tests.cast import ALICE, join
from tests.proposals import Bench, an_event, ask, asker_of, delete_content, event_content, open_bench, update_content

REVIEW = an_event()  # from BEGINS to ENDS
LENGTH = REVIEW.ends - REVIEW.begins
OWN = frozenset({"own"})


def at(event: Event, shift: timedelta, **values: Any) -> Event:
    """The same event at another time."""
    return replace(event, begins=event.begins + shift, ends=event.ends + shift, **values)


@pytest.mark.parametrize(
    ("event", "clashes"),
    [
        (REVIEW, True),
        (at(REVIEW, LENGTH / 2), True),
        (replace(REVIEW, begins=REVIEW.begins - LENGTH, ends=REVIEW.ends + LENGTH), True),
        (at(REVIEW, LENGTH), False),  # it begins when the other ends
        (at(REVIEW, -LENGTH), False),
        (replace(REVIEW, all_day=True), False),
        (replace(REVIEW, busy=False), False),
        (replace(REVIEW, mine=False), False),
        (replace(REVIEW, cancelled=True), False),
        (replace(REVIEW, ends=REVIEW.begins), False),
        (replace(REVIEW, id="own"), False),
        (replace(REVIEW, id="own_20261201", series_id="own"), False),
    ],
)
def test_only_what_takes_time_then_is_in_the_way(event: Event, clashes: bool) -> None:
    assert clashing([event, event], REVIEW.begins, REVIEW.ends, OWN) == ((event,) if clashes else ())


async def proposed(bench: Bench, kind: str, content: dict[str, Any]) -> Proposal:
    question, asker = await ask(bench.db, bench.account), asker_of(bench.account, bench.db)
    basis = {} if kind == "event.create" else {"etag": "1"}
    (key,) = await propose(bench.db, question, asker, [Draught(kind, bench.account.id, content, basis)])
    async with bench.db.reading() as session:
        found = await Proposals(session).get(key)
    assert found is not None
    return found


async def test_a_new_event_is_held_against_all_calendars_of_its_owner(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    other = await join(sqlite_db, ALICE, "alice@home.example")
    proposal = await proposed(bench, "event.create", event_content())
    dentist = at(replace(REVIEW, id="e2", title="Dentist"), LENGTH / 2)
    calendars = {bench.account.id: FakeCalendar([REVIEW]), other.id: FakeCalendar([dentist, REVIEW])}
    assert await clashes_of(sqlite_db, proposal, calendars.__getitem__) == Clashes((REVIEW, dentist))
    calendars[bench.account.id].events.clear()  # looked up anew each time
    async with sqlite_db.transaction() as session:
        await Accounts(session).change(other.id, paused=True)
    assert await clashes_of(sqlite_db, proposal, calendars.__getitem__) == Clashes()


async def test_nobody_elses_calendar_and_none_that_is_off_is_looked_at(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    proposal = await proposed(bench, "event.create", event_content())
    await join(sqlite_db, replace(ALICE, slack_id="U0BOB"), "bob@fernhill.example")
    off = {"skipped_services": ["calendar"]}
    async with sqlite_db.transaction() as session:
        await Accounts(session).change(bench.account.id, preferences=off)
    assert await clashes_of(sqlite_db, proposal, none_of_it) == Clashes()


def none_of_it(_: str) -> CalendarSource:
    raise AssertionError("a calendar that is not to be read")


async def test_an_event_that_moves_does_not_clash_with_itself_and_only_where_it_moves(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    call = at(replace(REVIEW, id="e2", title="Call"), LENGTH)
    calendar = FakeCalendar([REVIEW, call])
    later = {"begins": call.begins.isoformat(), "ends": call.ends.isoformat()}
    for content, found in (
        (update_content(REVIEW, **later), Clashes((call,))),
        (update_content(REVIEW, ends=call.ends.isoformat()), Clashes((call,))),
        (update_content(REVIEW, title="Budget"), Clashes()),
    ):
        proposal = await proposed(bench, "event.update", content)
        assert await clashes_of(sqlite_db, proposal, lambda _: calendar) == found
    proposal = await proposed(bench, "event.delete", delete_content(call))
    assert await clashes_of(sqlite_db, proposal, lambda _: calendar) == Clashes()


async def test_what_was_made_of_a_proposal_before_and_what_is_decided_clashes_with_nothing(sqlite_db: Database) -> None:
    bench = await open_bench(sqlite_db)
    proposal = await proposed(bench, "event.create", event_content())
    calendar = FakeCalendar([replace(REVIEW, id=event_id_of(proposal.id))])
    assert await clashes_of(sqlite_db, proposal, lambda _: calendar) == Clashes()
    calendar.events = [REVIEW]
    proposal.state = ProposalState.DONE
    assert await clashes_of(sqlite_db, proposal, lambda _: calendar) == Clashes()
    proposal.state, proposal.content = ProposalState.PROPOSED, event_content(all_day=True)
    assert await clashes_of(sqlite_db, proposal, lambda _: calendar) == Clashes()


@pytest.mark.parametrize(
    ("error", "unseen"),
    [
        (Temporary("down", failure=Failure.SERVICE_DOWN), True),
        (Reconnect("revoked"), True),
        (ValueError("strange"), True),
        (TimeoutError(), True),
        (Permanent("no calendar", Failure.PARTIAL), False),  # there is none that we could know of
    ],
)
async def test_a_calendar_that_does_not_answer_is_told_of_and_stops_nothing(
    sqlite_db: Database, error: Exception, unseen: bool
) -> None:
    bench = await open_bench(sqlite_db)
    proposal = await proposed(bench, "event.create", event_content())

    def broken(_: str) -> CalendarSource:
        raise error

    assert await clashes_of(sqlite_db, proposal, broken) == Clashes(unseen=unseen)
