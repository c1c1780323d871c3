"""The gate over two processes: the quota holds, clicks get through, and a breaker lives one life for both."""

import json
import subprocess
import sys
import time

from bot.redis_gate import RedisGate
from connectors.gate import Breaker, Quota, Turnstile
from tests.eventually import eventually

BREAKER = Breaker("gmail", failures=5, window=60, rest=30)


PROCESS = """
import asyncio, json, sys, time
import structlog
from bot.redis_gate import RedisGate
from connectors.gate import Breaker, Quota, Resting, Turnstile, urgency

async def main():
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    gate = RedisGate(sys.argv[1], ["gmail"])
    door, quota, taken = Turnstile(gate), Quota("gmail:alice", float(sys.argv[2]), 20), []
    urgency.set("bulk")
    ends = time.time() + float(sys.argv[3])
    async def work():
        while time.time() < ends:
            await door.enter(Breaker("gmail", 5, 60, 30), (quota,), 30)
            taken.append(time.time())
    await asyncio.gather(*(work() for _ in range(25)))
    print(json.dumps(taken))

asyncio.run(main())
"""


def start(*args: object) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS, *map(str, args)], stdout=subprocess.PIPE, text=True
    )  # fmt: skip


async def test_fifty_workers_in_two_processes_never_exceed_the_quota_and_a_click_gets_through(redis_url: str) -> None:
    """What a bucket holds and what it is refilled by bounds every stretch of time, and so every minute."""
    limit = 6000.0 * 10  # 12,000 units at once, 800 a second
    started, seconds = time.time(), 2.0
    processes = [start(redis_url, limit, seconds) for _ in range(2)]
    gate = RedisGate(redis_url, ["gmail"])
    door = Turnstile(gate)
    quota = Quota("gmail:alice", limit, 100)

    async def drained() -> bool:
        return (await gate.used([quota]))[0] > 0.24  # bulk has taken all that it may

    await eventually(drained, 30)
    waits = []
    for _ in range(20):
        before = time.monotonic()
        await door.enter(BREAKER, (quota,), 5)
        waits.append(time.monotonic() - before)
    taken = [at for process in processes for at in json.loads(process.communicate(timeout=60)[0])]
    await gate.close()
    spent = len(taken) * 20 + 20 * 100
    may = quota.at_once + (max(taken) - started) * quota.per_second
    assert max(waits) < 1
    assert len(taken) > 100
    assert spent <= may


BREAKING = """
import asyncio, sys
from bot.redis_gate import RedisGate
from connectors.gate import Breaker, Resting

async def main():
    gate, breaker = RedisGate(sys.argv[1], ["gmail"]), Breaker("gmail", 5, 30, 1.5)
    for line in sys.stdin:
        word, trial, owner = (line.strip().split(" ") + ["", ""])[:3]
        if word == "enter":
            try:
                entry = await gate.enter(breaker, (), 0)
                print("trial " + entry.trial if entry.trial else "go", flush=True)
            except Resting:
                print("resting", flush=True)
        else:
            await gate.leave(breaker, trial, word, "", owner)
            print((await gate.states())["gmail"].state, flush=True)

asyncio.run(main())
"""


class Other:
    """Another process, which enters and leaves as it is told."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", BREAKING, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def say(self, words: str) -> str:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(words + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()

    def end(self) -> None:
        self._process.communicate(timeout=30)


def test_two_processes_share_a_breaker_through_its_whole_life(redis_url: str) -> None:
    one, two = Other(redis_url), Other(redis_url)
    assert (one.say("enter"), two.say("enter")) == ("go", "go")
    assert [who.say("failed") for who in (one, two, one, two)] == ["closed"] * 4
    assert one.say("failed") == "open"
    assert (two.say("enter"), one.say("enter")) == ("resting", "resting")
    until = time.monotonic() + 20
    while (told := two.say("enter")) == "resting" and time.monotonic() < until:
        continue  # each question is a round trip to the other process
    assert told.startswith("trial")
    assert one.say("enter") == "resting"  # one trial at a time, in whichever process
    assert two.say(f"worked {told.partition(' ')[2]}") == "half_open"
    told = one.say("enter")
    assert two.say("enter") == "resting"
    assert one.say(f"worked {told.partition(' ')[2]}") == "closed"
    assert (one.say("enter"), two.say("enter")) == ("go", "go")
    one.end()
    two.end()


def test_over_two_processes_trouble_with_one_mailbox_closes_nothing_and_trouble_by_halves_with_two_does(
    redis_url: str,
) -> None:
    """The first process works for Alice, the second for Bob; where both fail now and then, it is the service."""
    one, two = Other(redis_url), Other(redis_url)

    def call(who: Other, word: str, owner: str) -> str:
        assert who.say("enter") == "go"
        return who.say(f"{word}  {owner}")

    for _ in range(6):
        assert call(one, "failed", "alice") == "closed"
        assert call(two, "worked", "bob") == "closed"
    for who, owner in ((two, "bob"), (one, "alice"), (two, "bob")):
        assert call(who, "failed", owner) == "closed"
        assert call(who, "worked", owner) == "closed"
    assert call(one, "failed", "alice") == "open"
    assert two.say("enter") == "resting"
    one.end()
    two.end()
