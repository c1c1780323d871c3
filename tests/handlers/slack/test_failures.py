"""A person sees what failed for them, and retries or dismisses it once; nobody else can."""

from typing import Any

import pytest

from assistant.failing import failings_of
from bot.errors import Failure, Permanent, Temporary
from jobs.draft_reply import draft_reply
from jobs.recover import recover
from jobs.sync_mailbox import sync_mailbox
from jobs.tell_failures import CHANGE, NEWS, tell_failures
from storage.db import update_of
from storage.dead_letters import DeadLetter
from storage.drafts import DraftState
from storage.messages import Message, MessageState
from tests.cast import ALICE, BOB, Desk, audit_of, join, ready_reply
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.handlers.slack.typing import shown, typed
from tests.jobs.failing import fail, letters, only


@pytest.fixture
async def desk(office: Office) -> Desk:
    """Alice's mailbox could not be looked at."""
    desk = await ready_reply(office.db)
    await fail(office, sync_mailbox.path, desk.account.id)
    office.bell.rings.clear()
    return desk


async def told(office: Office, words: str) -> str:
    """The last message in Alice's direct message, once it says so."""
    messages = office.slack.talk.direct("U0ALICE").messages
    await eventually(lambda: words in str(messages[-1].blocks))
    return str(messages[-1].blocks)


async def refused(office: Office) -> None:
    await eventually(lambda: any("not yours to decide" in heard for heard in office.heard("U0MALLORY")))


async def test_with_nothing_failed_the_list_says_what_would_stand_there(office: Office) -> None:
    assert "it is listed here" in str(await typed(office, "failures"))


async def test_the_list_shows_ones_own_alone(office: Office, desk: Desk) -> None:
    await fail(office, draft_reply.path, desk.message_id, error=Permanent("400"))
    said = str(await typed(office, "failures"))
    assert "Looking for new mail" in said and "A mail from Sarah Lindqvist" in said and "That was not accepted" in said
    await join(office.db, BOB, "bob@fernhill.example")
    assert "it is listed here" in str(await typed(office, "failures", "U0BOB"))


async def test_retry_rings_the_same_job_again_and_the_list_says_so(office: Office, desk: Desk) -> None:
    place = await shown(office, "failures")
    await office.click("U0ALICE", place, "failure_retried")
    said = await told(office, "It is being tried again")
    assert "failure_retried" not in said and "Nothing has failed" not in said
    assert [ring.args for ring in office.bell.of("sync_mailbox")] == [(desk.account.id,)]
    assert [ring.args for ring in office.bell.of("tell_failures")] == [(desk.account.user_id, CHANGE)]
    letter = await only(office.db)
    assert (letter.resolution, letter.resolved_by) == ("retried", "U0ALICE")
    assert [entry.action for entry in await audit_of(office.db, letter.id)] == ["failure retried"]


async def test_a_second_click_does_nothing(office: Office, desk: Desk) -> None:
    place = await shown(office, "failures")
    for words in ("It is being tried again", "decided already"):
        await office.click("U0ALICE", place, "failure_retried", stale=True)
        await told(office, words)
    assert len(office.bell.of("sync_mailbox")) == 1
    letter = await only(office.db)
    assert len(await audit_of(office.db, letter.id)) == 1


async def test_dismiss_lets_it_rest(office: Office, desk: Desk) -> None:
    await office.click("U0ALICE", await shown(office, "failures"), "failure_dismissed")
    await told(office, "Dismissed")
    letter = await only(office.db)
    assert (letter.resolution, letter.resolved_by) == ("dismissed", "U0ALICE")
    assert office.bell.names == ["tell_failures"]
    assert [entry.action for entry in await audit_of(office.db, letter.id)] == ["failure dismissed"]


@pytest.mark.parametrize("action", ["failure_retried", "failure_dismissed"])
async def test_nobody_else_decides_about_it(office: Office, desk: Desk, action: str) -> None:
    place = await shown(office, "failures")
    await office.click("U0MALLORY", place, action, forged=True)
    await refused(office)
    assert (await only(office.db)).resolved_at is None and office.bell.rings == []


