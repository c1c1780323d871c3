"""The passage of a text that has most to do with a question: to be shown, or for a model to read."""

import re
from collections.abc import Iterable

from connectors.mail.clean import clean_text, without_gaps

SHOWN = 300  # characters of an extract
READ = 2_400  # characters of one source that a model reads
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"[^\n]+")
_STEM = 5
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


def extract(text: str, wanted: frozenset[str], limit: int = SHOWN) -> str:
    """The piece of the text, in at most `limit` characters on one line, that has most of the wanted stems."""
    return " ".join(passage(text, wanted, limit).split())


def passage(text: str, wanted: frozenset[str], limit: int = READ) -> str:
    """The text if it fits; else the stretch of whole lines that has most of the wanted stems, cut at both ends."""
    text = without_gaps(clean_text(text)).strip()
    if len(text) <= limit:
        return text
    start = max(_starts(text), key=lambda at: (_worth(text[at : at + limit], wanted), -at))
    start = min(start, max(0, len(text) - limit // 2))
    piece = text[start : start + limit - 4].strip()
    return f"{'… ' if start else ''}{piece}{' …' if start + limit - 4 < len(text) else ''}"


def _starts(text: str) -> Iterable[int]:
    """Where a stretch may begin: lines and sentences, a few hundred at most."""
    found = [match.start() for match in re.finditer(r"(?:^|(?<=\n)|(?<=[.!?]\s))\S", text)]
    step = len(found) // 300 + 1
    return found[::step] or [0]


def _worth(piece: str, wanted: frozenset[str]) -> int:
    return len(wanted & stems(piece))
