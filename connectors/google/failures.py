"""What Google's error answers mean, in our three behaviours."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.errors import Failure, MailroomError, OutcomeUnknown, Permanent, Reconnect, Temporary

_SLOW_DOWN = {"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "concurrentLimitExceeded"}
_DAILY = {"dailyLimitExceeded", "dailyLimitExceededUnreg", "sharingRateLimitExceeded"}
_SCOPE = {"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"}
_FAILED_AFTER = 500
_UNCLEAR = {408, 409, 499}  # it took too long, met another, or was cut: it may have been done


class Gone(Permanent):
    """The thing is not there (404 or 410)."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Failure.NOT_FOUND)


class Taken(Permanent):
    """The id that the new thing was to have is in use (409)."""


class Changed(Permanent):
    """It is no longer as the caller knew it (412)."""


class Invalid(Permanent):
    """The request makes no sense to Google (400), such as a page token that it does not know."""


class NotOffered(Permanent):
    """Whoever answers for Google has no such method (405, 501)."""


class TokenRefused(Reconnect):
    """The access token was not accepted (401): it may be refreshed once."""


def reasons_of(body: bytes) -> frozenset[str]:
    """Every reason that an error answer names, whichever of Google's shapes it has."""
    try:
        error = json.loads(body).get("error", {})
    except (ValueError, AttributeError):
        return frozenset()
    if not isinstance(error, dict):
        return frozenset({str(error)})
    entries = [entry for key in ("errors", "details") for entry in _dicts(error.get(key))]
    found = {str(entry["reason"]) for entry in entries if entry.get("reason")}
    return frozenset(found | {str(error.get("status", ""))})


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def retry_after_of(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that a Retry-After header asks for, None if it does not say."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value):
        return min(float(value), 86_400.0)
    try:
        then = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError):
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return max(0.0, (then - (now or datetime.now(UTC))).total_seconds())


def failure_of(status: int, headers: Mapping[str, str], body: bytes, *, repeatable: bool) -> MailroomError:
    """The error for an answer of 300 or more.

    After a 5xx, or what a proxy says of a request cut short, a call that may not be repeated has an unknown outcome.
    """
    reasons = reasons_of(body)
    told = f"Google answered {status} {','.join(sorted(filter(str.isidentifier, reasons)))}".strip()
    wait = retry_after_of(headers)
    if status == 401:
        return TokenRefused(told)
    if reasons & _DAILY:
        return Permanent(told, Failure.DAILY_QUOTA)
    if status == 429 or (status == 403 and reasons & _SLOW_DOWN):
        return Temporary(told, Failure.RATE_LIMIT, retry_after=wait)
    if (status >= _FAILED_AFTER and status not in _BY_STATUS) or (status in _UNCLEAR and not repeatable):
        return (Temporary if repeatable else OutcomeUnknown)(told, retry_after=wait)
    if status in (404, 410):
        return Gone(told)
    if status == 403 and reasons & _SCOPE:
        return Permanent(told, Failure.PARTIAL)
    return _BY_STATUS.get(status, Permanent)(told)


_BY_STATUS: Mapping[int, type[Permanent]] = {
    400: Invalid, 405: NotOffered, 409: Taken, 412: Changed, 501: NotOffered,
}  # fmt: skip
