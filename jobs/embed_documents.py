"""Makes the vectors of documents that are new or changed, and takes out those of deleted ones."""

import time

from assistant.embedding import Reader, embed_some, may_embed, reader_of
from bot.services import Services
from jobs.runner import Retries, job
from storage.document_states import DocumentStates
from storage.documents import DocumentState
from storage.leases import Busy, lease

LEASE_SECONDS = 175
ONE_RUN = 100.0  # seconds: then it makes room for others


@job(queue="bulk", timeout=170, retries=Retries(tries=4, base=30, cap=600))
async def embed_documents(services: Services, account_id: str) -> None:
    """One account's, one run at a time; where more is left it rings itself."""
    try:
        async with lease(services.db, f"embed:{account_id}", LEASE_SECONDS):
            reader = await _work(services, account_id)
    except Busy:
        return  # whoever holds it looks once more when it is done
    if await _left(services, reader, account_id):
        await services.bell.ring([embed_documents.ring(account_id)])


async def _work(services: Services, account_id: str) -> Reader:
    """Works; who has read."""
    ends = time.monotonic() + ONE_RUN
    reader = await reader_of(services.db, services.mailboxes.of(account_id), services.embedder, account_id)
    while time.monotonic() < ends:
        if not await embed_some(services.db, services.library, reader, account_id):
            break
    return reader


async def _left(services: Services, reader: Reader, account_id: str) -> bool:
    """Whether more came while it worked: its ring found us busy. For what waits for the next day the sweep rings."""
    states = [DocumentState.GONE]
    states += [DocumentState.DUE] if await may_embed(services.db, reader, account_id) else []
    async with services.db.reading() as session:
        documents = DocumentStates(session)
        return any([await documents.in_state(account_id, one, 1) for one in states])
