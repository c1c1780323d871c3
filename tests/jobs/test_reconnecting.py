"""Access that has ended: its work rests at once, its owner is told, and after reconnecting nothing is missing."""

import json

from sqlalchemy import func, select

from jobs.dead_letters import DeadLetterBox
from jobs.runner import Call, Done, Outcome, find_jobs, perform
from jobs.sweep import sweep
from sandbox.google.post import Arrival
from sandbox.google.rfc822 import split
from storage.accounts import Account, Accounts, AccountState
from storage.dead_letters import DeadLetter
from storage.documents import Documents, Service
from storage.messages import Message
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, ALICE_MAIL
from tests.database_fixture import Clock
from tests.fakes import write_mail
from tests.handlers.http.connecting import accounts, answer, come_back, follow, link_of, start
from tests.handlers.office import Office

JOBS = find_jobs("jobs")
READING = ("sync_mailbox", "sync_calendar", "sync_drive", "read_history", "watch_mailbox")


def arrives(office: Office, subject: str) -> str:
    """Mail from outside, now; its id."""
    mail = write_mail("Sarah <sarah@northlab.example>", subject, "Is it in stock?", to=ALICE_MAIL)
    arrival = Arrival(office.db.now(), "sarah@northlab.example", {}, frozenset({"INBOX"}))
    return office.google.post.deliver(split(mail), [ALICE_MAIL], arrival)[ALICE_MAIL]


async def run(office: Office, job: str, *args: str) -> Outcome:
    """One job, as a worker runs it that has tries left."""
    path = f"jobs.{job}.{job}"
    call = Call("j", "e", "inbound", path, args, 60, (30, 60), 1, 0, "c", {})
    return await perform(call, JOBS, office.services, DeadLetterBox(office.db, office.bell, JOBS))


async def connected(office: Office) -> Account:
    """Alice's mailbox with one mail, all of it read."""
    assert (await come_back(office, await start(office)))[0] == 200
    (account,) = await accounts(office)
    arrives(office, "Before")
    for job in READING:
        assert await run(office, job, account.id) == Done()
    return account


async def all_wanted(office: Office, account_id: str) -> None:
    """The schedule wants everything looked at again."""
    async with office.db.transaction() as session:
        await Accounts(session).want_sync([account_id])
        await Syncs(session).want(account_id, [Service.CALENDAR, Service.DRIVE, HISTORY], office.db.now())


async def known(office: Office) -> list[str]:
    """Gmail's ids of the mails that were found, each as often as it was."""
    async with office.db.reading() as session:
        return sorted(await session.scalars(select(Message.remote_id)))


async def titles(office: Office, account_id: str, service: Service) -> set[str]:
    async with office.db.reading() as session:
        ids = await Documents(session).remote_ids(account_id, service)
        found = await Documents(session).of_remote(account_id, service, sorted(ids))
    return {document.title for document in found.values()}


async def test_its_jobs_stop_without_retries_and_dead_letters_and_its_owner_is_told_once(office: Office) -> None:
    account = await connected(office)
    await all_wanted(office, account.id)
    office.google.oauth.revoke_all(ALICE_MAIL)
    office.bell.rings.clear()
    assert [await run(office, job, account.id) for job in READING] == [Done()] * len(READING)
    (left,) = await accounts(office)
    assert (left.state, left.cursor != "", left.sync_wanted > left.sync_done) == (AccountState.RECONNECT, True, True)
    assert len(office.bell.of("say_reconnect")) >= 1
    for ring in office.bell.of("say_reconnect"):
        await run(office, "say_reconnect", *map(str, ring.args))
    assert json.dumps(office.calls("chat.postMessage")).count("Google's permission has ended: ") == 1
    async with office.db.reading() as session:
        assert await session.scalar(select(func.count()).select_from(DeadLetter)) == 0


async def test_nothing_is_rung_for_it_until_it_is_connected_again(office: Office, clock: Clock) -> None:
    account = await connected(office)
    await all_wanted(office, account.id)
    office.google.oauth.revoke_all(ALICE_MAIL)
    await run(office, "sync_mailbox", account.id)
    office.bell.rings.clear()
    for minute in range(1, 40):
        clock.advance(60)
        await sweep(office.services, minute)
    assert set(office.bell.names) <= {"say_reconnect", "prune_mailbox"}  # what is old leaves in any state


async def test_with_the_queue_down_the_sweep_tells_it(office: Office) -> None:
    account = await connected(office)
    await all_wanted(office, account.id)
    office.google.oauth.revoke_all(ALICE_MAIL)
    office.bell.down = True
    assert await run(office, "sync_mailbox", account.id) == Done()
    office.bell.down = False
    office.bell.rings.clear()
    await sweep(office.services, 1)
    assert [ring.args for ring in office.bell.of("say_reconnect")] == [(account.id,)]


async def test_after_reconnecting_all_goes_on_where_it_stopped(office: Office, clock: Clock) -> None:
    account = await connected(office)
    assert "Dentist" in await titles(office, account.id, Service.CALENDAR)
    office.google.oauth.revoke_all(ALICE_MAIL)
    await all_wanted(office, account.id)
    await run(office, "sync_mailbox", account.id)
    meanwhile = arrives(office, "Meanwhile")
    office.google.calendars[ALICE_MAIL].cancel("dentist")
    office.google.drive.remove("1FernhillSample0001")
    clock.advance(3600)
    asked = await follow(office, link_of(office, ALICE, "reconnect", account.id))
    office.bell.rings.clear()
    assert (await come_back(office, asked))[0] == 200
    after = arrives(office, "After")
    assert {"watch_mailbox", "read_history", "sync_calendar", "sync_drive"} <= set(office.bell.names)
    for job in READING:
        assert await run(office, job, account.id) == Done()
    (again,) = await accounts(office)
    assert (again.id, again.state, again.sync_done) == (account.id, AccountState.CONNECTED, again.sync_wanted)
    (before,) = set(await known(office)) - {meanwhile, after}
    assert await known(office) == sorted([before, meanwhile, after])
    assert "Dentist" not in await titles(office, account.id, Service.CALENDAR)
    assert "Price list" not in await titles(office, account.id, Service.DRIVE)


async def test_two_mailboxes_of_one_person_end_and_go_on_each_for_itself(office: Office) -> None:
    first = await connected(office)
    asked = await start(office)
    _, page = await come_back(office, asked, email="bob@fernhill.example")
    assert "“Alice Marsh”" in page
    assert (await answer(office, page))[0] == 200
    (second,) = [box for box in await accounts(office) if box.id != first.id]
    assert second.user_id == first.user_id
    office.google.oauth.revoke_all("bob@fernhill.example")
    for box in (first, second):
        await all_wanted(office, box.id)
        assert await run(office, "sync_mailbox", box.id) == Done()
    states = {box.email: box.state for box in await accounts(office)}
    assert states == {ALICE_MAIL: AccountState.CONNECTED, "bob@fernhill.example": AccountState.RECONNECT}
