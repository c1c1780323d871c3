"""A question in the thread of a mail's card leans on that mail, as a follow-up leans on the answer before it."""

from assistant.asking.values import Turn
from assistant.case import load_case
from storage.cards import Cards
from storage.db import Database
from storage.documents import Documents, Service
from storage.index.entry import Filters
from storage.questions import Question

ABOUT = "What does this mail say?"  # in place of a question before: words of ours, since a subject is anybody's


async def card_turn(db: Database, question: Question) -> Turn | None:
    """The mail whose card begins the question's thread, as a turn; None if it is no card of the asker's.

    It has no words: those of its subject would reach the planning call, which is for the asker's own alone.
    """
    if not question.thread_ts:
        return None
    async with db.reading() as session:
        message_id = await Cards(session).at(question.user_id, question.channel, question.thread_ts)
        case = await load_case(session, message_id) if message_id else None
        if case is None or case.user.id != question.user_id:
            return None
        message = case.message
        document = await Documents(session).find(case.account.id, Service.GMAIL, message.remote_id)
    filters = Filters(thread_id=message.thread_id)
    return Turn(ABOUT, filters, "", (document.id,) if document else ())
