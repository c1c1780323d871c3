"""After the queue or the database was away: rings at once for all that stood still meanwhile, and need not wait."""

from datetime import UTC, datetime, timedelta

from bot.services import Services
from jobs.runner import Retries, job
from jobs.still import Since, still_rings
from jobs.sync_mailbox import sync_mailbox
from storage.accounts import Accounts

ROOM = 2000  # jobs that may wait in the queue before more are rung for
PAUSE = timedelta(seconds=1)
ROUNDS = 120  # then the sweep of each minute sees to the rest
AHEAD = timedelta(days=1)  # approvals whose time is still to come: what was rung for them may be lost too


@job(queue="interactive", timeout=60, retries=Retries(tries=5, base=2, cap=10))
async def recover(services: Services, until: int, number: int) -> None:
    """`until` is when all was there again, in seconds from the epoch: what changed later was rung for. `number` counts
    the rounds: each takes some hundreds of every kind, and waits while the queue is full of them.

    Rung twice it finds little to do, and jobs that are rung twice find nothing. Older mail that is read in bulk can
    wait for the sweep.
    """
    back = datetime.fromtimestamp(until, UTC)
    if (await services.bell.lines()).waiting < ROOM:
        now = max(services.db.now(), back)
        rings = await still_rings(services, Since(now, back, back, back, due=now + AHEAD))
        if number == 0:
            async with services.db.reading() as session:
                rings += map(sync_mailbox.ring, await Accounts(session).overdue(back))
        if not rings:
            return
        await services.bell.ring(rings)
    if number < ROUNDS:
        await services.bell.ring([recover.ring(until, number + 1, at=services.db.now() + PAUSE)])
