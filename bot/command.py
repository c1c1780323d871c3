"""What every program of ours shares, however it is started: how it begins, is told to stop, and speaks."""

import asyncio
import signal
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from bot.settings import SettingsError


def run_main(main: Callable[[], Coroutine[Any, Any, int | None]], cannot: str = "Mailroom cannot start") -> None:
    """Runs a program and ends the process with its exit code, or with what is wrong with the settings."""
    try:
        raise SystemExit(asyncio.run(main()))
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
