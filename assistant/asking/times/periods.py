"""The period that a question speaks of: its expressions of time, and how the words around them are meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from assistant.asking.times import words
from assistant.asking.times.shares import with_share
from assistant.asking.times.span import DAY, Clock, Span, month_after
from assistant.asking.times.spans import find_spans
from assistant.asking.times.wording import bounds_words

How = Literal["in", "on", "from", "for", "since", "after", "before", "until", "by", "none"]
_NEAR = 32  # characters before an expression that may say how it is meant


@dataclass(frozen=True)
class Period:
    """A period found in a question, with its preposition from `start` to `end`. Times are aware; None is open.

    `dated` ones name the calendar ("January 2002"), others count from now; `how` is the word before it.
    """

    start: int
    end: int
    since: datetime | None
    until: datetime | None
    how: How
    dated: bool
    ahead: bool
    grain: str
    told: str


def _before(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[^\w]))(?:{pattern}){words.ARTICLES}\s*\Z")


_HOWS: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("since", _before(words.SINCE)),
    ("after", _before(words.AFTER)),
    ("before", _before(words.BEFORE)),
    ("until", _before(words.UNTIL)),
    ("from", _before(words.FROM)),
    ("for", _before(words.FOR)),
    ("by", _before(words.BY)),
    ("in", _before(f"{words.PLAIN}|{words.BETWEEN}")),
)
_ENGLISH_IN = _before("in|during|over|within|for|throughout|on|at|than|compared (?:to|with)|versus|vs")
_ENGLISH_ON = _before("on|of|at")
_SINCE_IN = {"it": _before("da"), "nl": _before("na|van")}
_FOR = _before(words.FOR)
_BETWEEN = _before(words.BETWEEN)
_ARTICLE = re.compile(r"(?:^|(?<=\W))(?:the|den|dem|der|les|le|la|los|las|el|gli|lo|os|as|de|het|l')\s*\Z")
_TO = re.compile(rf"\s*(?:{words.TO})\s*(?:(?:the|dem|zum|den|le|el|il|o|al|la|het)\s+)?")
_AND = re.compile(rf"\s*(?:{words.AND}|&)\s*(?:(?:the|dem|den|der|le|el|il|o|al|la|de)\s+)?")
_OF = re.compile(
    r"[\s,.]{0,3}(?:of|in|der|des|dem|in der|de la|de|du|del|da|do|di|della|van|の)?[\s,]{0,3}(?:the|la|le)?\s?"
)
_ONWARDS = re.compile(r"\s+(?:onwards?|and later|or later|en adelante|in poi|em diante)\b")
_JA_AFTER: tuple[tuple[How, re.Pattern[str]], ...] = (
    ("since", re.compile(r"(?:以降|以来|以後|から(?!の)|からの?(?=メール))")),
    ("before", re.compile(r"(?:より前|以前|の?前に?)")),
    ("after", re.compile(r"(?:の後|より後)")),
    ("until", re.compile(r"まで(?:に|の)?")),
)
_MADE = re.compile(r"まで(?:に|の)?")
_PART = re.compile(
    rf"{words.PART_JOINER}(?:(?P<p0>{words.PARTS[(0, 12)]})|(?P<p1>{words.PARTS[(12, 18)]})|"
    rf"(?P<p2>{words.PARTS[(17, 24)]}))(?!\w)"
)
_PART_BARE = re.compile(
    r"の?(?:(?P<p0>午前中?|朝)|(?P<p1>午後)|(?P<p2>夕方|夜))|"
    r"(?:(?P<q0>vormittags?|morgen|ochtend)|(?P<q1>nachmittags?|middag)|(?P<q2>abends?|avond))(?!\w)"
)
_GERMAN_DONE = re.compile(
    r"\s+(?:\w{1,20}\s+){0,2}?(?:ge\w{2,20}(?:t|en)|(?:be|er|ver|an|ab|auf|zu)\w{3,20}(?:t|en))(?:\s+(?:habe|hat|haben|"
    r"wurden?))?\W*$"
)
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")


def find_periods(folded: str, now: datetime, zone: ZoneInfo, ahead: bool, language: str) -> list[Period]:
    """The periods of a folded question in its order. `ahead` says whether it asks about what is to come."""
    local = now.astimezone(zone)
    clock = Clock(local.date(), ahead, language)
    shares = [with_share(folded, span, clock.today) for span in find_spans(folded, clock)]
    spans = _joined(folded, [_with_parts(folded, span) for span in shares])
    found, at = list[Period](), 0
    while at < len(spans):
        span, after = spans[at], spans[at + 1] if at + 1 < len(spans) else None
        both = _range(folded, span, after) if after else None
        if both is not None:
            if match := _MADE.match(folded, both.end):
                both = replace(both, end=match.end())
            how: How = "for" if _FOR.search(folded[max(0, both.start - _NEAR) : both.start]) else "in"
            found.append(_period(both, local, how, _left(folded, both.start)))
            at += 2
            continue
        at += 1
        start, end, meant = _around(folded, span, language)
        if meant == "none" and span.grain == "year" and language == "de" and _GERMAN_DONE.match(folded, span.end):
            meant = "in"  # "habe ich 2025 bekommen"
        if meant != "none" or not span.bare:
            found.append(_period(replace(span, end=end), local, meant, start))
    return found


def _with_parts(folded: str, span: Span) -> Span:
    """The afternoon of "yesterday afternoon"."""
    if span.grain not in ("day", "weekday") or span.hours is not None:
        return span
    near = folded[span.end : span.end + 40]
    match = _PART.match(near) or _PART_BARE.match(near)
    if not match:
        return span
    hours = list(words.PARTS)[int((match.lastgroup or "p0")[1])]
    return replace(span, end=span.end + match.end(), hours=hours, bare=False)


def _joined(folded: str, spans: Sequence[Span]) -> list[Span]:
    """Neighbours that are one expression: "Friday last week", "Wednesday, October 3", "January of last year"."""
    found: list[Span] = []
    for span in spans:
        one = _one_of(found[-1], span) if found and _are_near(folded, found[-1], span) else None
        if one is None:
            found.append(span)
        else:
            found[-1] = one
    return found


def _are_near(folded: str, left: Span, right: Span) -> bool:
    gap = folded[left.end : right.start]
    return len(gap) <= 10 and _OF.fullmatch(gap) is not None


def _one_of(left: Span, right: Span) -> Span | None:
    for small, big in ((left, right), (right, left)):
        small = replace(small, start=left.start, end=right.end, bare=False)
        if small.grain == "weekday" and big.grain == "week":
            day = big.first + DAY * small.first.weekday()
            return replace(small, first=day, until=day + DAY)
        if small.grain == "weekday" and big.grain == "day":
            return replace(big, hours=big.hours or small.hours, start=left.start, end=right.end)
        if small.grain in ("month", "quarter", "day") and not small.has_year and big.grain == "year":
            return _in_year(small, big.first.year)
    return None


def _in_year(span: Span, year: int) -> Span | None:
    try:
        first = span.first.replace(year=year)
    except ValueError:
        return None
    months = (span.until.year - span.first.year) * 12 + span.until.month - span.first.month
    until = month_after(first, months) if span.grain in ("month", "quarter") else first + (span.until - span.first)
    return replace(span, first=first, until=until, has_year=True)


def _range(folded: str, left: Span, right: Span) -> Span | None:
    """One span of "from X to Y" and "between X and Y"; None where the two only stand one after the other."""
    gap = folded[left.end : right.start]
    if len(gap) > 16:
        return None
    between = _BETWEEN.search(folded[max(0, left.start - _NEAR) : left.start])
    if not (_TO.fullmatch(gap) or (between and _AND.fullmatch(gap))):
        return None
    if left.has_year and not right.has_year:
        right = _in_year(right, left.first.year) or right
        right = right if right.until > left.first else _in_year(right, left.first.year + 1) or right
    if right.has_year and not left.has_year:
        left = _in_year(left, right.first.year) or left
    if left.first >= right.until and not right.has_year:
        left = _in_year(left, right.first.year) or left
    if left.first >= right.until and left.dated and not left.has_year:
        left = _in_year(left, right.first.year - 1) or left
    if left.first >= right.until and left.grain == right.grain == "weekday":
        left = replace(left, first=left.first - DAY * 7)
    if left.first >= right.until:
        return None
    hours = ((left.hours or (0, 24))[0], (right.hours or (0, 24))[1]) if left.hours or right.hours else None
    return Span(left.start, right.end, left.first, right.until, "range", dated=left.dated or right.dated, hours=hours)


def _left(folded: str, start: int) -> int:
    """Where the words begin that introduce a range."""
    window = folded[max(0, start - _NEAR) : start]
    for pattern in (_BETWEEN, *(pattern for how, pattern in _HOWS if how in ("from", "since", "in"))):
        if match := pattern.search(window):
            return start - len(window) + match.start()
    return start


def _around(folded: str, span: Span, language: str) -> tuple[int, int, How]:
    """Where the expression begins and ends with the words that say how it is meant."""
    if _JAPANESE.search(folded[span.start : span.end]):
        near = folded[span.end : span.end + 8]
        for how, pattern in _JA_AFTER:
            if match := pattern.match(near):
                return span.start, span.end + match.end(), how
        return span.start, span.end, "in"
    window = folded[max(0, span.start - _NEAR) : span.start]
    offset = span.start - len(window)
    if (own := _SINCE_IN.get(language)) and (match := own.search(window)):
        return offset + match.start(), span.end, "after" if match[0].startswith("na") else _van(language)
    for how, pattern in _HOWS:
        if match := pattern.search(window):
            of_month = span.grain == "month" and match[0].startswith("of")
            if how == "in" and span.bare and language == "en" and not (of_month or _ENGLISH_IN.search(window)):
                continue  # "a summer internship": "a" is a preposition elsewhere
            if how == "in" and span.bare and match[0].strip() == "l'":
                continue  # "l'ete" alone is only summer
            if how == "in" and language == "en" and _ENGLISH_ON.search(window):
                return offset + match.start(), span.end, "on"
            if how == "for" and span.bare and match[0].startswith("uber") and span.grain in ("range", "weekend"):
                return offset + match.start(), span.end, "in"  # German "over Christmas"
            if how == "from" and (onwards := _ONWARDS.match(folded[span.end : span.end + 24])):
                return offset + match.start(), span.end + onwards.end(), "since"
            if how == "before" and match[0].startswith("voor") and not span.dated:
                return offset + match.start(), span.end, "for"  # Dutch for both
            return offset + match.start(), span.end, "in" if span.closed and how == "since" else how
    article = _ARTICLE.search(window)
    return offset + article.start() if article else span.start, span.end, "none"


def _van(language: str) -> How:
    return "from" if language == "nl" else "since"


def _period(span: Span, local: datetime, how: How, start: int) -> Period:
    zone = local.tzinfo
    begin, end = span.hours or (0, 24)  # of the first day and of the last one
    since: datetime | None = datetime.combine(span.first, time(), zone) + timedelta(hours=begin)
    until: datetime | None = datetime.combine(span.until - DAY, time(), zone) + timedelta(hours=end)
    if span.back:
        since, until = _hours(span.back, local)
    if span.endless:
        since = None
    elif how == "since":
        until = None
    elif how == "after":
        since, until = until, None
    elif how == "before":
        since, until = None, since
    elif how == "until":
        since = None
    begins = since or until
    ahead = bool(begins and begins > local and (since is None or since > local)) and how not in ("before", "until")
    told = bounds_words(since, until)
    return Period(start, span.end, utc(since), utc(until), how, span.dated, ahead, span.grain, told)


def _hours(back: int, local: datetime) -> tuple[datetime, datetime]:
    other = (local.astimezone(UTC) + timedelta(hours=back)).astimezone(local.tzinfo)  # clocks may change meanwhile
    return (other, local) if back < 0 else (local, other)


def utc(moment: datetime | None) -> datetime | None:
    """The moment in UTC, None if there is none."""
    return moment.astimezone(UTC) if moment else None


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
