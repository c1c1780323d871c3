"""One try of carrying out a proposal: the services that it may use, and the claims by which it goes on."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.departing import still_there
from assistant.proposal_content import Json, checked, digest_of
from assistant.proposing import AGAIN, GOOD_FOR
from bot.errors import Failure, Permanent
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from connectors.mail.source import MailSource
from storage.audit import Audit
from storage.db import Database
from storage.proposals import Proposal, Proposals, ProposalState

_OF_A_TRY = ("begun", "maybe", "open", "sending_at")  # evidence that ends with what was approved
UNDER_WAY = (ProposalState.APPROVED, ProposalState.DOING)


@dataclass(frozen=True)
class Hands:
    """The services of one account."""

    mail: MailSource
    calendar: CalendarSource
    drive: DriveSource


@dataclass
class Task:
    """A proposal under its lease. `result` is the evidence of this and earlier tries, as it is stored."""

    db: Database
    hands: Hands
    proposal: Proposal
    begun: Callable[[], Awaitable[None]]

    def __post_init__(self) -> None:
        self.result: Json = dict(self.proposal.result)
        self._state = ProposalState(self.proposal.state)
        self._began = self.proposal.began_at

    @property
    def content(self) -> Json:
        """What was shown, and is to be done."""
        return self.proposal.content

    @property
    def basis(self) -> Json:
        """What it rests on."""
        return self.proposal.basis

    @property
    def was_begun(self) -> bool:
        """Whether this try or an earlier one may have acted."""
        return "begun" in self.result

    def now(self) -> datetime:
        """The present time, aware."""
        return self.db.now()

    async def start(self, **evidence: Any) -> bool:
        """Keeps the intention to act; False if it was taken back, or another worker has taken over since.

        Raises OwnerGone where nobody is there any more in whose name it would be done.
        """
        now, result = self.now(), self.result | {"begun": True} | evidence
        where: Json = {"at_digest": self.proposal.digest}
        where |= {"due": now} if self._state is ProposalState.APPROVED else {"began": self._began}
        if not await self._claim(self._state, ProposalState.DOING, "begun", result=result, began_at=now, **where):
            return False
        self.result, self._state, self._began = result, ProposalState.DOING, now
        await self.begun()
        return True

    async def keep(self, **evidence: Any) -> None:
        """Adds to the evidence; None takes a part of it away."""
        self.result = {name: value for name, value in (self.result | evidence).items() if value is not None}
        async with self.db.transaction() as session:
            await Proposals(session).change(self.proposal.id, result=self.result)

    async def done(self, note: str = "", **evidence: Any) -> None:
        """It is a fact. `note`: 'had' if it was so already."""
        await self._claim(UNDER_WAY, ProposalState.DONE, "done", result=self.result | evidence, note=note)

    async def over(self, note: str, **evidence: Any) -> None:
        """What it was about is gone, or a hand has taken it over: nothing is left to ask."""
        await self._claim(UNDER_WAY, ProposalState.CHANGED, "changed", result=self.result | evidence, note=note)

    async def fail(self, failure: Failure, note: str = "") -> None:
        """It could not be done. The evidence stays, so that another try looks first."""
        if "sending_at" in self.result and str(failure) not in AGAIN:
            note = "unsure"
        await self._claim(UNDER_WAY, ProposalState.FAILED, "failed", result=self.result, note=note or str(failure))

    async def give_up(self) -> None:
        """It took too long: nothing is done any more without a new click. Why it had to wait was said before."""
        if self.was_begun:
            self.result |= {"maybe": True}
        note = self.proposal.note
        await self.fail(Failure(note) if note in set(Failure) else Failure.SERVICE_DOWN)

    async def take_back(self) -> None:
        """Its owner is gone: should they come back, the card asks again, or tells that it may have been done."""
        if "sending_at" in self.result if self.proposal.kind == "mail.send" else self.was_begun:
            return await self.give_up()
        await self._claim(UNDER_WAY, ProposalState.PROPOSED, "undone", note="left", due_at=None, result=self.result)

    async def say(self, failure: Failure) -> None:
        """Says on the card that it has to wait, and why."""
        if self.was_begun and "maybe" not in self.result:
            await self.keep(maybe=True)
        async with self.db.transaction() as session:
            proposals = Proposals(session)
            stored = await proposals.get(self.proposal.id)
            if stored is not None and stored.state in UNDER_WAY and stored.note != str(failure):
                await proposals.change(self.proposal.id, note=str(failure))
                await proposals.want(self.proposal.id, self.now())

    async def ask_again(self, content: Json, basis: Json, note: str = "changed") -> None:
        """What stands now is not what was approved: the card shows the difference and asks for another approval."""
        try:
            content, basis = checked(self.proposal.kind, content, basis)
        except ValueError as error:
            raise Permanent("what it has become cannot be proposed") from error
        values: Json = {
            "content": content,
            "basis": basis,
            "previous": {"content": self.proposal.content, "basis": self.proposal.basis},
            "digest": digest_of(self.proposal.kind, self.proposal.account_id, content, basis),
            "expires_at": self.now() + GOOD_FOR,
            "result": {name: value for name, value in self.result.items() if name not in _OF_A_TRY},
            "due_at": None,
        }
        await self._claim(UNDER_WAY, ProposalState.PROPOSED, "changed", note=note, **values)

    async def _claim(
        self, before: ProposalState | Sequence[ProposalState], after: ProposalState, action: str, **values: Any
    ) -> bool:
        digest = values.get("digest", self.proposal.digest)
        async with self.db.transaction() as session:
            if after is ProposalState.DOING:
                await still_there(session, self.proposal.user_id)
            moved = await Proposals(session).claim(self.proposal.id, before, after, self.now(), **values)
            if moved:
                await Audit(session).note(
                    self.now(), "mailroom", action, self.proposal.id, account=self.proposal.account_id, digest=digest
                )
        return moved
