"""Every hour: what failed may have healed. Rings it again, a bounded number of times, and closes what got done."""

from datetime import timedelta

from bot.errors import Failure
from bot.services import Services
from jobs.dead_letters import rings_again
from jobs.draw_card import draw_card
from jobs.runner import Retries, find_jobs, job
from jobs.tell_failures import CHANGE, NEWS, tell_failures
from storage.accounts import Accounts
from storage.cards import Cards
from storage.dead_letters import DeadLetter, DeadLetters
from storage.drafts import Drafts
from storage.messages import Messages
from storage.proposals import Proposals

WITHIN = timedelta(days=1)  # of the first failure: what does not heal in a day waits for a person
ROUNDS = 24
QUIET = timedelta(hours=2)  # longer than a job's own tries take: it failed no more, so it was done
KEPT = timedelta(days=30)
AT_ONCE = 500
MAY_HEAL = (
    Failure.EXPIRED, Failure.REVOKED, Failure.RATE_LIMIT, Failure.DAILY_QUOTA, Failure.SERVICE_DOWN,
    Failure.MODEL_DOWN, Failure.UNKNOWN,
)  # fmt: skip


@job(queue="bulk", timeout=120, retries=Retries(tries=1))
async def heal(services: Services, hour: int) -> None:
    """`hour` counts from the epoch: it tells the logs which round this was.

    The card of a mail that is tried again is drawn once that has an end; of one for which nothing is left to do, now.
    """
    now = services.db.now()
    async with services.db.transaction() as session:
        settled = await Messages(session).heal(now - WITHIN, Drafts.answered(), ~DeadLetters.dismissed())
        await Cards(session).follow(settled, now)
        await Cards(session).retry(now - WITHIN)
        await Proposals(session).retry_drawings(now - WITHIN)
    closed, again, untold = await _letters(services)
    rings = [*map(draw_card.ring, settled), *rings_again(again, find_jobs("jobs"))]
    rings += [tell_failures.ring(user_id, CHANGE) for user_id in closed]
    rings += [tell_failures.ring(user_id, NEWS) for user_id in untold if user_id not in closed]
    if rings:
        await services.bell.ring(rings)


async def _letters(services: Services) -> tuple[set[str], list[DeadLetter], list[str]]:
    """Users of whose failures some are over, the failures that are to be tried again, and users to be told of some."""
    now = services.db.now()
    async with services.db.transaction() as session:
        letters, accounts = DeadLetters(session), Accounts(session)
        healed = [await accounts.get(account_id) for account_id in await letters.close_healed(now - QUIET, now)]
        closed = {account.user_id for account in healed if account} | {*await letters.settled_users(AT_ONCE)}
        again = await letters.healable(MAY_HEAL, now - WITHIN, ROUNDS, AT_ONCE)
        await letters.rung([letter.id for letter in again], now)
        untold = await letters.untold_users(now - timedelta(minutes=5), AT_ONCE)
        await letters.forget(now - KEPT)
    return closed, again, untold
