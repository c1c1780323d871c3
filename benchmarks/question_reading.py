"""How well code alone reads filters out of questions: those it should find, and those it must not invent.

Run `python -m benchmarks.question_reading [--data DIR]`; without --data it looks where MAILROOM_DATA points, then at
../shared/data. The folders it reads are `enron_retrieval` with `enron_raw` (contacts), `usrp_users_list`, `workbench`
and `agentdojo_workspace`; a missing one is a row that says so. Every miss is printed.
"""

import argparse
import calendar
import gzip
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from assistant.asking.reading import read_question
from assistant.asking.values import Asker, Mailbox, Reading
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.triage_mails import find_data
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


def enron_world(data: Path) -> World:
    """The corpus of the retrieval questions, asked about in March 2002."""
    ids = {row["id"] for row in lines(data / "enron_retrieval" / "corpus_ids.jsonl.gz")}
    people: list[str] = []
    for row in lines(data / "enron_raw" / "index.jsonl.gz"):
        if row["id"] in ids:
            people += [row["sender"], *row["to"].split(","), *row["cc"].split(",")]
    return world("owner@enron.example", datetime(2002, 3, 15, 12, tzinfo=UTC), "America/Chicago", people)


def is_narrow(reading: Reading) -> bool:
    """Whether anything but the service is limited."""
    found = reading.filters
    return bool(found.senders or found.people or found.since or found.until or found.labels) or (
        found.attachment is not None or found.outgoing is not None
    )


def fault(reading: Reading, gold: Mapping[str, str], zone: ZoneInfo) -> str:
    """Why a reading's filters are not the gold ones; '' if they are. More addresses of the same name are no fault."""
    found, faults = reading.filters, []
    wanted = gold.get("sender", "")
    if not wanted and found.senders:
        faults.append(f"senders {sorted(found.senders)}")
    if wanted and wanted not in found.senders:
        faults.append(f"sender {sorted(found.senders)} for {wanted}")
    if wanted and any(
        not set(re.split(r"\W+", wanted.split("@")[0])) & set(re.split(r"\W+", one)) for one in found.senders
    ):
        faults.append("somebody else as well")
    month = (found.since.astimezone(zone).strftime("%Y-%m-%d") if found.since else "") + (
        found.until.astimezone(zone).strftime(" %Y-%m-%d") if found.until else ""
    )
    if month != _month(gold.get("month", "")):
        faults.append(f"period {month!r} for {gold.get('month', '')!r}")
    if found.people or found.labels or found.attachment is not None or found.outgoing is not None:
        faults.append("a filter of another kind")
    return ", ".join(faults)


def _month(named: str) -> str:
    if not named:
        return ""
    year, month = map(int, named.split("-"))
    after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)
    return f"{year}-{month:02}-01 {after:%Y-%m-%d}"


def enron(data: Path) -> list[Row]:
    """The filter questions, and the topic questions that have none."""
    here, rows = enron_world(data), list[Row]()
    by_kind: dict[str, list[str]] = {}
    for row in lines(data / "enron_retrieval" / "queries.dev.jsonl"):
        told = fault(here.read(row["query"]), row.get("filters") or {}, ZoneInfo(here.asker.zone))
        by_kind.setdefault(row["kind"], []).append(told)
        if told:
            print(f"  {row['kind']}: {row['query']}: {told}")
    for kind, faults in by_kind.items():
        right = faults.count("")
        rows.append(_row(f"filters read, enron {kind}", right, len(faults), len(here.contacts["a"])))
    rows.append(_qa(data, here))
    return rows


def _row(what: str, right: int, n: int, contacts: int) -> Row:
    return Row(what, f"{right / n:.3f}", f"{n - right} wrong, among {contacts:,} contacts", str(n))


