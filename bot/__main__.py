"""The web process: `python -m bot`."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import make_app
from bot.logs import set_up_logs
from bot.services import open_services
from bot.settings import Settings, SettingsError, load_settings
from handlers.http.slack_events import BOLT

log = structlog.get_logger("web")


@asynccontextmanager
async def socket_mode(bolt: AsyncApp, settings: Settings) -> AsyncIterator[None]:
    """Slack over an outgoing WebSocket, where SLACK_APP_TOKEN is set: no public address is needed (SPEC SL12)."""
    token = settings.slack_app_token.get_secret_value()
    if not token:
        yield
        return
    client = AsyncWebClient(base_url=settings.slack_api_url)
    handler = AsyncSocketModeHandler(bolt, token, web_client=client)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
    except SlackApiError as error:
        why = f"Slack refuses it ({error.response.get('error')}). It needs the scope connections:write."
        raise SettingsError(f"SLACK_APP_TOKEN: {why}") from None
    log.info("socket mode connected")
    try:
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]


async def main() -> None:
    """Serves until SIGTERM or SIGINT, then finishes what is in flight."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_services(settings) as services:
        app = make_app(services)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("web serves", host=settings.host, port=settings.port)
        async with socket_mode(app[BOLT], settings):
            await stop.wait()
        await runner.cleanup()
    log.info("web stopped")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsError as error:
        raise SystemExit(f"Mailroom cannot start:\n{error}") from None
