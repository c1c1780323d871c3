"""`python -m benchmarks.back_fill [--mails N] [--speed K] [--kills N] [--data DIR] [--seed N]`."""

import argparse
import asyncio
import random
from pathlib import Path

from benchmarks.back_fill.mails import SOURCES
from benchmarks.back_fill.run import Course, back_fill
from benchmarks.table import as_markdown
from benchmarks.triage_mails import find_data


def main() -> int:
    """Prints the table; 1 if a mail is missing or stands there twice, or if the progress went back."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.back_fill", description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--speed", type=int, default=12, help="how much faster than Gmail's clock the quota runs")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--minutes", type=float, default=15, help="after which it is given up")
    parser.add_argument("--data", help="folder with the corpora, else where MAILROOM_DATA points")
    given = parser.parse_args()
    data: Path | None = find_data(given.data)
    if data and not all((data / name).exists() for name in SOURCES):
        print(f"No {' and '.join(SOURCES)} in {data}: the mails are made up.")
        data = None
    course = Course(given.mails, given.speed, given.kills, given.seed, given.minutes * 60, data)
    rows, wrong = asyncio.run(back_fill(course))
    print(as_markdown(rows))
    for complaint in wrong:
        print(f"WRONG: {complaint}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
