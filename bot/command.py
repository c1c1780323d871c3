"""What every program of ours shares, however it is started: how it begins, is told to stop, and speaks."""

import asyncio
import gc
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

import uvloop

from bot.settings import SettingsError

# When Python looks for circles of objects: with its own 700, 10, 10 that is a tenth of all a worker does, and next to
# all of what a mail or a click leaves behind goes without it
LOOKS = (20_000, 20, 50)


def run_main(main: Callable[[], Coroutine[Any, Any, int | None]], cannot: str = "Mailroom cannot start") -> None:
    """Runs a program and ends the process with its exit code, or with what is wrong with the settings."""
    gc.set_threshold(*LOOKS)
    try:
        raise SystemExit(uvloop.run(main()))
    except SettingsError as error:
        raise SystemExit(f"{cannot}:\n{error}") from None


def told_to_stop() -> asyncio.Event:
    """Set once SIGTERM or SIGINT comes; of the running loop."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def say(words: str) -> None:
    """A line for whoever runs it."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
