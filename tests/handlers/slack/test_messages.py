"""Events are kept before Slack gets its 200, taken once, and given back to Slack if they cannot be begun."""

import json
import time
from collections.abc import MutableMapping
from typing import Any

import pytest
from sqlalchemy import func, select, text

from assistant.asking.several.tasks import tasks_of
from assistant.asking.turns.taking import LONGEST
from bot.views.answer import heading_of
from sandbox.slack.delivery import signature
from sandbox.slack.orders import OpenHome
from storage.questions import Question
from storage.seen_events import SeenEvent
from tests.cast import join
from tests.eventually import eventually
from tests.handlers.office import Office

SAID = {"type": "message", "channel": "D0ALICE", "channel_type": "im", "user": "U0ALICE", "text": "hi", "ts": "1.5"}


async def send(office: Office, event: dict[str, Any], event_id: str = "Ev1", **headers: str) -> int:
    """One signed event, as Slack would deliver it."""
    body = json.dumps(
        {
            "type": "event_callback",
            "team_id": "T0MAIL",
            "api_app_id": "A0MAILROOM",
            "event_id": event_id,
            "event": event,
            "authorizations": [{"team_id": "T0MAIL", "user_id": "U0MAILROOM", "is_bot": True}],
        }
    )
    stamp = str(int(time.time()))
    sent = {
        "Content-Type": "application/json", "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature("sandbox-signing-secret", stamp, body), **headers,
    }  # fmt: skip
    async with office.http.post(f"{office.url}/slack/events", data=body, headers=sent) as answer:
        return answer.status


async def seen(office: Office) -> int:
    async with office.db.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(SeenEvent)) or 0)


async def test_what_a_person_writes_is_rung_before_slack_gets_its_200(office: Office) -> None:
    office.say("U0ALICE", "hello")
    await office.slack.delivery.settled()
    (ring,) = office.bell.rings
    assert (ring.job, ring.args[:2]) == ("jobs.say_help.say_help", ("T0MAIL", "D0ALICE"))
    assert await seen(office) == 1


async def test_the_answer_goes_into_the_thread_of_what_was_said(office: Office) -> None:
    await send(office, SAID, "Ev1")
    await send(office, SAID | {"thread_ts": "1.2"}, "Ev2")
    assert [ring.args for ring in office.bell.rings] == [("T0MAIL", "D0ALICE", "1.5"), ("T0MAIL", "D0ALICE", "1.2")]


async def test_a_repeated_event_is_rung_once(office: Office) -> None:
    for number in range(3):
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}
        assert await send(office, SAID, **headers) == 200
    assert len(office.bell.rings) == 1


@pytest.mark.parametrize(
    "event",
    [
        SAID | {"bot_id": "B0MAILROOM"},
        SAID | {"subtype": "message_changed"},
        SAID | {"channel_type": "channel"},
        {"type": "app_home_opened", "user": "U0ALICE", "channel": "D0ALICE", "tab": "messages"},
    ],
)
async def test_what_no_person_said_to_us_rings_nothing_and_is_not_kept(office: Office, event: dict[str, Any]) -> None:
    assert (await send(office, event), office.bell.rings, await seen(office)) == (200, [], 0)


@pytest.mark.parametrize("missing", ["channel", "ts"])
async def test_an_event_that_does_not_say_where_to_answer_is_dropped_with_a_line_in_the_log(
    office: Office, logs: list[MutableMapping[str, Any]], missing: str
) -> None:
    event = {name: value for name, value in SAID.items() if name != missing}
    assert (await send(office, event), office.bell.rings) == (200, [])
    assert [line["event"] for line in logs] == ["event dropped"]


@pytest.mark.parametrize("event", ["said", 7, ["message"]])
async def test_an_event_that_is_no_object_is_refused(office: Office, event: Any) -> None:
    assert (await send(office, event), office.bell.rings, await seen(office)) == (400, [], 0)


async def test_halves_of_characters_stop_no_event(office: Office) -> None:
    for _ in range(2):
        assert await send(office, SAID | {"text": "\udc00", "\ud800": "x"}, "Ev\ud800") == 200
    assert len(office.bell.rings) == 1


