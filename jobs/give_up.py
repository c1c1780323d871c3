"""What follows when a job is out of retries: the mail is marked stuck and its card says so; the sweep tries hourly."""

from assistant.case import load_case
from storage.cards import Cards
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.messages import Messages, MessageState

MAIL_JOBS = ("jobs.triage_message.triage_message", "jobs.draft_reply.draft_reply")


async def give_up(db: Database, job: str, message_id: str) -> bool:
    """Marks the mail that the job was about; True if its card must be drawn."""
    if job not in MAIL_JOBS:
        return False
    async with db.transaction() as session:
        case = await load_case(session, message_id)
        if case is None:
            return False
        if case.draft is not None and case.version is not None and case.draft.remote_id:
            # another draft was asked for and could not be written: the one before it still stands
            changed = await Drafts(session).claim(
                case.draft.id, DraftState.WRITING, DraftState.READY, db.now(), note="failed", instruction=""
            )
        else:
            messages = Messages(session)
            changed = await messages.move(message_id, MessageState.FOUND, MessageState.STUCK, db.now())
            changed = await messages.move(message_id, MessageState.JUDGED, MessageState.STUCK, db.now()) or changed
            if case.draft is not None and case.draft.state == DraftState.WRITING:  # to be written anew
                changed = await messages.move(message_id, MessageState.SETTLED, MessageState.STUCK, db.now()) or changed
        if changed:
            await Cards(session).want(message_id, case.user.id, db.now())
        return changed
