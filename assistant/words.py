"""Finding phrases in text: words are looked up once, by their first word, whatever the number of phrases."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import product

from assistant.phrases import de, en, es, fr, it, ja, nl, pt


class Kind(StrEnum):
    """What a phrase is a sign of."""

    QUESTION = "question"  # opens a question, even without its mark
    REQUEST = "request"
    YOU = "you"
    SOFT = "soft"  # polite closing words that ask nothing
    FYI = "fyi"
    THANKS = "thanks"
    GREETING = "greeting"
    BROADCAST = "broadcast"
    CLOSING = "closing"
    CALL = "call"  # invites to talk or meet
    DEADLINE = "deadline"
    URGENT = "urgent"
    AWAY = "away"
    MACHINE = "machine"
    BULK = "bulk"
    NEWS = "news"  # a publication, not an offer
    OFFER = "offer"
    SCAM = "scam"
    PITCH = "pitch"  # a stranger sells to a firm: what we do for companies like yours
    PHISH = "phish"  # your account, your data, within 24 hours
    STOCK = "stock"  # a question that nobody waits for: "Need help?", "How did we do?"
    ATTACH = "attach"
    YOURS = "yours"  # points at what the other side sent
    COMMIT = "commit"  # first person, will
    COSTLY = "costly"  # what one should not promise lightly
    RECEIPT = "receipt"
    INVOICE = "invoice"
    MEETING = "meeting"
    TRAVEL = "travel"
    SHIPPING = "shipping"
    SUPPORT = "support"
    SALES = "sales"
    LEGAL = "legal"
    HIRING = "hiring"
    SECURITY = "security"
    INTRODUCTION = "introduction"
    FOLLOW_UP = "follow_up"


@dataclass(frozen=True)
class Hit:
    """A phrase of a kind, from word `start` up to `end` (exclusive)."""

    kind: Kind
    start: int
    end: int


_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_TABLES: Mapping[str, Mapping[str, str]] = {
    "en": en.PHRASES,
    "de": de.PHRASES,
    "fr": fr.PHRASES,
    "es": es.PHRASES,
    "it": it.PHRASES,
    "pt": pt.PHRASES,
    "nl": nl.PHRASES,
}


def words_of(text: str) -> list[str]:
    """The words of a text, lower-cased, with plain apostrophes."""
    return _WORD.findall(text.lower().replace("’", "'"))


class Lexicon:
    """The phrases of one or more languages. In the tables `;` ends a phrase; `a/b` in a word's place is a choice."""

    def __init__(self, *tables: Mapping[str, str]) -> None:
        self._single: dict[str, list[Kind]] = {}
        self._longer: dict[str, dict[str, list[tuple[list[str], Kind]]]] = {}
        for table in tables:
            for name, lines in table.items():
                for phrase in lines.split(";"):
                    self._add(Kind(name), phrase.split())

    def _add(self, kind: Kind, slots: Sequence[str]) -> None:
        for choice in product(*(slot.split("/") for slot in slots)):
            words = words_of(" ".join(choice))
            if len(words) == 1:
                self._single.setdefault(words[0], []).append(kind)
            elif words:
                by_second = self._longer.setdefault(words[0], {})
                by_second.setdefault(words[1], []).append((words[2:], kind))

    def hits(self, words: list[str]) -> list[Hit]:
        """Every phrase found, in the order of the text."""
        found = []
        for at, word in enumerate(words):
            found += [Hit(kind, at, at + 1) for kind in self._single.get(word, ())]
            by_second = self._longer.get(word)
            if by_second is None or at + 1 == len(words):
                continue
            for rest, kind in by_second.get(words[at + 1], ()):
                end = at + 2 + len(rest)
                if not rest or words[at + 2 : end] == rest:
                    found.append(Hit(kind, at, end))
        return found

    def kinds(self, text: str) -> frozenset[Kind]:
        """The kinds of phrases in a text."""
        return frozenset(hit.kind for hit in self.hits(words_of(text)))


class Snippets:
    """The phrases of a language that writes no spaces: looked for anywhere."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = {Kind(name): tuple(lines.split()) for name, lines in table.items()}

    def hits(self, text: str) -> list[Hit]:
        """Every phrase found, once, by its characters."""
        places = [(kind, text.find(part), len(part)) for kind, parts in self._table.items() for part in parts]
        return [Hit(kind, at, at + size) for kind, at, size in places if at >= 0]

    def kinds(self, text: str) -> frozenset[Kind]:
        """The kinds of phrases in a text."""
        return frozenset(kind for kind, snippets in self._table.items() if any(part in text for part in snippets))


@cache
def lexicon(language: str) -> Lexicon:
    """The phrases of a language, always with the English ones, which turn up in every office's mail."""
    own = _TABLES.get(language)
    return Lexicon(en.PHRASES) if own is None or language == "en" else Lexicon(en.PHRASES, own)


@cache
def every_lexicon() -> Lexicon:
    """The phrases of all languages: for a short text whose language cannot be told."""
    return Lexicon(*_TABLES.values())


@cache
def snippets() -> Snippets:
    """The Japanese phrases."""
    return Snippets(ja.PHRASES)


def kinds_in(text: str, language: str) -> frozenset[Kind]:
    """The kinds of phrases in a text of that language."""
    return snippets().kinds(text) if language == "ja" else lexicon(language).kinds(text)


def hits_in(text: str, language: str) -> list[Hit]:
    """Every phrase in a text of that language, with its place in words (Japanese: in characters)."""
    return snippets().hits(text) if language == "ja" else lexicon(language).hits(words_of(text))
