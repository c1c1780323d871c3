"""Dates as people write them, in several languages, read relative to a day."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

_MONTH_NAMES: Mapping[int, str] = {
    1: "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    2: "february feb februar februari février fevrier févr febrero febbraio fevereiro fev",
    3: "march mar märz maerz mär mars marzo março marco maart mrt",
    4: "april apr avril avr abril abr aprile",
    5: "may mai mayo maggio mag maio mei",
    6: "june jun juni juin junio giugno giu junho",
    7: "july jul juli juillet juil julio luglio lug julho",
    8: "august aug août aout agosto ago augustus",
    9: "september sep sept septembre septiembre settembre set setembro",
    10: "october oct oktober okt octobre octubre ottobre ott outubro out",
    11: "november nov novembre noviembre novembro",
    12: "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
}
_WEEKDAY_NAMES: Mapping[int, str] = {
    0: "monday montag lundi lunes lunedì lunedi segunda-feira maandag",
    1: "tuesday dienstag mardi martes martedì martedi terça-feira dinsdag",
    2: "wednesday mittwoch mercredi miércoles miercoles mercoledì mercoledi quarta-feira woensdag",
    3: "thursday donnerstag jeudi jueves giovedì giovedi quinta-feira donderdag",
    4: "friday freitag vendredi viernes venerdì venerdi sexta-feira vrijdag",
    5: "saturday samstag sonnabend samedi sábado sabato zaterdag",
    6: "sunday sonntag dimanche domingo domenica zondag",
}
_RELATIVE: Mapping[int, str] = {  # longer words first: "tomorrow" sits in "day after tomorrow"
    2: "day after tomorrow|übermorgen|après-demain|pasado mañana|dopodomani|depois de amanhã|overmorgen|明後日",
    1: "tomorrow|morgen(?= (?:früh|vormittag|nachmittag|abend|mittag))|(?<=bis )morgen|demain|mañana|domani|amanhã|"
    "明日",
    0: "today|tonight|heute|aujourd'hui|hoy|oggi|hoje|vandaag|本日|今日",
}
_DAY_END = (
    "end of (?:the )?day|eod|cob|close of business|"
    "ende des tages|fin de journée|final del día|fine giornata|eind van de dag"
)
_WEEK_END = (
    "end of (?:the |this )?week|eow|ende der woche|ende dieser woche|fin de (?:la )?semaine|fin de semana|"
    "fine settimana|final da semana|eind(?:e)? van de week|今週中"
)
_MONTH_END = (
    "end of (?:the |this )?month|ende des monats|monatsende|fin du mois|fin de mes|fine (?:del )?mese|fim do mês|月末"
)
_NEXT = r"(?:next|nächste[nrms]?|kommende[nrms]?|la semaine prochaine|próxim[oa]|prossim[oa]|volgende)"
_AFTER_NEXT = r"(?:prochaine?|que viene|próxim[oa]|prossim[oa])"
_BEFORE_SLASH = (
    r"(?:by|on|until|till|before|due|from|am|bis|vom|zum|le|avant|jusqu'au|el|antes del|hasta|il|entro|até|em|op|voor)"
)
MONTHS = {name: number for number, names in _MONTH_NAMES.items() for name in names.split()}
_WEEKDAYS = {name: number for number, names in _WEEKDAY_NAMES.items() for name in names.split()}
_SHORT_WEEKDAYS = {"Mon": 0, "Tue": 1, "Tues": 1, "Wed": 2, "Thu": 3, "Thur": 3, "Thurs": 3, "Fri": 4}


def _any(names: Mapping[str, int]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_M = rf"(?P<month>{_any(MONTHS)})\.?"
_Y = r"(?:,?\s+(?:de\s+|del\s+)?(?P<year>(?:19|20)\d\d))?"
_D = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|er|\.|º|ª)?"
_PATTERNS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"(?<![\d/.-])(?P<year>(?:19|20)\d\d)-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)(?![\d-])",
        r"(?<!\d)(?:(?P<year>20\d\d)年)?(?P<month>[01]?\d)月(?P<day>[0-3]?\d)日",
        rf"(?<![\d.,/]){_D}\s*(?:of\s+|de\s+|d')?\b{_M}(?!\w){_Y}",
        rf"\b{_M}\s+{_D}(?![\d:%]|\.\d|,\d){_Y}",
        r"(?<![\d.])(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.\s?(?P<year>(?:19|20)?\d\d)(?!\d|\.\d)",
        r"(?<![\d.])(?P<day>[0-3]\d)\.(?P<month>[01]\d)\.(?!\d)",
        r"\b(?:am|bis|vom|zum|den|ab|dem|op|tot)\s+(?P<day>[0-3]?\d)\.\s?(?P<month>[01]?\d)\.(?!\d)",
        r"(?<![\d/])(?P<first>[0-3]?\d)(?P<sep>[/-])(?P<second>[0-3]?\d)(?P=sep)(?P<year>(?:19|20)?\d\d)(?![\d/])",
        rf"\b{_BEFORE_SLASH}\s+(?P<first>[0-3]?\d)/(?P<second>[0-3]?\d)(?![\d/%])",
    )
)
_WEEKDAY = re.compile(
    rf"(?P<next>{_NEXT}\s+)?\b(?P<name>{_any(_WEEKDAYS)}|(?-i:{'|'.join(_SHORT_WEEKDAYS)}))\b(?P<later>\s+{_AFTER_NEXT})?",
    re.I,
)
_JAPANESE_WEEKDAY = re.compile(r"(?P<name>[月火水木金土日])曜|(?<=日[(（])(?P<short>[月火水木金土日])(?=[)）])")
_SAID = tuple(
    (days, re.compile(rf"(?<!\w)(?:{words})(?!\w)" if days else rf"\b(?:{words})", re.I))
    for days, words in _RELATIVE.items()
)
_ENDS = (
    (re.compile(_DAY_END, re.I), "day"),
    (re.compile(_WEEK_END, re.I), "week"),
    (re.compile(_MONTH_END, re.I), "month"),
)
_LONG_PAST = timedelta(days=120)


Kind = Literal["date", "weekday", "relative", "end", "today"]


@dataclass(frozen=True)
class Found:
    """A date in a text: where, the day most likely meant, every day it may mean, and whether it names its year."""

    start: int
    end: int
    best: date
    days: frozenset[date]
    has_year: bool
    kind: Kind = "date"


@lru_cache(maxsize=64)  # a draft is held against the same few texts for several questions
def find_dates(text: str, anchor: date, language: str = "en") -> tuple[Found, ...]:
    """The dates in a text, in its order. What lacks a year is the nearest such day that is not long past."""
    taken: list[Found] = []
    occupied = bytearray(len(text))  # by character: comparing all with all takes time with the square of the text
    for found in (*_named(text, anchor, language), *_said(text, anchor)):
        if not any(occupied[found.start : found.end]):
            occupied[found.start : found.end] = b"\1" * (found.end - found.start)
            taken.append(found)
    return tuple(sorted(taken, key=lambda found: found.start))


def _named(text: str, anchor: date, language: str) -> Iterator[Found]:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            parts = match.groupdict()
            year = _year(parts.get("year"))
            days = [day for pair in _pairs(parts, language) if (day := _day(year, *pair, anchor))]
            if days:
                yield Found(match.start(), match.end(), days[0], frozenset(days), year is not None)


def _pairs(parts: Mapping[str, str | None], language: str) -> list[tuple[int, int]]:
    """The possible (month, day), the likelier first: 3/4 is April 3rd everywhere but in the United States."""
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second"] or 0)
        pairs = [(second, first), (first, second)]
        return pairs[::-1] if language == "en" else pairs
    month = (parts["month"] or "").lower()
    return [(MONTHS.get(month) or int(month), int(parts["day"] or 0))]


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + 2000 if len(text) == 2 else int(text)


def _day(year: int | None, month: int, day: int, anchor: date) -> date | None:
    try:
        if year is not None:
            return date(year, month, day)
        near = date(anchor.year, month, day)
        return near if near >= anchor - _LONG_PAST else date(anchor.year + 1, month, day)
    except ValueError:
        return None


def _said(text: str, anchor: date) -> Iterator[Found]:
    """Weekdays and relative words."""
    for match in _WEEKDAY.finditer(text):
        name = match["name"]
        number = _WEEKDAYS.get(name.lower(), _SHORT_WEEKDAYS.get(name, 0))
        ahead = (number - anchor.weekday()) % 7 or 7
        later = 7 if (match["next"] or match["later"]) and ahead <= 6 - anchor.weekday() else 0
        best = anchor + timedelta(days=ahead + later)
        yield Found(match.start(), match.end(), best, _same_weekday(best), False, "weekday")
    for match in _JAPANESE_WEEKDAY.finditer(text):
        best = anchor + timedelta(
            days=("月火水木金土日".index(match["name"] or match["short"]) - anchor.weekday()) % 7 or 7
        )
        yield Found(match.start(), match.end(), best, _same_weekday(best), False, "weekday")
    for days, pattern in _SAID:
        for match in pattern.finditer(text):
            best = anchor + timedelta(days=days)
            yield Found(match.start(), match.end(), best, frozenset({best}), False, "relative" if days else "today")
    for pattern, unit in _ENDS:
        for match in pattern.finditer(text):
            best = _end_of(unit, anchor)
            yield Found(match.start(), match.end(), best, frozenset({best}), False, "end")


def _same_weekday(best: date) -> frozenset[date]:
    """'Friday' may mean this one or the next, or the one just gone."""
    return frozenset(best + timedelta(days=7 * weeks) for weeks in (-1, 0, 1))


def _end_of(unit: str, anchor: date) -> date:
    if unit == "day":
        return anchor
    if unit == "week":
        return anchor + timedelta(days=(4 - anchor.weekday()) % 7)
    return (anchor.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