async def test_a_failure_of_the_deployment_is_nobodys_to_decide(office: Office, desk: Desk) -> None:
    await fail(office, "jobs.sweep.sweep", 7)
    (letter,) = [letter for letter in await letters(office.db) if not letter.account_id]
    place = await shown(office, "failures")
    await office.click("U0ALICE", place, "failure_dismissed", value=letter.id, forged=True)
    await eventually(lambda: any("not yours to decide" in heard for heard in office.heard("U0ALICE")))
    (letter,) = [letter for letter in await letters(office.db) if not letter.account_id]
    assert letter.resolved_at is None


async def test_retry_all_takes_everything_that_is_ones_own(office: Office, desk: Desk) -> None:
    bob = await join(office.db, BOB, "bob@fernhill.example")
    await fail(office, sync_mailbox.path, bob.id)
    await fail(office, draft_reply.path, desk.message_id)
    await office.click("U0ALICE", await shown(office, "failures"), "failures_retried")
    await told(office, "2 are being tried again")
    assert (await failings_of(office.db, ALICE)).total == 0 and (await failings_of(office.db, BOB)).total == 1
    assert len(office.bell.of("sync_mailbox")) == len(office.bell.of("draft_reply")) == 1


async def test_a_mail_that_was_given_up_is_read_again(office: Office, desk: Desk) -> None:
    async with office.db.transaction() as session:
        await session.execute(update_of(Message).values(state=MessageState.STUCK))
        await session.execute(
            update_of(DeadLetter).values(job="jobs.triage_message.triage_message", args=[desk.message_id])
        )
    await office.click("U0ALICE", await shown(office, "failures"), "failure_retried")
    await told(office, "It is being tried again")
    assert (await desk.case()).message.state != MessageState.STUCK
    assert [ring.args for ring in office.bell.of("triage_message")] == [(desk.message_id,)]


async def test_the_message_in_the_dm_leads_to_the_list(office: Office, desk: Desk) -> None:
    await tell_failures(office.services, desk.account.user_id, NEWS)
    message = office.slack.talk.direct("U0ALICE").messages[-1]
    await office.click("U0ALICE", (office.slack.talk.direct("U0ALICE").id, message.ts), "failures_opened")
    await told(office, "Looking for new mail")
    assert office.heard("U0ALICE")[-1] == "One thing could not be done"


async def test_with_the_queue_away_what_no_row_remembers_goes_on_waiting_for_a_click(
    office: Office, desk: Desk
) -> None:
    place = await shown(office, "failures")
    office.bell.down = True
    await office.click("U0ALICE", place, "failure_retried", stale=True)
    said = await told(office, "not reachable just now")
    assert "Looking for new mail" in said and "being tried again" not in said
    assert (await only(office.db)).resolved_at is None
    office.bell.down = False
    await office.click("U0ALICE", place, "failure_retried", stale=True)
    await told(office, "being tried again")
    assert len(office.bell.of("sync_mailbox")) == 1 and (await only(office.db)).resolution == "retried"


async def test_with_the_queue_away_mail_is_tried_again_as_soon_as_it_is_back(office: Office, desk: Desk) -> None:
    await desk.put(state=DraftState.WRITING)
    async with office.db.transaction() as session:
        await session.execute(update_of(Message).values(state=MessageState.STUCK))
        await session.execute(
            update_of(DeadLetter).values(job="jobs.triage_message.triage_message", args=[desk.message_id])
        )
    office.bell.down = True
    await office.click("U0ALICE", await shown(office, "failures"), "failure_retried")
    await told(office, "Mail is tried again by itself")
    assert (await only(office.db)).resolution == "retried"
    office.bell.down = False
    await recover(office.services, int(office.db.now().timestamp()) + 1, 0)
    assert {ring.args for ring in office.bell.of("draft_reply")} == {(desk.message_id,)}


@pytest.mark.parametrize("error", [Temporary("x", Failure.MODEL_DOWN), ValueError("Dear Alice")])
async def test_whatever_failed_has_plain_words(office: Office, desk: Desk, error: Any) -> None:
    await fail(office, draft_reply.path, desk.message_id, error=error)
    said = str(await typed(office, "failures"))
    assert "Drafting a reply" in said and "Dear Alice" not in said
