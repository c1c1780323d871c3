"""/mailroom sync and the buttons of the older mail: at once, once at a time, and only for the owner."""

import json
from datetime import timedelta

import pytest

from connectors.mail.source import Change, ChangePage
from jobs.say_reconnect import say_reconnect
from jobs.sync_asked import sync_asked
from jobs.tell_history import tell_history
from storage.accounts import Account, Accounts, AccountState
from storage.leases import lease
from storage.syncs import ASKED, HISTORY, Sync, Syncs
from tests.cast import BOB, join, question
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.fakes import INBOX, FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail


async def typed(office: Office, who: str = "U0ALICE") -> str:
    """What /mailroom sync answers."""
    answer = await office.command(who, "sync")
    assert answer["ms"] < 3000
    return str(json.loads(answer["body"])["blocks"])


async def sync_of(office: Office, account: Account, service: str) -> Sync:
    async with office.db.reading() as session:
        found = await Syncs(session).get(account.id, service)
    assert found is not None
    return found


def told(office: Office) -> list[str]:
    """What stands in Alice's DM for good."""
    messages = office.slack.talk.direct("U0ALICE").messages
    return [message.text + str(message.blocks) for message in messages if not message.ephemeral_for]


async def test_somebody_new_is_taught_how_to_begin(office: Office) -> None:
    assert "/mailroom connect" in await typed(office)


async def test_a_look_that_finds_access_ended_leads_to_the_one_message_that_says_so(office: Office) -> None:
    account = await join(office.db, cursor="1")
    mail = FakeMail(office.db.now)
    await typed(office)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT, end_told=False)
    await sync_asked(with_mail(office, mail), account.id)
    assert told(office) == []
    for ring in office.bell.of("say_reconnect"):
        await say_reconnect(office.services, *map(str, ring.args))
    (message,) = told(office)
    assert "Google access has ended" in message and "connect_clicked" in message
    await sync_asked(with_mail(office, mail), account.id)
    assert len(told(office)) == 1


async def test_everything_is_looked_at_and_the_result_is_told_once(office: Office, clock: Clock) -> None:
    account = await join(office.db, cursor="1")
    mail = FakeMail(office.db.now)
    mail.pages["1"] = [ChangePage((Change("added", "m1", "t1", INBOX),), "2")]
    mail.pages["2"] = [ChangePage((), "2")]
    assert "Looking now" in await typed(office)
    assert [ring.args for ring in office.bell.of("sync_asked")] == [(account.id,)]
    services = with_mail(office, mail)
    await sync_asked(services, account.id)
    (said,) = told(office)
    assert "1 new mail, handled one by one" in said
    await sync_asked(services, account.id)
    assert len(told(office)) == 1
    asked = await sync_of(office, account, ASKED)
    assert (asked.wanted, asked.done, asked.last_at) == (1, 1, clock())


async def test_a_look_is_not_begun_twice_nor_again_within_half_a_minute(office: Office, clock: Clock) -> None:
    account = await join(office.db, cursor="1")
    mail = FakeMail(office.db.now)
    mail.pages["1"] = [ChangePage((), "1")]
    await typed(office)
    assert "Being looked at already" in await typed(office)
    await sync_asked(with_mail(office, mail), account.id)
    assert "within the last half minute" in await typed(office)
    assert len(office.bell.of("sync_asked")) == 1
    clock.advance(31)
    assert "Looking now" in await typed(office)
    clock.advance(301)  # it never ended
    assert "Looking now" in await typed(office)


@pytest.mark.parametrize("values", [{"state": "reconnect"}, {"paused": True}])
async def test_a_mailbox_that_may_not_be_worked_on_is_named_as_such(office: Office, values: dict[str, object]) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, **values)
    assert "Not looked at" in await typed(office)
    assert office.bell.of("sync_asked") == []


async def test_what_another_run_reads_is_waited_for(office: Office, clock: Clock) -> None:
    account = await join(office.db, cursor="1")
    mail = FakeMail(office.db.now)
    mail.pages["1"] = [ChangePage((), "1")]
    await typed(office)
    async with lease(office.db, f"sync:{account.id}", 60):
        await sync_asked(with_mail(office, mail), account.id)
    assert told(office) == []
    assert office.bell.of("sync_asked")[-1].at == clock() + timedelta(seconds=3)


async def reading(office: Office, clock: Clock) -> tuple[Account, tuple[str, str]]:
    """Alice's older mail is being read: her account, and the place of the message that says so."""
    account = await join(office.db)
    mail = FakeMail(office.db.now)
    mail.deliver(question())
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
        await Syncs(session).change(account.id, HISTORY, started_at=clock(), count=9, total=9)
    await tell_history(with_mail(office, mail), account.id, "")
    channel = office.slack.talk.direct("U0ALICE")
    return account, (channel.id, channel.messages[-1].ts)


async def test_stop_and_resume_change_the_row_and_the_message(office: Office, clock: Clock) -> None:
    account, place = await reading(office, clock)
    await office.click("U0ALICE", place, "history_stopped")
    await eventually(lambda: office.bell.names == ["tell_history"])  # Bolt acknowledges first
    assert (await sync_of(office, account, HISTORY)).stopped_at == clock()
    await tell_history(office.services, account.id, "click")
    assert "You have stopped it" in told(office)[0]
    office.bell.rings.clear()
    await office.click("U0ALICE", place, "history_resumed")
    await eventually(lambda: office.bell.names == ["tell_history", "read_history", "index_mails"])
    assert (await sync_of(office, account, HISTORY)).stopped_at is None


async def test_nobody_stops_the_reading_of_anothers_mail(office: Office, clock: Clock) -> None:
    account, place = await reading(office, clock)
    await join(office.db, BOB, "bob@fernhill.example")
    await office.click("U0BOB", place, "history_stopped", forged=True)
    await eventually(lambda: any("not yours" in words for words in office.heard("U0BOB")))
    assert (await sync_of(office, account, HISTORY)).stopped_at is None
    assert office.bell.names == []


async def test_the_reading_of_a_mailbox_that_is_being_erased_is_nobodys_to_stop(office: Office, clock: Clock) -> None:
    account, place = await reading(office, clock)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.LEAVING)
    await office.click("U0ALICE", place, "history_stopped")
    await eventually(lambda: any("not yours" in words for words in office.heard("U0ALICE")))
    assert (await sync_of(office, account, HISTORY)).stopped_at is None
