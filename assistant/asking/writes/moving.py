"""Where an event goes that is moved: as far as the asker said it, by the clock of their own zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.writes.lasting import DAY, said_length, says_amount
from assistant.asking.writes.order import Order
from assistant.asking.writes.times import NO_SUCH_TIME, PAST, WHICH_TIME, is_said, names_day, names_hour, span_of
from connectors.calendar.source import Event

BY_HOW_MUCH = "By how much shall I move it, or to when?"
ALL_DAY = "That event takes the whole day, so it can only go to another day. On which day shall it be?"
SHIFT_AT_MOST = DAY * 366


@dataclass(frozen=True)
class Moved:
    """From when to when it is then, aware, or what to ask first."""

    begins: datetime
    ends: datetime
    question: str = ""


def moved(order: Order, event: Event) -> Moved:
    """The event's new time; it lasts as long as before, unless the asker says how long."""
    begins = _begins(order, event)
    if isinstance(begins, str):
        return Moved(event.begins, event.ends, begins)
    if begins != event.begins and begins < order.desk.asker.now and not event.all_day:
        return Moved(event.begins, event.ends, PAST)
    lasts = None if event.all_day else said_length(order)
    return Moved(begins, begins + (lasts or event.ends - event.begins))


def _begins(order: Order, event: Event) -> datetime | str:
    """When it begins then, or what to ask."""
    given = order.arguments
    if text := str(given.get("begins", "")):
        return _at(order, event, text)
    shift = max(-SHIFT_AT_MOST, min(int(given.get("shift", 0)), SHIFT_AT_MOST))
    days, rest = divmod(shift, DAY)
    if not shift:
        return event.begins
    if rest and event.all_day:
        return ALL_DAY
    if not rest:
        day = _day(order, event) + timedelta(days=days)
        said = says_amount(order.bare_words, shift) or is_said(order, day)
        return _on(order, event, day) if said else BY_HOW_MUCH
    return event.begins + timedelta(minutes=shift) if says_amount(order.bare_words, shift) else BY_HOW_MUCH


def _at(order: Order, event: Event, text: str) -> datetime | str:
    """The time that a plan gives; where the asker named the day alone, at the hour that the event has."""
    try:
        planned = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return WHICH_TIME
    hour = names_hour(order)
    if event.all_day and hour:
        return ALL_DAY
    if event.all_day or not hour:
        said = names_day(order) and is_said(order, planned.date())
        return _on(order, event, planned.date()) if said else BY_HOW_MUCH
    span = span_of(order)
    return span.question if span.begins is None else span.begins


def _day(order: Order, event: Event) -> date:
    return event.begins.date() if event.all_day else event.begins.astimezone(ZoneInfo(order.desk.asker.zone)).date()


def _on(order: Order, event: Event, day: date) -> datetime | str:
    """That day, at the same hour of the clock though it may have been changed meanwhile."""
    if event.all_day:
        return datetime.combine(day, event.begins.time(), event.begins.tzinfo)
    zone = ZoneInfo(order.desk.asker.zone)
    local = datetime.combine(day, event.begins.astimezone(zone).time())
    begins = local.replace(tzinfo=zone).astimezone(UTC)
    return begins if begins.astimezone(zone).replace(tzinfo=None) == local else NO_SUCH_TIME
