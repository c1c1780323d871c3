"""Several mailboxes in one list: whose scores count how much, and which finds are copies of each other."""

from dataclasses import replace

from assistant.indexing import index_document
from assistant.searching import LEAST_SHARE, identity, merge, newest
from storage.db import Database
from storage.documents import Document, Documents, NewDocument, Service
from storage.index.entry import Found, Hit
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


async def test_scores_count_by_how_well_the_words_fit_the_mailbox(sqlite_db: Database) -> None:
    strong, weak, silent = await rows(sqlite_db, mail("a", "A"), mail("b", "B"), mail("c", "C"))
    answers = [
        Found((Hit(silent, 1.0, ""),), strength=0.0),
        Found((Hit(weak, 1.0, ""),), strength=2.0),
        Found((Hit(strong, 1.0, ""),), strength=8.0),
    ]
    assert [(hit.document.title, hit.score) for hit in merge(answers, 10)] == [
        ("A", 1.0), ("B", 0.25), ("C", LEAST_SHARE),
    ]  # fmt: skip


async def test_mailboxes_of_which_no_words_tell_anything_are_equal(sqlite_db: Database) -> None:
    one, other = await rows(sqlite_db, mail("a", "A"), mail("b", "B"))
    answers = [Found((Hit(one, 0.5, ""),)), Found((Hit(other, 1.0, ""),))]
    assert [hit.document.title for hit in merge(answers, 10)] == ["B", "A"]


async def test_of_equal_scores_the_newer_comes_first(sqlite_db: Database) -> None:
    old, new = await rows(sqlite_db, mail("a", "old", at=days(1)), mail("b", "new", at=days(2)))
    hits = (Hit(old, 1.0, ""), Hit(new, 1.0, ""))
    assert [hit.document.title for hit in merge([Found(hits)], 10)] == ["new", "old"]
    assert [hit.document.title for hit in newest([Found(hits)], 1)] == ["new"]


async def test_copies_are_known_by_content_or_by_googles_id(sqlite_db: Database) -> None:
    event = replace(mail("e1", "Review"), service=Service.CALENDAR)
    given = [mail("a", "Re: Plan", "yes"), mail("b", "re: plan ", " Yes"), mail("c", "Re: Plan", "no"), event]
    a, b, c, e = await rows(sqlite_db, *given)
    assert identity(a) == identity(b) != identity(c)
    assert identity(e) == (Service.CALENDAR, "e1")
