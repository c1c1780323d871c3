"""/mailroom: connect a mailbox, see how things stand, or get help. Answered in the acknowledgement itself."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from assistant.connecting import make_link
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import Askable, MailboxStatus, connect_offer, help_text, status
from storage.accounts import Account, Accounts
from storage.cards import Cards
from storage.documents import Documents
from storage.messages import Messages
from storage.syncs import HISTORY, Syncs
from storage.users import Users


async def _mailboxes(services: Services, person: Person) -> list[MailboxStatus]:
    async with services.db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        accounts = await Accounts(session).of_user(user.id) if user else []
        return [await _mailbox(session, account) for account in accounts]


async def _mailbox(session: AsyncSession, account: Account) -> MailboxStatus:
    counts = {**await Messages(session).counts(account.id), "unshown": await Cards(session).unshown(account.id)}
    history = await Syncs(session).get(account.id, HISTORY)
    askable = Askable(
        await Documents(session).counts(account.id),
        history.reached if history else None,
        history is None or history.wanted > history.done,
    )
    return MailboxStatus(account.email, account.state, account.last_sync_at, account.watch_until, counts, askable)


async def _answer(services: Services, person: Person, text: str) -> Drawn:
    match text.strip().lower():
        case "connect":
            link = make_link(services.vault, person, services.db.now())
            return connect_offer(f"{services.settings.public_url}/auth/google/start?link={link}")
        case "status":
            return status(await _mailboxes(services, person))
        case "" | "help":
            return help_text()
    return help_text(unknown=text.strip())


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.command("/mailroom")
    async def mailroom_typed(ack: AsyncAck, command: dict[str, Any]) -> None:
        person = Person(str(command.get("team_id", "")), str(command.get("user_id", "")))
        drawn = await _answer(services, person, str(command.get("text") or ""))
        await ack(text=drawn.text, blocks=drawn.blocks, response_type="ephemeral")

    @bolt.action("connect_opened")
    async def connect_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
