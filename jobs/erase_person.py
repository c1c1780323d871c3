"""Erases a person for good, on an admin's word: `python -m jobs.erase_person TEAM USER`, by their ids in Slack.

For somebody who has left the workspace and cannot do it themselves. Their mailboxes are let go as `/mailroom
disconnect` does it, by the workers; may be stopped and started again at any time.
"""

import asyncio
import sys

from assistant.api_keys import end_keys
from assistant.erasing import erase_user
from assistant.leaving import begin, take_back
from bot.command import run_main, say
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from jobs.leave_mailbox import leave_mailbox
from storage.accounts import Accounts
from storage.audit import Audit, through
from storage.leavings import Leavings
from storage.users import User, Users

LOOK_SECONDS = 10.0
USAGE = "python -m jobs.erase_person TEAM USER (such as T0123ABCD U0456EFGH)"


async def begin_erasing(services: Services, user: User) -> list[str]:
    """Ends all work for them and asks for their mailboxes to be let go; ids of those that are still on their way."""
    db = services.db
    async with db.transaction() as session:
        await end_keys(session, [user.id], db.now())
        for account in await Accounts(session).of_user(user.id):
            await take_back(session, user, account, db.now())
            await begin(session, account, db.now(), drops_drafts=False, in_slack=False)
        left = await Leavings(session).of_user(user.id)
    await services.bell.ring([leave_mailbox.ring(account_id) for account_id in left])
    return left


async def finish_erasing(services: Services, user: User) -> bool:
    """Erases the person once no mailbox of theirs is on its way any more; False before."""
    async with services.db.reading() as session:
        if await Leavings(session).of_user(user.id):
            return False
    await erase_user(services.db, services.library, user.id)
    async with services.db.transaction() as session:
        await Audit(session).note(services.db.now(), "admin", "person erased", user.id, team=user.team_id)
    return True


async def main(team_id: str, slack_id: str) -> None:
    """Waits until it is done, and says so."""
    through.set("command")
    settings = load_settings()
    set_up_logs("WARNING")
    async with open_services(settings) as services:
        async with services.db.reading() as session:
            user = await Users(session).find(team_id, slack_id)
        if user is None:
            raise SystemExit("Mailroom knows nobody of these ids.")
        left = await begin_erasing(services, user)
        say(f"{len(left)} mailboxes are on their way out. This takes some minutes; the workers must run.")
        while not await finish_erasing(services, user):  # noqa: ASYNC110 - other processes do the work
            await asyncio.sleep(LOOK_SECONDS)
        say("Everything of theirs is erased.")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(USAGE)
    run_main(lambda: main(*sys.argv[1:]))
