"""The human at the keyboard: clicks, commands and messages become the payloads that Slack would send."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.rig import ALICE, BOB, MALLORY, Rig, button, section, text_input
from tests.sandbox.slack.test_chat import seen


def menu(*values: str) -> dict[str, Any]:
    options = [{"text": {"type": "plain_text", "text": value.title()}, "value": value} for value in values]
    return {"type": "static_select", "action_id": "class", "options": options}


async def test_a_click_is_a_signed_payload_with_all_that_apps_depend_on(rig: Rig) -> None:
    ts = await rig.card(button("approve", value="v1", style="primary"), button("discard", "Discard"))
    answer = await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="approve")
    assert (answer["status"], answer["body"], answer["shown"]) == (200, "", "")
    request = rig.receiver.received[-1]
    assert request.signed
    payload = request.data
    assert payload["type"] == "block_actions"
    assert payload["user"] == {"id": ALICE, "username": "alice", "name": "alice", "team_id": "T0MAIL"}
    assert payload["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "D0ALICE",
        "is_ephemeral": False,
    }
    assert payload["channel"] == {"id": "D0ALICE", "name": "directmessage"}
    assert payload["message"]["blocks"][0]["block_id"] == "row"
    assert payload["response_url"].startswith(rig.url)
    (action,) = payload["actions"]
    assert float(action.pop("action_ts")) > float(ts)
    assert action == {
        "type": "button",
        "action_id": "approve",
        "block_id": "row",
        "text": {"type": "plain_text", "text": "Approve", "emoji": True},
        "value": "v1",
        "style": "primary",
    }


async def test_a_button_with_a_url_is_sent_to_the_app_too(rig: Rig) -> None:
    ts = await rig.card(button("open", url="https://mail.example.com/x"))
    await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="open")
    assert rig.receiver.received[-1].data["actions"][0]["url"] == "https://mail.example.com/x"


async def test_a_choice_is_reported_and_remembered_for_the_next_click(rig: Rig) -> None:
    ts = await rig.card(menu("urgent", "later"), button("save"))
    await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="class", selected="later")
    first = rig.receiver.received[-1].data
    assert first["actions"][0]["selected_option"]["value"] == "later"
    await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="save")
    state = rig.receiver.received[-1].data["state"]["values"]
    assert state["row"]["class"]["selected_option"]["text"]["text"] == "Later"
    refused = await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="class", selected="never")
    assert refused == {"error": "That choice is not offered.", "http": 400}


async def test_inputs_in_a_message_go_along_with_a_click(rig: Rig) -> None:
    blocks = [text_input("note"), {"type": "actions", "elements": [button("save")]}]
    ts = str((await rig.client.chat_postMessage(channel=ALICE, text="x", blocks=blocks))["ts"])
    await rig.play(
        f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="save", values={"note": {"text": "hello"}}
    )
    assert rig.receiver.received[-1].data["state"]["values"]["note"]["text"]["value"] == "hello"


async def test_an_overflow_and_feedback_report_what_was_picked(rig: Rig) -> None:
    options = menu("archive", "block")["options"]
    rating = {"text": {"type": "plain_text", "text": "Good"}, "value": "up"}
    feedback = {"type": "feedback_buttons", "action_id": "rate", "positive_button": rating, "negative_button": rating}
    blocks = [
        {**section("x"), "accessory": {"type": "overflow", "action_id": "more", "options": options}},
        {"type": "context_actions", "elements": [feedback]},
    ]
    ts = str((await rig.client.chat_postMessage(channel=ALICE, text="x", blocks=blocks))["ts"])
    await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="more", selected="block")
    assert rig.receiver.received[-1].data["actions"][0]["selected_option"]["value"] == "block"
    await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="rate", value="up")
    assert rig.receiver.received[-1].data["actions"][0]["value"] == "up"


async def test_the_app_posts_in_a_channel_once_it_was_invited(rig: Rig) -> None:
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await rig.client.chat_postMessage(channel="C0GENERAL", text="x")
    invite = {"channel": "C0GENERAL", "command": "/invite", "text": "@Mailroom"}
    await rig.play(f"{ALICE}/command", **invite)
    assert (await rig.client.chat_postMessage(channel="C0GENERAL", text="x"))["ok"]
    assert (await rig.play(f"{ALICE}/command", **invite))["http"] == 409
    for wrong in ({"text": "@bob"}, {"channel": "D0ALICE"}):
        assert (await rig.play(f"{ALICE}/command", **invite | wrong))["http"] == 400


async def test_nobody_clicks_what_is_not_before_them(rig: Rig) -> None:
    ts = await rig.card(button("approve"))
    click = {"channel": "D0ALICE", "message_ts": ts, "action_id": "approve"}
    before = len(rig.receiver.received)
    assert (await rig.play(f"{MALLORY}/click", **click))["http"] == 404
    assert (await rig.play(f"{ALICE}/click", **{**click, "action_id": "other"}))["http"] == 404
    assert (await rig.play(f"{ALICE}/click", **{**click, "message_ts": "1.1"}))["http"] == 404
    assert (await rig.play("U9/click", **click))["http"] == 404
    await rig.world.delivery.settled()
    assert not [one for one in rig.receiver.received[before:] if "payload" in one.body]


async def test_a_forged_click_lets_mallory_use_the_button_of_another(rig: Rig) -> None:
    ts = await rig.card(button("approve", value="v1"))
    click = {"channel": "D0ALICE", "message_ts": ts, "action_id": "approve", "value": "v2"}
    await rig.play(f"{MALLORY}/click", **click, forged=True)
    payload = rig.receiver.received[-1].data
    assert (payload["user"]["id"], payload["actions"][0]["value"]) == (MALLORY, "v2")


async def test_a_screen_that_lags_behind_can_still_click_the_old_button(rig: Rig) -> None:
    ts = await rig.card(button("approve", value="v1"))
    await rig.client.chat_update(channel="D0ALICE", ts=ts, text="Sent", blocks=[section("Sent")])
    click = {"channel": "D0ALICE", "message_ts": ts, "action_id": "approve"}
    assert (await rig.play(f"{ALICE}/click", **click))["http"] == 404
    await rig.play(f"{ALICE}/click", **click, stale=True)
    assert rig.receiver.received[-1].data["actions"][0]["value"] == "v1"


async def test_a_click_that_the_app_fails_shows_an_error_to_the_human(rig: Rig) -> None:
    ts = await rig.card(button("approve"))
    await rig.world.delivery.settled()
    rig.receiver.answers = [web.Response(status=503, text="no")]
    answer = await rig.play(f"{ALICE}/click", channel="D0ALICE", message_ts=ts, action_id="approve")
    assert (answer["status"], answer["body"], answer["ok"]) == (503, "no", False)
    assert "error" in answer["shown"]


async def test_a_command_is_a_signed_form(rig: Rig) -> None:
    answer = await rig.play(f"{ALICE}/command", command="/ask", text="what did Sarah say?")
    request = rig.receiver.received[-1]
    assert request.signed
    fields = request.data
    assert (fields["command"], fields["text"], fields["user_id"]) == ("/ask", "what did Sarah say?", ALICE)
    assert (fields["channel_id"], fields["channel_name"]) == ("D0ALICE", "directmessage")
    assert answer["status"] == 200
    assert (await rig.play(f"{ALICE}/command", command="/unknown"))["http"] == 404


async def test_the_answer_to_a_command_is_shown_to_its_user(rig: Rig) -> None:
    rig.receiver.answers = [
        web.Response(text="Working on it"),
        web.json_response({"blocks": [section("Here")], "text": "Here"}),
        web.json_response({"response_type": "in_channel", "text": "For all"}),
    ]
    for _ in range(3):
        await rig.play(f"{ALICE}/command", command="/ask", channel="C0INBOX")
    assert [(m["text"], m["ephemeral"]) for m in await seen(rig, ALICE, "C0INBOX")] == [
        ("Working on it", True),
        ("Here", True),
        ("For all", False),
    ]
    assert [m["text"] for m in await seen(rig, BOB, "C0INBOX")] == ["For all"]


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        (web.Response(status=500), "dispatch_failed"),
        (web.json_response({"blocks": [section("")]}), "invalid_blocks"),
    ],
)
async def test_a_command_that_the_app_fails_says_so_to_its_user(rig: Rig, reply: web.Response, failure: str) -> None:
    rig.receiver.answers = [reply]
    answer = await rig.play(f"{ALICE}/command", command="/ask")
    assert answer["shown"] == failure
    assert (await seen(rig))[-1]["text"] == f'/ask failed with the error "{failure}"'


async def test_a_command_that_is_not_answered_in_time_is_given_up(rig: Rig) -> None:
    async def never(_: object) -> web.StreamResponse:
        await release.wait()
        return web.Response()

    release = asyncio.Event()
    rig.receiver.answers = [never]
    rig.world.options.ack_seconds = 0.05
    answer = await rig.play(f"{ALICE}/command", command="/ask")
    release.set()
    assert (answer["status"], answer["shown"]) == (0, "operation_timeout")


async def test_what_a_human_writes_reaches_the_app_escaped_as_slack_escapes_it(rig: Rig) -> None:
    said = await rig.play(f"{ALICE}/message", text="a < b & <@U0BOB> <@home> <#top> <!-- x -->")
    await rig.world.delivery.settled()
    (event,) = rig.receiver.events("message")
    text = "a &lt; b &amp; <@U0BOB> &lt;@home&gt; &lt;#top&gt; &lt;!-- x --&gt;"
    assert (event["text"], event["channel_type"], event["user"]) == (text, "im", ALICE)
    assert event["ts"] == said["ts"]
    assert "bot_id" not in event


async def test_a_mention_in_a_channel_is_an_app_mention_and_other_talk_there_is_not_heard(rig: Rig) -> None:
    await rig.play(f"{ALICE}/message", channel="C0INBOX", text="just talk")
    await rig.play(f"{ALICE}/message", channel="C0INBOX", text="<@U0MAILROOM> hi")
    await rig.world.delivery.settled()
    assert [event["text"] for event in rig.receiver.events("app_mention")] == ["<@U0MAILROOM> hi"]
    assert rig.receiver.events("message") == []


async def test_a_name_after_an_at_sign_becomes_a_mention_as_in_slacks_composer(rig: Rig) -> None:
    for said in ("@Mailroom and @bob?", "write to a@mailroom or @nobody"):
        await rig.play(f"{ALICE}/message", text=said)
    await rig.world.delivery.settled()
    assert sorted(event["text"] for event in rig.receiver.events("message")) == [
        "<@U0MAILROOM> and <@U0BOB>?",
        "write to a@mailroom or @nobody",
    ]


async def test_opening_the_app_names_the_tab_and_the_home_that_is_there(rig: Rig) -> None:
    await rig.play(f"{ALICE}/open_home", tab="messages")
    await rig.client.views_publish(user_id=ALICE, view={"type": "home", "blocks": [section("Hi")]})
    await rig.play(f"{ALICE}/open_home")
    await rig.world.delivery.settled()
    first, second = rig.receiver.events("app_home_opened")
    assert (first["tab"], first["channel"], "view" in first) == ("messages", "D0ALICE", False)
    assert (second["tab"], second["view"]["blocks"][0]["text"]["text"]) == ("home", "Hi")
