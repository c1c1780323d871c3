"""Parts of a longer time: "early this week", "the end of 2025", "the first half of May", "the rest of the month"."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from assistant.asking.times import words
from assistant.asking.times.span import DAY, GRAINS, Clock, Maker, Span, month_after, unit_of, unit_span

_PARTED = ("week", "month", "quarter", "year")
_NAMED = {f"t{n}": pattern for n, pattern in words.THIRDS.items()} | {
    f"h{n}": pattern for n, pattern in words.HALVES.items()
}
_OF = r"(?:\s*-?\s*(?:of|in|im|von|vom|des|der|dem|de|du|del|van|di|da|do|d')?\s*(?:the|der|la|le|l'|el|de|het)?\s*)"
_WEEKENDS = r"(?!fins? de semana|fine settimana|fim de semana|week-?ends?)"
_THE = r"(?:of|des|der|du|de la|del|della|di|da|do|de|van de|van het|van)"
NEAR = 40  # characters before a time that may say which part of it


def _any() -> str:
    return "|".join(f"(?P<{key}>{pattern})" for key, pattern in [*_NAMED.items(), ("rest", words.REST)])


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[^\w]))(?:the\s+)?(?:{_any()}){_OF}\Z")


_AFTER = re.compile(rf"の?(?P<said>{'|'.join(words.JAPANESE_SHARES)})(?!\d)")


def share_rules() -> tuple[tuple[str, Maker], ...]:
    """The rules for a part of the present week, month or year: "the end of the month", "fin de año", "月末"."""
    unit = rf"(?P<unit>{'|'.join(words.UNITS[one] for one in ('week', 'month', 'quarter', 'year'))})\b"
    the = r"(?:\s*(?:the|this|dieser|dieses)\b)?"
    return (
        (rf"\b{_WEEKENDS}(?:the\s+)?(?:{_any()})(?:\s*(?:de l'|l'|d'|dell'|{_THE}\b))?{the}\s*{unit}", _present),
        (r"(?<![今先来\d])(?P<ja>[月年])(?P<part>初|末)", _japanese),
    )


def _present(match: re.Match[str], clock: Clock) -> Span | None:
    unit = unit_of(match["unit"])
    key = next(key for key in [*_NAMED, "rest"] if match[key])
    first, until = unit_span(unit, 0, clock.today)
    return cut(Span(*match.span(), first, until, GRAINS[unit]), key, clock.today)


def _japanese(match: re.Match[str], clock: Clock) -> Span | None:
    unit = {"月": "month", "年": "year"}[match["ja"]]
    first, until = unit_span(unit, 0, clock.today)
    return cut(Span(*match.span(), first, until, GRAINS[unit]), words.JAPANESE_SHARES[match["part"]], clock.today)


def with_share(folded: str, span: Span, today: date) -> Span:
    """The part of a span that the words before it name, in Japanese those behind it; else the span."""
    if span.grain not in _PARTED:
        return span
    if (behind := _AFTER.match(folded, span.end)) and not folded[: span.end].isascii():
        parted = cut(span, words.JAPANESE_SHARES[behind["said"]], today)
        return replace(parted, end=behind.end())
    start = max(0, span.start - NEAR)
    found = _before().search(folded[start : span.start])
    if not found:
        return span
    key = next(key for key, said in found.groupdict().items() if said)
    return replace(cut(span, key, today), start=start + found.start())


def cut(span: Span, key: str, today: date) -> Span:
    """A third (t0 to t2), a half (h0, h1) or what is still to come (rest) of a span."""
    first, until = _bounds(span, key, today)
    return replace(span, first=first, until=until, grain="range", bare=False)


def _bounds(span: Span, key: str, today: date) -> tuple[date, date]:
    first, until = span.first, span.until
    if key == "rest":
        return (today if first <= today < until else first), until
    if span.grain == "week":
        return {
            "t0": (first, first + DAY * 3), "t1": (first + DAY, first + DAY * 4), "t2": (first + DAY * 3, until),
            "h0": (first, first + DAY * 3), "h1": (first + DAY * 3, until),
        }[key]  # fmt: skip
    parts = 3 if key[0] == "t" else 2
    cuts = [*(_cut(span, n, parts) for n in range(parts)), until]
    return cuts[int(key[1])], cuts[int(key[1]) + 1]


def _cut(span: Span, number: int, parts: int) -> date:
    """Where that part begins: at a month where that is even, in a month after 10, 15 or 20 days."""
    months = (span.until.year - span.first.year) * 12 + span.until.month - span.first.month
    if months % parts == 0:
        return month_after(span.first, months // parts * number) if number else span.first
    return span.first + timedelta(days=(30 * months // parts) * number)
