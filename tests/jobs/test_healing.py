"""What failed for good: whose it is, that they are told once, and that it heals by itself where it may."""

from typing import Any

import pytest
from sqlalchemy import delete

from assistant.failing import failings_of
from bot.errors import Failure, Permanent, Reconnect, Temporary
from jobs.answer_question import answer_question
from jobs.draft_reply import draft_reply
from jobs.heal import ROUNDS, heal
from jobs.send_reply import send_reply
from jobs.sweep import sweep
from jobs.sync_mailbox import sync_mailbox
from jobs.tell_failures import CHANGE, NEWS, tell_failures
from storage.accounts import Accounts
from storage.db import Database, update_of
from storage.dead_letters import DeadLetter, DeadLetters, Resolution
from storage.drafts import DraftState
from storage.users import User, Users
from tests.cast import ALICE, BOB, Desk, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.jobs.failing import fail, letters, only


async def alice_of(db: Database) -> User:
    async with db.reading() as session:
        user = await Users(session).find(ALICE.team_id, ALICE.slack_id)
    assert user is not None
    return user


def told(office: Office) -> list[str]:
    """What stands in Alice's direct message for good."""
    return [message.text for message in office.slack.talk.direct(ALICE.slack_id).messages if not message.ephemeral_for]


@pytest.fixture
async def desk(office: Office) -> Desk:
    return await ready_reply(office.db)


@pytest.mark.parametrize("kind", ["account", "message", "draft"])
async def test_a_failure_belongs_to_the_mailbox_that_its_job_was_about(office: Office, desk: Desk, kind: str) -> None:
    call: dict[str, tuple[str, str]] = {
        "account": (sync_mailbox.path, desk.account.id),
        "message": (draft_reply.path, desk.message_id),
        "draft": (send_reply.path, desk.draft_id),
    }
    await fail(office, *call[kind])
    assert (await only(office.db)).account_id == desk.account.id
    shown = (await failings_of(office.db, ALICE)).shown
    assert [one.sender for one in shown] == ([""] if kind == "account" else ["Sarah Lindqvist"])
    assert (await failings_of(office.db, BOB)).total == 0


async def test_a_failure_of_the_deployment_is_nobodys(office: Office, desk: Desk) -> None:
    for minute in (5, 6):
        await fail(office, sweep.path, minute)
    letter = await only(office.db)
    assert (letter.account_id, letter.tries) == ("", 6)
    assert "tell_failures" not in office.bell.names


async def test_the_same_call_is_one_row_however_often_it_fails(office: Office, desk: Desk, clock: Clock) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    clock.advance(600)
    await fail(office, sync_mailbox.path, desk.account.id, error=Temporary("slow", Failure.RATE_LIMIT))
    letter = await only(office.db)
    assert (letter.tries, letter.failure, letter.failed_at) == (6, "rate_limit", clock())
    assert office.bell.names.count("tell_failures") == 1


async def test_a_person_is_told_once_of_all_that_failed_together(office: Office, desk: Desk) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    await fail(office, send_reply.path, desk.draft_id)
    for ring in office.bell.of("tell_failures"):
        await tell_failures(office.services, *map(str, ring.args))
    assert told(office) == ["2 things could not be done."]
    await tell_failures(office.services, desk.account.user_id, NEWS)
    assert len(office.calls("chat.postMessage")) == 1 and not office.calls("chat.update")


async def test_more_failures_are_told_in_the_same_message_and_its_end_too(office: Office, desk: Desk) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    await tell_failures(office.services, desk.account.user_id, NEWS)
    await fail(office, send_reply.path, desk.draft_id)
    await tell_failures(office.services, desk.account.user_id, NEWS)
    assert told(office) == ["2 things could not be done."]
    async with office.db.transaction() as session:
        for letter in await letters(office.db):
            await DeadLetters(session).resolve(letter.id, Resolution.DISMISSED, "U0ALICE", office.db.now())
    await tell_failures(office.services, desk.account.user_id, CHANGE)
    assert told(office) == ["Nothing that failed waits for you any more. What fails again is told again."]
    assert (await alice_of(office.db)).failures_ts == ""


async def test_a_message_that_its_reader_deleted_is_posted_anew(office: Office, desk: Desk) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    await tell_failures(office.services, desk.account.user_id, NEWS)
    slack = office.services.slacks.of(ALICE.team_id)
    await slack.delete(await slack.open_dm(ALICE.slack_id), (await alice_of(office.db)).failures_ts)
    await fail(office, send_reply.path, desk.draft_id)
    await tell_failures(office.services, desk.account.user_id, NEWS)
    assert told(office) == ["2 things could not be done."]


@pytest.mark.parametrize("ended", [Failure.REVOKED, Failure.RUN_OUT])
async def test_what_was_told_elsewhere_is_not_told_again(office: Office, desk: Desk, ended: Failure) -> None:
    await fail(office, sync_mailbox.path, desk.account.id, error=Reconnect("invalid_grant", ended))
    await fail(office, answer_question.path, "q1")
    assert "tell_failures" not in office.bell.names
    by_job = {letter.job: letter for letter in await letters(office.db)}
    assert by_job[answer_question.path].resolution == "told" and by_job[sync_mailbox.path].resolved_at is None


