"""What a draft says that stands nowhere in its sources: amounts, dates, promises, links (SPEC SL15)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import chain, islice, pairwise

from assistant.amounts import Amount, find_amounts, find_numbers, find_parts, find_times, squeezed
from assistant.dates import Found, find_dates
from assistant.hours import spoken_times
from assistant.sentences import letter
from assistant.weekdays import Mark, ends_of, in_year, is_near, is_of, possible_days, same_day
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
_MOMENT = re.compile(r"\b((?:19|20)\d\d)-\d\d-\d\d(?: \d\d:\d\d)?")
_YEAR_OF = re.compile(r"(?<=[^\W\d_])(?=(?:19|20)\d\d\b)")  # FY2025
_STEM = 5
_READ = 20_000  # characters of each source
_PLACES, _BESIDE = 5, 60  # where an amount's digits are looked at, and characters beside them


@dataclass(frozen=True)
class Grounds:
    """What a draft may rest on: texts besides the mail itself (thread, instruction, signature), and the day it is."""

    texts: tuple[str, ...]
    today: date


@dataclass(frozen=True)
class Text:
    """One text that something may rest on; what is in it is looked for once, and only if it is asked for. Relative
    words count from each of `days`."""

    text: str
    days: tuple[date, ...]
    today: date

    def near(self, digits: str) -> tuple[Amount, ...]:
        """The amounts at the first places where these digits stand."""
        found = islice(re.finditer(rf"(?<![\d.,]){re.escape(digits)}(?!\d)", self.text), _PLACES)
        beside = [self.text[max(0, one.start() - _BESIDE) : one.end() + _BESIDE] for one in found]
        return find_amounts(without_other_figures("\n;\n".join(beside), self.today)) if beside else ()

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """The amounts in it."""
        return (*find_amounts(_numbers_apart(without_other_figures(self.text, self.today))), *find_parts(self.text))

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """Every number in it, whatever it counts."""
        return _figures(self.text)

    @cached_property
    def counts(self) -> frozenset[Decimal]:
        """Every number in it but those of its days and hours: "24 people" does not rest on a mail of 2026-11-24."""
        return _figures(_MOMENT.sub(r"\1", self.text))

    @cached_property
    def dates(self) -> tuple[Found, ...]:
        """The days in it; a weekday that has its day beside it means that one alone."""
        found = [list(find_dates(self.text, day)) for day in dict.fromkeys(self.days)]
        for some in found:
            for at, (one, two) in enumerate(pairwise(some)):
                for place, weekday, other in ((at, one, two), (at + 1, two, one)):
                    if weekday.kind == "weekday" and is_of(weekday, other, self.text):
                        some[place] = replace(weekday, days=other.days)
        ends = [end for some in found for one in some for end in ends_of(one, self.text)]
        return (*chain.from_iterable(found), *ends)

    @cached_property
    def by_day(self) -> Mapping[Mark, set[tuple[date, bool]]]:
        """Its dates by month and day, and whether each names its year."""
        found: dict[Mark, set[tuple[date, bool]]] = {}
        for one in self.dates:
            for day in possible_days(one, max(self.days)) if one.kind == "date" else ():
                found.setdefault((day.month, day.day), set()).add((day, one.has_year))
        return found

    @cached_property
    def weekdays(self) -> frozenset[tuple[int, Mark]]:
        """Months and days with the weekday that it says they are."""
        pairs = ((one, two) for pair in pairwise(self.dates) for one, two in (pair, pair[::-1]))
        said = (pair for pair in pairs if pair[0].kind == "weekday" and is_of(*pair, self.text))
        return frozenset((one.best.weekday(), mark) for one, two in said for mark in in_year(two))

    @cached_property
    def times(self) -> tuple[frozenset[int], ...]:
        """The times of day in it."""
        written = (minutes for _, minutes in find_times(self.text))
        return (*written, *(one.minutes for one in spoken_times(self.text)))

    @cached_property
    def digits(self) -> str:
        """All digits, without what stands between them."""
        return re.sub(r"\D", "", self.text)

    @cached_property
    def on_one_line(self) -> str:
        """All of it with single spaces."""
        return " ".join(self.text.split())

    @cached_property
    def squeezed(self) -> str:
        """All of it in lower case, for looking for codes, however they are parted."""
        return squeezed(self.text)


@dataclass(frozen=True)
class Sources:
    """The texts that something may rest on."""

    texts: tuple[Text, ...]
    today: date

    @classmethod
    def read(cls, texts: Sequence[str], days: Sequence[date], today: date) -> "Sources":
        """Relative words are read from each of `days` (that of the mail, and today)."""
        return cls((Text("\n".join(one[:_READ] for one in texts), tuple(days), today),), today)

    @property
    def text(self) -> str:
        """All of them."""
        return "\n".join(one.text for one in self.texts)

    def have(self, amount: Amount) -> bool:
        """Whether any of them names the amount: as a bare number whatever it counts there, else around its own digits,
        or written in another way, which takes longer."""
        if not amount.unit and not amount.is_scaled:
            figures = (one.counts if amount.counts else one.figures for one in self.texts)
            if any(amount.values & some for some in figures):
                return True
        digits = re.search(r"\d[\d.,'’]*", amount.words)
        near = (one.near(digits[0].rstrip(".,'’")) for one in self.texts) if digits else ()
        return any(_same(amount, one) for some in chain(near, (text.amounts for text in self.texts)) for one in some)

    @property
    def dates(self) -> Iterator[Found]:
        """The days in them."""
        return chain.from_iterable(one.dates for one in self.texts)

    def have_number(self, key: str) -> bool:
        """Whether any of them has the digits of a telephone number, or such a code."""
        if any(key in (one.digits if key.isdigit() else one.squeezed) for one in self.texts):
            return True
        return key.isdigit() and self.have(Amount("", frozenset({Decimal(key)}), ""))  # 1 500 000 is 1.5 million


def unfounded_amounts(draft: str, sources: Sources) -> Iterator[str]:
    """Amounts and long numbers of the draft that no source has."""
    for amount in find_amounts(without_other_figures(draft, sources.today)):
        if _matters(amount, sources.today) and not sources.have(amount):
            yield amount.words
    for shown, key in find_numbers(_without_links(_without_dates(draft, sources.today))):
        if not sources.have_number(key):
            yield shown


def _matters(amount: Amount, today: date) -> bool:
    if not amount.sure:
        return False
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


def _figures(text: str) -> frozenset[Decimal]:
    text = _YEAR_OF.sub(" ", text)
    return frozenset(value for amount in find_amounts(_numbers_apart(text)) for value in amount.values)


def _numbers_apart(text: str) -> str:
    """'100-150 EUR' has two: and not "100 150", which is one."""
    return re.sub(r"(?<=\d)[-/:](?=\d)", " ; ", text)


def unfounded_dates(draft: str, sources: Sources) -> Iterator[str]:
    """Days and times of the draft that no source names, and weekdays that do not go with the day beside them."""
    every = find_dates(draft, sources.today)
    for at, found in enumerate(every):
        near = [one for one in every[max(0, at - 1) : at + 2] if is_near(found, one, draft)]
        if found.kind == "end" and any(one.kind in ("date", "weekday") for one in near):
            continue  # the end of which day
        beside = [one for one in near if found.kind == "weekday" and one.kind in ("date", "relative", "today")]
        if any(_goes_with(found, one, sources) for one in beside):
            continue
        wrong = next((one for one in beside if is_of(found, one, draft)), None)
        if wrong:
            yield _told(draft, min(found.start, wrong.start), max(found.end, wrong.end))
        elif found.kind != "today" and not any(same_day(found, other) for other in sources.dates):
            yield _told(draft, found.start, found.end)
    spoken = ((one.words, one.minutes) for one in spoken_times(draft) if one.sure)
    for words, minutes in (*find_times(_without_links(_without_dates(draft, sources.today))), *spoken):
        if not any(minutes & other for text in sources.texts for other in text.times):
            yield words


def _told(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _goes_with(weekday: Found, other: Found, sources: Sources) -> bool:
    """Whether a day is such a weekday: where its year is not said, in that of the sources; or whether they say so."""
    named, marks = weekday.best.weekday(), in_year(other)
    if any((named, mark) in text.weekdays for text in sources.texts for mark in marks):
        return True
    known = {one for text in sources.texts for mark in marks for one in text.by_day.get(mark, ())}
    if other.kind != "date" or other.has_year or not known:
        return any(day.weekday() == named for day in possible_days(other, sources.today))
    exact = {day for day, has_year in known if has_year}
    return any(day.weekday() == named for day in exact or {day for day, _ in known})


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
    found = [match[0].rstrip(".,;:!?") for match in (*_EMAIL.finditer(draft), *_LINK.finditer(_EMAIL.sub(" ", draft)))]
    known = _bare(sources.text) if found else ""
    yield from (shown for shown in found if _bare(shown) not in known)


def _bare(text: str) -> str:
    return re.sub(r"https?://|www\.", "", text.lower()).rstrip("/")
