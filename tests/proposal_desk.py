"""A proposal on screen: its card in a thread of Alice's DM, and Google's stand-in, over the wire, behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.asking.values import Draught
from assistant.proposing import propose
from bot.settings import GOOGLE_SCOPES
from connectors.calendar.source import Event, Guest, NewEvent
from connectors.google.oauth import Tokens
from jobs.carry_out import carry_out
from jobs.draw_proposal import draw_proposal
from sandbox.google.drive import DOCUMENT, File, Person
from sandbox.slack.values import Message
from storage.accounts import Account, Accounts
from storage.proposals import Proposal, Proposals
from tests.cast import ALICE, ALICE_MAIL
from tests.handlers.office import Json, Office
from tests.proposals import (
    BEGINS,
    ENDS,
    SARAH_MAIL,
    an_event,
    ask,
    asker_of,
    delete_content,
    event_content,
    mail_content,
    share_content,
    update_content,
)

MINE = "U0ALICE"


async def connect(office: Office) -> Account:
    """Alice's mailbox, calendar and files at the stand-in, empty, with access to all of them."""
    google = office.google
    for calendar in google.calendars.values():
        calendar.events.clear()
    google.drive.files.clear()
    access = google.oauth.issue(ALICE_MAIL)
    tokens = Tokens(access, "refresh", office.db.now() + timedelta(hours=1), frozenset(GOOGLE_SCOPES))
    account_id = await office.services.mailboxes.connect(ALICE, tokens)
    async with office.db.reading() as session:
        account = await Accounts(session).get(account_id)
    assert account is not None
    return account


@dataclass
class ProposalDesk:
    """One proposal of Alice's."""

    office: Office
    account: Account
    channel: str
    thread_ts: str
    id: str

    async def row(self) -> Proposal:
        """As it is stored."""
        async with self.office.db.reading() as session:
            found = await Proposals(session).get(self.id)
        assert found is not None
        return found

    async def draw(self) -> None:
        """Runs the drawing."""
        await draw_proposal(self.office.services, self.id)

    async def carry(self) -> None:
        """Runs the work, with the card on screen as it stands."""
        await self.draw()
        await carry_out(self.office.services, self.id)
        await self.draw()

    def cards(self) -> list[Message]:
        """The messages that are this proposal's card."""
        messages = self.office.slack.talk.direct(MINE).messages
        return [one for one in messages if any(b.get("block_id") == f"proposal:{self.id}" for b in one.blocks)]

    @property
    def text(self) -> str:
        """All that the card holds."""
        (card,) = self.cards()
        return str(card.blocks)

    async def click(self, action_id: str, who: str = MINE, **more: Any) -> Json:
        """A click on the card; the app must answer 200 at once."""
        row = await self.row()
        answer = await self.office.click(who, (row.channel, row.ts), action_id, **more)
        assert (answer["status"], answer["body"]) == (200, ""), answer
        return answer


async def set_up(office: Office, kind: str, content: Json, basis: Mapping[str, Any], account: Account) -> ProposalDesk:
    """Proposes it in a thread of the DM; nothing is drawn yet."""
    channel = await office.services.slacks.of("T0MAIL").open_dm(MINE)
    thread = await office.services.slacks.of("T0MAIL").post(channel, "You asked", [])
    question = await ask(office.db, account, channel=channel, thread_ts=thread)
    draught = Draught(kind, account.id, content, basis)
    (proposal_id,) = await propose(office.db, question, asker_of(account, office.db), [draught])
    return ProposalDesk(office, account, channel, thread, proposal_id)


async def at_desk(office: Office, kind: str, **values: Any) -> ProposalDesk:
    """A proposal of that kind about what lies at the stand-in; nothing is drawn yet."""
    account = await connect(office)
    calendar = office.services.mailboxes.calendar(account.id)
    match kind:
        case "event.create":
            return await set_up(office, kind, event_content(**values), {}, account)
        case "event.update" | "event.delete":
            event = await calendar.create("abcde12345", as_new(an_event()))
            changes = {"title": "Budget review 2027"} | values
            content = update_content(event, **changes) if kind == "event.update" else delete_content(event)
            return await set_up(office, kind, content, {"etag": event.etag}, account)
        case "file.share":
            put_file(office)
            file = await office.services.mailboxes.drive(account.id).file("f1")
            assert file is not None
            access = [[one.email, one.role] for one in file.access]
            said = share_content(name=file.name, link=file.link) | values
            return await set_up(office, kind, said, {"access": access}, account)
    return await set_up(office, kind, mail_content(to=[SARAH_MAIL]) | values, {}, account)


def as_new(event: Event) -> NewEvent:
    """What makes that event."""
    guests = tuple(guest.email for guest in event.guests if isinstance(guest, Guest))
    return NewEvent(
        event.title, event.begins, event.ends, "Europe/London", guests, event.place, event.description
    )  # fmt: skip


def put_file(office: Office) -> None:
    """A document of Alice's at the stand-in."""
    at = office.db.now()
    owner = Person(ALICE_MAIL, "Alice Marsh", "owner")
    office.google.drive.put(File("f1", "Budget 2027", DOCUMENT, b"Numbers", [owner], at, at))


__all__ = ["BEGINS", "ENDS", "ProposalDesk", "at_desk", "connect", "set_up"]
