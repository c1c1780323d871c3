"""The job that makes vectors, what the sweep rings for, and the command that makes all anew."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal

import pytest

from assistant.indexing import index_many, remove_documents
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.reindex import reindex
from jobs.sweep import sweep
from storage.accounts import Account
from storage.db import Database
from storage.document_states import DocumentStates
from storage.documents import DocumentState, Service
from storage.index.entry import Filters
from storage.index.library import Library
from storage.index.words import words_of
from storage.leases import lease
from storage.spending import Spending
from tests.assistant.test_own_model import prefer
from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.storage.index.stock import WordEmbedder, mail, titles, vector_of

STOCK = (mail("1", "Zebra", "stripes"), mail("2", "Lion", "mane"))


@pytest.fixture
async def services(office: Office, chroma_url: str) -> AsyncIterator[Services]:
    library = Library(office.db, chroma_url, "words-1")
    yield replace(office.services, library=library, embedder=WordEmbedder())
    await library.close()


@pytest.fixture
async def account(services: Services) -> Account:
    account = await join(services.db)
    await index_many(services.db, services.library, account.id, STOCK)
    return account


async def states(db: Database, account: Account) -> dict[str, str]:
    async with db.reading() as session:
        return {one.remote_id: one.embedder for one in await DocumentStates(session).after(account.id, "", 9)}


async def by_meaning(library: Library, account: Account, text: str) -> str:
    """The title of what is nearest."""
    found = await library.search(account.id, "qqq", Filters(), vector=vector_of(text), embedder=library.embedder)
    return found.hits[0].document.title if found.hits else ""


async def test_it_works_until_nothing_is_left(office: Office, services: Services, account: Account) -> None:
    await embed_documents(services, account.id)
    assert await states(services.db, account) == {"1": "words-1", "2": "words-1"}
    await remove_documents(services.db, services.library, account.id, Service.GMAIL, ["1"])
    await embed_documents(services, account.id)
    assert await states(services.db, account) == {"2": "words-1"}
    assert office.bell.of("embed_documents") == []


async def test_what_it_costs_counts_and_once_the_days_limit_is_used_up_the_rest_waits_for_the_next_day(
    office: Office, services: Services, account: Account, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    paid = WordEmbedder()
    paid.provider, paid.usd = "openai", Decimal(1000)
    services = replace(services, embedder=paid)
    await prefer(services.db, account, daily_usd=Decimal("0.001"))
    await embed_documents(services, account.id)
    async with services.db.reading() as session:
        spent = await Spending(session).today([account.id], clock())
    assert spent[account.id] > Decimal("0.001")
    await index_many(services.db, services.library, account.id, [mail("3", "Okapi")])
    await embed_documents(services, account.id)
    assert (await states(services.db, account))["3"] == "" and office.bell.of("embed_documents") == []
    await reindex(services, account.id)
    assert "wait for tomorrow" in capsys.readouterr().out
    clock.advance(86_400)
    await embed_documents(services, account.id)
    assert await states(services.db, account) == dict.fromkeys(("1", "2", "3"), "words-1")


async def test_one_account_is_embedded_by_one_worker_at_a_time(services: Services, account: Account) -> None:
    async with lease(services.db, f"embed:{account.id}", 60):
        await embed_documents(services, account.id)
    assert await states(services.db, account) == {"1": "", "2": ""}


async def test_what_stands_still_is_rung_again(
    office: Office, services: Services, account: Account, clock: Clock
) -> None:
    await sweep(services, 7)
    assert office.bell.of("embed_documents") == []
    clock.advance(180)
    await sweep(services, 7)
    assert [ring.args for ring in office.bell.of("embed_documents")] == [(account.id,)]
    await embed_documents(services, account.id)
    office.bell.rings.clear()
    clock.advance(180)
    await sweep(services, 7)
    assert office.bell.of("embed_documents") == []


async def test_another_embedder_is_a_command(
    services: Services, account: Account, chroma_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await embed_documents(services, account.id)
    other = replace(services, library=Library(services.db, chroma_url, "words-2"), embedder=WordEmbedder("words-2"))
    assert await by_meaning(other.library, account, "Zebra stripes") == ""
    await reindex(other, account.id)
    assert await states(services.db, account) == {"1": "words-2", "2": "words-2"}
    assert await by_meaning(other.library, account, "Zebra stripes") == "Zebra"
    assert await by_meaning(services.library, account, "Zebra stripes") == ""  # the old ones are gone
    assert "vectors of 2 of 2 documents" in capsys.readouterr().out
    asked = other.embedder.asked if isinstance(other.embedder, WordEmbedder) else 0
    await reindex(other, account.id)  # once more costs no vector
    assert isinstance(other.embedder, WordEmbedder)
    assert other.embedder.asked == asked
    await other.library.close()


async def test_words_are_made_anew_by_the_command(services: Services, account: Account) -> None:
    async with services.db.transaction() as session:
        await words_of(session, account.id).drop()
    assert await titles(services.library, account.id, "zebra") == []
    await reindex(services, account.id)
    assert await titles(services.library, account.id, "zebra") == ["Zebra"]


async def test_without_an_embedder_the_command_takes_the_vectors_away(
    services: Services, account: Account, chroma_url: str
) -> None:
    await embed_documents(services, account.id)
    without = replace(services, library=Library(services.db, chroma_url, ""), embedder=None)
    await reindex(without, account.id)
    assert await states(services.db, account) == {"1": "", "2": ""}
    assert await by_meaning(services.library, account, "Zebra stripes") == ""
    assert await titles(without.library, account.id, "zebra") == ["Zebra"]
    await without.library.close()


async def test_rows_that_are_gone_go_without_chroma_too(office: Office, account: Account) -> None:
    library = Library(office.db, "")
    services = replace(office.services, library=library, embedder=None)
    await remove_documents(office.db, library, account.id, Service.GMAIL, ["1"])
    await embed_documents(services, account.id)
    async with office.db.reading() as session:
        assert await DocumentStates(session).in_state(account.id, DocumentState.GONE, 9) == []
