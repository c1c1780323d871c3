"""The answer to a question as Block Kit: the checked text, its sources, what is missing, and what to do next (AS5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from assistant.asking.taking import LONGEST
from assistant.asking.values import Reply, Source
from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.space import fits
from bot.views.text import Block, Element, button, clean, context, cut, escape, mrkdwn, plain, plain_section, section
from storage.questions import Question

HOSTS = frozenset({"mail.google.com", "calendar.google.com", "drive.google.com", "docs.google.com"})
SERVICES = {"gmail": "Gmail", "calendar": "Calendar", "drive": "Drive"}
PRIVATE = ":lock: Only you can see this."
SUGGESTIONS = 3
_CITATION = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
_ADDRESS = re.compile(r"\b[a-zA-Z][a-zA-Z0-9+.-]{1,20}://([^\s<>\"'|)\]]*)|\bwww\.([^\s<>\"'|)\]]+)")
_SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_CHUNK = 2900


@dataclass(frozen=True)
class _Space:
    """How much is shown: characters of the text, sources, characters of each one's title."""

    text: int
    sources: int
    title: int


_SPACES = (_Space(6000, 12, 120), _Space(4000, 10, 80), _Space(2500, 8, 60), _Space(1000, 4, 40))


@dataclass(frozen=True)
class Heading:
    """Which question is answered; `shown` where nothing else in the thread says it (it was asked by a button)."""

    question_id: str
    text: str = ""
    shown: bool = False
    was_cut: bool = False


def heading_of(question: Question) -> Heading:
    """What the answer to a stored question stands under."""
    by_button = question.key.startswith(("suggested:", "retried:"))
    return Heading(question.id, question.text, shown=by_button, was_cut=len(question.text) >= LONGEST)


def opening(heading: Heading) -> Block:
    """The first block of every answer. By its id the message is found again after a crash."""
    asked = [plain(f"You asked: {_line(heading.text, 200)}", 220)] if heading.shown else []
    return {**context(PRIVATE, *asked), "block_id": f"answer:{heading.question_id}"}


def answer_card(heading: Heading, reply: Reply, *, more: bool = False) -> Drawn:
    """A checked answer. `more` also shows the finds that it does not cite."""
    blocks: list[Block] = []
    for space in _SPACES:
        blocks = [opening(heading), *_body(heading, reply, space, more), *_foot(heading, reply, more)]
        if fits(blocks):
            break
    return Drawn(fallback(reply), blocks)


def fallback(reply: Reply) -> str:
    """The answer in one line, for notifications and screen readers."""
    return escape(neutral(reply.text), 600) or "Mailroom has answered your question"


def _body(heading: Heading, reply: Reply, space: _Space, more: bool) -> list[Block]:
    blocks: list[Block] = []
    if heading.was_cut:
        blocks.append(context("Your question was very long: only its first 3,000 characters were read."))
    if reply.explained:
        blocks.append(context(plain(f"Understood: {', '.join(_line(one, 120) for one in reply.explained)}", 600)))
    blocks.append(_rich(prose(reply.text, {one.number for one in reply.sources}, space.text)))
    if not reply.known and reply.searched:
        blocks.append(context(plain(f"Searched: {', '.join(_line(one, 40) for one in reply.searched)}.", 300)))
    blocks += _listed("Sources", reply.sources, space)
    if more:
        blocks += _listed("More results", reply.more, space)
    return blocks


def _foot(heading: Heading, reply: Reply, more: bool) -> list[Block]:
    reference = heading.question_id
    blocks: list[Block] = [missing_words(service, trouble) for service, trouble in list(reply.missing.items())[:5]]
    buttons = [button("Try Again", "answer_retried", reference)] if reply.missing else []
    if reply.more and not more:
        buttons.append(button("Show More Results", "answer_more", reference))
    if reply.known:
        buttons.append(button("Share…", "answer_shared", reference))
    if buttons:
        blocks.append({"type": "actions", "block_id": f"answer-do:{reference}", "elements": buttons})
    return [*blocks, *_suggestions(reference, reply.suggestions)]


def _suggestions(reference: str, suggestions: Sequence[str]) -> list[Block]:
    """Each in a block of its own: an action_id may stand only once in one, and questions are as long as a line."""
    offered = [(number, _line(neutral(one), 300)) for number, one in enumerate(suggestions[:SUGGESTIONS])]
    return [
        {
            "type": "actions",
            "block_id": f"suggested:{reference}:{number}",
            "elements": [button(label, "answer_suggested", f"{reference}:{number}")],
        }
        for number, label in offered
        if label
    ]


def missing_words(service: str, trouble: str) -> Block:
    """Says that a service could not be asked, and why, in the catalogue's words."""
    failure = Failure(trouble) if trouble in set(Failure) else Failure.UNKNOWN
    words = CATALOGUE[failure]
    name = SERVICES.get(service, _line(service, 40))
    return plain_section(f"⚠ {name} is not in this answer. {words.title}. {words.sentence}", 600)


