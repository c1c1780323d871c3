"""The passage of a text that has most to do with a question: to be shown, or for a model to read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache

from assistant.asking.folding import fold
from connectors.mail.clean import clean_text, without_gaps

SHOWN = 300  # characters of an extract
READ = 2_400  # characters of one source that a model reads
LOOKED_AT = 30_000  # characters of a text
_WORD = re.compile(r"\w+")
_START = re.compile(r"(?:^|(?<=\n)|(?<=[.!?]\s))\S")
_STEM = 5
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


def extract(text: str, wanted: frozenset[str], limit: int = SHOWN) -> str:
    """The piece of the text, in at most `limit` characters on one line, that has most of the wanted stems."""
    return " ".join(passage(text, wanted, limit).split())


def passage(text: str, wanted: frozenset[str], limit: int = READ) -> str:
    """The text if it fits; else the stretch of whole lines that has most of the wanted stems, cut at both ends."""
    text = without_gaps(clean_text(text[:LOOKED_AT])).strip()
    if len(text) <= limit:
        return text
    hits = _hits(text, wanted)
    places = [place for place, _ in hits]

    def worth(start: int) -> int:
        inside = hits[bisect_left(places, start) : bisect_left(places, start + limit)]
        return len({stem for _, stem in inside})

    start = min(max(_starts(text), key=lambda at: (worth(at), -at)), max(0, len(text) - limit // 2))
    piece = text[start : start + limit - 4].strip()
    return f"{'… ' if start else ''}{piece}{' …' if start + limit - 4 < len(text) else ''}"


def _hits(text: str, wanted: frozenset[str]) -> list[tuple[int, str]]:
    """Where words with a wanted stem begin."""
    return [(found.start(), found[0].casefold()) for found in _finder(wanted).finditer(text)]


@lru_cache(maxsize=256)
def _finder(wanted: frozenset[str]) -> re.Pattern[str]:
    """Finds them without looking at every word by itself, which takes ten times as long; of very many the longest."""
    some = sorted(wanted, key=lambda stem: (-len(stem), stem))[:_LOOKED_FOR]
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, some)) or '(?!)'})", re.I)


def _starts(text: str) -> Sequence[int]:
    """Where a stretch may begin: lines and sentences, a few hundred at most."""
    found = [match.start() for match in _START.finditer(text)]
    return found[:: len(found) // 300 + 1] or [0]
