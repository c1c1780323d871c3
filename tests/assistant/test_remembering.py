"""The history of a mailbox: listed week by week, newest first, each page with its place, whatever happens (IN10)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from assistant.remembering import Progress, Stand, list_older, progress_of
from bot.errors import Temporary
from connectors.mail.source import MailSource
from storage.accounts import Account
from storage.db import Database, update_of
from storage.document_states import DocumentStates
from storage.documents import Document, Documents, DocumentState
from storage.syncs import HISTORY, Sync, Syncs
from tests.cast import join, question
from tests.database_fixture import Clock
from tests.fakes import DRAFT, SENT, FakeMail

DAYS = 60


async def begun(db: Database) -> Account:
    account = await join(db)
    async with db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], db.now())
    return account


async def sync_of(db: Database, account: Account) -> Sync:
    async with db.reading() as session:
        found = await Syncs(session).get(account.id, HISTORY)
    assert found is not None
    return found


async def expected(db: Database) -> list[str]:
    """The remote ids of the mails that are to be read, the newest week first."""
    async with db.reading() as session:
        return list(await session.scalars(select(Document.remote_id).order_by(Document.at.desc(), Document.remote_id)))


async def list_all(db: Database, mail: MailSource, account: Account) -> int:
    pages = 1
    while await list_older(db, mail, await sync_of(db, account), DAYS):
        pages += 1
        assert pages < 100, "it never ends"
    return pages


def mailbox(db: Database, clock: Clock, ages: list[float]) -> FakeMail:
    """A mailbox with a mail of each age in days; each one's id is m1, m2, … in the order of the ages."""
    mail, now = FakeMail(db.now), clock()
    for age in ages:
        clock._now = now - timedelta(days=age)
        mail.deliver(question())
    clock._now = now
    return mail


async def test_all_mail_of_the_period_is_noted_newest_week_first(db: Database, clock: Clock) -> None:
    account, mail = await begun(db), mailbox(db, clock, [1, 20, 3, 59, 61, 8])
    await list_all(db, mail, account)
    assert await expected(db) == ["m1", "m3", "m6", "m2", "m4"]
    sync = await sync_of(db, account)
    assert sync.count == 5
    assert sync.reached == db.now() - timedelta(days=DAYS)
    assert sync.started_at == db.now()


async def test_sent_mail_is_noted_and_drafts_are_not(sqlite_db: Database, clock: Clock) -> None:
    account, mail = await begun(sqlite_db), FakeMail(sqlite_db.now)
    mail.deliver(question(), labels=SENT)
    mail.deliver(question(), labels=DRAFT)
    clock.advance(3600)
    await list_all(sqlite_db, mail, account)
    assert await expected(sqlite_db) == ["m1"]


async def test_a_busy_week_is_listed_in_pages_and_nothing_twice(db: Database, clock: Clock) -> None:
    account, mail = await begun(db), mailbox(db, clock, [0.5 + n / 100 for n in range(25)])
    mail.listed_at_once = 10
    await list_all(db, mail, account)
    assert sorted(await expected(db)) == sorted(mail.held)
    assert (await sync_of(db, account)).count == 25


async def test_a_page_that_failed_is_asked_for_again_and_the_place_stays(db: Database, clock: Clock) -> None:
    account, mail = await begun(db), mailbox(db, clock, [1, 8, 15])
    assert await list_older(db, mail, await sync_of(db, account), DAYS)
    mail.fail("listed", Temporary("quota"))
    with pytest.raises(Temporary):
        await list_older(db, mail, await sync_of(db, account), DAYS)
    assert await expected(db) == ["m1"]
    await list_all(db, mail, account)
    assert await expected(db) == ["m1", "m2", "m3"]


async def test_mail_that_arrived_before_is_noted_once(db: Database, clock: Clock) -> None:
    account, mail = await begun(db), mailbox(db, clock, [1])
    await list_all(db, mail, account)
    async with db.transaction() as session:
        await session.execute(update_of(Document).values(state=DocumentState.DONE))
        await Syncs(session).change(account.id, HISTORY, cursor="", count=0)
    await list_all(db, mail, account)
    assert await expected(db) == ["m1"]
    assert (await sync_of(db, account)).count == 0


async def test_without_days_nothing_is_listed(sqlite_db: Database) -> None:
    account, mail = await begun(sqlite_db), FakeMail(sqlite_db.now)
    assert not await list_older(sqlite_db, mail, await sync_of(sqlite_db, account), 0)
    assert mail.calls["listed"] == 0


async def test_what_is_told_of_the_progress_follows_the_rows(db: Database, clock: Clock) -> None:
    account, mail = await begun(db), mailbox(db, clock, [1, 8, 15, 22])

    async def told() -> Progress:
        async with db.reading() as session:
            found = await progress_of(session, account, await sync_of(db, account))
        assert found is not None
        return found

    async with db.reading() as session:
        assert await progress_of(session, account, await sync_of(db, account)) is None
    await list_older(db, mail, await sync_of(db, account), DAYS)
    first = await told()
    assert (first.stand, first.read, first.total) == (Stand.READING, 0, 9)  # one in a week: nine in sixty days
    await list_all(db, mail, account)
    async with db.transaction() as session:
        read = Document.remote_id.in_(["m1", "m2"])
        await session.execute(update_of(Document).where(read).values(state=DocumentState.DONE))
        await Documents(session).expect(account.id, [("live", "t")], clock(), clock())  # new mail is none of it
    assert ((await told()).stand, (await told()).read, (await told()).total) == (Stand.READING, 2, 4)
    async with db.transaction() as session:
        await DocumentStates(session).put_behind(account.id, ["m3"], clock())
        await session.execute(update_of(Document).where(Document.remote_id == "m4").values(state=DocumentState.DONE))
    last = await told()
    assert (last.stand, last.read, last.behind) == (Stand.FINISHED, 3, 1)
