"""The web process: `python -m bot`."""

import asyncio
import signal

import structlog
from aiohttp import web

from bot.app import make_app
from bot.logs import set_up_logs
from bot.services import open_services
from bot.settings import SettingsError, load_settings

log = structlog.get_logger("web")


async def main() -> None:
    """Serves until SIGTERM or SIGINT, then finishes what is in flight."""
    settings = load_settings()
    set_up_logs(settings.log_level)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with open_services(settings) as services:
        runner = web.AppRunner(make_app(services), access_log=None, shutdown_timeout=10)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        log.info("web serves", host=settings.host, port=settings.port)
        await stop.wait()
        await runner.cleanup()
    log.info("web stopped")


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except SettingsError as error:
        raise SystemExit(f"Mailroom cannot start:\n{error}") from None
