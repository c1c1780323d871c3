"""Who disturbs: kills, quota errors, a lost history, access that is taken away and given again; each at its share."""

import asyncio
import os
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from benchmarks.bench import Bench, say
from benchmarks.life import ALICES, order
from sandbox.faults import Fault
from sandbox.household import connect
from sandbox.processes import Processes
from storage.accounts import Accounts, AccountState

RECONNECT_SECONDS = 60
Act = Callable[[], Awaitable[None]]


@dataclass
class Players:
    """What they do, by the share of mails that has been read by then. `done` tells of it."""

    here: Bench
    processes: Processes
    account_id: str
    dice: random.Random
    delivered: int = 0
    kills: int = 0
    done: list[str] = field(default_factory=list)

    @property
    def pids(self) -> dict[str, int]:
        """The processes that run now."""
        return self.processes.pids

    def plan(self, kills: int) -> list[tuple[float, str, Act]]:
        """Everything, in order. Two of ten kills are of the schedule, the others of the worker."""
        acts: list[tuple[float, str, Act]] = []
        for n in range(kills):
            name = "schedule" if n % 5 == 4 else "worker"
            acts.append((self.dice.uniform(0.02, 0.97), f"kill -9 of the {name}", self._kill(name)))
        for _ in range(6):
            acts.append((self.dice.uniform(0.01, 0.95), "quota errors", self._quota))
        for _ in range(3):
            acts.append((self.dice.uniform(0.01, 0.95), "refused tokens", self._refuse))
        acts.append((self.dice.uniform(0.01, 0.08), "listing fails", self._listing))
        acts.append((self.dice.uniform(0.3, 0.5), "the history expires", self._expire))
        acts.append((self.dice.uniform(0.55, 0.75), "access revoked and given again", self._revoke))
        acts += [(share / 10, "new mail", self._mail) for share in range(1, 10)]
        return sorted(acts, key=lambda act: act[0])

    def _kill(self, name: str) -> Act:
        async def kill() -> None:
            await asyncio.sleep(self.dice.uniform(0, 1.5))
            while name not in self.pids:  # noqa: ASYNC110 - it is being started again
                await asyncio.sleep(0.05)
            os.kill(self.pids[name], signal.SIGKILL)
            self.kills += 1

        return kill

    def _order(self, method: str, status: int, times: int, reason: str = "", wait: float | None = None) -> None:
        fault = Fault(
            service="gmail", method=method, kind="status", status=status, reason=reason, retry_after=wait, times=times
        )
        self.here.stage.faults.add(fault)

    async def _quota(self) -> None:
        if self.dice.random() < 0.5:
            self._order("messages.get", 403, 30, "userRateLimitExceeded", 1)
        else:
            self._order("messages.get", 429, 60, "rateLimitExceeded", 2)

    async def _refuse(self) -> None:
        """One call meets a refused token; the next order waits for it, as two in a row would mean that access ended."""
        self._order("messages.get", 401, 1)
        while any(fault["status"] == 401 for fault in self.here.stage.faults.listing()):  # noqa: ASYNC110
            await asyncio.sleep(0.05)

    async def _listing(self) -> None:
        self._order("messages.list", 403, 20, "rateLimitExceeded", 1)

    async def _mail(self) -> None:
        self.delivered += 1
        await self.here.deliver(order(10_000 + self.delivered))

    async def _expire(self) -> None:
        self.here.stage.google.boxes[ALICES].expire_history()
        await self._mail()

    async def _revoke(self) -> None:
        self.here.stage.google.oauth.revoke_all(ALICES)
        async with asyncio.timeout(RECONNECT_SECONDS):
            while await self._state() == AccountState.CONNECTED:  # noqa: ASYNC110 - another process notices
                await asyncio.sleep(0.2)
        await connect(self.here.where.stage, "U0ALICE", ALICES)

    async def _state(self) -> str:
        async with self.here.db.reading() as session:
            account = await Accounts(session).get(self.account_id)
        assert account is not None
        return account.state

    async def act(self, plan: list[tuple[float, str, Act]], share: Callable[[], float]) -> None:
        """Lets everything happen when its share has been read."""
        for due, what, act in plan:
            while share() < due:  # noqa: ASYNC110 - what is read is looked at twice a second
                await asyncio.sleep(0.1)
            say(f"back-fill: at {share():.1%}: {what}")
            await act()
            self.done.append(what)
