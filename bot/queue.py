"""The doorbell: how jobs are rung. The database is the to-do list; losing a ring costs minutes, never mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

QUEUES = ("interactive", "outbound", "inbound", "bulk")  # in order of precedence


@dataclass(frozen=True)
class Ring:
    """One call of one job. `job` is its dotted path, `args` ids and markers only (JSON scalars), `at` aware UTC."""

    job: str
    args: tuple[str | int, ...]
    queue: str
    timeout: int
    retry_waits: tuple[int, ...]  # seconds before each further try; () = no retry by the queue
    at: datetime | None = None
    correlation: str = ""


@dataclass(frozen=True)
class Lines:
    """What waits in all queues: how many jobs, and since when the first of them (aware UTC), None if none does."""

    waiting: int
    since: datetime | None = None


class Doorbell(Protocol):
    """Where rings go."""

    async def ring(self, rings: Sequence[Ring]) -> None:
        """Hands the rings to the queue in one round trip. Raises Temporary if the queue cannot be reached."""
        ...

    async def check(self) -> str:
        """'ok' if the queue answers. Raises Temporary."""
        ...

    async def workers(self) -> str:
        """How many workers are alive, in digits. Raises Temporary."""
        ...

    async def lines(self) -> Lines:
        """What waits. Raises Temporary."""
        ...

    async def lost_until(self) -> datetime | None:
        """Until when (aware UTC) rings of any process may be lost, as far as nobody has heard it yet: the queue began
        anew, perhaps without what stood in it, or a ring did not reach it. None if none are. Raises Temporary."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...