async def test_with_the_queue_down_slack_tries_again_and_the_event_is_not_lost(office: Office) -> None:
    office.bell.down = True
    assert (await send(office, SAID), await seen(office)) == (500, 0)
    office.bell.down = False
    assert (await send(office, SAID), await seen(office), len(office.bell.rings)) == (200, 1, 1)


async def test_with_the_database_down_slack_tries_again(office: Office) -> None:
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE seen_events RENAME TO away"))
    assert (await send(office, SAID), office.bell.rings) == (500, [])


async def questions(office: Office) -> list[Question]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Question).order_by(Question.id)))


MENTION = {
    "type": "app_mention", "channel": "C0INBOX", "user": "U0ALICE", "ts": "1.5",
    "text": "<@U0MAILROOM> what did Sarah say?",
}  # fmt: skip
STOPPED = {"type": "agent_session_stopped", "channel": "D0ALICE", "thread_ts": "1.5", "user": "U0ALICE"}


@pytest.mark.parametrize("thread", ["", "1.2"])
async def test_anything_but_a_greeting_is_a_question_in_its_thread(office: Office, thread: str) -> None:
    event = SAID | {"text": "what did Sarah say?"} | ({"thread_ts": thread} if thread else {})
    assert await send(office, event) == 200
    (row,), (ring,) = await questions(office), office.bell.rings
    assert (row.text, row.channel, row.thread_ts, row.origin) == ("what did Sarah say?", "D0ALICE", thread or "1.5", "")
    assert (ring.job, ring.args) == ("jobs.answer_question.answer_question", (row.id,))


async def test_a_question_that_is_delivered_three_times_is_one(office: Office) -> None:
    for number in range(3):
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"} if number else {}
        assert await send(office, SAID | {"text": "who wrote?"}, **headers) == 200
    assert (len(await questions(office)), len(office.bell.rings)) == (1, 1)


async def test_a_question_outlives_a_queue_that_is_down(office: Office) -> None:
    """Its row is kept with the event: the sweep rings, Slack need not try again."""
    office.bell.down = True
    assert await send(office, SAID | {"text": "who wrote?"}) == 200
    assert (len(await questions(office)), await seen(office), office.bell.refused) == (1, 1, 1)


async def test_whoever_writes_while_the_queue_is_down_is_told_that_the_question_waits(office: Office) -> None:
    await join(office.db)
    office.bell.down = True
    office.say("U0ALICE", "what did Sarah say?")
    await eventually(lambda: [said[:22] for said in office.heard("U0ALICE")] == ["Your question is noted"])
    office.bell.down = False
    office.say("U0ALICE", "and who wrote that?")
    await eventually(lambda: len(office.bell.of("answer_question")) == 1)
    assert len(office.heard("U0ALICE")) == 1


async def test_without_its_row_a_question_counts_as_unheard_and_slack_tries_again(office: Office) -> None:
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE questions RENAME TO away"))
    assert (await send(office, SAID | {"text": "who wrote?"}), await seen(office), office.bell.rings) == (500, 0, [])


async def test_a_mention_is_a_question_to_be_answered_in_private(office: Office) -> None:
    for _ in range(2):
        assert await send(office, MENTION) == 200
    (row,) = await questions(office)
    assert (row.text, row.channel, row.thread_ts, row.origin) == ("what did Sarah say?", "", "", "C0INBOX")
    assert [ring.args for ring in office.bell.rings] == [(row.id,)]


@pytest.mark.parametrize(
    ("said", "tasks"),
    [
        ("Please do the following:\n- find  the lease\n- cancel the review\n- who wrote?", 3),
        ("1. find the lease\r\n2. cancel the review", 2),
        ("what is on Monday\nfind the lease", 2),
        ('write to Bob: "Hi Bob,\n\n\n\nMonday suits.\n\nBest\nAlice"', 1),
    ],
)
async def test_lines_and_paragraphs_stay_apart_in_a_message_and_in_a_mention(
    office: Office, said: str, tasks: int
) -> None:
    assert await send(office, SAID | {"text": said}) == 200
    assert await send(office, MENTION | {"text": f"<@U0MAILROOM>\n{said}\n"}, "Ev2") == 200
    kept = said.replace("  ", " ").replace("\r", "").replace("\n\n\n\n", "\n\n")
    assert [row.text for row in await questions(office)] == [kept, kept]
    assert len(tasks_of(kept)) == tasks


