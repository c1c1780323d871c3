"""Gmail as a mail source, over Google's own client library."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

from bot.errors import Failure, OutcomeUnknown, Permanent, Temporary
from connectors.cursor import CursorExpired
from connectors.google.client import GoogleClient
from connectors.google.discovery import batch_url, google_service
from connectors.google.failures import Gone, Invalid
from connectors.google.together import Together
from connectors.mail.gmail_values import (
    alias_of,
    change_of,
    changes_in,
    draft_body,
    draft_of,
    headers_of,
    labels_of,
    moment_of,
    raw_of,
    rfc_id_of,
)
from connectors.mail.headers import date_of, first, split_headers
from connectors.mail.source import (
    Alias,
    Change,
    ChangePage,
    Listed,
    Profile,
    RemoteDraft,
    RemoteMessage,
    Sent,
    ThreadEntry,
    Watch,
)

ME = "me"
MOST_DRAFT_PAGES = 20
NEWEST_DRAFTS = 10
_PAGE = 500  # Gmail's own maximum
_LISTED = 100  # of older mail: small steps, each kept
_HISTORY = ["messageAdded", "messageDeleted", "labelAdded", "labelRemoved"]
_SEARCHABLE = re.compile(r"(?!-)[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+")  # nothing that the search could read as its own


class Gmail:
    """One Gmail mailbox; a MailSource."""

    def __init__(
        self, client: GoogleClient, api_url: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        users = google_service("gmail", api_url).users()
        self._client = client
        self._together = Together(client, batch_url("gmail", api_url))
        self._now = now
        self._users = users  # the resource objects are kept: making them costs more than a call
        self._messages = users.messages()
        self._drafts = users.drafts()
        self._threads = users.threads()
        self._history = users.history()

    async def profile(self) -> Profile:
        """Whose mailbox, and its present cursor. Raises Permanent (NO_GMAIL) for an account that has none."""
        try:
            answer = await self._client.call(self._users.getProfile(userId=ME))
        except Invalid as error:  # it takes nothing that could be wrong; Google says "Mail service not enabled"
            raise Permanent(str(error), Failure.NO_GMAIL) from error
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
            found = tuple(change for record in answer.get("history", []) for change in changes_in(record))
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
            found += [change_of("added", entry, frozenset({"INBOX"})) for entry in answer.get("messages", [])]
            token = answer.get("nextPageToken")
            if not token:
                break
        return found[:limit]

    async def listed(self, since: datetime, until: datetime, page: str = "") -> Listed:
        """A page of all mail between two moments, which Gmail's search takes in whole seconds."""
        request = self._messages.list(
            userId=ME,
            q=f"after:{int(since.timestamp())} before:{int(until.timestamp())} -in:drafts -in:chats",
            maxResults=_LISTED,
            pageToken=page or None,
            fields="messages(id,threadId),nextPageToken",
        )
        answer = await self._client.call(request)
        mails = ((str(entry["id"]), str(entry.get("threadId", ""))) for entry in answer.get("messages", []))
        return Listed(tuple(mails), str(answer.get("nextPageToken") or ""))

    async def message(self, remote_id: str) -> RemoteMessage | None:
        """One message in full, or None if it is gone."""
        request = self._messages.get(
            userId=ME, id=remote_id, format="raw", fields="id,threadId,labelIds,internalDate,raw"
        )
        try:
            answer = await self._together.call(request, remote_id)
        except Gone:
            return None
        raw = raw_of(answer)
        date = moment_of(answer) or date_of(first(split_headers(raw)[0], "date")) or self._now()
        return RemoteMessage(
            str(answer.get("id", remote_id)), str(answer.get("threadId", "")), labels_of(answer), date, raw
        )

    async def thread(self, thread_id: str) -> list[ThreadEntry]:
        """The thread's messages, oldest first; empty if it is gone."""
        request = self._threads.get(
            userId=ME,
            id=thread_id,
            format="metadata",
            metadataHeaders=["Message-ID", "Date"],
            fields="id,messages(id,labelIds,internalDate,payload/headers)",
        )
        try:
            answer = await self._together.call(request, thread_id)
        except Gone:
            return []
        entries: list[ThreadEntry] = []
        for message in answer.get("messages", []):
            before = entries[-1].received_at if entries else datetime.fromtimestamp(0, UTC)
            date = moment_of(message) or date_of(next(iter(headers_of(message, "date")), "")) or before
            entries.append(ThreadEntry(str(message.get("id", "")), labels_of(message), date, rfc_id_of(message)))
        return sorted(entries, key=lambda entry: entry.received_at)

    async def aliases(self) -> list[Alias]:
        """The addresses that the user may send from; unverified ones are left out."""
        answer = await self._client.call(self._users.settings().sendAs().list(userId=ME))
        entries = answer.get("sendAs", [])
        return [alias_of(entry) for entry in entries if entry.get("verificationStatus", "accepted") == "accepted"]

    async def create_draft(self, thread_id: str, raw: bytes) -> RemoteDraft:
        """Makes a draft in a thread. May raise OutcomeUnknown."""
        request = self._drafts.create(userId=ME, body=draft_body(thread_id, raw), fields="id,message(id,threadId)")
        answer = await self._client.call_once(request)
        if not answer.get("id"):
            raise OutcomeUnknown("a draft was made without an id")
        return draft_of(answer, thread_id, raw)

    async def update_draft(self, draft_id: str, thread_id: str, raw: bytes) -> RemoteDraft | None:
        """Replaces a draft's content; None if the draft is gone."""
        request = self._drafts.update(
            userId=ME, id=draft_id, body=draft_body(thread_id, raw), fields="id,message(id,threadId)"
        )
        try:
            answer = await self._client.call(request)
        except Gone:
            return None
        return draft_of({"id": draft_id, **answer}, thread_id, raw)

    async def draft(self, draft_id: str) -> RemoteDraft | None:
        """The draft as it stands, or None if it was sent or deleted."""
        request = self._drafts.get(userId=ME, id=draft_id, format="raw", fields="id,message(id,threadId,raw)")
        try:
            answer = await self._together.call(request, draft_id)
        except Gone:
            return None
        return draft_of({"id": draft_id, **answer}, "", raw_of(answer.get("message", {})))

    async def drafts_in(self, thread_id: str) -> list[RemoteDraft]:
        """The drafts of one thread. Gmail cannot search for them by thread: all drafts are listed."""
        found: list[RemoteDraft] = []
        token: str | None = None
        for _ in range(MOST_DRAFT_PAGES):
            request = self._drafts.list(
                userId=ME, maxResults=_PAGE, pageToken=token, fields="drafts(id,message(id,threadId)),nextPageToken"
            )
            answer = await self._client.call(request)
            there = [  # where it does not say in which thread it is, look
                entry["id"]
                for entry in answer.get("drafts", [])
                if (entry.get("message", {}).get("threadId") or thread_id) == thread_id
            ]
            found += filter(None, await asyncio.gather(*map(self.draft, there)))
            token = answer.get("nextPageToken")
            if not token:
                return found
        raise Temporary("too many drafts to look through")

    async def draft_named(self, rfc_id: str) -> RemoteDraft | None:
        """The draft with that Message-ID. The search may not know a new one yet: the newest are looked at too."""
        fields = "drafts(id)"
        found = self._drafts.list(userId=ME, q=f"rfc822msgid:{rfc_id.strip('<>')}", maxResults=1, fields=fields)
        newest = self._drafts.list(userId=ME, maxResults=NEWEST_DRAFTS, fields=fields)
        for request in (found, newest):
            for entry in (await self._client.call(request)).get("drafts", []):
                draft = await self.draft(entry["id"])
                if draft is not None and rfc_id.encode() in draft.raw:
                    return draft
        return None

    async def send_draft(self, draft: RemoteDraft) -> Sent | None:
        """Sends the draft with these bytes; None if it is gone. May raise OutcomeUnknown. Never repeated.

        With `message.raw` Gmail replaces the content and sends it in one step, so that nothing that was typed or
        arrived since the comparison goes out: https://developers.google.com/workspace/gmail/api/guides/drafts
        """
        body = {"id": draft.remote_id, **draft_body(draft.thread_id, draft.raw)}
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
        threads = await asyncio.gather(*map(self.thread, {one["threadId"] for one in found}))
        entries = [entry for thread in threads for entry in thread]
        return [entry for entry in entries if "SENT" in entry.labels and entry.received_at >= since]

    async def relabel(self, remote_id: str, *, add: frozenset[str], remove: frozenset[str]) -> None:
        """Adds and removes labels of a message; one that is gone is fine."""
        body = {"addLabelIds": sorted(add), "removeLabelIds": sorted(remove)}
        try:
            request = self._messages.modify(userId=ME, id=remote_id, body=body, fields="id")
            await self._together.call(request, remote_id)
        except Gone:
            return

    async def labels(self) -> dict[str, str]:
        """Label ids to names."""
        answer = await self._client.call(self._users.labels().list(userId=ME, fields="labels(id,name)"))
        return {str(label["id"]): str(label.get("name", label["id"])) for label in answer.get("labels", [])}

    async def watch(self, topic: str) -> Watch:
        """Asks Gmail to push notices of all changes to the topic; a new call replaces the old watch."""
        answer = await self._client.call(self._users.watch(userId=ME, body={"topicName": topic}))
        expires_at = moment_of({"internalDate": answer.get("expiration")})
        if expires_at is None:
            raise Permanent("a watch was set without an expiry")
        return Watch(str(answer.get("historyId", "")), expires_at)

    async def unwatch(self) -> None:
        """Asks Gmail to push no more notices of this mailbox."""
        await self._client.call(self._users.stop(userId=ME))
