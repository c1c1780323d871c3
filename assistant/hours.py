"""Times of day in words, in eight languages: "half past seven", "halb elf", "à quinze heures", "noon"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.numerals import HOUR_BEFORE, find_numerals

_DAY = 24 * 60
_NOON = re.compile(
    r"(?i)\b(?:(?P<noon>noon|midday|mittags?|midi|mediod[ií]a|mezzogiorno|meio-dia)|"
    r"midnight|mitternacht|minuit|medianoche|mezzanotte|meia-noite|middernacht)\b|(?P<ja>正午)"
)
_BEFORE = (  # what stands before an hour, and the minutes that it may add
    (
        re.compile(r"(?i)\b(?:half past|halb|half)\s$"),
        (30, -30),
    ),  # "half ten" is before ten in Dutch, after it in London
    (re.compile(r"(?i)\b(?:quarter past|viertel nach|kwart over)\s$"), (15,)),
    (re.compile(r"(?i)\b(?:quarter (?:to|before)|(?:dreiviertel|viertel vor)|kwart voor)\s$"), (-15,)),
)
_AFTER = (
    (re.compile(r"(?i)(?: heures?| horas| ore)? (?:et demie|y media|e mezz[ao]|e meia)\b"), (30,)),
    (re.compile(r"(?i)(?: heures?| horas| ore)? (?:et quart|y cuarto|e un quarto|e quinze)\b"), (15,)),
    (re.compile(r"(?i)(?: heures?| horas| ore)? (?:moins le quart|menos cuarto|meno un quarto)\b"), (-15,)),
)
_DIGITS = re.compile(
    rf"(?:{HOUR_BEFORE})(?P<hour>[01]?\d|2[0-4])(?:[.h](?P<minute>[0-5]\d))?(?![\d:%]|\s?[ap]\.?m\b)", re.I
)
_CLOCK = re.compile(r"(?i)\s(?:o['’]clock|uhr)\b")


@dataclass(frozen=True)
class SpokenTime:
    """A time of day: its words, the minutes after midnight that it may mean, and whether it can be nothing else."""

    words: str
    minutes: frozenset[int]
    sure: bool


def spoken_times(text: str) -> Iterator[SpokenTime]:
    """The times in words of a text."""
    for found in _NOON.finditer(text):
        yield SpokenTime(found[0], frozenset({720 if found["noon"] or found["ja"] else 0}), False)
    for found in _DIGITS.finditer(text):  # "at 11", "alle 10.15"
        at = int(found["hour"]) * 60 + int(found["minute"] or 0)
        yield SpokenTime(found[0], frozenset({at % _DAY, (at + 720) % _DAY}), False)
    for one in find_numerals(text):
        if not one.is_hour:
            continue
        before = text[max(0, one.start - 16) : one.start]
        added = next((minutes for pattern, minutes in _BEFORE if pattern.search(before)), ()) or next(
            (minutes for pattern, minutes in _AFTER if pattern.match(text, one.end)), ()
        )
        clock = _CLOCK.match(text, one.end)
        minutes = (int(one.value) * 60 + more + half for more in added or (0,) for half in (0, 720))
        words = text[one.start : clock.end() if clock else one.end]
        yield SpokenTime(words, frozenset(one % _DAY for one in minutes), bool(clock) and not added)
