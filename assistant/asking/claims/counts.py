"""Small counts, "three spectrometers": a sentence may count for itself, but not otherwise than its sources do.

In eight languages, as far as numbers in words are read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations

from assistant.asking.question.folding import fold
from assistant.grounds import without_other_figures
from assistant.language import is_common
from assistant.numerals import find_numerals

_SMALL = 10  # what is larger must stand in a source whatever it counts
_OR = r"\s?(?:-|–|/|to|or|and|bis|oder|und|à|ou|et|a|o|y|e|tot|en|から|〜|～)\s?"
_COUNT = re.compile(
    r"(?<![\w.,:/#$€£¥-])(?P<first>\d{1,4}(?:[.,]\d)?)"
    rf"(?:{_OR}(?P<second>\d{{1,4}}))?\s(?P<noun>[a-zß-ÿœ'’]{{2,}})(?:[ -](?P<next>[a-zß-ÿœ'’]{{2,}}))?"
)
_JAPANESE = re.compile(
    r"(?:(?P<noun>[\u30a0-\u30ff\u4e00-\u9fff]{2,12})[をはがのにも]{0,2})?(?P<first>\d{1,4}(?:\.\d)?)"
    r"(?P<unit>日間|時間|分間|週間|[かカヶケ箇]月|年間|[人名社件個通本台枚回点冊室])"
)
_LASTING = "日時分週かカヶケ箇年"  # how the units of Japanese begin that count time, and nothing else
_PERIOD = re.compile(
    r"(?:minut|hour|day|week|month|year|stunde|tag|woche|monat|jahr|heure|jour|semaine|mois|ans?|hora|dia|semana|mes|ano|"
    r"or[ae]$|giorn|settiman|mesi|ann[io]|uur|dag|weken|maand|jaar)"
)
_ENDING = re.compile(r"(?<=...)(?:[aeio]?[snx]|[aeio])$")
_AND = re.compile(r",\s(?:(?:and|und|et|y|e|ed|en)\s)?|;\s|\s(?:and|und|et|y|e|ed|en)\s|、")
_FROM_A_DAY = re.compile(  # counted from a date that the source gives: "in 9 days", "two weeks ago"
    r"\b(?:in|vor|seit|noch|dans|il y a|depuis|hace|dentro de|fra|tra|ha|em|over)\s$"
)
_TO_A_DAY = re.compile(
    r"\W?\w*\s(?:ago|left|away|later|earlier|before|after|until|till|from|remain\w*|fa|atras|geleden|spater|fruher)\b"
)


@dataclass(frozen=True)
class _Count:
    values: frozenset[Decimal]
    words: str
    noun: str  # by their stems
    behind: str
    is_noun: bool  # the first of them is one, and no adjective
    from_a_day: bool = False  # "in 9 days": worked out from a date, perhaps

    def counts_as(self, other: "_Count") -> bool:
        """Whether they count the same: "9 days" and "9 working days" do, "two new offers" and "two new cars" do not."""
        if self.from_a_day and not other.from_a_day:
            return False
        lasting, theirs = self.period, other.period
        if lasting or theirs:
            return lasting == theirs
        alike = not self.behind or not other.behind or self.behind == other.behind
        return self.noun == other.noun and (alike or self.is_noun)

    @property
    def period(self) -> str:
        """The days or weeks that are counted, '' where nothing of the kind is."""
        return next((stem for stem in (self.noun, self.behind) if stem and _PERIOD.match(stem)), "")


def contradicted(sentence: str, texts: Sequence[str], today: date, cited: int) -> Iterator[str]:
    """The small counts of a sentence before a noun that its sources have with other numbers, and not with this one, nor
    with some that make it up. As many as it cites or names it has counted itself: "two mails mention it [1][2]"."""
    if sentence.rstrip().endswith((":", "：")):
        return  # what is counted follows
    own = {Decimal(1), Decimal(cited), Decimal(len(_AND.split(sentence.partition(": ")[2])))}
    said = [one for one in _counts(sentence, today) if any(2 <= value < _SMALL for value in one.values)]
    known = [one for text in texts for one in _counts(text, today)] if said else []
    for one in said:
        others = [other for other in known if one.counts_as(other) or _shares(one, other)]
        theirs = [value for other in others if one.counts_as(other) for value in sorted(other.values)]
        have = {value for other in others for value in other.values} | _made_of(theirs)
        have |= _made_of([value for other in said if other is not one for value in other.values])
        if theirs and not (one.values - own) <= have:
            yield one.words


def _shares(one: _Count, other: _Count) -> bool:
    return bool({one.noun, one.behind} & {other.noun, other.behind} - {""})


def _made_of(values: Sequence[Decimal]) -> set[Decimal]:
    """What some numbers give together, and by how much two differ."""
    pairs = list(combinations(values[:20], 2))
    total = {sum(values, Decimal(0))} if len(values) > 1 else set[Decimal]()
    return total | {one + other for one, other in pairs} | {abs(one - two) for one, two in pairs}


def _counts(text: str, today: date) -> Iterator[_Count]:
    text = _in_digits(without_other_figures(text, today))
    folded = fold(text)
    for found in _COUNT.finditer(folded):
        if is_common(found["noun"]):
            continue
        before, after = _FROM_A_DAY.search(folded[: found.start()][-12:]), _TO_A_DAY.match(folded, found.end("noun"))
        behind = found["next"] or ""
        is_noun = found["noun"].endswith(("s", "i")) or text[found.start("noun")].isupper()
        values = frozenset(_value(one) for one in (found["first"], found["second"]) if one)
        yield _Count(
            values,
            found[0],
            _stem(found["noun"]),
            "" if is_common(behind) else _stem(behind),
            is_noun,
            bool(before or after),
        )
    for found in _JAPANESE.finditer(text):
        noun = "" if found["unit"][0] in _LASTING else found["noun"]
        if noun is not None:
            yield _Count(frozenset({_value(found["first"])}), found[0], f"{noun}{found['unit']}", "", is_noun=True)


def _in_digits(text: str) -> str:
    for one in reversed(list(find_numerals(text))):
        if one.sure and one.value < _SMALL * 10:
            text = f"{text[: one.start]}{one.value}{text[one.end :]}"
    return text


def _value(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def _stem(word: str) -> str:
    return _ENDING.sub("", word)
