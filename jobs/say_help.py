"""Answers a direct message to the bot with what it can do."""

from bot.services import Services
from bot.views.notices import help_text
from jobs.runner import Retries, job


@job(queue="interactive", timeout=60, retries=Retries(tries=3, base=5, cap=60))
async def say_help(services: Services, team_id: str, channel: str, thread_ts: str) -> None:
    """In the thread of what was said."""
    drawn = help_text()
    await services.slacks.of(team_id).post(channel, drawn.text, drawn.blocks, thread_ts)
