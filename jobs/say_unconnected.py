"""Tells a Slack user in the DM that a connection came to nothing, and the way out."""

from bot.errors import Failure
from bot.services import Services
from bot.views.connecting import ANY, unconnected
from jobs.posting import post_kept
from jobs.runner import Retries, job
from storage.users import Users
from storage.workspaces import Workspaces


@job(queue="interactive", timeout=60, retries=Retries(tries=2, base=5, cap=60))
async def say_unconnected(services: Services, team_id: str, slack_id: str, failure: str, account_id: str) -> None:
    """`failure` is a bot.errors.Failure; `account_id` the mailbox that was meant, '' for any."""
    async with services.db.transaction() as session:
        await Workspaces(session).ensure(team_id, services.db.now())
        user = await Users(session).ensure(team_id, slack_id, services.db.now())
    await post_kept(services, user, account_id, unconnected(Failure(failure), account_id or ANY))
