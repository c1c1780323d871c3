"""Events to be made, changed or cancelled, as their cards will show them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Got
from assistant.asking.checking import harmless
from assistant.asking.question.folding import fold
from assistant.asking.values import Draught, Source
from assistant.asking.writes.addressees import Addressees, addressees, words_in
from assistant.asking.writes.coming import coming
from assistant.asking.writes.days import on_days, source_days
from assistant.asking.writes.each import each_named
from assistant.asking.writes.moving import moved
from assistant.asking.writes.order import Made, Order, ask
from assistant.asking.writes.own_mailbox import addresses_of, in_named_mailbox, own_mailbox
from assistant.asking.writes.parts import WITH_WHOM, all_with, by_sender, plain_names, sender_named, with_whom
from assistant.asking.writes.picking import is_ahead, pick
from assistant.asking.writes.sets import of_several, several
from assistant.asking.writes.times import span_of
from assistant.asking.writes.titles import guests_named, title_of
from connectors.calendar.source import Event
from connectors.mail.clean import clean_line
from storage.documents import Service

WHAT_CHANGES = "What shall be changed about it?"
SERIES = (
    "That event repeats, and I cannot move the whole series to another weekday: please do that in the calendar itself. "
    "Which single date of it shall I move?"
)
GONE = "That event is no longer there."
ONE_DATE = (
    "That event repeats, and I can only change single dates of it: please change the series in the calendar itself."
)
ANOTHERS = "Somebody else made “{title}”, and only they can change it. Shall I write to them?"
REST = "These are {shown} of {every} events. Ask again for the rest once they are {done}."
CANCELLED, MOVED = "cancelled", "changed"
AT_ONCE = 10  # cards of one order
_SERIES = re.compile(
    r"\b(?:series|every occurrence|all occurrences|recurring|serie|terminserie|serientermin|toute la serie|"
    r"serie entera|reeks)\b|シリーズ|繰り返し"
)


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
        "title": title_of(order),
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
    guests = addressees(order, guests_named(order, plain_names(order.arguments.get("people", ()))))
    if not guests.question and by_sender(order):
        sender = await sender_named(order)
        return sender if sender.question else Addressees((*guests.emails, *sender.emails))
    if guests.question:
        return guests
    if not all_with(order, guests.emails):
        return Addressees(question=WITH_WHOM)
    return guests if guests.emails else with_whom(order)


async def update(order: Order) -> Made:
    """A change of the events that are meant: their new time, title, place or further guests."""
    guests = addressees(order, order.arguments.get("people", ()))
    known = await _meant(order)
    if guests.question and known.sources:
        return ask(guests.question, guests.offered)
    made = [await _change(order, source, guests.emails) for source in known.sources[:AT_ONCE]]
    return known.told(made, MOVED)


async def _change(order: Order, source: Source, guests: Sequence[str]) -> Made:
    event, made = await _as_it_stands(order, source)
    if event is None:
        return made
    there = moved(order, event)
    if there.question:
        return ask(there.question)
    if event.recurrence and _other_day(event.begins, there.begins, order.desk.asker.zone):
        return ask(SERIES)
    before = _content(event, order.desk.asker.zone)
    after = before | {
        "title": _own(order, "title") or before["title"],
        "place": _own(order, "place") or before["place"],
        "description": _own(order, "text") or before["description"],
        "guests": list(dict.fromkeys([*before["guests"], *guests])),
        "begins": there.begins.isoformat(),
        "ends": there.ends.isoformat(),
    }
    if after == before:
        return ask(WHAT_CHANGES)
    if _is_anothers(order, event) and after | {"guests": before["guests"]} != before:
        return ask(ANOTHERS.format(title=_called(order, event)))
    content = {"event_id": event.id, "title": event.title, "before": before, "after": after}
    return Made((Draught("event.update", source.account_id, content, {"etag": event.etag}),))


def _own(order: Order, name: str) -> str:
    """What is to be written into an event that is there: nothing but words that the asker said."""
    text = order.text(name)
    return text if words_in(text) <= words_in(order.own_words) else ""


def _is_anothers(order: Order, event: Event) -> bool:
    me = frozenset[str]().union(*(mailbox.me | {mailbox.email} for mailbox in order.desk.asker.mailboxes))
    return bool(event.organizer) and event.organizer.lower() not in me


def _called(order: Order, event: Event) -> str:
    return harmless(clean_line(event.title)[:60], order.own_words) or "that event"


def _other_day(before: datetime, after: datetime, zone: str) -> bool:
    own = ZoneInfo(zone)
    return before.astimezone(own).weekday() != after.astimezone(own).weekday()


async def delete(order: Order) -> Made:
    """The cancellation of the event that is meant, or of each of several."""
    known = await _meant(order)
    made = [await _cancellation(order, source) for source in known.sources[:AT_ONCE]]
    return known.told(made, CANCELLED)


@dataclass(frozen=True)
class _Known:
    """The events that an order is about, or what to say instead; `cut` says how far was looked, where it matters."""

    sources: tuple[Source, ...] = ()
    instead: Made = field(default_factory=Made)
    cut: str = ""

    def told(self, made: Sequence[Made], done: str) -> Made:
        """All of it as one."""
        if not self.sources:
            return self.instead
        draughts = tuple(draught for one in made for draught in one.draughts)
        rest = REST.format(shown=AT_ONCE, every=len(self.sources), done=done)
        beside = rest if len(self.sources) > AT_ONCE else self.cut
        asked = dict.fromkeys(filter(None, [*(one.question for one in made), beside]))
        return Made(draughts, "\n".join(asked), next((one.trouble for one in made if one.trouble), ""))


async def _meant(order: Order) -> _Known:
    """All that are meant, in words for all of them or one by one; else the one that is."""
    known = await coming(order)
    if known.trouble:
        return _Known(instead=Made(trouble=known.trouble))
    found = in_named_mailbox(order, known.sources)
    meant = several(order, [one for one in found if one.remote_id not in known.declined])
    if not meant.sources and not meant.question:
        ahead = [one for one in found if is_ahead(one, order)]
        meant = each_named(order, on_days(ahead, source_days(order), order))
    if meant.sources:
        return _Known(meant.sources, cut=known.cut if of_several(order) else "")
    source, question = (None, meant.question) if meant.question else pick(order, known.sources, "event")
    return _Known((source,)) if source else _Known(instead=ask(question, addresses_of(order)))


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
        return None, None, ask(question, addresses_of(order))
    event, made = await _as_it_stands(order, source)
    return event, source, made


async def _as_it_stands(order: Order, source: Source) -> tuple[Event | None, Made]:
    got: Got[Event | None] = await order.desk.ask(
        Service.CALENDAR, lambda: order.desk.kit.calendar_of(source.account_id).event(source.remote_id)
    )
    if got.trouble:
        order.desk.missing[Service.CALENDAR] = got.trouble
        return None, Made(trouble=got.trouble)
    if got.value and (got.value.series_id or got.value.recurrence) and _SERIES.search(fold(order.wish)):
        return None, ask(ONE_DATE)
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
        "single": bool(event.series_id),
    }
