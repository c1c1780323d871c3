"""What follows from the events of a period, worked out by code so that nobody has to count: gaps, sums, overlaps."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from assistant.asking.evidence.sources import named
from assistant.asking.question.relating import Kind
from assistant.asking.times.wording import day_words, span_words, told_period
from connectors.calendar.source import Event

NAMED_AT_MOST, LINES_AT_MOST = 12, 14
FEW = 3  # events that are meant one by one


@dataclass(frozen=True)
class Diary:
    """The events of a period in the order of their time; `meant` are those that the question names, all of them where
    it names none. `more` says that there are others that were not looked at."""

    events: Sequence[Event]
    meant: Sequence[Event]
    since: datetime
    until: datetime
    now: datetime
    zone: str
    before: bool = False  # only the time before what is meant is asked for
    after: bool = False
    more: bool = False

    @property
    def named(self) -> bool:
        """Whether the question is about some of the events."""
        return len(self.meant) < len(self.events)

    @property
    def period(self) -> str:
        """The period in words."""
        return told_period(self.since, self.until, ZoneInfo(self.zone))

    def day(self, event: Event) -> date:
        """The day on which an event begins, in the reader's zone."""
        return (event.begins if event.all_day else event.begins.astimezone(ZoneInfo(self.zone))).date()

    def hour(self, moment: datetime) -> str:
        """A time of day in the reader's zone."""
        return f"{moment.astimezone(ZoneInfo(self.zone)):%H:%M}"


def facts_of(kinds: frozenset[Kind], diary: Diary) -> str:
    """What was asked about the events, a line each; '' if nothing follows from them."""
    asked = [maker for kind, maker in _MAKERS.items() if kind in kinds]
    if asked and not diary.meant and kinds & _SURE:
        which = "of what is asked about " if diary.events else ""
        return f"Nothing {which}is in your calendar, {diary.period}."
    lines = [line for maker in asked for line in maker(diary)]
    return "\n".join(dict.fromkeys(lines[:LINES_AT_MOST]))


def lasting(span: timedelta) -> str:
    """How long: "1 hour 30 minutes (1:30)"."""
    minutes = round(span.total_seconds() / 60)
    hours, rest = divmod(minutes, 60)
    told = [_many(hours, "hour")] if hours else []
    told += [_many(rest, "minute")] if rest or not hours else []
    return f"{' '.join(told)} ({hours}:{rest:02})"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" + ("" if number == 1 else "s")


def name_of(event: Event) -> str:
    """An event's title in quotation marks."""
    return named(event.title)


def _timed(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if not event.all_day and event.mine]


def _count(diary: Diary) -> Iterator[str]:
    counted = [event for event in diary.meant if event.mine]
    whole = [event for event in counted if event.all_day]
    timed = len(counted) - len(whole)
    which = "of those asked about" if diary.named else "in your calendar"
    least = "at least " if diary.more else ""
    yield f"{least}{_many(timed, 'event')} {which}, {diary.period}: {_names(_timed(counted))}.".replace(": .", ".")
    if whole:
        yield f"Besides, {_many(len(whole), 'event')} of whole days: {_names(whole)}."
    if declined := [event for event in diary.meant if not event.mine]:
        yield f"Not counted, because you declined: {_names(declined)}."


def _names(events: Sequence[Event]) -> str:
    shown = ", ".join(name_of(event) for event in events[:NAMED_AT_MOST])
    return f"{shown} and {len(events) - NAMED_AT_MOST} more" if len(events) > NAMED_AT_MOST else shown


def _total(diary: Diary) -> Iterator[str]:
    events = _timed(diary.meant)
    together = sum((event.ends - event.begins for event in events), timedelta())
    taken = _taken(events)
    twice = f"; {lasting(taken)} if what overlaps is counted once" if taken < together else ""
    yield f"{_many(len(events), 'event')} together, {diary.period}: {lasting(together)}{twice}."


def _taken(events: Sequence[Event]) -> timedelta:
    taken, at = timedelta(), None
    for event in events:
        begins = max(event.begins, at) if at else event.begins
        taken += max(event.ends - begins, timedelta())
        at = max(event.ends, at) if at else event.ends
    return taken


def _length(diary: Diary) -> Iterator[str]:
    for event in _timed(diary.meant)[:FEW]:
        yield f"{name_of(event)} takes {lasting(event.ends - event.begins)}: {_when(diary, event)}."


def _when(diary: Diary, event: Event) -> str:
    return span_words(event.begins, event.ends, diary.zone, all_day=event.all_day)


def _gap(diary: Diary) -> Iterator[str]:
    events = _timed(diary.events)
    meant = {event.id for event in _timed(diary.meant)} if diary.named else set()
    if len(meant) == 2:
        first, last = (event for event in events if event.id in meant)
        yield _between(diary, first, last)
        return
    if meant and len(meant) <= FEW:
        for at, event in enumerate(events):
            if event.id in meant:
                yield from _around(diary, events, at)
        return
    for day, some in _by_day(diary, events):
        found = list(_gaps(diary, some))
        yield from found or [f"{day_words(day)}: {_many(len(some), 'event')}, so there is nothing between them."]


