"""Every table says whose it is, and a person or a workspace that goes leaves nothing but the audit log."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKey, Table, func, select

from assistant.asking.values import Draught
from assistant.case import Person
from assistant.erasing import (
    AS_DONE,
    NOBODYS,
    OF_ACCOUNT,
    OF_USER,
    OF_WORKSPACE,
    erase_account,
    erase_user,
    erase_workspace,
)
from assistant.proposing import propose
from storage.access_tokens import AccessTokens
from storage.accounts import Account
from storage.db import Base, Database, update_of
from storage.exports import Exports
from storage.index.entry import Chunk, Entry
from storage.index.library import Library
from storage.index.words import words_of
from storage.posts import Posts
from storage.proposals import Proposal
from storage.questions import Question
from storage.schema import metadata
from storage.workspaces import Workspace, WorkspaceState
from tests.cast import ALICE, ALICE_MAIL, BOB, join, ready_reply
from tests.leaving import BOB_MAIL, tables
from tests.proposals import ask, asker_of, event_content

ROOTS = {"accounts": OF_ACCOUNT, "users": OF_USER, "workspaces": OF_WORKSPACE}
NAMED = {"account_id": "accounts", "user_id": "users", "team_id": "workspaces"}


def owned_by(table: Table, root: str) -> bool:
    """Whether a row may hang on that root: by a foreign key, however far, or by a column that names it."""
    if any(NAMED.get(column.name) == root for column in table.columns):
        return True
    return any(key.column.table.name == root or owned_by(key.column.table, root) for key in _keys(table))


def _keys(table: Table) -> Iterator[ForeignKey]:
    return (key for key in table.foreign_keys if key.column.table is not table)


def handled() -> set[str]:
    listed = {owned.table.__tablename__ for all_owned in ROOTS.values() for owned in all_owned}
    return listed | {table.__tablename__ for table in AS_DONE} | set(NOBODYS)


def test_every_table_is_somebodys_or_says_why_not() -> None:
    assert set(tables()) == handled()


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_table_that_hangs_on_a_mailbox_is_erased_with_it(name: str) -> None:
    table = tables()[name].__table__
    assert isinstance(table, Table)
    own_columns = {key.parent.table.name for key in table.foreign_keys}
    assert own_columns <= {name}
    if name == "users" or not owned_by(table, "accounts"):
        return
    listed = {owned.table.__tablename__ for owned in OF_ACCOUNT} | {one.__tablename__ for one in AS_DONE}
    assert name in listed | {"accounts"}


@pytest.mark.parametrize("name", sorted(tables()))
def test_what_hangs_on_a_row_goes_before_it(name: str) -> None:
    order = [owned.table.__tablename__ for owned in (*OF_ACCOUNT, *OF_USER, *OF_WORKSPACE)]
    table = tables()[name].__table__
    assert isinstance(table, Table)
    if name not in order:
        return
    for key in table.foreign_keys:
        last = len(order) - 1 - order[::-1].index(key.column.table.name)
        assert order.index(name) <= last


async def a_life(db: Database, person: Person, email: str) -> Account:
    """A mailbox with a reply, a card, words in the index, a notice, a question and something that came of it."""
    account = await join(db, person, email)
    await ready_reply(db, account=account)
    question = await ask(db, account)
    await propose(db, question, asker_of(account, db), [Draught("event.create", account.id, event_content(), {})])
    async with db.transaction() as session:
        await Library(db, "").put(session, account.id, Entry("d1", "Quote", "Sarah", (Chunk(0, "Two lamps."),)))
        await Posts(session).keep(account.user_id, account.id, "D0ALICE", "1.2", db.now())
        offer = {"nonce": account.id, "user_id": account.user_id, "code": "c", "expires_at": db.now()}
        await Exports(session).offer(offer)
        token = {"id": account.id, "user_id": account.user_id, "name": "laptop", "key": "k1"}
        await AccessTokens(session).add(token | {"made_at": db.now(), "expires_at": db.now()})
    return account


async def rows(db: Database) -> dict[str, int]:
    async with db.reading() as session:
        found = {
            name: await session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in metadata.tables.items()
        }
    return {name: count for name, count in found.items() if name not in NOBODYS and count}


async def test_a_person_who_goes_leaves_nothing_and_a_colleague_everything(db: Database) -> None:
    bob = await a_life(db, BOB, BOB_MAIL)
    before = await rows(db)
    alice = await a_life(db, ALICE, ALICE_MAIL)
    assert sum((await rows(db)).values()) > sum(before.values()) + 8
    await erase_user(db, Library(db, ""), alice.user_id)
    assert await rows(db) == before
    async with db.reading() as session:
        assert await words_of(session, bob.id).exist() and not await words_of(session, alice.id).exist()


async def test_a_mailbox_that_goes_leaves_what_was_proposed_for_another_one_of_its_owners(db: Database) -> None:
    alice = await a_life(db, ALICE, ALICE_MAIL)
    other = await join(db, ALICE, "alice.marsh@home.example")
    question = await ask(db, other)
    await propose(db, question, asker_of(other, db), [Draught("event.create", other.id, event_content(), {})])
    await erase_account(db, Library(db, ""), alice.id)
    async with db.reading() as session:
        (left,) = await session.scalars(select(Question))
        (proposal,) = await session.scalars(select(Proposal))
    assert (left.id, left.text, left.answer) == (question, "", {})
    assert proposal.account_id == other.id


async def test_a_workspace_that_goes_leaves_the_audit_log_alone(db: Database) -> None:
    await a_life(db, ALICE, ALICE_MAIL)
    await a_life(db, BOB, BOB_MAIL)
    async with db.transaction() as session:
        await session.execute(update_of(Workspace).values(state=WorkspaceState.GONE))
    await erase_workspace(db, Library(db, ""), ALICE.team_id)
    assert await rows(db) == {}


async def test_a_workspace_that_was_installed_again_meanwhile_keeps_its_token(db: Database) -> None:
    await a_life(db, ALICE, ALICE_MAIL)
    await erase_workspace(db, Library(db, ""), ALICE.team_id)
    assert await rows(db) == {"workspaces": 1}


def test_the_registry_holds_tables_that_exist() -> None:
    assert all(issubclass(owned.table, Base) for owned in (*OF_ACCOUNT, *OF_USER, *OF_WORKSPACE))
