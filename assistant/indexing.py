"""Indexing: a document's row, words and contacts in one transaction; its vectors follow (jobs/embed_documents.py)."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.chunking import entry_of
from storage.accounts import Account, Accounts
from storage.contacts import Contacts
from storage.db import Database, new_id
from storage.documents import (
    AT_ONCE,
    OUT,
    QUOTED_AT_MOST,
    SEEN,
    TEXT_AT_MOST,
    Document,
    Documents,
    DocumentState,
    NewDocument,
    Service,
)
from storage.index.library import Library

SPOKEN = ("title", "sender", "sender_name", "people", "text", "quoted")  # what words and vectors are made of
SENT = "SENT"  # the label of what went out by the owner's hand: who is in a From line proves nothing
MET_BY = frozenset({Service.GMAIL, Service.CALENDAR})  # services by which one meets people


async def index_document(
    db: Database, library: Library, account_id: str, new: NewDocument, *, noted: bool = False
) -> bool:
    """Stores and shelves a document; True if it is new or has changed. Its vectors are due then, if any are wanted.
    With `noted` only if its row is there: what was deleted while it was read may have none any more."""
    return bool(await index_many(db, library, account_id, [new], noted=noted))


async def index_many(
    db: Database, library: Library, account_id: str, news: Sequence[NewDocument], *, noted: bool = False
) -> int:
    """Stores and shelves documents in one transaction: so many cost little more than one. How many are new or have
    changed."""
    async with db.transaction() as session:
        account = await Accounts(session).get(account_id)
        if account is None:
            raise ValueError("documents belong to an account")
        shelf = _Shelf(db, session, library, account)
        return sum([await _index(shelf, clean(new), noted=noted) for new in news])


async def remove_documents(
    db: Database, library: Library, account_id: str, service: str, remote_ids: Sequence[str]
) -> None:
    """Takes documents off the shelves: words at once, vectors and rows by jobs/embed_documents.py."""
    for at in range(0, len(remote_ids), AT_ONCE):
        async with db.transaction() as session:
            ids = await Documents(session).gone(account_id, service, remote_ids[at : at + AT_ONCE], db.now())
            await library.take_out(session, account_id, ids)


@dataclass(frozen=True)
class _Shelf:
    """Where documents of an account are put, in one transaction."""

    db: Database
    session: AsyncSession
    library: Library
    account: Account


def _may_be_seen(known: Document | None, new: NewDocument, *, noted: bool) -> bool:
    """Whether nobody has deleted it while it was read: a mail that leaves is brought back by its labels alone."""
    if known is None:
        return not noted
    return new.service != Service.GMAIL or known.state not in OUT


async def _index(shelf: _Shelf, new: NewDocument, *, noted: bool) -> bool:
    """Nobody deletes it from now on until the transaction ends."""
    account, library, documents = shelf.account, shelf.library, Documents(shelf.session)
    known = await documents.find(account.id, new.service, new.remote_id, hold=True)
    if not _may_be_seen(known, new, noted=noted):
        return False
    digest, seen = digest_of(new), known is not None and known.state in SEEN
    if known is not None and seen and known.digest == digest:
        return False
    row = asdict(new) | {"people": list(new.people), "labels": list(new.labels), "attachments": list(new.attachments)}
    row |= {"id": new_id(), "account_id": account.id, "digest": digest, "changed_at": shelf.db.now()}
    if known is not None and seen and _spoken(known.digest) == _spoken(digest):
        kept = {"text": known.text, "quoted": known.quoted}  # what it says is the same; a preview of it stays one
        await documents.put(row | kept | {"state": known.state, "embedder": known.embedder})
        return True
    state = DocumentState.DUE if library.embedder else DocumentState.DONE
    made = {"state": state, "embedder": known.embedder if known else "", "pruned_at": None}
    document_id = await documents.put(row | made)
    await library.put(shelf.session, account.id, entry_of(document_id, new))
    if new.service in MET_BY and (known is None or known.state == DocumentState.FOUND):
        written_to = new.service == Service.GMAIL and SENT in new.labels
        await Contacts(shelf.session).met(account.id, _met(account, new), new.at, written_to=written_to)
    return True


def _met(account: Account, new: NewDocument) -> list[tuple[str, str]]:
    """Whom the owner meets by it, with their names as far as it tells them."""
    own = {account.email.lower(), *(str(alias["email"]).lower() for alias in account.aliases)}
    people = dict.fromkeys(new.people, "") | {new.sender: new.sender_name}
    return [(email, name) for email, name in people.items() if email and email not in own]


def digest_of(new: NewDocument) -> str:
    """What tells whether a document has changed: one half for what it says, the other for all else."""
    values = asdict(new)
    spoken = [str(values.pop(name)) for name in SPOKEN]
    return f"{_hash(spoken)}{_hash([str(value) for value in values.values()])}"


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()[:32]


def _spoken(digest: str) -> str:
    return digest[:32]


def clean(new: NewDocument) -> NewDocument:
    """The document as a database takes it: PostgreSQL keeps no NUL, neither one keeps half a character; and in
    bounds."""
    values: dict[str, Any] = {field.name: _storable(getattr(new, field.name)) for field in fields(new)}
    values |= {"text": values["text"][:TEXT_AT_MOST], "quoted": values["quoted"][:QUOTED_AT_MOST]}
    return NewDocument(**values)


def _storable(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(map(_storable, value))
    if not isinstance(value, str) or isinstance(value, Service):
        return value
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def new_of(document: Document) -> NewDocument:
    """A stored document as its service told it."""
    plain = {field.name: getattr(document, field.name) for field in fields(NewDocument)}
    lists = {name: tuple(plain[name]) for name in ("people", "labels", "attachments")}
    return replace(NewDocument(**(plain | lists)), service=Service(document.service))
