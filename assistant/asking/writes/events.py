"""Events to be made, changed or cancelled, as their cards will show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Got
from assistant.asking.values import Draught, Source
from assistant.asking.writes.addressees import Addressees, addressees
from assistant.asking.writes.coming import coming
from assistant.asking.writes.order import Made, Order, ask
from assistant.asking.writes.own_mailbox import own_mailbox
from assistant.asking.writes.parts import by_sender, plain_names, sender_named, with_whom
from assistant.asking.writes.picking import pick
from assistant.asking.writes.sets import several
from assistant.asking.writes.times import span_of
from connectors.calendar.source import Event
from storage.documents import Service

WHAT_CHANGES = "What shall be changed about it?"
SERIES = (
    "That event repeats, and I cannot move the whole series to another weekday: please do that in the calendar itself. "
    "Which single date of it shall I move?"
)
GONE = "That event is no longer there."
REST = "These are {shown} of {every} events. Ask again for the rest once they are cancelled."
CANCELLED_AT_MOST = 10  # cards of one order
SHIFT_AT_MOST = 60 * 24 * 366  # minutes


async def create(order: Order) -> Made:
    """A new event with guests whom the asker named."""
    guests = await _guests(order)
    if guests.question:
        return ask(guests.question, guests.offered)
    span = span_of(order)
    if span.begins is None or span.ends is None:
        return ask(span.question)
    own = own_mailbox(order, guests.emails)
    if own.question:
        return ask(own.question, own.offered)
    content = {
        "title": order.text("title") or "Meeting",
        "begins": span.begins.isoformat(),
        "ends": span.ends.isoformat(),
        "zone": order.desk.asker.zone,
        "guests": list(guests.emails),
        "place": order.text("place"),
        "description": order.text("text"),
        "all_day": span.all_day,
    }
    return Made((Draught("event.create", own.account_id, content),))


async def _guests(order: Order) -> Addressees:
    """Whom the asker named as guests, by name or as the sender of a mail; and a "with them" has to be somebody."""
    guests = addressees(order, plain_names(order.arguments.get("people", ())))
    if not guests.question and by_sender(order):
        sender = await sender_named(order)
        return sender if sender.question else Addressees((*guests.emails, *sender.emails))
    if guests.question or guests.emails:
        return guests
    return with_whom(order)


async def update(order: Order) -> Made:
    """A change of one event that is there: its new time, title, place or further guests."""
    event, source, made = await event_meant(order)
    if event is None or source is None:
        return made
    given = order.arguments
    guests = addressees(order, given.get("people", ()))
    if guests.question:
        return ask(guests.question, guests.offered)
    moved = _moved(order, event)
    if moved.question:
        return ask(moved.question)
    if event.recurrence and _other_day(event.begins, moved.begins, order.desk.asker.zone):
        return ask(SERIES)
    before = _content(event, order.desk.asker.zone)
    after = before | {
        "title": order.text("title") or before["title"],
        "place": order.text("place") or before["place"],
        "description": order.text("text") or before["description"],
        "guests": list(dict.fromkeys([*before["guests"], *guests.emails])),
        "begins": moved.begins.isoformat(),
        "ends": moved.ends.isoformat(),
    }
    if after == before:
        return ask(WHAT_CHANGES)
    content = {"event_id": event.id, "title": event.title, "before": before, "after": after}
    return Made((Draught("event.update", source.account_id, content, {"etag": event.etag}),))


@dataclass(frozen=True)
class _Moved:
    begins: datetime
    ends: datetime
    question: str = ""


def _moved(order: Order, event: Event) -> _Moved:
    """The event's time, moved by so many minutes or to another time; it lasts as long as before."""
    given, lasts = order.arguments, event.ends - event.begins
    if minutes := int(given.get("minutes", 0)):
        lasts = timedelta(minutes=max(1, min(minutes, 60 * 24 * 31)))
    if given.get("begins"):
        span = span_of(order)
        if span.begins is None:
            return _Moved(event.begins, event.ends, span.question)
        return _Moved(span.begins, span.begins + lasts)
    shift = max(-SHIFT_AT_MOST, min(int(given.get("shift", 0)), SHIFT_AT_MOST))
    begins = event.begins + timedelta(minutes=shift)
    return _Moved(begins, begins + lasts)


def _other_day(before: datetime, after: datetime, zone: str) -> bool:
    own = ZoneInfo(zone)
    return before.astimezone(own).weekday() != after.astimezone(own).weekday()


async def delete(order: Order) -> Made:
    """The cancellation of the event that is meant, or of each of several."""
    known = await coming(order)
    if known.trouble:
        return Made(trouble=known.trouble)
    meant = several(order, known.sources)
    if meant.question:
        return ask(meant.question)
    if many := meant.sources:
        made = [await _cancellation(order, source) for source in many[:CANCELLED_AT_MOST]]
        draughts = tuple(draught for one in made for draught in one.draughts)
        rest = REST.format(shown=CANCELLED_AT_MOST, every=len(many)) if len(many) > CANCELLED_AT_MOST else known.cut
        return Made(draughts, rest, next((one.trouble for one in made if one.trouble), ""))
    source, question = pick(order, known.sources, "event")
    return await _cancellation(order, source) if source else ask(question)


async def _cancellation(order: Order, source: Source) -> Made:
    event, made = await _as_it_stands(order, source)
    if event is None:
        return made
    told = _content(event, order.desk.asker.zone)  # zone, organizer and series too: the card names them
    content = {"event_id": event.id} | {name: told[name] for name in told if name not in ("place", "description")}
    return Made((Draught("event.delete", source.account_id, content, {"etag": event.etag}),))


async def event_meant(order: Order) -> tuple[Event | None, Source | None, Made]:
    """The event that is meant, as it stands now, or what to say instead."""
    known = await coming(order)
    if known.trouble:
        return None, None, Made(trouble=known.trouble)
    source, question = pick(order, known.sources, "event")
    if source is None:
        return None, None, ask(question)
    event, made = await _as_it_stands(order, source)
    return event, source, made


async def _as_it_stands(order: Order, source: Source) -> tuple[Event | None, Made]:
    got: Got[Event | None] = await order.desk.ask(
        Service.CALENDAR, lambda: order.desk.kit.calendar_of(source.account_id).event(source.remote_id)
    )
    if got.trouble:
        order.desk.missing[Service.CALENDAR] = got.trouble
        return None, Made(trouble=got.trouble)
    return (got.value, Made()) if got.value else (None, ask(GONE))


def _content(event: Event, zone: str) -> dict[str, Any]:
    guests: Sequence[str] = [guest.email for guest in event.guests]
    return {
        "title": event.title,
        "begins": event.begins.isoformat(),
        "ends": event.ends.isoformat(),
        "zone": zone,
        "guests": list(guests),
        "place": event.place,
        "description": event.description,
        "all_day": event.all_day,
        "organizer": event.organizer,
        "repeats": bool(event.recurrence),
    }
