"""Streams and sessions over the wire: what Slack refuses becomes ours, what only decorates never stops an answer."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.slack_streams import (
    APPENDS,
    STARTS,
    STATUSES,
    Budget,
    NotStreaming,
    Place,
    StoppedByUser,
    Streams,
    Task,
)
from sandbox.slack.methods.method import TIER_3
from storage.db import Database
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office

FIRST: list[dict[str, Any]] = [
    {"type": "context", "block_id": "answer:1", "elements": [{"type": "mrkdwn", "text": "Private"}]}
]
LAST: list[dict[str, Any]] = [{"type": "section", "text": {"type": "plain_text", "text": "The answer"}}]


class Ticks:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    """Slack's stand-in with the application's own connector."""
    async with open_office(sqlite_db, clock) as running:
        yield running


@pytest.fixture
async def place(office: Office) -> Place:
    """A thread in Alice's direct message."""
    channel = await office.services.slacks.of("T0MAIL").open_dm("U0ALICE")
    ts = await office.services.slacks.of("T0MAIL").post(channel, "root", [])
    return Place(channel, ts, "T0MAIL", "U0ALICE")


def shown(office: Office, ts: str) -> list[dict[str, Any]]:
    message = office.slack.talk.channels["D0ALICE"].at(ts)
    assert message is not None
    return message.blocks


async def test_a_stream_shows_its_first_block_its_tasks_and_its_end(office: Office, place: Place) -> None:
    streams = office.services.slacks.of("T0MAIL").streams
    ts = await streams.start(place, FIRST)
    assert await streams.append(place.channel, ts, [Task("a", "T" * 999, "in_progress", "d" * 999)])
    await streams.stop(place.channel, ts, LAST, [Task("a", "Done", "complete")], "active")
    plan, first, last = shown(office, ts)
    (task,) = plan["tasks"]
    assert (task["title"], task["status"], first["block_id"]) == ("Done", "complete", "answer:1")
    assert last["text"]["text"] == "The answer"
    assert office.slack.sessions[place.channel, place.thread_ts]["status"] == "active"


async def test_a_stream_that_is_over_or_was_stopped_says_so(office: Office, place: Place) -> None:
    streams = office.services.slacks.of("T0MAIL").streams
    ts = await streams.start(place, FIRST)
    message = office.slack.talk.channels["D0ALICE"].at(ts)
    assert message is not None and message.stream is not None
    message.stream.stopped_by_user = True
    with pytest.raises(StoppedByUser):
        await streams.append(place.channel, ts, [Task("a", "x", "complete")])
    with pytest.raises(NotStreaming):
        await streams.stop(place.channel, ts, LAST)


async def test_blocks_that_slack_refuses_are_not_taken_for_the_end_of_a_stream(office: Office, place: Place) -> None:
    streams = office.services.slacks.of("T0MAIL").streams
    ts = await streams.start(place, FIRST)
    with pytest.raises(Permanent) as caught:
        await streams.stop(place.channel, ts, [{"type": "nonsense"}])
    assert not isinstance(caught.value, NotStreaming | StoppedByUser)


@pytest.mark.parametrize("reason", ["unknown_method", "missing_scope", "channel_type_not_supported"])
async def test_where_slack_does_not_stream_there_is_no_stream(office: Office, place: Place, reason: str) -> None:
    office.fail("chat.startStream", kind="refuse", reason=reason)
    assert await office.services.slacks.of("T0MAIL").streams.start(place, FIRST) == ""


async def test_a_start_whose_answer_is_lost_is_unknown(office: Office, place: Place) -> None:
    office.fail("chat.startStream", kind="cut_after", times=1)
    with pytest.raises(OutcomeUnknown):
        await office.services.slacks.of("T0MAIL").streams.start(place, FIRST)
    slack = office.services.slacks.of("T0MAIL")
    assert await slack.find_message(place.channel, "answer:1", office.db.now(), place.thread_ts)


async def test_refused_progress_waits_and_slack_gets_the_silence_it_asked_for(office: Office, place: Place) -> None:
    slack, ticks = office.services.slacks.of("T0MAIL"), Ticks()
    streams = Streams(slack._once, slack._patient, ticks)
    ts = await streams.start(place, FIRST)
    office.fail("chat.appendStream", kind="status", status=429, retry_after=9, times=1)
    task = [Task("a", "x", "complete")]
    assert not await streams.append(place.channel, ts, task)
    ticks.now += 8
    assert not await streams.append(place.channel, ts, task)
    assert office.calls("chat.appendStream") == []
    ticks.now += 2
    assert await streams.append(place.channel, ts, task)


@pytest.mark.parametrize("method", ["agents.sessions.setStatus", "assistant.threads.setSuggestedPrompts"])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "refuse", "reason": "unknown_method"},
        {"kind": "refuse", "reason": "missing_scope"},
        {"kind": "status", "status": 429, "retry_after": 60},
        {"kind": "cut"},
    ],
)
async def test_what_only_decorates_never_fails_and_never_waits(
    office: Office, place: Place, method: str, fault: dict[str, Any]
) -> None:
    office.fail(method, **fault)
    streams = office.services.slacks.of("T0MAIL").streams
    done = {
        "agents.sessions.setStatus": lambda: streams.process(place, "T" * 999),
        "assistant.threads.setSuggestedPrompts": lambda: streams.prompts(place.channel, "Ask", {"a": "b"}),
    }
    may_stand = method == "agents.sessions.setStatus" and fault["kind"] == "cut"  # it is to be taken back, then
    assert await done[method]() is may_stand
    office.faults.clear()
    assert await done[method]() is True


async def test_a_spinner_that_slack_will_not_take_back_now_is_told_as_that(office: Office, place: Place) -> None:
    streams = office.services.slacks.of("T0MAIL").streams
    office.fail("agents.sessions.setStatus", kind="status", status=429, retry_after=31, times=1)
    with pytest.raises(Temporary) as caught:
        await streams.settle(place, "active")
    assert caught.value.retry_after == 31
    office.fail("agents.sessions.setStatus", kind="refuse", reason="unknown_method", times=1)
    await streams.settle(place, "active")  # there are no spinners, then
    await streams.settle(place, "active")
    assert office.slack.sessions[place.channel, place.thread_ts]["status"] == "active"


async def test_spinners_leave_room_for_taking_them_back(office: Office, place: Place) -> None:
    slack, ticks = office.services.slacks.of("T0MAIL"), Ticks()
    streams = Streams(slack._once, slack._patient, ticks)
    assert [streams.may_process() for _ in range(STATUSES + 2)] == [True] * STATUSES + [False] * 2
    assert STATUSES * 2 < TIER_3
    ticks.now += 61
    office.fail("agents.sessions.setStatus", kind="status", status=429, retry_after=9, times=1)
    assert streams.may_process() and not await streams.process(place, "x")
    ticks.now += 8
    assert not streams.may_process()
    ticks.now += 2
    assert streams.may_process()


async def test_of_many_prompts_the_first_four_are_offered(office: Office, place: Place) -> None:
    offered = {f"Question {n}": f"say {n}" for n in range(9)}
    assert await office.services.slacks.of("T0MAIL").streams.prompts(place.channel, "Ask", offered)
    assert len(office.slack.prompts[place.channel]["prompts"]) == 4


def test_a_budget_is_spent_within_any_minute() -> None:
    ticks = Ticks()
    for limit in (STARTS, STATUSES, APPENDS):
        budget = Budget(limit, ticks)
        assert [budget.take() for _ in range(limit + 2)] == [True] * limit + [False] * 2
        ticks.now += 59
        assert not budget.take()
        ticks.now += 2
        assert budget.take()
