"""The sources that a prompt hands to a model, as the stand-in reads them, and what it takes from them."""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.models.reading import Reading, sentences
from sandbox.models.tables import rows_told

_SOURCE = re.compile(
    r"(?:^\[(?P<a>[\w.:-]{1,40})\]|^<source[^>]*?(?:id|n|number)=\"?(?P<b>[\w.:-]+)\"?[^>]*>|^source (?P<c>[\w.-]+):)"
    r"(?P<body>.*?)(?=^\[[\w.:-]{1,40}\]|^<source|^</source|^source [\w.-]+:|\Z)",
    re.M | re.S | re.I,
)
WORD = re.compile(r"[^\W_]+")
_NOT_THEIRS = re.compile(r"^(?:In answer to:|On .{5,200} wrote:|-{3,} ?Original Message).*", re.M | re.S)
FACTS = re.compile(r"^(?:When|Where|Place|Guests): .*$", re.M)  # of an event: lines of their own
_QUOTED_LINE = re.compile(r"^[ \t]*[>›].*$", re.M)
ENDING = re.compile(r"(?<=\w{4})(?:ations?|ing|ed|es?|s)$|s$")
_CLOSING = re.compile(r"(?:best|kind|warm|many)? ?(?:regards|wishes|thanks|thank you),?", re.I)
_SUBJECT = re.compile(r"Mail: (?:(?:re|fwd?|aw): *)*(.*)", re.I)
_GREETING, _SUMMED_UP = 40, 6  # characters of one at most; mails of a conversation


@dataclass(frozen=True)
class Found:
    """An answer taken word for word from sources, and the ids of those sources; empty if none says anything."""

    text: str
    source_ids: tuple[str, ...]


def stems(text: str) -> set[str]:
    """The words of a text without their endings, in small letters."""
    return {ENDING.sub("", word.lower().lstrip("0")) for word in WORD.findall(text)}


def sources_in(prompt: str, reading: Reading) -> list[tuple[str, str]]:
    """The (id, text) of each source: fences of that name, counted from 1 unless they open with an id, else marks."""
    fenced = [body for name, body in reading.fenced if name.lower().startswith("source")]
    if not fenced:
        return [(found["a"] or found["b"] or found["c"], found["body"]) for found in _SOURCE.finditer(prompt)]
    opened = [re.match(r"\[([\w.:-]{1,40})\]", body) for body in fenced]
    return [(mark[1] if mark else str(n), body) for n, (mark, body) in enumerate(zip(opened, fenced, strict=True), 1)]


def statements(text: str) -> list[tuple[str, str]]:
    """What a source itself says, and the words that count of it: nothing quoted, no closing words, a table by rows."""
    own = _QUOTED_LINE.sub("", _NOT_THEIRS.sub("", text)).strip() or text
    if rows := rows_told(own):
        return rows
    own, facts = FACTS.sub("", own), FACTS.findall(own)
    found = [said for said in sentences(own) if " " in said and not _CLOSING.fullmatch(said)] or sentences(own)
    return [(said, said) for said in [*found, *facts]]


def parted(body: str) -> tuple[str, str]:
    """What is told about a source in labelled lines, and its text."""
    head, _, text = body.partition("\n\n")
    return (head, text) if re.match(r"[A-Z][a-z]+: ", head) and text.strip() else ("", body)


def summed_up(sources: Sequence[tuple[str, str]], wanted: Set[str], *, several: bool) -> Found | None:
    """What each mail says first of the conversation of the first that has all these stems, or, where `several` are
    meant, each that has them; the earliest mail first. None without such a mail."""
    titles = {number: match[1] for number, body in sources if (match := _SUBJECT.match(body))}
    about = [number for number, body in sources if number in titles and wanted and wanted <= stems(body)]
    meant = about if several else [number for number in titles if about and titles[number] == titles[about[0]]]
    told: list[tuple[datetime, str, str]] = []
    for number, body in sources:
        head, text = parted(body)
        said = next((said for said, _ in statements(text) if len(said) > _GREETING), "")
        if said and number in meant:
            told.append((_moment(head), number, said[:300]))
    rows = sorted(told)[:_SUMMED_UP]
    ids = tuple(number for _, number, _ in rows)
    return Found("\n".join(f"- {said} [{number}]" for _, number, said in rows), ids) if rows else None


def _moment(head: str) -> datetime:
    """When a mail came, by its labelled lines; the earliest time there is where they do not say."""
    try:
        when = re.findall(r"^When: (.*)$", head, re.M)[0]
        return datetime.strptime(when, "%A %d %B %Y, %H:%M").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return datetime.min.replace(tzinfo=UTC)
