"""Listing and reading older mail: in stretches, one at a time, resumed wherever it stopped (SPEC IN10)."""

from typing import Any

import pytest

from assistant.gathering import READ_AT_ONCE
from bot.errors import Failure, Permanent, Reconnect, Temporary
from jobs.index_mails import index_mails
from jobs.pace import AT_ONCE
from jobs.read_history import PAGES, read_history
from jobs.sweep import sweep
from storage.accounts import Account, Accounts
from storage.documents import Documents
from storage.leases import lease
from storage.syncs import HISTORY, Sync, Syncs
from tests.cast import join, question
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail


async def wanted(office: Office) -> Account:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
    return account


async def sync_of(office: Office, account: Account) -> Sync:
    async with office.db.reading() as session:
        found = await Syncs(session).get(account.id, HISTORY)
    assert found is not None
    return found


async def unread(office: Office, account: Account) -> int:
    async with office.db.reading() as session:
        return len(await Documents(session).unread(account.id, 1000))


async def run(office: Office, mail: FakeMail, account: Account) -> list[str]:
    """One run of the listing; the jobs that it rang."""
    office.bell.rings.clear()
    await read_history(with_mail(office, mail), account.id)
    return office.bell.names


def wait_of(office: Office, number: int) -> float:
    """In how many seconds the job of that ring comes."""
    at = office.bell.rings[number].at
    assert at is not None
    return (at - office.db.now()).total_seconds()


