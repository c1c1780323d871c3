"""`make run` itself: one command brings up everything, and Ctrl-C leaves nothing behind (SPEC SB1)."""

import asyncio
import os
import re
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from sandbox.environment import Addresses, make_plan
from sandbox.processes import ROOT
from tests.end_to_end.play import ALICES, Play, until
from tests.end_to_end.scan import Scene, leaks
from tests.eventually import eventually


@pytest.mark.skipif(sys.platform != "linux", reason="reads who is whose child from /proc")
async def test_one_command_shows_cards_and_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = {**kept, "SANDBOX_FOLDER": str(tmp_path), "PORT": "0", "SANDBOX_PORT": "0"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(90):
        said = (await process.stdout.readuntil(b"Stop with Ctrl-C.")).decode()
    found = re.search(r"Open {2}(http://\S+) {2}and approve a reply", said)
    assert found and "Played by stand-ins: Slack, Gmail, the model." in said
    children = _children(process.pid)
    async with aiohttp.ClientSession() as http:
        play = Play(http, found[1])
        async with http.get(found[1]) as page:
            assert "Mailroom" in await page.text()
        await until(lambda: play.said("send_clicked"), what="a first card")
        assert await play.get(f"mail/{ALICES}/inbox")
        ledger = await play.get("ledger")
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert len(children) >= 4  # Valkey, web, worker, schedule
    await eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children))
    folder = tmp_path / "sandbox"
    assert leaks(Scene(folder, make_plan({}, Addresses("", "", ""), folder).environment, ledger)) == []


def _children(pid: int) -> list[int]:
    """The processes that this one has started."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[1]) == pid:
            found.append(int(status.parent.name))
    return found
