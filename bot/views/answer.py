"""The answer to a question as Block Kit: the checked text, its sources, what is missing, and what to do next (AS5)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from assistant.asking.evidence.sources import written
from assistant.asking.evidence.unread import Unread
from assistant.asking.replying import MODEL
from assistant.asking.times.wording import day_words
from assistant.asking.turns.taking import BY_BUTTON, LONGEST
from assistant.asking.values import ENDED, OFF, PAUSED, Reply, Source
from bot.errors import CATALOGUE, Failure
from bot.views.mail_card import Drawn
from bot.views.prose import cited, flow, neutral, prose, rich, run, safe_link
from bot.views.space import fits
from bot.views.text import (
    Block,
    Element,
    actions,
    button,
    context,
    cut,
    escape,
    moment,
    mrkdwn,
    plain,
    plain_section,
    section,
)
from storage.questions import Question

SERVICES = {"gmail": "Gmail", "calendar": "Calendar", "drive": "Drive"}
PRIVATE = ":lock: Only you can see this."
SUGGESTIONS = 3
_UNREACHED = {
    PAUSED: "was not searched: you have paused it. /mailroom resume lets it be read again.",
    ENDED: "was not asked for anything new, only what was read before was searched: Google access has ended. "
    "Connect it again with /mailroom reconnect.",
}


@dataclass(frozen=True)
class _Space:
    """How much is shown: characters of the text, sources, characters of each one's title. Those that are cited in the
    text that is shown come on top, up to `cited`: the answer to several tasks may cite dozens. Of further finds, where
    they are asked for, `more` are shown."""

    text: int
    sources: int
    title: int
    cited: int = 60
    more: int = 60


_SPACES = (
    _Space(6000, 12, 120),
    _Space(4000, 10, 80),
    _Space(2500, 8, 60),
    _Space(1000, 4, 40),
    _Space(1000, 4, 40, cited=4),
    _Space(1000, 4, 40, cited=4, more=4),
)


@dataclass(frozen=True)
class Heading:
    """Which question is answered; `shown` where nothing else in the thread says it (it was asked by a button)."""

    question_id: str
    text: str = ""
    shown: bool = False
    was_cut: bool = False


def heading_of(question: Question) -> Heading:
    """What the answer to a stored question stands under."""
    by_button = question.key.startswith(BY_BUTTON)
    return Heading(question.id, question.text, shown=by_button, was_cut=_was_cut(question.text))


def _was_cut(text: str) -> bool:
    """Whether it is what the door left of a longer one; one that has just that length was read whole."""
    return len(text) >= LONGEST and text.endswith("…")


def opening(heading: Heading) -> Block:
    """The first block of every answer. By its id the message is found again after a crash."""
    asked = [plain(f"You asked: {_line(heading.text, 200)}", 220)] if heading.shown else []
    return {**context(PRIVATE, *asked), "block_id": f"answer:{heading.question_id}"}


def answer_card(heading: Heading, reply: Reply, unread: Unread | None = None, *, more: bool = False) -> Drawn:
    """A checked answer. `unread` is said below it; `more` also shows the finds that it does not cite."""
    blocks: list[Block] = []
    notes = [unread_words(unread)] if unread else []
    for space in _SPACES:
        blocks = [opening(heading), *_body(heading, reply, space, more), *notes, *_foot(heading, reply, more)]
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
    blocks += [context(plain(_line(note, 300), 300)) for note in reply.notes[:3]]
    blocks.append(rich(prose(reply.text, {one.number for one in reply.sources}, space.text)))
    if not reply.known and any(one not in reply.text for one in reply.searched):
        blocks.append(context(plain(f"Searched: {', '.join(_line(one, 40) for one in reply.searched)}.", 300)))
    blocks += _listed("Sources", reply.sources, _shown(reply, space), space, reply.zone)
    if more:
        blocks += _listed("More results", reply.more, reply.more[: space.more], space, reply.zone)
    return blocks


def _foot(heading: Heading, reply: Reply, more: bool) -> list[Block]:
    reference = heading.question_id
    blocks: list[Block] = [missing_words(service, trouble) for service, trouble in list(reply.missing.items())[:5]]
    failed = any(trouble != OFF for trouble in reply.missing.values())
    buttons = [button("Try Again", "answer_retried", reference)] if failed else []
    if reply.more and not more:
        buttons.append(button("Show More Results", "answer_more", reference))
    if reply.known and (reply.sources or not reply.draughts):  # what only leads to cards is no answer to share
        buttons.append(button("Share…", "answer_shared", reference))
    if buttons:
        blocks.append(actions(*buttons, block_id=f"answer-do:{reference}"))
    return [*blocks, *_suggestions(reference, reply.suggestions)]


def _suggestions(reference: str, suggestions: Sequence[str]) -> list[Block]:
    """Each in a block of its own: an action_id may stand only once in one, and questions are as long as a line."""
    offered = [(number, _line(neutral(one), 300)) for number, one in enumerate(suggestions[:SUGGESTIONS])]
    return [
        actions(button(label, "answer_suggested", f"{reference}:{number}"), block_id=f"suggested:{reference}:{number}")
        for number, label in offered
        if label
    ]


def missing_words(service: str, trouble: str) -> Block:
    """Says that a service could not be asked, and why, in the catalogue's words."""
    if trouble in _UNREACHED:
        return plain_section(f"⚠ {_line(service, 100)} {_UNREACHED[trouble]}", 300)
    if trouble == OFF:
        return context(
            f"{SERVICES.get(service, 'It')} is off, as you chose: it was not searched. See /mailroom settings."
        )
    failure = Failure(trouble) if trouble in set(Failure) else Failure.UNKNOWN
    words = CATALOGUE[failure]
    if service == MODEL:
        return plain_section(
            "⚠ No language model answered, so these are finds, not an answer. Try again in a while.", 200
        )
    first, *rest = _line(service, 100).split(" ")  # "gmail of a@b.example", "search by meaning"
    name = " ".join([SERVICES.get(first, first[:1].upper() + first[1:]), *rest])
    return plain_section(f"⚠ {name} could not be asked: this may be incomplete. {words.title}. {words.sentence}", 600)


