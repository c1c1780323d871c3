"""What Gmail's answers hold, as our values, whatever of the optional parts they lack."""

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from bot.errors import Temporary
from connectors.mail.clean import clean_text
from connectors.mail.headers import ids_of
from connectors.mail.html_text import html_to_text
from connectors.mail.source import Alias, Change, RemoteDraft

_KINDS = (
    ("messagesAdded", "added"),
    ("messagesDeleted", "deleted"),
    ("labelsAdded", "labels"),
    ("labelsRemoved", "labels"),
)


def changes_in(record: dict[str, Any]) -> list[Change]:
    """The changes of one history record."""
    found: list[Change] = []
    for key, kind in _KINDS:
        for entry in record.get(key, []):
            message = entry.get("message", {})
            given = frozenset(entry.get("labelIds", [])) if key == "labelsAdded" else frozenset()
            found.append(change_of(kind, message, labels_of(message) or given))
    return found


def change_of(kind: str, message: dict[str, Any], labels: frozenset[str]) -> Change:
    """One thing that happened to a message."""
    return Change(kind, str(message.get("id", "")), str(message.get("threadId", "")), labels)


def labels_of(message: dict[str, Any]) -> frozenset[str]:
    """The ids of its labels."""
    return frozenset(message.get("labelIds", []))


def moment_of(message: dict[str, Any]) -> datetime | None:
    """Gmail's internalDate: milliseconds since 1970, as a string."""
    try:
        return datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def headers_of(message: dict[str, Any], name: str) -> list[str]:
    """The values of a header, whose name senders write in any case."""
    headers = message.get("payload", {}).get("headers", [])
    return [str(header.get("value", "")) for header in headers if header.get("name", "").lower() == name]


def rfc_id_of(message: dict[str, Any]) -> str:
    """Its Message-ID header with angle brackets, '' if it has none."""
    return next((rfc_id for value in headers_of(message, "message-id") for rfc_id in ids_of(value)), "")


def alias_of(entry: dict[str, Any]) -> Alias:
    """An address that the user may send from, with its signature as text."""
    return Alias(
        email=str(entry.get("sendAsEmail", "")).lower(),
        name=str(entry.get("displayName", "")),
        signature=clean_text(html_to_text(str(entry.get("signature", ""))).text).strip(),
        reply_to=str(entry.get("replyToAddress", "")).lower(),
        is_default=bool(entry.get("isDefault", False)),
    )


def raw_of(message: dict[str, Any]) -> bytes:
    """The message's bytes: base64url, padded or not."""
    text = str(message.get("raw", ""))
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Temporary("a message could not be decoded") from error


def draft_body(thread_id: str, raw: bytes) -> dict[str, Any]:
    """What is sent along to keep these bytes as a draft in a thread."""
    message = {"raw": base64.urlsafe_b64encode(raw).decode()}
    return {"message": {**message, "threadId": thread_id} if thread_id else message}


def draft_of(answer: dict[str, Any], thread_id: str, raw: bytes) -> RemoteDraft:
    """A draft as Gmail answers it; thread and bytes are given where the answer lacks them."""
    message = answer.get("message", {})
    return RemoteDraft(str(answer["id"]), str(message.get("id", "")), str(message.get("threadId", thread_id)), raw)
