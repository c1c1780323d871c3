"""A model's words as rich_text: paragraphs, lists, raised citations; no address leads anywhere (SPEC SE6)."""

import re
from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlsplit

from bot.views.text import Block, Element, clean, cut

HOSTS = frozenset({"mail.google.com", "calendar.google.com", "drive.google.com", "docs.google.com"})
_CITATION = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_ADDRESS = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://([^\s<>\"'|)\]]*)|\bwww\.([^\s<>\"'|)\]]+)")
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHUNK = 2900


def rich(elements: Sequence[Element]) -> Block:
    """A rich_text block."""
    return {"type": "rich_text", "elements": list(elements)}


def neutral(text: str) -> str:
    """The text with every address in it reduced to its host: what follows could carry something away (SE6)."""
    return _ADDRESS.sub(lambda found: _host(found.group(1) or found.group(2) or ""), clean(text))


def _host(rest: str) -> str:
    return re.split(r"[/?#\\]", rest.rpartition("@")[2] if "@" in rest.split("/")[0] else rest, maxsplit=1)[0]


def prose(text: str, numbers: set[int], limit: int) -> list[Element]:
    """Plain text with '- ' lists and [n] citations as parts of a rich_text block; nothing in it is a link."""
    parts: list[Element] = []
    for bulleted, lines in groupby(cut(neutral(text), limit).strip("\n").split("\n"), key=_is_bullet):
        if bulleted:
            items = [_section(_pieces(line.strip()[2:].strip(), numbers)) for line in lines]
            parts.append({"type": "rich_text_list", "style": "bullet", "elements": items})
        elif rows := _paragraphs([_pieces(line.strip(), numbers) for line in lines]):
            parts.append(flow(rows))
    return parts or [_section([run("(no answer)")])]


def cited(text: str, limit: int) -> set[int]:
    """The numbers that are cited in what `prose` shows of the text."""
    found = _CITATION.finditer(cut(neutral(text), limit))
    return {int(one) for citation in found for one in citation[1].split(",")}


def _is_bullet(line: str) -> bool:
    return line.strip()[:2] in ("- ", "* ", "• ") and len(line.strip()) > 2


def _paragraphs(rows: list[list[Element]]) -> list[list[Element]]:
    """The lines without empty ones at both ends: a list stands apart as it is."""
    while rows and not rows[0]:
        rows = rows[1:]
    while rows and not rows[-1]:
        rows = rows[:-1]
    return rows


def flow(rows: Sequence[Sequence[Element]]) -> Element:
    """Lines of text as one section, as Slack's own composer makes it."""
    joined: list[Element] = []
    for place, row in enumerate(rows):
        joined += [*([run("\n")] if place else []), *row]
    return _section(joined)


def _section(elements: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": elements}


def run(text: str, **style: bool) -> Element:
    """Text inside rich_text: to the letter, without markup."""
    return {"type": "text", "text": text} | ({"style": style} if style else {})


def _pieces(line: str, numbers: set[int]) -> list[Element]:
    """The line with citations of known sources as raised numbers."""
    found: list[Element] = []
    at = 0
    for citation in _CITATION.finditer(line):
        cited = [int(one) for one in citation.group(1).split(",")]
        if not set(cited) <= numbers:
            continue
        found += _texts(line[at : citation.start()].rstrip())
        found.append(run("\u2009" + "\u02d2".join(str(one).translate(_SMALL) for one in cited)))
        at = citation.end()
    return [*found, *_texts(line[at:])]


def _texts(text: str) -> list[Element]:
    return [run(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]


def safe_link(link: str) -> str:
    """The link if it leads to the asker's own Google and nowhere else, '' otherwise.

    Links come from stored documents, which others may have written.
    """
    if len(link) > 2000 or not link.isascii() or re.search(r"[\s\\<>\"'|^`{}]", link):
        return ""
    try:
        parts = urlsplit(link)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or parts.username is not None or port is not None:
        return ""
    ours = parts.hostname in HOSTS
    calendar = parts.hostname == "www.google.com" and parts.path.startswith("/calendar/") and ".." not in parts.path
    return link if ours or calendar else ""
