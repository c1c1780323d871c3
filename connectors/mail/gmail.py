"""Gmail as a mail source, over Google's own client library."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.google.client import GoogleClient
from connectors.google.discovery import google_service
from connectors.google.failures import Gone
from connectors.mail.clean import clean_text
from connectors.mail.headers import date_of, first, ids_of, split_headers
from connectors.mail.html_text import html_to_text
from connectors.mail.source import (
    Alias,
    Change,
    ChangePage,
    CursorExpired,
    Profile,
    RemoteDraft,
    RemoteMessage,
    Sent,
    ThreadEntry,
    Watch,
)

ME = "me"
MOST_DRAFT_PAGES = 20
_PAGE = 500  # Gmail's own maximum
_HISTORY = ["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"]
_KINDS = (
    ("messagesAdded", "added"),
    ("messagesDeleted", "deleted"),
    ("labelsAdded", "labels"),
    ("labelsRemoved", "labels"),
)
_SEARCHABLE = re.compile(r"(?!-)[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")  # nothing that the search could read as its own


class Gmail:
    """One Gmail mailbox; a MailSource."""

    def __init__(
        self, client: GoogleClient, api_url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        users = google_service("gmail", api_url).users()
        self._client = client
        self._now = now
        self._users = users  # the resource objects are kept: making them costs more than a call
        self._messages = users.messages()
        self._drafts = users.drafts()
        self._threads = users.threads()
        self._history = users.history()

    async def profile(self) -> Profile:
        """Whose mailbox, and its present cursor."""
        answer = await self._client.call(self._users.getProfile(userId=ME))
        return Profile(str(answer.get("emailAddress", "")).lower(), str(answer.get("historyId", "")))

    async def changes(self, cursor: str) -> AsyncIterator[ChangePage]:
        """Everything since the cursor, page by page. Raises CursorExpired."""
        token: str | None = None
        while True:
            request = self._history.list(
                userId=ME, startHistoryId=cursor, historyTypes=_HISTORY, maxResults=_PAGE, pageToken=token
            )
            try:
                answer = await self._client.call(request)
            except Gone as error:
                raise CursorExpired from error
            token = answer.get("nextPageToken")
            found = tuple(change for record in answer.get("history", []) for change in _changes(record))
            yield ChangePage(found, None if token else str(answer.get("historyId") or cursor))
            if not token:
                return

    async def recent(self, *, days: int, limit: int) -> list[Change]:
        """The newest messages of the inbox, newest first."""
        found: list[Change] = []
        token: str | None = None
        while len(found) < limit:
            request = self._messages.list(
                userId=ME,
                q=f"in:inbox newer_than:{days}d" if days else "in:inbox",
                maxResults=min(limit - len(found), _PAGE),
                pageToken=token,
                fields="messages(id,threadId),nextPageToken",
            )
            answer = await self._client.call(request)
            found += [_change("added", entry, frozenset({"INBOX"})) for entry in answer.get("messages", [])]
            token = answer.get("nextPageToken")
            if not token:
                break
        return found[:limit]

    async def message(self, remote_id: str) -> RemoteMessage | None:
        """One message in full, or None if it is gone."""
        request = self._messages.get(
            userId=ME, id=remote_id, format="raw", fields="id,threadId,labelIds,internalDate,raw"
        )
        try:
            answer = await self._client.call(request)
        except Gone:
            return None
        raw = _raw_of(answer)
        date = _moment(answer) or date_of(first(split_headers(raw)[0], "date")) or self._now()
        return RemoteMessage(
            str(answer.get("id", remote_id)), str(answer.get("threadId", "")), _labels(answer), date, raw
        )

    async def thread(self, thread_id: str) -> list[ThreadEntry]:
        """The thread's messages, oldest first; empty if it is gone."""
        request = self._threads.get(
            userId=ME,
            id=thread_id,
            format="metadata",
            metadataHeaders=["Message-ID", "Date"],
            fields="messages(id,labelIds,internalDate,payload/headers)",
        )
        try:
            answer = await self._client.call(request)
        except Gone:
            return []
        entries: list[ThreadEntry] = []
        for message in answer.get("messages", []):
            before = entries[-1].received_at if entries else datetime.fromtimestamp(0, UTC)
            date = _moment(message) or date_of(next(iter(_headers(message, "date")), "")) or before
            entries.append(ThreadEntry(str(message.get("id", "")), _labels(message), date, _rfc_id(message)))
        return sorted(entries, key=lambda entry: entry.received_at)

    async def aliases(self) -> list[Alias]:
        """The addresses that the user may send from; unverified ones are left out."""
        answer = await self._client.call(self._users.settings().sendAs().list(userId=ME))
        entries = answer.get("sendAs", [])
        return [_alias(entry) for entry in entries if entry.get("verificationStatus", "accepted") == "accepted"]

    async def create_draft(self, thread_id: str, raw: bytes) -> RemoteDraft:
        """Makes a draft in a thread. May raise OutcomeUnknown."""
        request = self._drafts.create(userId=ME, body=_draft_body(thread_id, raw), fields="id,message(id,threadId)")
        answer = await self._client.call_once(request)
        if not answer.get("id"):
            raise OutcomeUnknown("a draft was made without an id")
        return _draft(answer, thread_id, raw)

    async def update_draft(self, draft_id: str, thread_id: str, raw: bytes) -> RemoteDraft | None:
        """Replaces a draft's content; None if the draft is gone."""
        request = self._drafts.update(
            userId=ME, id=draft_id, body=_draft_body(thread_id, raw), fields="id,message(id,threadId)"
        )
        try:
            answer = await self._client.call(request)
        except Gone:
            return None
        return _draft({"id": draft_id, **answer}, thread_id, raw)

    async def draft(self, draft_id: str) -> RemoteDraft | None:
        """The draft as it stands, or None if it was sent or deleted."""
        request = self._drafts.get(userId=ME, id=draft_id, format="raw", fields="id,message(id,threadId,raw)")
        try:
            answer = await self._client.call(request)
        except Gone:
            return None
        return _draft({"id": draft_id, **answer}, "", _raw_of(answer.get("message", {})))

    async def drafts_in(self, thread_id: str) -> list[RemoteDraft]:
        """The drafts of one thread. Gmail cannot search for them by thread: all drafts are listed."""
        found: list[RemoteDraft] = []
        token: str | None = None
        for _ in range(MOST_DRAFT_PAGES):
            request = self._drafts.list(
                userId=ME, maxResults=_PAGE, pageToken=token, fields="drafts(id,message(id,threadId)),nextPageToken"
            )
            answer = await self._client.call(request)
            for entry in answer.get("drafts", []):
                there = entry.get("message", {}).get("threadId") or thread_id  # where it does not say, look
                if there == thread_id and (draft := await self.draft(entry["id"])):
                    found.append(draft)
            token = answer.get("nextPageToken")
            if not token:
                return found
        raise Temporary("too many drafts to look through")

    async def send_draft(self, draft: RemoteDraft) -> Sent | None:
        """Sends the draft with these bytes; None if it is gone. May raise OutcomeUnknown. Never repeated.

        With `message.raw` Gmail replaces the content and sends it in one step, so that nothing that was typed or
        arrived since the comparison goes out: https://developers.google.com/workspace/gmail/api/guides/drafts
        """
        body = {"id": draft.remote_id, **_draft_body(draft.thread_id, draft.raw)}
        request = self._drafts.send(userId=ME, body=body, fields="id,threadId")
        try:
            answer = await self._client.call_once(request)
        except Gone:
            return None
        if not answer.get("id"):
            raise OutcomeUnknown("a draft was sent without an answer that says so")
        return Sent(str(answer["id"]), str(answer.get("threadId", "")))

    async def delete_draft(self, draft_id: str) -> None:
        """Deletes a draft; one that is gone already is fine."""
        try:
            await self._client.call(self._drafts.delete(userId=ME, id=draft_id))
        except Gone:
            return

    async def has_written_to(self, email: str) -> bool:
        """Whether the sent mail holds any message to this address; not, of one that the search cannot be asked for."""
        if not _SEARCHABLE.fullmatch(email):
            return False
        request = self._messages.list(userId=ME, q=f"in:sent to:{email}", maxResults=1, fields="messages(id)")
        return bool((await self._client.call(request)).get("messages"))

    async def sent_to(self, email: str, since: datetime) -> list[ThreadEntry]:
        """What was sent to this address since then, in whatever thread; none where the search cannot be asked."""
        if not _SEARCHABLE.fullmatch(email):
            return []
        query = f"in:sent to:{email} after:{int(since.timestamp())}"
        request = self._messages.list(userId=ME, q=query, maxResults=20, fields="messages(id,threadId)")
        found = (await self._client.call(request)).get("messages", [])
        entries = [entry for thread in {one["threadId"] for one in found} for entry in await self.thread(thread)]
        return [entry for entry in entries if "SENT" in entry.labels and entry.received_at >= since]

    async def relabel(self, remote_id: str, *, add: frozenset[str], remove: frozenset[str]) -> None:
        """Adds and removes labels of a message; one that is gone is fine."""
        body = {"addLabelIds": sorted(add), "removeLabelIds": sorted(remove)}
        try:
            await self._client.call(self._messages.modify(userId=ME, id=remote_id, body=body, fields="id"))
        except Gone:
            return

    async def labels(self) -> dict[str, str]:
        """Label ids to names."""
        answer = await self._client.call(self._users.labels().list(userId=ME, fields="labels(id,name)"))
        return {str(label["id"]): str(label.get("name", label["id"])) for label in answer.get("labels", [])}

    async def watch(self, topic: str) -> Watch:
        """Asks Gmail to push notices of all changes to the topic; a new call replaces the old watch."""
        answer = await self._client.call(self._users.watch(userId=ME, body={"topicName": topic}))
        expires_at = _moment({"internalDate": answer.get("expiration")})
        if expires_at is None:
            raise Permanent("a watch was set without an expiry")
        return Watch(str(answer.get("historyId", "")), expires_at)


