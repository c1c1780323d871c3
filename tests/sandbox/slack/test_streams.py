"""Streamed answers, sessions, statuses and suggested prompts."""

from typing import Any

from slack_sdk.models.messages.chunk import MarkdownTextChunk, PlanUpdateChunk, TaskUpdateChunk

from tests.sandbox.slack.rig import ALICE, Rig, section
from tests.sandbox.slack.test_chat import seen
from tests.sandbox.slack.test_web_api import refusal

TO_ALICE: dict[str, Any] = {"recipient_team_id": "T0MAIL", "recipient_user_id": ALICE}


async def question(rig: Rig) -> str:
    """Something that Alice asks; its ts is the thread."""
    return str((await rig.play(f"{ALICE}/message", text="What did Sarah say?"))["ts"])


async def test_the_sdks_own_streamer_writes_tasks_text_and_last_blocks(rig: Rig) -> None:
    thread = await question(rig)
    stream = await rig.client.chat_stream(channel="D0ALICE", thread_ts=thread, **TO_ALICE)
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Searching", status="in_progress", details="Gmail")])
    assert (await seen(rig))[-1]["streaming"] is True
    await stream.append(chunks=[TaskUpdateChunk(id="1", title="Searched", status="complete", details=" Drive")])
    await stream.append(markdown_text="She agreed.")
    await stream.stop(blocks=[section("Sources")], session_status="active")
    answer = (await seen(rig))[-1]
    task, text, last = answer["blocks"]
    assert (answer["streaming"], answer["thread_ts"], answer["text"]) == (False, thread, "She agreed.")
    assert (task["title"], task["status"], len(task["details"]["elements"])) == ("Searched", "complete", 2)
    assert (text["text"], last["text"]["text"]) == ("She agreed.", "Sources")
    (channel,) = [c for c in await rig.look(f"{ALICE}/channels") if c["id"] == "D0ALICE"]
    assert channel["sessions"][thread]["status"] == "active"


async def test_tasks_can_be_shown_as_a_plan(rig: Rig) -> None:
    started = await rig.client.chat_startStream(
        channel="D0ALICE",
        thread_ts=await question(rig),
        task_display_mode="plan",
        chunks=[PlanUpdateChunk(title="Looking"), TaskUpdateChunk(id="1", title="Gmail", status="pending")],
        **TO_ALICE,
    )
    block = (await seen(rig))[-1]["blocks"][0]
    assert (block["type"], block["title"], len(block["tasks"])) == ("plan", "Looking", 1)
    assert started["channel"] == "D0ALICE"


async def test_a_stream_needs_its_recipient_and_a_thread_that_exists(rig: Rig) -> None:
    thread = await question(rig)
    where: dict[str, Any] = {"channel": "D0ALICE", "thread_ts": thread}
    assert (await refusal(rig.client.chat_startStream(**where)))["error"] == "missing_recipient_team_id"
    refused = await refusal(rig.client.chat_startStream(channel="D0ALICE", thread_ts="1.000001", **TO_ALICE))
    assert refused["error"] == "thread_not_found"


async def test_a_stream_that_ended_takes_no_more(rig: Rig) -> None:
    ts = str((await rig.client.chat_startStream(channel="D0ALICE", thread_ts=await question(rig), **TO_ALICE))["ts"])
    refused = await refusal(rig.client.chat_update(channel="D0ALICE", ts=ts, text="x"))
    assert refused["error"] == "streaming_state_conflict"
    await rig.client.chat_stopStream(channel="D0ALICE", ts=ts, markdown_text="done")
    refused = await refusal(rig.client.chat_appendStream(channel="D0ALICE", ts=ts, markdown_text="more"))
    assert refused["error"] == "message_not_in_streaming_state"
    await rig.client.chat_update(channel="D0ALICE", ts=ts, text="Now it can be edited.")


async def test_a_stream_dies_after_five_minutes_whatever_is_appended(rig: Rig) -> None:
    ts = str((await rig.client.chat_startStream(channel="D0ALICE", thread_ts=await question(rig), **TO_ALICE))["ts"])
    rig.clock.offset += 290
    await rig.client.chat_appendStream(channel="D0ALICE", ts=ts, markdown_text="still")
    rig.clock.offset += 20
    refused = await refusal(rig.client.chat_stopStream(channel="D0ALICE", ts=ts))
    assert refused["error"] == "message_not_in_streaming_state"


