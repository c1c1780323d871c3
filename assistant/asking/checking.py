"""What a model answered, checked against its sources before anybody reads it (SPEC AS5, SE6, PLATFORM G4)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

from assistant.amounts import find_amounts
from assistant.asking.evidence.sources import facts
from assistant.asking.plan.shapes import ANSWER_AT_MOST, AskAnswer
from assistant.asking.values import Asker, Source
from assistant.dates import MONTHS, find_dates
from assistant.grounds import Sources, unfounded_amounts, unfounded_dates, unfounded_links
from connectors.mail.clean import clean_line, clean_text, without_gaps

_CITATION = re.compile(r"[\[【]\s*(?:source\s*)?(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]", re.I)
_IMAGE = re.compile(r"!\[([^\]\n]{0,200})\]\([^)\n]{0,2000}\)")
_MARKDOWN_LINK = re.compile(r"\[([^\]\n]{1,200})\]\([^)\n]{0,2000}\)")
_SLACK = re.compile(r"<(?:[@#!][^<>\n]{0,200}|[a-z][a-z0-9+.-]{1,15}:[^<>\n]{0,2000})>", re.I)
_TAG = re.compile(r"</?[a-z][^<>\n]{0,500}>", re.I)
_URL = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,15}://[^\s<>\"')\]]*|\bwww\.[^\s<>\"')\]]+|\b(?:data|javascript|mailto|tel):\S+"
    r"|(?<![\w.@/-])(?:[\w-]{1,63}\.){1,6}[a-z]{2,24}/[^\s<>\"')\]]*",
    re.I,
)
_HOST = re.compile(r"^(?:[a-z][a-z0-9+.-]*://)?(?:[^/\s@]*@)?([^/\s:?#]+)", re.I)
_WANTS_ADDRESS = re.compile(
    r"(?i)\b(?:e-?mail address(?:es)?|address|link|url|web ?site|web ?page|contact|reach|mailadresse|adresse|dirección|"
    r"indirizzo|endereço)\b"
)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_NAMED_ADDRESS = re.compile(rf"(\b[^\W\d_][\w'’.-]*(?: [^\W\d_][\w'’.-]*){{0,4}}) [(<]({_EMAIL.pattern})[)>]")
_SENTENCE = re.compile(r"(?<=[.!?。])(?=\s+(?!\[\d))|(?<=\])(?=\s+[A-Z\d-])|\n")
_NAME = re.compile(r"\b[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|van|von|de|der|la))* [A-Z][\w'’-]+\b")
_CITED = re.compile(r"\[\d{1,3}\]")
_QUOTED_AT_LEAST = 20  # characters
_CALL = re.compile(r"(?<!\w)@(channel|here|everyone)\b", re.I)
_LINK_LEFT_OUT, _ADDRESS_LEFT_OUT = "(link left out)", "(address left out)"
SUGGESTION_AT_MOST = 75  # as long as a button's label may be
_CHANGES = re.compile(
    r"(?i)\b(?:send|share|forward|reply|write|draft|create|schedule|book|invite|delete|cancel|move|add|remove|pay|transfer|"
    r"click|visit|open|download|install|call|approve|confirm|reschedule|schick\w*|sende\w*|teile?\w*|lösch\w*)\b"
)


@dataclass(frozen=True)
class Checked:
    """What is left of an answer. `sources` are those it cites, numbered anew from 1 in the order of their first
    citation. `text` is '' if nothing holds."""

    text: str
    known: bool
    sources: tuple[Source, ...]
    suggestions: tuple[str, ...] = ()
    left_out: bool = False  # statements that no source supports


def check_answer(
    answer: AskAnswer, question: str, sources: Sequence[Source], asker: Asker, names: Mapping[str, str] | None = None
) -> Checked:
    """The answer without whatever does not stand in its sources, and with citations of given sources only.

    Instead of an address that may not be told it names the correspondent, by `names`.
    """
    grounds = _grounds(answer.answer, question, sources, asker)
    text = harmless(answer.answer, _may_name(question, sources), names)
    text = only_known_citations(text, {source.number for source in sources})
    kept, left_out = _supported(text, grounds)
    numbers = cited(kept)
    if not numbers:  # a statement without a source is no statement
        return Checked("", False, (), left_out=left_out)
    order = {number: place for place, number in enumerate(numbers, start=1)}
    by_number = {source.number: source for source in sources}
    chosen = tuple(replace(by_number[number], number=place) for number, place in order.items())
    suggestions = tuple(one for one in answer.suggestions if is_harmless_suggestion(one, question))
    return Checked(_renumbered(kept, order), answer.known, chosen, suggestions, left_out)


def _may_name(question: str, sources: Sequence[Source]) -> str:
    """Where addresses and hosts may come from: the question and who wrote; what they wrote only if an address is
    asked for, since a text that wants to be followed names one."""
    texts = [source.text for source in sources] if _WANTS_ADDRESS.search(question) else []
    return "\n".join([question, *(source.who for source in sources), *texts])


def _grounds(answer: str, question: str, sources: Sequence[Source], asker: Asker) -> Sources:
    """What the answer may rest on. Days are looked for only if it names any, and relative ones from that source's own
    day: it is most of the work."""
    today = asker.now.astimezone(ZoneInfo(asker.zone)).date()
    texts = [
        (question, today),
        *((facts(source, asker.zone), source.at.date() if source.at else today) for source in sources),
    ]
    days = [found for text, day in texts for found in find_dates(text, day)] if find_dates(answer, today) else []
    return Sources("\n".join(text for text, _ in texts), tuple(days), today)


def harmless(text: str, known: str = "", names: Mapping[str, str] | None = None) -> str:
    """Text that can carry nothing away and is nothing but text, in at most ANSWER_AT_MOST characters."""
    return without_links(text, known, names).replace("<", "‹").replace(">", "›")[:ANSWER_AT_MOST]


def without_links(text: str, known: str = "", names: Mapping[str, str] | None = None) -> str:
    """Text without links, images and markup, and with only those mail addresses that are in `known`: for others
    stands the name that `names` has for them.

    Of a link whose host is in `known` the host is left, for a reader to know what was meant; nothing here is live.
    """
    text = without_gaps(clean_text(text))
    text = _IMAGE.sub(r"\1", text)
    text = _MARKDOWN_LINK.sub(lambda found: found[0] if _CITATION.fullmatch(f"[{found[1]}]") else found[1], text)
    text = _TAG.sub("", _SLACK.sub("", text))
    known = known.casefold()
    text = _named(text, known, names or {})
    text = _URL.sub(lambda found: _host(found[0], known), text)
    return _CALL.sub(r"\1", text).replace("](", "] (").strip()


def _named(text: str, known: str, names: Mapping[str, str]) -> str:
    def told(found: re.Match[str]) -> str:
        address = found[0].casefold()
        return found[0] if address in known else names.get(address, _ADDRESS_LEFT_OUT)

    # a name with its address is not told twice
    text = _NAMED_ADDRESS.sub(lambda found: found[0] if found[2].casefold() in known else found[1], text)
    return _EMAIL.sub(told, text)


def _host(link: str, known: str) -> str:
    bare = link.rstrip(".,;:!?")
    found = _HOST.match(bare)
    host = found[1].casefold() if found else ""
    return (host if host and host in known else _LINK_LEFT_OUT) + link[len(bare) :]


def only_known_citations(text: str, numbers: set[int]) -> str:
    """Citations as [1][2], of these numbers only."""

    def written(found: re.Match[str]) -> str:
        named = [int(one) for one in re.findall(r"\d+", found[1])]
        return "".join(f"[{number}]" for number in dict.fromkeys(named) if number in numbers)

    return re.sub(r" +([.,;:])", r"\1", _CITATION.sub(written, text))


def cited(text: str) -> tuple[int, ...]:
    """The numbers cited, each once, in order."""
    return tuple(dict.fromkeys(int(found[1]) for found in re.finditer(r"\[(\d{1,3})\]", text)))


def _renumbered(text: str, order: dict[int, int]) -> str:
    return re.sub(r"\[(\d{1,3})\]", lambda found: f"[{order[int(found[1])]}]", text)


def _supported(text: str, grounds: Sources) -> tuple[str, bool]:
    """The sentences whose figures, days and names stand in the sources, and whether any other was left out."""
    pieces = [piece for piece in _SENTENCE.split(text) if piece]
    whole = " ".join(grounds.text.split())
    kept = [piece for piece in pieces if _quoted(piece, whole, grounds) or not any(unfounded(piece, grounds))]
    if len(kept) == len(pieces):
        return text.strip(), False
    separator = "\n" if "\n" in text else " "  # list items stay on lines of their own
    return separator.join(piece.strip() for piece in kept if piece.strip(" -•")), True


def _quoted(sentence: str, whole: str, grounds: Sources) -> bool:
    """Whether it stands in a source word for word, and its "tomorrow", if any, has the day beside it: alone it would
    now mean another one."""
    bare = " ".join(_CITED.sub(" ", sentence).strip(" -•").split())
    if len(bare) < _QUOTED_AT_LEAST or bare not in whole:
        return False
    kinds = {found.kind for found in find_dates(bare, grounds.today)}
    return "date" in kinds or kinds <= {"weekday"}


def unfounded(sentence: str, grounds: Sources) -> Iterator[str]:
    """What the sentence says that stands in no source and does not follow from two of its figures."""
    bare = _CITED.sub(" ", sentence)
    amounts = list(unfounded_amounts(bare, grounds)) if re.search(r"\d", bare) else []
    if amounts:
        derived = _derivable(bare, amounts)
        yield from (words for words in amounts if not _values(words) & derived)
    yield from unfounded_dates(bare, grounds)
    yield from unfounded_links(bare, grounds)
    known = grounds.text.casefold()
    for found in _NAME.finditer(bare):
        if not any(word.casefold() in known for word in found[0].split()):
            yield found[0]


def _values(text: str) -> set[Decimal]:
    return {value for amount in find_amounts(text) for value in amount.values}


def _derivable(sentence: str, unknown: Sequence[str]) -> set[Decimal]:
    """Sums and differences of the figures that the sentence itself gives and its sources have."""
    values = sorted(_values(sentence) - {value for words in unknown for value in _values(words)})[:20]
    pairs = list(combinations(values, 2))
    return {one + other for one, other in pairs} | {abs(one - other) for one, other in pairs}


def is_harmless_suggestion(suggestion: str, question: str) -> bool:
    """Whether a suggestion only asks. A click on it counts as the asker's own words, so it must not name anybody whom
    the asker did not, lead anywhere, or change anything."""
    line = clean_line(suggestion)
    if not 3 < len(line) <= SUGGESTION_AT_MOST or _CHANGES.search(line) or re.search(r"[@<>{}\[\]|`/\\]|\d{4}", line):
        return False
    named = {word.casefold() for word in re.findall(r"(?<=\s)[A-Z][\w'’-]+", line)} - MONTHS.keys()
    return all(word in question.casefold() for word in named)
