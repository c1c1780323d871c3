"""What a sentence of an answer claims, held against the sources that it may rest on (SPEC AS5, SE6)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from zoneinfo import ZoneInfo

from assistant.amounts import find_amounts
from assistant.asking.claims.counts import contradicted
from assistant.asking.claims.denials import claimed
from assistant.asking.claims.months import unfounded_months
from assistant.asking.evidence.marks import cited
from assistant.asking.evidence.sources import facts, worked_out
from assistant.asking.values import Asker, Source
from assistant.dates import MONTHS, find_dates
from assistant.grounds import Sources, Text, unfounded_amounts, unfounded_dates, unfounded_links
from assistant.language import is_common

_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|van|von|de|der|la))* [A-Z][\w'’-]+\b")
_CITED = re.compile(r"\[\d{1,3}\]")
_QUOTED_AT_LEAST = 20  # characters
_ROUNDED_BY = Decimal("0.05")  # at most, however few digits are given


@dataclass(frozen=True)
class Grounds:
    """What an answer may rest on: each source by its number, and besides them what code worked out, which holds for
    every sentence and says itself what was asked. The question is none, but names people."""

    by_number: Mapping[int, Text]
    facts: Mapping[int, Text]
    question: Text
    today: date

    @classmethod
    def read(cls, question: str, sources: Sequence[Source], asker: Asker) -> "Grounds":
        """Relative days are read from each source's own."""
        today = asker.now.astimezone(ZoneInfo(asker.zone)).date()
        texts = {
            source.number: Text(facts(source, asker.zone), (source.at.date() if source.at else today,), today)
            for source in sources
        }
        known = {one.number: texts[one.number] for one in sources if worked_out(one)}
        return cls(texts, known, Text(question, (today,), today), today)

    @cached_property
    def every(self) -> Sources:
        """All sources."""
        return Sources(tuple(self.by_number.values()), self.today)

    @cached_property
    def folded(self) -> str:
        """The words of all of it, and of the question."""
        return f"{self.question.text}\n{self.every.text}".casefold()

    def told(self, numbers: Sequence[int]) -> str:
        """All that these sources say, and what code worked out."""
        named = {number: self.by_number[number] for number in numbers if number in self.by_number}
        return "\n".join(text.text for text in {**self.facts, **named}.values())

    def of(self, sentence: str) -> Sources:
        """What a sentence may rest on: the sources that it cites, all of them where it cites none."""
        numbers = [number for number in cited(sentence) if number in self.by_number]
        if not numbers:
            return self.every
        named = {number: self.by_number[number] for number in numbers}
        return Sources(tuple({**self.facts, **named}.values()), self.today)


def stands(sentence: str, grounds: Grounds) -> bool:
    """Whether it stands in its sources word for word, or all that it says does. What only the question has may be
    denied; whatever else is said beside that must stand in the sources."""
    sources = grounds.of(sentence)
    if _quoted(sentence, sources):
        return True
    bare = _CITED.sub(" ", sentence)
    asked = Sources((grounds.question, *sources.texts), grounds.today)
    if any(_unknown(bare, asked, grounds.folded)) or any(_unfounded(bare, asked)):
        return False
    said = claimed(bare, grounds.question.text)
    texts = [text.text for text in sources.texts]
    return not any(_unfounded(said, sources)) and not any(
        contradicted(said, texts, grounds.today, len(cited(sentence)))
    )


def _quoted(sentence: str, sources: Sources) -> bool:
    """Whether it stands in a source word for word, and its "tomorrow", if any, has the day beside it: alone it would
    now mean another one."""
    bare = " ".join(_CITED.sub(" ", sentence).strip(" -•").split())
    if len(bare) < _QUOTED_AT_LEAST or not any(bare in one.on_one_line for one in sources.texts):
        return False
    kinds = {found.kind for found in find_dates(bare, sources.today)}
    return "date" in kinds or kinds <= {"weekday"}


def _unfounded(bare: str, sources: Sources) -> Iterator[str]:
    """The figures, days and months that stand in no source and do not follow from two figures of the sentence."""
    amounts = list(unfounded_amounts(bare, sources))
    if amounts:
        derived = _derivable(bare, amounts)
        yield from (words for words in amounts if not _values(words) & derived and not _rounded(words, sources))
    yield from unfounded_dates(bare, sources)
    yield from unfounded_months(bare, sources)


def _unknown(bare: str, sources: Sources, names: str) -> Iterator[str]:
    """The links and people whom nothing names, the question included: `names`, folded."""
    yield from unfounded_links(bare, sources)
    for amount in find_amounts(bare):
        bare = bare.replace(amount.words, " ; ")  # German nouns have capitals: 19 Prozent Mehrwertsteuer
    for found in _NAME.finditer(bare):
        words = [word for word in found[0].casefold().split() if not is_common(word) and word not in MONTHS]
        if len(words) > 1 and not any(word in names for word in words):
            yield found[0]


def _rounded(words: str, sources: Sources) -> bool:
    """Whether it is "1.23 million" for what a source has to the last digit."""
    given = [amount for amount in find_amounts(words) if amount.is_scaled]
    return any(
        abs(value - exact) <= min(amount.step / 2, exact * _ROUNDED_BY) and amount.unit in ("", other.unit)
        for amount in given
        for value in amount.values
        for text in sources.texts
        for other in text.amounts
        for exact in other.values
    )


def _values(text: str) -> set[Decimal]:
    return {value for amount in find_amounts(text) for value in amount.values}


def _derivable(sentence: str, unknown: Sequence[str]) -> set[Decimal]:
    """Sums, differences and products of the figures that the sentence itself gives and its sources have."""
    values = sorted(_values(sentence) - {value for words in unknown for value in _values(words)})[:20]
    pairs = list(combinations(values, 2))
    derived = {sum(values, Decimal(0))} if len(values) > 2 else set[Decimal]()
    return derived.union(*({one + other, abs(one - other), one * other} for one, other in pairs))
