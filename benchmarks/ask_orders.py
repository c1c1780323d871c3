"""How well orders become proposals: the right act on the right thing, none on a wrong one. Over WorkBench's office.

Run `python -m benchmarks.ask_orders [--data DIR] [--verbose]`; without --data it looks where MAILROOM_DATA points, then
at ../shared/data. The folder it reads is `workbench`. Orders that Mailroom has no act for (forwarding or deleting mail)
are left out. With OPENAI_API_KEY or ANTHROPIC_API_KEY set, that model plans too.
"""

import argparse
import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.asking.values import Draught
from benchmarks.ask_quality import models
from benchmarks.ask_stage import Office, staged
from benchmarks.search_corpora import lines
from benchmarks.table import Row, as_markdown
from benchmarks.triage_mails import find_data
from connectors.calendar.source import Event, Guest
from connectors.llm.failover import Failover
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import FakeCalendar

Json = dict[str, Any]
OWNER = "sam@atlas.com"
NOW = datetime(2023, 11, 30, 0, 0, tzinfo=UTC)  # the data set's own day
_CALL = re.compile(r"(?P<name>[\w.]+)\.func\((?P<arguments>.*)\)$", re.S)
_ARGUMENT = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"', re.S)
KINDS = {
    "calendar.delete_event": "event.delete",
    "calendar.update_event": "event.update",
    "calendar.create_event": "event.create",
    "email.send_email": "mail",
    "email.reply_email": "mail",
}


@dataclass(frozen=True)
class Ordered:
    """An order with the acts that it should come to, each in a comparable form."""

    text: str
    acts: frozenset[tuple[str, ...]]


def orders(folder: Path, mails: dict[str, str]) -> list[Ordered]:
    """The orders about mail and calendar; `mails` are senders by id."""
    rows = [row for row in lines(folder / "queries.dev.jsonl.gz") if set(row["domains"]) <= {"email", "calendar"}]
    found = []
    for row in rows:
        calls = [match for match in map(_CALL.match, row["answer"]) if match]
        if all(match["name"] in KINDS for match in calls):
            acts = (_expected(match["name"], dict(_ARGUMENT.findall(match["arguments"])), mails) for match in calls)
            found.append(Ordered(row["query"], frozenset(acts)))
    return found


def _expected(name: str, given: Json, mails: dict[str, str]) -> tuple[str, ...]:
    if name == "calendar.update_event":
        value = given["new_value"]
        return KINDS[name], given["event_id"], value if given["field"] != "event_name" else value.casefold()
    if name == "calendar.delete_event":
        return KINDS[name], given["event_id"]
    if name == "calendar.create_event":
        return KINDS[name], given["participant_email"], given["event_start"], given["duration"]
    return KINDS[name], given.get("recipient") or mails[given["email_id"]]


def acts_of(draughts: Sequence[Draught]) -> frozenset[tuple[str, ...]]:
    """What was proposed, in the same form."""
    return frozenset(_proposed(one) for one in draughts)


def _proposed(draught: Draught) -> tuple[str, ...]:
    content = draught.content
    if draught.kind == "event.update":
        before, after = content["before"], content["after"]
        changed = after["title"].casefold() if after["title"] != before["title"] else _local(after["begins"])
        return draught.kind, content["event_id"], changed
    if draught.kind == "event.delete":
        return draught.kind, content["event_id"]
    if draught.kind == "event.create":
        lasts = datetime.fromisoformat(content["ends"]) - datetime.fromisoformat(content["begins"])
        guests = ",".join(content["guests"])
        return draught.kind, guests, _local(content["begins"]), str(round(lasts.total_seconds() / 60))
    return "mail", ",".join(content.get("to", ()))


def _local(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M:%S}"


def office_of(folder: Path) -> tuple[Office, dict[str, str]]:
    """Sam's mails and calendar, and who wrote each mail."""
    calendar, documents, mails = FakeCalendar(), list[NewDocument](), dict[str, str]()
    for row in lines(folder / "emails.jsonl.gz"):
        mails[row["email_id"]] = row["sender/recipient"]
        at = datetime.fromisoformat(row["sent_datetime"]).replace(tzinfo=UTC)
        documents.append(
            _document(Service.GMAIL, row["email_id"], row["subject"], row["body"], at, row["sender/recipient"])
        )
    for row in lines(folder / "calendar_events.jsonl.gz"):
        at = datetime.fromisoformat(row["event_start"]).replace(tzinfo=UTC)
        ends, guest = at + timedelta(minutes=int(row["duration"])), row["participant_email"]
        event = Event(row["event_id"], row["event_name"], at, ends, guests=(Guest(guest),), organizer=OWNER, etag="1")
        calendar.events.append(event)
        documents.append(_document(Service.CALENDAR, event.id, event.title, "", at, OWNER, (guest,)))
    return Office(OWNER, "UTC", NOW, documents, calendar), mails


def _document(
    service: Service, key: str, title: str, text: str, at: datetime, sender: str, people: tuple[str, ...] = ()
) -> NewDocument:
    name = sender.partition("@")[0].replace(".", " ").title()
    return NewDocument(service, key, title, text, at, thread_id=key, sender=sender, sender_name=name, people=people)


async def run(data: Path) -> dict[str, list[tuple[Ordered, frozenset[tuple[str, ...]], str]]]:
    """By model: each order with what was proposed and what was said."""
    office, mails = office_of(data / "workbench")
    every = orders(data / "workbench", mails)
    found = {}
    async with staged(office, Failover([])) as stage:
        for name, model in models().items():
            if name != "no model":
                replies = [(await stage.ask(one.text, model)).reply for one in every]
                found[name] = [(o, acts_of(r.draughts), r.text) for o, r in zip(every, replies, strict=True)]
    return found


def rows_of(name: str, done: Sequence[tuple[Ordered, frozenset[tuple[str, ...]], str]]) -> list[Row]:
    """The table's row of one model."""
    right = sum(proposed == ordered.acts for ordered, proposed, _ in done)
    asked = sum(not proposed and bool(ordered.acts) for ordered, proposed, _ in done)
    wrong = sum(bool(proposed - ordered.acts) for ordered, proposed, _ in done)
    beside = f"nothing proposed, asked back instead: {asked}; something else proposed: {wrong}"
    return [
        Row(
            f"orders on workbench (tuned on), {name}: exactly the right proposal",
            f"{right / len(done):.2f}",
            beside,
            str(len(done)),
        )
    ]


async def measure(_: int) -> list[Row]:
    """The table's rows."""
    data = find_data(None)
    if not (data / "workbench").is_dir():
        return [Row("orders on workbench", "not measured", "no such folder", "0")]
    return [row for name, done in (await run(data)).items() for row in rows_of(name, done)]


async def main() -> None:
    """Prints the table, and with --verbose each order that went wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    for name, done in (await run(find_data(asked.data))).items():
        print(as_markdown(rows_of(name, done)))
        for ordered, proposed, text in done if asked.verbose else ():
            if proposed != ordered.acts:
                print(f"  {ordered.text}\n    wanted {sorted(ordered.acts)}\n    proposed {sorted(proposed)}")
                print(f"    {text[:160]!r}")


if __name__ == "__main__":
    asyncio.run(main())
