"""How well code alone reads filters out of questions: those it should find, and those it must not invent.

Run `python -m benchmarks.question_reading [--data DIR]`; without --data it looks where MAILROOM_DATA points, then at
../shared/data. The folders it reads are `enron_retrieval` with `enron_raw` (contacts), `usrp_users_list`, `workbench`
and `agentdojo_workspace`; a missing one is a row that says so. Every miss is printed.
"""

import argparse
import random
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from assistant.asking.values import Reading
from benchmarks.question_offices import World, agentdojo, lines, share_row, workbench, world
from benchmarks.table import Row, as_markdown, percentile
from benchmarks.triage_mails import find_data


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
        rows.append(share_row(f"filters read, enron {kind} (tuned on)", right, len(faults), len(here.contacts["a"])))
    rows += [_qa(data, here), _subjects(data, here)]
    return rows


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
        "filters that hide the evidence, enron qa (tuned on)",
        str(wrong),
        f"{filtered} questions read with a filter",
        str(n),
    )


def _subjects(data: Path, here: World) -> Row:
    """Subject lines as questions, most of which limit nothing; a few do name a day or a person rightly."""
    subjects = sorted({row["subject"] for row in lines(data / "enron_raw" / "index.jsonl.gz") if row["subject"]})
    chosen = random.Random(3).sample(subjects, min(3000, len(subjects)))
    narrow = sum(is_narrow(here.read(subject)) for subject in chosen)
    return Row(
        "subject lines read with a filter, enron (tuned on)", str(narrow), "not judged one by one", str(len(chosen))
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
    return [Row("filters invented, usrp thread subjects (tuned on)", str(len(narrow)), beside, str(len(subjects)))]


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
