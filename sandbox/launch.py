"""The launcher behind `make run`: stand-ins, Valkey, database, and the app's own processes, watched until Ctrl-C."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sandbox.chroma import ChromaPlace, find_command
from sandbox.daemon import Daemon, running
from sandbox.environment import Addresses, Plan, given, has_slack, make_plan
from sandbox.household import PEOPLE, furnish, settle_in
from sandbox.processes import APP, ROOT, NotReady, Processes, running_app, until_ready
from sandbox.server import Stage, make_stage, serving
from sandbox.valkey import Place, embedded_valkey

HOST = "127.0.0.1"


def free_port(wanted: int = 0) -> int:
    """The wanted port, or any free one if it is taken."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind((HOST, port))
                return int(probe.getsockname()[1])
    raise OSError("no free port")


@dataclass(frozen=True)
class Site:
    """Where a run keeps its things and serves: its folder and ports.

    Without a port for Valkey Redis is elsewhere, without one for Chroma questions are searched by words alone.
    """

    folder: Path
    app_port: int
    stage_port: int
    valkey_port: int
    chroma_port: int = 0

    @property
    def place(self) -> Place:
        """Where its Valkey lives."""
        return Place(self.folder / "valkey", port=self.valkey_port)

    @property
    def chroma(self) -> ChromaPlace:
        """Where its Chroma lives."""
        return ChromaPlace(self.folder / "chroma", self.chroma_port)


@dataclass(frozen=True)
class Running:
    """Everything that runs."""

    plan: Plan
    where: Addresses
    stage: Stage
    processes: Processes


@asynccontextmanager
async def everything(
    env: Mapping[str, str],
    site: Site,
    *,
    letters: bool = True,
    names: Sequence[str] = (),
    modules: Mapping[str, str] = APP,
    people: Mapping[str, str] = PEOPLE,
) -> AsyncIterator[Running]:
    """Starts all there is, with these people's mailboxes connected; stops it after the block.

    `letters` fills the mailboxes with the sample; `names` are those of the app's processes to run (none: all), out of
    `modules`. Raises NotReady.
    """
    for name in ("logs", "valkey"):
        (site.folder / name).mkdir(parents=True, exist_ok=True)
    redis = env.get("REDIS_URL") or site.place.url
    chroma = site.chroma.url if site.chroma_port and "CHROMA_URL" not in env else ""
    where = Addresses(f"http://{HOST}:{site.app_port}", f"http://{HOST}:{site.stage_port}", redis, chroma)
    plan, stage = make_plan(env, where, site.folder), make_stage(where.app, where.stage)
    processes = Processes(plan.environment, site.folder / "logs")
    if letters:
        furnish(stage.google)
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(running(site.chroma)) if chroma else None
        if "REDIS_URL" not in env:
            await stack.enter_async_context(embedded_valkey(site.place))
        await stack.enter_async_context(serving(stage, HOST, site.stage_port))
        await stack.enter_async_context(running_app(processes, {name: modules[name] for name in names or modules}))
        await until_ready(where.app, processes.logs)
        await _until_searchable(server)
        if not plan.slack and not plan.google:
            await settle_in(where.stage, people)
        yield Running(plan, where, stage, processes)


async def _until_searchable(server: Daemon | None) -> None:
    """Waits for Chroma, which started beside the app; without it the app searches by words alone."""
    if server is not None:
        try:
            await server.ready()
        except RuntimeError as error:
            print(f"  {error}", flush=True)


def _folder(env: Mapping[str, str]) -> Path:
    """Where this run keeps its things. Played mailboxes are new at every start, so their database is too."""
    all_played = not has_slack(env) and "GOOGLE_CLIENT_ID" not in env
    folder = Path(env.get("SANDBOX_FOLDER") or ROOT / ".run") / ("sandbox" if all_played else "real")
    if all_played:
        shutil.rmtree(folder, ignore_errors=True)
    return folder


def _site(env: Mapping[str, str]) -> Site:
    app, stage = free_port(int(env.get("PORT", "3000"))), free_port(int(env.get("SANDBOX_PORT", "4000")))
    return Site(_folder(env), app, stage, free_port(6390), free_port(8100) if find_command() else 0)


def _greet(running: Running) -> None:
    plan, where = running.plan, running.where
    print(f"\n  Mailroom runs. Played by stand-ins: {', '.join(plan.played) or 'nothing'}.", flush=True)
    if not plan.slack or not plan.google:
        print(f"  Open  {where.stage}  and approve a reply.", flush=True)
    if plan.environment.get("SLACK_CLIENT_ID"):
        print(f"  Install it in a workspace: {plan.environment['PUBLIC_URL']}/slack/install", flush=True)
    print(f"  Health: {where.app}/api/health   Logs: {running.processes.logs}/   Stop with Ctrl-C.\n", flush=True)


def _open(url: str) -> None:
    """Opens the page where there is a screen to open it on."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform == "darwin":
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(url)


async def launch() -> None:
    """Starts everything and waits for Ctrl-C or SIGTERM."""
    env = given(ROOT / ".env")
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("  Starting …", flush=True)
    try:
        async with everything(env, _site(env)) as running:
            _greet(running)
            _open(running.where.stage)
            await stop.wait()
            print("  Stopping …", flush=True)
    except NotReady as error:
        raise SystemExit(str(error)) from None
