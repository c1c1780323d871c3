"""When a write is for: the plan's times, held against what the asker said."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.question.quoting import hidden
from assistant.asking.turns.continuing import said_since
from assistant.asking.writes.days import is_deadline
from assistant.asking.writes.lasting import LONGEST, said_length, until_said
from assistant.asking.writes.order import Order
from assistant.dates import find_dates

MINUTES = 30  # where nobody says how long
WHICH_DAY, WHICH_TIME = "On which day?", "At what time?"
PAST, NO_SUCH_TIME = "That time has passed already. When shall it be?", "There is no such time on that day. When then?"
_WHOLE_DAY = re.compile(
    r"(?i)\b(?:all[- ]day|whole day|entire day|day off|out of office|vacation|holiday|ganztägig|ganzen tag|urlaub|"
    r"toute la journée|todo el día)\b"
)
_NAMED_HOURS = {
    12: "noon|midday|lunchtime|twelve|mittag|midi|mediodía|zwölf",
    0: "midnight|mitternacht|minuit|medianoche",
    1: "one|eins", 2: "two|zwei", 3: "three|drei", 4: "four|vier", 5: "five|fünf", 6: "six|sechs",
    7: "seven|sieben", 8: "eight|acht", 9: "nine|neun", 10: "ten|zehn", 11: "eleven|elf",
}  # fmt: skip

_HOUR_IN_WORDS = re.compile(  # "at noon", "um drei"; "an hour" and "one" may be anything
    rf"(?i)\b(?:{_NAMED_HOURS[12]}|{_NAMED_HOURS[0]}|"
    rf"(?:at|um|gegen|to|auf)\s+(?:{'|'.join(names for hour, names in _NAMED_HOURS.items())}))\b"
)


@dataclass(frozen=True)
class Span:
    """From when to when, aware UTC; of a whole day midnights UTC. Or what to ask first."""

    begins: datetime | None = None
    ends: datetime | None = None
    all_day: bool = False
    question: str = ""


def span_of(order: Order) -> Span:
    """When a new event is, by the plan's `begins` and `minutes`; until the end that the asker named, if they did."""
    text, zone = str(order.arguments.get("begins", "")), order.desk.asker.zone
    if not text:
        return Span(question=WHICH_DAY if not find_dates(order.own_words, order.today) else WHICH_TIME)
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return Span(question=WHICH_TIME)
    if not is_said(order, local.date()):
        return Span(question=WHICH_DAY)
    if len(text) <= 10:
        return _whole_day(order, local.date())
    if not _hour_is_said(order.own_words, local.hour):
        return Span(question=WHICH_TIME)
    begins = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if begins.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:  # clocks jump over it
        return Span(question=NO_SUCH_TIME)
    if begins < order.desk.asker.now:
        return Span(question=PAST)
    planned = timedelta(minutes=max(0, int(order.arguments.get("minutes", 0))) or MINUTES)
    return Span(begins, begins + (said_length(order) or until_said(order, begins) or min(planned, LONGEST)))


def _whole_day(order: Order, day: date) -> Span:
    if not _WHOLE_DAY.search(order.own_words):
        return Span(question=WHICH_TIME)
    if day < order.today:
        return Span(question=PAST)
    begins = datetime.combine(day, time(), UTC)
    days = max(1, round(int(order.arguments.get("minutes", 0)) / 1440))
    return Span(begins, begins + timedelta(days=min(days, LONGEST.days)), all_day=True)


def is_said(order: Order, day: date) -> bool:
    """Whether the asker named that day, as far as code can read what they said; not as a deadline. What they said last
    when they were asked back counts alone where it names one."""
    newest = hidden(said_since(order.said[0]))
    text = newest if find_dates(newest, order.today) else order.own_words
    found = find_dates(text, order.today)
    if those := [one for one in found if day in one.days or day == one.best]:
        return not all(is_deadline(text, one) for one in those)
    read = order.desk.reading.filters
    midday = datetime.combine(day, time(12), ZoneInfo(order.desk.asker.zone))
    within = bool(read.since and read.until and read.since <= midday < read.until)
    return not found or (within and text != newest)


def names_day(order: Order) -> bool:
    """Whether the asker named any day that code can read."""
    read = order.desk.reading.filters
    return bool(find_dates(order.own_words, order.today)) or read.since is not None or read.until is not None


def names_hour(order: Order) -> bool:
    """Whether the order's words name an hour, or any figure besides those of its days."""
    text = hidden(order.own_words)
    for one in find_dates(text, order.today):
        text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    return re.search(r"\d", text) is not None or _HOUR_IN_WORDS.search(text) is not None


def _hour_is_said(said: str, hour: int) -> bool:
    numbers = {int(number) for number in re.findall(r"\d{1,2}", said)}
    if {hour, hour % 12, hour % 12 + 12} & numbers:
        return True
    return any(re.search(rf"(?i)\b(?:{_NAMED_HOURS[one]})\b", said) for one in {hour, hour % 12} & _NAMED_HOURS.keys())
