"""Makes the vectors of documents that are new or changed, and takes out those of deleted ones."""

from bot.services import Services
from jobs.runner import Retries, job


@job(queue="bulk", timeout=160, retries=Retries(tries=4, base=30, cap=600))
async def embed_documents(services: Services, account_id: str) -> None:
    """One account's, one run at a time."""
    raise NotImplementedError
