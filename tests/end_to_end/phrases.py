"""Telling whether a text holds words of a mail: its subject, its lines, or four words of them in a row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import unquote

SIZES, LEAST = (2, 3, 4), 14  # words in a row that tell a mail, fewer of a short line; letters that they have at least
ODD = 8  # letters of a word that tells a mail by itself, if digits are mixed in: no two mails share it by chance
_ADDRESS = re.compile(r"\S+@\S+|https?://[^\s/]+")  # who wrote to whom, and where things are, is kept in other places
_ESCAPED = re.compile(r"\\+(?:u([0-9a-f]{4})|x[0-9a-f]{2}|[nrt])")
_WORD = re.compile(r"\w+")
_MIXED = re.compile(r"(?=.*\d)(?=.*[^\W\d])")


def words_in(text: str) -> list[str]:
    """The words in a text, in small letters, however it is escaped."""
    plain = unescape(unquote(text.lower()))
    return _WORD.findall(_ESCAPED.sub(lambda found: chr(int(found[1], 16)) if found[1] else " ", plain))


def runs(words: list[str], size: int) -> set[str]:
    """Each so many words of them that follow each other."""
    return {" ".join(words[at : at + size]) for at in range(len(words) - size + 1)}


def telling(words: list[str], shortest: int) -> set[str]:
    """What tells a mail among the words of one of its lines, which has at least so many."""
    told = {run for run in runs(words, min(max(len(words), shortest), SIZES[-1])) if len(run) >= LEAST}
    return told | {word for word in words if len(word) >= ODD and _MIXED.match(word)}


def _all(words: list[str]) -> set[str]:
    return {*words, *(run for size in SIZES for run in runs(words, size))}


@dataclass
class Phrases:
    """What tells each of many mails, and in whose mail the same words stand."""

    told: set[str] = field(default_factory=set)
    owners: dict[str, set[str]] = field(default_factory=dict)

    def add(self, owner: str, text: str, shortest: int) -> None:
        """Puts in a subject or a body, without its lines of fewer words than these."""
        for line in text.splitlines():
            for part in _ADDRESS.split(line):
                words = words_in(part)
                self.told |= telling(words, shortest)
                for run in _all(words):
                    self.owners.setdefault(run, set()).add(owner)

    def found(self, text: str) -> set[str]:
        """What of it stands in a text."""
        return self.told & _all(words_in(text))

    def others(self, found: Iterable[str], readers: Iterable[str]) -> list[str]:
        """What of that is not in mail of each of the readers."""
        people = set(readers)
        return sorted(run for run in found if not people or not people <= self.owners[run])
