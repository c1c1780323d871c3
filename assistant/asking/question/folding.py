"""A question's text made comparable without moving a character, and cut into words."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.&@+_-][^\W_]+)*", re.U)
_LATIN = 0x250  # below it, and in the block of Vietnamese and others, accents are taken off
_PLAIN = {"’": "'", "‘": "'", "´": "'", "–": "-", "—": "-", "〜": "~", "～": "~", "\u00a0": " ", "\u3000": " "}


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    if char in _PLAIN:
        return _PLAIN[char]
    code = ord(char)
    if code < _LATIN or 0x1E00 <= code < 0x1F00:
        base = unicodedata.normalize("NFKD", char)[:1].lower()
    elif 0xFF01 <= code <= 0xFF5E:  # full-width digits and letters of Japanese
        base = chr(code - 0xFEE0).lower()
    else:
        base = char.lower()
    return base if len(base) == 1 else char


def fold(text: str) -> str:
    """Lower case, without accents, every character still in its place."""
    return text.lower() if text.isascii() else "".join(map(_plain, text))


@dataclass(frozen=True)
class Token:
    """A word of a question: where it stands, as it was written, and folded."""

    start: int
    end: int
    text: str
    folded: str

    @property
    def capital(self) -> bool:
        """Whether it is written like a name."""
        return self.text[:1].isupper()


def tokens_of(text: str, folded: str) -> list[Token]:
    """The words in order; a possessive 's is left out of its word."""
    return [
        Token(m.start(), m.end(), text[m.start() : m.end()], folded[m.start() : m.end()])
        for m in _WORD.finditer(folded)
    ]


def word_set(text: str) -> frozenset[str]:
    """The words of a table, written as one text."""
    return frozenset(text.split())
