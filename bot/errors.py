"""What can go wrong, in three behaviours, and the words a person reads about it (SPEC RE9)."""

import math
from dataclasses import dataclass, replace
from enum import StrEnum


class Failure(StrEnum):
    """The classes of failure that a person may meet. The catalogue below has words for each."""

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


@dataclass(frozen=True)
class Words:
    """How one class of failure is told to a person: a title, one sentence, and what to do next."""

    title: str
    sentence: str
    next_step: str


def waiting(words: Words, seconds: float | None) -> Words:
    """The words, with how long the service asks to wait, if it said so."""
    if not seconds:
        return words
    number, unit = (math.ceil(seconds), "second") if seconds < 120 else (math.ceil(seconds / 60), "minute")
    span = f"{number} {unit}{'' if number == 1 else 's'}"
    return replace(words, next_step=f"{words.next_step} The service asks for a pause of {span}.")


CATALOGUE: dict[Failure, Words] = {
    Failure.EXPIRED: Words(
        "That has expired",
        "The link or form was open for too long, or was used already.",
        "Start again from Slack with /mailroom connect.",
    ),
    Failure.REVOKED: Words(
        "Google access has ended",
        "Google turns Mailroom away from this mailbox: its access was taken back, or the account was suspended.",
        "Reconnect it with /mailroom reconnect.",
    ),
    Failure.RUN_OUT: Words(
        "Google's permission has ended",
        "Google no longer takes the permission that it gave for this mailbox: the password was changed, "
        "access was taken back, or it went unused for months.",
        "Reconnect it with /mailroom reconnect.",
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
        "None of the language models could be reached just now.",
        "Nothing to do: patterns and templates do the work until one answers.",
    ),
    Failure.BAD_REQUEST: Words(
        "That was not accepted",
        "The service refused what Mailroom asked of it, and would most likely refuse it again.",
        "Do it in Gmail this time. If this happens often, tell your administrator.",
    ),
    Failure.NOT_FOUND: Words(
        "It is no longer there", "The mail or draft was moved or deleted meanwhile.", "Nothing to do."
    ),
    Failure.TAKEN: Words(
        "That mailbox is connected already",
        "Somebody else in Slack has connected it, and each mail must have one person who answers it.",
        "Connect another mailbox, or ask your administrator who has this one.",
    ),
    Failure.DENIED: Words(
        "Nothing was connected",
        "You did not allow access at Google, so nothing has changed.",
        "If that was a slip, try again and choose Allow.",
    ),
    Failure.NO_MAIL: Words(
        "Mail was not allowed",
        "The box for Gmail was left unticked at Google. Mailroom needs it for everything, so nothing was connected.",
        "Ask again, and tick the box for Gmail. The others are yours to choose. If you would rather not, take back "
        "what you did tick at myaccount.google.com/connections.",
    ),
    Failure.NO_GMAIL: Words(
        "That Google account has no mailbox",
        "Gmail is not switched on for the account that you chose, so nothing was connected.",
        "Choose an account that has Gmail, or ask whoever runs your Google Workspace to switch it on.",
    ),
    Failure.CODE_EXPIRED: Words(
        "Google's permission did not come through",
        "What came back from Google was missing, used already or too old, so nothing was connected.",
        "Try again: it takes a few seconds.",
    ),
    Failure.BAD_CLIENT: Words(
        "Mailroom is not set up right for Google",
        "Google refuses Mailroom itself, not you, so nothing was connected.",
        "Tell your administrator: the log says which setting of the Google Cloud project to mend.",
    ),
    Failure.OTHER_MAILBOX: Words(
        "That was another mailbox",
        "You chose another mailbox at Google than the one that Slack asked about, so nothing was changed.",
        "Try again and choose the right one. To add another mailbox: /mailroom connect in Slack.",
    ),
    Failure.OTHER_BROWSER: Words(
        "Please start again from Slack",
        "This connection was not begun in this browser, so nothing was connected.",
        "Type /mailroom connect in Slack, and go on in the browser that its button opens.",
    ),
    Failure.NOT_LASTING: Words(
        "Google gave access for an hour only",
        "Google gave no permission that lasts, so nothing was connected.",
        "Remove Mailroom at myaccount.google.com/connections, then try again.",
    ),
    Failure.GOOGLE_BUSY: Words(
        "Google asks us to slow down",
        "Too much was asked of Google at once, so nothing was connected.",
        "Try again in a minute.",
    ),
    Failure.GOOGLE_AWAY: Words(
        "Google is not answering",
        "We could not finish this with Google just now, so nothing was connected.",
        "Try again in a few minutes.",
    ),
    Failure.LEAVING: Words(
        "That mailbox is still being erased",
        "It was disconnected a short while ago, and what Mailroom kept of it is on its way out. Until then it can be "
        "neither connected nor read.",
        "Wait until Mailroom tells you in Slack that it is done, then type /mailroom connect again.",
    ),
    Failure.NOT_IN_SLACK: Words(
        "You are not in that workspace",
        "The Slack user who began this was deactivated, or the workspace has removed Mailroom. Nothing was connected.",
        "Once that is undone, type /mailroom connect in Slack.",
    ),
    Failure.NO_KEY: Words(
        "An API key is needed",
        "This address answers programs that show an API key, as the header Authorization: Bearer KEY.",
        "Type /mailroom api in Slack to make one.",
    ),
    Failure.KEY_ENDED: Words(
        "That API key opens nothing",
        "It was revoked, has expired, or is none of this Mailroom's.",
        "Type /mailroom api in Slack to make a new one.",
    ),
    Failure.MANY_KEYS: Words(
        "You have ten API keys already",
        "Nobody keeps an eye on more than that, so no other one was made.",
        "Type /mailroom api in Slack and revoke one that you no longer use.",
    ),
    Failure.NOT_YOURS: Words(
        "There is no such thing of yours",
        "Nothing of that id belongs to whoever made this API key.",
        "GET /api/mailboxes lists your mailboxes with their ids.",
    ),
    Failure.PAUSED: Words(
        "That mailbox is paused",
        "Its owner has paused it, so it is not looked at.",
        "Type /mailroom resume in Slack, then ask again.",
    ),
    Failure.NO_ADDRESS: Words(
        "There is nothing at this address", "No such address is served here.", "GET /api/openapi.json lists them."
    ),
    Failure.WRONG_METHOD: Words(
        "Not by this method", "This address does not answer that method.", "The header Allow names those that it does."
    ),
    Failure.TOO_LARGE: Words(
        "The request is too large", "Its body is longer than anything that is read here.", "Send a shorter one."
    ),
    Failure.WRONG_TYPE: Words(
        "A body must be JSON",
        "The request has a body that does not say to be JSON.",
        "Send it with Content-Type: application/json, or send none.",
    ),
    Failure.MALFORMED: Words(
        "The body does not fit",
        "What was sent is not JSON, or not of the form that is read here.",
        "Mend what the details name; GET /api/openapi.json describes the form.",
    ),
    Failure.TOO_OFTEN: Words(
        "That was too often",
        "You have asked more often this minute than one person may.",
        "Ask again after the time that Retry-After names.",
    ),
    Failure.ONCE_MALFORMED: Words(
        "The Idempotency-Key cannot be read",
        "It must be one header of 1 to 255 plain characters.",
        "Send a new random one, such as a UUID.",
    ),
    Failure.ONCE_REUSED: Words(
        "This Idempotency-Key was used for something else",
        "A request with the same key and another body was answered within the last five minutes, so nothing was done.",
        "Send a new key with each new request, and the same one only to repeat a request.",
    ),
    Failure.ONCE_RUNNING: Words(
        "The first request is still at work",
        "A request with the same Idempotency-Key has not been answered yet, so this one was not begun.",
        "Repeat it after the time that Retry-After names.",
    ),
    Failure.UNKNOWN: Words(
        "Something went wrong",
        "An unexpected error stopped this step.",
        "Try again. If it stays, send us the reference.",
    ),
}


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
