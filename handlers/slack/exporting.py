"""`/mailroom export`: the way to one's own data (SPEC AC6)."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.case import Person
from assistant.exporting import offer_export
from bot.services import Services
from bot.views.exporting import export_offer
from bot.views.mail_card import Drawn


async def export_typed(services: Services, person: Person, rest: str) -> Drawn:
    """A link, and a code that is not in it."""
    offer = await offer_export(services.db, services.vault, person)
    return export_offer(f"{services.settings.public_url}/export?ticket={offer.ticket}", offer.code)


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listener."""

    @bolt.action("export_opened")
    async def export_opened(ack: AsyncAck) -> None:
        await ack()  # Slack opens the link itself
