"""The office of the sandbox's sample mailbox: Alice's mails, events and files, read by the product's own code, and the
questions about it (sample_questions.toml)."""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from assistant.gathering import document_of
from assistant.syncing_calendar import event_document
from assistant.syncing_drive import file_document
from benchmarks.ask_corpora import Case
from benchmarks.ask_stage import Office
from connectors.calendar.google_values import event_of
from connectors.calendar.source import Busy, Event
from connectors.drive.google_values import EXPORTS, file_of, is_text
from connectors.mail.read import read_email
from sandbox.google.calendars import Calendar
from sandbox.google.cast import sample_users
from sandbox.google.sample_events import sample_calendars
from sandbox.google.sample_files import sample_drive
from sandbox.samples.letter import ALICE_EMAIL, SALES
from sandbox.samples.mails import LETTERS, sample_mails
from storage.accounts import Account
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import FakeCalendar, FakeDrive

ZONE, NOW = "Europe/London", datetime(2026, 11, 24, 11, tzinfo=UTC)  # a Tuesday
AROUND = timedelta(days=400)  # how far from now occurrences of a series are told
LABELS = {"inbox": ("INBOX",), "sent": ("SENT",)}
QUESTIONS = Path(__file__).with_name("sample_questions.toml")
HELD_OUT = "held out"
SEED = 20261124  # by which the questions fall into halves


@dataclass
class SampleCalendar(FakeCalendar):
    """Alice's calendar, which sees when her colleagues are taken and nothing of strangers."""

    calendars: dict[str, Calendar] = field(default_factory=dict)

    async def busy(self, emails: Sequence[str], since: datetime, until: datetime) -> dict[str, list[Busy] | None]:
        """Taken times, as the stand-in for Google tells them."""
        owned = {email: self.calendars.get(ALICE_EMAIL if email == "primary" else email) for email in emails}
        return {
            email: [Busy(*one) for one in calendar.busy(since, until)] if calendar else None
            for email, calendar in owned.items()
        }


def sample_office() -> Office:
    """The office at one moment. A mail's remote id is the key of its letter, an event's and a file's is its own."""
    account = Account(email=ALICE_EMAIL, aliases=[{"email": SALES}])
    calendar, events = _calendar()
    drive = _drive()
    files = [file_document(file, text) for file, text in drive.files.values()]
    documents = [*_mails(account), *(event_document(one, account, NOW) for one in events), *files]
    return Office(ALICE_EMAIL, ZONE, NOW, documents, calendar, drive, frozenset({SALES}))


def _mails(account: Account) -> list[NewDocument]:
    """What is in her mailbox and not in its spam."""
    hers = (one for one in sample_mails(NOW) if set(one.rcpt) & {ALICE_EMAIL, SALES} and one.folder in LABELS)
    return [
        document_of(
            read_email(one.raw), account, (one.letter, _thread(one.letter)),
            (*LABELS[one.folder], *(("UNREAD",) if one.unread else ())), one.date,
        )
        for one in hers
    ]  # fmt: skip


def _thread(key: str) -> str:
    """The letter with which a conversation began."""
    while LETTERS[key].parent:
        key = LETTERS[key].parent
    return key


def _calendar() -> tuple[SampleCalendar, list[Event]]:
    """The calendar that is asked, and what the index holds of it."""
    calendars = sample_calendars(sample_users(), lambda: NOW)
    own, span = calendars[ALICE_EMAIL], (NOW - AROUND, NOW + AROUND)
    return SampleCalendar([event_of(one) for one in own.single(*span)], calendars=calendars), [
        event_of(one) for one in own.whole(*span)
    ]


def _drive() -> FakeDrive:
    drive = FakeDrive()
    for file in sample_drive(list(sample_users()), lambda: NOW).seen_by(ALICE_EMAIL):
        readable = file.kind in EXPORTS or is_text(file.kind)
        drive.files[file.id] = file_of(file.shown(ALICE_EMAIL)), file.content.decode() if readable else ""
    return drive


def sample_cases() -> dict[str, list[Case]]:
    """The questions in two halves drawn by lot: that whose failures were looked at, and that of which only the figure
    is known."""
    told = tomllib.loads(QUESTIONS.read_text())
    ids = _ids()
    cases = [
        _case(f"{tongue}-{number}", one, ids)
        for tongue, asked in told.items()
        for number, one in enumerate(asked["asked"], 1)
    ]
    random.Random(SEED).shuffle(cases)
    middle = len(cases) // 2
    return {"tuned on": cases[:middle], HELD_OUT: cases[middle:]}


def _ids() -> dict[str, set[str]]:
    """The remote ids that each name of the data file means: of an event those of all its occurrences too."""
    found = {"=": {""}}
    for one in sample_office().documents:
        found.setdefault(one.title if one.service == Service.DRIVE else one.remote_id, set()).add(one.remote_id)
    for event in _calendar()[0].events:
        found.setdefault(event.series_id or event.id, set()).add(event.id)
    return found


def _case(key: str, one: Mapping[str, Any], ids: Mapping[str, set[str]]) -> Case:
    held = [frozenset[str]().union(*(ids[name] for name in group.split("|"))) for group in one.get("on", ())]
    wrong = frozenset[str]().union(*(ids[name] for name in one.get("not", ())))
    return Case(key, one["q"], held, one.get("says", ()), wrong, one.get("after", ""))