def _qa(data: Path, here: World) -> Row:
    """Questions for facts: a filter is right only if all the evidence passes it."""
    mails = {row["id"]: row for row in lines(data / "enron_raw" / "index.jsonl.gz")}
    filtered = wrong = n = 0
    for row in lines(data / "enron_retrieval" / "qa.dev.jsonl"):
        n, reading = n + 1, here.read(row["question"])
        if not is_narrow(reading):
            continue
        filtered += 1
        evidence = [mails[one["id"]] for one in row["evidence"] if one["id"] in mails]
        if not all(_passes(reading, mail) for mail in evidence):
            wrong += 1
            print(f"  qa: {row['question']}: {reading.explained}: {[mail['sender'] for mail in evidence]}")
    return Row(
        "filters that hide the evidence, enron qa", str(wrong), f"{filtered} questions read with a filter", str(n)
    )


def _passes(reading: Reading, mail: Mapping[str, str]) -> bool:
    found, at = reading.filters, datetime.fromisoformat(mail["date"])
    people = f"{mail['sender']} {mail['to']} {mail['cc']}"
    return (
        (not found.senders or mail["sender"] in found.senders)
        and all(any(one in people for one in group) for group in found.people)
        and (found.since is None or at >= found.since)
        and (found.until is None or at < found.until)
    )


def usrp(data: Path) -> list[Row]:
    """Subjects as questions: none of them limits anything."""
    folder = data / "usrp_users_list"
    addresses: list[str] = []
    for row in lines(folder / "index.jsonl.gz"):
        addresses += re.findall(r"[\w.+-]+@[\w.-]+", f"{row['sender']} {row['to']} {row['cc']}")
    here = world("me@example.org", datetime(2022, 4, 1, 12, tzinfo=UTC), "America/Chicago", addresses)
    subjects = sorted({row["query"] for row in lines(folder / "thread_queries.dev.jsonl")})
    read = {subject: here.read(subject) for subject in subjects}
    narrow = [subject for subject, one in read.items() if is_narrow(one)]
    named = [subject for subject, one in read.items() if one.services]
    for subject in {*narrow, *named}:
        print(f"  usrp: {subject}: {read[subject].explained}")
    beside = f"{len(named)} with a service"
    return [Row("filters invented, usrp thread subjects", str(len(narrow)), beside, str(len(subjects)))]


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
        _row("people read, workbench mail and calendar", people_right, people, len(names)),
        _row("days read, workbench mail and calendar", days_right, days, len(names)),
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
    return [_row("services and day read, agentdojo reading tasks", right, n, len(here.contacts["a"]))]


def speed(_: Path) -> list[Row]:
    """The processor time of one question among 5,000 contacts, the contacts as they come from the database."""
    names = [f"{first}{n}.{last}" for n in range(50) for first in "abcdefghij" for last in "klmnopqrst"]
    here = world(
        "me@acme.example", datetime(2026, 11, 28, tzinfo=UTC), "Europe/Berlin", (f"{one}@firm.example" for one in names)
    )
    for one in here.contacts["a"]:
        one.name = one.email.split("@")[0].replace(".", " ").title()
    question = (
        "What did A7 K send to B9 L about the Hamburg budget in January 2002, and did Sarah Lindqvist answer last week?"
    )
    here.read(question)
    times = []
    for _turn in range(50):
        began = time.process_time()
        here.read(question)
        times.append((time.process_time() - began) * 1000)
    figure = f"p50 {percentile(times, 0.5):.1f} ms, p95 {percentile(times, 0.95):.1f} ms"
    return [Row("reading a question among 5,000 contacts", figure, "no model, no network", str(len(times)))]


PARTS = {
    "enron_retrieval": enron,
    "usrp_users_list": usrp,
    "workbench": workbench,
    "agentdojo_workspace": agentdojo,
    "": speed,
}


async def measure(_: int) -> list[Row]:
    """The rows for README."""
    return rows(find_data(None))


def rows(data: Path) -> list[Row]:
    """Every part; what is not here is a row that says so."""
    found: list[Row] = []
    for folder, part in PARTS.items():
        try:
            found += part(data)
        except FileNotFoundError as error:
            lacking = Path(cast(str, error.filename)).relative_to(data)
            found.append(Row(f"filters read, {folder}", "not measured", f"no {lacking}", "0"))
    return found


def main() -> None:
    """Prints every miss and the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="folder with the corpora")
    print(as_markdown(rows(find_data(parser.parse_args().data))))


if __name__ == "__main__":
    main()
