"""Turns a provider's HTTP errors into our behaviours: later, never, ask an administrator, or let a person look."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.errors import Failure, MailroomError, Permanent, Temporary
from connectors.llm.model import Refused

# Codes of OpenAI and of the servers that imitate it; Anthropic refuses with a stop reason instead.
_REFUSALS = {
    "content_filter",
    "content_policy_violation",
    "misalignment_policy_violation",
    "bio_policy",
    "invalid_prompt",
}
_NO_CREDIT = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error"}
_TOO_LONG = {"context_length_exceeded", "request_too_large", "string_above_max_length"}
_TRANSIENT = {408, 409, 425}


class Unusable(Permanent):
    """The provider will not serve us until somebody acts: `kind` is 'auth', 'credit' or 'model'."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message, Failure.MODEL_DOWN)
        self.kind = kind


def _seconds(text: str | None, unit: float = 1.0) -> float | None:
    try:
        value = float(text) * unit if text else math.nan
    except ValueError:
        return None
    return max(0.0, value) if math.isfinite(value) else None


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The wait that the answer's headers ask for in seconds, or None. Reads milliseconds, seconds and HTTP dates."""
    given = headers.get("retry-after")
    found = _seconds(headers.get("retry-after-ms"), 0.001)
    found = _seconds(given) if found is None else found
    if found is not None or not given:
        return found
    try:
        moment = parsedate_to_datetime(given)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())


def _unusable_kind(status: int, code: str) -> str:
    if status == 402 or code in _NO_CREDIT or code.endswith("spend_limit_reached"):
        return "credit"
    if status in (401, 403):
        return "auth"
    return "model" if status == 404 or code == "model_not_found" else ""


def from_status(provider: str, status: int, code: str, headers: Mapping[str, str]) -> MailroomError | Refused:
    """What an HTTP error of a provider means for the caller.

    `code` is the most specific one in the body, '' if there was none. The provider's own sentence is left out on
    purpose: it may quote the prompt, and errors end in logs.
    """
    text = f"{provider} answered {status} {code}".rstrip()
    if code in _REFUSALS:
        return Refused(text)
    if kind := _unusable_kind(status, code):
        return Unusable(text, kind)
    if status == 429:
        return Temporary(text, Failure.RATE_LIMIT, retry_after=retry_after(headers))
    if status >= 500 or status in _TRANSIENT:
        return Temporary(text, Failure.MODEL_DOWN, retry_after=retry_after(headers))
    if status == 413 or code in _TOO_LONG:
        return Permanent(f"{text}: the prompt is too long", Failure.BAD_REQUEST)
    return Permanent(text, Failure.BAD_REQUEST)


def unreachable(provider: str, why: str) -> Temporary:
    """No usable HTTP answer came back."""
    return Temporary(f"{provider} could not be reached: {why}", Failure.MODEL_DOWN)
