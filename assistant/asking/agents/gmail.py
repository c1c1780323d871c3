"""Reads of mail: from the index, which holds every mail that may be asked about."""

from collections.abc import Mapping

from assistant.asking.agents.desk import Desk, needed_source, outcome
from assistant.asking.agents.ordering import ordered, unordered
from assistant.asking.evidence.sources import of_document
from assistant.asking.values import Outcome, Step
from bot.errors import Failure
from storage.documents import Document, Documents, Service

THREAD_AT_MOST = 10  # of its newest mails


async def search(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """Mails by words and filters."""
    if (found := await ordered(desk, step, Service.GMAIL)) is not None:
        return found
    step = unordered(step)
    sought = await desk.find(step, Service.GMAIL)
    return outcome(step, sought.sources, sought.trouble)


async def thread(desk: Desk, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """The conversation of the best mail that the steps before have found, newest first."""
    mail = needed_source(needed, Service.GMAIL)
    if mail is None:
        return outcome(step, ())

    async def read() -> list[Document]:
        async with desk.kit.db.reading() as session:
            documents = Documents(session)
            found = await documents.find(mail.account_id, Service.GMAIL, mail.remote_id)
            if found is None or not found.thread_id:
                return []
            return await documents.in_thread(mail.account_id, found.thread_id, THREAD_AT_MOST)

    got = await desk.ask("index", read)
    if got.value is None:
        desk.missing[Service.GMAIL] = got.trouble or Failure.SERVICE_DOWN
        return outcome(step, (), got.trouble)
    return outcome(step, [of_document(document, desk.aim) for document in reversed(got.value)])