async def test_what_does_not_fit_a_stream_is_refused_and_changes_nothing(rig: Rig) -> None:
    ts = str((await rig.client.chat_startStream(channel="D0ALICE", thread_ts=await question(rig), **TO_ALICE))["ts"])
    where: dict[str, Any] = {"channel": "D0ALICE", "ts": ts}
    assert (await refusal(rig.client.chat_appendStream(**where)))["error"] == "no_text"
    refused = await refusal(rig.client.chat_appendStream(**where, markdown_text="x" * 12_001))
    assert refused["error"] == "msg_too_long"
    long = [MarkdownTextChunk(text="kept?"), TaskUpdateChunk(id="1", title="x" * 257, status="pending")]
    assert (await refusal(rig.client.chat_appendStream(**where, chunks=long)))["error"] == "invalid_chunks"
    assert (await seen(rig))[-1]["text"] == ""


async def test_the_stop_button_ends_the_stream_and_tells_the_app(rig: Rig) -> None:
    thread = await question(rig)
    await rig.client.agents_sessions_setStatus(channel_id="D0ALICE", thread_ts=thread, status="processing")
    ts = str((await rig.client.chat_startStream(channel="D0ALICE", thread_ts=thread, **TO_ALICE))["ts"])
    await rig.play(f"{ALICE}/stop", thread_ts=thread)
    await rig.world.delivery.settled()
    (event,) = rig.receiver.events("agent_session_stopped")
    assert (event["thread_ts"], event["streaming_message_ts"]) == (thread, [ts])
    refused = await refusal(rig.client.chat_appendStream(channel="D0ALICE", ts=ts, markdown_text="x"))
    assert refused["error"] == "stopped_by_user"


async def test_sessions_have_four_states_and_can_be_renamed(rig: Rig) -> None:
    thread = await question(rig)
    where: dict[str, Any] = {"channel_id": "D0ALICE", "thread_ts": thread}
    refused = await refusal(rig.client.agents_sessions_rename(**where, title="Budget"))
    assert refused["error"] == "session_not_found"
    made = await rig.client.agents_sessions_setStatus(**where, status="suspended", title="Sarah")
    assert (made["status"], made["title"]) == ("suspended", "Sarah")
    await rig.client.agents_sessions_rename(**where, title="Budget")
    assert rig.world.sessions["D0ALICE", thread] == {"status": "suspended", "title": "Budget"}
    refused = await refusal(rig.client.agents_sessions_setStatus(**where, status="is thinking"))
    assert refused["error"] == "invalid_status"


async def test_a_status_shows_until_the_app_answers(rig: Rig) -> None:
    thread = await question(rig)
    await rig.client.assistant_threads_setStatus(channel_id="D0ALICE", thread_ts=thread, status="is thinking…")
    (channel,) = [c for c in await rig.look(f"{ALICE}/channels") if c["id"] == "D0ALICE"]
    assert channel["statuses"][thread]["status"] == "is thinking…"
    await rig.client.chat_postMessage(channel="D0ALICE", thread_ts=thread, text="Here.")
    assert rig.world.statuses == {}


async def test_prompts_show_in_the_tab_and_with_a_thread_silently_nowhere(rig: Rig) -> None:
    await rig.dm()
    prompts = [{"title": "Today", "message": "What is new today?"}]
    await rig.client.assistant_threads_setSuggestedPrompts(channel_id="D0ALICE", thread_ts="1.1", prompts=prompts)
    assert rig.world.prompts == {}
    await rig.client.assistant_threads_setSuggestedPrompts(channel_id="D0ALICE", prompts=prompts)
    assert rig.world.prompts["D0ALICE"]["prompts"] == prompts
    refused = await refusal(rig.client.assistant_threads_setSuggestedPrompts(channel_id="D0ALICE", prompts=prompts * 5))
    assert refused["error"] == "invalid_arguments"
