"""Proposals: kept as they were made, and what their owner may decide about them. Claims only, no network.

Every decision names the content that was shown by its digest. It holds only if exactly that still stands (SPEC SL13);
one of any number of equal clicks gets `Answer.DONE`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.approval import Answer
from assistant.asked_again import id_of, proposed_before, whole
from assistant.asking.values import Asker, Draught
from assistant.case import NotTheirs, Person
from assistant.proposal_content import digest_of
from storage.accounts import Accounts
from storage.audit import Audit
from storage.db import Database
from storage.proposals import Proposal, Proposals, ProposalState
from storage.questions import Question, Questions

GOOD_FOR = timedelta(hours=24)
MOST = 10  # cards of one question
AT_ONCE = 500
WAITS = frozenset({"mail.send"})  # what can be taken back for a while after the click
# after these another try may help, and whoever tries again looks first at what became of the one before
AGAIN = frozenset({"revoked", "partial_permission", "rate_limit", "daily_quota", "service_down", "unknown"})


@dataclass(frozen=True)
class Settled:
    """The answer to a click, the proposal as it was read just before, and when it is due."""

    answer: Answer
    proposal: Proposal
    due_at: datetime | None = None


def reference_of(proposal: Proposal) -> str:
    """What a button carries: the proposal, and the content that it was shown with."""
    return f"{proposal.id}:{proposal.digest}"


async def propose(db: Database, question_id: str, asker: Asker, draughts: Sequence[Draught]) -> list[str]:
    """Stores what is proposed; the ids in order. The same question with the same content gives the same proposals; one
    that was asked once more gives those that it had.

    What may not be proposed is left out: an account that is not the asker's, a content that is not whole.
    """
    ids: list[str] = []
    async with db.transaction() as session:
        question = await Questions(session).get(question_id)
        if question is None or question.user_id != asker.user_id:
            return []
        _, accounts = await Questions(session).accounts_of(asker.user_id)
        own = {account.id for account in accounts if account.works} & {box.account_id for box in asker.mailboxes}
        for account_id in (one.account_id for one in draughts[:MOST] if one.account_id not in own):
            await Audit(session).note(db.now(), "mailroom", "refused", question_id, account=account_id)
        acts = whole(question, [one for one in draughts[:MOST] if one.account_id in own])
        before = await proposed_before(session, question, acts)
        for place, act in enumerate(acts):
            ids.append(before[place].id if place in before else await _stored(session, db, question, act))
    return list(dict.fromkeys(ids))


async def _stored(session: AsyncSession, db: Database, question: Question, act: Draught) -> str:
    """The id of the new proposal, or of the same one that is there already."""
    content, basis = dict(act.content), dict(act.basis)
    new_id, digest = id_of(question.id, act), digest_of(act.kind, act.account_id, content, basis)
    values: dict[str, Any] = {
        "id": new_id, "question_id": question.id, "user_id": question.user_id, "account_id": act.account_id,
        "kind": act.kind, "content": content, "basis": basis, "digest": digest,
        "expires_at": db.now() + GOOD_FOR, "correlation": question.correlation,
    }  # fmt: skip
    if await Proposals(session).add(values, db.now()):
        detail = {"account": act.account_id, "kind": act.kind, "digest": digest, "question": question.id}
        await Audit(session).note(db.now(), "mailroom", "proposed", new_id, **detail)
    return new_id


async def own_proposal(db: Database, person: Person, reference: str) -> Proposal:
    """The proposal that a button names, if it is this person's. Raises NotTheirs otherwise, and keeps in the audit log
    that it was tried."""
    proposal_id = reference.partition(":")[0]
    async with db.reading() as session:
        found = await Proposals(session).owned(proposal_id)
    if found is not None:
        proposal, user, _ = found
        if (user.team_id, user.slack_id) == (person.team_id, person.slack_id):
            return proposal
    async with db.transaction() as session:
        await Audit(session).note(
            db.now(), person.slack_id, "refused", found[0].id if found else "unknown", team=person.team_id
        )
    raise NotTheirs


@dataclass(frozen=True)
class _Move:
    """From where to where, and what the audit log calls it."""

    before: ProposalState
    after: ProposalState
    action: str


_APPROVE = _Move(ProposalState.PROPOSED, ProposalState.APPROVED, "approved")
_CANCEL = _Move(ProposalState.PROPOSED, ProposalState.CANCELLED, "cancelled")
_UNDO = _Move(ProposalState.APPROVED, ProposalState.PROPOSED, "undone")
_RETRY = _Move(ProposalState.FAILED, ProposalState.APPROVED, "tried again")
_READY = _Move(ProposalState.FAILED, ProposalState.PROPOSED, "asked for again")


async def _decide(db: Database, person: Person, reference: str, move: _Move, **values: Any) -> Settled:
    proposal, digest = await own_proposal(db, person, reference), reference.partition(":")[2]
    late = move is not _UNDO and proposal.expires_at <= db.now()
    stands = proposal.state == move.before and proposal.digest == digest and not late
    if move.after is ProposalState.APPROVED and stands and await _is_paused(db, proposal.account_id):
        return Settled(Answer.PAUSED, proposal)
    async with db.transaction() as session:
        moved = bool(digest) and not late
        if late:
            await expire(session, proposal.id, db.now())
        if moved:
            values |= {"decided_by": person.slack_id, "decided_at": db.now()}
            values |= {"at_digest": digest, "note": ""}
            moved = await Proposals(session).claim(proposal.id, move.before, move.after, db.now(), **values)
        if moved:
            await Audit(session).note(
                db.now(),
                person.slack_id,
                move.action,
                proposal.id,
                team=person.team_id,
                account=proposal.account_id,
                digest=digest,
            )
        else:  # what was clicked on is not the present state: whatever the reason, it is drawn anew
            await Proposals(session).want(proposal.id, db.now())
            proposal = await Proposals(session).get(proposal.id) or proposal
    return Settled(Answer.DONE if moved else Answer.LATE, proposal, values.get("due_at"))


async def _is_paused(db: Database, account_id: str) -> bool:
    async with db.reading() as session:
        account = await Accounts(session).get(account_id)
    return account is not None and account.paused


async def _too_late(db: Database, proposal: Proposal) -> Settled:
    async with db.transaction() as session:
        await Proposals(session).want(proposal.id, db.now())
    return Settled(Answer.LATE, proposal)


async def approve(db: Database, person: Person, reference: str, undo_seconds: int) -> Settled:
    """Claims exactly what was shown for carrying out. Nothing that is flagged: see `confirm`. Raises NotTheirs."""
    proposal = await own_proposal(db, person, reference)
    if proposal.flags:
        return await _too_late(db, proposal)
    return await confirm(db, person, reference, undo_seconds)


async def confirm(db: Database, person: Person, reference: str, undo_seconds: int) -> Settled:
    """As `approve`, from a card that has shown its flags and asked a second time. Raises NotTheirs."""
    proposal = await own_proposal(db, person, reference)
    if not proposal.prepared:  # nobody was shown it yet
        return await _too_late(db, proposal)
    due = db.now() + timedelta(seconds=undo_seconds if proposal.kind in WAITS else 0)
    return await _decide(db, person, reference, _APPROVE, due_at=due)


async def cancel(db: Database, person: Person, reference: str) -> Settled:
    """Settles it: it will not be done. Raises NotTheirs."""
    return await _decide(db, person, reference, _CANCEL)


async def undo(db: Database, person: Person, reference: str) -> Settled:
    """Takes an approval back, if carrying it out was not begun. Raises NotTheirs."""
    proposal = await own_proposal(db, person, reference)
    if "sending_at" in proposal.result:  # an earlier try may have done it: that is not taken back by a word
        return await _too_late(db, proposal)
    return await _decide(db, person, reference, _UNDO, due_at=None)


async def retry(db: Database, person: Person, reference: str) -> Settled:
    """Another try of what was approved and failed, where that may help. Raises NotTheirs.

    What could not be made ready was never shown and so never approved: it is made ready first, and asked about then.
    """
    proposal = await own_proposal(db, person, reference)
    if proposal.note not in AGAIN:
        return await _too_late(db, proposal)
    if not proposal.prepared:
        return await _decide(db, person, reference, _READY, due_at=None)
    return await _decide(db, person, reference, _RETRY, due_at=db.now())


async def expire(session: AsyncSession, proposal_id: str, now: datetime) -> None:
    """Settles a proposal that nobody decided in time: it was not run."""
    if await Proposals(session).claim(proposal_id, ProposalState.PROPOSED, ProposalState.EXPIRED, now, note=""):
        found = await Proposals(session).get(proposal_id)
        await Audit(session).note(now, "mailroom", "expired", proposal_id, account=found.account_id if found else "")


async def expire_overdue(db: Database) -> list[tuple[str, str]]:
    """Expires what is overdue; (id, correlation) of each, whose card is to be drawn."""
    async with db.transaction() as session:
        overdue = await Proposals(session).overdue(db.now(), AT_ONCE)
        for proposal_id, _ in overdue:
            await expire(session, proposal_id, db.now())
    return overdue