def _changes(record: dict[str, Any]) -> list[Change]:
    """The changes of one history record."""
    found: list[Change] = []
    for key, kind in _KINDS:
        for entry in record.get(key, []):
            message = entry.get("message", {})
            given = frozenset(entry.get("labelIds", [])) if key == "labelsAdded" else frozenset()
            found.append(_change(kind, message, _labels(message) or given))
    return found


def _change(kind: str, message: dict[str, Any], labels: frozenset[str]) -> Change:
    return Change(kind, str(message.get("id", "")), str(message.get("threadId", "")), labels)


def _labels(message: dict[str, Any]) -> frozenset[str]:
    return frozenset(message.get("labelIds", []))


def _moment(message: dict[str, Any]) -> datetime | None:
    """Gmail's internalDate: milliseconds since 1970, as a string."""
    try:
        return datetime.fromtimestamp(int(message["internalDate"]) / 1000, UTC)
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        return None


def _headers(message: dict[str, Any], name: str) -> list[str]:
    """The values of a header, whose name senders write in any case."""
    headers = message.get("payload", {}).get("headers", [])
    return [str(header.get("value", "")) for header in headers if header.get("name", "").lower() == name]


def _rfc_id(message: dict[str, Any]) -> str:
    return next((rfc_id for value in _headers(message, "message-id") for rfc_id in ids_of(value)), "")


def _alias(entry: dict[str, Any]) -> Alias:
    return Alias(
        email=str(entry.get("sendAsEmail", "")).lower(),
        name=str(entry.get("displayName", "")),
        signature=clean_text(html_to_text(str(entry.get("signature", ""))).text).strip(),
        reply_to=str(entry.get("replyToAddress", "")).lower(),
        is_default=bool(entry.get("isDefault", False)),
    )


def _raw_of(message: dict[str, Any]) -> bytes:
    """The message's bytes: base64url, padded or not."""
    text = str(message.get("raw", ""))
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise Temporary("a message could not be decoded") from error


def _draft_body(thread_id: str, raw: bytes) -> dict[str, Any]:
    message = {"raw": base64.urlsafe_b64encode(raw).decode()}
    return {"message": {**message, "threadId": thread_id} if thread_id else message}


def _draft(answer: dict[str, Any], thread_id: str, raw: bytes) -> RemoteDraft:
    message = answer.get("message", {})
    return RemoteDraft(str(answer["id"]), str(message.get("id", "")), str(message.get("threadId", thread_id)), raw)
