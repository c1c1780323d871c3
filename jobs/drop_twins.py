"""Takes away what stands twice in Slack: a post that a killed worker had sent out, and that Slack carried out late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.services import Services
from jobs.runner import Retries, job
from storage.cards import Cards
from storage.proposals import Proposals
from storage.users import Users

LATE = timedelta(minutes=1)  # after the second post: what Slack had taken before is carried out or gone by then
log = structlog.get_logger("posts")


@dataclass(frozen=True)
class _Stand:
    """Where the one message stands that is noted, and since when others may."""

    team_id: str
    channel: str
    thread_ts: str
    ts: str
    since: datetime


@job(queue="bulk", timeout=60, retries=Retries(tries=4, base=60, cap=600))
async def drop_twins(services: Services, kind: str, key: str) -> None:
    """Rung where a `card` (of a message) or a `proposal` had to be posted a second time, for whatever became of the
    first. Only what the row does not know goes."""
    stand = await _stand(services, kind, key)
    if stand is None:
        return
    slack = services.slacks.of(stand.team_id)
    found = await slack.find_messages(stand.channel, f"{kind}:{key}", stand.since, stand.thread_ts)
    if await _stand(services, kind, key) != stand:
        return  # taken back while we looked: what was found may have been posted since, and be the one that counts
    for ts in found:
        if ts != stand.ts:
            await slack.delete(stand.channel, ts)
            log.info("twin removed", kind=kind, key=key)


async def _stand(services: Services, kind: str, key: str) -> _Stand | None:
    async with services.db.reading() as session:
        row = await (Cards(session) if kind == "card" else Proposals(session)).get(key)
        user = await Users(session).get(row.user_id) if row else None
    if row is None or user is None or not row.ts or row.posting_at is None:
        return None
    return _Stand(user.team_id, row.channel, getattr(row, "thread_ts", ""), row.ts, row.posting_at)
