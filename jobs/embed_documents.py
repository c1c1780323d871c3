"""Makes the vectors of documents that are new or changed, and takes out those of deleted ones."""

import time

from assistant.embedding import embed_some, reader_of
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
            await _work(services, account_id)
    except Busy:
        return  # whoever holds it looks once more when it is done
    if await _left(services, account_id):
        await services.bell.ring([embed_documents.ring(account_id)])


async def _work(services: Services, account_id: str) -> None:
    ends = time.monotonic() + ONE_RUN
    reader = await reader_of(services.db, services.mailboxes.of(account_id), services.embedder, account_id)
    while time.monotonic() < ends:
        if not await embed_some(services.db, services.library, reader, account_id):
            return


async def _left(services: Services, account_id: str) -> bool:
    """Whether more came while it worked: its ring found us busy."""
    async with services.db.reading() as session:
        documents = DocumentStates(session)
        return any([await documents.in_state(account_id, one, 1) for one in (DocumentState.DUE, DocumentState.GONE)])
