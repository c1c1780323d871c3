"""A mailbox's history: what happened, in order, and what `history.list` shows of it."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from sandbox.google.errors import Json, invalid, not_found

KINDS = {
    "messageAdded": "messagesAdded",
    "messageDeleted": "messagesDeleted",
    "labelAdded": "labelsAdded",
    "labelRemoved": "labelsRemoved",
}
# Beyond 2**53, so that a reader who takes these ids for floating point numbers is found out.
_FIRST_ID = 9_007_199_254_741_000
_STEP = 7


@dataclass(frozen=True)
class Record:
    """One change of one message; `labels` are the message's after it, `touched` those added or removed."""

    id: int
    kind: str
    message_id: str
    thread_id: str
    labels: tuple[str, ...]
    touched: tuple[str, ...]

    def shown(self) -> Json:
        """The record as the API writes it."""
        entry: Json = {"message": {"id": self.message_id, "threadId": self.thread_id, "labelIds": list(self.labels)}}
        if self.touched:
            entry["labelIds"] = list(self.touched)
        message = {"id": self.message_id, "threadId": self.thread_id}
        return {"id": str(self.id), "messages": [message], KINDS[self.kind]: [entry]}


@dataclass
class History:
    """The log of one mailbox. `current` is the id of now, `floor` the oldest id still good to start from."""

    current: int = _FIRST_ID
    floor: int = 0
    _records: list[Record] = field(default_factory=list)

    def note(
        self, kind: str, message_id: str, thread_id: str, labels: Iterable[str], touched: Iterable[str] = ()
    ) -> int:
        """Writes one change down and returns its id."""
        self.current += _STEP
        record = Record(self.current, kind, message_id, thread_id, tuple(sorted(labels)), tuple(sorted(touched)))
        self._records.append(record)
        return self.current

    def expire(self) -> None:
        """Forgets: every id handed out so far is answered with 404."""
        self.current += _STEP
        self.floor = self.current
        self._records.clear()

    def since(self, start: int) -> list[Record]:
        """The records after that id. Raises 404 for an id that has expired or that was never handed out."""
        if start < self.floor or start > self.current:
            raise not_found()
        return self._records[bisect_right(self._records, start, key=lambda r: r.id) :]

    def page(self, start: int, kinds: list[str], label: str, size: int, token: str) -> Json:
        """An answer of `history.list`. The page token is the last id of the page before."""
        if token and not token.isdigit():
            raise invalid("Invalid pageToken")
        records = [
            record
            for record in self.since(start)
            if (not kinds or record.kind in kinds)
            and (not label or label in record.labels or label in record.touched)
            and record.id > int(token or 0)
        ]
        answer: Json = {"historyId": str(self.current)}
        if records:
            answer = {"history": [record.shown() for record in records[:size]], **answer}
        if len(records) > size:
            answer["nextPageToken"] = str(records[size - 1].id)
        return answer
