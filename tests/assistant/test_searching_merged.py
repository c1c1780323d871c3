"""Finds in one list: in which order, and which of them are copies of each other."""

from dataclasses import replace

from assistant.indexing import index_document
from assistant.searching import identity, once
from storage.db import Database
from storage.documents import Document, Documents, NewDocument, Service
from storage.index.entry import Hit
from storage.index.library import Library
from tests.cast import join
from tests.storage.index.stock import days, mail


async def rows(db: Database, *news: NewDocument) -> list[Document]:
    account, library = await join(db), Library(db, "")
    for new in news:
        await index_document(db, library, account.id, new)
    async with db.reading() as session:
        return [
            found
            for new in news
            if (found := await Documents(session).find(account.id, new.service, new.remote_id)) is not None
        ]


async def test_of_equal_scores_the_newer_comes_first(sqlite_db: Database) -> None:
    old, new = await rows(sqlite_db, mail("a", "old", at=days(1)), mail("b", "new", at=days(2)))
    hits = (Hit(old, 1.0, ""), Hit(new, 1.0, ""))
    assert [hit.document.title for hit in once(hits, 10)] == ["new", "old"]
    assert [hit.document.title for hit in once(hits, 1)] == ["new"]


async def test_copies_are_known_by_content_or_by_googles_id(sqlite_db: Database) -> None:
    event = replace(mail("e1", "Review"), service=Service.CALENDAR)
    given = [mail("a", "Re: Plan", "yes"), mail("b", "re: plan ", " Yes"), mail("c", "Re: Plan", "no"), event]
    a, b, c, e = await rows(sqlite_db, *given)
    assert identity(a) == identity(b) != identity(c)
    assert identity(e) == (Service.CALENDAR, "e1")
