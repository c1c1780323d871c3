"""The cast: Alice, her colleague Bob, and Mallory; their accounts, mails and replies at each stage in the database."""

from dataclasses import dataclass, field
from typing import Any

from assistant.case import Case, Person, load_case
from assistant.letters import Letter, Origin, version_of, wire
from assistant.shapes import DraftAnswer, TriageAnswer
from bot.settings import GOOGLE_SCOPES
from connectors.mail.email import Address, email_to_json
from connectors.mail.read import read_email
from connectors.mail.source import Alias, MailSource, RemoteMessage
from storage.accounts import Account, Accounts, AccountState
from storage.audit import Audit, AuditEntry
from storage.cards import Card, Cards
from storage.db import Database, new_id
from storage.drafts import Draft, Drafts, DraftState
from storage.messages import Messages, MessageState
from storage.syncs import HISTORY, Syncs
from storage.users import Users
from storage.verdicts import Verdicts
from storage.versions import DraftVersion, Versions
from storage.workspaces import Workspaces
from tests.fakes import FakeMail, write_mail

TEAM = "T0MAIL"
ALICE, BOB, MALLORY = Person(TEAM, "U0ALICE"), Person(TEAM, "U0BOB"), Person(TEAM, "U0MALLORY")
ALICE_MAIL = "alice@fernhill.example"
SARAH = Address("Sarah Lindqvist", "sarah@brightwater.example")
QUESTION = "Hi Alice,\n\ncould you send me the quote for two spectrometers by Friday?\n\nBest,\nSarah"
QUESTION_ID = "<q1@brightwater.example>"
ANSWER = "Hi Sarah,\n\nyes, you will have it on Friday.\n\nBest regards,\nAlice"


async def join(db: Database, person: Person = ALICE, email: str = ALICE_MAIL, cursor: str = "") -> Account:
    """The person with a connected mailbox."""
    async with db.transaction() as session:
        await Workspaces(session).ensure(person.team_id, db.now())
        user = await Users(session).ensure(person.team_id, person.slack_id, db.now())
        account = await Accounts(session).connect(user.id, email, db.now())
        scopes = " ".join(GOOGLE_SCOPES)
        await Accounts(session).change(account.id, state=AccountState.CONNECTED, cursor=cursor, scopes=scopes)
        await Syncs(session).ensure(account.id, HISTORY)  # as connecting does, but nothing is left to list
    async with db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found


def question(text: str = QUESTION, subject: str = "Quote for two spectrometers", **headers: str) -> bytes:
    """Sarah's mail to Alice."""
    given = {"To": f"Alice Marsh <{ALICE_MAIL}>", "Message_ID": QUESTION_ID} | headers
    return write_mail("Sarah Lindqvist <sarah@brightwater.example>", subject, text, **given)


def judgement_of(category: str = "needs_reply", **values: Any) -> TriageAnswer:
    """What a model says of a mail."""
    told: dict[str, Any] = {
        "reasoning": "Sarah asks for a quote by Friday.",
        "category": category,
        "confidence": 0.9,
        "summary": "Sarah asks for a quote for two spectrometers.",
        "tags": ["support"],
        "priority": "high",
        "action_items": [{"text": "Send the quote", "due": "2026-11-27"}],
        "language": "en",
    }
    return TriageAnswer.model_validate(told | values)


def reply_of(body: str = ANSWER, missing: tuple[str, ...] = ()) -> DraftAnswer:
    """What a model drafts."""
    return DraftAnswer.model_validate(
        {"points": [{"asked": "quote by Friday", "answered": True}], "body": body, "missing": list(missing)}
    )


def verdict_row(account_id: str, message_id: str, db: Database, **values: Any) -> dict[str, Any]:
    """A model's verdict on Sarah's mail, as a row."""
    return {
        "message_id": message_id, "account_id": account_id, "sender": SARAH.email, "list_id": "", "shape": "s1",
        "category": "needs_reply", "confidence": 0.9, "reasoning": "Asks for a quote.", "summary": "A quote, please.",
        "tags": ["support"], "priority": "high", "action_items": [], "language": "en", "source": "openai",
        "model": "gpt-test", "prompt": "triage@1", "input_tokens": 900, "output_tokens": 120, "cost_usd": 0,
        "latency_ms": 850, "corrected_to": "", "corrected_by": "", "created_at": db.now(),
    } | values  # fmt: skip


async def found(db: Database, account: Account, remote: RemoteMessage) -> str:
    """The id of a message row for a mail that lies in the mailbox."""
    async with db.transaction() as session:
        entry = (remote.remote_id, remote.thread_id, sorted(remote.labels))
        return (await Messages(session).found(account.id, [entry], db.now()))[0][0]


