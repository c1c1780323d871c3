"""Questions about several times at once: each is looked for by itself, so that the evidence of each is found."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from assistant.asking.names.directory import Person
from assistant.asking.plan.plans import SEARCHES
from assistant.asking.question.finding import Found, find
from assistant.asking.question.folding import fold
from assistant.asking.question.limiting import limits
from assistant.asking.question.remaining import remaining_words
from assistant.asking.times.periods import Period, zone_of
from assistant.asking.turns.record import plain
from assistant.asking.values import WRITES, Asker, Plan, Reading, Step, Turn

AT_MOST = 4  # times of one question
LATER = timedelta(days=4)  # by which what tells of a day has been sent, over a weekend too
_COMPARES = re.compile(
    r"\b(?:than|compared?|versus|vs|differen\w+|more|less|fewer|change[ds]?|increase\w*|grow\w*|als|verglichen|"
    r"vergleich\w*|unterschied\w*|mehr|weniger|que|compare\w*|plus|moins|comparad\w+|diferen\w+|mas|menos|che|di|"
    r"confront\w*|piu|meno|mais|dan|vergeleken|vergelijk\w*|verschil\w*|meer|minder)\b|より|比べ|比較|違い|差"
)

_LOOKS = (*SEARCHES.values(), "calendar.free")

Words = Callable[[Sequence[Period]], str]


@dataclass(frozen=True)
class Apart:
    """One of several times that a question compares: what to search for in it. `beside` is for what is told of a time,
    where the question does not limit itself to it: it is searched without as well."""

    words: str
    since: datetime | None
    until: datetime | None
    beside: bool = False


def compared(
    plan: Plan, reading: Reading, asker: Asker, contacts: Mapping[str, Sequence[Person]], turns: Sequence[Turn] = ()
) -> Plan:
    """The plan with a search for each of the times that the question is about, by itself or by the turns before; one
    that has them already as it is."""
    operations = [step.operation for step in plan.steps if step.operation in _LOOKS]
    if len(operations) > len(set(operations)) or any(step.operation in WRITES for step in plan.steps):
        return plan
    for text in (reading.text, *(turn.question for turn in reversed(turns) if reading.follow_up)):
        found = find(text, asker, contacts, ())
        if found.periods:
            break
    times = _times_of(found, zone_of(asker.zone), None if text == reading.text else reading.words)
    return replace(plan, steps=spread(plan.steps, times)) if times else plan


def compares(text: str) -> bool:
    """Whether it speaks of a difference."""
    return _COMPARES.search(fold(text)) is not None


def times_in(text: str, asker: Asker, contacts: Mapping[str, Sequence[Person]]) -> tuple[Apart, ...]:
    """The times that a question is about, each for itself; none where it is about one."""
    return _times_of(find(text, asker, contacts, ()), zone_of(asker.zone))


def _times_of(found: Found, zone: ZoneInfo, about: str | None = None) -> tuple[Apart, ...]:
    """`about` are the words to look for in place of its own."""
    if found.order or len(found.periods) < 2:
        return ()
    kept = [one for one in found.periods if limits(found, one, follow_up=False, diary=False)]
    sure = [name for name in found.names if name.sure]

    def words(some: Sequence[Period]) -> str:
        return remaining_words(found, sure, some, (0, 0), False) if about is None else about

    return _times(found, kept, words, zone)


def _times(found: Found, kept: Sequence[Period], words: Words, zone: ZoneInfo) -> tuple[Apart, ...]:
    """`kept` are the periods in which it is searched, `words` gives what is left without some of them."""
    if limiting := _disjoint(kept):
        return tuple(Apart(words(kept), one.since, one.until) for one in limiting)
    named = _disjoint([one for one in found.periods if one.dated])
    if kept or not named or not _COMPARES.search(found.folded):
        return ()
    return tuple(_told_of(one, words([other for other in named if other != one]), zone) for one in named)


def _disjoint(periods: Sequence[Period]) -> list[Period]:
    """All of the periods if none of them meets another and both ends of each are known; else none."""
    once = list({(one.since, one.until): one for one in periods}.values())
    order = sorted((one for one in once if one.since and one.until), key=lambda one: str(one.since))
    meets = any(one.until > other.since for one, other in pairwise(order) if one.until and other.since)
    return [] if meets or not 1 < len(order) == len(once) <= AT_MOST else order


def _told_of(period: Period, words: str, zone: ZoneInfo) -> Apart:
    """What tells of a time, which is written then or soon after; a day with its figure as in dates, "09"."""
    if period.grain == "day" and period.since:
        words = f"{words} {period.since.astimezone(zone):%d}"
    return Apart(words, period.since, period.until + LATER if period.until else None, beside=True)


def spread(steps: Sequence[Step], times: Sequence[Apart]) -> tuple[Step, ...]:
    """The steps with a search for each of the times, and whatever waits for one waiting for all."""
    found, copies = list[Step](), dict[str, tuple[str, ...]]()
    for step in steps:
        some = [_at_time(step, f"{step.id}{'abcd'[n]}", one) for n, one in enumerate(times) if _fits(step, one)]
        if not some or any(one.beside for one in times):
            some.append(replace(step, needs=tuple(id_ for need in step.needs for id_ in copies.get(need, (need,)))))
        copies[step.id] = tuple(one.id for one in some)
        found += some
    return tuple(found)


def _fits(step: Step, one: Apart) -> bool:
    """Whether a step looks for things of a time; what is told of one is no event."""
    return step.operation in _LOOKS and not (one.beside and step.operation.startswith("calendar"))


def _at_time(step: Step, id_: str, one: Apart) -> Step:
    filters = step.arguments.get("filters", {}) | plain({"since": one.since, "until": one.until})
    words = one.words if step.arguments.get("words") or one.beside else ""
    return replace(step, id=id_, arguments={**step.arguments, "words": words, "filters": filters})
