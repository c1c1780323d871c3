"""Errors in the shapes that Google's APIs answer with."""

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    412: "FAILED_PRECONDITION",
    413: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
_USAGE_REASONS = {
    "rateLimitExceeded",
    "userRateLimitExceeded",
    "dailyLimitExceeded",
    "quotaExceeded",
    "sharingRateLimitExceeded",
}
_BY_CODE = {
    400: ("badRequest", "Bad Request"),
    401: ("authError", "Invalid Credentials"),
    403: ("rateLimitExceeded", "Rate Limit Exceeded"),
    404: ("notFound", "Requested entity was not found."),
    409: ("aborted", "The operation was aborted."),
    410: ("fullSyncRequired", "Sync token is no longer valid, a full sync is required."),
    412: ("failedPrecondition", "Precondition check failed."),
    429: ("rateLimitExceeded", "Too many requests. Please try again later."),
    500: ("backendError", "Internal error encountered."),
    503: ("backendError", "The service is currently unavailable."),
    504: ("backendError", "The request timed out."),
}
_CREDENTIALS = (
    "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
    "See https://developers.google.com/identity/sign-in/web/devconsole-project."
)


class GoogleError(Exception):
    """An answer of 4xx or 5xx: `{"error": {"code", "message", "errors": […], "status"}}`."""

    def __init__(
        self,
        code: int,
        reason: str,
        message: str,
        *,
        detail: str = "",
        location: tuple[str, str] | None = None,
        details: list[Json] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`detail` is the inner error's message where it differs; `location` is (type, name)."""
        super().__init__(message)
        self.code, self.reason, self.message = code, reason, message
        self.detail, self.location, self.details = detail or message, location, details
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The JSON answer as Google prints it."""
        inner: Json = {"message": self.detail, "domain": self._domain(), "reason": self.reason}
        if self.location:
            inner |= {"location": self.location[1], "locationType": self.location[0]}
        error: Json = {"code": self.code, "message": self.message, "errors": [inner]}
        if status := self._status():
            error["status"] = status
        if self.details:
            error["details"] = self.details
        return json.dumps({"error": error}, indent=2).encode()

    def _status(self) -> str:
        return _STATUS.get(self.code, "")

    def _domain(self) -> str:
        return "usageLimits" if self.reason in _USAGE_REASONS else "global"


class PlainError(GoogleError):
    """An error of Calendar or Drive, which name no canonical status."""

    def _status(self) -> str:
        return ""


def invalid(message: str) -> GoogleError:
    """400 for an argument that makes no sense."""
    return GoogleError(400, "invalidArgument", message)


def malformed_payload(message: str, field: str = "") -> GoogleError:
    """400 for JSON or parameters that do not fit the method's schema."""
    violation: Json = {"description": message} | ({"field": field} if field else {})
    details = [{"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [violation]}]
    return GoogleError(400, "badRequest", message, details=details)


def not_found() -> GoogleError:
    """404 as Gmail words it."""
    return GoogleError(404, "notFound", "Requested entity was not found.")


def unauthenticated(*, presented: bool) -> GoogleError:
    """401 for a token that is missing, or one that is unknown, expired or revoked."""
    if not presented:
        return GoogleError(
            401,
            "required",
            f"Request is missing required authentication credential. {_CREDENTIALS}",
            detail="Login Required.",
            location=("header", "Authorization"),
            headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/"'},
        )
    return GoogleError(
        401,
        "authError",
        f"Request had invalid authentication credentials. {_CREDENTIALS}",
        detail="Invalid Credentials",
        location=("header", "Authorization"),
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="invalid_token"'},
    )


def scope_insufficient(service: str) -> GoogleError:
    """403 for a token whose scopes do not cover the method."""
    info = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT",
        "domain": "googleapis.com",
        "metadata": {"service": f"{service}.googleapis.com"},
    }
    message = "Request had insufficient authentication scopes."
    return GoogleError(
        403, "insufficientPermissions", message, detail="Insufficient Permission", details=[info],
        headers={"WWW-Authenticate": 'Bearer realm="https://accounts.google.com/", error="insufficient_scope"'},
    )  # fmt: skip


def over_quota(code: int) -> GoogleError:
    """403 or 429 for a user who asked for more units than a minute holds."""
    message = (
        "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user' of service "
        "'gmail.googleapis.com' for consumer 'project_number:100000000001'."
    )
    return GoogleError(code, "rateLimitExceeded", message)


def ordered(code: int, reason: str, retry_after: float | None) -> GoogleError:
    """The error that a fault asked for."""
    usual, message = _BY_CODE.get(code, ("backendError" if code >= 500 else "badRequest", "The request failed."))
    headers = {} if retry_after is None else {"Retry-After": f"{retry_after:g}"}
    return GoogleError(code, reason or usual, message, headers=headers)
