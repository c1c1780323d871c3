"""`make bench`: measures what README claims and prints the table. `ARGS=--readme` also writes it there."""

import asyncio
import sys

from benchmarks import doors, pipeline, worker_rate
from benchmarks.table import Row, as_markdown, write_readme


async def _workers() -> list[Row]:
    rows = await worker_rate.measure()
    stock = rows[0]
    return [
        Row(
            f"jobs a second that wait 100 ms, {row.concurrency} at once in one worker",
            f"{row.per_second:.0f}",
            f"stock RQ worker {stock.per_second:.1f} ({row.ratio:.0f} times)",
            str(row.jobs),
        )
        for row in rows
        if row.worker == "ours"
    ]


async def main() -> None:
    """One measurement after the other: they would disturb each other."""
    rows: list[Row] = []
    for measure in (doors.measure, pipeline.measure, _workers):
        rows += await measure()
    print(as_markdown(rows))
    if "--readme" in sys.argv:
        write_readme(rows)


if __name__ == "__main__":
    asyncio.run(main())
