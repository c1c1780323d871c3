"""Reading calendars and files as jobs: over the wire, one at a time, never for ever, and told of once when refused."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.gathering import clear_out
from bot.errors import Failure, Permanent, Temporary
from bot.mailboxes import Mailboxes
from bot.settings import GOOGLE_SCOPES
from connectors.calendar.source import EventPage
from connectors.drive.source import FileChange, FilePage
from connectors.google.oauth import Tokens
from jobs.service_rings import first_syncs, look_again
from jobs.sweep import sweep
from jobs.sync_calendar import sync_calendar
from jobs.sync_drive import sync_drive
from sandbox.google.world import GoogleWorld
from storage.accounts import Accounts, AccountState
from storage.documents import Documents, Service
from storage.syncs import Sync, Syncs
from tests.cast import ALICE, ALICE_MAIL, join
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.fakes_office import FakeCalendar, FakeDrive, event, file
from tests.handlers.office import Office

BOTH = (Service.CALENDAR, Service.DRIVE)
MAIL_ONLY = frozenset(scope for scope in GOOGLE_SCOPES if "gmail" in scope)


async def connect(office: Office, scopes: frozenset[str] = frozenset(GOOGLE_SCOPES)) -> str:
    """Alice's mailbox, connected with these scopes."""
    access = office.google.oauth.issue(ALICE_MAIL, tuple(scopes))
    tokens = Tokens(access, "refresh", office.db.now() + timedelta(hours=1), scopes)
    return await office.services.mailboxes.connect(ALICE, tokens)


async def wanting(office: Office, **source: Any) -> tuple[str, Any]:
    """An account that wants both syncs, and services whose calendar or drive is the given one."""
    account, known = await join(office.db), office.services
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, BOTH, office.db.now())
    opened = {f"open_{name}": (lambda tokens, one=one: one) for name, one in source.items()}
    boxes = Mailboxes(known.db, known.vault, known.oauth, lambda tokens: FakeMail(known.db.now), **opened)
    return account.id, replace(known, mailboxes=boxes)


async def titles(office: Office, account_id: str, service: Service) -> set[str]:
    async with office.db.reading() as session:
        ids = await Documents(session).remote_ids(account_id, service)
        found = await Documents(session).of_remote(account_id, service, sorted(ids))
    return {document.title for document in found.values()}


async def sync_of(office: Office, account_id: str, service: Service) -> Sync:
    async with office.db.reading() as session:
        found = await Syncs(session).get(account_id, service)
    assert found is not None
    return found


async def test_the_sample_calendar_and_files_are_read_after_connecting(office: Office) -> None:
    account_id = await connect(office)
    assert {ring.job for ring in await first_syncs(office.services, account_id)} == {
        "jobs.sync_calendar.sync_calendar",
        "jobs.sync_drive.sync_drive",
    }
    await sync_calendar(office.services, account_id)
    await sync_drive(office.services, account_id)
    events, files = [await titles(office, account_id, service) for service in BOTH]
    assert {"Monday meeting", "Call with Northgate Labs about the pH probes", "Dentist"} <= events
    assert {"Budget 2027", "Monday meeting - minutes in full", "Hall plan.pdf"} <= files
    assert not {"Stray light of Kestrel's second grating", "Salary review 2027"} & (events | files)  # Bob's alone
    assert [(one.done, bool(one.cursor)) for one in [await sync_of(office, account_id, s) for s in BOTH]] == [
        (1, True),
        (1, True),
    ]
    assert office.bell.names == ["embed_documents", "embed_documents"]


async def test_a_later_reading_takes_what_changed_and_no_more(office: Office) -> None:
    account_id = await connect(office)
    await sync_calendar(office.services, account_id)
    await sync_drive(office.services, account_id)
    office.bell.rings.clear()
    world: GoogleWorld = office.google
    world.calendars[ALICE_MAIL].cancel("dentist")
    world.drive.remove("1FernhillSample0001")
    world.drive.files["1FernhillSample0002"].content = b"Five years now."
    world.drive.files["1FernhillSample0002"].modified = office.db.now()
    world.drive.put(world.drive.files["1FernhillSample0002"])
    async with office.db.transaction() as session:
        await Syncs(session).want(account_id, BOTH, office.db.now())
    await sync_calendar(office.services, account_id)
    await sync_drive(office.services, account_id)
    assert "Dentist" not in await titles(office, account_id, Service.CALENDAR)
    assert "Price list" not in await titles(office, account_id, Service.DRIVE)
    async with office.db.reading() as session:
        warranty = await Documents(session).find(account_id, Service.DRIVE, "1FernhillSample0002")
    assert warranty is not None and warranty.text == "Five years now."
    await sync_calendar(office.services, account_id)  # nobody wants it any more
    assert office.bell.names == ["embed_documents", "embed_documents"]


