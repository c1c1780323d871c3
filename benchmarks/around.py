"""What every run around the whole app shares: a bare environment, work beside it, and the errors that it logged."""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

_KEPT = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
_ERROR = re.compile(r'"level": "error"|Traceback')


def bare_environment() -> dict[str, str]:
    """Nothing else of this machine's environment reaches the app."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ}


@contextlib.asynccontextmanager
async def beside(*work: Coroutine[Any, Any, None]) -> AsyncIterator[list["asyncio.Task[None]"]]:
    """Lets these run beside the block, and ends them with it. Raises what one of them raised."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        yield tasks
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, Exception):
            raise error


def errors_in(logs: Path) -> dict[str, list[str]]:
    """Lines that tell of errors nobody expected, by the process that logged them."""
    files = {file.stem: file.read_text(errors="replace").splitlines() for file in sorted(logs.glob("*.log"))}
    found = {name: [line for line in lines if _ERROR.search(line)] for name, lines in files.items()}
    return {name: lines for name, lines in found.items() if lines}
