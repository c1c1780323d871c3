"""A case: everything stored about one mail, loaded together, and the check of whose it is (SPEC SE2)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.mail.email import Email, email_from_json
from storage.accounts import Account, AccountState
from storage.audit import Audit
from storage.cards import Card
from storage.db import Database
from storage.dead_letters import DeadLetter
from storage.drafts import Draft
from storage.messages import Message
from storage.users import User
from storage.verdicts import Verdict
from storage.versions import DraftVersion


@dataclass(frozen=True)
class Person:
    """Who clicked: a Slack user of a team, as Slack's signed payload says."""

    team_id: str
    slack_id: str


def is_plain(text: str) -> bool:
    """Whether a text from outside can be an id or a secret of ours; a database may choke on other characters."""
    return text.isascii() and text.isprintable()


@dataclass(frozen=True)
class Case:
    """One mail with its owner, verdict, reply, the version shown, and its card.

    `failed` tells how it was given up; only who draws the card looks that up.
    """

    user: User
    account: Account
    message: Message
    verdict: Verdict | None
    draft: Draft | None
    version: DraftVersion | None
    card: Card | None
    failed: DeadLetter | None = None

    @property
    def whose(self) -> dict[str, str]:
        """Whose mail it is, as the audit log names it."""
        return {"team": self.user.team_id, "account": self.account.id}

    @property
    def email(self) -> Email:
        """What the mail says."""
        return email_from_json(self.message.email)

    @property
    def me(self) -> frozenset[str]:
        """The addresses that are the user's own."""
        return frozenset({self.account.email, *(alias["email"].lower() for alias in self.account.aliases)})


async def noted(session: AsyncSession, now: datetime, case: Case, action: str, **detail: str) -> None:
    """Notes in the audit log what Mailroom did with a mail on its owner's behalf."""
    await Audit(session).note(now, "mailroom", action, case.message.id, **case.whose, **detail)


class NotTheirs(Exception):
    """Somebody asked for what is not theirs, or is not there: the same answer to both."""


def _cases() -> Select[User, Account, Message, Verdict, Draft, DraftVersion, Card]:
    """Everything of a mail in one statement: a case is loaded several times for each mail."""
    return (
        select(User, Account, Message, Verdict, Draft, DraftVersion, Card)
        .select_from(Message)
        .join(Account, Account.id == Message.account_id)
        .join(User, User.id == Account.user_id)
        .outerjoin(Verdict, Verdict.message_id == Message.id)
        .outerjoin(Draft, Draft.message_id == Message.id)
        .outerjoin(DraftVersion, DraftVersion.id == Draft.version_id)
        .outerjoin(Card, Card.message_id == Message.id)
        .where(Account.state != AccountState.LEAVING)  # nothing is done any more for a mailbox that is being erased
        .execution_options(populate_existing=True)
    )


# built once: putting such a statement together takes longer than running it
KEY: BindParameter[str] = bindparam("key")
_OF_MESSAGE = _cases().where(Message.id == KEY)
_OF_DRAFT = _cases().where(Draft.id == KEY)
_OF_VERSION = _cases().where(
    Draft.id == select(DraftVersion.draft_id).where(DraftVersion.id == KEY).correlate(None).scalar_subquery()
)
_Cases = Select[User, Account, Message, Verdict, Draft, DraftVersion, Card]


async def _one(session: AsyncSession, statement: _Cases, key: str) -> Case | None:
    row = (await session.execute(statement, {"key": key})).first()
    if row is None:
        return None
    user, account, message, verdict, draft, version, card = row
    return Case(user, account, message, verdict, draft, version, card)


async def load_case(session: AsyncSession, message_id: str) -> Case | None:
    """The case of that message, or None."""
    return await _one(session, _OF_MESSAGE, message_id)


async def case_of_version(session: AsyncSession, version_id: str) -> Case | None:
    """The case whose reply has that version, current or not."""
    return await _one(session, _OF_VERSION, version_id)


async def case_of_draft(db: Database, draft_id: str) -> Case | None:
    """The case of that draft."""
    async with db.reading() as session:
        return await _one(session, _OF_DRAFT, draft_id)


async def own_case(db: Database, person: Person, reference: str) -> Case:
    """The case that a button names by a version's or a message's id, if it is this person's.

    Raises NotTheirs otherwise, and keeps in the audit log that it was tried.
    """
    async with db.reading() as session:
        case = await case_of_version(session, reference) or await load_case(session, reference)
    if case and (case.user.team_id, case.user.slack_id) == (person.team_id, person.slack_id):
        return case
    async with db.transaction() as session:
        await Audit(session).note(
            db.now(), person.slack_id, "refused", case.message.id if case else "unknown", team=person.team_id
        )
    raise NotTheirs
