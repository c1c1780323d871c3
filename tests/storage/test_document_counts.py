"""How many documents there are is counted by indexes alone, what is left to the last, and what is done to an end."""

from collections import Counter

from sqlalchemy import Connection, event

from storage.accounts import Account
from storage.db import Database, update_of
from storage.document_states import DocumentStates
from storage.documents import Document, Documents, DocumentState
from tests.cast import BOB, join

STATES = [DocumentState.DONE] * 4 + [DocumentState.DUE, DocumentState.GONE] + [DocumentState.FOUND] * 3


async def filled(db: Database) -> Account:
    """Five mails that can be found, one that is gone and three that are to be read, of which one failed."""
    account = await join(db)
    names = [f"m{number}" for number in range(len(STATES))]
    async with db.transaction() as session:
        await Documents(session).expect(account.id, [(name, name) for name in names], db.now(), db.now())
        for name, state in zip(names, STATES, strict=True):
            await session.execute(update_of(Document).where(Document.remote_id == name).values(state=state))
        await DocumentStates(session).put_behind(account.id, names[-1:], db.now())
    return account


async def test_documents_are_counted_to_an_end_and_what_is_left_to_the_last(db: Database) -> None:
    account, bob = await filled(db), await join(db, BOB, "bob@fernhill.example")
    async with db.reading() as session:
        states = DocumentStates(session)
        exact = await states.counts([account.id, bob.id], 5)
        assert exact[account.id] == Counter(gmail=5, unread=3, behind=1) and not exact[bob.id].total()
        assert (await states.counts([account.id, bob.id], 4))[account.id]["gmail"] > 4
        assert (await states.counts([account.id, bob.id], 1))[account.id]["unread"] == 3


async def test_counting_reads_no_document(sqlite_db: Database) -> None:
    account, plans = await filled(sqlite_db), []

    def explain(connection: Connection, _cursor: object, statement: str, values: object, *_: object) -> None:
        if statement.startswith("SELECT") and "FROM documents" in statement:
            plan = connection.connection.cursor()
            plan.execute(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
            plans.append([row[3] for row in plan.fetchall() if "documents" in row[3]])

    event.listen(sqlite_db.engine.sync_engine, "before_cursor_execute", explain)
    async with sqlite_db.reading() as session:
        await DocumentStates(session).counts([account.id], 9)
        await DocumentStates(session).unread_before(account.id, sqlite_db.now())
    assert len(plans) == 3 and all("COVERING INDEX" in step for plan in plans for step in plan), plans
