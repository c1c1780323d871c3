"""Reads of calendars: what is in a period as it stands now, and when somebody is free."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Desk, Sought, outcome
from assistant.asking.passages import stems
from assistant.asking.record import filters_from_json
from assistant.asking.sources import of_event, of_fact
from assistant.asking.times.wording import moment_words, span_words
from assistant.asking.values import Mailbox, Outcome, Source, Step
from connectors.calendar.source import Busy, Event
from storage.documents import Service
from storage.index.entry import Filters

AHEAD = timedelta(days=60)  # how far "my next meeting" looks
BACK = timedelta(days=1)
DAY_BEGINS, DAY_ENDS = time(9), time(17)  # of working days, in the asker's zone
SHORTEST = timedelta(minutes=30)
DAYS_AT_MOST, EVENTS_AT_MOST = 14, 50
SHOWN_AT_MOST = 12  # free stretches


async def search(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """Occurrences of a period, recurring ones included; without a period those to come, and what the index has."""
    filters = filters_from_json(step.arguments.get("filters", {}))
    wanted = stems(str(step.arguments.get("words", "")))
    bounded = filters.since is not None or filters.until is not None
    soonest = desk.reading.soonest_first
    back = timedelta(0) if soonest else BACK
    since = filters.since or (filters.until - AHEAD if filters.until else desk.asker.now - back)
    until = filters.until or since + AHEAD

    async def ask(mailbox: Mailbox) -> list[Event]:
        source = desk.kit.calendar_of(mailbox.account_id)
        return await source.search(since=since, until=until, limit=EVENTS_AT_MOST)

    live = await desk.each(Service.CALENDAR, ask)
    events = _once([(box, event) for box, found in live.values for event in found if _concerns(event, filters)])
    sources = [
        of_event(event, box.account_id, desk.aim) for box, event in _ordered(events, wanted, bounded, soonest)
    ]
    # the calendar itself knows all of a period, and what comes next; else, or where it does not answer, the index helps
    knows_all = (bounded or (soonest and bool(sources))) and not live.trouble
    known = Sought(()) if knows_all else await desk.find(step, Service.CALENDAR)
    seen = {source.remote_id for source in sources}
    rest = [source for source in known.sources if source.remote_id not in seen]
    found = [*sources, *rest]  # all of them: who cancels "all my reviews" means those beyond the first ten as well
    return outcome(step, found, live.trouble or known.trouble, most=EVENTS_AT_MOST)


def _once(events: Sequence[tuple[Mailbox, Event]]) -> list[tuple[Mailbox, Event]]:
    """Each event once, though it lies in several of the asker's calendars: in that of its organizer, who may change it,
    else in the first."""
    found: dict[tuple[str, datetime], tuple[Mailbox, Event]] = {}
    for box, event in events:
        if (event.id, event.begins) not in found or event.organizer.lower() in box.me:
            found[event.id, event.begins] = (box, event)
    return list(found.values())


def _concerns(event: Event, filters: Filters) -> bool:
    people = {event.organizer.lower(), *(guest.email.lower() for guest in event.guests)}
    groups = (*filters.people, *((filters.senders,) if filters.senders else ()))
    return all(people & group for group in groups)


def _ordered(
    events: Sequence[tuple[Mailbox, Event]], wanted: frozenset[str], bounded: bool, soonest: bool
) -> list[tuple[Mailbox, Event]]:
    """Those that speak of the words first, else in order of time; without a period only those.

    Of the `soonest` all that speak of any word are in order of time: the next review is no less one because a later
    one is described at length.
    """

    def worth(event: Event) -> int:
        shared = len(wanted & stems(f"{event.title} {event.place} {event.description}"))
        return min(shared, 1) if soonest else shared

    kept = [one for one in events if bounded or not wanted or worth(one[1])]
    return sorted(kept, key=lambda one: (-worth(one[1]), one[1].begins))


@dataclass(frozen=True)
class Stretch:
    """A free time, aware."""

    begins: datetime
    ends: datetime


async def free(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """When the asker, and whoever else is named, is free in working hours: a fact that code works out."""
    filters = filters_from_json(step.arguments.get("filters", {}))
    others = sorted({min(group) for group in (*filters.people, *((filters.senders,) if filters.senders else ()))})
    since = max(filters.since or desk.asker.now, desk.asker.now)
    until = min(filters.until or since + timedelta(days=7), since + timedelta(days=DAYS_AT_MOST))

    async def ask(mailbox: Mailbox) -> dict[str, list[Busy] | None]:
        return await desk.kit.calendar_of(mailbox.account_id).busy(["primary", *others], since, until)

    got = await desk.each(Service.CALENDAR, ask)
    if not got.values:
        return outcome(step, (), got.trouble)
    busy = [one for _, told in got.values for taken in told.values() for one in taken or ()]
    unseen = sorted({who for _, told in got.values for who, taken in told.items() if taken is None})
    found = stretches(since, until, busy, desk.asker.zone)
    note = _note(found, since, until, desk.asker.zone, unseen)
    source: Source = of_fact(Service.CALENDAR, "Free times", note, got.values[0][0].account_id)
    return outcome(step, [source], got.trouble, note)


def stretches(since: datetime, until: datetime, busy: Sequence[Busy], zone: str) -> list[Stretch]:
    """The free times of working days between two aware moments that last long enough, in order."""
    found: list[Stretch] = []
    day, last = since.astimezone(ZoneInfo(zone)).date(), until.astimezone(ZoneInfo(zone)).date()
    while day <= last:
        if day.weekday() < 5:
            begins, ends = max(since, _at(day, DAY_BEGINS, zone)), min(until, _at(day, DAY_ENDS, zone))
            found += _between(begins, ends, busy)
        day += timedelta(days=1)
    return found


def _at(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


def _between(begins: datetime, ends: datetime, busy: Sequence[Busy]) -> list[Stretch]:
    found, at = [], begins
    for taken in sorted(busy, key=lambda one: one.begins):
        if taken.ends <= at or taken.begins >= ends:
            continue
        if taken.begins - at >= SHORTEST:
            found.append(Stretch(at, taken.begins))
        at = max(at, taken.ends)
    return [*found, Stretch(at, ends)] if ends - at >= SHORTEST else found


def _note(found: Sequence[Stretch], since: datetime, until: datetime, zone: str, unseen: Sequence[str]) -> str:
    lines = [span_words(one.begins, one.ends, zone) for one in found[:SHOWN_AT_MOST]]
    hours = f"in working hours ({DAY_BEGINS:%H:%M} to {DAY_ENDS:%H:%M}, {zone})"
    span = f"{moment_words(since, zone)} and {moment_words(until, zone)}"
    head = f"Free between {span} {hours}:" if lines else f"No free time between {span} {hours}."
    tail = [f"The calendar of {', '.join(unseen)} cannot be seen."] if unseen else []
    return "\n".join([head, *lines, *tail])
