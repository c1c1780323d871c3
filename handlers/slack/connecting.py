"""/mailroom connect and reconnect, and the buttons that lead to Google."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.case import Person
from assistant.connecting import Purpose, make_link, start_url
from bot.services import Services
from bot.views.connecting import ANY, Offer, again_offer, again_offers, connect_offer
from bot.views.mail_card import Drawn
from bot.views.notices import refusal
from handlers.slack.clicks import Body, person_in, value_in, whisper
from storage.accounts import Account, Accounts, AccountState
from storage.users import Users


async def _own(services: Services, person: Person) -> list[Account]:
    async with services.db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        accounts = await Accounts(session).of_user(user.id) if user else []
    return [account for account in accounts if account.state != AccountState.LEAVING]


def _url(services: Services, person: Person, purpose: Purpose = Purpose.CONNECT, account_id: str = "") -> str:
    link = make_link(services.vault, person, services.db.now(), purpose, account_id)
    return start_url(services.settings.public_url, link)


async def connect_typed(services: Services, person: Person, rest: str) -> Drawn:
    """The way to Google, whichever mailbox is chosen there, with those that are connected already."""
    own = await _own(services, person)
    known = [account.email for account in own if account.state == AccountState.CONNECTED]
    return connect_offer(_url(services, person), known)


async def reconnect_typed(services: Services, person: Person, rest: str) -> Drawn:
    """The way to Google for each mailbox whose access has ended."""
    own = await _own(services, person)
    ended = [account for account in own if account.state == AccountState.RECONNECT]
    offers = [Offer(box.email, _url(services, person, Purpose.RECONNECT, box.id)) for box in ended]
    return again_offers(offers, len(own) - len(ended))


async def _answer(services: Services, person: Person, account_id: str) -> Drawn:
    """A fresh way to Google for what a button names: any mailbox, or one of the presser's own."""
    if account_id == ANY:
        return await connect_typed(services, person, "")
    own = {account.id: account for account in await _own(services, person)}
    if account_id not in own:
        return refusal()
    account = own[account_id]
    purpose = Purpose.MORE if account.state == AccountState.CONNECTED else Purpose.RECONNECT
    return again_offer(account.email, _url(services, person, purpose, account_id))


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("connect_clicked")
    async def connect_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await whisper(services, body, await _answer(services, person_in(body), value_in(body)))

    @bolt.action("connect_opened")
    async def connect_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