async def test_what_was_not_allowed_is_not_read_and_says_so_when_used(office: Office) -> None:
    account_id = await connect(office, MAIL_ONLY)
    assert await first_syncs(office.services, account_id) == []
    await sync_calendar(office.services, account_id)
    await sync_drive(office.services, account_id)
    assert await titles(office, account_id, Service.CALENDAR) == set()
    for use in (
        lambda: office.services.mailboxes.calendar(account_id).event("dentist"),
        lambda: office.services.mailboxes.drive(account_id).file("f1"),
    ):
        with pytest.raises(Permanent) as refused:
            await use()
        assert refused.value.failure == Failure.PARTIAL
    assert (await office.services.mailboxes.of(account_id).profile()).email == ALICE_MAIL
    assert await connect(office) == account_id
    assert len(await first_syncs(office.services, account_id)) == 2
    assert await office.services.mailboxes.calendar(account_id).event("dentist") is not None
    await connect(office, MAIL_ONLY)
    assert await first_syncs(office.services, account_id) == []


async def test_what_is_allowed_no_longer_leaves_the_index_and_comes_back_once_it_is(office: Office) -> None:
    account_id = await connect(office)
    await sync_drive(office.services, account_id)
    await sync_calendar(office.services, account_id)
    await connect(office, frozenset(GOOGLE_SCOPES) - {"https://www.googleapis.com/auth/drive"})
    assert await titles(office, account_id, Service.DRIVE) == set()
    assert "Dentist" in await titles(office, account_id, Service.CALENDAR)
    async with office.db.reading() as session:
        left = await Documents(session).leaving(account_id, 100)
    await clear_out(office.db, office.services.library, account_id, 100)
    async with office.db.reading() as session:
        assert (len(left), await Documents(session).leaving(account_id, 100)) == (10, [])
    await connect(office)
    await sync_drive(office.services, account_id)
    assert "Budget 2027" in await titles(office, account_id, Service.DRIVE)


async def test_a_wish_for_what_is_not_allowed_rests(office: Office) -> None:
    calendar = FakeCalendar()
    account_id, services = await wanting(office, calendar=calendar)
    async with office.db.transaction() as session:
        await Accounts(session).change(account_id, scopes=" ".join(MAIL_ONLY))
    await sync_calendar(services, account_id)
    assert calendar.asked == []


async def test_two_workers_at_once_read_once(office: Office) -> None:
    calendar = FakeCalendar()
    calendar.holds("", event("e1"), then="c1")
    account_id, services = await wanting(office, calendar=calendar)
    await asyncio.gather(*(sync_calendar(services, account_id) for _ in range(5)))
    assert calendar.asked == [""]


async def test_a_wish_that_comes_while_reading_is_answered_too(office: Office) -> None:
    drive = FakeDrive()
    account_id, services = await wanting(office, drive=drive)

    async def want() -> None:
        async with office.db.transaction() as session:
            await Syncs(session).want(account_id, [Service.DRIVE], office.db.now())

    drive.after[""] = [FilePage((), None), FilePage((FileChange("f1", file("f1")),), "c1")]
    drive.between = want
    drive.holds("c1", then="c2")
    await sync_drive(services, account_id)
    found = await sync_of(office, account_id, Service.DRIVE)
    assert (drive.asked, found.done, found.cursor) == (["", "c1"], found.wanted, "c2")


async def test_a_long_reading_lets_others_work_and_goes_on(office: Office, clock: Clock) -> None:
    drive = FakeDrive()
    account_id, services = await wanting(office, drive=drive)
    pages = [FilePage((FileChange(f"f{n}", file(f"f{n}")),), None if n < 3 else "c1") for n in range(4)]
    drive.after[""] = list(pages)

    async def slow() -> None:
        clock.advance(40)

    drive.between = slow
    await sync_drive(services, account_id)
    assert (drive.read, office.bell.names) == (["f0", "f1", "f2"], ["embed_documents", "sync_drive"])
    found = await sync_of(office, account_id, Service.DRIVE)
    assert (found.cursor, found.wanted - found.done) == ("", 1)
    drive.between = None
    await sync_drive(services, account_id)
    assert drive.read == ["f0", "f1", "f2", "f3"]
    assert (await sync_of(office, account_id, Service.DRIVE)).cursor == "c1"


