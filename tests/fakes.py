"""A mailbox in memory, which does what it is told: fail before acting, act and then fail, or race."""

import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import count
from typing import Any

from connectors.cursor import CursorExpired
from connectors.mail.read import read_email
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
from tests.troubles import Trouble, Troubles, raise_after

INBOX, SENT, DRAFT = frozenset({"INBOX"}), frozenset({"SENT"}), frozenset({"DRAFT"})
UNLISTED = frozenset({"DRAFT", "CHAT", "SPAM", "TRASH"})


def write_mail(sender: str, subject: str, text: str, *, to: str = "", html: str = "", **headers: str) -> bytes:
    """A mail as bytes, as somebody's program writes it. Keywords are headers, with '_' for '-'."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = sender, subject
    if to:
        mail["To"] = to
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail.as_bytes()


def rewrite(raw: bytes, **headers: str) -> bytes:
    """The mail with some headers set anew ('' takes one away), its body untouched."""
    mail = message_from_bytes(raw, policy=policy.SMTP)
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        if value:
            mail[name.replace("_", "-")] = value
    return mail.as_bytes()


@dataclass
class FakeMail:
    """One mailbox; a MailSource. `sends` holds every mail that went out, `calls` how often each method was called."""

    now: Callable[[], datetime]
    email: str = "alice@fernhill.example"
    names: list[Alias] = field(default_factory=list)
    held: dict[str, RemoteMessage] = field(default_factory=dict)
    drafts: dict[str, str] = field(default_factory=dict)  # draft id -> id of the message that it is
    sends: list[bytes] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    pages: dict[str, list[ChangePage]] = field(default_factory=dict)  # cursor -> what comes after it
    recently: list[Change] = field(default_factory=list)
    asked_recent: list[tuple[int, int]] = field(default_factory=list)
    correspondents: set[str] = field(default_factory=set)
    rewrites_ids: bool = False
    hides_sent: bool = False
    cursor: str = "100"
    listed_at_once: int = 100
    _troubles: Troubles = field(default_factory=Troubles)
    _ids: Iterable[int] = field(default_factory=lambda: count(1))

    # what the test says

    def fail(self, method: str, error: BaseException, *, acts: bool = False, times: int = 1) -> None:
        """The next calls of that method raise the error; with `acts`, after doing all that was asked."""
        self._troubles.add(method, error, acts, times)

    def meanwhile(self, method: str, act: Callable[[], Awaitable[object]]) -> None:
        """Does something else while the next call of that method is under way, before it takes effect."""
        self._troubles.races[method] = act

    def deliver(self, raw: bytes, *, thread: str = "", labels: frozenset[str] = INBOX) -> RemoteMessage:
        """A mail arrives."""
        remote_id = self._new("m")
        message = RemoteMessage(remote_id, thread or f"t{remote_id}", labels, self.now(), raw)
        self.held[remote_id] = message
        return message

    def edit_by_hand(self, draft_id: str, text: str = "", **headers: str) -> None:
        """The user edits the draft in the mail service's own page, which adds an HTML part and a new message id."""
        old = self.held.pop(self.drafts[draft_id])
        raw = rewrite(old.raw, **headers)
        if text:
            mail = message_from_bytes(raw, policy=policy.SMTP)
            mail.set_content(text)
            mail.add_alternative(f"<div dir=ltr>{text}</div>", subtype="html")
            raw = mail.as_bytes()
        self._hold_draft(draft_id, old.thread_id, raw)

    def send_by_hand(self, draft_id: str) -> str:
        """The user sends the draft in the mail service's own page; the sent message's id."""
        sent = self._send(draft_id)
        self.sends.pop()
        return sent.remote_id

    def delete_by_hand(self, draft_id: str) -> None:
        """The user throws the draft away."""
        del self.held[self.drafts.pop(draft_id)]

    @property
    def draft_ids(self) -> list[str]:
        """The drafts that are there."""
        return list(self.drafts)

    def raw_draft(self, draft_id: str) -> bytes:
        """What a draft holds."""
        return self.held[self.drafts[draft_id]].raw

    # the socket

    async def profile(self) -> Profile:
        await self._before("profile")
        return Profile(self.email, self.cursor)

    async def changes(self, cursor: str) -> AsyncIterator[ChangePage]:
        await self._before("changes")
        if cursor not in self.pages:
            raise CursorExpired
        for page in self.pages[cursor]:
            await self._before("page")
            yield page

    async def recent(self, *, days: int, limit: int) -> list[Change]:
        await self._before("recent")
        self.asked_recent.append((days, limit))
        return self.recently[:limit]

    async def listed(self, since: datetime, until: datetime, page: str = "") -> Listed:
        await self._before("listed")
        kept = [m for m in self.held.values() if since <= m.received_at < until and not m.labels & UNLISTED]
        kept.sort(key=lambda m: m.received_at, reverse=True)
        at = int(page or 0)
        more = str(at + self.listed_at_once) if at + self.listed_at_once < len(kept) else ""
        return Listed(tuple((m.remote_id, m.thread_id) for m in kept[at : at + self.listed_at_once]), more)

    async def message(self, remote_id: str) -> RemoteMessage | None:
        await self._before("message")
        return self.held.get(remote_id)

    async def thread(self, thread_id: str) -> list[ThreadEntry]:
        await self._before("thread")
        found = [held for held in self.held.values() if held.thread_id == thread_id]
        if self.hides_sent:
            found = [held for held in found if "SENT" not in held.labels]
        found.sort(key=lambda held: held.received_at)
        return [ThreadEntry(m.remote_id, m.labels, m.received_at, read_email(m.raw).rfc_id) for m in found]

    async def aliases(self) -> list[Alias]:
        await self._before("aliases")
        return self.names or [Alias(self.email, "Alice Marsh", "", "", True)]

    async def create_draft(self, thread_id: str, raw: bytes) -> RemoteDraft:
        after = await self._before("create_draft")
        draft_id = self._new("r")
        self._hold_draft(draft_id, thread_id, raw)
        raise_after(after)
        return self._draft(draft_id)

    async def update_draft(self, draft_id: str, thread_id: str, raw: bytes) -> RemoteDraft | None:
        after = await self._before("update_draft")
        if draft_id not in self.drafts:
            return None
        self.held.pop(self.drafts[draft_id])
        self._hold_draft(draft_id, thread_id, raw)
        raise_after(after)
        return self._draft(draft_id)

    async def draft(self, draft_id: str) -> RemoteDraft | None:
        await self._before("draft")
        return self._draft(draft_id) if draft_id in self.drafts else None

    async def drafts_in(self, thread_id: str) -> list[RemoteDraft]:
        await self._before("drafts_in")
        return [draft for draft in map(self._draft, self.drafts) if draft.thread_id == thread_id]

    async def draft_named(self, rfc_id: str) -> RemoteDraft | None:
        await self._before("draft_named")
        return next((one for one in map(self._draft, self.drafts) if read_email(one.raw).rfc_id == rfc_id), None)

    async def send_draft(self, draft: RemoteDraft) -> Sent | None:
        after = await self._before("send_draft")
        if draft.remote_id not in self.drafts:
            return None
        self.held.pop(self.drafts[draft.remote_id])
        self._hold_draft(draft.remote_id, draft.thread_id, draft.raw)
        sent = self._send(draft.remote_id)
        raise_after(after)
        return sent

    async def delete_draft(self, draft_id: str) -> None:
        await self._before("delete_draft")
        if draft_id in self.drafts:
            self.delete_by_hand(draft_id)

    async def has_written_to(self, email: str) -> bool:
        await self._before("has_written_to")
        return email in self.correspondents

    async def sent_to(self, email: str, since: datetime) -> list[ThreadEntry]:
        await self._before("sent_to")
        sent = [m for m in self.held.values() if "SENT" in m.labels and m.received_at >= since and not self.hides_sent]
        mails = [(m, read_email(m.raw)) for m in sent]
        to = [(m, e) for m, e in mails if email in {one.email for one in (*e.to, *e.cc, *e.bcc)}]
        return [ThreadEntry(m.remote_id, m.labels, m.received_at, e.rfc_id) for m, e in to]

    async def relabel(self, remote_id: str, *, add: frozenset[str], remove: frozenset[str]) -> None:
        await self._before("relabel")
        if held := self.held.get(remote_id):
            self.held[remote_id] = replace(held, labels=(held.labels | add) - remove)

    async def labels(self) -> dict[str, str]:
        await self._before("labels")
        return {name: name for name in ("INBOX", "SENT", "DRAFT", "SPAM", "TRASH")}

    async def watch(self, topic: str) -> Watch:
        await self._before("watch")
        return Watch(self.cursor, self.now() + timedelta(days=7))

    async def unwatch(self) -> None:
        await self._before("unwatch")

    # how it is done

    def _new(self, kind: str) -> str:
        return f"{kind}{next(iter(self._ids))}"

    async def _before(self, method: str) -> Trouble | None:
        self.calls[method] += 1
        return await self._troubles.meet(method)

    def _hold_draft(self, draft_id: str, thread_id: str, raw: bytes) -> None:
        remote_id = self._new("m")
        thread_id = thread_id or f"t{remote_id}"
        self.held[remote_id] = RemoteMessage(remote_id, thread_id, DRAFT, self.now(), raw)
        self.drafts[draft_id] = remote_id

    def _draft(self, draft_id: str) -> RemoteDraft:
        held = self.held[self.drafts[draft_id]]
        return RemoteDraft(draft_id, held.remote_id, held.thread_id, held.raw)

    def _send(self, draft_id: str) -> Sent:
        held = self.held[self.drafts[draft_id]]
        self.delete_by_hand(draft_id)
        remote_id = self._new("m")
        raw = rewrite(held.raw, Date=format_datetime(self.now().astimezone(UTC)))
        if self.rewrites_ids:
            raw = rewrite(raw, Message_ID=f"<rewritten-{remote_id}@mail.gmail.com>")
        self.sends.append(raw)
        self.held[remote_id] = RemoteMessage(remote_id, held.thread_id, SENT, self.now(), raw)
        return Sent(remote_id, held.thread_id)


@dataclass
class MemoryCache:
    """A cache in memory; nothing ends by itself. `hits` counts what was found."""

    held: dict[str, str] = field(default_factory=dict)
    hits: int = 0

    async def get(self, key: str) -> Any | None:
        if key not in self.held:
            return None
        self.hits += 1
        return json.loads(self.held[key])

    async def put(self, key: str, value: Any, seconds: int) -> None:
        self.held[key] = json.dumps(value)

    async def forget(self, key: str) -> None:
        self.held.pop(key, None)

    async def forget_of(self, owner: str) -> bool:
        for key in [key for key in self.held if f":{owner}:" in key]:
            self.held.pop(key)
        return True

    async def close(self) -> None:
        pass
