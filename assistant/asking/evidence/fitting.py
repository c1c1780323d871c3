"""Whether what was found, or what a model made of it, fits the question, as far as code can tell: by its words, and by
the kind of value that it asks for."""

import re
from collections.abc import Mapping, Sequence

from assistant.asking.evidence.passages import occurs
from assistant.asking.evidence.sources import worked_out
from assistant.asking.question.event_kinds import kin_of
from assistant.asking.question.event_words import ASKS_OF_EVENT
from assistant.asking.question.folding import fold
from assistant.asking.question.kinds import asked_kind, holds
from assistant.asking.values import Reading, Source
from storage.documents import Service

NAMED_AT_MOST, LONGEST = 3, 40  # words that are told as missing; characters of each
LOOKED_FOR = 30  # words of a question
ENOUGH = 3  # of its words
TELLING = (
    6.0  # how rare a word is that tells what a question is about: one piece in 400 has it; in a small mailbox none
)
_CITED = re.compile(r"\[\d{1,3}\]")
_FIGURE = re.compile(r"\d{4,}")
_YEAR = re.compile(r"(?:19|20)(\d\d)")
_GROUPS = re.compile(r"(?<=\d)[,.'’ \u00a0](?=\d{3})")


def misfit(reading: Reading, sources: Sequence[Source], rarity: Mapping[str, float] | None = None) -> str:
    """Why the finds are no results but only what comes nearest, to be said after "I searched Gmail and"; else ''.

    They are none if no word of the question stands in them, or none of them has a name or a figure that it gives, or
    not even one has ENOUGH of its words, or half of what they are worth by their `rarity`. Where people or days say
    which things are meant, words say less.
    """
    texts = [_told(source) for source in sources]
    words = list(dict.fromkeys(reading.words.split()))[:LOOKED_FOR]
    if not occurs(reading.words, texts):
        return "found none of your words"
    if lacking := [word for word in _specific(words, reading) if not _stands(word, texts)]:
        return f"found nothing that mentions {_listed(lacking[:NAMED_AT_MOST])}"
    narrowed = reading.filters.senders or reading.filters.people or reading.filters.since or reading.filters.until
    return "" if narrowed else _poor(words, texts, rarity or {})


def valueless(reading: Reading, shown: Sequence[Source]) -> str:
    """Why extracts do not answer, in the same way: none holds a value of the kind that is asked for."""
    if any(source.service == Service.CALENDAR for source in shown):  # the times of events are shown beside them
        return ""
    return unsaid(reading, "\n".join(source.extract for source in shown))


def unsaid(reading: Reading, answer: str) -> str:
    """Why an answer is none, in the same way: nothing in it is a value of the kind that is asked for. How many there
    are of what a filter finds is told by finding them."""
    kind = None if reading.only_filters or not answer else asked_kind(reading.text)
    if kind is None or not kind.told:
        return ""
    return f"found nothing that says {kind.told}" if not holds(kind, _CITED.sub(" ", answer)) else ""


def is_named(reading: Reading, sources: Sequence[Source]) -> bool:
    """Whether a question for the calendar names one of the events that were found: its title has all of the words, or
    what they are called in another language."""
    words = reading.words.split()
    events = (one for one in sources if one.service == Service.CALENDAR and not worked_out(one))
    titles = [f"{one.title} {kin_of(one.title)}" for one in events]
    asked = reading.services == {"calendar"} or ASKS_OF_EVENT.search(fold(reading.text)) is not None
    of_events = asked and bool(words)
    return of_events and any(all(_stands(word, [title]) for word in words) for title in titles)


def _poor(words: Sequence[str], texts: Sequence[str], rarity: Mapping[str, float]) -> str:
    """Why no text has enough of the words; a rare word, which tells what a question is about, counts for several."""
    telling = max(rarity.values(), default=0.0) >= TELLING
    worth = {word: rarity.get(word, 0.0) if telling else 1.0 for word in words}
    half = sum(worth.values()) / 2
    for text in texts:
        there = [word for word in words if _stands(word, [text])]
        if len(there) >= ENOUGH or sum(worth[word] for word in there) >= half:
            return ""
    rarest = max(words, key=lambda word: worth[word])
    if telling and not _stands(rarest, texts):
        return f"found nothing that mentions {_listed([rarest])}"
    return "found nothing that has more than a few of your words"


def _told(source: Source) -> str:
    day = f"{source.at:%Y-%m-%d %B}" if source.at else ""
    also = kin_of(source.title) if source.service == Service.CALENDAR else ""
    return f"{source.title}\n{also}\n{source.who}\n{day}\n{source.whole or source.text}\n{source.extract}"


def _specific(words: Sequence[str], reading: Reading) -> list[str]:
    """Names and figures. Capitals tell a name only where other words have none: not in titles, not in German."""
    tell = reading.language != "de" and any(word.islower() for word in words)
    return [word for word in words if _FIGURE.fullmatch(word) or (tell and _is_name(word, reading.text))]


def _is_name(word: str, text: str) -> bool:
    """Whether it is written like one, and not because the question begins with it."""
    return word[0].isupper() and not text.lstrip(" \"'¿¡").startswith(word)


def _stands(word: str, texts: Sequence[str]) -> bool:
    """Whether a word stands in any text: in whatever form, a figure as it is, a year also by its last two digits."""
    if not _FIGURE.fullmatch(word):
        return occurs(word, texts)
    year = _YEAR.fullmatch(word)
    wanted = rf"(?<!\d){word}(?!\d)" + (rf"|['’/.-]{year[1]}(?!\d)" if year else "")
    return any(re.search(wanted, text) or re.search(wanted, _GROUPS.sub("", text)) for text in map(fold, texts))


def _listed(words: Sequence[str]) -> str:
    shown = [re.sub(r"[^\w.&'’+-]", "", word)[:LONGEST] for word in words]
    return " or ".join(filter(None, [", ".join(shown[:-1]), shown[-1]]))
