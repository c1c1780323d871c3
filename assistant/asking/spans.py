"""Expressions of time in a question, each for itself: "last week", "January 2002", "Friday" (see periods for the rest)."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from assistant.asking import period_words as words
from assistant.asking.folding import fold
from assistant.dates import MONTHS as NAMED_MONTHS

Grain = Literal["hours", "day", "weekday", "weekend", "week", "month", "quarter", "year", "range"]
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """What a question is read against: its day, and whether it looks ahead ("am I free on Friday?")."""

    today: date
    ahead: bool
    language: str


@dataclass(frozen=True)
class Span:
    """An expression of time from character `start` to `end`: the days `first` up to `until` (excluded).

    `bare` ones count only behind a preposition ("in May"); `dated` ones are of the calendar rather than of now
    ("January 2002", not "last week"). `hours` narrow a single day; `back` are hours counted back from now.
    `closed` ones name both their ends, `endless` ones only their last.
    """

    start: int
    end: int
    first: date
    until: date
    grain: Grain
    bare: bool = False
    dated: bool = False
    has_year: bool = True
    hours: tuple[int, int] | None = None
    back: int = 0
    closed: bool = False
    endless: bool = False


Maker = Callable[[re.Match[str], Clock], Span | None]
_MONTHS = {fold(name): number for name, number in NAMED_MONTHS.items()}
_ODD_MONTHS = frozenset(
    ["set", "out", "mar", "gen", "ago", "dic", "mag", "lug", "giu", "ott", "ene", "abr", "mai", "dec"]
) - {"mai", "dec", "mar"}
_SHORT_ENGLISH = frozenset(["jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"])


def _any(names: Mapping[str, int] | frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_LONG = frozenset(name for name in _MONTHS if len(name) > 3 or name in ("may", "mai", "mei")) - {"sept", "fevr", "janv"}
_M = rf"(?P<month>{_any(frozenset(_MONTHS))})\b\.?"
_BARE_M = rf"(?P<month>{_any(_LONG | _SHORT_ENGLISH)})\b\.?"
_Y = r"(?P<year>(?:19|20)\d\d)\b"
_OF = r"(?:,?\s*(?:of|de|del|do|di|des|d'|von)?\s*)"
_YEAR = rf"(?:{_OF}{_Y})"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª|°|o(?= de))?"
_D2 = r"(?P<day2>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª)?"
_DASH = rf"\s*(?:{words.TO}|{words.AND}|&)\s*(?:(?:the|dem|den|le|el|il|o|al)\s+)?"


def month_after(day: date, months: int = 1) -> date:
    """The first day of the month so many months on."""
    number = day.year * 12 + day.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _number(text: str | None) -> int:
    return 0 if not text else int(text) if text.isdigit() else words.NUMBERS.get(text, 1)


def unit_of(text: str) -> str:
    """The unit that a word names."""
    return next(unit for unit, pattern in words.UNITS.items() if re.fullmatch(pattern, text))


def unit_span(unit: str, steps: int, today: date) -> tuple[date, date]:
    """The calendar week, month … so many steps from the present one."""
    if unit == "day":
        return today + DAY * steps, today + DAY * (steps + 1)
    if unit == "fortnight":
        return today + DAY * (14 * steps), today + DAY * (14 * steps + 14)
    if unit in ("week", "weekend"):
        monday = today + DAY * (7 * steps - today.weekday())
        return (monday, monday + DAY * 7) if unit == "week" else (monday + DAY * 5, monday + DAY * 7)
    if unit == "year":
        return date(today.year + steps, 1, 1), date(today.year + steps + 1, 1, 1)
    months = 3 if unit == "quarter" else 1
    begin = today.replace(day=1, month=today.month - (today.month - 1) % months)
    return month_after(begin, months * steps), month_after(begin, months * (steps + 1))


_GRAINS: Mapping[str, Grain] = {
    "day": "day", "fortnight": "range", "week": "week", "weekend": "weekend", "month": "month", "quarter": "quarter",
    "year": "year",
}  # fmt: skip


def _stepped(steps: int) -> Maker:
    """The unit before or after this one: "last week", "el mes pasado"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        unit = unit_of(match["unit"])
        if unit == "hour" or (unit == "day" and steps == 0):
            return None
        if unit in ("day", "fortnight") and steps:
            return _rolling(match, clock, unit, 1, steps)
        first, until = unit_span(unit, steps, clock.today)
        return Span(*match.span(), first, until, _GRAINS[unit])

    return make


