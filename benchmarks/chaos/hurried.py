"""One of the app's processes with its waits cut short, for a run that cannot wait minutes: `… hurried jobs.worker`.

Nothing else is changed: the same steps in the same order, only sooner. The full run does without.
"""

import asyncio
import sys
from dataclasses import replace
from datetime import timedelta
from functools import partial

import bot.__main__
import jobs.schedule
import jobs.service_rings
import jobs.sweep
import jobs.worker
import storage.leases
from jobs.engine import Pace
from jobs.runner import find_jobs

SHORT = timedelta(seconds=5)
MAINS = {"bot": bot.__main__.main, "jobs.worker": jobs.worker.main, "jobs.schedule": jobs.schedule.main}


def hurry() -> None:
    """Cuts the waits: of leases, of the worker's takeover, of the sweep and of retries."""
    storage.leases.HELD_SECONDS, storage.leases.RENEW_SECONDS = 6.0, 1.0  # a busy machine stalls for a second or two
    jobs.schedule.TICK, jobs.schedule.LEADER_SECONDS = 2.0, 1.5
    jobs.sweep.STILL, jobs.sweep.CARD_STILL, jobs.sweep.CHECK_STILL = SHORT, SHORT, SHORT
    jobs.service_rings.LATE = SHORT
    vars(jobs.worker)["Pace"] = partial(Pace, lease=8, beat=1)
    for job in find_jobs("jobs").values():
        object.__setattr__(job, "retries", replace(job.retries, base=1, cap=3))


if __name__ == "__main__":
    hurry()
    asyncio.run(MAINS[sys.argv[1]]())
