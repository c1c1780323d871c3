"""Two people, the same words: whatever is asked of one account, nothing of the other's comes back (SPEC SR4)."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from assistant.indexing import remove_documents
from storage.contacts import Contacts
from storage.db import Database, new_id
from storage.document_states import DocumentStates
from storage.documents import SEEN, Document, Documents, DocumentState, Service
from storage.index.entry import Filters
from storage.index.library import Library
from tests.cast import ALICE, BOB, join
from tests.storage.index.stock import DIMENSIONS, mail, stock, titles, vector_of

SARAH = "sarah@brightwater.example"
MINE = mail("m1", "zebra of mine", "plans for friday", sender=SARAH, people=("me@x.example",), thread_id="t1")
THEIRS = (
    mail("m1", "zebra of theirs", "plans for friday", sender=SARAH, people=("them@x.example",), thread_id="t1"),
    mail("m2", "lion of theirs", "secret plans", sender="boss@x.example", thread_id="t1", labels=("INBOX",)),
)
EVERY_FILTER = (
    Filters(),
    Filters(senders=frozenset({SARAH, "boss@x.example"})),
    Filters(people=(frozenset({"them@x.example", "boss@x.example"}),)),
    Filters(labels=frozenset({"INBOX"})),
    Filters(thread_id="t1"),
    Filters(services=frozenset({"gmail"})),
)


class Two:
    """Alice's account and Bob's, each with what is theirs."""

    def __init__(self, db: Database, library: Library, mine: str, theirs: str) -> None:
        self.db, self.library, self.mine, self.theirs = db, library, mine, theirs
        self.their_ids: list[str] = []


@pytest.fixture
async def two(db: Database, chroma_url: str) -> AsyncIterator[Two]:
    library = Library(db, chroma_url, "words-1")
    mine, theirs = await join(db, ALICE), await join(db, BOB, "bob@fernhill.example")
    made = Two(db, library, mine.id, theirs.id)
    await stock(db, library, mine.id, MINE)
    made.their_ids = [one.id for one in (await stock(db, library, theirs.id, *THEIRS)).values()]
    yield made
    await library.close()


async def test_no_search_finds_anothers_documents(two: Two) -> None:
    vectors = [None, vector_of("zebra of theirs plans for friday"), vector_of("lion of theirs secret plans")]
    for words in ("zebra lion secret plans theirs", "", 'of" OR "theirs', "secret " * 400):
        for filters in EVERY_FILTER:
            for vector in vectors:
                found = await titles(two.library, two.mine, words, filters, vector=vector, limit=100)
                assert set(found) <= {"zebra of mine"}, (words, filters)
    assert len(await titles(two.library, two.theirs, "theirs")) == 2


def plain(found: Any) -> str:
    """All that an answer holds, as text."""
    if isinstance(found, Document):
        return f"{found.account_id} {found.title}"
    if isinstance(found, dict):
        return " ".join(plain(one) for pair in found.items() for one in pair)
    return " ".join(map(plain, found)) if isinstance(found, list | tuple | set) else str(found)


async def test_no_query_on_documents_tells_of_anothers(two: Two) -> None:
    """Every public query there is, by name: a new one without a line here fails."""
    mine, theirs, now = two.mine, two.their_ids, two.db.now()
    async with two.db.transaction() as session:
        documents, states = Documents(session), DocumentStates(session)
        answers: dict[str, Callable[[], Awaitable[Any]]] = {
            "find": lambda: documents.find(mine, Service.GMAIL, "m2"),
            "of_ids": lambda: documents.of_ids(mine, theirs),
            "of_remote": lambda: documents.of_remote(mine, Service.GMAIL, ["m1", "m2"]),
            "remote_ids": lambda: documents.remote_ids(mine, Service.GMAIL),
            "in_thread": lambda: documents.in_thread(mine, "t1", 10),
            "version": lambda: documents.version(mine),
            "expect": lambda: documents.expect(mine, [], now, now),
            "leave": lambda: documents.leave(mine, Service.GMAIL, ["m2"], now),
            "leave_all": lambda: documents.leave_all(mine, [], now),
            "lapsed": lambda: documents.lapsed(mine, Service.GMAIL, "INBOX", now, 10),
            "relabel": lambda: documents.relabel(mine, "m2", ["TRASH"], now),
            "unread": lambda: documents.unread(mine, 10),
            "counts": lambda: states.counts([mine], 9),
            "leaving": lambda: documents.leaving(mine, 10),
            "put": lambda: documents.find(mine, Service.GMAIL, "m2"),  # it is given a whole row
            "gone": lambda: documents.gone(mine, Service.GMAIL, ["m2"], now),
            "in_state": lambda: states.in_state(mine, DocumentState.DONE, 10),
            "embedded": lambda: states.embedded(Document(account_id=mine, id=theirs[0], digest=""), "x", now),
            "forget": lambda: states.forget(mine, theirs),
            "outdated": lambda: states.outdated(mine, "words-1", now, 10),
            "put_behind": lambda: states.put_behind(mine, ["m2"], now),
            "after": lambda: states.after(mine, "", 10),
            "numbers": lambda: states.numbers(mine),
            "unread_before": lambda: states.unread_before(mine, now),
        }
        queries = {
            name for kind in (Documents, DocumentStates) for name, _ in inspect.getmembers(kind) if name[0] != "_"
        }
        assert queries - {"waiting_accounts", "accounts"} == set(answers)
        for name, ask in answers.items():
            told = plain(await ask())
            assert two.theirs not in told, name
            assert "theirs" not in told, name
    assert len(await titles(two.library, two.theirs, "theirs")) == 2


async def test_contacts_are_each_ones_own(two: Two) -> None:
    async with two.db.reading() as session:
        known = {contact.email for contact in await Contacts(session).of(two.mine)}
    assert known == {SARAH, "me@x.example"}


async def test_taking_out_takes_only_ones_own(two: Two) -> None:
    await remove_documents(two.db, two.library, two.mine, Service.GMAIL, ["m1", "m2"])
    async with two.db.transaction() as session:
        await two.library.take_out(session, two.mine, two.their_ids)
    await two.library.take_out_vectors(two.mine, "words-1", two.their_ids)
    await two.library.erase(two.mine)
    assert await titles(two.library, two.mine, "zebra") == []
    found = await two.library.search(two.theirs, "zebra", Filters(), vector=vector_of("lion of theirs secret plans"))
    assert {"words", "vectors"} <= {leg for hit in found.hits for leg in hit.ranks}
    async with two.db.reading() as session:
        seen = await Documents(session).of_ids(two.theirs, two.their_ids)
        assert {one.state for one in seen.values()} <= set(SEEN)
    assert len(seen) == 2


async def test_no_account_and_a_forged_one_are_refused(two: Two) -> None:
    vector = [0.1] * DIMENSIONS
    for forged in ("", "*", "%", two.mine.upper(), f"{two.mine}' OR '1'='1", two.mine[:-1], f"{two.mine}.words-1"):
        for words in ("zebra", ""):
            with pytest.raises(ValueError, match="account"):
                await two.library.search(forged, words, Filters(), vector=vector)
        with pytest.raises(ValueError, match="account"):
            await two.library.erase(forged)
        with pytest.raises(ValueError, match="account"):
            await two.library.put_vectors(forged, "words-1", {"d1": [vector]})
        with pytest.raises(ValueError, match="account"):
            await two.library.take_out_vectors(forged, "words-1", ["d1"])
    assert await titles(two.library, new_id(), "zebra", vector=vector) == []
