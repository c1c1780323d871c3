"""The progress of older mail in Slack: one message, kept up to date, not in a hurry, and finished with a summary."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services import Services
from jobs.index_mails import index_mails
from jobs.read_history import read_history
from jobs.sweep import sweep
from jobs.tell_history import tell_history
from sandbox.faults import Fault
from storage.accounts import Account
from storage.syncs import HISTORY, Sync, Syncs
from tests.cast import join, question
from tests.database_fixture import Clock
from tests.fakes import FakeMail
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail


async def begun(office: Office, clock: Clock, mails: int = 3) -> tuple[Services, Account]:
    """A mailbox with mails of yesterday, whose history is listed whole and not read yet."""
    account, mail = await join(office.db), FakeMail(office.db.now)
    for number in range(mails):
        mail.deliver(question(subject=f"Mail {number}"))
    clock.advance(24 * 3600)
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
    services = with_mail(office, mail)
    while (sync := await sync_of(office, account)).wanted > sync.done:
        await read_history(services, account.id)
    office.bell.rings.clear()
    return services, account


async def sync_of(office: Office, account: Account) -> Sync:
    async with office.db.reading() as session:
        found = await Syncs(session).get(account.id, HISTORY)
    assert found is not None
    return found


def shown(office: Office) -> list[dict[str, Any]]:
    """The messages in Alice's DM as they stand."""
    channel = office.slack.talk.direct("U0ALICE")
    return [{"text": message.text, "blocks": message.blocks} for message in channel.messages]


async def test_one_message_tells_how_it_comes_on_and_in_the_end_what_came_of_it(office: Office, clock: Clock) -> None:
    services, account = await begun(office, clock)
    await tell_history(services, account.id, "")
    (message,) = shown(office)
    assert "Reading your older mail" in message["text"] and "0 of about 3 mails" in str(message["blocks"])
    assert "history_stopped" in str(message["blocks"])
    await index_mails(services, account.id, "")
    assert office.bell.names == ["embed_documents", "tell_history"]
    clock.advance(6)
    await tell_history(services, account.id, "")
    (message,) = shown(office)
    assert "Your older mail is read" in message["text"] and "3 mails, back to" in str(message["blocks"])
    assert "history_stopped" not in str(message["blocks"])
    assert (await sync_of(office, account)).ended_at == office.db.now()
    clock.advance(6)
    await tell_history(services, account.id, "")
    assert len(office.calls("chat.update")) == 1


async def test_it_is_not_changed_more_often_than_every_few_seconds_unless_somebody_clicks(
    office: Office, clock: Clock
) -> None:
    services, account = await begun(office, clock)
    for _ in range(3):
        await tell_history(services, account.id, "")
    assert (len(office.calls("chat.postMessage")), len(office.calls("chat.update"))) == (1, 0)
    await tell_history(services, account.id, "click")
    clock.advance(5.1)
    await tell_history(services, account.id, "")
    assert (len(office.calls("chat.postMessage")), len(office.calls("chat.update"))) == (1, 2)


async def test_a_message_whose_ts_was_lost_to_a_kill_is_found_again(office: Office, clock: Clock) -> None:
    services, account = await begun(office, clock)
    await tell_history(services, account.id, "")
    async with office.db.transaction() as session:
        await Syncs(session).change(account.id, HISTORY, told="")
    await tell_history(services, account.id, "click")
    assert len(shown(office)) == 1 and (await sync_of(office, account)).told


async def test_a_message_that_its_owner_deleted_is_posted_anew(office: Office, clock: Clock) -> None:
    services, account = await begun(office, clock)
    async with office.db.transaction() as session:
        await Syncs(session).change(account.id, HISTORY, told="1700000000.000100")
    await tell_history(services, account.id, "")
    assert len(shown(office)) == 1 and (await sync_of(office, account)).told != "1700000000.000100"


@pytest.mark.parametrize(("failure", "words"), [("rate_limit", "Too many requests"), ("daily_quota", "Today's quota")])
async def test_what_stops_it_is_told_with_what_to_do(office: Office, clock: Clock, failure: str, words: str) -> None:
    services, account = await begun(office, clock)
    async with office.db.transaction() as session:
        await Syncs(session).change(account.id, HISTORY, failure=failure)
    await tell_history(services, account.id, "")
    assert words in str(shown(office)[0]["blocks"])


async def test_slack_that_is_away_costs_nothing_and_the_sweep_tells_later(office: Office, clock: Clock) -> None:
    services, account = await begun(office, clock)
    await index_mails(services, account.id, "")
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="status", status=500, times=1))
    await tell_history(services, account.id, "")
    assert shown(office) == []
    office.bell.rings.clear()
    await sweep(services, 7)
    assert [ring.args for ring in office.bell.of("tell_history")] == [(account.id, "")]
    clock.advance(6)
    await tell_history(services, account.id, "")
    assert len(shown(office)) == 1
    office.bell.rings.clear()
    await sweep(services, 8)
    assert office.bell.of("tell_history") == []


async def test_a_second_wish_lists_again_and_finds_only_what_was_missed(office: Office, clock: Clock) -> None:
    account, mail = await join(office.db), FakeMail(office.db.now)
    mail.deliver(question())
    clock.advance(3600)
    services = with_mail(office, mail)
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
    await read_history(services, account.id)
    clock.advance(3600)
    mail.deliver(question())  # while the listing is on its way to older weeks
    clock.advance(3600)
    async with office.db.transaction() as session:
        await Syncs(session).want(account.id, [HISTORY], office.db.now())
    for _ in range(20):
        await read_history(services, account.id)
    sync = await sync_of(office, account)
    assert (sync.wanted, sync.done, sync.count) == (2, 2, 2)
    assert sync.reached is not None and sync.reached < office.db.now() - timedelta(days=364)