def _rolling(match: re.Match[str], clock: Clock, unit: str, number: int, sign: int) -> Span:
    if unit == "hour":
        return Span(*match.span(), clock.today, clock.today + DAY, "hours", back=sign * number)
    days = {"day": 1, "week": 7, "fortnight": 14, "weekend": 7}.get(unit, 0) * number
    if sign < 0:
        first = clock.today - DAY * days if days else _months_back(clock.today, _months(unit) * number)
        return Span(*match.span(), first, clock.today + DAY, "range")
    until = clock.today + DAY * days if days else _months_back(clock.today, -_months(unit) * number)
    return Span(*match.span(), clock.today, until + DAY, "range")


def _months(unit: str) -> int:
    return {"month": 1, "quarter": 3, "year": 12}.get(unit, 1)


def _months_back(day: date, months: int) -> date:
    begin = month_after(day, -months)
    return min(begin + DAY * (day.day - 1), month_after(begin) - DAY)


def _counted(sign: int) -> Maker:
    """So many units up to now, or from now: "the last 3 days"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        few = match["few"] if "few" in match.re.groupindex else None
        number = 3 if few else _number(match["n"]) if match["n"] else 1
        if not 0 < number < 400:
            return None
        unit = unit_of(match["unit"])
        if unit == "year" and number > 60:
            return None
        return _rolling(match, clock, unit, number, sign)

    return make


def _older(match: re.Match[str], clock: Clock) -> Span | None:
    unit, number = unit_of(match["unit"]), _number(match["n"])
    if unit == "hour" or number > 60:
        return None
    recent = _rolling(match, clock, unit, number, -1)
    return replace(recent, until=recent.first, endless=True)


def _ago(match: re.Match[str], clock: Clock) -> Span | None:
    unit = unit_of(match["unit"])
    if match["few"]:
        days = {"hour": 1, "day": 1, "week": 7, "fortnight": 14}.get(unit, 31 * _months(unit))
        low, high = (7 * days, 2 * days) if unit == "day" else (5 * days, days)
        if unit == "hour":
            return Span(*match.span(), clock.today, clock.today + DAY, "day")
        return Span(*match.span(), clock.today - DAY * low, clock.today - DAY * (high - 1), "range")
    number = _number(match["n"])
    if unit == "hour":
        return Span(*match.span(), clock.today, clock.today + DAY, "hours", back=-(number + 1))
    if unit == "day" or number > 120:
        number = min(number, 999)
        return Span(*match.span(), clock.today - DAY * number, clock.today - DAY * (number - 1), "day")
    first, until = unit_span(
        "week" if unit == "fortnight" else unit, -number * (2 if unit == "fortnight" else 1), clock.today
    )
    return Span(*match.span(), first, until, _GRAINS.get(unit, "week"))


def _relative_day(days: int) -> Maker:
    return lambda match, clock: Span(*match.span(), clock.today + DAY * days, clock.today + DAY * (days + 1), "day")


def _part(days: int, begin: int, end: int) -> Maker:
    def make(match: re.Match[str], clock: Clock) -> Span | None:
        day = clock.today + DAY * days
        return Span(*match.span(), day, day + DAY, "day", hours=(begin, end))

    return make


def _year_of(clock: Clock, month: int, day: int | None) -> int:
    """The year that is meant where none is named: the last such month or day, or the next one."""
    today = clock.today
    here = (month, day or today.day)
    now = (today.month, today.day)
    if clock.ahead:
        return today.year if here >= now else today.year + 1
    return today.year if here <= now else today.year - 1


def day_span(place: tuple[int, int], year: int, month: int, day: int, has_year: bool) -> Span | None:
    """One day; None if there is no such day."""
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    return Span(*place, first, first + DAY, "day", dated=True, has_year=has_year)


def _named_year(text: str | None) -> int:
    """The year that is named, in two digits or four; 0 if none is."""
    if not text:
        return 0
    year = int(text)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


def _dated(match: re.Match[str], clock: Clock) -> Span | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["month"]) or int(parts["month"]) if parts.get("month") else 0
    day = int(parts["day"])
    year = _named_year(parts.get("year"))
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    found = day_span(match.span(), year or _year_of(clock, month, day), month, day, bool(year))
    if found and parts.get("day2"):
        last = day_span(match.span(), found.first.year, month, int(parts["day2"]), bool(year))
        return replace(found, until=last.until, grain="range", closed=True) if last and last.first > found.first else None
    return found


def _slashed(match: re.Match[str], clock: Clock) -> Span | None:
    first, second, year = int(match["first"]), int(match["second"]), _named_year(match["year"])
    month, day = (first, second) if (clock.language == "en" and first <= 12) or second > 12 else (second, first)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return day_span(match.span(), year or _year_of(clock, month, day), month, day, bool(year))


def _month(match: re.Match[str], clock: Clock) -> Span | None:
    parts = match.groupdict()
    name, named_year = parts["month"], parts.get("year")
    number = _MONTHS.get(name) or int(name)
    if not 1 <= number <= 12 or (not named_year and name in _ODD_MONTHS):
        return None
    year = int(named_year) if named_year else _year_of(clock, number, None)
    first = date(year, number, 1)
    span = Span(
        *match.span(), first, month_after(first), "month", bare=not named_year, dated=True, has_year=bool(named_year)
    )
    third = next(
        (
            n
            for n, pattern in words.THIRDS.items()
            if parts.get("third") and re.fullmatch(pattern, parts["third"].strip())
        ),
        -1,
    )
    if third < 0:
        return span
    cuts = (first, first + DAY * 10, first + DAY * 20, span.until)
    return replace(span, first=cuts[third], until=cuts[third + 1], bare=False, grain="range")


def _moved_month(steps: int) -> Maker:
    """ "Last January" and "next May"."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        number = _MONTHS[match["month"]]
        year = clock.today.year
        if steps < 0 and number >= clock.today.month:
            year -= 1
        if steps > 0 and number <= clock.today.month:
            year += 1
        first = date(year, number, 1)
        return Span(*match.span(), first, month_after(first), "month", dated=True)

    return make