async def test_a_worker_killed_between_page_and_cursor_loses_nothing(office: Office) -> None:
    calendar = FakeCalendar()
    calendar.after[""] = [EventPage((event("e1"),), None), EventPage((event("e2"),), "c1")]
    account_id, services = await wanting(office, calendar=calendar)
    reached = asyncio.Event()

    async def hang() -> None:
        reached.set()
        await asyncio.Event().wait()

    calendar.between = hang
    worker = asyncio.create_task(sync_calendar(services, account_id))
    await reached.wait()
    worker.cancel()
    await asyncio.gather(worker, return_exceptions=True)
    assert (await sync_of(office, account_id, Service.CALENDAR)).cursor == ""
    calendar.between = None
    await sync_calendar(services, account_id)
    assert len(await titles(office, account_id, Service.CALENDAR)) == 1  # both are called the same
    found = await sync_of(office, account_id, Service.CALENDAR)
    assert (found.cursor, found.done) == ("c1", found.wanted)


async def test_a_passing_failure_is_kept_and_tried_again_and_success_clears_it(office: Office) -> None:
    calendar = FakeCalendar()
    calendar.after[""] = [Temporary("down")]
    account_id, services = await wanting(office, calendar=calendar)
    with pytest.raises(Temporary):
        await sync_calendar(services, account_id)
    found = await sync_of(office, account_id, Service.CALENDAR)
    assert (found.failure, found.done) == (Failure.SERVICE_DOWN, 0)
    calendar.holds("", then="c1")
    await sync_calendar(services, account_id)
    assert (await sync_of(office, account_id, Service.CALENDAR)).failure == ""


async def test_a_refusal_that_stays_is_told_of_once(office: Office) -> None:
    calendar = FakeCalendar()
    calendar.after[""] = [Permanent("accessNotConfigured")]
    account_id, services = await wanting(office, calendar=calendar)
    with pytest.raises(Permanent):
        await sync_calendar(services, account_id)
    for _ in range(3):
        async with office.db.transaction() as session:
            await Syncs(session).want(account_id, [Service.CALENDAR], office.db.now())
        await sync_calendar(services, account_id)
    assert len(calendar.asked) == 4


async def rung(office: Office, minute: int) -> list[tuple[str, object]]:
    office.bell.rings.clear()
    await sweep(office.services, minute)
    return sorted((ring.job.rpartition(".")[2], ring.args[0]) for ring in office.bell.rings if "sync_" in ring.job)


async def test_the_sweep_rings_each_account_once_in_its_window_and_late_ones_again(
    office: Office, clock: Clock
) -> None:
    account_id = await connect(office)
    services = [("sync_calendar", account_id), ("sync_drive", account_id), ("sync_mailbox", account_id)]
    found = [await rung(office, minute) for minute in range(1, 16)]
    assert [one for one in found if ("sync_drive", account_id) in one] == [services]
    clock.advance(301)
    turn = next(minute for minute, one in enumerate(found, 1) if one == services)
    assert await rung(office, turn + 1) == services
    assert await rung(office, turn + 1) == [("sync_mailbox", account_id)]
    async with office.db.transaction() as session:
        await Accounts(session).change(account_id, state=AccountState.RECONNECT)
    clock.advance(3600)
    assert [await rung(office, minute) for minute in range(1, 16)] == [[]] * 15


async def test_an_account_of_before_goes_on_with_mail_alone(office: Office) -> None:
    account_id = await connect(office, MAIL_ONLY)
    assert {name for minute in range(1, 16) for name, _ in await rung(office, minute)} == {"sync_mailbox"}
    assert await titles(office, account_id, Service.DRIVE) == set()


async def test_after_a_change_of_ones_own_the_service_is_read_again_if_it_is_read_at_all(office: Office) -> None:
    account_id = await connect(office)
    await sync_calendar(office.services, account_id)
    (ring,) = await look_again(office.services, account_id, Service.CALENDAR)
    assert (ring.job, ring.args) == ("jobs.sync_calendar.sync_calendar", (account_id,))
    found = await sync_of(office, account_id, Service.CALENDAR)
    assert found.wanted - found.done == 1
    await connect(office, MAIL_ONLY)
    assert await look_again(office.services, account_id, Service.CALENDAR) == []
