"""Carrying out an approved proposal: exactly what was shown, once (SPEC AS3, SL2, SL13, RE1).

The order of things is the safety: the intention (DOING, with what was begun in `result`) is committed before the
service is asked, the result after it answered. Whoever finds evidence of an earlier try looks first what became of it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime, timedelta

from assistant.carrying_events import create_event, delete_event, update_event
from assistant.carrying_files import share_file
from assistant.carrying_mail import draft_mail, send_mail
from assistant.departing import OwnerGone, still_there
from assistant.proposal_content import digest_of
from assistant.proposing import WAITS
from assistant.task import Hands, Task
from bot.errors import Failure, Permanent, Temporary, Waiting
from storage.db import Database
from storage.leases import lease
from storage.proposals import Proposal, Proposals, ProposalState

WORK_SECONDS = 150
SHOW_WITHIN = timedelta(seconds=60)  # after that an approved mail goes out even if Slack cannot show it
GIVE_UP = timedelta(hours=1)  # what could not be done by then is not done without a new click
Step = Callable[[Task], Awaitable[None]]

STEPS: Mapping[str, Step] = {
    "event.create": create_event,
    "event.update": update_event,
    "event.delete": delete_event,
    "file.share": share_file,
    "mail.draft": draft_mail,
    "mail.send": send_mail,
}


async def carry_out(db: Database, hands: Hands, proposal_id: str, begun: Callable[[], Awaitable[None]]) -> None:
    """Does what is left to do for an approved proposal; returns quietly if that is nothing.

    `begun` is called once it can no longer be taken back, before the service is asked.

    Raises Temporary (and OutcomeUnknown) to be called again, Busy while another worker is at it.
    """
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(lease(db, f"proposal:{proposal_id}", WORK_SECONDS))
        async with db.reading() as session:
            proposal = await Proposals(session).get(proposal_id)
        if proposal is None or proposal.state not in (ProposalState.APPROVED, ProposalState.DOING):
            return
        task = Task(db, hands, proposal, begun)
        try:
            async with db.reading() as session:
                await still_there(session, proposal.user_id)
            if proposal.state == ProposalState.APPROVED:
                _wait_for_window(proposal, db.now())
            if proposal.kind == "file.share":  # of two changes of one file's access at a time, Drive keeps the last
                await stack.enter_async_context(lease(db, f"file:{proposal.content['file_id']}", WORK_SECONDS))
            await _try(task)
        except OwnerGone:
            await task.take_back()


def _wait_for_window(proposal: Proposal, now: datetime) -> None:
    """Raises Waiting while it can be taken back, or while that has not been shown yet and may still be."""
    due = proposal.due_at or now
    if now < due:
        raise Waiting("the undo window is still open", retry_after=(due - now).total_seconds())
    hidden = proposal.kind in WAITS and proposal.drawn < proposal.wanted and not proposal.failed
    if hidden and now < due + SHOW_WITHIN:
        raise Waiting("the card does not show the approval yet", retry_after=3)


async def _try(task: Task) -> None:
    """One try. What may pass is said on the card and raised; what will not pass settles it, and so does patience."""
    due = task.proposal.due_at or task.now()
    if task.now() - due > GIVE_UP:
        return await task.give_up()
    if not _is_whole(task.proposal):
        return await task.fail(Failure.BAD_REQUEST)
    try:
        await STEPS[task.proposal.kind](task)
    except Temporary as error:
        await task.say(error.failure)
        raise
    except Permanent as error:
        await task.fail(error.failure)


def _is_whole(proposal: Proposal) -> bool:
    """Whether it was made ready to be shown, and what is stored is what the approved digest was made of."""
    digest = digest_of(proposal.kind, proposal.account_id, proposal.content, proposal.basis)
    return proposal.prepared and proposal.digest == digest
