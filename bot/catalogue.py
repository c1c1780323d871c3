"""The words a person reads about each class of failure (SPEC RE9)."""

import math
from dataclasses import dataclass, replace


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
    return replace(words, next_step=f"{words.next_step} The service asks for a pause of {span(seconds)}.")


def span(seconds: float) -> str:
    """So long, in words: in whole seconds or minutes, rather longer than shorter."""
    number, unit = (math.ceil(seconds), "second") if seconds < 120 else (math.ceil(seconds / 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"


# by the value of bot.errors.Failure
WORDS: dict[str, Words] = {
    "expired": Words(
        "That has expired",
        "The link or form was open for too long, or was used already.",
        "Start again from Slack with /mailroom connect.",
    ),
    "revoked": Words(
        "Google access has ended",
        "Google turns Mailroom away from this mailbox: its access was taken back, or the account was suspended.",
        "Reconnect it with /mailroom reconnect.",
    ),
    "permission_run_out": Words(
        "Google's permission has ended",
        "Google no longer takes the permission that it gave for this mailbox: the password was changed, "
        "access was taken back, or it went unused for months.",
        "Reconnect it with /mailroom reconnect.",
    ),
    "partial_permission": Words(
        "A permission is missing",
        "Google did not grant everything that this step needs.",
        "Run /mailroom connect again and leave every box ticked.",
    ),
    "rate_limit": Words(
        "Too many requests for the moment",
        "The service asked us to slow down. Nothing is lost.",
        "Nothing to do: Mailroom goes on by itself.",
    ),
    "daily_quota": Words(
        "Today's quota is used up",
        "The service will not answer more requests today. Nothing is lost.",
        "Wait until tomorrow, or ask your administrator to raise the quota.",
    ),
    "service_down": Words(
        "A service is not answering",
        "We could not reach it just now. Nothing is lost.",
        "Nothing to do: Mailroom tries again by itself.",
    ),
    "model_down": Words(
        "No model is answering",
        "None of the language models could be reached just now.",
        "Nothing to do: patterns and templates do the work until one answers.",
    ),
    "bad_request": Words(
        "That was not accepted",
        "The service refused what Mailroom asked of it, and would most likely refuse it again.",
        "Do it by hand this time. If this happens often, tell your administrator.",
    ),
    "not_found": Words("It is no longer there", "The mail or draft was moved or deleted meanwhile.", "Nothing to do."),
    "mailbox_taken": Words(
        "That mailbox is connected already",
        "Somebody else in Slack has connected it, and each mail must have one person who answers it.",
        "Connect another mailbox, or ask your administrator who has this one.",
    ),
    "denied": Words(
        "Nothing was connected",
        "You did not allow access at Google, so nothing has changed.",
        "If that was a slip, try again and choose Allow.",
    ),
    "mail_not_allowed": Words(
        "Mail was not allowed",
        "The box for Gmail was left unticked at Google. Mailroom needs it for everything, so nothing was connected.",
        "Ask again, and tick the box for Gmail. The others are yours to choose. If you would rather not, take back "
        "what you did tick at myaccount.google.com/connections.",
    ),
    "no_gmail": Words(
        "That Google account has no mailbox",
        "Gmail is not switched on for the account that you chose, so nothing was connected.",
        "Choose an account that has Gmail, or ask whoever runs your Google Workspace to switch it on.",
    ),
    "code_expired": Words(
        "Google's permission did not come through",
        "What came back from Google was missing, used already or too old, so nothing was connected.",
        "Try again: it takes a few seconds.",
    ),
    "bad_client": Words(
        "Mailroom is not set up right for Google",
        "Google refuses Mailroom itself, not you, so nothing was connected.",
        "Tell your administrator: the log says which setting of the Google Cloud project to mend.",
    ),
    "other_mailbox": Words(
        "That was another mailbox",
        "You chose another mailbox at Google than the one that Slack asked about, so nothing was changed.",
        "Try again and choose the right one. To add another mailbox: /mailroom connect in Slack.",
    ),
    "other_browser": Words(
        "Please start again from Slack",
        "This connection was not begun in this browser, so nothing was connected.",
        "Type /mailroom connect in Slack, and go on in the browser that its button opens.",
    ),
    "no_lasting_permission": Words(
        "Google gave access for an hour only",
        "Google gave no permission that lasts, so nothing was connected.",
        "Remove Mailroom at myaccount.google.com/connections, then try again.",
    ),
    "google_busy": Words(
        "Google asks us to slow down",
        "Too much was asked of Google at once, so nothing was connected.",
        "Try again in a minute.",
    ),
    "google_away": Words(
        "Google is not answering",
        "We could not finish this with Google just now, so nothing was connected.",
        "Try again in a few minutes.",
    ),
    "still_leaving": Words(
        "That mailbox is still being erased",
        "It was disconnected a short while ago, and what Mailroom kept of it is on its way out. Until then it can be "
        "neither connected nor read.",
        "Wait until Mailroom tells you in Slack that it is done, then type /mailroom connect again.",
    ),
    "not_in_slack": Words(
        "You are not in that workspace",
        "The Slack user who began this was deactivated, or the workspace has removed Mailroom. Nothing was connected.",
        "Once that is undone, type /mailroom connect in Slack.",
    ),
    "api_key_needed": Words(
        "An API key is needed",
        "This address answers programs that show an API key, as the header Authorization: Bearer KEY.",
        "Type /mailroom api in Slack to make one.",
    ),
    "api_key_ended": Words(
        "That API key opens nothing",
        "It was revoked, has expired, or is none of this Mailroom's.",
        "Type /mailroom api in Slack to make a new one.",
    ),
    "too_many_api_keys": Words(
        "You have ten API keys already",
        "Nobody keeps an eye on more than that, so no other one was made.",
        "Type /mailroom api in Slack and revoke one that you no longer use.",
    ),
    "not_yours": Words(
        "There is no such thing of yours",
        "Nothing of that id belongs to whoever made this API key.",
        "GET /api/mailboxes lists your mailboxes with their ids.",
    ),
    "mailbox_paused": Words(
        "That mailbox is paused",
        "Its owner has paused it, so it is not looked at.",
        "Type /mailroom resume in Slack, then ask again.",
    ),
    "no_such_address": Words(
        "There is nothing at this address", "No such address is served here.", "GET /api/openapi.json lists them."
    ),
    "method_not_allowed": Words(
        "Not by this method", "This address does not answer that method.", "The header Allow names those that it does."
    ),
    "too_large": Words(
        "The request is too large", "Its body is longer than anything that is read here.", "Send a shorter one."
    ),
    "not_json": Words(
        "A body must be JSON",
        "The request has a body that does not say to be JSON.",
        "Send it with Content-Type: application/json, or send none.",
    ),
    "malformed": Words(
        "The body does not fit",
        "What was sent is not JSON, or not of the form that is read here.",
        "Mend what the details name; GET /api/openapi.json describes the form.",
    ),
    "too_many_requests": Words(
        "That was too often",
        "You have asked more often this minute than one person may.",
        "Ask again after the time that Retry-After names.",
    ),
    "idempotency_key_malformed": Words(
        "The Idempotency-Key cannot be read",
        "It must be one header of 1 to 255 plain characters.",
        "Send a new random one, such as a UUID.",
    ),
    "idempotency_key_reused": Words(
        "This Idempotency-Key was used for something else",
        "A request with the same key and another body was answered within the last five minutes, so nothing was done.",
        "Send a new key with each new request, and the same one only to repeat a request.",
    ),
    "idempotency_key_in_use": Words(
        "The first request is still at work",
        "A request with the same Idempotency-Key has not been answered yet, so this one was not begun.",
        "Repeat it after the time that Retry-After names.",
    ),
    "unknown": Words(
        "Something went wrong",
        "An unexpected error stopped this step.",
        "Try again. If it stays, send us the reference.",
    ),
}
