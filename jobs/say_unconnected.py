"""Tells a Slack user in the DM that a connection came to nothing, and the way out."""

from bot.errors import Failure
from bot.services import Services
from bot.views.connecting import ANY, unconnected
from jobs.runner import Retries, job


@job(queue="interactive", timeout=60, retries=Retries(tries=2, base=5, cap=60))
async def say_unconnected(services: Services, team_id: str, slack_id: str, failure: str, account_id: str) -> None:
    """`failure` is a bot.errors.Failure; `account_id` the mailbox that was meant, '' for any."""
    drawn = unconnected(Failure(failure), account_id or ANY)
    slack = services.slacks.of(team_id)
    await slack.post(await slack.open_dm(slack_id), drawn.text, drawn.blocks)
