"""The days that an order names, and what each is: the day of a thing that is there, a deadline, or where it goes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.question.folding import fold
from assistant.asking.turns.continuing import said_first
from assistant.asking.values import Source
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import ordering
from assistant.dates import Found, find_dates

_SMALL = r"(?:(?:the|next|den|dem|der|nachsten?|le|la|el|il|lo|de|on|am|at|um|a|las|alle|as)\s+)"
_HOUR = r"(?:\d{1,2}(?:[:.h]\d\d)?\s?(?:[ap]m|uhr|uur|h)?\s+)"
_BY = re.compile(  # a deadline, and not the day itself
    r"(?:\b(?:by|before|until|till|no later than|due|bis(?: zum| spatestens)?|spatestens|vor|d'ici|avant|jusqu'a|"
    r"au plus tard|antes del?|hasta|a mas tardar|entro|prima di|fino a|ate|antes de|no maximo|uiterlijk|tot)\s+)"
    rf"(?:{_SMALL}){{0,2}}{_HOUR}?(?:{_SMALL}){{0,2}}\Z"
)
_TO = re.compile(  # where something is moved to
    rf"\b(?:to|onto|auf|nach|zum|a|au|al|alla|para|pra|naar|op|pour)\s+(?:{_SMALL}){{0,2}}{_HOUR}?(?:{_SMALL}){{0,2}}\Z"
)
_BY_BEHIND = re.compile(r"[日曜の時分:\d\s半午前後]{0,12}(?:までに|まで|前に|以前)")
_TO_BEHIND = re.compile(r"[日曜の時分:\d\s半午前後]{0,12}[にへ](?!ある|の)")
_BEFORE = 40  # characters in which such a word stands
_SURE = frozenset({"date", "weekday", "relative", "today"})


@dataclass(frozen=True)
class Days:
    """`at`: of the things themselves. `to`: where they go. `by`: deadlines. Each day as it is most likely meant."""

    at: frozenset[date] = frozenset()
    to: frozenset[date] = frozenset()
    by: frozenset[date] = frozenset()


def is_deadline(text: str, found: Found) -> bool:
    """Whether something is only to be done by then."""
    before = fold(text[max(0, found.start - _BEFORE) : found.start])
    return _BY.search(before) is not None or _BY_BEHIND.match(text, found.end) is not None


def days_of(order: Order) -> Days:
    """The days of an order's own words, those left aside that say what was asked back."""
    text = ordering(said_first(order.wish))
    at, to, by = set[date](), set[date](), set[date]()
    for one in find_dates(text, order.today):
        if one.kind not in _SURE:
            continue
        before = fold(text[max(0, one.start - _BEFORE) : one.start])
        leads = _TO.search(before) is not None or _TO_BEHIND.match(text, one.end) is not None
        (by if is_deadline(text, one) else to if leads else at).add(one.best)
    return Days(frozenset(at), frozenset(to), frozenset(by))


def source_days(order: Order) -> frozenset[date]:
    """The days of the things that an order is about; none where it names none, or a span of days."""
    days, target = days_of(order), str(order.arguments.get("begins", ""))[:10]
    if order.step.operation != "event.update":
        return days.at if not days.to and not days.by else frozenset()
    return frozenset(day for day in days.at if day.isoformat() != target)


def on_days(found: Sequence[Source], days: frozenset[date], order: Order) -> list[Source]:
    """Those that are on one of the days; all where no day is named."""
    return [one for one in found if not days or any(_is_on(one, day, order) for day in days)]


def _is_on(source: Source, day: date, order: Order) -> bool:
    if source.at is None:
        return False
    zone = UTC if source.all_day else ZoneInfo(order.desk.asker.zone)  # a whole day is the same day everywhere
    ends = max(source.at, (source.ends_at or source.at) - timedelta(seconds=1))
    return source.at.astimezone(zone).date() <= day <= ends.astimezone(zone).date()