@pytest.mark.parametrize(
    "event",
    [
        MENTION | {"bot_id": "B0OTHER"},
        MENTION | {"edited": {"user": "U0ALICE", "ts": "1.6"}},
        MENTION | {"user_team": "T0OTHER"},
        {name: value for name, value in MENTION.items() if name != "user"},
        SAID | {"text": "who wrote?", "bot_id": "B0OTHER"},
        SAID | {"text": "who wrote?", "user_team": "T0OTHER"},
        SAID | {"subtype": "message_deleted"},
    ],
)
async def test_bots_edits_and_strangers_ask_nothing(office: Office, event: dict[str, Any]) -> None:
    assert (await send(office, event), office.bell.rings, await questions(office)) == (200, [], [])


async def test_a_file_with_words_is_a_question_and_one_without_gets_help(office: Office) -> None:
    await send(office, SAID | {"subtype": "file_share", "text": "what is this?"}, "Ev1")
    await send(office, SAID | {"subtype": "file_share", "text": ""}, "Ev2")
    assert office.bell.names == ["answer_question", "say_help"]


async def test_stop_reaches_what_runs_in_that_thread_for_its_asker_alone(office: Office) -> None:
    await send(office, SAID | {"text": "who wrote?"}, "Ev1")
    await send(office, STOPPED | {"user": "U0BOB"}, "Ev2")
    await send(office, STOPPED | {"thread_ts": "1.7"}, "Ev3")
    assert [row.stop_wanted for row in await questions(office)] == [False]
    await send(office, STOPPED, "Ev4")
    assert [row.stop_wanted for row in await questions(office)] == [True]
    assert office.bell.names == ["answer_question", "say_over", "say_over"]


async def test_a_stop_of_nothing_is_tried_again_by_slack_while_the_queue_is_down(office: Office) -> None:
    office.bell.down = True
    assert (await send(office, STOPPED), await seen(office)) == (500, 0)
    office.bell.down = False
    assert (await send(office, STOPPED), office.bell.names) == (200, ["say_over"])


async def test_stop_in_words_stops_what_runs_and_is_a_question_where_nothing_does(office: Office) -> None:
    await send(office, SAID | {"text": "who wrote?"}, "Ev1")
    await send(office, SAID | {"text": "Stop!", "thread_ts": "1.5", "ts": "1.6"}, "Ev2")
    assert [(row.text, row.stop_wanted) for row in await questions(office)] == [("who wrote?", True)]
    await send(office, SAID | {"text": "stop", "thread_ts": "9.5", "ts": "9.6"}, "Ev3")
    assert [row.text for row in await questions(office)] == ["who wrote?", "stop"]


async def test_examples_of_questions_stand_where_the_bot_is_opened(office: Office) -> None:
    office.human("U0ALICE").open_home(OpenHome(tab="messages"))
    await eventually(lambda: "D0ALICE" in office.slack.prompts)
    assert [one["message"] for one in office.slack.prompts["D0ALICE"]["prompts"]] == ["help"]
    await join(office.db)
    office.human("U0ALICE").open_home(OpenHome(tab="messages"))
    await eventually(lambda: len(office.slack.prompts["D0ALICE"]["prompts"]) == 4)
    office.human("U0BOB").open_home(OpenHome(tab="home"))
    await office.slack.delivery.settled()
    assert "D0BOB" not in office.slack.prompts


async def test_only_a_question_that_was_cut_is_said_to_have_been(office: Office) -> None:
    await send(office, SAID | {"text": "x" * LONGEST}, "Ev1")
    await send(office, SAID | {"text": "y" * (LONGEST + 1)}, "Ev2")
    told = {row.text[0]: (len(row.text), heading_of(row).was_cut) for row in await questions(office)}
    assert told == {"x": (LONGEST, False), "y": (LONGEST, True)}
