"""What can go wrong, in three behaviours, and the words a person reads about it (SPEC RE9)."""

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """The classes of failure that a person may meet. The catalogue below has words for each."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    PARTIAL = "partial_permission"
    RATE_LIMIT = "rate_limit"
    DAILY_QUOTA = "daily_quota"
    SERVICE_DOWN = "service_down"
    MODEL_DOWN = "model_down"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    TAKEN = "mailbox_taken"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Words:
    """How one class of failure is told to a person: a title, one sentence, and what to do next."""

    title: str
    sentence: str
    next_step: str


CATALOGUE: dict[Failure, Words] = {
    Failure.EXPIRED: Words(
        "That has expired", "The link or form was open for too long.", "Start again from Slack with /mailroom connect."
    ),
    Failure.REVOKED: Words(
        "Google access has ended",
        "Mailroom may no longer read this mailbox, for example after a password change.",
        "Reconnect it with /mailroom connect.",
    ),
    Failure.PARTIAL: Words(
        "A permission is missing",
        "Google did not grant everything that this step needs.",
        "Run /mailroom connect again and leave every box ticked.",
    ),
    Failure.RATE_LIMIT: Words(
        "Too many requests for the moment",
        "The service asked us to slow down. Nothing is lost.",
        "Nothing to do: Mailroom goes on by itself.",
    ),
    Failure.DAILY_QUOTA: Words(
        "Today's quota is used up",
        "The service will not answer more requests today. Nothing is lost.",
        "Wait until tomorrow, or ask your administrator to raise the quota.",
    ),
    Failure.SERVICE_DOWN: Words(
        "A service is not answering",
        "We could not reach it just now. Nothing is lost.",
        "Nothing to do: Mailroom tries again by itself.",
    ),
    Failure.MODEL_DOWN: Words(
        "No model is answering",
        "The reply was drafted from a template instead.",
        "Edit the draft, or choose Regenerate later.",
    ),
    Failure.BAD_REQUEST: Words(
        "That was not accepted",
        "The service refused this request, and asking again would not help.",
        "Change it and try again, or act in Gmail directly.",
    ),
    Failure.NOT_FOUND: Words(
        "It is no longer there", "The mail or draft was moved or deleted meanwhile.", "Nothing to do."
    ),
    Failure.TAKEN: Words(
        "That mailbox is connected already",
        "Somebody else in Slack has connected it, and each mail must have one person who answers it.",
        "Connect another mailbox, or ask your administrator who has this one.",
    ),
    Failure.UNKNOWN: Words(
        "Something went wrong",
        "An unexpected error stopped this step.",
        "Try again. If it stays, send us the reference.",
    ),
}


class MailroomError(Exception):
    """An error with a class that a person can be told about. The message itself is for logs: no mail content."""

    def __init__(self, message: str, failure: Failure = Failure.UNKNOWN) -> None:
        super().__init__(message)
        self.failure = failure

    @property
    def words(self) -> Words:
        """What to tell the person."""
        return CATALOGUE[self.failure]


class Temporary(MailroomError):
    """It may work later. `retry_after` is what the service asked for, in seconds, if it said so."""

    def __init__(
        self, message: str, failure: Failure = Failure.SERVICE_DOWN, *, retry_after: float | None = None
    ) -> None:
        super().__init__(message, failure)
        self.retry_after = retry_after


class OutcomeUnknown(Temporary):
    """The request reached the service, no answer came back: it may have been done. Reconcile before repeating."""


class Permanent(MailroomError):
    """Asking again will not help."""

    def __init__(self, message: str, failure: Failure = Failure.BAD_REQUEST) -> None:
        super().__init__(message, failure)


class Reconnect(Permanent):
    """The account's access has ended: its owner must connect it again."""

    def __init__(self, message: str, failure: Failure = Failure.REVOKED) -> None:
        super().__init__(message, failure)


class WorkspaceGone(MailroomError):
    """Mailroom is not installed in that Slack workspace, or no longer: what was to be said there has no reader."""
