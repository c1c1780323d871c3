"""A question that is asked once more, or goes on with what was said when asked back: what it has proposed already is
not proposed anew, and told as it stands."""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.asking.replying import PREPARED, TO_CHECK
from assistant.asking.turns.continuing import answers_back, courtesy
from assistant.asking.turns.conversation import CONTEXT_SECONDS, TURNS
from assistant.asking.turns.taking import RETRIED
from assistant.asking.values import Draught, Reply
from assistant.proposal_content import checked, digest_of
from storage.db import Database
from storage.proposals import Proposal, Proposals, ProposalState
from storage.questions import Question, Questions

Alike = Callable[[Draught, Proposal], bool]
TRIES_AT_MOST = 20  # of one question that are looked through
STANDS = "Not prepared anew, as there is a card above: {acts}."
ASK_ANEW = " Ask for it in a new message if you still want it."
_THING = ("event_id", "file_id", "email", "to")  # what an act is about, whatever it is to become
_SAID = re.compile(TO_CHECK.format(kinds="(.+)"))
_OVER = frozenset({ProposalState.CANCELLED, ProposalState.EXPIRED, ProposalState.CHANGED})
_STATES = {
    ProposalState.PROPOSED: "which waits for you to approve it",
    ProposalState.APPROVED: "which you approved",
    ProposalState.DOING: "which you approved",
    ProposalState.DONE: "which is done",
    ProposalState.CANCELLED: "which you discarded",
    ProposalState.EXPIRED: "which nobody approved in time",
    ProposalState.CHANGED: "which can no longer be done",
    ProposalState.FAILED: "which failed",
}

log = structlog.get_logger("proposing")


def whole(question: Question, draughts: Sequence[Draught]) -> list[Draught]:
    """Those of which a content may be proposed, as it is stored."""
    kept: list[Draught] = []
    for draught in draughts:
        try:
            content, basis = checked(draught.kind, draught.content, draught.basis)
        except ValueError as error:
            log.warning("not proposed", question=question.id, kind=draught.kind, reason=type(error).__name__)
        else:
            kept.append(replace(draught, content=content, basis=basis))
    return kept


def id_of(question_id: str, draught: Draught) -> str:
    """The id of the proposal of exactly that for a question."""
    digest = digest_of(draught.kind, draught.account_id, dict(draught.content), dict(draught.basis))
    return hashlib.sha256(f"{question_id}:{digest}".encode()).hexdigest()[:32]


async def proposed_before(
    session: AsyncSession, question: Question, draughts: Sequence[Draught]
) -> Mapping[int, Proposal]:
    """By its place, each act for which an earlier try of the question has a proposal, in whatever state: one of the
    same content, else of the same thing, else of the same kind, for a model may plan and word it in another way, and
    "my next meeting" is another one once the first is cancelled. No proposal stands for two.

    So has each that was proposed beside what was asked back, where the question is the answer to that."""
    tries = await _tries(session, question)
    found = dict[int, Proposal]()
    left = await Proposals(session).of_questions([one.id for one in tries])
    _take(left, draughts, found, (_same, _same_thing, _same_kind))
    before = await _gone_on_with(session, tries[-1] if tries else question)
    _take(await Proposals(session).of_questions(before), draughts, found, (_same, _same_act))
    return found


def _take(
    left: list[Proposal], draughts: Sequence[Draught], found: dict[int, Proposal], likes: Sequence[Alike]
) -> None:
    """Finds for each act the proposal that is most alike; no proposal for two."""
    for alike in likes:
        for place, draught in enumerate(draughts):
            one = next((one for one in left if place not in found and alike(draught, one)), None)
            if one is not None:
                found[place] = one
                left.remove(one)


async def _tries(session: AsyncSession, question: Question) -> list[Question]:
    """The question that this one asks once more, and those that it asked once more itself."""
    tries: list[Question] = []
    asked: Question | None = question
    while asked is not None and asked.key.startswith(RETRIED) and len(tries) < TRIES_AT_MOST:
        asked = await Questions(session).get(asked.key.removeprefix(RETRIED))
        tries += [asked] if asked is not None and asked.user_id == question.user_id else []
    return tries


async def _gone_on_with(session: AsyncSession, question: Question) -> list[str]:
    """Those before it in its conversation that were answered by asking back, if it is the answer to that. They may
    have proposed the other acts of the same order: "Which Sarah?" beside a card for lunch."""
    since, said, ids = question.asked_at - timedelta(seconds=CONTEXT_SECONDS), question.text, list[str]()
    for before in reversed(await Questions(session).earlier(question, since, TURNS)):
        if courtesy(before.text) or not (before.answer.get("asked_back") and answers_back(said, before.text)):
            break
        ids.append(before.id)
        said = before.text
    return ids


def _same(draught: Draught, proposal: Proposal) -> bool:
    return proposal.id == id_of(proposal.question_id, draught)


def _same_thing(draught: Draught, proposal: Proposal) -> bool:
    same = all(draught.content.get(name) == proposal.content.get(name) for name in _THING)
    return same and _same_kind(draught, proposal)


def _same_act(draught: Draught, proposal: Proposal) -> bool:
    """Another act of one order may be of the same kind, so it has to begin at the same time as well."""
    same = draught.content.get("begins") == proposal.content.get("begins")
    return same and _same_thing(draught, proposal)


def _same_kind(draught: Draught, proposal: Proposal) -> bool:
    return draught.kind == proposal.kind


async def as_it_stands(db: Database, question: Question, reply: Reply) -> Reply:
    """The reply to a question that is asked once more, or goes on with one, with what becomes of the acts that have a
    card already."""
    if not reply.draughts:
        return reply
    acts = whole(question, reply.draughts)
    async with db.reading() as session:
        before = await proposed_before(session, question, acts)
    fresh = {PREPARED[one.kind] for place, one in enumerate(acts) if place not in before}

    def told(said: re.Match[str]) -> str:
        kinds = said[1].split(", ")
        new = [kind for kind in kinds if kind in fresh]
        old = [one for _, one in sorted(before.items()) if PREPARED[one.kind] in kinds]
        return "\n".join(filter(None, [TO_CHECK.format(kinds=", ".join(new)) if new else "", _standing(old)]))

    return replace(reply, text=_SAID.sub(told, reply.text))


def _standing(proposals: Sequence[Proposal]) -> str:
    acts = dict.fromkeys(f"{PREPARED[one.kind]}, {_STATES[ProposalState(one.state)]}" for one in proposals)
    again = ASK_ANEW if any(one.state in _OVER for one in proposals) else ""
    return STANDS.format(acts="; ".join(acts)) + again if acts else ""
