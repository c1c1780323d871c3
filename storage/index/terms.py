"""Text as the terms that are indexed and looked up: the same for documents and questions, and on both databases."""

import re
import unicodedata
from collections.abc import Iterator

from storage.index.stemming import stem

VERSION = "1"  # part of the tables' names: terms made by other rules are never compared with these
TERM_AT_MOST = 40  # characters: longer ones are keys and encoded files
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")  # and vowel points
_MARKS = "".join(
    letter for letter in map(chr, range(0x0370, 0x3100)) if unicodedata.category(letter) in ("Mn", "Mc")
)  # vowels of Indian and South East Asian scripts: \w leaves them out
_UNSPACED = (  # scripts without spaces between words (Korean has them, but glues its particles to the words)
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003fffd"
)
_PLAIN = re.compile(r"[a-z0-9]+")
_PARTS = re.compile(f"(?P<run>[{_UNSPACED}]+)|(?:(?![{_UNSPACED}])[^\\W_]|[{_MARKS}])+")


def folded(text: str) -> str:
    """Without case, accents and differences of width."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", bare)


def terms_of(text: str) -> list[str]:
    """The terms of a document's text, in order; of unspaced scripts each letter and each pair of neighbours."""
    return list(_terms(text, alone=True))


def asked_terms(text: str) -> list[str]:
    """The different terms of a question, in order. A single letter of an unspaced script counts only by itself."""
    return list(dict.fromkeys(_terms(text, alone=False)))


def _terms(text: str, *, alone: bool) -> Iterator[str]:
    plain = folded(text)
    if plain.isascii():
        yield from map(stem, _fitting(_PLAIN.findall(plain)))
        return
    for part in _PARTS.finditer(plain):
        if run := part["run"]:
            if alone or len(run) == 1:
                yield from run
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        else:
            yield from map(stem, _fitting([part[0]]))


def _fitting(words: list[str]) -> Iterator[str]:
    return (word for word in words if len(word) <= TERM_AT_MOST)
