"""What lies in two mailboxes of one person is given once, and equal texts stay apart for a model."""

from dataclasses import replace

from assistant.asking.agents import calendar, drive
from assistant.asking.agents.desk import Desk
from assistant.asking.evidence.sources import numbered
from assistant.asking.plan.plans import arguments_of
from assistant.asking.synthesis import answer_prompt
from assistant.asking.values import Mailbox, Outcome, Source, Step
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from sandbox.models.reading import read as taken_apart
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from tests.assistant.asking.rig import NOW, FakeCalendar, FakeDrive, Rig, event, open_rig, reading

HOME = Mailbox("a2", "home@alice.example", frozenset(), frozenset({"home@alice.example"}))
SEARCH = Step("s1", "gmail.search", {})


def two(rig: Rig, other: FakeCalendar, drive: FakeDrive) -> Desk:
    """Alice's desk, whose first mailbox is that at home."""

    def calendar_of(account_id: str) -> CalendarSource:
        return rig.calendar if account_id == rig.account.id else other

    def drive_of(account_id: str) -> DriveSource:
        return rig.drive if account_id == rig.account.id else drive

    asker = replace(rig.asker, mailboxes=(HOME, *rig.asker.mailboxes))
    return Desk(replace(rig.kit, calendar_of=calendar_of, drive_of=drive_of), asker, reading("review"))


async def test_an_event_in_two_calendars_of_ones_own_is_found_once_in_that_of_its_organizer(
    sqlite_db: Database,
) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("e1", "Review", NOW)]
    await rig.put(NewDocument(Service.CALENDAR, "e1", "Review", "review", NOW))
    desk = two(rig, FakeCalendar([event("e1", "Review", NOW)]), FakeDrive())
    found = await calendar.search(desk, Step("s1", "calendar.search", arguments_of("review", Filters())), {})
    assert [(one.account_id, one.remote_id) for one in found.sources] == [(rig.account.id, "e1")]


async def test_a_file_in_two_drives_of_ones_own_is_found_once_in_that_of_its_owner(sqlite_db: Database) -> None:
    rig, other = await open_rig(sqlite_db), FakeDrive()
    for place in (rig.drive, other):
        place.put("f1", "Review", "review")
    desk = two(rig, FakeCalendar(), other)
    found = await drive.search(desk, Step("s1", "drive.search", arguments_of("review", Filters())), {})
    assert [(one.account_id, one.remote_id) for one in found.sources] == [(rig.account.id, "f1")]


def source(service: Service, account_id: str, remote_id: str, text: str = "review") -> Source:
    return Source(0, service, "Review", "Bob", NOW, "", text, text, account_id=account_id, remote_id=remote_id)


def test_sources_of_two_mailboxes_are_each_thing_once() -> None:
    twice = [source(service, box, "1") for box in ("a1", "a2") for service in (Service.CALENDAR, Service.DRIVE)]
    mails = [source(Service.GMAIL, "a1", "m1"), source(Service.GMAIL, "a2", "m7")]
    assert len(numbered([Outcome(SEARCH, tuple(twice))])) == 2
    assert len(numbered([Outcome(SEARCH, tuple(mails))])) == 1
    other = source(Service.GMAIL, "a2", "m1", "another mail that has the same id elsewhere")
    assert len(numbered([Outcome(SEARCH, (mails[0], other))])) == 2


async def test_of_equal_sources_each_stands_in_a_fence_of_its_own(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    equal = [replace(source(Service.GMAIL, "a1", f"m{n}"), number=n) for n in (1, 2)]
    fenced = taken_apart(answer_prompt("review?", equal, rig.asker).user).fenced
    assert len([name for name, _ in fenced if name.startswith("source-")]) == 2
