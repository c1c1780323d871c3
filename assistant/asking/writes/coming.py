"""The events to come among which an order's are: all that the calendars have, not only the best finds of a search."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Gathered
from assistant.asking.evidence.sources import of_event
from assistant.asking.times.wording import day_words
from assistant.asking.turns.record import filters_from_json
from assistant.asking.values import Mailbox, Outcome, Source
from assistant.asking.writes.days import source_days
from assistant.asking.writes.order import Order
from connectors.calendar.source import Event
from storage.documents import Service
from storage.index.entry import Filters

LOOKED_AT_MOST = 500  # events of one mailbox
AHEAD = timedelta(days=366)
CUT = "There is more in your calendar than I can look at: I looked as far as {day}."


@dataclass(frozen=True)
class Coming:
    """Events that are not over, by what the searches were limited to; `cut` says how far was looked, where it matters.

    `trouble` is a Failure where no calendar could be asked.
    """

    sources: tuple[Source, ...] = ()
    cut: str = ""
    trouble: str = ""
    declined: frozenset[str] = frozenset()  # ids of those to which the asker has said no


def filters_of(outcome: Outcome) -> Filters:
    """What a search was limited to."""
    return filters_from_json(outcome.step.arguments.get("filters", {}))


async def coming(order: Order) -> Coming:
    """What was found, and all else that the calendars have of those people and days, from now on; of an order for what
    the answer before has cited nothing else."""
    found = order.found(Service.CALENDAR)
    if order.points:
        return Coming(tuple(found))
    steps = [one for one in order.needed.values() if one.step.operation == "calendar.search"]
    filters = filters_of(steps[0]) if steps else Filters()
    now = order.desk.asker.now
    first, last = _period(order, filters)
    since = max(first or now, now)
    until = last or since + AHEAD
    if until <= since:
        return Coming(tuple(found))

    async def ask(mailbox: Mailbox) -> list[Event]:
        source = order.desk.kit.calendar_of(mailbox.account_id)
        return await source.search(since=since, until=until, limit=LOOKED_AT_MOST)

    got: Gathered[list[Event]] = await order.desk.each(Service.CALENDAR, ask)
    live: dict[str, Source] = {}
    for box, event in _mine(got.values):
        if _concerns(event, filters):
            live.setdefault(event.id, of_event(event, box.account_id, order.desk.aim))
    known = [live.pop(one.remote_id, one) for one in found]  # as it stands now
    more = live.values()
    trouble = got.trouble if not found and not more else ""
    declined = frozenset(event.id for _, events in got.values for event in events if not event.mine)
    return Coming((*known, *more), _cut(got.values), trouble, declined)


def _period(order: Order, filters: Filters) -> tuple[datetime | None, datetime | None]:
    """Within what is looked: the search's own bounds, or from the first to the last of several days that the order
    names. Where something goes that is moved bounds nothing."""
    days, moves = source_days(order), order.step.operation == "event.update"
    if len(days) < 2 and not moves:
        return filters.since, filters.until
    if not days:
        return None, None
    zone = ZoneInfo(order.desk.asker.zone)
    first, last = (datetime.combine(day, time(), zone) for day in (min(days), max(days) + timedelta(days=1)))
    return first.astimezone(UTC), last.astimezone(UTC)


def _mine(values: Sequence[tuple[Mailbox, list[Event]]]) -> list[tuple[Mailbox, Event]]:
    """Those in the calendar of their organizer first, who may change them."""
    every = [(box, event) for box, events in values for event in events]
    return sorted(every, key=lambda one: one[1].organizer.lower() not in one[0].me)


def _concerns(event: Event, filters: Filters) -> bool:
    people = {event.organizer.lower(), *(guest.email.lower() for guest in event.guests)}
    groups = (*filters.people, *((filters.senders,) if filters.senders else ()))
    return all(people & group for group in groups)


def _cut(values: Sequence[tuple[Mailbox, list[Event]]]) -> str:
    ends: list[datetime] = [events[-1].begins for _, events in values if len(events) >= LOOKED_AT_MOST]
    return CUT.format(day=day_words(min(ends))) if ends else ""
