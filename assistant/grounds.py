"""What a draft says that stands nowhere in its sources: amounts, dates, promises, links (SPEC SL15)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import islice

from assistant.amounts import Amount, find_amounts, find_numbers, find_times
from assistant.dates import Found, find_dates
from assistant.sentences import letter
from assistant.words import Kind, every_lexicon, kinds_in, words_of

_ENDINGS = (
    "com|net|org|io|co|de|fr|es|it|pt|nl|eu|uk|info|biz|ru|app|dev|example|xyz|top|click|link|site|online|shop|store|"
    "club|live|icu|vip|cn|tk|cc|ly|gl|zip|mov|ch|at|pl|cz|se|dk|fi|jp|kr|br|ca|au|us|ai|cloud|tech|page|web|gov|edu"
)
# A scheme, 'www.', a name with a path under whatever ending, or a name with an ending that is common.
_LINK = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}://|www\.)[^\s<>\"')\]]+|(?<![\w.-])(?:[\w-]{1,63}[.。．]){1,8}"
    rf"(?:[a-z]{{2,24}}(?=/[^\s/])|(?:{_ENDINGS})\b)(?:/[^\s<>\"')\]]*)?",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NOT = re.compile(
    r"(?i)\b(?:not|cannot|never|unable|no longer|nicht|kein\w*|nie|ne|n'|pas|jamais|no|nunca|non|mai|não|niet|geen|"
    r"nooit)\b|n't\b"
)
_LIST_MARK = re.compile(r"(?m)^[^\S\n]*\(?\d{1,2}[.)]\s")
_SMALL = 10  # bare counts below it are style: "two options", "3 points"
_STEM = 5
_READ = 20_000  # characters of each source
_PLACES, _BESIDE = 5, 60  # where an amount's digits are looked at, and characters beside them


@dataclass(frozen=True)
class Grounds:
    """What a draft may rest on: texts besides the mail itself (thread, instruction, signature), and the day it is."""

    texts: tuple[str, ...]
    today: date


@dataclass(frozen=True)
class Sources:
    """The texts a draft may rest on, read once."""

    text: str
    dates: tuple[Found, ...]
    today: date

    @classmethod
    def read(cls, texts: Sequence[str], days: Sequence[date], today: date) -> "Sources":
        """Relative words are read from each of `days` (that of the mail, and today)."""
        text = "\n".join(one[:_READ] for one in texts)
        return cls(text, tuple(found for day in dict.fromkeys(days) for found in find_dates(text, day)), today)

    def have(self, amount: Amount) -> bool:
        """Whether they name the amount: around its own digits, or else written in another way, which takes longer."""
        digits = re.search(r"\d[\d.,'’]*", amount.words)
        near = self._around(digits[0].rstrip(".,'’")) if digits else ""
        there = find_amounts(without_other_figures(near, self.today))
        return any(_same(amount, one) for one in there) or any(_same(amount, one) for one in self._amounts)

    def _around(self, digits: str) -> str:
        """The first places where the digits stand, with what is beside them."""
        found = islice(re.finditer(rf"(?<![\d.,]){re.escape(digits)}(?!\d)", self.text), _PLACES)
        return "\n;\n".join(self.text[max(0, one.start() - _BESIDE) : one.end() + _BESIDE] for one in found)

    @cached_property
    def _amounts(self) -> tuple[Amount, ...]:
        return find_amounts(without_other_figures(self.text, self.today))

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Every number in them, whatever it counts."""
        return frozenset(value for amount in find_amounts(_numbers_apart(self.text)) for value in amount.values)

    @cached_property
    def digits(self) -> str:
        """All digits, without what stands between them."""
        return re.sub(r"\D", "", self.text)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words."""
        return frozenset(words_of(self.text))


def unfounded_amounts(draft: str, sources: Sources) -> Iterator[str]:
    """Amounts and long numbers of the draft that no source has."""
    for amount in find_amounts(without_other_figures(draft, sources.today)):
        if not _matters(amount, sources.today):
            continue
        loose = not (amount.unit or amount.is_scaled) and bool(amount.values & sources.figures)
        if not loose and not sources.have(amount):
            yield amount.words
    for shown, key in find_numbers(_without_links(_without_dates(draft, sources.today))):
        if key not in (sources.digits if key.isdigit() else sources.words):
            yield shown


def _matters(amount: Amount, today: date) -> bool:
    if amount.unit or amount.is_scaled:
        return True
    return max(amount.values) >= _SMALL and today.year not in {int(value) for value in amount.values}


def _same(one: Amount, other: Amount) -> bool:
    return bool(one.values & other.values) and (one.unit == other.unit or not one.unit or not other.unit)


def without_other_figures(text: str, today: date) -> str:
    """The text without what holds digits and is no amount: days, times, links, telephone numbers."""
    text = _LIST_MARK.sub(" ", _without_links(_without_dates(text, today)))
    for words, _ in find_times(text):
        text = text.replace(words, " ; ")
    for shown, _ in find_numbers(text):
        text = text.replace(shown, " ; ")
    return text


def _without_links(text: str) -> str:
    return _LINK.sub(" ; ", _EMAIL.sub(" ; ", text))


def _without_dates(text: str, today: date) -> str:
    for found in reversed(find_dates(text, today)):
        text = f"{text[: found.start]} ; {text[found.end :]}"
    return text


def _numbers_apart(text: str) -> str:
    return re.sub(r"(?<=\d)[-/:](?=\d)", " ", text)


def unfounded_dates(draft: str, sources: Sources) -> Iterator[str]:
    """Days and times of the draft that no source names."""
    named = [found for found in find_dates(draft, sources.today) if found.kind != "today"]
    for found in named:
        explained = found.kind == "weekday" and any(_explains(other, found, draft) for other in named)
        if not explained and not any(_same_day(found, other) for other in sources.dates):
            yield " ".join(draft[found.start : found.end].split())
    known = [minutes for _, minutes in find_times(sources.text)]
    for words, minutes in find_times(_without_links(_without_dates(draft, sources.today))):
        if not any(minutes & other for other in known):
            yield words


def _explains(other: Found, weekday: Found, draft: str) -> bool:
    """'Thursday, 5 March': the date beside the weekday says which one, if it is one."""
    gap = draft[weekday.end : other.start] if other.start >= weekday.end else draft[other.end : weekday.start]
    near = len(gap) <= 8 and "." not in gap.strip(" .") and other.kind == "date"
    return near and other is not weekday and weekday.best.weekday() in {day.weekday() for day in other.days}


def _same_day(found: Found, other: Found) -> bool:
    if "weekday" in (found.kind, other.kind):
        if found.kind == other.kind:
            return found.best.weekday() == other.best.weekday()
        return bool(found.days & other.days)
    if found.has_year and other.has_year:
        return bool(found.days & other.days)
    ours = {(day.month, day.day) for day in found.days}
    return bool(ours & {(day.month, day.day) for day in other.days})


def unfounded_promises(draft: str, sources: Sources, language: str) -> Iterator[str]:
    """Costly things the draft commits to that no source speaks of: 'refund', 'discount', 'Garantie'."""
    known = {word[:_STEM] for word in words_of(sources.text)}
    told: set[str] = set()
    for sentence in letter(draft, language).sentences:
        if sentence.rstrip().endswith("?") or _NOT.search(sentence):
            continue
        for phrase in _costly(sentence, language):
            stems = {word[:_STEM] for word in words_of(phrase)}
            if not stems <= known and phrase not in told:
                told.add(phrase)
                yield phrase


def _costly(sentence: str, language: str) -> list[str]:
    if language == "ja":
        found = {Kind.COMMIT, Kind.COSTLY} <= kinds_in(sentence, language)
        return re.findall("返金|割引|無料|保証|賠償", sentence) if found else []
    words = words_of(sentence)
    hits = every_lexicon().hits(words)
    if not any(hit.kind is Kind.COMMIT for hit in hits):
        return []
    return [" ".join(words[hit.start : hit.end]) for hit in hits if hit.kind is Kind.COSTLY]


def unfounded_links(draft: str, sources: Sources) -> Iterator[str]:
    """Links and mail addresses of the draft that no source has."""
    known = _bare(sources.text)
    for match in (*_EMAIL.finditer(draft), *_LINK.finditer(_EMAIL.sub(" ", draft))):
        shown = match[0].rstrip(".,;:!?")
        if _bare(shown) not in known:
            yield shown


def _bare(text: str) -> str:
    return re.sub(r"https?://|www\.", "", text.lower()).rstrip("/")
