"""Gmail's quota: what each method costs, and how much one user may spend in a minute."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.google.errors import over_quota

# https://developers.google.com/workspace/gmail/api/reference/quota, as of May 2026
UNITS = {
    "getProfile": 1, "watch": 100, "stop": 50, "history.list": 2,
    "messages.get": 20, "messages.list": 5, "messages.send": 100, "messages.modify": 5, "messages.batchModify": 50,
    "messages.trash": 5, "messages.untrash": 5, "messages.delete": 10, "messages.attachments.get": 20,
    "threads.get": 40, "threads.list": 10, "threads.modify": 10, "threads.trash": 10, "threads.untrash": 10,
    "drafts.create": 10, "drafts.update": 15, "drafts.get": 20, "drafts.list": 5, "drafts.send": 100,
    "drafts.delete": 10,
    "labels.list": 1, "labels.get": 1, "labels.create": 5, "labels.update": 5, "labels.patch": 5, "labels.delete": 5,
    "settings.sendAs.list": 1, "settings.sendAs.get": 1,
}  # fmt: skip
_WINDOW = timedelta(minutes=1)


@dataclass
class Quota:
    """A sliding minute for each user. `per_minute` None switches it off; `code` is 403 or 429."""

    now: Callable[[], datetime]
    per_minute: int | None = 6000
    code: int = 403
    _spent: dict[str, deque[tuple[datetime, int]]] = field(default_factory=dict)

    def charge(self, email: str, method: str) -> None:
        """Counts a call. Raises the quota error, and counts nothing, if the minute does not hold it."""
        if self.per_minute is None:
            return
        spent, units = self._spent.setdefault(email, deque()), UNITS.get(method, 5)
        while spent and spent[0][0] <= self.now() - _WINDOW:
            spent.popleft()
        if sum(cost for _, cost in spent) + units > self.per_minute:
            raise over_quota(self.code)
        spent.append((self.now(), units))

    def used(self, email: str) -> int:
        """The units spent in the minute before now."""
        return sum(cost for at, cost in self._spent.get(email, ()) if at > self.now() - _WINDOW)
