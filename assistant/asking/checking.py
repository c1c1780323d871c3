"""What a model answered, checked against its sources before anybody reads it (SPEC AS5, SE6, PLATFORM G4)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.claims.claims import Grounds, stands
from assistant.asking.claims.uncited import leads, rests_on
from assistant.asking.evidence.marks import cited, is_citation, only_known_citations, renumbered
from assistant.asking.evidence.sources import behind
from assistant.asking.plan.shapes import ANSWER_AT_MOST, AskAnswer
from assistant.asking.values import Asker, Source
from connectors.mail.clean import clean_text, without_gaps

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
_SENTENCE = re.compile(  # "12." may be a day of a month
    r"(?<=[.!?])(?<!\s\d\.)(?<!\s\d\d\.)(?<!Mio\.)(?<!Mrd\.)(?=\s+(?!\[\d|[a-zß-ÿ€$£]))"
    r"|(?<=。)(?!\s*\[\d)|(?<=\])(?=\s+[A-ZÀ-ÖØ-Þ¿¡«„“\d-])|\n"
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|No|Nr|approx|ca|vs|Inc|Ltd|Co|Hr|Fr|Sr|Sra|Sig|Dott|Mme|bzw|usw|etc|[A-Z])|\b\w\.\s?\w)\.$"
)
_CALL = re.compile(r"(?<!\w)@(channel|here|everyone)\b", re.I)
_LINK_LEFT_OUT, _ADDRESS_LEFT_OUT = "(link left out)", "(address left out)"


@dataclass(frozen=True)
class Checked:
    """What is left of an answer. `sources` are those it cites, numbered anew from 1 in the order of their first
    citation, then what the facts among them were worked out from. `text` is '' if nothing holds."""

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
    grounds = Grounds.read(question, sources, asker)
    text = harmless(answer.answer, _may_name(question, sources), names)
    text = only_known_citations(text, {source.number for source in sources})
    kept, left_out = _supported(text, grounds)
    numbers = cited(kept)
    if not numbers:  # a statement without a source is no statement
        return Checked("", False, (), left_out=left_out)
    by_number = {source.number: source for source in sources}
    seen = (source.number for source in behind([by_number[number] for number in numbers], sources))
    order = {number: place for place, number in enumerate(dict.fromkeys([*numbers, *seen]), start=1)}
    chosen = tuple(replace(by_number[number], number=place) for number, place in order.items())
    return Checked(renumbered(kept, order), answer.known, chosen, left_out=left_out)


def _may_name(question: str, sources: Sequence[Source]) -> str:
    """Where addresses and hosts may come from: the question and who wrote; what they wrote only if an address is
    asked for, since a text that wants to be followed names one."""
    texts = [source.text for source in sources] if _WANTS_ADDRESS.search(question) else []
    return "\n".join([question, *(source.who for source in sources), *texts])


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
    text = _MARKDOWN_LINK.sub(lambda found: found[0] if is_citation(f"[{found[1]}]") else found[1], text)
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


def _supported(text: str, grounds: Grounds) -> tuple[str, bool]:
    """The sentences whose figures, days and names stand in the sources, and whether any other was left out. One that
    names no source must claim nothing beyond those that do."""
    pieces = _pieces(text)
    held = [stands(piece, grounds) for piece in pieces]
    numbers = cited(" ".join(piece for piece, holds in zip(pieces, held, strict=True) if holds))
    told = grounds.told(numbers)
    for at in reversed(range(len(pieces))):
        if numbers and held[at] and not cited(pieces[at]):
            follows = held[at + 1] if at + 1 < len(pieces) else True
            held[at] = rests_on(pieces[at], told, grounds.question.text) and (follows or not leads(pieces[at]))
    if all(held):
        return text.strip(), False
    separator = "\n" if "\n" in text else " "  # list items stay on lines of their own
    kept = (piece for piece, holds in zip(pieces, held, strict=True) if holds)
    return separator.join(piece.strip() for piece in kept if piece.strip(" -•")), True


def _pieces(text: str) -> list[str]:
    """Its sentences; "Mr." ends none."""
    pieces: list[str] = []
    for piece in filter(None, _SENTENCE.split(text)):
        if pieces and _ABBREVIATED.search(pieces[-1]):
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces
