"""Which events of a calendar a question means, and in which order they are found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assistant.asking.evidence.passages import stems
from assistant.asking.question.folding import fold
from assistant.asking.question.relating import Kind
from assistant.asking.question.strangers import unknown_people
from assistant.asking.values import Mailbox, Reading
from assistant.asking.writes.ordered import is_to_be_done
from connectors.calendar.source import Event
from storage.index.entry import Filters

EVENTS_AT_MOST, COUNTED_AT_MOST = 50, 500
COUNTING: frozenset[Kind] = frozenset({"count", "total", "busiest"})
_RELATED: frozenset[Kind] = frozenset({"gap", "overlap", "free"})  # to events that have none of the people or words
_AT_ONCE = timedelta(hours=23)  # shorter than a day
_WITH_ASKER = re.compile(  # "with Bob" is with Bob and me
    r"\b(?:i|i'm|me|my|we|us|our|with|ich|mir|mich|mein\w*|wir|uns|unser\w*|mit|je|j'\w+|moi|me|mon|ma|mes|nous|avec|"
    r"suis-je|ai-je|yo|mi|mis|nosotros|estoy|tengo|tenemos|con|conmigo|io|sono|ho|abbiamo|eu|estou|tenho|temos|nos|com|"
    r"comigo|ik|mij|mijn|wij|ons|onze|met)\b|私|僕|自分|との"
)


@dataclass(frozen=True)
class Seeking:
    """One search: `wanted` are the stems of its words, `kinds` what is asked about the events. `soonest` and `past`:
    the next or the last ones from now are meant; `others`: only the free time of others is."""

    filters: Filters
    kinds: frozenset[Kind]
    wanted: frozenset[str]
    bounded: bool
    soonest: bool
    past: bool
    since: datetime
    until: datetime
    others: bool = False

    @property
    def whole(self) -> bool:
        """Whether all events count, and those with the people and words only come first."""
        return self.bounded and bool(self.kinds & _RELATED) and not self.others

    @property
    def asks_hours(self) -> bool:
        """Whether it is asked if some hours are free."""
        return "free" in self.kinds and self.bounded and self.until - self.since < _AT_ONCE

    @property
    def most(self) -> int:
        """How many events are looked at."""
        return COUNTED_AT_MOST

    def shares(self, event: Event) -> int:
        """How many of the words an event has."""
        return len(self.wanted & folded_stems(f"{event.title} {event.place} {event.description}"))

    def is_meant(self, event: Event) -> bool:
        """Whether an event has a word of the question, or it has none."""
        return not self.wanted or self.shares(event) > 0

    def meant(self, events: Sequence[Event]) -> list[Event]:
        """Those with the people of the question and most of its words, in the title before the description; all if
        there are none."""
        named = [event for event in events if concerns(event, self.filters)] or list(events)
        for told in (lambda event: event.title, lambda event: f"{event.place} {event.description}"):
            shared = [len(self.wanted & folded_stems(told(event))) for event in named]
            if most := max(shared, default=0):
                best = [event for event, share in zip(named, shared, strict=True) if share == most]
                return self._both(best, events) if "gap" in self.kinds else best
        return named

    def _both(self, best: Sequence[Event], events: Sequence[Event]) -> list[Event]:
        """With what the other words name: "between the team sync and the lunch"."""
        left = self.wanted - folded_stems(" ".join(event.title for event in best))
        return [event for event in events if event in best or left & folded_stems(event.title)]

    def ordered(self, events: Sequence[tuple[Mailbox, Event]]) -> list[tuple[Mailbox, Event]]:
        """Those with the people and the words first, else in order of time, the last ones backwards; without a period
        only those.

        Of the soonest all that speak of any word are in order of time: the next review is no less one because a later
        one is described at length.
        """
        nearest = self.soonest or self.past

        def key(one: tuple[Mailbox, Event]) -> tuple[bool, int, float]:
            shared, moment = self.shares(one[1]), one[1].begins.timestamp()
            worth = min(shared, 1) if nearest else shared
            return not concerns(one[1], self.filters), -worth, -moment if self.past else moment

        kept = [one for one in events if self.bounded or self.is_meant(one[1])]
        return sorted(kept, key=key)


def folded_stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words, without accents and the small ones."""
    return stems(fold(text))


def concerns(event: Event, filters: Filters) -> bool:
    """Whether an event is with the people of the question; what the asker has sent is none."""
    people = {event.organizer.lower(), *(guest.email.lower() for guest in event.guests)}
    groups = (*filters.people, *((filters.senders,) if filters.senders else ()))
    return not filters.outgoing and all(people & group for group in groups)


def asks_of_others(reading: Reading, filters: Filters) -> bool:
    """Whether it asks when others are free, and not the asker with them: "when is Bob free?"."""
    named = bool(filters.people or filters.senders or unknown_people(reading))
    return named and not is_to_be_done(reading.text) and _WITH_ASKER.search(fold(reading.said)) is None
