"""Between which hours of the day those things begin that an order speaks of: "after 11", "before 2", "from 1 to 3"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from assistant.asking.question.folding import fold
from assistant.dates import find_dates

AFTERNOON = range(1, 7)  # without am or pm nobody meets at 3 in the night
UNSURE = range(7, 9)  # in the morning or in the evening
WHICH = "Do you mean {hour} in the morning or in the evening?"

_CLOCK = (
    r"(?:(?:a|as|alas|las|les|le|la|l'|um|om) ?)?(?:(?P<{0}h>\d{{1,2}})(?:[:.h](?P<{0}m>\d\d)(?!\d))?"
    r"(?: ?(?P<{0}part>[ap]\.?m\b\.?|uhr(?: (?P<{0}more>\d\d))?|heures?|o'clock|uur|horas?|ore|h\b))?"
    r"|(?P<{0}named>noon|midday|mittag|midi|mediodia|mezzogiorno|meio-?dia|middag))"
    r"(?![\d:]|[.,]\d|\s?(?:days?|weeks?|months?|hours?|min|people|%|st\b|nd\b|rd\b|th\b|\.\s?\d|/))"
)
_AFTER = (
    r"after|from|since|starting(?: at)?|nach|ab|apres|a partir d[eao]s?|des|despues de|desde|dopo|dalle|"
    r"depois d[aoe]s?|na|vanaf"
)
_BEFORE = (
    r"before|until|till?|up to|prior to|vor|bis(?: vor)?|avant|jusqu'a|antes d[aeo]s?|hasta|prima(?: del(?:le)?)?|"
    r"fino al(?:le)?|ate(?: as)?|voor|tot"
)
_BETWEEN = r"between|zwischen|entre|tra|fra|tussen|from|von|de|das|dalle|van|desde"
_AND = r"and|und|et|y|e|en|to|until|till?|bis|a|as|ate|hasta|alle|tot|[-–]"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?:{_BETWEEN}) (?:{_CLOCK.format('a')}) ?(?:{_AND}) ?(?:{_CLOCK.format('b')})",
        rf"\b(?:{_AFTER}) (?:{_CLOCK.format('a')})",
        rf"\b(?:{_BEFORE}) (?:{_CLOCK.format('b')})",
        r"(?P<ah>\d{1,2})(?:[時:](?P<am>\d\d)?分?|時)(?:から|~)(?P<bh>\d{1,2})(?:[時:](?P<bm>\d\d)?分?|時)",
        r"(?P<ah>\d{1,2})(?:時(?:(?P<am>\d\d)分)?|:(?P<am2>\d\d))(?:以降|より後|から|以後)",
        r"(?P<bh>\d{1,2})(?:時(?:(?P<bm>\d\d)分)?|:(?P<bm2>\d\d))(?:より前|以前|まで|前)",
    )
)
_HALVES = (
    (re.compile(r"\b(?:mornings?|vormittags?|matin(?:ee)?|por la manana|mattina|de manha|ochtend)\b|午前"),
     None, time(12)),
    (re.compile(r"\b(?:afternoons?|nachmittags?|apres-midi|por la tarde|pomeriggio|a tarde|da tarde|middag)\b|午後"),
     time(12), time(18)),
)  # fmt: skip
_EVENING = re.compile(r"\b(?:evening|abends?|soir|noche|sera|noite|avond)\b|夜|夕")
_LIMITS = re.compile(rf"\b(?:{_AFTER}|{_BEFORE}|{_BETWEEN}|past|during|around|about|at|um|gegen|vers|sobre)\s+(?=\d)")
_EDGES = re.compile(r"\b(?:after|before|between|nach|vor|zwischen|apres|avant|entre|despues|antes|dopo|prima|depois|"
                    r"voor|tussen|until|till|bis|jusqu'a|hasta|fino|ate|tot)\b(?!\s*\x02)")  # fmt: skip
_LEFT = re.compile(r"(?<![\w.:])\d+(?:[:.h]\d+)?(?![\w:])")
_COVERED = "\x02"  # in place of days: what stands before them limits days, not hours


@dataclass(frozen=True)
class Hours:
    """From when (included) until when (not included), in the asker's zone; None: open. Or what to ask first; `unread`
    where something limits the hours that was not understood; `figures` where one was taken neither for these nor for
    a day, such as "30-minute" or "9 and 11"."""

    after: time | None = None
    before: time | None = None
    question: str = ""
    unread: bool = False
    figures: bool = False

    @property
    def limited(self) -> bool:
        """Whether there is a limit."""
        return self.after is not None or self.before is not None

    def hold(self, moment: time) -> bool:
        """Whether something that begins then is meant."""
        return (self.after is None or moment >= self.after) and (self.before is None or moment < self.before)


def hours_in(text: str, today: date) -> Hours:
    """The hours that somebody's words name. Words in quotation marks should be hidden before."""
    bare = list(fold(text))
    for found in find_dates(text, today):
        bare[found.start : found.end] = _COVERED * (found.end - found.start)
    rest, limits = "".join(bare), list[Hours]()
    for pattern in _PATTERNS:
        for match in pattern.finditer(rest):
            limits.append(_read(match))
            rest = f"{rest[: match.start()]}{_COVERED * len(match[0])}{rest[match.end() :]}"
    for half, after, before in _HALVES:
        if half.search(rest) and not limits:
            limits.append(Hours(after, before))
    if question := next((one.question for one in limits if one.question), ""):
        return Hours(question=question)
    unread = bool(_LIMITS.search(rest) or _EDGES.search(rest) or any(one.unread for one in limits))
    return replace(_all(limits, unread), figures=_LEFT.search(rest) is not None)


def _all(limits: Sequence[Hours], unread: bool) -> Hours:
    after = max((one.after for one in limits if one.after), default=None)
    before = min((one.before for one in limits if one.before), default=None)
    return Hours(after, before, unread=unread or bool(after and before and after >= before))


def _read(match: re.Match[str]) -> Hours:
    """One limit, of a whole text that may say elsewhere which half of the day is meant."""
    found = {name: value for name, value in match.groupdict().items() if value}
    ends: dict[str, time | None] = {}
    for name in ("a", "b"):
        hour = _time(found, name, match.string)
        if isinstance(hour, str):
            return Hours(question=hour)
        ends[name] = hour
    return Hours(ends["a"], ends["b"], unread=ends["a"] is None and ends["b"] is None)


def _time(found: Mapping[str, str], name: str, text: str) -> time | str | None:
    """The time of one end, a question, or None if it has none."""
    if f"{name}named" in found:
        return time(12)
    if f"{name}h" not in found:
        return None
    hour, part = int(found[f"{name}h"]), found.get(f"{name}part", "").replace(".", "")
    minute = int(found.get(f"{name}m") or found.get(f"{name}m2") or found.get(f"{name}more") or 0)
    if hour > 23 or minute > 59:
        return None
    if part in ("am", "pm"):
        hour = hour % 12 + (12 if part == "pm" else 0)
    elif found[f"{name}h"].startswith("0"):
        pass  # who writes 07:00 counts to 24
    elif hour in AFTERNOON or (hour in UNSURE and _EVENING.search(text)):
        hour += 12
    elif hour in UNSURE and not _HALVES[0][0].search(text):
        return WHICH.format(hour=f"{hour}:{minute:02}" if minute else hour)
    return time(hour, minute)
