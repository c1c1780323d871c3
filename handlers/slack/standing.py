"""/mailroom status: how one's own mailboxes stand."""

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Person
from bot.services import Services
from bot.views.mail_card import Drawn
from bot.views.notices import Askable, MailboxStatus, status
from storage.accounts import Account, Accounts
from storage.cards import Cards
from storage.documents import Documents
from storage.messages import Messages
from storage.syncs import HISTORY, Syncs
from storage.users import Users


async def status_typed(services: Services, person: Person, rest: str) -> Drawn:
    """/mailroom status"""
    return status(await _mailboxes(services, person))


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
