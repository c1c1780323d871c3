"""The launcher behind `make run`: stand-ins, Valkey, database, and the app's own processes, watched until Ctrl-C."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from sandbox.environment import Addresses, Plan, given, make_plan
from sandbox.household import furnish, settle_in
from sandbox.server import make_stage, serving
from sandbox.valkey import Place, embedded_valkey

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_SECONDS = 60
APP = {"web": "bot", "worker": "jobs.worker", "schedule": "jobs.schedule"}


def free_port(wanted: int) -> int:
    """The wanted port, or any free one if it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise OSError("no free port")


@dataclass
class Processes:
    """The app's processes; one that ends is started again."""

    environment: Mapping[str, str]
    logs: Path

    async def run(self, name: str, module: str) -> None:
        """Keeps one process running until cancelled; then it gets SIGTERM and time to finish."""
        while True:
            process = await self._start(name, module)
            try:
                code = await process.wait()
            except asyncio.CancelledError:
                await _stop(process)
                raise
            print(f"  {name} ended ({code}); starting it again. See {self.logs / name}.log", flush=True)
            await asyncio.sleep(1)

    async def once(self, module: str) -> int:
        """Runs a command to its end; gives its exit code."""
        process = await self._start(module, module)
        return await process.wait()

    async def _start(self, name: str, module: str) -> asyncio.subprocess.Process:
        with (self.logs / f"{name}.log").open("ab") as out:  # noqa: ASYNC230 - a local file, opened once
            return await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, cwd=ROOT, env=dict(self.environment), stdout=out, stderr=out
            )


async def _stop(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), 12)
        except TimeoutError:
            process.kill()


async def _ready(url: str) -> None:
    """Waits until the app says that it and its worker are ready."""
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session:
        for _ in range(READY_SECONDS * 5):
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with session.get(f"{url}/api/health") as answer:
                    health = await answer.json()
                    if health.get("ready") and health.get("workers") not in ("0", "unknown"):
                        return
            await asyncio.sleep(0.2)
    raise SystemExit("Mailroom did not become ready. What it said stands in .run/logs/.")


@asynccontextmanager
async def _app(plan: Plan, folder: Path) -> AsyncIterator[None]:
    processes = Processes(plan.environment, folder / "logs")
    if await processes.once("storage.migrate"):
        raise SystemExit(f"The database could not be set up. See {folder}/logs/storage.migrate.log")
    tasks = [asyncio.create_task(processes.run(name, module)) for name, module in APP.items()]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _folder(all_played: bool) -> Path:
    """Where this run keeps its things. Played mailboxes are new at every start, so their database is too."""
    folder = ROOT / ".run" / ("sandbox" if all_played else "real")
    if all_played:
        shutil.rmtree(folder, ignore_errors=True)
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    (folder / "valkey").mkdir(exist_ok=True)
    return folder


def _greet(plan: Plan, where: Addresses) -> None:
    played = ", ".join(plan.played) or "nothing"
    print(f"\n  Mailroom runs. Played by stand-ins: {played}.", flush=True)
    if not plan.slack or not plan.google:
        print(f"  Open  {where.stage}  and approve a reply.", flush=True)
    print(f"  Health: {where.app}/api/health   Logs: .run/*/logs/   Stop with Ctrl-C.\n", flush=True)


def _open(url: str) -> None:
    """Opens the page where there is a screen to open it on."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


async def launch() -> None:
    """Starts everything and waits for Ctrl-C or SIGTERM."""
    env = given(ROOT / ".env")
    app_port, stage_port = free_port(int(env.get("PORT", "3000"))), free_port(int(env.get("SANDBOX_PORT", "4000")))
    folder = _folder("SLACK_BOT_TOKEN" not in env and "GOOGLE_CLIENT_ID" not in env)
    place = Place(folder / "valkey", port=free_port(6390))
    where = Addresses(f"http://{HOST}:{app_port}", f"http://{HOST}:{stage_port}", env.get("REDIS_URL") or place.url)
    plan = make_plan(env, where, folder)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("  Starting …", flush=True)
    stage = make_stage(where.app, where.stage)
    furnish(stage.google)
    async with contextlib.AsyncExitStack() as stack:
        if "REDIS_URL" not in env:
            await stack.enter_async_context(embedded_valkey(place))
        await stack.enter_async_context(serving(stage, HOST, stage_port))
        await stack.enter_async_context(_app(plan, folder))
        await _ready(where.app)
        if not plan.slack and not plan.google:
            await settle_in(where.stage)
        _greet(plan, where)
        _open(where.stage)
        await stop.wait()
        print("  Stopping …", flush=True)
