"""A case: everything stored about one mail, loaded together, and the check of whose it is (SPEC SE2)."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.mail.email import Email, email_from_json
from storage.accounts import Account, Accounts
from storage.audit import Audit
from storage.cards import Card, Cards
from storage.db import Database
from storage.drafts import Draft, Drafts
from storage.messages import Message, Messages
from storage.users import User, Users
from storage.verdicts import Verdict, Verdicts
from storage.versions import DraftVersion, Versions


@dataclass(frozen=True)
class Person:
    """Who clicked: a Slack user of a team, as Slack's signed payload says."""

    team_id: str
    slack_id: str


@dataclass(frozen=True)
class Case:
    """One mail with its owner, verdict, reply, the version shown, and its card."""

    user: User
    account: Account
    message: Message
    verdict: Verdict | None
    draft: Draft | None
    version: DraftVersion | None
    card: Card | None

    @property
    def email(self) -> Email:
        """What the mail says."""
        return email_from_json(self.message.email)

    @property
    def me(self) -> frozenset[str]:
        """The addresses that are the user's own."""
        return frozenset({self.account.email, *(alias["email"].lower() for alias in self.account.aliases)})


class NotTheirs(Exception):
    """Somebody asked for what is not theirs, or is not there: the same answer to both."""


async def load_case(session: AsyncSession, message_id: str) -> Case | None:
    """The case of that message, or None."""
    message = await Messages(session).get(message_id)
    if message is None:
        return None
    account = await Accounts(session).get(message.account_id)
    user = await Users(session).get(account.user_id) if account else None
    if account is None or user is None:
        return None
    draft = await Drafts(session).of_message(message_id)
    version = await Versions(session).get(draft.version_id) if draft and draft.version_id else None
    verdict, card = await Verdicts(session).get(message_id), await Cards(session).get(message_id)
    return Case(user, account, message, verdict, draft, version, card)


async def case_of_version(session: AsyncSession, version_id: str) -> Case | None:
    """The case whose reply has that version, current or not."""
    version = await Versions(session).get(version_id)
    draft = await Drafts(session).get(version.draft_id) if version else None
    return await load_case(session, draft.message_id) if draft else None


async def own_case(db: Database, person: Person, reference: str) -> Case:
    """The case that a button names by a version's or a message's id, if it is this person's.

    Raises NotTheirs otherwise, and keeps in the audit log that it was tried.
    """
    async with db.reading() as session:
        case = await case_of_version(session, reference) or await load_case(session, reference)
    if case and (case.user.team_id, case.user.slack_id) == (person.team_id, person.slack_id):
        return case
    async with db.transaction() as session:
        await Audit(session).note(db.now(), person.slack_id, "refused", case.message.id if case else "unknown")
    raise NotTheirs
