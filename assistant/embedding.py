"""Embedding: vectors follow the documents' rows. What is left to do stands in the rows, so it may stop anywhere."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

import structlog

from assistant.chunking import entry_of, texts_of
from assistant.indexing import new_of
from assistant.own_model import Private, nothing_private, privacy, terms_for
from assistant.preferences import Preferences, preferences_of
from bot.errors import Failure, Permanent
from connectors.embed.model import Embedder, Vector
from connectors.mail.quotes import own_words
from connectors.mail.source import MailSource
from storage.accounts import Accounts
from storage.db import Database
from storage.document_states import DocumentStates
from storage.documents import Document, DocumentState, Service
from storage.index.library import Library
from storage.spending import Spending

AT_ONCE = 32  # documents
LETTERS_A_TOKEN = 4  # as it is in English mail; other tongues take more tokens

log = structlog.get_logger("embedding")


@dataclass(frozen=True)
class Reader:
    """Who reads the texts of one mailbox to make vectors of them, and the mail that they are not to read.

    `own_alone`: mail that quotes or passes on other mail is not for them either.
    """

    embedder: Embedder | None
    is_private: Private = nothing_private
    own_alone: bool = False

    def may_see(self, document: Document) -> bool:
        """Whether a document may be read."""
        if document.service != Service.GMAIL:
            return True
        quotes = self.own_alone and document.text.strip() and own_words(document.text) != document.text.strip("\n")
        return not quotes and not self.is_private(document.sender, document.labels)


async def reader_of(db: Database, mail: MailSource, embedder: Embedder | None, account_id: str) -> Reader:
    """The embedder within what the mailbox's owner allows; what stays on this machine is always allowed."""
    if embedder is None or not embedder.provider:
        return Reader(embedder)
    async with db.reading() as session:
        account = await Accounts(session).get(account_id)
    preferences = preferences_of(account.preferences) if account else Preferences()
    if not _may_read(embedder, preferences.providers) or preferences.daily_usd == 0:
        return Reader(None)
    return Reader(embedder, await privacy(mail, preferences), preferences.keeps_mail_from_models)


async def allowed_for_words(db: Database, embedder: Embedder | None, account_ids: Sequence[str]) -> Embedder | None:
    """The embedder for the words of a question about these mailboxes, if all of their owners' limits allow it."""
    if embedder is None or not embedder.provider:
        return embedder
    terms = await terms_for(db, account_ids)
    return embedder if terms.affordable and _may_read(embedder, terms.providers) else None


def _may_read(embedder: Embedder, providers: Collection[str] | None) -> bool:
    return providers is None or embedder.provider in providers


async def embed_some(db: Database, library: Library, reader: Reader, account_id: str) -> int:
    """Makes the vectors of some documents that are due, and takes out those of some that are gone; how many in all.

    0 means that nothing is left, or that it must wait: see `may_embed`. Raises Temporary, and Permanent when the
    embedder refuses us.
    """
    return await _embed_due(db, library, reader, account_id) + await _forget_gone(db, library, account_id)


async def may_embed(db: Database, reader: Reader, account_id: str) -> bool:
    """Whether more may be read today: what costs money waits once the owner's limit for the day is used up."""
    if reader.embedder is None or not reader.embedder.usd:
        return True
    return (await terms_for(db, [account_id])).affordable


async def _embed_due(db: Database, library: Library, reader: Reader, account_id: str) -> int:
    if not await may_embed(db, reader, account_id):
        return 0
    async with db.reading() as session:
        due = await DocumentStates(session).in_state(account_id, DocumentState.DUE, AT_ONCE)
    if not due:
        return 0
    name, vectors, usd = "", dict[str, Sequence[Vector]](), Decimal(0)
    embedder = reader.embedder
    if embedder is not None and library.embedder:
        told = [one for one in due if reader.may_see(one)]
        name, vectors = embedder.name, await _vectors(embedder, told) if told else {}
        usd = _cost(embedder, told)
        await library.put_vectors(account_id, name, vectors)
    async with db.transaction() as session:
        if usd:
            await Spending(session).add([account_id], usd, db.now())
        for document in due:
            await DocumentStates(session).embedded(document, name if document.id in vectors else "", db.now())
    return len(due)


def _cost(embedder: Embedder, documents: Sequence[Document]) -> Decimal:
    """About what it cost to have them read, in US dollars."""
    if not embedder.usd:
        return Decimal(0)
    texts = (text for document in documents for text in texts_of(entry_of(document.id, new_of(document))))
    return embedder.usd * sum(map(len, texts)) / LETTERS_A_TOKEN / 1_000_000


async def _vectors(embedder: Embedder, documents: Sequence[Document]) -> dict[str, Sequence[Vector]]:
    """The vectors of the documents' chunks by document id. One that the embedder cannot take has none."""
    try:
        return await _embedded(embedder, documents)
    except Permanent as error:
        if error.failure != Failure.BAD_REQUEST:
            raise
        if len(documents) == 1:
            log.warning("document not embedded", document=documents[0].id, reason=str(error))
            return {}
    half = len(documents) // 2
    return await _vectors(embedder, documents[:half]) | await _vectors(embedder, documents[half:])


async def _embedded(embedder: Embedder, documents: Sequence[Document]) -> dict[str, Sequence[Vector]]:
    texts = {document.id: texts_of(entry_of(document.id, new_of(document))) for document in documents}
    made = iter(await embedder.embed([text for some in texts.values() for text in some], "document"))
    return {document_id: [next(made) for _ in some] for document_id, some in texts.items()}


async def _forget_gone(db: Database, library: Library, account_id: str) -> int:
    async with db.reading() as session:
        gone = await DocumentStates(session).in_state(account_id, DocumentState.GONE, AT_ONCE)
    if not gone:
        return 0
    ids = [document.id for document in gone]
    for name in {library.embedder, *(document.embedder for document in gone)} - {""}:
        await library.take_out_vectors(account_id, name, ids)
    async with db.transaction() as session:
        await DocumentStates(session).forget(account_id, ids)
    return len(gone)
