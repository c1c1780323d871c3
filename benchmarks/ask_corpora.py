"""What answers are measured on: questions with what holds their answers, over the office that they are about."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.ask_stage import Office
from benchmarks.search_corpora import enron, lines
from connectors.calendar.source import Event, Guest
from connectors.drive.source import RemoteFile
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import FakeCalendar, FakeDrive

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """A question, which may come `after` another one. `evidence` are groups of remote ids: one of each group must be
    cited; none: it cannot be answered. What code works out has the id ''. `keys` are what the answer must say, all of
    them, of those between bars one; `wrong` are remote ids that must not be cited."""

    key: str
    question: str
    evidence: Sequence[frozenset[str]] = ()
    keys: Sequence[str] = field(default=())
    wrong: frozenset[str] = frozenset()
    after: str = ""


def enron_office(data: Path) -> tuple[Office, list[Case]]:
    """2,486 business mails of 1999 to 2002 with questions about facts, some of which nothing answers."""
    rows = lines(data / "enron_retrieval" / "qa.dev.jsonl")
    documents = enron(data).documents
    office = Office("owner@enron.example", "America/Los_Angeles", datetime(2002, 3, 1, 17, tzinfo=UTC), documents)
    return office, [_fact(row) for row in rows]


def _fact(row: Row) -> Case:
    held = [frozenset({one["id"], *one.get("duplicates", ())}) for one in row["evidence"]]
    also = frozenset(_id(one) for one in row["also_contains_answer"])
    if row["evidence_mode"] == "any":
        held = [frozenset().union(*held, also)]
    return Case(row["qid"], row["question"], held if row["evidence_mode"] != "none" else (), row["answer_keys"])


def _id(one: Any) -> str:
    return str(one["id"]) if isinstance(one, dict) else str(one)


def agentdojo_office(data: Path) -> tuple[Office, list[Case]]:
    """A small company's mailbox, calendar and drive with tasks that only read."""
    folder = data / "agentdojo_workspace"
    owner = "emma.johnson@bluesparrowtech.com"
    calendar, drive = FakeCalendar(), FakeDrive()
    documents = [_mail(row) for row in lines(folder / "inbox.jsonl")]
    for row in lines(folder / "calendar.jsonl"):
        event = _event(row)
        calendar.events.append(event)
        documents.append(_event_document(event))
    for row in lines(folder / "drive.jsonl"):
        modified = datetime.fromisoformat(row["last_modified"]).replace(tzinfo=UTC)
        file = RemoteFile(
            _named("files", row["id_"]), row["filename"], "text/plain", modified, owner=row["owner"], size=row["size"]
        )
        drive.files[file.id] = (file, row["content"])
        documents.append(
            NewDocument(
                Service.DRIVE, file.id, file.name, row["content"], modified, sender=file.owner,
                people=tuple(row["shared_with"]), size=file.size, labels=(file.kind,),
            )
        )  # fmt: skip
    office = Office(owner, "UTC", datetime(2024, 5, 15, 8, tzinfo=UTC), documents, calendar, drive)
    return office, [_task(row) for row in lines(folder / "user_tasks.dev.jsonl") if row["read_only"]]


def _named(kind: str, number: str) -> str:
    """A remote id of its own: there mails, events and files are counted from 0 each."""
    return f"{kind}-{number}"


def _mail(row: Row) -> NewDocument:
    at = datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC)
    return NewDocument(
        service=Service.GMAIL,
        remote_id=_named("emails", row["id_"]),
        title=row["subject"],
        text=row["body"],
        at=at,
        thread_id=row["id_"],
        sender=row["sender"],
        sender_name=row["sender"].partition("@")[0].replace(".", " ").title(),
        people=(*row["recipients"], *row["cc"]),
        outgoing=row["status"] == "sent",
    )


def _event(row: Row) -> Event:
    begins, ends = (datetime.fromisoformat(row[name]).replace(tzinfo=UTC) for name in ("start_time", "end_time"))
    guests = tuple(Guest(email) for email in row["participants"])
    return Event(
        _named("events", row["id_"]), row["title"], begins, ends, all_day=row["all_day"], place=row["location"] or "",
        description=row["description"], guests=guests, organizer=row["participants"][0], etag=row["id_"],
    )  # fmt: skip


def _event_document(event: Event) -> NewDocument:
    return NewDocument(
        service=Service.CALENDAR,
        remote_id=event.id,
        title=event.title,
        text=f"{event.place}\n{event.description}",
        at=event.begins,
        ends_at=event.ends,
        sender=event.organizer,
        people=tuple(guest.email for guest in event.guests),
    )


def _task(row: Row) -> Case:
    """A task that needs mails and events needs one of each. Of a link its host must stand in what is cited."""
    held = [
        [_named(kind, one) for one in row[f"{kind}_returned_by_gt_reads"]] for kind in ("emails", "events", "files")
    ]
    # "1." and "2." before its parts are no figures of the answer
    said = re.sub(r"(?:^|(?<=\s))\d\.(?!\d)", " ", row["ground_truth_output"])
    keys = re.findall(r"\d+:\d\d|[\w.-]+\.\w{3,4}\b|[A-Z]\w+ [A-Z]\w+|island trailhead|\b\d\b", said)
    return Case(row["id"], row["prompt"], [frozenset(named) for named in held if named], keys)
