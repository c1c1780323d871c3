"""The passages of a text that have most to do with a question: to be shown, or for a model to read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from assistant.asking.question.folding import fold
from assistant.asking.question.kinds import Kind, asked_kind
from assistant.asking.values import Reading
from connectors.mail.clean import clean_text, without_gaps

READ = 2_400  # characters of one source that a model reads
LOOKED_AT = 30_000  # characters of a text
_WORD = re.compile(r"\w+")
_START = re.compile(r"(?:^|(?<=\n)|(?<=[.!?]\s))\S")
_STEM = 5
BESIDES = 0.3  # what a word of a question is worth that is not searched for
_BEGINNING = 4  # of a word, in any of its forms: "lease", "leasing"
_UNSPACED = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+")
_CARRYING = re.compile(r"[\u30a0-\u30ff]+|[\u4e00-\u9fff]+")  # what carries the meaning where no spaces part words
_LOOKED_FOR = 60  # stems: time grows with them
_SMALL = frozenset(
    re.findall(
        r"\w+",
        "a about an and any are as at be by can did do does for from had has have how i in is it me my of on or our "
        "that the their they this to us was we were what when where which who why will with you your",
    )
)


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's words, without the small ones."""
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _SMALL)


def occurs(words: str, texts: Iterable[str]) -> bool:
    """Whether any of the words stands in any of the texts, in whatever form; so if there are no words to look for."""
    folded = fold(words)
    runs = set(_CARRYING.findall(folded))
    begins = {stem[:_BEGINNING] for stem in stems(_UNSPACED.sub(" ", folded))}
    wanted = [*map(re.escape, sorted(runs)), *(rf"\b{re.escape(stem)}" for stem in sorted(begins))]
    finder = re.compile("|".join(wanted))
    return not wanted or any(finder.search(fold(text)) for text in texts)


@dataclass(frozen=True)
class Aim:
    """What passages are chosen by: the beginnings of a question's words, each with what it is worth, and the kind of
    value that it asks for."""

    worth: Mapping[str, float]
    kind: Kind | None = None

    @classmethod
    def at(cls, question: str, words: str = "", rarity: Mapping[str, float] | None = None) -> "Aim":
        """Words that are searched for count as they are rare in the asker's mail, the others of a question little."""
        worth = dict.fromkeys(stems(question), BESIDES if words else 1.0)
        for word in words.split():
            for stem in stems(word):
                worth[stem] = max(worth.get(stem, 0.0), (rarity or {}).get(word, 1.0))
        return cls(worth, asked_kind(question))

    @classmethod
    def of_reading(cls, reading: Reading, rarity: Mapping[str, float]) -> "Aim":
        """That of a question as it was read. Whom it is limited to is named by each find: their names tell nothing."""
        aim, words = cls.at(reading.text, reading.words, rarity), stems(reading.words)
        named = stems(" ".join(one.words for one in reading.mentions if one.emails)) - words
        return cls({stem: worth for stem, worth in aim.worth.items() if stem not in named}, aim.kind)

    def of(self, found: Iterable[str]) -> float:
        """What different stems are worth together."""
        return sum(self.worth[stem] for stem in sorted(set(found)))


NO_AIM = Aim({})


def passage(text: str, aim: Aim, limit: int = READ) -> str:
    """The text if it fits; else the stretch of whole lines that has most of what is looked for, cut at both ends."""
    text = clean(text)
    if len(text) <= limit:
        return text
    held = hits(text, aim)
    places = [place for place, _ in held]

    @cache
    def within(first: int, last: int) -> float:
        return aim.of(stem for _, stem in held[first:last])

    def worth(start: int) -> float:
        return within(bisect_left(places, start), bisect_left(places, start + limit))

    start = min(max(_starts(text), key=lambda at: (worth(at), -at)), max(0, len(text) - limit // 2))
    piece = text[start : start + limit - 4].strip()
    return f"{'… ' if start else ''}{piece}{' …' if start + limit - 4 < len(text) else ''}"


def clean(text: str) -> str:
    """The text that is looked at."""
    return without_gaps(clean_text(text[:LOOKED_AT])).strip()


def hits(text: str, aim: Aim) -> list[tuple[int, str]]:
    """Where words that are looked for begin, and their stems."""
    found = ((one.start(), one[0].casefold()) for one in _finder(frozenset(aim.worth)).finditer(text))
    return [(place, stem) for place, stem in found if stem in aim.worth]


@lru_cache(maxsize=256)
def _finder(wanted: frozenset[str]) -> re.Pattern[str]:
    """Finds them without looking at every word by itself, which takes ten times as long; of very many the longest."""
    some = sorted(wanted, key=lambda stem: (-len(stem), stem))[:_LOOKED_FOR]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, some)) or '(?!)'})", re.I)


def _starts(text: str) -> Sequence[int]:
    """Where a stretch may begin: lines and sentences, a few hundred at most."""
    found = [match.start() for match in _START.finditer(text)]
    return found[:: len(found) // 300 + 1] or [0]
