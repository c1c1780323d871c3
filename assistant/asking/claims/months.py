"""Months that are named without a day: "in March 2026", "Ende Mai", "2026年3月"."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.dates import MONTHS, find_dates
from assistant.grounds import Sources, Text

_SHORT = 3  # letters; such names are other words as well: "set", "out", "mar"
_LONG_NAMES = {name for name in MONTHS if len(name) > _SHORT} | {"may", "mai", "mei"} - {"sept", "janv", "juil"}
_CAPITAL = frozenset({"may", "march", "august"})  # else another word: "you may", "on the march"
_YEAR = r"\s?\.?,?\s+(?:de\s+|del\s+)?(?:19|20)\d\d\b"
_BEFORE = (
    r"(?:in|since|until|till|from|by|during|of|early|late|mid|last|next|this|im|seit|bis|ab|anfang|ende|mitte|en|de|depuis|début|"
    r"fin|mi|desde|a|da|di|nel|dal|entro|em|até|sinds|begin|eind|half|tot|for|between|and)"
)


def _any(names: set[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_NAMED = re.compile(rf"(?i)\b(?P<month>{_any(set(MONTHS))}){_YEAR}|\b{_BEFORE}[\s-]+(?P<alone>{_any(_LONG_NAMES)})\b")
_WORD = re.compile(rf"(?i)\b(?:{_any(set(MONTHS))})\b")
_FIGURES = re.compile(
    r"\b(?:19|20)\d\d[-/.年](?P<one>1[0-2]|0?[1-9])(?!\d)|(?<![\d.])(?P<two>1[0-2]|0?[1-9])[/.](?:19|20)\d\d\b|"
    r"(?<![\d/])(?P<four>0[1-9]|1[0-2])/\d\d(?![\d/])|"
    r"(?<!\d)(?P<three>1[0-2]|[1-9])月"
)
_QUARTER = re.compile(r"\bQ([1-4])\b")
_JAPANESE = re.compile(r"(?<!\d)(1[0-2]|[1-9])月(?!\d{1,2}日)")
_BESIDE = re.compile(  # another month than that of the day on which it is said
    r"(?i)\b(?:next|last|coming|previous|following|nächst\w*|letzt\w*|kommend\w*|vorig\w*|prochain\w*|dernier\w*|próxim\w*|"
    r"pasad\w*|passad\w*|prossim\w*|scors\w*|volgend\w*|vorige?|weeks?|wochen?|semaines?|semanas?|settiman\w*|weken)\b|[来先]月|週間"
)


def unfounded_months(sentence: str, sources: Sources) -> Iterator[str]:
    """The months of a sentence, days aside, of which no source has one, nor any day."""
    bare = sentence
    for day in reversed(find_dates(sentence, sources.today)):
        bare = f"{bare[: day.start]} ; {bare[day.end :]}"
    said = [(found[0], MONTHS[name.lower()]) for found, name in _named(bare)]
    said += [(found[0], int(found[1])) for found in _JAPANESE.finditer(bare)]
    known = set[int]().union(*map(_months, sources.texts)) if said else set[int]()
    yield from (words for words, month in said if month not in known)


def _named(text: str) -> Iterator[tuple[re.Match[str], str]]:
    for found in _NAMED.finditer(text):
        name = found["month"] or found["alone"]
        if found["month"] or name.lower() not in _CAPITAL or name[0].isupper():
            yield found, name


def _months(text: Text) -> set[int]:
    """Every month that a text may speak of."""
    found = {month for word in _WORD.findall(text.text) for month in (MONTHS[word.lower()],) if _is_month(word)}
    found |= {int(one["one"] or one["two"] or one["three"] or one["four"]) for one in _FIGURES.finditer(text.text)}
    found |= {3 * int(one) - less for one in _QUARTER.findall(text.text) for less in range(3)}
    days: set[date] = {day for one in text.dates for day in one.days}
    found |= {day.month for day in days}
    if _BESIDE.search(text.text):
        found |= {(day.month + more - 1) % 12 + 1 for day in (*days, *text.days) for more in (-1, 1)}
    return found


def _is_month(word: str) -> bool:
    short = len(word) <= _SHORT and word.lower() not in ("mai", "mei")
    return word[0].isupper() or not (short or word.lower() in _CAPITAL)
