"""Mailboxes as they may stand, made of nothing but values."""

from collections import Counter
from decimal import Decimal
from typing import Any

from assistant.overview import Reading, Stand
from assistant.preferences import Preferences
from assistant.remembering import Progress
from assistant.remembering import Stand as Reached
from bot.errors import Failure
from tests.bot.views.cases import NOW

ID = "0" * 31 + "1"


def stand_of(**values: Any) -> Stand:
    """A mailbox that is well."""
    usual: dict[str, Any] = {
        "account_id": ID, "email": "alice@fernhill.example", "state": "connected", "paused": False,
        "missing": frozenset(), "preferences": Preferences(), "last_sync_at": NOW, "last_push_at": NOW,
        "watch_until": NOW.replace(year=2027), "watch_failure": None, "waits_since": None,
        "counts": {"settled": 7, "found": 2, "judged": 1}, "askable": Counter(gmail=1204, calendar=1, drive=10),
        "counted": 100_000,
        "history": Progress(Reached.FINISHED, 1200, 1200, NOW),
        "readings": (Reading("calendar", NOW, None), Reading("drive", NOW, None)), "failures": {},
        "spent": Decimal(0),
    }  # fmt: skip
    return Stand(**usual | values)


def troubled() -> Stand:
    """A mailbox with which everything is wrong."""
    return stand_of(
        missing=frozenset({"calendar", "free times", "drive"}), last_sync_at=None, watch_until=NOW.replace(year=2025),
        waits_since=NOW.replace(month=10), counts={"stuck": 3, "unshown": 2}, askable=Counter(),
        history=Progress(Reached.WAITING, 10, 20_000, NOW, 3, Failure.DAILY_QUOTA),
        readings=(Reading("calendar", None, Failure.PARTIAL), Reading("drive", NOW, Failure.SERVICE_DOWN)),
        failures=dict.fromkeys(Failure, 1234), spent=Decimal("12.3456"),
        preferences=Preferences(daily_usd=Decimal(10)),
    )  # fmt: skip
