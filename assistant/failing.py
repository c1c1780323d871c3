"""What failed for good and waits for its owner: what it was about, and what they decide about it (SPEC RE5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Case, NotTheirs, Person, load_case
from assistant.owning import own_account
from bot.errors import Failure
from storage.accounts import Accounts
from storage.audit import Audit
from storage.cards import Cards
from storage.db import Database
from storage.dead_letters import DeadLetter, DeadLetters, Resolution
from storage.drafts import Drafts
from storage.messages import Message, Messages
from storage.proposals import Proposals
from storage.users import Users

SHOWN, AT_ONCE = 8, 500
STUCK_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class Failing:
    """One thing that failed. `job` is what was being done, by its short name; `sender` whose mail it was about."""

    id: str
    job: str
    failure: Failure
    email: str  # the mailbox
    sender: str
    at: datetime
    tries: int
    reference: str = ""  # by which the logs tell what happened


@dataclass(frozen=True)
class Failings:
    """What waits for a person: the latest of them, and how many there are in all."""

    shown: tuple[Failing, ...]
    total: int


def job_name(path: str) -> str:
    """The short name of a job, from its path."""
    return path.rpartition(".")[2]


def failure_named(name: str) -> Failure:
    """The class of that name; UNKNOWN for one that a newer version wrote."""
    return Failure(name) if name in set(Failure) else Failure.UNKNOWN


async def failings_of(db: Database, person: Person) -> Failings:
    """What waits for that person."""
    async with db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        if user is None:
            return Failings((), 0)
        letters = await DeadLetters(session).of_user(user.id, SHOWN)
        emails = {account.id: account.email for account in await Accounts(session).of_user(user.id)}
        total = sum((await DeadLetters(session).counts(list(emails))).values())
        shown = [await _failing(session, letter, emails[letter.account_id]) for letter in letters]
    return Failings(tuple(shown), max(total, len(shown)))


async def _failing(session: AsyncSession, letter: DeadLetter, email: str) -> Failing:
    case = await case_about(session, letter)
    sender = case.email.sender if case is not None and case.message.email else None
    return Failing(
        letter.id, job_name(letter.job), failure_named(letter.failure), email,
        (sender.name or sender.email) if sender else "", letter.failed_at or letter.created_at, letter.tries,
        letter.correlation,
    )  # fmt: skip


async def case_about(session: AsyncSession, letter: DeadLetter) -> Case | None:
    """The mail that the job was about, if it was about one: its argument is a mail's or a reply's id."""
    if not letter.args:
        return None
    draft = await Drafts(session).get(letter.args[0])
    return await load_case(session, draft.message_id if draft else letter.args[0])


async def retry(db: Database, person: Person, letter_id: str) -> list[DeadLetter]:
    """Takes one to be tried again; empty if it was decided already. Raises NotTheirs."""
    async with db.transaction() as session:
        letter = await _own(session, person, letter_id)
        return await _retried(session, db.now(), person, [letter])


async def retry_all(db: Database, person: Person) -> list[DeadLetter]:
    """Takes all that wait for that person to be tried again."""
    async with db.transaction() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        letters = await DeadLetters(session).of_user(user.id, AT_ONCE) if user else []
        return await _retried(session, db.now(), person, letters)


async def _retried(
    session: AsyncSession, now: datetime, person: Person, letters: Sequence[DeadLetter]
) -> list[DeadLetter]:
    """Those of the letters that this call resolved; mail that was given up is to be read again."""
    taken = []
    for letter in letters:
        if await DeadLetters(session).resolve(letter.id, Resolution.RETRIED, person.slack_id, now):
            taken.append(letter)
            await _note(session, now, person, "failure retried", letter)
    await _want_cards(session, now, taken)
    ids = [str(letter.args[0]) for letter in taken if letter.args]
    await Messages(session).heal(now - STUCK_WITHIN, Drafts.answered(), Message.id.in_(ids))
    await Cards(session).retry(now - STUCK_WITHIN, ids)
    await Proposals(session).retry_drawings(now - STUCK_WITHIN, ids)
    return taken


async def reopen(db: Database, letters: Sequence[DeadLetter]) -> None:
    """Lets those wait again that nobody could be told to try; but mail, whose own state says that it is to be."""
    mails = {*given_up(letters)}
    others = [letter.id for letter in letters if not letter.args or letter.args[0] not in mails]
    async with db.transaction() as session:
        await DeadLetters(session).reopen(others)


async def _want_cards(session: AsyncSession, now: datetime, letters: Sequence[DeadLetter]) -> None:
    """Cards that tell of these failures are to be drawn anew."""
    for message_id in given_up(letters):
        if (case := await load_case(session, message_id)) is not None and case.card is not None:
            await Cards(session).want(message_id, case.user.id, now)


def given_up(letters: Sequence[DeadLetter]) -> list[str]:
    """The mails whose handling failed."""
    return [letter.args[0] for letter in letters if job_name(letter.job) in ("triage_message", "draft_reply")]


async def dismiss(db: Database, person: Person, letter_id: str) -> list[DeadLetter]:
    """Lets it rest for good; empty if it was decided already. Raises NotTheirs."""
    async with db.transaction() as session:
        letter = await _own(session, person, letter_id)
        done = await DeadLetters(session).resolve(letter.id, Resolution.DISMISSED, person.slack_id, db.now())
        if done:
            await _note(session, db.now(), person, "failure dismissed", letter)
            await _want_cards(session, db.now(), [letter])
    return [letter] if done else []


async def _note(session: AsyncSession, now: datetime, person: Person, action: str, letter: DeadLetter) -> None:
    whose = {"team": person.team_id, "account": letter.account_id}
    await Audit(session).note(now, person.slack_id, action, letter.id, **whose, job=letter.job)


async def _own(session: AsyncSession, person: Person, letter_id: str) -> DeadLetter:
    letter = await DeadLetters(session).get(letter_id)
    if letter is None or not letter.account_id:
        raise NotTheirs
    await own_account(session, person, letter.account_id)
    return letter
