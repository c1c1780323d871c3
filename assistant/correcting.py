"""The user's own word on what a mail is: kept, acted on, and a lesson for later mail (SPEC TR7)."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.approval import Answer, Decided
from assistant.case import Case, Person, own_case
from assistant.judgement import Category
from storage.audit import Audit
from storage.cards import Cards
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.messages import Messages, MessageState
from storage.verdicts import Verdicts

DISCARDABLE = (DraftState.READY, DraftState.WRITING, DraftState.DISCARDED)  # of what is discarded another word counts


async def correct(db: Database, person: Person, message_id: str, category: Category) -> Decided:
    """Keeps the correction. 'Needs no reply' and 'spam' discard an open draft, 'needs a reply' asks for one.

    LATE if a reply is on its way or gone already, or the mail counts as that already. Raises NotTheirs.
    """
    case = await own_case(db, person, message_id)
    if case.verdict is None or (case.verdict.corrected_to or case.verdict.category) == category:
        return Decided(Answer.LATE, case)
    async with db.transaction() as session:
        if category is Category.NEEDS_REPLY:
            done = await _want_reply(session, db, case)
        else:
            done = case.draft is None or await Drafts(session).claim(
                case.draft.id, DISCARDABLE, DraftState.DISCARDED, db.now(),
                acted_by=person.slack_id, acted_at=db.now(), cleanup=True, note="",
            )  # fmt: skip
        if done:
            await Verdicts(session).correct(case.message.id, category, person.slack_id, db.now())
            await Cards(session).want(case.message.id, case.user.id, db.now())
            await Audit(session).note(
                db.now(), person.slack_id, "corrected", case.message.id, **case.whose, to=str(category)
            )
    return Decided(Answer.DONE if done else Answer.LATE, case)


async def _want_reply(session: AsyncSession, db: Database, case: Case) -> bool:
    """Opens the mail for drafting; a draft that was discarded before, and is gone from the mail service, comes back."""
    if case.draft is None:
        return await Messages(session).move(case.message.id, MessageState.SETTLED, MessageState.JUDGED, db.now())
    if case.draft.cleanup:
        return False
    anew: dict[str, Any] = {
        "remote_id": "",
        "remote_message_id": "",
        "remote_number": 0,
        "creating_at": None,
        "note": "",
    }
    return await Drafts(session).claim(case.draft.id, DraftState.DISCARDED, DraftState.WRITING, db.now(), **anew)


def wants_draft(case: Case) -> bool:
    """Whether the mail needs a reply, by the user's word or else the verdict."""
    return case.verdict is not None and (case.verdict.corrected_to or case.verdict.category) == Category.NEEDS_REPLY
