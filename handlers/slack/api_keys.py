"""`/mailroom api`: one's API keys, a way to make one, and a button to revoke each. No key is ever shown in Slack."""

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from assistant.api_keys import keys_of, revoke_key
from assistant.case import NotTheirs, Person
from assistant.connecting import Purpose, make_link
from bot.services import Services
from bot.views.api_keys import api_keys
from bot.views.mail_card import Drawn
from bot.views.notices import refusal
from handlers.slack.clicks import Body, person_in, redraw, value_in, whisper


async def api_typed(services: Services, person: Person, rest: str) -> Drawn:
    """The keys that open something, and the way to another one."""
    link = make_link(services.vault, person, services.db.now(), Purpose.KEY)
    return api_keys(await keys_of(services.db, person), f"{services.settings.public_url}/keys?link={link}")


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("key_revoked")
    async def key_revoked(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        await ack()
        person = person_in(body)
        try:
            await revoke_key(services.db, person, value_in(body))
        except NotTheirs:
            return await whisper(services, body, refusal())
        await redraw(respond, await api_typed(services, person, ""))

    @bolt.action("key_opened")
    async def key_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
