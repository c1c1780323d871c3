"""The web process with Celery's doorbell in place of ours: `python -m benchmarks.peers.celery_web`."""

import asyncio
import signal
from dataclasses import replace

from aiohttp import web

from benchmarks.peers.celery_doorbell import CeleryDoorbell
from bot.app import make_app
from bot.logs import set_up_logs
from bot.services import open_services
from bot.settings import load_settings


async def main() -> None:
    """Serves until SIGTERM."""
    settings, stop = load_settings(), asyncio.Event()
    set_up_logs(settings.log_level)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_services(settings) as services:
        runner = web.AppRunner(make_app(replace(services, bell=CeleryDoorbell())), access_log=None)
        await runner.setup()
        await web.TCPSite(runner, settings.host, settings.port).start()
        await stop.wait()
        await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
