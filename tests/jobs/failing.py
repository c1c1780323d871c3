"""Jobs that fail for good, and the rows that tell of them."""

from sqlalchemy import select

from bot.errors import Temporary
from jobs.dead_letters import DeadLetterBox
from jobs.runner import find_jobs
from storage.db import Database
from storage.dead_letters import DeadLetter
from tests.handlers.office import Office

DOWN = Temporary("gmail: 503")


async def fail(office: Office, job: str, *args: str | int, error: BaseException = DOWN, tries: int = 3) -> None:
    """The worker's word that this call is out of retries."""
    box = DeadLetterBox(office.db, office.bell, find_jobs("jobs"))
    await box.dead_letter(job, args, error, tries, "trace")


async def letters(db: Database) -> list[DeadLetter]:
    """Every dead letter, the oldest first."""
    async with db.reading() as session:
        return [*await session.scalars(select(DeadLetter).order_by(DeadLetter.id))]


async def only(db: Database) -> DeadLetter:
    """The one dead letter that there is."""
    (letter,) = await letters(db)
    return letter
