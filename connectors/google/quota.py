"""What each call to Google costs and how much may be spent: the quotas of a user and of our whole project (SPEC RE2).

Gmail: https://developers.google.com/workspace/gmail/api/reference/quota, units of May 2026 (a mail costs 20, it was 5).
Calendar: https://developers.google.com/workspace/calendar/api/guides/quota, which counts requests.
Drive: https://developers.google.com/workspace/drive/api/guides/limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.gate import Breaker, Gate, Quota

GMAIL_UNITS: Mapping[str, int] = {
    "getProfile": 1, "watch": 100, "stop": 50, "history.list": 2,
    "messages.get": 20, "messages.list": 5, "messages.modify": 5, "messages.batchModify": 50, "messages.send": 100,
    "messages.attachments.get": 20, "threads.get": 40, "threads.list": 10, "threads.modify": 10,
    "drafts.create": 10, "drafts.update": 15, "drafts.get": 20, "drafts.list": 5, "drafts.delete": 10,
    "drafts.send": 100, "labels.list": 1, "labels.get": 1, "labels.create": 5,
    "settings.sendAs.list": 1, "settings.sendAs.get": 1,
}  # fmt: skip
GMAIL_OTHER = 100  # a method that is not in the table: as dear as the dearest
# Drive prices reading at a few units and listing, changing and downloading higher; its prices by method still move, so
# that each call is charged as one of the dear ones. 325,000 units are then 1,600 calls a minute.
DRIVE_EACH = 200

# Google takes a hundred calls in a batch and advises against more than fifty; of one user it may refuse fewer than that
# (429, too many concurrent requests), 25 it took: https://github.com/amd/gaia/issues/2720
MOST_TOGETHER = 15
TOGETHER = 2 / 3  # of what a full bucket lets through at once: a batch must not have to wait until it is quite full

_PROJECT: Mapping[str, float] = {"gmail": 1_200_000, "calendar": 10_000, "drive": 1_000_000}

SERVICES = ("gmail", "calendar", "drive")
_BREAKERS = {name: Breaker(name, failures=5, window=60, rest=30) for name in SERVICES}


def breaker_of(service: str) -> Breaker:
    """The breaker of a Google service (SPEC RE3)."""
    return _BREAKERS[service]


def units_of(method: str) -> int:
    """What a call costs. `method` is Google's own name for it, such as gmail.users.messages.get."""
    service, _, name = method.partition(".")
    if service == "gmail":
        return GMAIL_UNITS.get(name.removeprefix("users."), GMAIL_OTHER)
    return DRIVE_EACH if service == "drive" else 1


@dataclass(frozen=True)
class Limits:
    """What one user may spend a minute in each service: units in Gmail and Drive, calls in Calendar; 0: no limit."""

    gmail: int = 0
    calendar: int = 0
    drive: int = 0

    def together(self, method: str, leaves: float) -> int:
        """How many calls of a method go into a batch, so that what it `leaves` to the more urgent (as in LEAVES) is
        there at once."""
        limit, units = getattr(self, method.partition(".")[0]), units_of(method)
        if not limit:
            return MOST_TOGETHER
        spare = Quota("", limit, units).at_once * (1 - leaves)
        return max(1, min(MOST_TOGETHER, int(spare * TOGETHER // units)))

    def quotas(self, method: str, owner: str, calls: int = 1) -> list[Quota]:
        """What so many calls take of the quotas of their user and of our project."""
        service = method.partition(".")[0]
        limit, units = getattr(self, service), units_of(method) * calls
        if not limit:
            return []
        project = Quota(f"{service}:project", max(_PROJECT[service], limit), units)
        return [Quota(f"{service}:{owner}", limit, units), project] if owner else [project]


class Quotas:
    """How much of their quotas users have spent."""

    def __init__(self, gate: Gate, limits: Limits) -> None:
        self._gate = gate
        self._limits = limits

    async def standing(self, account_id: str) -> dict[str, float]:
        """Service -> the share spent of what this account may spend at once, 0 to 1; near 1 means that it waits."""
        own = {
            name: quotas[0] for name in SERVICES if (quotas := self._limits.quotas(f"{name}.", account_id))
        }  # fmt: skip
        return dict(zip(own, await self._gate.used(list(own.values())), strict=True))