def _year(match: re.Match[str], clock: Clock) -> Span | None:
    year = int(match["year"])
    return Span(*match.span(), date(year, 1, 1), date(year + 1, 1, 1), "year", bare=True, dated=True)


def _block(months: int) -> Maker:
    """Quarters (3 months) and half-years (6)."""

    def make(match: re.Match[str], clock: Clock) -> Span | None:
        said = match["n"]
        number = (
            int(said) if said.isdigit() else next((n for n, p in words.ORDINALS.items() if re.fullmatch(p, said)), 0)
        )
        if not 1 <= number <= 12 // months:
            return None
        begin = (number - 1) * months + 1
        year = int(match["year"]) if match["year"] else _year_of(clock, begin, 1)
        first = date(year, begin, 1)
        return Span(
            *match.span(), first, month_after(first, months), "quarter", dated=True, has_year=bool(match["year"])
        )

    return make


def _season(month: int) -> Maker:
    def make(match: re.Match[str], clock: Clock) -> Span | None:
        named = match["year"]
        year = int(named) if named else _year_of(clock, month, 1)
        if match["last"] and date(year, month, 1) <= clock.today < month_after(date(year, month, 1), 3):
            year -= 1
        first = date(year, month, 1)
        bare = not named and not match["last"]
        return Span(*match.span(), first, month_after(first, 3), "quarter", bare=bare, dated=True, has_year=bool(named))

    return make


def _weekday(match: re.Match[str], clock: Clock) -> Span | None:
    name = match["name"]
    number = words.SHORT_WEEKDAYS.get(name, words.PORTUGUESE_WEEKDAYS.get(name, -1))
    if number < 0:
        number = next(n for n, pattern in words.WEEKDAYS.items() if re.fullmatch(pattern, name))
    gap = (number - clock.today.weekday()) % 7
    parts = match.groupdict()
    if parts.get("next") or parts.get("later"):
        move = gap or 7
        move += 7 if clock.language in ("en", "de", "nl") and move <= 6 - clock.today.weekday() else 0
    elif parts.get("last") or parts.get("earlier"):
        move = gap - 7
    elif parts.get("this"):
        move = number - clock.today.weekday()
        move += 7 if clock.ahead and move < 0 else 0
    else:
        move = gap or 7 if clock.ahead else gap - 7
    day = clock.today + DAY * move
    bare = name in words.SHORT_WEEKDAYS or name in words.PORTUGUESE_WEEKDAYS or not match.re.groupindex.get("name")
    moved = any(parts.get(key) for key in ("next", "last", "this", "later", "earlier"))
    return Span(*match.span(), day, day + DAY, "weekday", bare=bare and not moved)


