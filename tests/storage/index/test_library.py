"""The library: legs fused, filters strict, and words that stand whatever becomes of Chroma."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from assistant.indexing import index_many, remove_documents
from bot.errors import Temporary
from storage.accounts import Account
from storage.db import Database
from storage.documents import Documents, Service
from storage.index.chroma import Chroma
from storage.index.entry import Filters
from storage.index.library import HITS_AT_MOST, Library
from tests.cast import join
from tests.chroma_fixture import start_chroma
from tests.ports import free_port
from tests.storage.index.stock import days, mail, stock, titles, vector_of

SARAH, TOM = "sarah@brightwater.example", "tom@x.example"
STOCK = (
    mail("1", "Quote for spectrometers", "two of them by friday", sender=SARAH, labels=("INBOX",), at=days(0)),
    mail("2", "Lunch", "pasta on friday", sender=TOM, at=days(1)),
    mail("3", "Invoice", "for the spectrometers", sender=TOM, labels=("INBOX",), at=days(2)),
)
BY_TOM = Filters(senders=frozenset({TOM}))


@asynccontextmanager
async def library_at(db: Database, url: str, embedder: str = "words-1") -> AsyncIterator[Library]:
    library = Library(db, url, embedder)
    try:
        yield library
    finally:
        await library.close()


def chroma_of(library: Library) -> Chroma:
    assert library.chroma is not None
    return library.chroma


@pytest.fixture
async def account(db: Database) -> Account:
    return await join(db)


@pytest.fixture
async def library(db: Database, chroma_url: str) -> AsyncIterator[Library]:
    async with library_at(db, chroma_url) as made:
        yield made


async def test_words_and_meaning_find_together(library: Library, db: Database, account: Account) -> None:
    await stock(db, library, account.id, *STOCK)
    found = await library.search(account.id, "spectrometers", Filters(), vector=vector_of("pasta"), embedder="words-1")
    assert found.missing == ()
    by_title = {hit.document.title: hit for hit in found.hits}
    assert set(by_title) == {"Quote for spectrometers", "Invoice", "Lunch"}
    assert by_title["Lunch"].ranks.keys() == {"vectors"}
    assert by_title["Invoice"].ranks.keys() == {"words", "vectors"}
    assert by_title["Invoice"].extract == "for the spectrometers"
    assert by_title["Lunch"].extract == "pasta on friday"
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


async def test_a_mail_that_has_no_vectors_yet_is_found_by_its_words(
    library: Library, db: Database, account: Account
) -> None:
    await stock(db, library, account.id, *(mail(str(n), f"Crate {n}", "the crate is here") for n in range(20)))
    await index_many(db, library, account.id, [mail("new", "The Zebra crate", "it arrives at gate 47")])
    found = await titles(
        library, account.id, "Zebra crate", vector=vector_of("Zebra crate"), embedder="words-1", limit=3
    )
    assert found[0] == "The Zebra crate"


async def test_nothing_outside_the_filters_is_found(library: Library, db: Database, account: Account) -> None:
    await stock(db, library, account.id, *STOCK)
    vector = vector_of("spectrometers friday")
    assert set(await titles(library, account.id, "spectrometers friday", BY_TOM, vector=vector)) == {"Invoice", "Lunch"}
    assert await titles(library, account.id, "quote", Filters(since=days(5)), vector=vector) == []
    assert await titles(library, account.id, "quote", Filters(labels=frozenset({"STARRED"})), vector=vector) == []


async def test_without_words_the_newest_that_match_come(library: Library, db: Database, account: Account) -> None:
    await stock(db, library, account.id, *STOCK)
    assert await titles(library, account.id, " ", BY_TOM) == ["Invoice", "Lunch"]
    assert await titles(library, account.id, "", limit=1) == ["Invoice"]
    assert (await library.search(account.id, "", Filters(), limit=1)).hits[0].extract == "for the spectrometers"


async def test_signs_alone_ask_for_nothing(library: Library, db: Database, account: Account) -> None:
    await stock(db, library, account.id, *STOCK)
    assert await titles(library, account.id, "?!") == []


async def test_a_deleted_document_is_found_no_more(library: Library, db: Database, account: Account) -> None:
    await stock(db, library, account.id, *STOCK)
    vector = vector_of("Lunch pasta on friday")
    async with db.transaction() as session:
        await Documents(session).leave(account.id, Service.GMAIL, ["2"], db.now())
    assert "Lunch" not in await titles(library, account.id, "lunch pasta", vector=vector)
    assert "Lunch" not in await titles(library, account.id, "", BY_TOM)
    await remove_documents(db, library, account.id, Service.GMAIL, ["2"])
    await stock(db, library, account.id)
    assert await titles(library, account.id, "lunch pasta", BY_TOM, vector=vector) == ["Invoice"]
    async with db.reading() as session:
        assert await Documents(session).find(account.id, Service.GMAIL, "2") is None


async def test_results_are_bounded(sqlite_db: Database) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    await stock(sqlite_db, library, account.id, *(mail(str(n), f"tea {n}") for n in range(HITS_AT_MOST + 20)))
    assert len(await titles(library, account.id, "", limit=10_000)) == HITS_AT_MOST
    assert len(await titles(library, account.id, "tea", limit=10_000)) <= HITS_AT_MOST
    assert len(await titles(library, account.id, "tea", limit=3)) == 3


async def test_a_mailbox_without_shelves_has_nothing(sqlite_db: Database) -> None:
    account, library = await join(sqlite_db), Library(sqlite_db, "")
    assert await titles(library, account.id, "tea") == await titles(library, account.id, "tea", BY_TOM) == []
    await library.open(account.id)
    assert await titles(library, account.id, "tea") == []
    await library.erase(account.id)


async def test_without_chroma_words_stand(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    async with library_at(sqlite_db, "") as library:
        await stock(sqlite_db, library, account.id, *STOCK)
        found = await library.search(account.id, "pasta", Filters(), vector=vector_of("pasta"), embedder="words-1")
        assert ([hit.document.title for hit in found.hits], found.missing) == (["Lunch"], ())
        assert await library.check() == "off"


async def test_a_vector_of_nobody_knows_which_embedder_is_left_alone(sqlite_db: Database, chroma_url: str) -> None:
    account = await join(sqlite_db)
    async with library_at(sqlite_db, chroma_url, "") as library:
        await stock(sqlite_db, library, account.id, *STOCK)
        assert await titles(library, account.id, "pasta", vector=vector_of("quote")) == ["Lunch"]


async def test_a_chroma_that_is_away_is_missed_and_comes_back(sqlite_db: Database, tmp_path: Path) -> None:
    account, server = await join(sqlite_db), start_chroma(tmp_path)
    async with library_at(sqlite_db, server.url) as library:
        chroma_of(library).rest_seconds = 0.0
        await stock(sqlite_db, library, account.id, *STOCK)
        assert await library.check() == "ok"
        server.stop()
        found = await library.search(account.id, "pasta", Filters(), vector=vector_of("quote"))
        assert ([hit.document.title for hit in found.hits], found.missing) == (["Lunch"], ("vectors",))
        server.start()
        found = await library.search(account.id, "pasta", Filters(), vector=vector_of("quote"))
        assert (len(found.hits), found.missing) == (3, ())
    server.stop()


@asynccontextmanager
async def silent_server() -> AsyncIterator[tuple[str, list[str]]]:
    """A server that takes a question and never answers; its address and what it was asked."""
    asked: list[str] = []
    over = asyncio.Event()

    async def wait(request: web.Request) -> web.Response:
        asked.append(request.path)
        await over.wait()
        return web.Response()

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", wait)
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}", asked
    finally:
        over.set()
        await runner.cleanup()


async def test_a_chroma_that_hangs_costs_one_wait_and_is_then_left_alone(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    async with silent_server() as (url, asked), library_at(sqlite_db, url) as library:
        chroma_of(library).ask_seconds = 0.05
        await stock(sqlite_db, Library(sqlite_db, ""), account.id, *STOCK)
        for _ in range(3):
            found = await library.search(account.id, "pasta", Filters(), vector=vector_of("quote"))
            assert ([hit.document.title for hit in found.hits], found.missing) == (["Lunch"], ("vectors",))
        assert len(asked) == 1


async def test_a_chroma_that_is_down_is_told_once_a_minute_and_not_by_every_question(sqlite_db: Database) -> None:
    account = await join(sqlite_db)
    async with library_at(sqlite_db, f"http://127.0.0.1:{free_port()}") as library:
        chroma_of(library).rest_seconds = 0.0
        await stock(sqlite_db, Library(sqlite_db, ""), account.id, *STOCK)
        with capture_logs() as logs:
            for _ in range(5):
                assert (await library.search(account.id, "pasta", Filters(), vector=vector_of("quote"))).missing
            with pytest.raises(Temporary):
                await library.check()
            await library.warm()
        assert [entry["event"] for entry in logs] == ["chroma does not answer"]