def unread_words(unread: Unread) -> Block:
    """Says how much of the mail could be looked through."""
    if unread.failure:
        failure = Failure(unread.failure) if unread.failure in set(Failure) else Failure.UNKNOWN
        return context(f":hourglass: Older mail could not be read yet. {CATALOGUE[failure].title}.")
    if unread.reached is None:
        return context(":hourglass: Your older mail has not been read yet; it is being read now.")
    back = moment(unread.reached, "{date_short_pretty}")
    return context(f":hourglass: Your older mail is still being read, so far back to {back}. Ask again later for more.")


def _line(text: str, limit: int) -> str:
    return " ".join(cut(text, limit).split())


def _shown(reply: Reply, space: _Space) -> list[Source]:
    """The first sources, and whichever is cited in the text that is shown."""
    numbers = cited(reply.text, space.text)
    return [one for at, one in enumerate(reply.sources) if at < space.sources or one.number in numbers][: space.cited]


def _listed(title: str, sources: Sequence[Source], shown: Sequence[Source], space: _Space, zone: str) -> list[Block]:
    if not sources:
        return []
    rows = [_row(source, space.title, zone) for source in shown]
    if len(sources) > len(shown):
        rows.append([run(f"… and {len(sources) - len(shown)} more", italic=True)])
    return [context(f"*{title}*"), rich([flow(rows)])]


def _row(source: Source, limit: int, zone: str) -> list[Element]:
    title = _line(source.title, limit) or "(no title)"
    link = safe_link(source.link)
    name: Element = {"type": "link", "url": link, "text": title} if link else run(title)
    who, about = _line(source.who, min(80, limit)), _line(source.about, min(160, 2 * limit))
    said = [SERVICES.get(source.service, _line(source.service, 40)), who, about]
    row = [run(f"{source.number}. ", bold=True), name, run(f" – {', '.join(filter(None, said))}")]
    return [*row, *_when(source, zone)]


def _when(source: Source, zone: str) -> list[Element]:
    """When it was, in the asker's zone, as the answer writes it; where that zone was not kept, as Slack does."""
    if source.at is None:
        return []
    if zone or source.all_day:
        return [run(f", {written(source, zone)}")]
    bare = f"{source.at:%Y-%m-%d %H:%M} UTC"
    form = "{date_short_pretty} {time}"
    at = int(source.at.timestamp())
    return [run(", "), {"type": "date", "timestamp": at, "format": form, "fallback": bare}]


def asked_card(question_id: str, text: str) -> Drawn:
    """The first message of a thread for a question that was asked by command or elsewhere."""
    words = plain_section(f"You asked: {_line(text, 300)}", 320)
    return Drawn(f"You asked: {escape(text, 300)}", [{**words, "block_id": f"question:{question_id}"}])


def shared_message(text: str, reply: Reply, slack_id: str) -> Drawn:
    """What is posted where an answer is shared: words and titles, no link into a private mailbox."""
    numbers = {one.number for one in reply.sources}
    blocks: list[Block] = []
    for most, title, listed in ((6000, 100, 60), (3000, 60, 60), (1500, 40, 60), (1500, 40, 9)):
        blocks = [
            {"type": "context", "elements": [mrkdwn(f"<@{slack_id}> shared an answer from Mailroom")]},
            plain_section(_line(text, 300) or "–", 320),
            rich(prose(reply.text, numbers, most)),
            *_titles(_shown(reply, _Space(most, 9, title, listed)), title),
        ]
        if fits(blocks):
            break
    return Drawn(f"<@{slack_id}> shared an answer: {fallback(reply)}", blocks)


def _titles(sources: Sequence[Source], limit: int) -> list[Block]:
    def row(source: Source) -> str:
        day = f", {day_words(source.at)}" if source.at else ""
        said = ", ".join(filter(None, [SERVICES.get(source.service, ""), _line(source.who, 60)]))
        return f"{source.number}. {_line(neutral(source.title), limit) or '(no title)'} – {said}{day}"

    rows = [plain(row(source), 300) for source in sources]
    return [{"type": "context", "elements": rows[at : at + 10]} for at in range(0, len(rows), 10)]  # it takes no more


def state_card(heading: Heading, words: str, *, retry: bool) -> Drawn:
    """An answer that did not come: why, and a button that asks again. `words` are ours, in mrkdwn."""
    blocks: list[Block] = [opening(heading), section(words)]
    if retry:
        again: dict[str, Any] = button("Ask Again", "answer_retried", heading.question_id)
        blocks.append(actions(again, block_id=f"answer-do:{heading.question_id}"))
    return Drawn(re.sub(r"[*_`]|:\w+: ", "", words), blocks)
