"""People: whom a question names and nobody knows, and what those are called whose addresses are known."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from assistant.asking.evidence.sources import worked_out
from assistant.asking.question.folding import fold
from assistant.asking.values import Mention, Outcome, Reading, Source
from connectors.mail.clean import clean_line
from storage.contacts import Known

LIKE_AT_MOST, COMPARED = 2, 3000  # names offered; contacts looked through, those met most
ALIKE = 0.72  # of difflib's ratio
_WORD = re.compile(r"\w+")
_ODD = re.compile(r"[^\w .,'’&()-]|_")


def strangers(
    reading: Reading, contacts: Mapping[str, Sequence[Known]], outcomes: Sequence[Outcome]
) -> tuple[str, ...]:
    """A sentence for each person of the question whom nobody is called, with names that are nearly the same.

    Not for a word that stands in what was found, unless it is who is said to write: that may be a firm or a thing.
    """
    found = [source for one in outcomes for source in one.sources if not worked_out(source)]
    return tuple(
        _told(one.words, contacts) for one in unknown_people(reading) if one.role == "sender" or not _occurs(one, found)
    )


def unknown_people(reading: Reading) -> list[Mention]:
    """The people of a question whom nobody in the mailbox is called."""
    return [one for one in reading.mentions if not one.emails and "@" not in one.words]


def unfound(reading: Reading, sources: Sequence[Source]) -> list[str]:
    """What those of them are called of whom nothing tells that was found: it is about others."""
    return [shown(one.words) for one in unknown_people(reading) if not _occurs(one, sources)]


def _occurs(mention: Mention, sources: Sequence[Source]) -> bool:
    said = {fold(word) for word in _WORD.findall(mention.words)}
    texts = (f"{source.title} {source.who} {source.whole or source.text}" for source in sources)
    return any(said <= set(_WORD.findall(fold(text))) for text in texts)


def _told(words: str, contacts: Mapping[str, Sequence[Known]]) -> str:
    name = shown(words)
    like = _nearest(words, contacts)
    offered = f" Did you mean {' or '.join(like)}?" if like else ""
    return f"I found nobody called {name} among your correspondents, so I searched for the word.{offered}"


def _nearest(words: str, contacts: Mapping[str, Sequence[Known]]) -> list[str]:
    every = sorted((one for some in contacts.values() for one in some if one.name), key=lambda one: -one.count)
    by_word: dict[str, str] = {}
    for one in every[:COMPARED]:
        for word in _WORD.findall(fold(one.name)):
            by_word.setdefault(word, shown(one.name))
    wanted = fold(words).split()[0]
    near = get_close_matches(wanted, by_word, n=LIKE_AT_MOST + 1, cutoff=ALIKE)
    return list(dict.fromkeys(by_word[word] for word in near))[:LIKE_AT_MOST]


def names_in(contacts: Mapping[str, Iterable[Known]]) -> dict[str, str]:
    """The names that go with the addresses of correspondents, as far as they are known."""
    return {one.email: shown(one.name) for some in contacts.values() for one in some if one.name}


def shown(name: str) -> str:
    """A name as it may be shown: others choose what they call themselves."""
    return " ".join(_ODD.sub(" ", clean_line(name)).split())[:60]
