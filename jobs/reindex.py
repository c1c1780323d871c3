"""Indexes all documents anew: `python -m jobs.reindex`, after EMBEDDINGS or the rules of the index have changed.

Words are made anew from what is stored, vectors where another embedder made them. Safe while the app runs, and may be
stopped and started again at any time. Nothing is read from Google.
"""

import asyncio

from assistant.chunking import entry_of
from assistant.embedding import embed_some, may_embed, reader_of
from assistant.indexing import new_of
from bot.command import run_main, say
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from storage.document_states import DocumentStates
from storage.leases import Busy, lease

AT_ONCE = 100
LEASE_SECONDS = 175
WAIT_SECONDS = 2.0


async def main() -> None:
    """Every account that has documents, one after the other."""
    settings = load_settings()
    set_up_logs("WARNING")
    async with open_services(settings) as services:
        async with services.db.reading() as session:
            accounts = await DocumentStates(session).accounts()
        for number, account_id in enumerate(accounts, start=1):
            say(f"mailbox {number} of {len(accounts)}")
            await reindex(services, account_id)
    say("done")


async def reindex(services: Services, account_id: str) -> None:
    """One account: its words, then its vectors, and then those of other embedders go. Raises Temporary."""
    words = await _words(services, account_id)
    say(f"  words of {words} documents")
    await _make_due(services, account_id)
    await _vectors(services, account_id)
    await services.library.erase_others(account_id)


async def _words(services: Services, account_id: str) -> int:
    last, done = "", 0
    while True:
        async with services.db.transaction() as session:
            documents = await DocumentStates(session).after(account_id, last, AT_ONCE)
            for document in documents:
                await services.library.put(session, account_id, entry_of(document.id, new_of(document)))
        if not documents:
            return done
        last, done = documents[-1].id, done + len(documents)


async def _make_due(services: Services, account_id: str) -> None:
    embedder = services.library.embedder
    while True:
        async with services.db.transaction() as session:
            if not await DocumentStates(session).outdated(account_id, embedder, services.db.now(), AT_ONCE):
                return


async def _vectors(services: Services, account_id: str) -> None:
    """Makes them here, or waits while a worker does."""
    reader = await reader_of(services.db, services.mailboxes.of(account_id), services.embedder, account_id)
    while True:
        try:
            async with lease(services.db, f"embed:{account_id}", LEASE_SECONDS):
                made = await embed_some(services.db, services.library, reader, account_id)
        except Busy:
            await asyncio.sleep(WAIT_SECONDS)
            made = 0
        async with services.db.reading() as session:
            all_of_them, due = await DocumentStates(session).numbers(account_id)
        say(f"  vectors of {all_of_them - due} of {all_of_them} documents")
        if not made and not due:
            return
        if not await may_embed(services.db, reader, account_id):
            return say("  the others wait for tomorrow: today's limit for models is used up")


if __name__ == "__main__":
    run_main(main)
