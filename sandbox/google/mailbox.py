"""One mailbox: its messages, threads and drafts, and the changes that go into its history."""

import itertools
import random
import re
from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache

from sandbox.google.cast import User
from sandbox.google.errors import invalid, not_found
from sandbox.google.history import History
from sandbox.google.labels import Labels
from sandbox.google.mime import Part, parse, snippet
from sandbox.google.rfc822 import Raw, base_subject, message_ids, split

Changed = Callable[[str, frozenset[str]], None]


@dataclass(eq=False)
class Stored:
    """A message at rest. `received_ms` is milliseconds since 1970."""

    id: str
    thread_id: str
    wire: bytes
    received_ms: int
    labels: set[str]
    history_id: int
    rfc_id: str
    subject: str

    @property
    def raw(self) -> Raw:
        """The mail taken apart."""
        return split(self.wire)

    @property
    def root(self) -> Part:
        """The tree of its MIME parts."""
        return _tree(self)

    @cached_property
    def snippet(self) -> str:
        """Its first words."""
        return snippet(self.root)


@lru_cache(maxsize=512)
def _tree(stored: Stored) -> Part:
    return parse(stored.raw)


@dataclass
class Ids:
    """Makes message and thread ids: 16 hex digits that grow with time, as Gmail's do."""

    now: Callable[[], datetime]
    _count: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __call__(self) -> str:
        """A new one."""
        return f"{(int(self.now().timestamp() * 1000) << 20) | (next(self._count) & 0xFFFFF):016x}"


