"""The mail socket: what Mailroom asks of a mailbox, in its own values. One file a vendor beside this one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Change:
    """One thing that happened in a mailbox. `labels` are the vendor's system labels (INBOX, SENT, DRAFT, SPAM, …)."""

    kind: str  # "added", "deleted", "labels"
    remote_id: str
    thread_id: str
    labels: frozenset[str]


@dataclass(frozen=True)
class ChangePage:
    """Some changes and the cursor to store once they are stored; `cursor` is None while more pages follow."""

    changes: tuple[Change, ...]
    cursor: str | None


@dataclass(frozen=True)
class Listed:
    """One page of a listing: (remote id, thread id) of each mail, and the token of the next page, '' after the last."""

    mails: tuple[tuple[str, str], ...]
    next_page: str


@dataclass(frozen=True)
class RemoteMessage:
    """A message as the vendor holds it. `raw` is RFC 5322 bytes; `received_at` is aware UTC."""

    remote_id: str
    thread_id: str
    labels: frozenset[str]
    received_at: datetime
    raw: bytes


@dataclass(frozen=True)
class ThreadEntry:
    """One message of a thread, oldest first in its list; `rfc_id` is its Message-ID header with angle brackets."""

    remote_id: str
    labels: frozenset[str]
    received_at: datetime
    rfc_id: str


@dataclass(frozen=True)
class RemoteDraft:
    """A draft as the vendor holds it. `remote_id` is stable over updates, `message_id` is not."""

    remote_id: str
    message_id: str
    thread_id: str
    raw: bytes


@dataclass(frozen=True)
class Sent:
    """What the vendor answered to a send."""

    remote_id: str
    thread_id: str


@dataclass(frozen=True)
class Alias:
    """An address the user may send from. `signature` is plain text ('' if none)."""

    email: str
    name: str
    signature: str
    reply_to: str
    is_default: bool


@dataclass(frozen=True)
class Profile:
    """Whose mailbox this is, and the cursor of now."""

    email: str
    cursor: str


@dataclass(frozen=True)
class Watch:
    """A push subscription: the cursor it starts from and when it lapses (aware UTC)."""

    cursor: str
    expires_at: datetime


class MailSource(Protocol):
    """One connected mailbox.

    Every method raises `Temporary`, `Permanent` or `Reconnect` (bot.errors). `create_draft` and `send_draft` raise
    `OutcomeUnknown` when the vendor may have acted: they are never repeated inside the connector.
    """

    async def profile(self) -> Profile:
        """Whose mailbox, and its present cursor."""
        ...

    def changes(self, cursor: str) -> AsyncIterator[ChangePage]:
        """Everything since the cursor, page by page. Raises CursorExpired."""
        ...

    async def recent(self, *, days: int, limit: int) -> list[Change]:
        """The newest messages of the inbox, newest first, at most `limit`, not older than `days` where supported."""
        ...

    async def listed(self, since: datetime, until: datetime, page: str = "") -> Listed:
        """A page of all mail that came or was sent between two aware moments (`until` excluded), newest first;
        without drafts, chats, spam and bin."""
        ...

    async def message(self, remote_id: str) -> RemoteMessage | None:
        """One message in full, or None if it is gone."""
        ...

    async def thread(self, thread_id: str) -> list[ThreadEntry]:
        """The thread's messages, oldest first, drafts included; empty if it is gone."""
        ...

    async def aliases(self) -> list[Alias]:
        """The addresses the user may send from."""
        ...

    async def create_draft(self, thread_id: str, raw: bytes) -> RemoteDraft:
        """Makes a draft in a thread. May raise OutcomeUnknown."""
        ...

    async def update_draft(self, draft_id: str, thread_id: str, raw: bytes) -> RemoteDraft | None:
        """Replaces a draft's content; None if the draft is gone. Safe to repeat."""
        ...

    async def draft(self, draft_id: str) -> RemoteDraft | None:
        """The draft as it stands, or None if it was sent or deleted."""
        ...

    async def drafts_in(self, thread_id: str) -> list[RemoteDraft]:
        """The drafts of one thread (to find again a draft whose creation had no answer)."""
        ...

    async def draft_named(self, rfc_id: str) -> RemoteDraft | None:
        """The draft with that Message-ID in whatever thread (to find again one whose creation had no answer)."""
        ...

    async def send_draft(self, draft: RemoteDraft) -> Sent | None:
        """Sends the draft with exactly the bytes that `draft` holds, whatever stands there by now; None if it is gone
        (404). May raise OutcomeUnknown. Never retried inside.
        """
        ...

    async def delete_draft(self, draft_id: str) -> None:
        """Deletes a draft; one that is gone already is fine. Safe to repeat."""
        ...

    async def has_written_to(self, email: str) -> bool:
        """Whether the sent mail holds any message to this address."""
        ...

    async def sent_to(self, email: str, since: datetime) -> list[ThreadEntry]:
        """What was sent to this address since then, in whatever thread; none where the search cannot be asked."""
        ...

    async def relabel(self, remote_id: str, *, add: frozenset[str], remove: frozenset[str]) -> None:
        """Adds and removes labels of a message. Safe to repeat; a message that is gone is fine."""
        ...

    async def labels(self) -> dict[str, str]:
        """Label ids to names."""
        ...

    async def watch(self, topic: str) -> Watch:
        """Asks the vendor to push notices to the topic; a new call replaces the old one."""
        ...

    async def unwatch(self) -> None:
        """Asks the vendor to push no more notices. Safe to repeat."""
        ...
