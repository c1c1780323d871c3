"""How large the product is once installed: a fresh environment from the lock file, without its tools for developers."""

import asyncio
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.bench import say
from benchmarks.table import Row
from sandbox.processes import ROOT

LIMIT_SECONDS = 300


def _size(folder: Path) -> float:
    """MB of the files below, as their lengths."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 1_000_000


def _weigh(folder: Path, seconds: float) -> tuple[str, str]:
    (packages,) = folder.glob("lib/python*/site-packages")
    large = sorted(((_size(one), one.name) for one in packages.iterdir() if one.is_dir()), reverse=True)[:3]
    names = ", ".join(f"{name} {size:.0f}" for size, name in large)
    count = len(list(packages.glob("*.dist-info")))
    return f"{_size(packages):.0f}", f"{count} packages in {seconds:.0f} s; largest: {names}"


async def _sync(uv: str, folder: Path) -> int:
    environment = os.environ | {"UV_PROJECT_ENVIRONMENT": str(folder), "UV_LINK_MODE": "copy"}
    command = (uv, "sync", "--frozen", "--no-dev", "--quiet", "--python", sys.executable)
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment)
    try:
        return await asyncio.wait_for(child.wait(), LIMIT_SECONDS)
    except TimeoutError:
        child.kill()
        return await child.wait()


async def measure(runs: int) -> list[Row]:
    """One row; once is enough, since the lock file says what comes. It needs a package index or uv's cache."""
    what, found = "MB installed, locked and without developers' tools", ROOT / ".tools" / "bin" / "uv"
    uv = str(found) if found.exists() else shutil.which("uv")
    if uv is None:
        return [Row(what, "not measured", "install with: pip install uv", "0")]
    say("install: a fresh environment")
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        if await _sync(uv, Path(folder)):
            return [Row(what, "not measured", "the package index could not be reached", "0")]
        spent = time.perf_counter() - began
        return [Row(what, *await asyncio.to_thread(_weigh, Path(folder), spent), "1")]
