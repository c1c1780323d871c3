"""Questions and orders of two made-up offices, and the world that a question is read in."""

import calendar
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.asking.question.reading import read_question
from assistant.asking.values import Asker, Mailbox, Reading
from benchmarks.table import Row
from storage.contacts import Known

Contacts = Mapping[str, list[Known]]
_MONTHS = list(calendar.month_name)[1:]
_QUOTED = re.compile(r"(?<!\w)'.*?'(?!\w)", re.S)


@dataclass(frozen=True)
class World:
    """Who asks, when, and whom they know."""

    asker: Asker
    contacts: Contacts

    def read(self, question: str) -> Reading:
        """The question, read in this world."""
        return read_question(question, self.asker, self.contacts, ())


def world(me: str, now: datetime, zone: str, addresses: Iterable[str]) -> World:
    """A mailbox whose correspondents are these addresses, as often as they occur."""
    counts = Counter(address.strip().lower() for address in addresses)
    known = [Known(email, "", count) for email, count in counts.most_common() if "@" in email]
    mailbox = Mailbox("a", me, frozenset(), frozenset({me}))
    return World(Asker("u", zone, now, (mailbox,)), {"a": known})


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, zipped or not."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as file:
        yield from map(json.loads, file)


def share_row(what: str, right: int, n: int, contacts: int) -> Row:
    """What share was right, as a row."""
    return Row(what, f"{right / n:.3f}", f"{n - right} wrong, among {contacts:,} contacts", str(n))


def workbench(data: Path) -> list[Row]:
    """First names and days in orders of an office, outside of what they quote."""
    folder = data / "workbench"
    addresses = [row["sender/recipient"] for row in lines(folder / "emails.jsonl.gz")]
    addresses += [row["participant_email"] for row in lines(folder / "calendar_events.jsonl.gz")]
    here = world("sam@atlas.com", datetime(2023, 11, 30, tzinfo=UTC), "UTC", addresses)
    names = {one.email.split(".")[0]: one.email for one in here.contacts["a"]}
    people = people_right = days = days_right = 0
    for row in lines(folder / "queries.dev.jsonl.gz"):
        if not set(row["domains"]) <= {"email", "calendar"}:
            continue
        question, reading = row["query"], here.read(row["query"])
        bare = _QUOTED.sub("", question)
        wanted = {names[word] for word in re.findall(r"[a-z]+", bare.lower()) if word in names}
        found = {email for one in reading.mentions for email in one.emails}
        people, people_right = people + 1, people_right + (wanted == found)
        if wanted != found:
            print(f"  workbench people: {question[:150]}: {sorted(found ^ wanted)}")
        if day := _only_day(bare):
            days, right = days + 1, _is_day(reading, day)
            days_right += right
            if not right:
                print(f"  workbench day: {question[:150]}: {reading.filters.since} {reading.filters.until}")
    return [
        share_row("people read, workbench mail and calendar (tuned on)", people_right, people, len(names)),
        share_row("days read, workbench mail and calendar (tuned on)", days_right, days, len(names)),
    ]


def _only_day(bare: str) -> datetime | None:
    found = re.findall(rf"({'|'.join(_MONTHS)}) (\d+)", bare)
    if len(found) != 1:
        return None
    return datetime(2023, _MONTHS.index(found[0][0]) + 1, int(found[0][1]), tzinfo=UTC)


def _is_day(reading: Reading, day: datetime) -> bool:
    return reading.filters.since == day and reading.filters.until == day + timedelta(days=1)


_READS = {
    "search_emails": "gmail",
    "list_files": "drive",
    "search_files": "drive",
    "get_day_calendar_events": "calendar",
}


def agentdojo(data: Path) -> list[Row]:
    """Which services the tasks that only read speak of, and on which day."""
    folder, right, n = data / "agentdojo_workspace", 0, 0
    addresses: list[str] = []
    for mail in lines(folder / "inbox.jsonl"):
        addresses += [mail["sender"], *mail["recipients"], *mail["cc"]]
    here = world("emma.johnson@bluesparrowtech.com", datetime(2024, 5, 15, 9, tzinfo=UTC), "UTC", addresses)
    for task in lines(folder / "user_tasks.dev.jsonl"):
        if not task["read_only"]:
            continue
        n, reading = n + 1, here.read(task["prompt"])
        wanted = {_READS.get(call["function"], "") for call in task["ground_truth_calls"]} - {""}
        days = {call["args"]["day"] for call in task["ground_truth_calls"] if "day" in call["args"]}
        since = {f"{reading.filters.since:%Y-%m-%d}"} if reading.filters.since else set()
        good = (wanted == reading.services or not reading.services) and days == since
        right += good
        if not good:
            print(
                f"  agentdojo: {task['prompt'][:150]}: {sorted(reading.services)} {since} for {sorted(wanted)} {days}"
            )
    return [share_row("services and day read, agentdojo reading tasks (tuned on)", right, n, len(here.contacts["a"]))]
