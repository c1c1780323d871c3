"""What a condition says of the asker's own calendar, and whether events make it true: worked out by code alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from assistant.asking.agents.seeking import concerns
from assistant.asking.conditional import condition_words as words
from assistant.asking.conditional.conditions import Conditional
from assistant.asking.names.directory import Person
from assistant.asking.question.filler import is_japanese, language_of
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.question.reading import read_question
from assistant.asking.several.tasks import masked
from assistant.asking.times.hours import Now, with_hours
from assistant.asking.times.periods import Period, find_periods, zone_of
from assistant.asking.values import Asker, Mention
from connectors.calendar.source import Event
from storage.index.entry import Filters

Kind = Literal["time", "meeting", "anything", "with"]
State = Literal["some", "none", "unsure"]
AHEAD = timedelta(days=60)  # how far "if I have no meetings with Ana" looks
SHORT = timedelta(hours=3)  # what is taken in part is no free time; of more than that nobody can say
_NAME, _TIME = "\x02", " "
_HOURS = re.compile(r"さん|様|\d+時|\d+分|\x02")


@dataclass(frozen=True)
class Check:
    """What to look up: events of the asker's from `since` to before `until`, of kind "with" those with one of
    `people`, who is `named`. The clause is true where there is something, or where there is nothing: `wanted`."""

    since: datetime
    until: datetime
    kind: Kind
    wanted: Literal["some", "none"]
    people: frozenset[str] = frozenset()
    named: str = ""

    @property
    def filters(self) -> Filters:
        """The search that shows the same events."""
        people = (self.people,) if self.people else ()
        return Filters(frozenset({"calendar"}), since=self.since, until=self.until, people=people)

    def state(self, events: Sequence[Event], me: frozenset[str]) -> State:
        """Whether there is any. By times and guests alone; what a title says can but make it unsure."""
        some = self.those(events, me)
        if self.kind == "time":
            short = self.until - self.since <= SHORT
            whole = any(event.begins <= self.since and self.until <= event.ends for event in some)
            return "none" if not some else "some" if short or whole else "unsure"
        if some:
            return "some"
        names = [word for word in fold(self.named).split() if len(word) > 1]
        others = [
            event
            for event in events
            if self.kind != "with" or concerns(event, self.filters) or any(one in fold(event.title) for one in names)
        ]
        return "unsure" if others else "none"

    def those(self, events: Sequence[Event], me: frozenset[str]) -> list[Event]:
        """The events that surely count."""
        counted = [event for event in events if event.mine and not event.cancelled]
        if self.kind == "with":
            return [event for event in counted if concerns(event, self.filters)]
        busy = [event for event in counted if event.busy]
        return busy if self.kind != "meeting" else [event for event in busy if _others(event) - me]


def _others(event: Event) -> set[str]:
    return {email.lower() for email in (event.organizer, *(guest.email for guest in event.guests)) if email}


def check_of(said: Conditional, asker: Asker, contacts: Mapping[str, Sequence[Person]]) -> Check | None:
    """What the clause says of the asker's calendar; None where it says something else, or more than is surely read.

    Whoever is named has to be somebody whom the asker knows, and is "with" them: others' calendars are theirs. No words
    of an event are looked at, so a clause with a topic is none.
    """
    periods = _periods(said.clause, asker)
    mentions = _mentions(said.clause, asker, contacts)
    bare = _bare(said.clause, periods, mentions)
    meant = mentions or _meant_before(said, bare, asker, contacts)
    span, kind, wanted = _span(periods, said, bool(meant), asker), _kind(bare, bool(meant)), _wanted(bare)
    if meant is None or len(meant) > 1 or any(not one.emails for one in meant) or not (span and kind and wanted):
        return None
    if _leftover(said, bare, kind) or not _are_with(bare, kind):
        return None
    if kind == "time" or not meant:
        return Check(*span, kind, wanted)
    return Check(*span, kind, wanted, frozenset(meant[0].emails), meant[0].words)


def standing_alone(
    branch: str, said: Conditional, check: Check, asker: Asker, contacts: Mapping[str, Sequence[Person]]
) -> str:
    """The branch with what it leans on: who "her" is, or when, where it names nobody or no time itself."""
    if check.named:
        lead = "" if _mentions(branch, asker, contacts) else said.context.rstrip(" .?？")
    else:
        dated = any(period.grain != "hours" for period in _periods(branch, asker))  # "at 12" is at 12 of that day
        times = [] if dated else [said.clause[one.start : one.end].strip() for one in _periods(said.clause, asker)]
        lead = " ".join(times)
    return f"{lead}. {branch}" if lead else branch


def _periods(text: str, asker: Asker) -> list[Period]:
    """The times that a text names, with the hours of their days."""
    said = masked(text)
    found = find_periods(said, asker.now, zone_of(asker.zone), True, language_of(text, tokens_of(text, said)))
    return with_hours(said, found, Now(asker.now.astimezone(zone_of(asker.zone)), True, True))


def _mentions(text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]]) -> tuple[Mention, ...]:
    return read_question(text, asker, contacts).mentions if text else ()


def _bare(clause: str, periods: Sequence[Period], mentions: Sequence[Mention]) -> str:
    """The clause, folded, without its times, and with a mark for each person; every other word keeps its place."""
    said = masked(clause)
    for period in periods:
        said = said[: period.start] + _TIME * (period.end - period.start) + said[period.end :]
    for mention in mentions:
        name = rf"(?<![a-z]){re.escape(fold(mention.words))}(?![a-z])"
        said = re.sub(name, lambda found: _NAME.ljust(len(found[0])), said)
    return said


def _meant_before(
    said: Conditional, bare: str, asker: Asker, contacts: Mapping[str, Sequence[Person]]
) -> tuple[Mention, ...] | None:
    """Who "with her" is, where one person is named before; None where somebody is meant and nobody knows who."""
    if not any(token.folded in words.SOMEBODY for token in tokens_of(bare, bare)):
        return ()
    if not words.WITH_SOMEBODY.search(bare):
        return None
    return _mentions(said.before, asker, contacts) or None


def _kind(bare: str, named: bool) -> Kind | None:
    """What is asked about; None where it is nothing of the calendar, or several things at once."""
    times = [*words.FREE.finditer(bare), *words.BUSY.finditer(bare)]
    if words.AND.search(bare) or "\x01" in bare:
        return None
    if len(times) > 1:
        return None
    if times:
        return None if words.ANYTHING.search(bare) else "time"
    if words.MEETING.search(bare):
        return "with" if named else "meeting"
    return "anything" if words.ANYTHING.search(bare) and not named else None


def _wanted(bare: str) -> Literal["some", "none"] | None:
    """Whether the clause is true where there is something, or where there is nothing; None where that is not plain."""
    free = words.FREE.search(bare) is not None
    none = len(words.NONE.findall(words.CONCORD.sub(" ", bare)))
    if free and none and words.MEETING.search(bare):
        return None  # "not free for a meeting", "no meeting, and free"
    empty = words.EMPTY.search(bare) is not None
    if none > 1 or (empty and none):
        return None
    return "none" if (none > 0) != (free or empty) else "some"


def _leftover(said: Conditional, bare: str, kind: Kind) -> bool:
    """Whether it has words besides people, times and those of a condition about oneself."""
    text = f"{said.context} {said.then} {said.otherwise}"
    language = language_of(text, tokens_of(text, fold(text)))
    if not words.SUBJECT[language if language in words.SUBJECT else "en"].search(bare):
        return True
    if is_japanese(bare):
        return bool(words.JAPANESE_KNOWN.sub("", _HOURS.sub("", bare)).strip())
    tokens = tokens_of(said.clause, bare)
    if language != "de" and any(one.capital and not one.folded.startswith("i") for one in tokens[1:]):
        return True  # somebody whom nobody knows, called like a small word of another language: "Ben"
    known = words.KNOWN | words.SOMEBODY | (words.OCCASIONS if kind == "time" else frozenset())
    return any(token.folded not in known for token in tokens_of(_spelt(bare), _spelt(bare)))


def _spelt(bare: str) -> str:
    """With "haven't" as two words, and without the marks."""
    return (
        re.sub(r"n't\b", " not", re.sub(r"\b(i|there)'(?:m|ve|s)\b", r"\1", bare)).replace("'", " ").replace(_NAME, " ")
    )


def _are_with(bare: str, kind: Kind) -> bool:
    """Whether everybody named is with the asker, and if it is about free time, named behind it."""
    if is_japanese(bare):
        return kind == "with" or _NAME not in bare
    free = words.FREE.search(bare) or words.BUSY.search(bare)
    places = [place for place, char in enumerate(bare) if char == _NAME]
    return all(words.WITH.search(bare[:place]) for place in places) and not (
        free and any(place < free.start() for place in places)
    )


def _span(periods: Sequence[Period], said: Conditional, named: bool, asker: Asker) -> tuple[datetime, datetime] | None:
    """From when to when is looked: by the clause, and where that names no time by what is ordered."""
    every = periods or _periods(said.then or said.otherwise, asker)
    bounds = {(one.since, one.until) for one in every}
    if not bounds and named:
        return asker.now, asker.now + AHEAD
    if len(bounds) != 1:
        return None
    since, until = bounds.pop()
    return (since, until) if since and until and since < until and until > asker.now else None