class Mailbox:
    """The mail of one user. Every change is written into `history` and told to `changed`."""

    def __init__(self, user: User, ids: Ids, changed: Changed) -> None:
        self.user, self.history, self.labels = user, History(), Labels()
        self._ids, self._changed = ids, changed
        self._messages: dict[str, Stored] = {}
        self._order: list[tuple[int, int, str]] = []
        self._arrivals = itertools.count(1)
        self._threads: dict[str, list[str]] = {}
        self._by_rfc: dict[str, list[str]] = {}
        self._drafts: dict[str, str] = {}
        self.ever: list[Stored] = []  # also what was replaced or deleted since

    # messages

    def __len__(self) -> int:
        return len(self._messages)

    def thread_count(self) -> int:
        """How many threads there are."""
        return len(self._threads)

    def newest(self) -> Iterator[tuple[int, int, Stored]]:
        """Every message, newest first, with its place in that order."""
        for place, arrival, message_id in reversed(self._order):
            yield place, arrival, self._messages[message_id]

    def with_rfc_id(self, rfc_id: str) -> list[Stored]:
        """The messages that carry this Message-ID."""
        return [self._messages[i] for i in self._by_rfc.get(rfc_id, ())]

    def get(self, message_id: str) -> Stored:
        """One message. Raises 400 for what is no id, 404 for one that is gone."""
        if not re.fullmatch(r"[0-9a-f]{1,16}", message_id):
            raise invalid("Invalid id value")
        if message_id not in self._messages:
            raise not_found()
        return self._messages[message_id]

    def add(self, raw: Raw, labels: Iterable[str], thread_id: str = "", received_ms: int | None = None) -> Stored:
        """Puts a message in; without a thread it starts one."""
        message_id = self._ids()
        rfc_id = next(iter(message_ids(raw.get("Message-ID"))), "")
        at = (int(message_id, 16) >> 20) if received_ms is None else received_ms
        stored = Stored(message_id, thread_id or message_id, raw.wire(), at, set(labels), 0, rfc_id, raw.get("Subject"))
        self._messages[message_id] = stored
        self.ever.append(stored)
        insort(self._order, (at, next(self._arrivals), message_id))
        self._threads.setdefault(stored.thread_id, []).append(message_id)
        self._by_rfc.setdefault(rfc_id, []).append(message_id)
        self._note(stored, "messageAdded")
        return stored

    def remove(self, message_id: str) -> None:
        """Deletes a message for good, and the draft that it was."""
        stored = self.get(message_id)
        del self._messages[message_id]
        self._order = [entry for entry in self._order if entry[2] != message_id]
        self._by_rfc[stored.rfc_id].remove(message_id)
        self._threads[stored.thread_id].remove(message_id)
        if not self._threads[stored.thread_id]:
            del self._threads[stored.thread_id]
        self._drafts = {draft: i for draft, i in self._drafts.items() if i != message_id}
        self._note(stored, "messageDeleted")

    def relabel(self, message_id: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Stored:
        """Adds and removes labels; what changes nothing leaves no trace."""
        stored = self.get(message_id)
        if new := set(add) - stored.labels:
            stored.labels |= new
            self._note(stored, "labelAdded", new)
        if old := set(remove) & stored.labels:
            stored.labels -= old
            self._note(stored, "labelRemoved", old)
        return stored

    def forget_label(self, label_id: str) -> None:
        """Deletes a user label and takes it off every message."""
        self.labels.delete(label_id)
        for stored in list(self._messages.values()):
            self.relabel(stored.id, remove=[label_id])

    def expire_history(self) -> None:
        """Makes every history id handed out so far useless."""
        self.history.expire()

    def _note(self, stored: Stored, kind: str, touched: Iterable[str] = ()) -> None:
        stored.history_id = self.history.note(kind, stored.id, stored.thread_id, stored.labels, touched)
        self._changed(self.user.email, frozenset(stored.labels) | frozenset(touched))

    # threads

    def thread(self, thread_id: str) -> list[Stored]:
        """A thread's messages, oldest first. Raises 400 for what is no id, 404 for a thread that is gone."""
        if not re.fullmatch(r"[0-9a-f]{1,16}", thread_id):
            raise invalid("Invalid id value")
        if thread_id not in self._threads:
            raise not_found()
        return sorted((self._messages[i] for i in self._threads[thread_id]), key=lambda m: (m.received_ms, m.id))

    def thread_for(self, raw: Raw, wanted: str) -> str:
        """The thread that a mail of the user's own joins: the wanted one if it answers it under its subject, else ''.

        https://developers.google.com/workspace/gmail/api/guides/threads
        """
        if not wanted:
            return ""
        members = [m for m in self.thread(wanted) if "DRAFT" not in m.labels]
        referred = set(message_ids(raw.get("References") + " " + raw.get("In-Reply-To")))
        answers = any(m.rfc_id in referred for m in members)
        return wanted if answers and base_subject(members[0].subject) == base_subject(raw.get("Subject")) else ""

    def thread_of_reply(self, raw: Raw) -> str:
        """The thread that a mail from outside answers, by its References and In-Reply-To; '' if none."""
        for rfc_id in reversed(message_ids(raw.get("References") + " " + raw.get("In-Reply-To"))):
            if found := [m for m in self.with_rfc_id(rfc_id) if "DRAFT" not in m.labels]:
                return found[0].thread_id
        return ""

    # drafts

    def drafts(self) -> list[tuple[str, Stored]]:
        """Every draft with its id, newest first."""
        pairs = [(draft_id, self._messages[i]) for draft_id, i in self._drafts.items()]
        return sorted(pairs, key=lambda pair: (pair[1].received_ms, pair[1].id), reverse=True)

    def draft(self, draft_id: str) -> Stored:
        """A draft's message. Raises 404 for a draft that was sent or deleted, or never was."""
        if draft_id not in self._drafts:
            raise not_found()
        return self._messages[self._drafts[draft_id]]

    def draft_id(self, message_id: str) -> str:
        """The id of the draft that this message is, or ''."""
        return next((draft for draft, i in self._drafts.items() if i == message_id), "")

    def create_draft(self, raw: Raw, thread_id: str) -> tuple[str, Stored]:
        """A new draft: its id, and its message."""
        stored = self.add(raw, ["DRAFT"], self.thread_for(raw, thread_id))
        draft_id = f"r{random.getrandbits(63)}"
        self._drafts[draft_id] = stored.id
        return draft_id, stored

    def replace_draft(self, draft_id: str, raw: Raw, thread_id: str) -> Stored:
        """Puts another message in a draft's place: the draft's id stays, the message's does not."""
        old = self.draft(draft_id)
        thread = self.thread_for(raw, thread_id) or (old.thread_id if self._alone(old, thread_id) else "")
        self.remove(old.id)
        stored = self.add(raw, ["DRAFT"], thread)
        self._drafts[draft_id] = stored.id
        return stored

    def _alone(self, draft: Stored, wanted: str) -> bool:
        """Whether the draft is asked to stay in a thread that holds nothing but itself."""
        return wanted == draft.thread_id and len(self._threads[wanted]) == 1
