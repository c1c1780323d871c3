"""Whether a condition about the asker's own calendar holds as it stands now, told before what hangs on it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.asking.agents.calendar import once
from assistant.asking.agents.desk import Desk, outcome
from assistant.asking.agents.facts import name_of
from assistant.asking.agents.seeking import COUNTED_AT_MOST
from assistant.asking.checking import harmless
from assistant.asking.conditional.calendar_conditions import Check
from assistant.asking.conditional.conditions import Conditional
from assistant.asking.evidence.sources import of_event
from assistant.asking.kit import Answered
from assistant.asking.plan.plans import arguments_of
from assistant.asking.times.wording import span_words, told_period
from assistant.asking.values import Draught, Mailbox, Outcome, Plan, Reply, Step
from assistant.asking.writes.ordered import DEPENDS
from bot.errors import Failure
from connectors.calendar.source import Event
from storage.documents import Service

SHOWN = 3  # events that are named
NOTHING = "So I prepared nothing. If you want it all the same, say “go ahead” in this thread."


@dataclass(frozen=True)
class Decided:
    """What was found, as a part of the answer, and which branch is wanted, '' for none."""

    told: Answered
    branch: str = ""


async def decide(desk: Desk, said: Conditional, check: Check) -> Decided | None:
    """Looks the condition up in the calendars as they stand now; None where they leave it open."""
    step = Step("check", "calendar.search", arguments_of("", check.filters))

    async def ask(mailbox: Mailbox) -> list[Event]:
        source = desk.kit.calendar_of(mailbox.account_id)
        return await source.search(since=check.since, until=check.until, limit=COUNTED_AT_MOST)

    got = await desk.each(Service.CALENDAR, ask)
    mailboxes = desk.asker.mailboxes
    events = once([(box, event) for box, found in got.values for event in found])
    me = frozenset[str]().union(*(box.me for box in mailboxes))
    every = sorted((event for _, event in events), key=lambda event: event.begins)
    state, some = check.state(every, me), check.those(every, me)
    shown = [of_event(event, box.account_id, desk.aim) for box, event in events if event in some]
    shown.sort(key=lambda source: source.at or check.since)
    # one event is enough to know that there is one; that there is none is known from all calendars only
    unseen = bool(got.trouble or desk.asker.unreached or len(got.values) < len(mailboxes))
    if unseen and state != "some":
        return Decided(_told(desk, outcome(step, shown, got.trouble or Failure.SERVICE_DOWN), DEPENDS, asks=True))
    if state == "unsure" or any(len(found) >= COUNTED_AT_MOST for _, found in got.values):
        return None
    branch = said.then if state == check.wanted else said.otherwise
    text = finding(check, some, desk.asker.zone, desk.reading.text)
    told = text if branch else f"{text}\n{NOTHING}"
    return Decided(_told(desk, outcome(step, shown), told, asks=not branch), branch)


def stretched(check: Check, draughts: Sequence[Draught]) -> Check | None:
    """The check over all the time of an event that is to be put there, where that is longer; None where it is not."""
    made = [draught.content for draught in draughts if draught.kind == "event.create" and check.kind != "with"]
    spans = [tuple(datetime.fromisoformat(str(one[name])) for name in ("begins", "ends")) for one in made]
    ends = max((last for first, last in spans if check.since <= first < check.until), default=check.until)
    return replace(check, until=ends) if ends > check.until else None


def finding(check: Check, events: Sequence[Event], zone: str, said: str) -> str:
    """What there is, in words; each event with the number of its source."""
    within = _within(check.since, check.until, zone)
    who = f" with {harmless(check.named, said)}" if check.named else ""
    if not events and check.kind == "time":
        return f"You are free, {within}."
    if not events:
        return f"You have {'no meeting' if check.kind != 'anything' else 'nothing'}{who} in your calendar, {within}."
    named = [
        f"{harmless(name_of(one), name_of(one))}, {span_words(one.begins, one.ends, zone, all_day=one.all_day)} [{at}]"
        for at, one in enumerate(events[:SHOWN], start=1)
    ]
    more = f", and {len(events) - SHOWN} more" if len(events) > SHOWN else ""
    return f"You have {'; '.join(named)}{more}."


def _within(since: datetime, until: datetime, zone: str) -> str:
    whole = {moment.astimezone(ZoneInfo(zone)).hour for moment in (since, until)} == {0}
    return told_period(since, until, ZoneInfo(zone)) if whole else span_words(since, until, zone)


def _told(desk: Desk, found: Outcome, text: str, *, asks: bool) -> Answered:
    sources = tuple(replace(source, number=number) for number, source in enumerate(found.sources, start=1))
    reply = Reply(
        text=text,
        sources=sources[:SHOWN],
        known=not found.trouble,
        searched=() if found.trouble else ("Calendar",),
        missing=dict(desk.missing),
        more=sources[SHOWN:],
        asked_back=asks,
        zone=desk.asker.zone,
    )
    return Answered(desk.reading, Plan(desk.reading.text, (found.step,), 1.0), (found,), reply, None)
