"""Clicks on what this version no longer knows: an old card must not look broken after an upgrade."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import Services
from bot.views.notices import late
from handlers.slack.clicks import Body, whisper


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listener; it must be the last one, since it takes every click."""

    @bolt.action(re.compile(""))
    async def stray_clicked(ack: AsyncAck, body: Body) -> None:
        await ack()
        await whisper(services, body, late())
