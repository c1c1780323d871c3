"""`python -m benchmarks.outages`: each part away for a minute, one after the other. Exit code 1 if anything is lost."""

import argparse
import asyncio
import logging
import sys
import tempfile
from pathlib import Path

from benchmarks.outages.parts import OUTAGES, Unavailable
from benchmarks.outages.run import Seen, run


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.outages", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(OUTAGES)}; none: all")
    parser.add_argument("--seconds", type=float, default=60, help="how long the part is away")
    found = parser.parse_args()
    if unknown := set(found.names) - set(OUTAGES):
        parser.error(f"no such outage: {', '.join(sorted(unknown))}")
    return found


def _tell(seen: Seen, seconds: float) -> None:
    meanwhile = [entry for entry in seen.health if 1 < entry[0] < seconds]
    states = sorted({f"{status} {parts}".strip() for _, status, parts in meanwhile})
    acks = sorted(seen.acks)
    print(f"    health meanwhile: {'; '.join(states) or 'not asked'}")
    print(f"    acknowledged: median {acks[len(acks) // 2] * 1000:.0f} ms, longest {acks[-1] * 1000:.0f} ms")
    mails, approved = len(seen.delivered), len(seen.approved)
    print(f"    {mails} mails, {approved} approved; all done {seen.recovered:.0f} s after it came back")
    for words, count in sorted(seen.told.items()):
        print(f"      {count} x {words}")
    for line in seen.wrong:
        print(f"    WRONG: {line}")


async def _all(names: list[str], seconds: float) -> int:
    wrong = 0
    for name in names or OUTAGES:
        print(f"  {name}: {OUTAGES[name].words} for {seconds:.0f} s", flush=True)
        with tempfile.TemporaryDirectory(prefix="outage-") as folder:
            await asyncio.to_thread(Path(folder).chmod, 0o755)  # PostgreSQL runs as somebody else
            try:
                seen = await run(OUTAGES[name], seconds, Path(folder))
            except Unavailable as error:
                print(f"    left out: {error}", flush=True)
                continue
        _tell(seen, seconds)
        wrong += len(seen.wrong) + (not seen.recovered)
    return wrong


def main() -> None:
    """Runs them."""
    arguments = _arguments()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # it tells at length of calls that were cut
    wrong = asyncio.run(_all(arguments.names, arguments.seconds))
    print(f"  {wrong} things are wrong." if wrong else "  Nothing is lost, and everything came back by itself.")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
