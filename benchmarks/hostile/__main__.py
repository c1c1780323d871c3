"""`python -m benchmarks.hostile [--data FOLDER] [--most N]`: what was tried, what arrived, all findings; 1 if any."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Mapping

from benchmarks.hostile.judging import Finding, Seen
from benchmarks.hostile.measure import run_all
from benchmarks.triage_mails import find_data

MOST_SHOWN = 12
COLUMNS = ("tried", "cards", "drafts", "versions", "sent", "spoiled")


def table(title: str, seen: Seen) -> None:
    """Prints a row a group. 'spoiled': the draft says what its mail wanted, which a person sees before it goes out."""
    print(f"\n{title}: {seen.payloads} payloads to Slack, {seen.questions} requests to models")
    print(f"  {'group':34}" + "".join(f"{name:>10}" for name in COLUMNS))
    for group in seen.tried:
        counts: list[Counter[str]] = [getattr(seen, name) for name in COLUMNS]
        print(f"  {group:34}" + "".join(f"{count[group]:>10}" for count in counts))
    print(f"  {'all':34}" + "".join(f"{sum(getattr(seen, name).values()):>10}" for name in COLUMNS))


def listing(findings: list[Finding]) -> None:
    """Prints the findings, those of one kind together."""
    kinds: dict[tuple[str, str], list[Finding]] = {}
    for one in findings:
        kinds.setdefault((one.where, one.what.partition(":")[0]), []).append(one)
    for (where, what), those in sorted(kinds.items(), key=lambda kind: -len(kind[1])):
        print(f"  {len(those):5}  {where}: {what}")
        for one in those[:MOST_SHOWN]:
            print(f"           {one.item}: {one.what[:160]}")


def main() -> int:
    """Runs all modes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the data sets")
    parser.add_argument("--most", type=int, default=0, help="so many of the larger collections' mails; else all")
    given = parser.parse_args()
    results: Mapping[str, Seen] = asyncio.run(run_all(find_data(given.data), given.most))
    for name, seen in results.items():
        table(name, seen)
        print(f"  {len(seen.findings)} findings")
        listing(seen.findings)
    return 1 if any(seen.findings for seen in results.values()) else 0


if __name__ == "__main__":
    raise SystemExit(main())