async def test_a_stretch_is_listed_and_the_next_one_is_rung(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    assert await run(office, mail, account) == ["index_mails", "tell_history", "read_history"]
    assert mail.calls["listed"] == PAGES
    assert office.bell.rings[2].at is not None


async def test_at_the_end_the_wish_is_answered(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    mail.deliver(question())
    for _ in range(20):
        if await run(office, mail, account) == ["index_mails", "tell_history"]:
            break
    sync = await sync_of(office, account)
    assert (sync.wanted, sync.done, sync.cursor) == (1, 1, "")
    assert await run(office, mail, account) == []


async def test_what_fails_is_kept_as_words_for_its_owner_and_the_place_stays(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await run(office, mail, account)
    before = await sync_of(office, account)
    mail.fail("listed", Temporary("quota", Failure.RATE_LIMIT, retry_after=90))
    assert await run(office, mail, account) == ["tell_history", "read_history"]
    after = await sync_of(office, account)
    assert (after.failure, after.cursor) == ("rate_limit", before.cursor)
    assert 90 <= wait_of(office, 1) <= 113
    assert after.rung_at == office.bell.of("read_history")[-1].at  # until when it waits, which its owner is told
    await run(office, mail, account)
    assert (await sync_of(office, account)).failure == ""


async def test_a_quota_stop_of_the_reading_rests_and_leaves_no_dead_letter(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, 3)
    mail.fail("message", Permanent("quota", Failure.DAILY_QUOTA), times=3)
    await index_mails(with_mail(office, mail), account.id, "")
    assert office.bell.names == ["index_mails"]
    assert 3600 <= wait_of(office, 0) <= 4500
    await index_mails(with_mail(office, mail), account.id, str(office.bell.rings[0].args[1]))
    assert await unread(office, account) == 0


async def test_once_access_has_ended_nothing_is_rung_until_it_is_connected_again(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await run(office, mail, account)
    before = await sync_of(office, account)
    mail.fail("listed", Reconnect("revoked"))
    assert await run(office, mail, account) == ["tell_history"]
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state="reconnect")
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
    assert await run(office, mail, account) == []
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state="connected")
    mail.calls.clear()
    assert "read_history" in await run(office, mail, account)
    after = await sync_of(office, account)
    assert after.reached is not None and before.reached is not None and after.reached < before.reached
    assert after.started_at == before.started_at


async def test_a_mailbox_connected_again_is_read_on_at_once(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, 2 * AT_ONCE + 1)
    await index_mails(with_mail(office, mail), account.id, "")
    row = str(office.bell.of("index_mails")[0].args[1])
    mail.fail("message", Reconnect("revoked"), times=READ_AT_ONCE)
    await index_mails(with_mail(office, mail), account.id, row)
    assert len(office.bell.of("index_mails")) == 1  # nothing comes back by itself
    await index_mails(with_mail(office, mail), account.id, "")
    assert len(office.bell.of("index_mails")) == 2


async def test_once_its_owner_has_stopped_it_older_mail_rests_and_new_mail_is_read_as_ever(
    office: Office, clock: Clock
) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    mail.deliver(question(subject="Old"))
    clock.advance(3600)
    await run(office, mail, account)
    async with office.db.transaction() as session:
        await Syncs(session).stop(account.id, clock())
        new = mail.deliver(question(subject="New"))
        await Documents(session).expect(account.id, [(new.remote_id, "t9")], clock(), clock())
    assert await run(office, mail, account) == []
    await index_mails(with_mail(office, mail), account.id, "")
    async with office.db.reading() as session:
        assert await Documents(session).unread(account.id, 9) == ["m1"]
    async with office.db.transaction() as session:
        await Syncs(session).resume(account.id, clock())
    assert "read_history" in await run(office, mail, account)
    await index_mails(with_mail(office, mail), account.id, "")
    assert await unread(office, account) == 0


async def test_it_is_never_done_twice_at_once(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    async with lease(office.db, f"history:{account.id}", 60):
        assert await run(office, mail, account) == []
    assert mail.calls["listed"] == 0


@pytest.mark.parametrize("values", [{"state": "reconnect"}, {"paused": True}])
async def test_an_account_that_may_not_work_is_left_alone(office: Office, values: dict[str, Any]) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, **values)
    assert await run(office, mail, account) == []
    await index_mails(with_mail(office, mail), account.id, "")
    await index_mails(with_mail(office, mail), "unknown", "")
    assert (mail.calls["listed"], office.bell.names) == (0, [])


async def test_mails_are_read_in_batches_with_a_rest_between(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    for number in range(AT_ONCE + 3):
        mail.deliver(question(subject=f"Mail {number}"))
    async with office.db.transaction() as session:
        ids = [(remote_id, "t1") for remote_id in mail.held]
        await Documents(session).expect(account.id, ids, office.db.now(), office.db.now())
    await index_mails(with_mail(office, mail, gmail_units_per_minute=0), account.id, "")
    assert await unread(office, account) == 3
    assert office.bell.names == ["embed_documents", "index_mails"]
    assert office.bell.rings[1].at is not None and office.bell.rings[1].at > office.db.now()
    row = str(office.bell.rings[1].args[1])
    office.bell.rings.clear()
    await index_mails(with_mail(office, mail, gmail_units_per_minute=0), account.id, row)
    assert (await unread(office, account), office.bell.names) == (0, ["embed_documents"])


async def test_where_the_quota_is_counted_it_makes_the_pace_and_mailboxes_take_turns(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, AT_ONCE + 1)
    await index_mails(with_mail(office, mail), account.id, "")
    (again,) = office.bell.of("index_mails")  # at the end of the queue, behind other mailboxes
    assert again.at is None and await unread(office, account) == 1


async def test_a_busy_reader_is_not_disturbed(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    async with lease(office.db, f"index:{account.id}", 60):
        await index_mails(with_mail(office, mail), account.id, "")
    assert office.bell.names == []


async def filled(office: Office, account: Account, mail: FakeMail, count: int) -> None:
    """Mails that are to be read."""
    for number in range(count):
        mail.deliver(question(subject=f"Mail {number}"))
    async with office.db.transaction() as session:
        ids = [(remote_id, "t1") for remote_id in mail.held]
        await Documents(session).expect(account.id, ids, office.db.now(), office.db.now())


async def test_however_many_ring_one_row_of_runs_goes_on(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, 3 * AT_ONCE + 1)
    for _ in range(3):  # three rings from outside: each reads a batch, the first one begins the row
        await index_mails(with_mail(office, mail), account.id, "")
    assert office.bell.names.count("index_mails") == 1
    stale = "a row that another one has replaced"
    await index_mails(with_mail(office, mail), account.id, stale)
    assert await unread(office, account) == 1
    assert office.bell.names.count("index_mails") == 1


async def test_a_row_that_meets_a_busy_reader_goes_on_later(office: Office) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, AT_ONCE + 1)
    await index_mails(with_mail(office, mail), account.id, "")
    row = str(office.bell.rings[-1].args[1])
    office.bell.rings.clear()
    async with lease(office.db, f"index:{account.id}", 60):
        await index_mails(with_mail(office, mail), account.id, row)
    assert [(ring.args, ring.at is not None) for ring in office.bell.rings] == [((account.id, row), True)]


async def test_the_sweep_brings_back_a_row_that_was_lost_and_no_second_one(office: Office, clock: Clock) -> None:
    account, mail = await wanted(office), FakeMail(office.db.now)
    await filled(office, account, mail, AT_ONCE + 1)
    await index_mails(with_mail(office, mail), account.id, "")
    clock.advance(100)
    office.bell.rings.clear()
    await sweep(office.services, 1)
    assert "index_mails" not in office.bell.names  # the row may still be resting
    clock.advance(60)
    await sweep(office.services, 2)
    assert office.bell.names.count("index_mails") == 1
    office.bell.rings.clear()
    await sweep(office.services, 3)
    assert "index_mails" not in office.bell.names


async def test_an_account_of_an_older_version_is_read_from_the_first_sweep_on(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Syncs(session).drop(account.id, [HISTORY])
    await sweep(office.services, 1)
    assert "read_history" in office.bell.names
    assert (await sync_of(office, account)).wanted == 1
    office.bell.rings.clear()
    await sweep(office.services, 2)
    assert "read_history" not in office.bell.names
