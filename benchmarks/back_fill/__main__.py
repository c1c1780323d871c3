"""`python -m benchmarks.back_fill [--mails N] [--speed K] [--data DIR] [--seed N] [--write]`."""

import argparse
import asyncio
import random

from benchmarks.back_fill.run import Course, back_fill
from benchmarks.table import as_markdown


def main() -> int:
    """Prints the table; 1 if a mail is missing or stands there twice, or if the progress went back."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.back_fill", description=__doc__)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--speed", type=int, default=12, help="how much faster than Gmail's clock the quota runs")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--minutes", type=float, default=15, help="after which it is given up")
    parser.add_argument("--data", help="folder with enron_raw and usrp_users_list; without one mails are made up")
    given = parser.parse_args()
    course = Course(given.mails, given.speed, given.kills, given.seed, given.minutes * 60, given.data)
    rows, wrong = asyncio.run(back_fill(course))
    print(as_markdown(rows))
    for complaint in wrong:
        print(f"WRONG: {complaint}")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