def _iso_week(match: re.Match[str], clock: Clock) -> Span | None:
    year = int(match["year"] or clock.today.isocalendar().year)
    try:
        monday = date.fromisocalendar(year, int(match["n"]), 1)
    except ValueError:
        return None
    return Span(*match.span(), monday, monday + DAY * 7, "week", dated=True)


def _weekend(match: re.Match[str], clock: Clock) -> Span | None:
    steps = 0 if clock.ahead or clock.today.weekday() > 4 else -1
    return Span(*match.span(), *unit_span("weekend", steps, clock.today), "weekend", bare=True)


def _week_of_day(match: re.Match[str], clock: Clock) -> Span | None:
    found = _dated(match, clock)
    if found is None:
        return None
    monday = found.first - DAY * found.first.weekday()
    return replace(found, first=monday, until=monday + DAY * 7, grain="week")


def _ja_ago(match: re.Match[str], clock: Clock) -> Span | None:
    unit = {"日": "day", "週": "week", "月": "month", "年": "year"}[match["unit"]]
    number = min(int(match["n"]), 400)
    if unit == "day":
        return Span(*match.span(), clock.today - DAY * number, clock.today - DAY * (number - 1), "day")
    return Span(*match.span(), *unit_span(unit, -number, clock.today), _GRAINS[unit])


def _ja_rolling(match: re.Match[str], clock: Clock) -> Span | None:
    unit = {"日": "day", "週": "week", "月": "month", "年": "year"}[match["unit"]]
    said = match["n"]
    number = "一二三四五六七八九十".find(said) + 1 or int(said) if said != "数" else 3
    return _rolling(match, clock, unit, min(number, 400), -1)


def _ja_stepped(match: re.Match[str], clock: Clock) -> Span | None:
    steps = {"先々": -2, "一昨": -2, "先": -1, "前": -1, "去": -1, "昨": -1, "今": 0, "来": 1, "再来": 2}[match["step"]]
    unit = {"週": "week", "週末": "weekend", "月": "month", "年": "year", "四半期": "quarter"}[match["unit"]]
    return Span(*match.span(), *unit_span(unit, steps, clock.today), _GRAINS[unit])


def _ja_third(match: re.Match[str], clock: Clock) -> Span | None:
    span = _month(match, clock)
    if span is None:
        return None
    third = {"初": 0, "上": 0, "中": 1, "下": 2, "末": 2}[match["part"][0]]
    cuts = (span.first, span.first + DAY * 10, span.first + DAY * 20, span.until)
    return replace(span, first=cuts[third], until=cuts[third + 1], bare=False, grain="range")


