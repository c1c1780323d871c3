"""Erasing: what belongs to a mailbox, a person and a workspace, and taking all of it away (SPEC AC6).

Whoever adds a table that holds anything of theirs names it here; a test asks for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from storage.access_tokens import AccessToken
from storage.accounts import Account
from storage.answers import ModelAnswer
from storage.cards import Card
from storage.contacts import Contact
from storage.db import Base, Database, update_of
from storage.dead_letters import DeadLetter
from storage.documents import Document
from storage.drafts import Draft
from storage.exports import Export
from storage.index.library import Library
from storage.leases import Lease, lease
from storage.leavings import Leaving
from storage.messages import Message
from storage.oauth_states import OAuthState
from storage.posts import Post
from storage.proposals import Proposal
from storage.pushes import Push
from storage.questions import Question
from storage.spending import Outlay
from storage.syncs import Sync
from storage.users import User
from storage.verdicts import Verdict
from storage.versions import DraftVersion
from storage.workspaces import Workspace, WorkspaceState

AT_ONCE = 500  # rows a transaction, so that nobody waits for long
EMBED_SECONDS = 170.0  # for which the vectors of a mailbox may be worked on

Condition = Callable[[str], ColumnElement[bool]]


@dataclass(frozen=True)
class Owned:
    """A table and which of its rows are an owner's, by the owner's id."""

    table: type[Base]
    rows: Condition


def _by(owner: InstrumentedAttribute[str]) -> Owned:
    """The rows that have the owner's id in this column."""
    return Owned(cast("type[Base]", owner.class_), lambda owner_id: owner == owner_id)


def _drafts(account_id: str) -> Any:
    return select(Draft.id).where(Draft.account_id == account_id)


def _messages(account_id: str) -> Any:
    return select(Message.id).where(Message.account_id == account_id)


# in this order: what hangs on a row goes before it
OF_ACCOUNT = (
    Owned(DraftVersion, lambda account_id: DraftVersion.draft_id.in_(_drafts(account_id))),
    _by(Draft.account_id),
    _by(Verdict.account_id),
    Owned(Card, lambda account_id: Card.message_id.in_(_messages(account_id))),
    _by(Message.account_id),
    _by(Document.account_id),
    _by(Contact.account_id),
    _by(Sync.account_id),
    _by(Push.account_id),
    _by(Outlay.account_id),
    _by(ModelAnswer.account_id),
    _by(DeadLetter.account_id),
    _by(Proposal.account_id),
    Owned(Lease, lambda account_id: Lease.name.endswith(f":{account_id}") & Lease.name.not_like("leave:%")),
)
OF_USER = (
    _by(Proposal.user_id),
    _by(Question.user_id),
    _by(Post.user_id),
    _by(Export.user_id),
    _by(AccessToken.user_id),
    _by(Leaving.user_id),
    _by(Account.user_id),
    _by(User.id),
)
OF_WORKSPACE = (
    _by(OAuthState.team_id),
    # one that was installed again meanwhile has a token of today
    Owned(Workspace, lambda team_id: (Workspace.team_id == team_id) & (Workspace.state != WorkspaceState.INSTALLED)),
)
# posts and leavings of a mailbox are what is still to be done for it: they go as it is done (jobs/leave_mailbox.py)
AS_DONE: tuple[type[Base], ...] = (Post, Leaving)
NOBODYS = {
    "audit": "append-only, and holds ids alone",
    "seen_events": "ids of Slack's, for a day",
}


async def erase_account(db: Database, library: Library, account_id: str) -> None:
    """Erases every row of a mailbox and its index; may be stopped anywhere and done again. Raises Temporary.

    Nobody works on it any more: whoever calls this has ended that, and waited. Its vectors go last, under the lease of
    whoever makes them: what was under way then finds no document.
    """
    for owned in OF_ACCOUNT:
        while await _erase_some(db, owned, account_id) == AT_ONCE:
            continue
    async with db.transaction() as session:
        for owned in OF_ACCOUNT:
            await session.execute(delete(owned.table).where(owned.rows(account_id)))
        await library.drop_words(session, account_id)
        await _forget_conversations(session, account_id)
        await session.execute(delete(Account).where(Account.id == account_id))
    async with lease(db, f"embed:{account_id}", EMBED_SECONDS):
        await library.erase(account_id)
    await db.shed()


async def _erase_some(db: Database, owned: Owned, owner: str) -> int:
    """Erases some rows; how many."""
    keys = inspect(owned.table).primary_key
    if len(keys) > 1:  # small tables: the final stroke takes them at once
        return 0
    some = select(keys[0]).where(owned.rows(owner)).limit(AT_ONCE)
    async with db.transaction() as session:
        done = await session.execute(delete(owned.table).where(keys[0].in_(some)))
        return cast("CursorResult[Any]", done).rowcount


async def _forget_conversations(session: AsyncSession, account_id: str) -> None:
    """Erases what its owner asked since it was connected: every answer was looked for in this mailbox too.

    A question that something for another mailbox of theirs came from stays as that, with nothing in it.
    """
    account = await session.get(Account, account_id)
    if account is None:
        return
    theirs = (Question.user_id == account.user_id, Question.asked_at >= account.created_at)
    needed = select(Proposal.question_id).where(Proposal.user_id == account.user_id)
    await session.execute(delete(Question).where(*theirs, Question.id.not_in(needed)))
    await session.execute(update_of(Question).where(*theirs).values(**EMPTY_QUESTION))


EMPTY_QUESTION: dict[str, Any] = {
    "text": "",
    "reading": {},
    "plan": {},
    "sources": [],
    "answer": {},
}


async def erase_user(db: Database, library: Library, user_id: str) -> None:
    """Erases a person with all their mailboxes. Tokens are taken back at Google, and posts in Slack, before this."""
    for account_id in await _ids(db, Account.id, Account.user_id == user_id):
        await erase_account(db, library, account_id)
    await _erase_all(db, OF_USER, user_id)


async def erase_workspace(db: Database, library: Library, team_id: str) -> None:
    """Erases a workspace with all its people. Tokens are taken back at Google before this."""
    for user_id in await _ids(db, User.id, User.team_id == team_id):
        await erase_user(db, library, user_id)
    await _erase_all(db, OF_WORKSPACE, team_id)


async def _ids(db: Database, column: InstrumentedAttribute[str], where: ColumnElement[bool]) -> Sequence[str]:
    async with db.reading() as session:
        return list(await session.scalars(select(column).where(where)))


async def _erase_all(db: Database, tables: Sequence[Owned], owner: str) -> None:
    async with db.transaction() as session:
        for owned in tables:
            await session.execute(delete(owned.table).where(owned.rows(owner)))
