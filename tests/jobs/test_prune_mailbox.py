"""Pruning runs by itself, once an hour for each mailbox, as its owner and the deployment want it."""

from dataclasses import replace
from typing import Any

from assistant.indexing import index_document
from jobs.prune_mailbox import prune_mailbox
from jobs.read_history import read_history
from jobs.sweep import sweep
from storage.accounts import Account, Accounts
from storage.documents import Document, Documents, NewDocument, Service
from storage.syncs import HISTORY, Syncs
from tests.cast import join, question
from tests.database_fixture import START, Clock
from tests.fakes import FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail

LONG = "The quote follows. " * 40


async def shelve(office: Office, account: Account, count: int) -> None:
    for number in range(count):
        new = NewDocument(Service.GMAIL, f"m{number}", "Quote", LONG, START)
        await index_document(office.db, office.services.library, account.id, new)


async def documents(office: Office, account: Account) -> list[Document]:
    async with office.db.reading() as session:
        known = Documents(session)
        ids = await known.remote_ids(account.id, Service.GMAIL)
        return list((await known.of_remote(account.id, Service.GMAIL, sorted(ids))).values())


async def prune(office: Office, account: Account, **settings: Any) -> None:
    services = replace(office.services, settings=office.services.settings.model_copy(update=settings))
    await prune_mailbox(services, account.id)


async def test_each_mailbox_has_its_minute_in_the_hour(office: Office) -> None:
    accounts = [await join(office.db, email=f"box{number}@fernhill.example") for number in range(3)]
    for minute in range(1, 61):
        await sweep(office.services, minute)
    assert sorted(ring.args for ring in office.bell.of("prune_mailbox")) == sorted((one.id,) for one in accounts)


async def test_without_a_rule_everything_is_kept(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await shelve(office, account, 2)
    clock.advance(86_400 * 900)
    await prune(office, account)
    assert [one.text for one in await documents(office, account)] == [LONG] * 2


async def test_the_deployment_can_keep_previews_of_all_mailboxes(office: Office) -> None:
    account = await join(office.db)
    await shelve(office, account, 120)
    await prune(office, account, keep_previews=True)
    assert max(len(one.text) for one in await documents(office, account)) <= 201
    assert "prune_mailbox" not in office.bell.names


async def test_an_owner_can_have_old_mail_erased(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    await shelve(office, account, 120)
    clock.advance(86_400 * 20)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, preferences={"keep_days": 14})
    await prune(office, account)
    assert await documents(office, account) == []
    assert office.bell.names == ["embed_documents"]


async def test_a_mailbox_that_is_gone_has_nothing_to_prune(office: Office) -> None:
    await prune_mailbox(office.services, "unknown")
    assert office.bell.rings == []


async def test_no_older_mail_is_read_than_is_kept(office: Office, clock: Clock) -> None:
    account, box = await join(office.db), FakeMail(office.db.now)
    box.deliver(question())
    clock.advance(86_400 * 20)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, preferences={"keep_days": 14})
        await Syncs(session).want(account.id, [HISTORY], clock())
    for _ in range(3):
        await read_history(with_mail(office, box), account.id)
    async with office.db.reading() as session:
        assert await Documents(session).unread(account.id, 10) == []
    assert box.calls["listed"] == 2


async def test_documents_of_others_are_not_touched(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    other = await join(office.db, email="other@fernhill.example")
    await shelve(office, account, 3)
    await shelve(office, other, 3)
    clock.advance(86_400 * 20)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, preferences={"keep": "previews", "keep_days": 14})
    await prune(office, account)
    assert [one.text for one in await documents(office, other)] == [LONG] * 3