async def judged(db: Database, account: Account, remote: RemoteMessage, **verdict: Any) -> str:
    """The id of a message that was read and judged."""
    message_id = await found(db, account, remote)
    email = read_email(remote.raw)
    async with db.transaction() as session:
        messages = Messages(session)
        read = {"sender": email.sender.email, "email": email_to_json(email), "received_at": remote.received_at}
        assert await messages.judge(message_id, MessageState.JUDGED, db.now(), **read)
        row = verdict_row(account.id, message_id, db, sender=email.sender.email, list_id=email.list_id)
        await Verdicts(session).give(row | verdict)
        if (row | verdict)["category"] != "needs_reply":
            await messages.move(message_id, MessageState.JUDGED, MessageState.SETTLED, db.now())
    return message_id


@dataclass(frozen=True)
class Desk:
    """A mail of Alice's with a reply to it: the rows, and the mailbox they belong to."""

    db: Database
    mail: FakeMail
    account: Account
    message_id: str
    draft_id: str
    thread_id: str = field(default="")

    async def case(self) -> Case:
        """Everything about the mail, as stored now."""
        async with self.db.reading() as session:
            case = await load_case(session, self.message_id)
        assert case is not None
        return case

    async def draft(self) -> Draft:
        """The reply as stored now."""
        draft = (await self.case()).draft
        assert draft is not None
        return draft

    async def version(self) -> DraftVersion:
        """The version that stands now."""
        version = (await self.case()).version
        assert version is not None
        return version

    async def versions(self) -> list[DraftVersion]:
        """Every version so far."""
        draft = await self.draft()
        async with self.db.reading() as session:
            return await Versions(session).of_draft(draft.id)

    async def card(self) -> Card:
        """The card as stored now."""
        card = (await self.case()).card
        assert card is not None
        return card

    async def audit(self, subject: str = "") -> list[str]:
        """What the audit log says of the mail: 'who action', oldest first."""
        return [f"{entry.actor} {entry.action}" for entry in await audit_of(self.db, subject or self.message_id)]

    async def put(self, **values: Any) -> None:
        """Sets the draft's columns, past every claim."""
        draft_id, state = (await self.draft()).id, values.pop("state", None)
        async with self.db.transaction() as session:
            if values:
                await Drafts(session).change(draft_id, **values)
            if state is not None:
                await Drafts(session).claim(draft_id, list(DraftState), state, self.db.now())


async def audit_of(db: Database, subject: str) -> list[AuditEntry]:
    """The audit entries of a thing."""
    async with db.reading() as session:
        return await Audit(session).of(subject)


async def ready_reply(
    db: Database, *, undrafted: bool = False, raw: bytes = b"", account: Account | None = None, **letter: Any
) -> Desk:
    """Sarah's question with a reply that waits for a click on Alice's card; `undrafted`: still to be written."""
    account = account or await join(db)
    mail = FakeMail(db.now)
    remote = mail.deliver(raw or question())
    message_id = await judged(db, account, remote)
    draft_id = new_id()
    if not undrafted:
        await _draft(db, mail, account, message_id, draft_id, remote, letter)
    return Desk(db, mail, account, message_id, draft_id, remote.thread_id)


async def _draft(
    db: Database, mail: MailSource, account: Account, message_id: str, draft_id: str, remote: RemoteMessage, said: Any
) -> None:
    letter = Letter(Address("Alice Marsh", ALICE_MAIL), (SARAH,), (), "Re: Quote for two spectrometers", ANSWER)
    version = version_of(
        draft_id, 1, Letter(**(vars(letter) | said)), Origin("model", remote.remote_id, QUESTION_ID, ()), db.now()
    )
    placed = await mail.create_draft(remote.thread_id, wire(version))
    async with db.transaction() as session:
        drafts = Drafts(session)
        await drafts.begin(draft_id, message_id, account.id, remote.thread_id, db.now())
        await Versions(session).add(version)
        await drafts.claim(
            draft_id, DraftState.WRITING, DraftState.READY, db.now(), remote_id=placed.remote_id, remote_number=1,
            remote_message_id=placed.message_id, version_id=version.id, number=1,
        )  # fmt: skip
        await Messages(session).move(message_id, MessageState.JUDGED, MessageState.SETTLED, db.now())
        await Cards(session).want(message_id, account.user_id, db.now())


def alias(email: str, name: str = "Alice Marsh", signature: str = "", *, default: bool = False) -> Alias:
    """An address that Alice may send from."""
    return Alias(email, name, signature, "", default)
