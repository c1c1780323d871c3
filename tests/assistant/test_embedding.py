"""Embedding follows the rows: whatever stops it half-way, the next run makes it right."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from assistant.embedding import Reader, embed_some, reader_of
from assistant.indexing import index_document, index_many, remove_documents
from bot.errors import Failure, Permanent, Temporary
from connectors.embed.model import Embedder, Use, Vector
from storage.accounts import Account
from storage.db import Database
from storage.documents import Document, Documents, DocumentState, Service
from storage.index.entry import Filters
from storage.index.library import Library
from tests.assistant.test_own_model import prefer
from tests.cast import join
from tests.fakes import FakeMail
from tests.storage.index.stock import WordEmbedder, mail, vector_of


@pytest.fixture
async def account(sqlite_db: Database) -> Account:
    return await join(sqlite_db)


@pytest.fixture
async def library(sqlite_db: Database, chroma_url: str) -> AsyncIterator[Library]:
    made = Library(sqlite_db, chroma_url, "words-1")
    yield made
    await made.close()


async def near(library: Library, account: Account, text: str) -> list[str]:
    """The titles of what its vector finds, by meaning alone."""
    found = await library.search(account.id, "qqq", Filters(), vector=vector_of(text), embedder=library.embedder)
    assert not found.missing
    return [hit.document.title for hit in found.hits]


async def all_of(db: Database, library: Library, embedder: Embedder | None, account: Account) -> None:
    while await embed_some(db, library, Reader(embedder), account.id):
        pass


async def rows(db: Database, account: Account) -> dict[str, Document]:
    async with db.reading() as session:
        found = [await Documents(session).find(account.id, Service.GMAIL, key) for key in ("1", "2", "3")]
    return {one.remote_id: one for one in found if one is not None}


async def test_due_documents_get_their_vectors(sqlite_db: Database, library: Library, account: Account) -> None:
    await index_many(sqlite_db, library, account.id, [mail("1", "Zebra"), mail("2", "Lion")])
    assert await near(library, account, "Lion") == []
    await all_of(sqlite_db, library, WordEmbedder(), account)
    assert (await near(library, account, "Lion"))[0] == "Lion"
    assert {one.embedder for one in (await rows(sqlite_db, account)).values()} == {"words-1"}


async def test_gone_documents_lose_vectors_and_row(sqlite_db: Database, library: Library, account: Account) -> None:
    await index_many(sqlite_db, library, account.id, [mail("1", "Zebra"), mail("2", "Lion")])
    await all_of(sqlite_db, library, WordEmbedder(), account)
    await remove_documents(sqlite_db, library, account.id, Service.GMAIL, ["1"])
    old = (await rows(sqlite_db, account))["1"]
    await all_of(sqlite_db, library, WordEmbedder(), account)
    assert await near(library, account, "Zebra") == ["Lion"]
    assert set(await rows(sqlite_db, account)) == {"2"}
    assert library.vectors is not None
    pieces = await library.vectors.nearest(account.id, "words-1", vector_of("Zebra"), 9)
    assert old.id not in {piece.document_id for piece in pieces}


async def test_a_crash_between_row_and_vectors_is_made_good(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    await index_document(sqlite_db, library, account.id, mail("1", "Zebra"))
    with pytest.raises(Temporary):
        await embed_some(sqlite_db, library, Reader(WordEmbedder(Zebra=Temporary("down"))), account.id)
    assert (await rows(sqlite_db, account))["1"].state == DocumentState.DUE
    found = (await rows(sqlite_db, account))["1"]
    await library.put_vectors(account.id, "words-1", {found.id: [vector_of("Zebra")] * 3})  # and then it died
    await all_of(sqlite_db, library, WordEmbedder(), account)
    assert library.vectors is not None
    assert len(await library.vectors.nearest(account.id, "words-1", vector_of("Zebra"), 9)) == 1
    assert await near(library, account, "Zebra") == ["Zebra"]


async def test_a_document_that_changes_meanwhile_stays_due(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    class Slow(WordEmbedder):
        async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
            await index_document(sqlite_db, library, account.id, mail("1", "Lion"))
            return await super().embed(texts, use)

    await index_document(sqlite_db, library, account.id, mail("1", "Zebra"))
    await embed_some(sqlite_db, library, Reader(Slow()), account.id)
    assert (await rows(sqlite_db, account))["1"].state == DocumentState.DUE
    await all_of(sqlite_db, library, WordEmbedder(), account)
    assert await near(library, account, "Lion") == ["Lion"]


async def test_one_that_the_embedder_cannot_take_does_not_stop_the_others(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    await index_many(sqlite_db, library, account.id, [mail("1", "Zebra"), mail("2", "Poison"), mail("3", "Lion")])
    await all_of(sqlite_db, library, WordEmbedder(Poison=Permanent("too odd", Failure.BAD_REQUEST)), account)
    told = {key: (one.state, one.embedder) for key, one in (await rows(sqlite_db, account)).items()}
    assert told == {"1": ("done", "words-1"), "2": ("done", ""), "3": ("done", "words-1")}


async def test_an_embedder_that_refuses_us_leaves_all_due(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    await index_many(sqlite_db, library, account.id, [mail("1", "Zebra"), mail("2", "Lion")])
    with pytest.raises(Permanent):
        await embed_some(sqlite_db, library, Reader(WordEmbedder(Lion=Permanent("key", Failure.REVOKED))), account.id)
    assert {one.state for one in (await rows(sqlite_db, account)).values()} == {"due"}


async def test_without_chroma_all_stays_due_and_is_found_by_words(sqlite_db: Database, account: Account) -> None:
    library = Library(sqlite_db, "http://127.0.0.1:1", "words-1")
    await index_document(sqlite_db, library, account.id, mail("1", "Zebra"))
    with pytest.raises(Temporary):
        await embed_some(sqlite_db, library, Reader(WordEmbedder()), account.id)
    assert (await rows(sqlite_db, account))["1"].state == "due"
    found = await library.search(account.id, "zebra", Filters(), vector=vector_of("zebra"))
    assert ([hit.document.title for hit in found.hits], found.missing) == (["Zebra"], ("vectors",))
    await library.close()


async def test_without_an_embedder_due_documents_are_done(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    await index_document(sqlite_db, library, account.id, mail("1", "Zebra"))
    await all_of(sqlite_db, library, None, account)
    assert (await rows(sqlite_db, account))["1"].state == "done"


@pytest.mark.parametrize("kept", [{"providers": ("anthropic",)}, {"daily_usd": Decimal(0)}])
async def test_a_provider_that_the_owner_does_not_allow_reads_nothing(
    sqlite_db: Database, library: Library, account: Account, kept: dict[str, Any]
) -> None:
    outside, box = WordEmbedder(), FakeMail(sqlite_db.now)
    outside.provider = "openai"
    await prefer(sqlite_db, account, **kept)
    await index_many(sqlite_db, library, account.id, [mail("1", "Zebra")])
    while await embed_some(sqlite_db, library, await reader_of(sqlite_db, box, outside, account.id), account.id):
        pass
    assert (outside.asked, (await rows(sqlite_db, account))["1"].embedder) == (0, "")
    here = WordEmbedder()  # what stays on this machine may
    assert (await reader_of(sqlite_db, box, here, account.id)).embedder is here


async def test_mail_that_its_owner_keeps_from_models_gets_no_vectors_of_theirs(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    private = mail("1", "Zebra")
    outside, box = WordEmbedder(Zebra=AssertionError("it was read")), FakeMail(sqlite_db.now)  # type: ignore[arg-type]
    outside.provider = "openai"
    await prefer(sqlite_db, account, model_free_domains=frozenset({"secret.example"}))
    await index_many(sqlite_db, library, account.id, [replace(private, sender="a@secret.example"), mail("2", "Lion")])
    while await embed_some(sqlite_db, library, await reader_of(sqlite_db, box, outside, account.id), account.id):
        pass
    assert {key: one.embedder for key, one in (await rows(sqlite_db, account)).items()} == {"1": "", "2": "words-1"}


async def test_mail_that_passes_on_other_mail_gets_no_vectors_of_theirs_where_some_is_kept_from_models(
    sqlite_db: Database, library: Library, account: Account
) -> None:
    text = "See below.\n\n---------- Forwarded message ---------\nFrom: a@secret.example\n\nZebra"
    passing = replace(mail("1", "Below"), text=text)
    outside, box = WordEmbedder(Zebra=AssertionError("it was read")), FakeMail(sqlite_db.now)  # type: ignore[arg-type]
    outside.provider = "openai"
    await prefer(sqlite_db, account, model_free_domains=frozenset({"secret.example"}))
    await index_many(sqlite_db, library, account.id, [passing, mail("2", "Lion")])
    while await embed_some(sqlite_db, library, await reader_of(sqlite_db, box, outside, account.id), account.id):
        pass
    assert {key: one.embedder for key, one in (await rows(sqlite_db, account)).items()} == {"1": "", "2": "words-1"}
