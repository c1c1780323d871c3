"""What has happened to a reply or a proposal, in words for a card that cannot show it yet."""

from assistant.approval import Decided
from assistant.case import Case
from assistant.proposing import Settled
from bot.views.text import moment
from storage.drafts import DraftState
from storage.proposals import ProposalState

MOVED_ON = "This card had already moved on"
_REPLY = {
    DraftState.WRITING: "Another draft of this reply is being written already",
    DraftState.READY: "This reply is no longer as this card shows it",
    DraftState.APPROVED: "You approved this reply already",
    DraftState.SENDING: "This reply is being sent already",
    DraftState.SENT: "This reply was sent already",
    DraftState.DISCARDED: "This reply was discarded already",
    DraftState.ELSEWHERE: "This reply was sent in Gmail already",
    DraftState.DELETED: "This draft was deleted in Gmail",
    DraftState.UNSURE: "It is not known yet whether this reply went out",
}
_PROPOSAL = {
    ProposalState.PROPOSED: "This is no longer as this card shows it",
    ProposalState.APPROVED: "You approved this already",
    ProposalState.DOING: "This is being done already",
    ProposalState.DONE: "This was done already",
    ProposalState.CANCELLED: "This was cancelled already",
    ProposalState.EXPIRED: "This had waited too long for a decision",
    ProposalState.CHANGED: "What this was about has changed or is gone",
    ProposalState.FAILED: "This was tried and failed",
}


def happened(decided: Decided | Settled) -> str:
    """The beginning of a sentence on how it stands, for somebody whose click came too late; no markup but times."""
    if isinstance(decided, Decided):
        return reply_happened(decided.case)
    proposal = decided.proposal
    words = _PROPOSAL[ProposalState(proposal.state)]
    if proposal.state == ProposalState.APPROVED and proposal.decided_at:
        return f"{words}, {moment(proposal.decided_at)}"
    return words


def reply_happened(case: Case) -> str:
    """How the reply of that case stands, as `happened` says it."""
    draft = case.draft
    if draft is None:
        return MOVED_ON
    words = _REPLY[DraftState(draft.state)]
    return f"{words}, {moment(draft.acted_at)}" if draft.state == DraftState.APPROVED and draft.acted_at else words
