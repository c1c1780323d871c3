"""Leaving: a mailbox that its owner disconnects, from the word to the last trace; and taking back what was posted.

The row of storage/leavings.py is the intention. Each step asks what is left of it, does it, and notes it: so it may be
stopped anywhere, and done again.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.owning import account_named
from connectors.mail.source import MailSource
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit
from storage.db import Database
from storage.drafts import Draft, DraftState
from storage.leavings import Leaving, Leavings
from storage.places import Places
from storage.posts import Place, Posts
from storage.users import User, Users

# No job runs longer than this: what was under way when its owner said so is over then, and cannot write any more.
QUIET = timedelta(minutes=4)
CLOSING_TRIES = 6  # half an hour in all: a Gmail that does not answer must not keep anybody's data here
REVOKING_TRIES = 13  # almost three days in all
UNAPPROVED = (DraftState.WRITING, DraftState.READY, DraftState.APPROVED, DraftState.DISCARDED)  # not sent, nor perhaps


async def own_accounts(session: AsyncSession, person: Person) -> list[Account]:
    """The person's mailboxes, oldest first, without those that leave already."""
    user = await Users(session).find(person.team_id, person.slack_id)
    found = await Accounts(session).of_user(user.id) if user else []
    return [account for account in found if account.state != AccountState.LEAVING]


async def disconnect(db: Database, person: Person, account_id: str, *, drops_drafts: bool) -> Account:
    """Ends all work on the person's mailbox at once and for good, and notes what is to be done. Raises NotTheirs."""
    account = await account_named(db, person, account_id)
    async with db.transaction() as session:
        await begin(session, account, db.now(), drops_drafts=drops_drafts, in_slack=True)
        await Audit(session).note(
            db.now(), person.slack_id, "disconnected", account_id, team=person.team_id, account=account_id
        )
        user = await Users(session).get(account.user_id)
        assert user is not None
        await take_back(session, user, account, db.now())
    return account


async def begin(session: AsyncSession, account: Account, now: datetime, *, drops_drafts: bool, in_slack: bool) -> None:
    """Stores the intention; the sealed tokens move from the account to it."""
    fresh = await session.get(Account, account.id, populate_existing=True, with_for_update=True)
    if fresh is None:  # erased in this very moment
        return
    row = {
        "account_id": fresh.id, "user_id": fresh.user_id, "email": fresh.email, "tokens": fresh.tokens,
        "drops_drafts": drops_drafts, "in_slack": in_slack,
    }  # fmt: skip
    if await Accounts(session).leave(fresh.id):
        await Leavings(session).begin(row, now)


async def take_back(session: AsyncSession, user: User, account: Account, now: datetime) -> None:
    """Asks for all that was posted of a mailbox to be removed: its cards, what was said of it, and every answer since
    it was connected, shared ones as well, as each was looked for in it too."""
    places, posts = Places(session), Posts(session)
    answers = await places.answers_since(user.id, account.created_at, account.id)
    await posts.take_back(user.id, [*await places.of_account(account.id), *answers], now)
    await posts.take_back_of_account(account.id, now)
    await posts.take_back_shared(user.id, user.dm_channel, account.id, account.created_at, now)


async def drafts_to_drop(db: Database, account_id: str) -> list[str]:
    """The drafts in Gmail that Mailroom made and nobody sent, by their ids there."""
    where = (Draft.account_id == account_id, Draft.remote_id != "", Draft.state.in_(UNAPPROVED))
    async with db.reading() as session:
        return list(await session.scalars(select(Draft.remote_id).where(*where).order_by(Draft.id)))


async def close_mailbox(db: Database, mail: MailSource, leaving: Leaving) -> None:
    """Ends the pushes, and deletes the drafts if that is wanted. Safe to repeat. Raises as the mailbox does."""
    if leaving.drops_drafts:
        for draft_id in await drafts_to_drop(db, leaving.account_id):
            await mail.delete_draft(draft_id)
    await mail.unwatch()


def next_closing(leaving: Leaving, now: datetime) -> datetime:
    """When Gmail is tried again: after a minute, and after twice as long each time."""
    return now + timedelta(minutes=2**leaving.tries)


def next_revoking(leaving: Leaving) -> datetime:
    """When Google is asked again to take the token back: 1, 3, 7, 15 … minutes after the first try."""
    assert leaving.closed_at is not None
    return leaving.closed_at + timedelta(minutes=2**leaving.tries - 1)


async def purge(db: Database, person: Person, *, open_too: bool) -> tuple[str, int]:
    """Asks for what Mailroom wrote in a person's direct message to be removed: settled cards, answers and notices, and
    with `open_too` also the cards that wait. Their id of ours ('' if unknown), and how many messages will go."""
    async with db.transaction() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        if user is None:
            return "", 0
        places, posts = Places(session), Posts(session)
        cards: Sequence[Place] = await (places.everything if open_too else places.settled)(user.id)
        await posts.take_back(user.id, [*cards, *await places.answers(user.id)], db.now())
        await posts.take_back_in(user.id, user.dm_channel, db.now())
        await Audit(session).note(db.now(), person.slack_id, "purged", user.id, team=person.team_id)
        return user.id, await posts.left(user.id)