def _around(diary: Diary, events: Sequence[Event], at: int) -> Iterator[str]:
    """The time before and after one event, as far as it is asked for."""
    event = events[at]
    same = [one for one in events if diary.day(one) == diary.day(event)]
    earlier = [one for one in same if one.begins < event.begins]
    later = [one for one in same if one.begins > event.begins]
    if not diary.after or diary.before:
        last = max(earlier, key=lambda one: one.ends, default=None)
        begun = last is None or last.ends <= diary.now
        if begun and diary.day(event) == diary.now.astimezone(ZoneInfo(diary.zone)).date() and event.begins > diary.now:
            left = lasting(event.begins - diary.now)
            yield f"From now ({diary.hour(diary.now)}) until {name_of(event)} ({diary.hour(event.begins)}): {left}."
        elif last is not None:
            yield _between(diary, last, event)
        else:
            yield f"Nothing comes before {name_of(event)} ({_when(diary, event)}) on that day."
    if not diary.before or diary.after:
        following = [one for one in later if one.ends > event.ends]
        if following:
            yield _between(diary, event, following[0])
        else:
            yield f"Nothing comes after {name_of(event)} ({_when(diary, event)}) on that day."


def _gaps(diary: Diary, events: Sequence[Event]) -> Iterator[str]:
    last = events[0]
    for event in events[1:]:
        yield _between(diary, last, event)
        last = max(last, event, key=lambda one: one.ends)


def _between(diary: Diary, first: Event, last: Event) -> str:
    """How much time is between the end of one and the beginning of another."""
    day = "" if diary.day(first) == diary.day(last) else f" on {day_words(diary.day(last))}"
    ends = f"{name_of(first)} (until {diary.hour(first.ends)}, {day_words(diary.day(first))})"
    begins = f"{name_of(last)} (from {diary.hour(last.begins)}{day})"
    if last.begins < first.ends:
        return (
            f"{ends} and {begins} overlap by {lasting(min(first.ends, last.ends) - last.begins)}: no time is between."
        )
    return f"Between {ends} and {begins} there is {lasting(last.begins - first.ends)}."


def _first(diary: Diary) -> Iterator[str]:
    for day, some in _by_day(diary, _timed(diary.meant)):
        first = some[0]
        yield f"First on {day_words(day)}: {name_of(first)}, {diary.hour(first.begins)} to {diary.hour(first.ends)}."


def _last(diary: Diary) -> Iterator[str]:
    for day, some in _by_day(diary, _timed(diary.meant)):
        last = max(some, key=lambda event: (event.ends, event.begins))
        yield f"Last on {day_words(day)}: {name_of(last)}, {diary.hour(last.begins)} to {diary.hour(last.ends)}."


def _overlap(diary: Diary) -> Iterator[str]:
    events = _timed(diary.events)
    found = [
        (one, other)
        for at, one in enumerate(events)
        for other in events[at + 1 :]
        if other.begins < one.ends and (not diary.named or one in diary.meant or other in diary.meant)
    ]
    yield from (_between(diary, one, other) for one, other in found)
    if not found:
        yield f"None of the {_many(len(events), 'event')} overlap, {diary.period}."


def _busiest(diary: Diary) -> Iterator[str]:
    days = [(day, list(some)) for day, some in _by_day(diary, _timed(diary.meant))]
    for day, some in sorted(days, key=lambda one: (-len(one[1]), -_taken(one[1]), one[0])):
        yield f"{day_words(day)}: {_many(len(some), 'event')}, {lasting(_taken(some))}."


def _by_day(diary: Diary, events: Sequence[Event]) -> list[tuple[date, list[Event]]]:
    return [(day, list(some)) for day, some in groupby(events, key=diary.day)]


_SURE: frozenset[Kind] = frozenset({"gap", "first", "last", "overlap", "busiest", "total"})  # asked of the calendar
_MAKERS: Mapping[Kind, Callable[[Diary], Iterator[str]]] = {
    "gap": _gap, "count": _count, "total": _total, "length": _length, "first": _first, "last": _last,
    "overlap": _overlap, "busiest": _busiest,
}  # fmt: skip


def until_next(diary: Diary) -> str:
    """How long it is from now until the next event that is meant; '' where there is none."""
    coming = [event for event in _timed(diary.meant) if event.begins > diary.now]
    if not coming:
        return ""
    event = min(coming, key=lambda one: one.begins)
    left = lasting(event.begins - diary.now)
    return f"From now ({diary.hour(diary.now)}) until {name_of(event)} ({_when(diary, event)}): {left}."


def verdict(diary: Diary, others: Mapping[str, Sequence[tuple[datetime, datetime]]]) -> str:
    """Whether the asker is free at one time, and those whose taken times are in `others`, and what is in the way."""
    when = span_words(diary.since, diary.until, diary.zone)
    mine = [event for event in diary.events if event.busy and event.mine]
    rest = [event for event in diary.events if event.mine and not event.busy]
    told = [f"You are not free, {when}. In the way:" if mine else f"You are free, {when}: nothing is in the way."]
    told += [f"- {name_of(event)}, {_when(diary, event)}" for event in mine]
    told += [f"Besides, without being marked as busy: {_names(rest)}."] if rest else []
    for who, taken in others.items():
        spans = "; ".join(span_words(*one, diary.zone) for one in taken)
        told.append(f"{who} is not free then: {spans}." if spans else f"{who} is free then.")
    return "\n".join(told)