async def test_what_may_heal_is_rung_again_every_hour_until_it_is_too_often(
    office: Office, desk: Desk, clock: Clock
) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    for hour in range(ROUNDS + 3):
        clock.advance(3585)
        office.bell.rings.clear()
        await heal(office.services, hour)
        rung = [(ring.args, ring.correlation) for ring in office.bell.of("sync_mailbox")]
        assert rung == ([((desk.account.id,), "trace")] if hour < ROUNDS else []), hour
        clock.advance(5)
        await fail(office, sync_mailbox.path, desk.account.id)
    assert (await only(office.db)).rounds == ROUNDS


@pytest.mark.parametrize("error", [Permanent("400"), Permanent("gone", Failure.NOT_FOUND)])
async def test_what_asking_again_cannot_help_waits_for_a_person(office: Office, desk: Desk, error: Permanent) -> None:
    await fail(office, sync_mailbox.path, desk.account.id, error=error)
    await heal(office.services, 1)
    assert "sync_mailbox" not in office.bell.names and (await only(office.db)).resolved_at is None


async def test_a_mailbox_that_may_not_be_worked_on_is_tried_again_once_it_may(office: Office, desk: Desk) -> None:
    await fail(office, sync_mailbox.path, desk.account.id, error=Reconnect("invalid_grant"))
    for state, paused, rung in (("reconnect", False, 0), ("connected", True, 0), ("connected", False, 1)):
        async with office.db.transaction() as session:
            await Accounts(session).change(desk.account.id, state=state, paused=paused)
        await heal(office.services, 1)
        assert len(office.bell.of("sync_mailbox")) == rung


async def _synced(desk: Desk, clock: Clock) -> None:
    async with desk.db.transaction() as session:
        await Accounts(session).synced(desk.account.id, 1, clock())


async def _sent(desk: Desk, clock: Clock) -> None:
    await desk.put(state=DraftState.SENT)


@pytest.mark.parametrize(("job", "done"), [(sync_mailbox, _synced), (send_reply, _sent)])
async def test_what_got_done_otherwise_is_healed_and_its_owner_sees_it(
    office: Office, desk: Desk, clock: Clock, job: Any, done: Any
) -> None:
    await desk.put(state=DraftState.APPROVED)
    await fail(office, job.path, desk.account.id if job is sync_mailbox else desk.draft_id)
    clock.advance(60)
    await done(desk, clock)
    await heal(office.services, 1)
    letter = await only(office.db)
    assert (letter.resolution, letter.resolved_by) == ("healed", "mailroom")
    assert [ring.args for ring in office.bell.of("tell_failures")][-1] == (desk.account.user_id, CHANGE)
    assert job.call.__name__ not in office.bell.names


async def test_what_fails_no_more_after_it_was_rung_is_healed(office: Office, desk: Desk, clock: Clock) -> None:
    await fail(office, "jobs.embed_documents.embed_documents", desk.account.id)
    for hour, resolution in enumerate(["", "", "healed"]):
        clock.advance(3700)
        await heal(office.services, hour)
        assert (await only(office.db)).resolution == resolution
    assert len(office.bell.of("embed_documents")) == 1


async def test_what_was_dismissed_is_neither_tried_nor_told_again(office: Office, desk: Desk) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    async with office.db.transaction() as session:
        await DeadLetters(session).resolve((await only(office.db)).id, Resolution.DISMISSED, "U0ALICE", office.db.now())
    office.bell.rings.clear()
    await fail(office, sync_mailbox.path, desk.account.id)
    await heal(office.services, 1)
    assert office.bell.names == [] and (await only(office.db)).tries == 6


async def test_a_ring_of_news_that_was_lost_is_made_up_for(office: Office, desk: Desk, clock: Clock) -> None:
    await fail(office, sync_mailbox.path, desk.account.id, error=Permanent("400"))
    office.bell.rings.clear()
    await heal(office.services, 1)
    assert office.bell.of("tell_failures") == []
    clock.advance(600)
    await heal(office.services, 2)
    assert [ring.args for ring in office.bell.of("tell_failures")] == [(desk.account.user_id, NEWS)]


async def test_a_message_that_tells_of_what_is_gone_is_put_right(office: Office, desk: Desk, clock: Clock) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    await tell_failures(office.services, desk.account.user_id, NEWS)
    await heal(office.services, 1)
    office.bell.rings.clear()
    async with office.db.transaction() as session:  # as when a mailbox is erased, or a ring was lost
        await session.execute(delete(DeadLetter))
    await heal(office.services, 2)
    for ring in office.bell.of("tell_failures"):
        await tell_failures(office.services, *map(str, ring.args))
    assert told(office) == ["Nothing that failed waits for you any more. What fails again is told again."]
    office.bell.rings.clear()
    await heal(office.services, 3)
    assert office.bell.rings == []


async def test_what_ended_is_forgotten_after_a_month(office: Office, desk: Desk, clock: Clock) -> None:
    await fail(office, sync_mailbox.path, desk.account.id)
    async with office.db.transaction() as session:
        await session.execute(update_of(DeadLetter).values(resolved_at=clock()))
    clock.advance(29 * 86400)
    await heal(office.services, 1)
    assert len(await letters(office.db)) == 1
    clock.advance(2 * 86400)
    await heal(office.services, 1)
    assert await letters(office.db) == []