def _table() -> Iterator[tuple[str, Maker]]:
    """The expressions, the longer ones first: what one has taken no other one takes."""
    w = words
    unit, few = rf"(?P<unit>{w.UNIT})\b", rf"(?P<few>{w.FEW})"
    third = "|".join(w.THIRDS.values())
    yield (
        rf"\b(?:week|woche|semaine|semana|settimana)\s+(?:of|vom|von|du|del?|do|di|van)\s+(?:the\s+|de\s+)?{_D}{_OF}\b{_M}{_YEAR}?",
        _week_of_day,
    )
    yield rf"\bweek\s+of\s+{_M}\s+{_D}\b{_YEAR}?", _week_of_day
    yield (
        rf"\b(?:week|kw|woche|semaine|semana|settimana)\s*(?:nr\.?\s*)?(?P<n>[0-5]?\d)\b(?!\s*(?:days|{w.UNIT}))(?:[\s/,]*{_Y})?",
        _iso_week,
    )
    yield r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/](?P<month>[01]?\d)[-/](?P<day>[0-3]?\d)(?![\d-])", _dated
    yield r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)[-/](?P<month>0[1-9]|1[0-2])(?![\d/-])", _month
    yield r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年\s*)?(?P<month>[01]?\d)月\s*(?P<day>[0-3]?\d)日", _dated
    yield (
        r"(?<!\d)(?:(?P<year>(?:19|20)\d\d)年の?)?(?P<month>1?\d)月(?P<part>初め|初旬|上旬|中旬|半ば|下旬|末)",
        _ja_third,
    )
    yield r"(?<!\d)(?P<year>(?:19|20)\d\d)年の?\s*(?P<month>1?\d)月", _month
    yield rf"(?<![\w.,/]){_D}{_DASH}{_D2}{_OF}\b{_M}{_YEAR}?", _dated
    yield rf"\b{_M}\s+{_D}{_DASH}{_D2}(?![\w:%]){_YEAR}?", _dated
    yield rf"(?<![\w.,/]){_D}{_OF}\b{_M}{_YEAR}?", _dated
    yield rf"\b{_M}\s+(?:the\s+)?{_D}(?![\w:%]|[.,]\d){_YEAR}?", _dated
    yield r"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>(?:19|20)?\d\d)(?![\d.])", _dated
    yield r"\b(?:am|bis|vom|zum|den|ab|dem|seit|vor|nach)\s+(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.(?!\d)", _dated
    yield (
        r"(?<![\w/-])(?P<first>[0-3]?\d)(?P<sep>[/-])(?P<second>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)?\d\d)(?![\w/-])",
        _slashed,
    )
    yield r"(?<=\bon )(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?P<year>)(?![\d/%])", _slashed
    yield rf"\b(?P<third>{third})\s*-?\s*{_M}{_YEAR}?", _month
    yield rf"\b{_M}{_YEAR}", _month
    yield r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?:の)?第(?P<n>[1-4])四半期", _block(3)
    yield r"(?P<year>)第(?P<n>[1-4])四半期", _block(3)
    yield rf"\b[qt](?P<n>[1-4])(?:[\s/,-]+(?:of\s+|de\s+|del\s+)?{_Y})?(?!\w)", _block(3)
    yield (
        rf"\b(?P<n>[1-4]|{'|'.join(w.ORDINALS.values())})(?:\.|º|°)?\s*(?:quarter|quartal|trimestre|kwartaal)(?:{_OF}{_Y})?",
        _block(3),
    )
    yield rf"\bh(?P<n>[12])[\s/,-]+{_Y}", _block(6)
    yield (
        rf"\b(?P<n>[12]|{'|'.join(w.ORDINALS.values())})(?:\.|º|°)?\s*(?:half|halbjahr|semestre|halfjaar)(?:\s*(?:of|de|del|do|di)?\s*(?:the year\s+)?{_Y})?",
        _block(6),
    )
    for (days, begin, end), pattern in w.WHOLE_PARTS.items():
        yield rf"(?<![\w])(?:{pattern})(?!\w)", _part(days, begin, end)
    older = "older than|alter als|plus (?:vieux|anciens?) que|mas (?:antiguos?|viejos?) que|piu vecchi[eo]? di|mais antig[ao]s? (?:que|do que)|ouder dan"
    yield rf"\b(?:{older})\s+(?P<n>{w.N})\s+{unit}", _older
    yield rf"\b{few}\s+{unit}\s+(?:ago|fa|atras|geleden)\b(?P<n>)", _ago
    yield rf"\b(?P<n>{w.N})\s+{unit}\s+(?:ago|fa|atras|geleden)\b(?P<few>)", _ago
    yield rf"\b(?:vor|il y a|hace|ha)\s+(?:{few}|(?P<n>{w.N}))\s+{unit}", _ago
    yield r"(?P<n>\d{1,3})(?:か|ヶ|カ|ヵ|箇)?(?P<unit>[日週月年])間?前", _ja_ago
    yield (
        r"(?:過去|ここ|この|直近|最近)の?(?P<n>\d{1,3}|[一二三四五六七八九十数])(?:か|ヶ|カ|ヵ|箇)?(?P<unit>[日週月年])間?",
        _ja_rolling,
    )
    yield r"(?P<step>先々|先|前|今|再来|来)(?P<unit>週末|週|月(?!曜)|四半期)|(?P<step2>)(?!)", _ja_stepped
    yield r"(?P<step>一昨|去|昨|今|再来|来)(?P<unit>年)", _ja_stepped
    yield rf"\b(?:the\s+)?{w.PAST}\s+(?:{few}|(?P<n>{w.N}))\s+{unit}", _counted(-1)
    yield rf"\b(?P<n>{w.N})\s+(?:derni[e]r(?:e|s|es)?|ultim[oaie]s?|laatste|letzten)\s+{unit}", _counted(-1)
    yield rf"\b(?P<n>{w.N})\s+{unit}\s+(?:passes?|pasad[oa]s|scorsi)\b", _counted(-1)
    yield rf"\b(?:the\s+)?{w.NEXT}\s+(?:{few}|(?P<n>{w.N}))\s+{unit}", _counted(1)
    yield rf"\b(?P<n>{w.N})\s+prochain(?:e|s|es)\s+{unit}", _counted(1)
    yield (
        rf"\b(?:past|afgelopen|trailing|(?:in|over|within|during) the last|derni[e]res?|(?:en |nell')?(?:la |l')?ultim[oa])\s+(?P<n>){unit}",
        _counted(-1),
    )
    yield rf"\b{w.LAST}\s+{unit}", _stepped(-1)
    yield rf"\b{w.THIS}\s*{unit}(?:-ci)?", _stepped(0)
    yield rf"\b(?:la\s+|the\s+|le\s+)?{w.NEXT}\s+{unit}", _stepped(1)
    yield rf"\b{unit}\s+{w.LAST_AFTER}\b", _stepped(-1)
    yield rf"\b{unit}\s+{w.NEXT_AFTER}\b", _stepped(1)
    weekday = rf"(?P<name>{'|'.join(w.WEEKDAYS.values())}|{_any(w.SHORT_WEEKDAYS)}|{_any(w.PORTUGUESE_WEEKDAYS)})"
    moved = rf"(?:(?P<next>{w.NEXT})|(?P<last>{w.LAST}|past)|(?P<this>{w.THIS}|ce))"
    yield rf"\b{moved}\s+{weekday}(?!\w)", _weekday
    full = rf"(?P<name>{'|'.join(w.WEEKDAYS.values())}|{_any(w.PORTUGUESE_WEEKDAYS)})"
    yield rf"(?<!\w){full}\s+(?:(?P<earlier>{w.LAST_AFTER})|(?P<later>{w.NEXT_AFTER}))\b", _weekday
    yield rf"\b{w.LAST}\s+{_M}(?!\w)", _moved_month(-1)
    yield rf"\b{w.NEXT}\s+{_M}(?!\w)", _moved_month(1)
    yield rf"\b{_M}\s+{w.LAST_AFTER}\b", _moved_month(-1)
    for month, pattern in w.SEASONS.items():
        yield rf"(?<!\w)(?:(?P<last>{w.LAST}|l'ultima)\s+)?(?:{pattern})(?!\w)(?:{_OF}{_Y})?", _season(month)
    yield r"(?P<last>)(?<!\d)(?P<year>(?:19|20)\d\d)年の?春", _season(3)
    yield r"(?P<last>)(?<!\d)(?P<year>(?:19|20)\d\d)年の?夏", _season(6)
    yield r"(?P<last>)(?<!\d)(?P<year>(?:19|20)\d\d)年の?秋", _season(9)
    yield r"(?P<last>)(?<!\d)(?P<year>(?:19|20)\d\d)年の?冬", _season(12)
    for days, pattern in sorted(w.DAYS.items(), key=lambda item: -abs(item[0])):
        yield rf"(?<![\w])(?:the\s+)?(?:{pattern})(?![\w](?<![\u3040-\u9fff]))", _relative_day(days)
    yield rf"(?<!\w){weekday}(?!\w)", _weekday
    yield r"(?P<name>[月火水木金土日]曜日?)", _weekday
    yield rf"\b(?:{w.UNITS['weekend']})(?!\w)|週末", _weekend
    yield rf"\b{_BARE_M}(?!\w)", _month
    yield r"(?<!\d)(?P<month>1?\d)月(?!曜)", _month
    yield r"(?<![\w./$€£-])(?P<year>(?:19|20)\d\d)(?:年|\b)(?![\w/%-]|[.,:]\d)", _year


_PATTERNS = [(re.compile(pattern), make) for pattern, make in _table()]
_HIER = re.compile(r"\bhier\b")


def find_spans(folded: str, clock: Clock) -> list[Span]:
    """Every expression of time in a folded text, in its order; none overlaps another."""
    taken, found = bytearray(len(folded)), list[Span]()
    patterns = [*_PATTERNS, (_HIER, _relative_day(-1))] if clock.language == "fr" else _PATTERNS
    for pattern, make in patterns:
        for match in pattern.finditer(folded):
            if any(taken[match.start() : match.end()]):
                continue
            try:
                span = make(match, clock)
            except (ValueError, OverflowError):  # a year beyond what dates hold
                continue
            if span is not None:
                taken[span.start : span.end] = b"\1" * (span.end - span.start)
                found.append(span)
    return sorted(found, key=lambda span: span.start)
