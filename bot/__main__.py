"""The web process: `python -m bot`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import structlog
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.app import make_app
from bot.command import run_main, told_to_stop
from bot.logs import set_up_logs
from bot.services import open_services
from bot.settings import Settings, SettingsError, load_settings
from bot.start import check_database
from handlers.http.slack_events import BOLT

log = structlog.get_logger("web")
UNFINISHED_SECONDS = 10.0  # for clicks that were acknowledged, once nothing new comes in
TOKEN_REFUSED = {
    "invalid_auth",
    "not_authed",
    "not_allowed_token_type",
    "missing_scope",
    "no_permission",
    "token_revoked",
}


@asynccontextmanager
async def socket_mode(bolt: AsyncApp, settings: Settings) -> AsyncIterator[None]:
    """Slack over an outgoing WebSocket, where SLACK_APP_TOKEN is set: no public address is needed (SPEC SL12)."""
    token = settings.slack_app_token.get_secret_value()
    if not token:
        yield
        return
    client = AsyncWebClient(base_url=settings.slack_api_url, timeout=10)
    handler = AsyncSocketModeHandler(bolt, token, web_client=client)
    handler.client.wss_uri = await _address(client, token)
    connecting = asyncio.create_task(_connect(handler))
    try:
        yield
    finally:
        connecting.cancel()
        await asyncio.gather(connecting, return_exceptions=True)
        await handler.close_async()  # type: ignore[no-untyped-call]


async def _address(client: AsyncWebClient, token: str) -> str | None:
    """Where to connect; None if Slack cannot say so now. Raises SettingsError for a token that it refuses."""
    try:
        return str((await client.apps_connections_open(app_token=token))["url"])
    except SlackApiError as error:
        code = error.response.get("error") if isinstance(error.response, AsyncSlackResponse) else ""
        if code in TOKEN_REFUSED:
            why = f"Slack refuses it ({code}). It must be an app-level token (xapp-…) with connections:write."
            raise SettingsError(f"SLACK_APP_TOKEN: {why}") from None
    except (aiohttp.ClientError, TimeoutError) as error:
        code = type(error).__name__
    log.warning("socket mode waits for slack", error=code)
    return None


async def _connect(handler: AsyncSocketModeHandler) -> None:
    """Tries until the connection stands; from then on the SDK keeps it up."""
    await handler.connect_async()  # type: ignore[no-untyped-call]
    log.info("socket mode connected")


async def _finished(steady: set[asyncio.Task[Any]]) -> None:
    """Waits for what was acknowledged and is still being done: Bolt answers Slack first, its listeners go on after
    that in tasks of their own. `steady` are tasks that were there before."""
    ends = asyncio.get_running_loop().time() + UNFINISHED_SECONDS
    while (left := asyncio.all_tasks() - steady) and (patience := ends - asyncio.get_running_loop().time()) > 0:
        await asyncio.wait(left, timeout=patience)
    if left:
        log.warning("left unfinished", tasks=sorted(task.get_name() for task in left))


async def main() -> None:
    """Serves until SIGTERM or SIGINT, then finishes what is in flight."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    stop = told_to_stop()
    async with open_services(settings) as services:
        await check_database(services.db, services.vault)
        steady = asyncio.all_tasks()
        app = make_app(services)
        # nobody who calls here compresses; a stranger's bomb would hold the whole process while it is taken apart
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=10, auto_decompress=False)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("web serves", host=settings.host, port=settings.port)
        async with socket_mode(app[BOLT], settings):
            await stop.wait()
        await runner.cleanup()
        await _finished(steady)
    log.info("web stopped")


if __name__ == "__main__":
    run_main(main)
