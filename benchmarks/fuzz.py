"""`python -m benchmarks.fuzz`: so many requests of every kind against the running application: no 500, no hang, no
memory that grows. Exit code 1 if anything is wrong; each wrong request is printed."""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, given, seed, settings

from benchmarks.around import bare_environment
from benchmarks.proc import memory
from sandbox.launch import Running, Site, everything, free_port
from tests.end_to_end.play import ALICE, direct
from tests.handlers.http.any_request import Keys, Request, any_request, send, shown
from tests.handlers.http.api_client import confirmed_at, key_in, link_in, opened
from tests.handlers.office import new_browser

AT_ONCE, ROUND = 8, 500
WARM = 2_000  # requests after which memory may no longer grow
GROWTH_MB = 16.0


def draw(keys: Keys, count: int, number: int) -> list[Request]:
    """So many requests; the same ones for the same number."""
    found: list[Request] = []

    @seed(number)
    @settings(max_examples=count, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(any_request(keys))
    def note(request: Request) -> None:
        found.append(request)

    note()
    return found


async def _sent(port: int, requests: list[Request], statuses: Counter[int], wrong: list[str]) -> float:
    """Sends them, a few at once; the longest answer in seconds."""
    room, longest = asyncio.Semaphore(AT_ONCE), 0.0

    async def one(request: Request) -> None:
        nonlocal longest
        async with room:
            begun = time.monotonic()
            try:
                status = await send(port, request)
            except TimeoutError:
                wrong.append(f"a hang: {shown(request)}")
                return
            longest = max(longest, time.monotonic() - begun)
            statuses[status] += 1
            if status == 500:
                wrong.append(f"a 500: {shown(request)}")

    await asyncio.gather(*map(one, requests))
    return longest


async def _api_key(running: Running) -> str:
    """A key of Alice's for the API, made as she makes it."""
    order = {"command": "/mailroom", "text": "api", "channel": direct(ALICE)}
    async with new_browser() as browser:
        async with browser.post(f"{running.where.stage}/play/slack/{ALICE}/command", json=order) as answer:
            blocks = json.loads((await answer.json())["body"])["blocks"]
        _, page = await opened(browser, link_in(blocks))
        _, shown = await confirmed_at(running.where.app, browser, page)
    return key_in(shown)


async def _all(running: Running, port: int, count: int, number: int) -> list[str]:
    google, statuses, wrong = running.stage.google, Counter[int](), list[str]()
    keys = Keys("sandbox-signing-secret", google.pusher.token, await _api_key(running))
    longest, sizes = 0.0, list[tuple[int, float]]()
    for done in range(0, count, ROUND):
        requests = await asyncio.to_thread(draw, keys, ROUND, number + done)
        longest = max(longest, await _sent(port, requests, statuses, wrong))
        sizes.append((statuses.total(), memory([running.processes.pids["web"]]).rss))
        print(f"    {statuses.total()} sent, web {sizes[-1][1]:.0f} MB", flush=True)
    warm = [size for sent, size in sizes if sent >= WARM] or [sizes[-1][1]]
    if sizes[-1][1] - warm[0] > GROWTH_MB:
        wrong.append(
            f"the web process grew from {warm[0]:.0f} to {sizes[-1][1]:.0f} MB after the first {WARM} requests"
        )
    answers = ", ".join(f"{status or 'none'}: {n}" for status, n in sorted(statuses.items()))
    print(f"  answers {answers}; the longest took {longest:.2f} s; memory {warm[0]:.0f} -> {sizes[-1][1]:.0f} MB")
    return wrong


async def _run(count: int, number: int) -> int:
    env = bare_environment() | {"WEBHOOK_PER_MINUTE": "1000000", "API_PER_MINUTE": "1000000"}
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        site = Site(Path(folder), free_port(), free_port(), free_port())
        async with everything(env, site, letters=False) as running:
            pid = running.processes.pids["web"]
            wrong = await _all(running, site.app_port, count, number)
            if running.processes.pids.get("web") != pid:
                wrong.append("the web process ended and was started again")
    for line in wrong:
        print(f"  WRONG: {line}")
    return len(wrong)


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.exit(bool(asyncio.run(_run(arguments.requests, arguments.seed))))


if __name__ == "__main__":
    main()
