"""`make chaos`: one run, its progress, and a table at the end. The exit code is 1 if anything is wrong."""

import argparse
import asyncio
import logging
import random
import signal
import sys
from pathlib import Path

from benchmarks.chaos.plan import Plan
from benchmarks.chaos.run import Report, run, run_in_temporary


def _plan(arguments: argparse.Namespace) -> Plan:
    seed = random.randrange(10**6) if arguments.seed is None else arguments.seed
    sizes = {"mails": arguments.mails, "approvals": arguments.approvals, "kills": arguments.kills}
    return Plan(**sizes, seed=seed, hurried=arguments.hurried, settle_seconds=arguments.settle)


def _arguments() -> argparse.Namespace:
    usual, parser = Plan(), argparse.ArgumentParser(prog="python -m benchmarks.chaos", description=__doc__)
    for name in ("mails", "approvals", "kills"):
        parser.add_argument(f"--{name}", type=int, default=getattr(usual, name))
    parser.add_argument("--seed", type=int, help="the dice of an earlier run (its order of events is not the same)")
    parser.add_argument("--settle", type=float, default=usual.settle_seconds, help="seconds for it after the faults")
    parser.add_argument("--hurried", action="store_true", help="with the app's own waits cut short")
    parser.add_argument("--folder", type=Path, help="where to keep the database and the logs")
    return parser.parse_args()


def _table(report: Report) -> str:
    wide = max(map(len, report.facts))
    return "\n".join(f"  {what:<{wide}}  {figure}" for what, figure in report.facts.items())


def main() -> None:
    """Runs it."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends as after Ctrl-C, and leaves no process behind
    arguments = _arguments()
    plan = _plan(arguments)
    for name in ("aiohttp.server", "sandbox.daemon"):  # both tell at length of the deaths that are the purpose here
        logging.getLogger(name).setLevel(logging.CRITICAL)

    def say(words: str) -> None:
        print(f"  {words}", flush=True)

    work = run(plan, arguments.folder, say) if arguments.folder else run_in_temporary(plan, say)
    report = asyncio.run(work)
    print(f"\n{_table(report)}\n")
    for line in report.wrong:
        print(f"  WRONG: {line}")
    print(f"  {len(report.wrong)} things are wrong." if report.wrong else "  Nothing is lost, nothing is done twice.")
    sys.exit(bool(report.wrong))


if __name__ == "__main__":
    main()
