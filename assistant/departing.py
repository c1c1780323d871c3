"""People whom an admin of the workspace deactivates, and lets in again: their work rests, their data waits (SL19).
And people who move: their times follow."""

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.api_keys import end_keys
from assistant.asking.times.periods import zone_of
from storage.accounts import Accounts
from storage.audit import Audit
from storage.db import Database
from storage.users import Users


class OwnerGone(Exception):
    """Whose work it is was deactivated, or their workspace has no Mailroom any more."""


async def still_there(session: AsyncSession, user_id: str) -> None:
    """Raises OwnerGone: what they approved is not done. Asked again in the transaction in which an act is begun."""
    if await Users(session).is_gone(user_id):
        raise OwnerGone


async def person_left(db: Database, team_id: str, slack_id: str) -> bool:
    """Ends work for a person until they come back; False if they are not known, or had left before.

    Their API keys end for good. Nothing is erased: that is for an admin to decide (jobs/erase_person.py).
    """
    async with db.transaction() as session:
        user = await Users(session).find(team_id, slack_id)
        if user is None or not await Users(session).leave(user.id, db.now()):
            return False
        await Accounts(session).sleep_of(user.id)
        await end_keys(session, [user.id], db.now())
        await Audit(session).note(db.now(), "mailroom", "person left", user.id, team=team_id)
    return True


async def person_moved(db: Database, team_id: str, slack_id: str, zone: str) -> None:
    """Times are told, and read out of questions, in the zone that somebody has in Slack now; one that nobody knows is
    left alone."""
    async with db.reading() as session:
        user = await Users(session).find(team_id, slack_id)
    if user is None or user.zone == zone or zone_of(zone).key != zone:
        return
    async with db.transaction() as session:
        await Users(session).move(user.id, zone)


async def person_back(db: Database, team_id: str, slack_id: str) -> bool:
    """Goes on where it rested; False if they are not known, or had not left."""
    async with db.transaction() as session:
        user = await Users(session).find(team_id, slack_id)
        if user is None or not await Users(session).come_back(user.id):
            return False
        await Accounts(session).wake_of(user.id)
        await Audit(session).note(db.now(), "mailroom", "person back", user.id, team=team_id)
    return True
