"""What can go wrong: its class, for which there are words, and how it behaves (SPEC RE9)."""

from enum import StrEnum

from bot.catalogue import WORDS, Words


class Failure(StrEnum):
    """The classes of failure that a person may meet. `bot.catalogue` has words for each."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    RUN_OUT = "permission_run_out"
    PARTIAL = "partial_permission"
    RATE_LIMIT = "rate_limit"
    DAILY_QUOTA = "daily_quota"
    SERVICE_DOWN = "service_down"
    MODEL_DOWN = "model_down"
    BAD_REQUEST = "bad_request"
    NOT_FOUND = "not_found"
    TAKEN = "mailbox_taken"
    DENIED = "denied"
    NO_MAIL = "mail_not_allowed"
    NO_GMAIL = "no_gmail"
    CODE_EXPIRED = "code_expired"
    BAD_CLIENT = "bad_client"
    OTHER_MAILBOX = "other_mailbox"
    OTHER_BROWSER = "other_browser"
    NOT_LASTING = "no_lasting_permission"
    GOOGLE_BUSY = "google_busy"
    GOOGLE_AWAY = "google_away"
    LEAVING = "still_leaving"
    NOT_IN_SLACK = "not_in_slack"
    NO_KEY = "api_key_needed"
    KEY_ENDED = "api_key_ended"
    MANY_KEYS = "too_many_api_keys"
    NOT_YOURS = "not_yours"
    PAUSED = "mailbox_paused"
    NO_ADDRESS = "no_such_address"
    WRONG_METHOD = "method_not_allowed"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "not_json"
    MALFORMED = "malformed"
    TOO_OFTEN = "too_many_requests"
    ONCE_MALFORMED = "idempotency_key_malformed"
    ONCE_REUSED = "idempotency_key_reused"
    ONCE_RUNNING = "idempotency_key_in_use"
    UNKNOWN = "unknown"


CATALOGUE: dict[Failure, Words] = {failure: WORDS[failure] for failure in Failure}
ACCESS_ENDED = frozenset({Failure.REVOKED, Failure.RUN_OUT})  # of a mailbox: its owner is told once, with the way back
TRYING_HELPS = frozenset(
    {Failure.RATE_LIMIT, Failure.DAILY_QUOTA, Failure.SERVICE_DOWN, Failure.MODEL_DOWN, Failure.UNKNOWN}
)  # what the same request may meet no more a little later


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


class Waiting(Temporary):
    """Nothing has failed: it is not yet time, or another's turn. A job that waits uses up no try."""


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


class PersonGone(WorkspaceGone):
    """The person was deactivated in Slack: to them the workspace is gone."""
