"""How long an answer takes besides its model: twenty askers at once over a real index, each model call a second.

Run `python -m benchmarks.ask_speed [--data DIR]`; without --data it looks where MAILROOM_DATA points, then at
../shared/data. The folders it reads are `enron_retrieval` and `enron_raw`.
"""

import argparse
import asyncio
import re
import time
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import cycle
from pathlib import Path

from assistant.asking.answering import answer
from assistant.asking.plan.shapes import AskAnswer, PlanAnswer
from assistant.asking.values import Progress
from benchmarks.ask_corpora import enron_office
from benchmarks.ask_stage import Office, Stage, staged
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.triage_mails import find_data
from bot.command import run_main
from connectors.calendar.source import Event
from connectors.drive.source import RemoteFile
from connectors.llm.failover import Failover
from connectors.llm.model import Answer, Prompt, T, Usage
from tests.assistant.asking.rig import FakeCalendar, FakeDrive, event, planned, said, step
from tests.fakes import MemoryCache

ASKERS, EACH = 20, 10
MODEL_SECONDS, MODEL_CALLS = 1.0, 2
REMOTE_SECONDS = 0.1  # what a call to a calendar or a drive takes here
_FIRST = re.compile(r"\[1\]\n<source-[0-9a-f]+>\n(?P<body>.*?)\n</source", re.S)
QUESTIONS = (
    "Which mails are about the contract?",
    "When is the next meeting about capacity?",
    "What did we agree on prices?",
    "Who asked for the confirmation letter?",
    "What was the average price in January?",
    "Where is the settlement document?",
)


class Steady:
    """A Model that takes the same time for each answer: a search everywhere, then a line of the first source."""

    name = "steady"

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """A value of the shape, MODEL_SECONDS later."""
        await asyncio.sleep(MODEL_SECONDS)
        told: PlanAnswer | AskAnswer
        if issubclass(shape, PlanAnswer):
            steps = (step(f"s{n}", f"{one}.search") for n, one in enumerate(("gmail", "calendar", "drive")))
            told = planned(*steps)
        else:
            found = _FIRST.search(prompt.user)
            line = found["body"].strip().splitlines()[-1][:200] if found else ""
            told = said(f"{line} [1]")
        usage = Usage(self.name, "steady", prompt.name, 0, 0, Decimal(0), 0)
        return Answer(shape.model_validate(told.model_dump()), usage)

    async def close(self) -> None:
        """Nothing to let go of."""


class SlowCalendar(FakeCalendar):
    """A calendar over a network."""

    async def search(
        self, *, words: str = "", since: datetime | None = None, until: datetime | None = None, limit: int = 50
    ) -> list[Event]:
        """As it is, a little later."""
        await asyncio.sleep(REMOTE_SECONDS)
        return await super().search(words=words, since=since, until=until, limit=limit)


class SlowDrive(FakeDrive):
    """A drive over a network."""

    async def search(self, words: str, *, since: datetime | None = None, limit: int = 20) -> list[RemoteFile]:
        """As it is, a little later."""
        await asyncio.sleep(REMOTE_SECONDS)
        return await super().search(words, since=since, limit=limit)


def office_of(data: Path) -> Office:
    """A mailbox with calendar and drive behind a network. Raises FileNotFoundError."""
    office, _ = enron_office(data)
    events = [event(f"e{n}", f"Meeting about capacity {n}", office.now + timedelta(days=n)) for n in range(20)]
    return replace(office, calendar=SlowCalendar(events), drive=SlowDrive())


async def times_of(stage: Stage, askers: int = ASKERS, each: int = EACH) -> list[float]:
    """Milliseconds of each answer besides its model, so many askers at once, nobody's question twice."""
    taken: list[float] = []
    asked = cycle(QUESTIONS)

    async def one(number: int) -> None:
        asker = replace(stage.asker, user_id=f"u{number}")
        for turn in range(each):
            began = time.perf_counter()
            await answer(stage.kit, asker, f"{next(asked)} {number} {turn}", (), _hush)
            taken.append((time.perf_counter() - began - MODEL_SECONDS * MODEL_CALLS) * 1000)

    await asyncio.gather(*map(one, range(askers)))
    return taken


async def _hush(progress: Progress) -> None:
    """Nobody watches."""


async def timed_row(stage: Stage, askers: int, documents: int) -> Row:
    """The table's row for so many askers."""
    began = time.process_time()
    taken = await times_of(stage, askers)
    worked = (time.process_time() - began) * 1000 / len(taken)
    middle, last = (f"{percentile(taken, share):.0f}" for share in (0.5, 0.99))
    return Row(
        f"an answer besides its model, {askers} asking at once: p50 / p99",
        f"{middle} / {last} ms",
        f"{worked:.0f} ms of processor each; {documents} mails, calendar and drive {REMOTE_SECONDS * 1000:.0f} ms away",
        str(len(taken)),
    )


async def measure(_: int) -> list[Row]:
    """Rows for one asker alone and for twenty."""
    return await run(find_data(None))


async def run(data: Path) -> list[Row]:
    """The rows, or one that says why there are none."""
    if not (data / "enron_retrieval").is_dir():
        return [Row("an answer besides its model", "not measured", "no enron_retrieval folder", "0")]
    office = office_of(data)
    async with staged(office, Failover([])) as stage:
        stage = replace(stage, kit=replace(stage.kit, model=Steady(), cache=MemoryCache()))
        await times_of(stage, 1, 3)  # imports, first pages
        return [await timed_row(stage, askers, len(office.documents)) for askers in (1, ASKERS)]


async def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ask_speed", description=__doc__)
    parser.add_argument("--data", type=Path)
    print(as_markdown(await run(find_data(parser.parse_args().data))))


if __name__ == "__main__":
    run_main(_main)
