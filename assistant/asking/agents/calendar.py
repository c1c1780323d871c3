"""Reads of calendars: what is in a period as it stands now, and when somebody is free."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Desk, Sought, outcome
from assistant.asking.agents.facts import Diary, facts_of, until_next, verdict
from assistant.asking.agents.seeking import (
    COUNTED_AT_MOST,
    COUNTING,
    EVENTS_AT_MOST,
    Seeking,
    asks_of_others,
    concerns,
    folded_stems,
)
from assistant.asking.evidence.sources import of_event, of_fact
from assistant.asking.question.event_kinds import kin_of
from assistant.asking.question.relating import Kind, is_after, is_before, kinds_in
from assistant.asking.question.strangers import shown, unknown_people
from assistant.asking.times.wording import day_words, moment_words, span_words
from assistant.asking.turns.record import filters_from_json
from assistant.asking.values import Mailbox, Outcome, Source, Step
from assistant.asking.writes.ordered import is_to_be_done
from connectors.calendar.source import Busy, CalendarSource, Event
from storage.documents import Service
from storage.index.entry import Filters

WORKED_OUT = "Worked out from the calendar"
FURTHER_BACK = 6  # times that the last ones are looked for, AHEAD each
AHEAD = timedelta(days=60)  # how far "my next meeting" looks
ALL_AHEAD = timedelta(days=366)  # how far "cancel all future meetings with Bob" does
BACK = timedelta(days=1)
DAY_BEGINS, DAY_ENDS = time(9), time(17)  # of working days, in the asker's zone
SHORTEST = timedelta(minutes=30)
WHOLE_DAY = timedelta(hours=23)  # as short as one is when clocks change
DAYS_AT_MOST = 14
SHOWN_AT_MOST = 12  # free stretches
ADDRESSES_AT_MOST = 3  # of one person
PRIMARY = "primary"  # the asker's own calendar, as it is asked for


async def search(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """Occurrences of a period, recurring ones included; without a period those to come, or the last ones where those
    are asked for, and what the index has. What is asked about several of them is worked out and comes first."""
    sought = _sought(desk, step)

    async def ask(mailbox: Mailbox) -> list[Event]:
        source = desk.kit.calendar_of(mailbox.account_id)
        if sought.past:
            return await _before_now(source, sought, desk.asker.now)
        return await source.search(since=sought.since, until=sought.until, limit=sought.most)

    live = await desk.each(Service.CALENDAR, ask)
    every = once([(box, event) for box, found in live.values for event in found])
    events = every if sought.whole else [one for one in every if concerns(one[1], sought.filters)]
    ordered = sought.ordered(events)
    # of those whom nobody knows nothing follows from the events of others
    silent = bool(live.trouble) or is_to_be_done(desk.reading.text) or bool(unknown_people(desk.reading))
    worked_out = "" if silent else _worked_out(desk, sought, events)
    sources = [of_event(event, box.account_id, desk.aim) for box, event in ordered]
    # the calendar itself knows all of a period, and what comes next; else, or where it does not answer, the index helps
    knows_all = (sought.bounded or ((sought.soonest or sought.past) and bool(sources))) and not live.trouble
    known = Sought(()) if knows_all else await desk.find(step, Service.CALENDAR)
    seen = {source.remote_id for source in sources}
    rest = [source for source in known.sources if source.remote_id not in seen]
    if (sought.soonest or sought.bounded) and not sought.wanted:  # as the calendar would give them
        now = desk.asker.now
        rest.sort(key=lambda one: (sought.soonest and (one.at is None or one.at < now), one.at or now))
    facts = [of_fact(Service.CALENDAR, WORKED_OUT, worked_out, live.values[0][0].account_id)] if worked_out else []
    found = [*facts, *sources, *rest]  # all: who cancels "all my reviews" means those beyond the first ten as well
    return outcome(step, found, live.trouble or known.trouble, worked_out, most=EVENTS_AT_MOST)


def _sought(desk: Desk, step: Step) -> Seeking:
    """What a step looks for, by what the question asks about events."""
    filters, text = filters_from_json(step.arguments.get("filters", {})), desk.reading.said
    ordered, now, soonest = is_to_be_done(desk.reading.text), desk.asker.now, desk.reading.soonest_first
    kinds = frozenset[Kind]() if ordered else kinds_in(text)  # what is worked out is nothing that could be changed
    if "gap" in kinds and not (filters.since or filters.until or soonest):
        midnight = now.astimezone(ZoneInfo(desk.asker.zone)).replace(hour=0, minute=0, second=0, microsecond=0)
        filters = replace(filters, since=midnight.astimezone(UTC), until=(midnight + timedelta(days=1)).astimezone(UTC))
    bounded = filters.since is not None or filters.until is not None
    past = not bounded and not soonest and not ordered and (desk.reading.latest_first or bool(kinds & {"last", "met"}))
    since = filters.since or (filters.until - AHEAD if filters.until else now - (timedelta(0) if soonest else BACK))
    words = str(step.arguments.get("words", ""))
    wanted = folded_stems(words if ordered else f"{words} {kin_of(words)}")  # what is changed is called as it is
    until = filters.until or since + (ALL_AHEAD if ordered and not soonest else AHEAD)
    others = kinds == {"free"} and asks_of_others(desk.reading, filters)
    bounded = bounded and not (others and not _groups(filters))  # of somebody whom nobody knows: what tells of them
    return Seeking(filters, kinds, wanted, bounded, soonest, past, since, until, others)


async def _before_now(source: CalendarSource, sought: Seeking, now: datetime) -> list[Event]:
    """What has begun, looked for further and further back until something is as it is meant."""
    until = now
    for _ in range(FURTHER_BACK):
        since = until - AHEAD
        found = await source.search(since=since, until=until, limit=COUNTED_AT_MOST)
        begun = [event for event in found if event.begins <= now and concerns(event, sought.filters)]
        if any(sought.is_meant(event) for event in begun):
            return begun
        until = since
    return []


def _in_order(events: Sequence[tuple[Mailbox, Event]]) -> list[Event]:
    return sorted((event for _, event in events), key=lambda event: event.begins)


def _worked_out(desk: Desk, sought: Seeking, events: Sequence[tuple[Mailbox, Event]]) -> str:
    """The facts that the question asks for."""
    in_order = _in_order(events)
    meant = sought.meant(in_order)
    text, now, zone = desk.reading.said, desk.asker.now, desk.asker.zone
    before, after = is_before(text), is_after(text)
    more = len(events) >= sought.most
    diary = Diary(in_order, meant, sought.since, sought.until, now, zone, before=before, after=after, more=more)
    if sought.soonest or sought.past:  # they come first, and say it themselves
        return until_next(diary) if "gap" in sought.kinds else ""
    free = sought.asks_hours and not sought.filters.people and not sought.filters.senders
    lines = [verdict(diary, {})] if free else []
    lines.append(facts_of(sought.kinds, diary) if sought.bounded or sought.kinds & COUNTING else "")
    if any(lines) and sought.wanted and meant and not any(map(sought.shares, meant)):
        lines.append("None of them mentions the words of the question.")
    return "\n".join(filter(None, lines))


def once(events: Sequence[tuple[Mailbox, Event]]) -> list[tuple[Mailbox, Event]]:
    """Each event once, though it lies in several of the asker's calendars: in that of its organizer, who may change it,
    else in the first."""
    found: dict[tuple[str, datetime], tuple[Mailbox, Event]] = {}
    for box, event in events:
        if (event.id, event.begins) not in found or event.organizer.lower() in box.me:
            found[event.id, event.begins] = (box, event)
    return list(found.values())


@dataclass(frozen=True)
class Stretch:
    """A free time, aware."""

    begins: datetime
    ends: datetime


async def free(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """Whether the asker, and whoever else is named, is free at one time; of longer ones when they are, in working
    hours. A fact that code works out."""
    filters = filters_from_json(step.arguments.get("filters", {}))
    others = _addresses(desk, filters)
    since = max(filters.since or desk.asker.now, desk.asker.now)
    until = min(filters.until or since + timedelta(days=7), since + timedelta(days=DAYS_AT_MOST))
    at_once = filters.since is not None and _is_one_time(filters.since, until, desk.asker.zone)
    if at_once and filters.since is not None:
        since = filters.since

    async def ask(mailbox: Mailbox) -> tuple[dict[str, list[Busy] | None], list[Event]]:
        source = desk.kit.calendar_of(mailbox.account_id)
        if not at_once:
            return await source.busy([PRIMARY, *others], since, until), []
        taken = await source.busy(others, since, until) if others else {}
        return taken, await source.search(since=since, until=until, limit=EVENTS_AT_MOST)

    got = await desk.each(Service.CALENDAR, ask)
    if not got.values or until <= since:
        return outcome(step, (), got.trouble)
    taken = {who: times for _, (told, _) in got.values for who, times in told.items() if times is not None}
    unseen = _unseen_of(desk, filters, taken.keys())
    events = once([(box, event) for box, (_, some) in got.values for event in some])
    diary = Diary(_in_order(events), (), since, until, desk.asker.now, desk.asker.zone)
    theirs = asks_of_others(desk.reading, filters)
    meant = [who for who in taken if not (theirs and who == PRIMARY)]  # the asker's own gaps are not theirs
    if at_once and (meant or not theirs):
        note = _answer(diary, taken, unseen)
    elif meant:
        busy = [one for _, (told, _) in got.values for who in meant for one in told.get(who) or ()]
        note = _stretches(diary, busy, meant, unseen)
    else:
        note = "\n".join(_unseen(unseen or [PRIMARY]))
    source: Source = of_fact(Service.CALENDAR, WORKED_OUT, note, got.values[0][0].account_id)
    return outcome(step, [source], got.trouble, note)


def _groups(filters: Filters) -> list[frozenset[str]]:
    return [*filters.people, *((filters.senders,) if filters.senders else ())]


def _addresses(desk: Desk, filters: Filters) -> list[str]:
    """The addresses of whoever is named, of each the likeliest: a calendar may be under any of them."""
    likely = [email for mention in desk.reading.mentions for email in mention.emails]
    order = {email: place for place, email in enumerate(dict.fromkeys(likely))}
    found = (sorted(group, key=lambda email: (order.get(email, len(order)), email)) for group in _groups(filters))
    return sorted({email for some in found for email in some[:ADDRESSES_AT_MOST]})


def _unseen_of(desk: Desk, filters: Filters, seen: Set[str]) -> list[str]:
    """Whose calendars cannot be seen: the addresses of those of whom none can, and whoever is known by none."""
    asked = set(_addresses(desk, filters))
    known = sorted({email for group in _groups(filters) if not group & seen for email in group & asked})
    return [*known, *(shown(one.words) for one in unknown_people(desk.reading))]


def _is_one_time(since: datetime, until: datetime, zone: str) -> bool:
    """Whether it is some hours, or days on which nobody works."""
    days = max(1, round((until - since) / timedelta(days=1)))
    first = since.astimezone(ZoneInfo(zone)).date()
    return until - since < WHOLE_DAY or all((first + timedelta(days=n)).weekday() > 4 for n in range(days))


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


def _answer(diary: Diary, taken: Mapping[str, Sequence[Busy]], unseen: Sequence[str]) -> str:
    others = {who: [(one.begins, one.ends) for one in times] for who, times in taken.items()}
    return "\n".join([verdict(diary, others), *_unseen(unseen)])


def _stretches(diary: Diary, busy: Sequence[Busy], whose: Sequence[str], unseen: Sequence[str]) -> str:
    """The free times of those whose calendars were seen."""
    since, until, zone = diary.since, diary.until, diary.zone
    found = stretches(since, until, busy, zone)
    lines = [span_words(one.begins, one.ends, zone) for one in found[:SHOWN_AT_MOST]]
    hours = f"in working hours ({DAY_BEGINS:%H:%M} to {DAY_ENDS:%H:%M}, {zone})"
    told = " and ".join("you" if who == PRIMARY else who for who in whose)
    are = "is" if len(whose) == 1 and PRIMARY not in whose else "are"
    head = f"{_period(since, until, zone)}, {hours}, {told} {are} {'free:' if lines else 'not free.'}"
    return "\n".join([*_unseen(unseen), head, *lines])


def _period(since: datetime, until: datetime, zone: str) -> str:
    """The period looked at, as a sentence begins with it. Where it ends with a day, that day is named."""
    first, end = since.astimezone(ZoneInfo(zone)), until.astimezone(ZoneInfo(zone))
    begins = "" if first.time() == time() else f", {first:%H:%M}"
    if end.time() != time():
        return f"From {day_words(first)}{begins} to {moment_words(end, zone)}"
    last = end - timedelta(days=1)
    if last.date() <= first.date():
        return f"On {day_words(first)}{begins and f' from {first:%H:%M}'}"
    return f"From {day_words(first)}{begins} to {day_words(last)}"


def _unseen(emails: Sequence[str]) -> list[str]:
    return [f"The calendar of {', '.join(emails)} cannot be seen."] if emails else []
