"""Whose turn it is: intervals of one's own, services left out, watches renewed, lapsed and silent ones repaired."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from assistant.preferring import pause
from bot.errors import Failure, Permanent, Temporary
from connectors.mail.source import Change, ChangePage
from jobs.say_left_out import say_left_out
from jobs.service_sync import due
from jobs.sweep import sweep
from jobs.sync_mailbox import sync_mailbox
from jobs.turns import is_turn, turns_of, watches_due
from jobs.watch_mailbox import watch_mailbox
from storage.accounts import Account, Accounts
from storage.documents import Service
from storage.syncs import HISTORY, Syncs
from tests.cast import ALICE, join
from tests.database_fixture import Clock
from tests.fakes import INBOX, FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail

TOPIC = "projects/sandbox/topics/mail"
WEEK = timedelta(days=7)


async def changed(office: Office, account: Account, **values: Any) -> Account:
    """The account as it stands, after changes if there are any."""
    async with office.db.transaction() as session:
        if values:
            await Accounts(session).change(account.id, **values)
    async with office.db.reading() as session:
        found = await Accounts(session).get(account.id)
    assert found is not None
    return found


def test_turns_are_spread_over_the_window_and_each_account_has_one() -> None:
    turns = Counter(next(m for m in range(15) if is_turn(f"account{n}", m, 15)) for n in range(3000))
    assert len(turns) == 15 and min(turns.values()) > 130 and max(turns.values()) < 270
    assert all(sum(is_turn(f"account{n}", m, 15) for m in range(60)) == 4 for n in range(50))


@pytest.mark.parametrize(("every", "looks"), [(None, 4), (5, 12), (60, 1), (0, 0)])
async def test_an_account_is_looked_at_as_often_as_its_owner_wants(
    office: Office, every: int | None, looks: int
) -> None:
    account = await changed(office, await join(office.db), preferences={"every_minutes": every})
    assert sum(turns_of([account], minute, 15) == [account] for minute in range(60)) == looks


async def test_a_service_that_is_switched_off_is_neither_asked_for_nor_read(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await changed(office, account, preferences={"every_minutes": 1, "skipped_services": ["drive"]})
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, ["calendar", "drive"], clock())
    await sweep(office.services, 1)
    assert (len(office.bell.of("sync_calendar")), office.bell.of("sync_drive")) == (1, [])
    assert await due(office.services, account.id, Service.DRIVE) is None
    assert await due(office.services, account.id, Service.CALENDAR) is not None
    clock.advance(3600)
    await sweep(office.services, 2)
    assert office.bell.of("sync_drive") == []  # its wish was answered by not reading it


async def test_a_watch_is_renewed_daily_and_one_that_lapsed_within_the_hour(office: Office, clock: Clock) -> None:
    account = await changed(office, await join(office.db), watch_until=clock() + WEEK, watch_tried_at=clock())
    renewed = next(h for h in range(48) if watches_due([account], clock() + timedelta(hours=h)))
    assert 24 <= renewed <= 37
    account = await changed(office, account, watch_until=clock() - timedelta(seconds=1), watch_tried_at=clock())
    assert watches_due([account], clock()) == []
    assert watches_due([account], clock() + timedelta(minutes=61)) == [account.id]


async def test_a_watch_that_is_refused_is_told_by_the_row_and_tried_hourly(office: Office, clock: Clock) -> None:
    account, mail = await join(office.db), FakeMail(office.db.now)
    services = with_mail(office, mail, pubsub_topic=TOPIC)
    mail.fail("watch", Permanent("no such topic", Failure.NOT_FOUND))
    await watch_mailbox(services, account.id)
    refused = await changed(office, account)
    assert (refused.watch_failure, refused.watch_until) == ("not_found", None)
    await watch_mailbox(services, account.id)
    renewed = await changed(office, account)
    assert renewed.watch_failure == "" and renewed.watch_until == clock() + WEEK
    mail.fail("watch", Temporary("away"))
    with pytest.raises(Temporary):
        await watch_mailbox(services, account.id)


async def synced(office: Office, clock: Clock, pushed_after: float | None, found: bool = True) -> Account:
    """A look that finds mail (or none); a push came so many seconds after the look before it, None: no push."""
    before, account = clock(), await join(office.db, cursor="1")
    pushed = None if pushed_after is None else before + timedelta(seconds=pushed_after)
    watched = before - timedelta(hours=2)
    await changed(
        office, account, watch_until=before + WEEK, watch_tried_at=watched, last_sync_at=before, last_push_at=pushed,
        sync_wanted=1,
    )  # fmt: skip
    clock.advance(900)
    mail = FakeMail(office.db.now)
    mail.pages["1"] = [ChangePage((Change("added", "m1", "t1", INBOX),) if found else (), "2")]
    await sync_mailbox(with_mail(office, mail), account.id)
    return await changed(office, account)


async def test_mail_that_came_without_a_push_sets_the_watch_again(office: Office, clock: Clock) -> None:
    account = await synced(office, clock, pushed_after=None)
    assert account.watch_until is None and watches_due([account], clock()) == [account.id]


@pytest.mark.parametrize(("pushed_after", "found"), [(60, True), (None, False)])
async def test_a_watch_that_works_is_left_alone(office: Office, clock: Clock, pushed_after: Any, found: bool) -> None:
    assert (await synced(office, clock, pushed_after, found)).watch_until is not None


async def test_after_a_lost_cursor_the_history_is_listed_again_for_what_the_bounds_leave_out(office: Office) -> None:
    account = await changed(office, await join(office.db, cursor="expired"), sync_wanted=1)
    await sync_mailbox(with_mail(office, FakeMail(office.db.now)), account.id)
    async with office.db.reading() as session:
        history = await Syncs(session).get(account.id, HISTORY)
    assert history is not None and (history.wanted, history.done) == (1, 0)


async def test_an_owner_is_told_what_mail_gets_no_card_after_a_long_standstill(office: Office, clock: Clock) -> None:
    account = await changed(office, await join(office.db, cursor="expired"), sync_wanted=1, last_sync_at=clock())
    clock.advance(60 * 86400)
    await sync_mailbox(with_mail(office, FakeMail(office.db.now)), account.id)
    (ring,) = office.bell.of("say_left_out")
    await say_left_out(office.services, account.id, *map(int, ring.args[1:]))
    (told,) = office.slack.talk.direct("U0ALICE").messages
    assert "for about 61 days" in str(told.blocks) and "of the last 31 days" in str(told.blocks)
    await pause(office.db, ALICE, account.id, paused=True)
    await say_left_out(office.services, account.id, *map(int, ring.args[1:]))
    assert len(office.slack.talk.direct("U0ALICE").messages) == 1
