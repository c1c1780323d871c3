"""Keeping what failed for good: whose it is, what they are told, and how it is rung again (SPEC RE5)."""

import inspect
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import case_of_version, load_case
from bot.errors import ACCESS_ENDED, Failure, MailroomError
from bot.queue import Doorbell, Ring
from jobs.answer_question import answer_question
from jobs.draw_card import draw_card
from jobs.end_question import end_question
from jobs.give_up import give_up
from jobs.runner import AnyJob, stack_of
from jobs.say_reconnect import say_reconnect
from jobs.tell_failures import NEWS, tell_failures
from storage.accounts import Account, Accounts
from storage.db import Database
from storage.dead_letters import DeadLetter, DeadLetters, Resolution
from storage.drafts import Drafts
from storage.proposals import Proposals

TOGETHER = timedelta(seconds=20)  # what fails within this time is told in one message


class DeadLetterBox:
    """Keeps dead letters in the database, and lets the mail's card say that it is stuck."""

    def __init__(self, db: Database, bell: Doorbell, jobs: Mapping[str, AnyJob]) -> None:
        self._db = db
        self._bell = bell
        self._jobs = jobs

    async def dead_letter(
        self, job: str, args: tuple[str | int, ...], error: BaseException, tries: int, correlation: str
    ) -> None:
        """One row a call. Words of errors that are not ours are left out: they may quote mail."""
        failure = error.failure if isinstance(error, MailroomError) else Failure.UNKNOWN
        values = {
            "job": job,
            "args": [str(arg) for arg in args],
            "subject": " ".join(arg for arg in args if isinstance(arg, str)),  # a number is a marker
            "failure": failure.value,
            "error": str(error) if isinstance(error, MailroomError) else type(error).__name__,
            "stack": stack_of(error),
            "tries": tries,
            "correlation": correlation,
        }
        async with self._db.transaction() as session:
            account = await self._account(session, job, args)
            values |= {"account_id": account.id if account else ""} | self._told(job, failure)
            is_new = await DeadLetters(session).keep(values, self._db.now())
        rings = await self._rings(job, args, failure, correlation)
        if account is not None and is_new and not values["told"]:
            rings.append(tell_failures.ring(account.user_id, NEWS, at=self._db.now() + TOGETHER))
        if rings:
            await self._bell.ring(rings)

    async def access_ended(self) -> None:
        """Tells whoever does not know yet that a mailbox must be connected again. Raises Temporary."""
        async with self._db.reading() as session:
            untold = await Accounts(session).ended_untold()
        if untold:
            await self._bell.ring([say_reconnect.ring(account_id) for account_id in untold])

    def _told(self, job: str, failure: Failure) -> dict[str, object]:
        """What its owner knows without us: where they asked, or that the mailbox must be connected again."""
        if job == answer_question.path:
            ended = {"resolved_at": self._db.now(), "resolved_by": "mailroom", "resolution": Resolution.TOLD.value}
            return {"told": True} | ended
        return {"told": failure in ACCESS_ENDED}

    async def _rings(self, job: str, args: tuple[str | int, ...], failure: Failure, correlation: str) -> list[Ring]:
        rings: list[Ring] = []
        if args and job == answer_question.path:
            rings.append(end_question.ring(str(args[0]), failure.value, correlation))
        if args and await give_up(self._db, job, str(args[0])):
            rings.append(draw_card.ring(str(args[0]), correlation=correlation))
        return rings

    async def _account(self, session: AsyncSession, job: str, args: tuple[str | int, ...]) -> Account | None:
        """The mailbox that the call was about, by what the job calls its first argument."""
        if job not in self._jobs or not args:
            return None
        account_id = await _account_of(session, _names(self._jobs[job])[0], str(args[0]))
        return await Accounts(session).get(account_id) if account_id else None


def _names(job: AnyJob) -> list[str]:
    return [*inspect.signature(job.call).parameters][1:]


async def _account_of(session: AsyncSession, kind: str, key: str) -> str:
    match kind:
        case "account_id":
            return key
        case "message_id":
            case = await load_case(session, key)
        case "version_id":
            case = await case_of_version(session, key)
        case "draft_id":
            draft = await Drafts(session).get(key)
            return draft.account_id if draft else ""
        case "proposal_id":
            proposal = await Proposals(session).get(key)
            return proposal.account_id if proposal else ""
        case _:
            return ""
    return case.account.id if case else ""


def rings_again(letters: Iterable[DeadLetter], jobs: Mapping[str, AnyJob]) -> list[Ring]:
    """The same calls once more; those of jobs that this version does not know are left out."""
    return [_ring(jobs[letter.job], letter) for letter in letters if letter.job in jobs]


def _ring(job: AnyJob, letter: DeadLetter) -> Ring:
    kinds = [one.annotation for one in inspect.signature(job.call).parameters.values()][1:]
    args = [int(arg) if kind is int else arg for kind, arg in zip(kinds, letter.args, strict=True)]
    return job.ring(*args, correlation=letter.correlation)
