"""One search over all of an asker's mailboxes: by words, and by meaning where there is an embedder."""

import asyncio
import base64
import hashlib
import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Protocol

import structlog
from pydantic import TypeAdapter, ValidationError

from assistant.asking.values import Asker
from assistant.chunking import chunks_of
from assistant.embedding import allowed_for_words
from bot.cache import Cache
from bot.errors import MailroomError
from connectors.embed.model import Embedder, Vector
from storage.db import Database
from storage.documents import Document, Documents, Service
from storage.index.entry import Filters, Found, Hit
from storage.index.library import Library

log = structlog.get_logger(__name__)

VECTOR_SECONDS, FOUND_SECONDS = 3600, 300  # for which they are kept (SPEC AS7)
EMBED_SECONDS = 2.0  # after which words alone must do: a slow embedder is no reason to find nothing
LIMIT = 10
SAME_TEXT = 400  # characters of the beginning by which two copies of a mail are known


class Means(Protocol):
    """What a search works with; `embedder` None means by words alone."""

    @property
    def db(self) -> Database:
        """Where the documents are."""
        ...

    @property
    def library(self) -> Library:
        """Their index."""
        ...

    @property
    def embedder(self) -> Embedder | None:
        """What makes a vector of the words."""
        ...

    @property
    def cache(self) -> Cache:
        """Where vectors and results are kept for a while."""
        ...


async def search(means: Means, asker: Asker, words: str, filters: Filters, limit: int = LIMIT) -> Found:
    """The best documents of the asker's mailboxes, copies of one mail shown once.

    Raises Temporary when the database cannot be reached. What else could not be asked is in `Found.missing`.
    """
    skipped = {mailbox.account_id: mailbox.skipped for mailbox in asker.mailboxes}
    accounts = sorted(skipped)
    embedder = await allowed_for_words(means.db, means.embedder, accounts)
    by = embedder.name if embedder else ""
    off = [sorted(skipped[account_id]) for account_id in accounts]
    asked = [accounts, off, await _versions(means, accounts), words, _plain(filters), limit, by]
    key = _key("search", asker, json.dumps(asked))
    lasting = not filters.unanswered  # verdicts change without their documents
    kept = await means.cache.get(key) if lasting else None
    if kept is not None and (again := await _again(means.db, accounts, kept)) is not None:
        return again
    vector, missing = await _vector(means.cache, embedder, asker, words)

    only = {account_id: _without(filters, skipped[account_id]) for account_id in accounts}
    wanted = {account_id: limits for account_id, limits in only.items() if limits is not None}
    # copies fall out, so twice as many are asked for
    best = await means.library.search_all(wanted, words, vector=vector, embedder=by, limit=2 * limit)
    missing |= set(best.missing)
    found = Found(once(best.hits, limit), tuple(sorted(missing)))
    if lasting and not missing:  # what is missing now may be there at the next try
        await means.cache.put(key, _kept(found), FOUND_SECONDS)
    return found


def _without(filters: Filters, skipped: frozenset[str]) -> Filters | None:
    """The filters for a mailbox that has these services turned off; None where nothing is left to look up."""
    if not skipped:
        return filters
    left = (filters.services or frozenset(Service)) - skipped
    return replace(filters, services=left) if left else None


def once(hits: Iterable[Hit], limit: int) -> tuple[Hit, ...]:
    """The hits by their scores, the newer of equal ones first; of copies the best one stays."""
    found: dict[tuple[str, ...], Hit] = {}
    for hit in sorted(hits, key=lambda hit: (-hit.score, -hit.document.at.timestamp())):
        found.setdefault(identity(hit.document), hit)
    return tuple(found.values())[:limit]


def identity(document: Document) -> tuple[str, ...]:
    """What two copies of one thing share: Google gives events and files one id for all, mails one a mailbox."""
    if document.service != Service.GMAIL:
        return document.service, document.remote_id
    text = " ".join(document.text[: 2 * SAME_TEXT].split()).casefold()[:SAME_TEXT]
    return document.service, document.sender, document.title.casefold().strip(), text


async def _versions(means: Means, accounts: Sequence[str]) -> list[str]:
    async with means.db.reading() as session:
        documents = Documents(session)
        return [await documents.version(account_id) for account_id in accounts]


async def _vector(cache: Cache, embedder: Embedder | None, asker: Asker, words: str) -> tuple[Vector | None, set[str]]:
    """The vector of the words, and what is missing without it."""
    if embedder is None or not words:
        return None, set()
    key = _key("embedding", asker, json.dumps([embedder.name, words]))
    if isinstance(kept := await cache.get(key), str):
        return list(array("f", base64.b64decode(kept))), set()
    try:
        async with asyncio.timeout(EMBED_SECONDS):
            [vector] = await embedder.embed([words], "query")
    except (MailroomError, TimeoutError) as error:
        log.warning("query_not_embedded", error=str(error) or "too slow")
        return None, {"vectors"}
    await cache.put(key, base64.b64encode(array("f", vector).tobytes()).decode(), VECTOR_SECONDS)
    return vector, set()


def _key(kind: str, asker: Asker, what: str) -> str:
    """A key of the asker's own: nobody finds what another one searched for."""
    return f"{kind}:{asker.user_id}:{hashlib.sha256(what.encode()).hexdigest()}"


def _plain(filters: Filters) -> str:
    """The filters as text, the same for the same ones."""

    def plain(value: object) -> object:
        return sorted(value) if isinstance(value, frozenset) else str(value)

    return json.dumps(asdict(filters), default=plain)


@dataclass(frozen=True)
class _Kept:
    """What is kept of a hit: which chunk of which document, and no word of it."""

    account_id: str
    document_id: str
    score: float
    chunk: int
    ranks: dict[str, int]


_KEPT = TypeAdapter(list[_Kept])


def _kept(found: Found) -> Any:
    return _KEPT.dump_python([_kept_hit(hit) for hit in found.hits], mode="json")


def _kept_hit(hit: Hit) -> _Kept:
    chunks = chunks_of(hit.document.text)
    chunk = chunks.index(hit.extract) if hit.extract in chunks else 0
    return _Kept(hit.document.account_id, hit.document.id, hit.score, chunk, dict(hit.ranks))


async def _again(db: Database, accounts: Sequence[str], kept: Any) -> Found | None:
    """A kept result with the documents as they are now, as far as they are still there; None if it cannot be read."""
    try:
        rows = _KEPT.validate_python(kept)
    except ValidationError:
        return None
    documents: dict[str, Document] = {}
    async with db.reading() as session:
        for account in accounts:  # and of no other, whatever is kept
            ids = [row.document_id for row in rows if row.account_id == account]
            documents |= await Documents(session).of_ids(account, ids)
    return Found(tuple(_hit(documents[row.document_id], row) for row in rows if row.document_id in documents))


def _hit(document: Document, row: _Kept) -> Hit:
    chunks = chunks_of(document.text)
    return Hit(document, row.score, chunks[row.chunk] if 0 <= row.chunk < len(chunks) else "", row.ranks)
