"""A workspace that removes the app: work there ends at once and without noise, and comes back with an installation."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot.views.installing import not_installed
from jobs.dead_letters import DeadLetterBox
from jobs.draw_card import draw_card
from jobs.runner import Call, Done, Outcome, find_jobs, perform
from jobs.sweep import sweep
from sandbox.slack.human import Human
from sandbox.slack.orders import Click, Say
from sandbox.slack.payloads import Envelope
from storage.accounts import Accounts, AccountState
from storage.cards import Cards
from storage.db import Database
from storage.dead_letters import DeadLetter
from storage.drafts import DraftState
from storage.workspaces import WorkspaceState
from tests.cast import TEAM, audit_of, join, ready_reply
from tests.database_fixture import Clock
from tests.handlers.installing import install, open_distribution, row_of, types, world_of
from tests.handlers.office import Office


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    async with open_distribution(sqlite_db, clock) as running:
        assert (await install(running, TEAM))[0] == 200
        yield running


async def stored(office: Office) -> str:
    row = await row_of(office.db, TEAM)
    assert row is not None
    return row.state


async def settle(office: Office) -> None:
    """Waits until every event was taken."""
    await world_of(office, TEAM).delivery.settled()


async def work(office: Office, job: str, *args: str) -> Outcome:
    """Runs a job as a worker does, for the last time."""
    jobs = find_jobs("jobs")
    call = Call("1", "1", "interactive", f"jobs.{job}.{job}", args, 60, (), 1, 0, "", {})
    return await perform(call, jobs, office.services, DeadLetterBox(office.db, office.bell, jobs))


async def dead_letters(office: Office) -> list[DeadLetter]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(DeadLetter)))


@pytest.mark.parametrize("event", ["app_uninstalled", "tokens_revoked"])
async def test_either_event_ends_work_there_and_leaves_all_rows(office: Office, event: str, clock: Clock) -> None:
    account = await join(office.db)
    world = world_of(office, TEAM)
    revoked = {"tokens": {"oauth": [], "bot": ["U0MAILROOM"]}} if event == "tokens_revoked" else {}
    world.send(event, {"type": event, "event_ts": "1", **revoked})
    await settle(office)
    assert await stored(office) == WorkspaceState.GONE
    row = await row_of(office.db, TEAM)
    assert row is not None and row.tokens == ""
    async with office.db.reading() as session:
        asleep = await Accounts(session).get(account.id)
        assert asleep is not None and asleep.state == AccountState.ASLEEP and asleep.tokens == account.tokens
    assert (await audit_of(office.db, TEAM))[-1].action == "workspace left"


async def test_tokens_of_people_that_are_revoked_end_nothing(office: Office) -> None:
    said: dict[str, Any] = {"oauth": ["U0ALICE"], "bot": []}
    world_of(office, TEAM).send("tokens_revoked", {"type": "tokens_revoked", "tokens": said, "event_ts": "1"})
    await settle(office)
    assert await stored(office) == WorkspaceState.INSTALLED


async def test_what_still_comes_from_there_is_refused_in_words_and_does_nothing(office: Office) -> None:
    desk = await ready_reply(office.db)
    await draw_card(office.services, desk.message_id)
    world = world_of(office, TEAM)
    world.uninstall()
    await settle(office)
    words, card = not_installed(f"{office.url}/slack/install"), await desk.card()
    assert words in (await types(office, TEAM, "connect"))["body"]
    click = Click(channel=card.channel, message_ts=card.ts, action_id="send_clicked")
    assert (await Human(world, "U0ALICE").click(click))["status"] == 200
    assert [m.text for m in world.talk.direct("U0ALICE").messages if m.ephemeral_for] == [words] * 2
    Human(world, "U0ALICE").write(Say(text="What is new?"))
    await settle(office)
    assert world.delivery.events[-1]["status"] == 200 and office.bell.of("answer_question") == []
    assert (await desk.draft()).state == DraftState.READY


async def test_jobs_for_people_there_end_without_a_post_or_a_dead_letter(office: Office, clock: Clock) -> None:
    desk = await ready_reply(office.db)
    world = world_of(office, TEAM)
    world.uninstall()
    await settle(office)
    calls = len(world.calls)
    outcome = await work(office, "draw_card", desk.message_id)
    assert outcome == Done() and await dead_letters(office) == [] and len(world.calls) == calls
    clock.advance(timedelta(hours=2).total_seconds())
    await sweep(office.services, 1)
    assert set(office.bell.names) <= {"prune_mailbox"}  # what is kept too long is forgotten all the same


async def test_a_worker_that_has_the_token_in_memory_still_ends_quietly(office: Office) -> None:
    """Slack refuses the token before the event that says why has reached us."""
    desk = await ready_reply(office.db)
    await draw_card(office.services, desk.message_id)
    async with office.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, office.db.now())
    world_of(office, TEAM).installed = False
    outcome = await work(office, "draw_card", desk.message_id)
    assert outcome == Done() and await dead_letters(office) == [] and await stored(office) == WorkspaceState.GONE


async def test_an_installation_brings_back_people_mailboxes_settings_and_what_waited(
    office: Office, clock: Clock
) -> None:
    desk = await ready_reply(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(desk.account.id, preferences={"model": "none"})
    world_of(office, TEAM).uninstall()
    await settle(office)
    clock.advance(timedelta(days=3).total_seconds())
    assert (await install(office, TEAM))[0] == 200
    async with office.db.reading() as session:
        account = await Accounts(session).get(desk.account.id)
    assert account is not None and account.preferences == {"model": "none"}
    assert (account.state, account.user_id) == (AccountState.CONNECTED, desk.account.user_id)
    assert account.sync_wanted > account.sync_done
    await sweep(office.services, 1)
    assert "draw_card" in office.bell.names and "sync_mailbox" in office.bell.names
    await draw_card(office.services, desk.message_id)
    assert (await desk.card()).ts


async def test_word_of_leaving_that_comes_after_a_new_installation_is_old(office: Office, clock: Clock) -> None:
    """Slack repeats an event for up to an hour; the time in it stays the one of what happened."""
    world = world_of(office, TEAM)
    body = Envelope(world.team, world.app).event({"type": "app_uninstalled", "event_ts": "1"}, clock().timestamp())
    clock.advance(600)
    assert (await install(office, TEAM))[0] == 200
    world.delivery.event(body)
    await settle(office)
    assert await stored(office) == WorkspaceState.INSTALLED


@pytest.mark.parametrize("stamp", ["soon", 10**30, -(10**30), None, [], True])
async def test_a_time_that_is_none_counts_as_now(office: Office, stamp: Any) -> None:
    world = world_of(office, TEAM)
    body = Envelope(world.team, world.app).event({"type": "app_uninstalled"}, 0) | {"event_time": stamp}
    world.delivery.event(body)
    await settle(office)
    answers = [event["status"] for event in world.delivery.events]
    assert answers == [200]


async def test_while_the_database_fails_slack_gets_no_acknowledgement_and_says_it_again(office: Office) -> None:
    world = world_of(office, TEAM)
    for names, answers in (("accounts RENAME TO away", {500}), ("away RENAME TO accounts", {500, 200})):
        async with office.db.transaction() as session:
            await session.execute(text(f"ALTER TABLE {names}"))
        world.send("app_uninstalled", {"type": "app_uninstalled", "event_ts": "1"})
        await settle(office)
        assert {event["status"] for event in world.delivery.events} == answers
    assert await stored(office) == WorkspaceState.GONE