def _line(text: str, limit: int) -> str:
    return " ".join(cut(text, limit).split())


def _rich(elements: Sequence[Element]) -> Block:
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
            parts.append(_flow(rows))
    return parts or [_section([_text("(no answer)")])]


def _is_bullet(line: str) -> bool:
    return line.strip()[:2] in ("- ", "* ", "• ") and len(line.strip()) > 2


def _paragraphs(rows: list[list[Element]]) -> list[list[Element]]:
    """The lines without empty ones at both ends: a list stands apart as it is."""
    while rows and not rows[0]:
        rows = rows[1:]
    while rows and not rows[-1]:
        rows = rows[:-1]
    return rows


def _flow(rows: Sequence[Sequence[Element]]) -> Element:
    """Lines of text as one section, as Slack's own composer makes it."""
    joined: list[Element] = []
    for place, row in enumerate(rows):
        joined += [*([_text("\n")] if place else []), *row]
    return _section(joined)


def _section(elements: list[Element]) -> Element:
    return {"type": "rich_text_section", "elements": elements}


def _text(text: str, **style: bool) -> Element:
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
        found.append(_text("\u2009" + "\u02d2".join(str(one).translate(_SMALL) for one in cited)))
        at = citation.end()
    return [*found, *_texts(line[at:])]


def _texts(text: str) -> list[Element]:
    return [_text(text[start : start + _CHUNK]) for start in range(0, len(text), _CHUNK)]


def _listed(title: str, sources: Sequence[Source], space: _Space) -> list[Block]:
    if not sources:
        return []
    rows = [_row(source, space.title) for source in sources[: space.sources]]
    if len(sources) > space.sources:
        rows.append([_text(f"… and {len(sources) - space.sources} more", italic=True)])
    return [context(f"*{title}*"), _rich([_flow(rows)])]


def _row(source: Source, limit: int) -> list[Element]:
    title = _line(source.title, limit) or "(no title)"
    link = safe_link(source.link)
    name: Element = {"type": "link", "url": link, "text": title} if link else _text(title)
    said = [SERVICES.get(source.service, _line(source.service, 40)), _line(source.who, 80)]
    row = [_text(f"{source.number}. ", bold=True), name, _text(f" – {', '.join(filter(None, said))}")]
    return [*row, *_when(source)]


def _when(source: Source) -> list[Element]:
    """When it was, in the reader's own zone; a whole day is the same day everywhere."""
    if source.at is None:
        return []
    if source.all_day:
        return [_text(f", {source.at:%a %d %b %Y}")]
    written = f"{source.at:%Y-%m-%d %H:%M} UTC"
    form = "{date_short_pretty} {time}"
    at = int(source.at.timestamp())
    return [_text(", "), {"type": "date", "timestamp": at, "format": form, "fallback": written}]


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


def asked_card(question_id: str, text: str) -> Drawn:
    """The first message of a thread for a question that was asked by command or elsewhere."""
    words = plain_section(f"You asked: {_line(text, 3000)}", 3000)
    return Drawn(f"You asked: {escape(text, 300)}", [{**words, "block_id": f"question:{question_id}"}])


def shared_message(text: str, reply: Reply, slack_id: str) -> Drawn:
    """What is posted where an answer is shared: words and titles, no link into a private mailbox."""
    numbers = {one.number for one in reply.sources}
    blocks: list[Block] = []
    for most, title in ((6000, 100), (3000, 60), (1500, 40)):
        blocks = [
            {"type": "context", "elements": [mrkdwn(f"<@{slack_id}> shared an answer from Mailroom")]},
            plain_section(_line(text, 300) or "–", 320),
            _rich(prose(reply.text, numbers, most)),
            *_titles(reply.sources, title),
        ]
        if fits(blocks):
            break
    return Drawn(f"<@{slack_id}> shared an answer: {fallback(reply)}", blocks)


def _titles(sources: Sequence[Source], limit: int) -> list[Block]:
    def row(source: Source) -> str:
        day = f", {source.at:%d %b %Y}" if source.at else ""
        said = ", ".join(filter(None, [SERVICES.get(source.service, ""), _line(source.who, 60)]))
        return f"{source.number}. {_line(neutral(source.title), limit) or '(no title)'} – {said}{day}"

    rows = [plain(row(source), 300) for source in sources[:9]]
    return [{"type": "context", "elements": rows}] if rows else []


def state_card(heading: Heading, words: str, *, retry: bool) -> Drawn:
    """An answer that did not come: why, and a button that asks again. `words` are ours, in mrkdwn."""
    blocks: list[Block] = [opening(heading), section(words)]
    if retry:
        again: dict[str, Any] = button("Ask Again", "answer_retried", heading.question_id)
        blocks.append({"type": "actions", "block_id": f"answer-do:{heading.question_id}", "elements": [again]})
    return Drawn(re.sub(r"[*_`]|:\w+: ", "", words), blocks)
