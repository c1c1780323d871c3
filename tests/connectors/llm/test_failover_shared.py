"""Failover over two processes: what one has learnt of a provider, the other one heeds."""

import subprocess
import sys
import time

# On a clock forty times as fast: the rest of a minute is 1.5 s.
PROCESS = """
import asyncio, sys
from dataclasses import replace
from decimal import Decimal

import structlog
from pydantic import BaseModel

from bot.errors import Failure, Temporary
from bot.redis_gate import RedisGate
from connectors.gate import Turnstile
from connectors.llm.failover import Failover, breaker_of
from connectors.llm.model import Answer, Prompt, Usage


class Yes(BaseModel):
    said: str = "yes"


class Provider:
    def __init__(self, name):
        self.name, self.down, self.asked = name, False, 0

    async def parse(self, prompt, shape):
        self.asked += 1
        if self.down:
            raise Temporary("503", Failure.MODEL_DOWN)
        return Answer(Yes(), Usage(self.name, "m", "p", 1, 1, Decimal(0), 1))

    async def close(self):
        pass


async def main():
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    gate = RedisGate(sys.argv[1], ["openai", "anthropic"])
    models = [Provider("openai"), Provider("anthropic")]
    quick = lambda name: replace(breaker_of(name), window=20, rest=1.5)
    failover = Failover(models, Turnstile(gate), breaker=quick)
    for line in sys.stdin:
        models[0].down = line.strip() == "down"
        answer = await failover.parse(Prompt("p", "1", "fast", "s", "u"), Yes)
        print(answer.usage.provider, models[0].asked, (await gate.states())["openai"].state, flush=True)


asyncio.run(main())
"""


class Other:
    """A process that asks its models; OpenAI is 'down' or 'up' as it is told."""

    def __init__(self, url: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROCESS, url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, openai: str) -> tuple[str, int, str]:
        """Who answered, how often OpenAI was asked in this process, and how its breaker stands."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(openai + "\n")
        self._process.stdin.flush()
        provider, asked, state = self._process.stdout.readline().split()
        return provider, int(asked), state

    def end(self) -> None:
        self._process.communicate(timeout=30)


def test_two_processes_fail_over_together_and_come_back_together(redis_url: str) -> None:
    one, two = Other(redis_url), Other(redis_url)
    assert one.ask("up") == ("openai", 1, "closed")
    assert two.ask("down") == ("anthropic", 1, "closed")
    assert one.ask("down") == ("anthropic", 2, "closed")
    assert two.ask("down") == ("anthropic", 2, "open")
    for who, asked in ((one, 2), (two, 2), (one, 2)):  # nobody asks it while it rests
        assert who.ask("up") == ("anthropic", asked, "open")
    until = time.monotonic() + 20
    while (told := two.ask("down"))[1] == 2 and time.monotonic() < until:
        continue  # each question is a round trip to the other process
    assert told == ("anthropic", 3, "open")  # the trial failed
    assert one.ask("up") == ("anthropic", 2, "open")
    while (told := one.ask("up"))[0] == "anthropic" and time.monotonic() < until:
        continue  # each question is a round trip to the other process
    assert told == ("openai", 3, "half_open")
    assert two.ask("up") == ("openai", 4, "closed")
    assert one.ask("up") == ("openai", 4, "closed")
    one.end()
    two.end()
