"""`make bench`: measures what README claims and prints the table.

`make bench ARGS="doors pipeline --runs 3"` measures only these parts. `--readme` writes the parts that README shows
into it, and all that was measured into benchmarks/FIGURES.md.
"""

import argparse
import asyncio
import importlib
import signal
import time
from collections.abc import Awaitable, Callable, Sequence

from benchmarks.bench import say
from benchmarks.table import Row, as_markdown, write_figures, write_readme
from bot.command import run_main

PARTS = {
    **{
        name: name
        for name in ("doors", "cards", "pipeline", "worker_rate", "database", "growth", "scans", "startup", "install")
    },
    "back_fill": "back_fill.run",
    "hostile": "hostile.measure",
    "real_mail": "real_mail",
    "triage": "triage_quality",
    "ask": "ask_quality",
    "ask_orders": "ask_orders",
    "ask_speed": "ask_speed",
    "reading": "question_reading",
    "search": "search_quality",
    "search_speed": "search_speed",
}
SHOWN = (
    "doors",
    "cards",
    "pipeline",
    "growth",
    "startup",
    "triage",
    "reading",
    "search",
    "ask",
    "ask_speed",
    "search_speed",
)  # in README
RUNS = 5
Measure = Callable[[int], Awaitable[list[Row]]]


def _read(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"any of {', '.join(PARTS)}; all without a name")
    parser.add_argument("--runs", type=int, default=RUNS, help="how often each figure is measured; its median is shown")
    parser.add_argument("--readme", action="store_true", help="write README.md and FIGURES.md, with all parts")
    found = parser.parse_args(arguments)
    if unknown := set(found.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if found.readme and set(found.parts) not in (set(), set(PARTS)):
        parser.error("--readme writes the tables whole: measure all parts, or put single rows in by hand")
    if found.runs < 1:
        parser.error("--runs must be 1 or more")
    return found


async def _measure(part: str, runs: int) -> list[Row]:
    """A part that fails leaves a row that says so, and the others go on."""
    measure: Measure = importlib.import_module(f"benchmarks.{PARTS[part]}").measure
    began = time.perf_counter()
    try:
        return await measure(runs)
    except Exception as error:  # noqa: BLE001 - half an hour's other figures must not be lost with it
        say(f"{part} failed: {type(error).__name__}: {error}")
        return [Row(part, "failed", type(error).__name__, "0")]
    finally:
        say(f"{part}: {time.perf_counter() - began:.0f} s")


async def main(arguments: Sequence[str] | None = None) -> int:
    """One part after the other: they would disturb each other. 1 if one of them failed."""
    asked, parts = _read(arguments), dict[str, list[Row]]()
    this = asyncio.current_task()
    assert this is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, this.cancel)  # so that nothing is left running
    for part in asked.parts or PARTS:
        parts[part] = await _measure(part, asked.runs)
        print(f"{as_markdown(parts[part])}\n", flush=True)  # at once: what comes after may take long
    failed = any(row.figure == "failed" for rows in parts.values() for row in rows)
    if asked.readme and not failed:
        write_figures(parts)
        write_readme(row for part in SHOWN for row in parts.get(part, []))
    return int(failed)


if __name__ == "__main__":
    run_main(main)  # what is measured within this process has the loop and the settings of our programs
