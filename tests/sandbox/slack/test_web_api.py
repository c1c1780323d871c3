"""The Web API as slack_sdk's own client sees it: authentication, scopes, arguments, limits, faults, people."""

import json
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.faults import Fault
from tests.sandbox.slack.rig import ALICE, Rig, section


async def refusal(call: Any) -> dict[str, Any]:
    """What Slack answers to a call that it refuses."""
    with pytest.raises(SlackApiError) as caught:
        await call
    data = caught.value.response.data
    assert isinstance(data, dict)
    return data


def stranger(rig: Rig, token: str) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=f"{rig.url}/slack/api/", session=rig.http)


async def test_the_bot_learns_who_it_is(rig: Rig) -> None:
    me = await rig.client.auth_test()
    assert (me["user_id"], me["bot_id"], me["team_id"]) == ("U0MAILROOM", "B0MAILROOM", "T0MAIL")
    assert "chat:write" in me.headers["X-OAuth-Scopes"]


async def test_a_wrong_token_and_none_are_told_apart(rig: Rig) -> None:
    assert (await refusal(stranger(rig, "xoxb-wrong").auth_test()))["error"] == "invalid_auth"
    async with rig.http.post(f"{rig.url}/slack/api/auth.test") as response:
        assert await response.json() == {"ok": False, "error": "not_authed"}


async def test_the_token_may_be_a_form_field_but_not_a_json_field(rig: Rig) -> None:
    async with rig.http.post(f"{rig.url}/slack/api/auth.test", data={"token": "xoxb-sandbox"}) as response:
        assert (await response.json())["ok"] is True
    async with rig.http.post(f"{rig.url}/slack/api/auth.test", json={"token": "xoxb-sandbox"}) as response:
        assert (await response.json())["error"] == "not_authed"


async def test_methods_that_are_not_offered_are_unknown(rig: Rig) -> None:
    assert (await refusal(rig.client.api_call("apps.connections.open")))["error"] == "unknown_method"
    assert (await refusal(rig.client.api_call("chat.postMassage")))["error"] == "unknown_method"


async def test_a_scope_that_was_not_granted_is_missed(rig: Rig) -> None:
    refused = await refusal(rig.client.users_profile_get(user=ALICE))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "users.profile:read")
    assert "chat:write" in refused["provided"]


async def test_blocks_arrive_as_json_and_as_json_inside_a_form(rig: Rig) -> None:
    await rig.dm()
    blocks = json.dumps([section("*hi*")])
    form = {"token": "xoxb-sandbox", "channel": "D0ALICE", "text": "a", "blocks": blocks}
    async with rig.http.post(f"{rig.url}/slack/api/chat.postMessage", data=form) as response:
        assert (await response.json())["message"]["blocks"][0]["text"]["text"] == "*hi*"
    posted = await rig.client.chat_postMessage(channel="D0ALICE", text="a", blocks=[section("*ho*")])
    assert posted["message"]["blocks"][0]["text"]["text"] == "*ho*"


@pytest.mark.parametrize(
    ("body", "error"), [("{", "invalid_json"), ("[]", "json_not_object"), ('{"channel": "C9"}', "channel_not_found")]
)
async def test_bodies_that_make_no_sense_are_refused(rig: Rig, body: str, error: str) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": "application/json"}
    async with rig.http.post(f"{rig.url}/slack/api/chat.postMessage", data=body, headers=headers) as response:
        assert (await response.json())["error"] == error


async def test_a_missing_argument_is_named(rig: Rig) -> None:
    refused = await refusal(rig.client.api_call("users.info"))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


async def test_people_are_found_by_id_and_by_address(rig: Rig) -> None:
    alice = (await rig.client.users_info(user=ALICE, include_locale=True))["user"]
    assert (alice["tz"], alice["locale"], alice["profile"]["email"]) == (
        "Europe/London",
        "en-GB",
        "alice@fernhill.example",
    )
    assert (await rig.client.users_lookupByEmail(email="Bob@fernhill.example"))["user"]["id"] == "U0BOB"
    assert (await refusal(rig.client.users_lookupByEmail(email="x@y.example")))["error"] == "users_not_found"
    assert (await refusal(rig.client.users_info(user="U9")))["error"] == "user_not_found"
    assert (await rig.client.users_info(user="U0MAILROOM"))["user"]["is_bot"] is True
    assert len((await rig.client.users_list())["members"]) == 5
    assert (await rig.client.team_info())["team"]["name"] == "Fernhill Instruments"


async def test_a_direct_message_is_opened_once(rig: Rig) -> None:
    first = await rig.client.conversations_open(users=ALICE, return_im=True)
    assert first["channel"]["user"] == ALICE
    assert (await rig.client.conversations_open(users=ALICE))["already_open"] is True
    assert (await refusal(rig.client.conversations_open(users="U9")))["error"] == "user_not_found"
    assert (await rig.client.conversations_members(channel="D0ALICE"))["members"] == [ALICE, "U0MAILROOM"]


async def test_conversations_are_listed_by_kind_and_need_the_scope_of_that_kind(rig: Rig) -> None:
    await rig.dm()
    direct = (await rig.client.conversations_list(types="im"))["channels"]
    assert [channel["id"] for channel in direct] == ["D0ALICE"]
    public = (await rig.client.conversations_list())["channels"]
    assert {c["id"]: c["is_member"] for c in public} == {"C0GENERAL": False, "C0INBOX": True}
    refused = await refusal(rig.client.conversations_list(types="im,private_channel"))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "groups:read")
    assert (await rig.client.conversations_info(channel="C0INBOX"))["channel"]["name"] == "team-inbox"


async def test_history_comes_newest_first_in_pages_and_without_replies(rig: Rig) -> None:
    sent = [(await rig.client.chat_postMessage(channel="C0INBOX", text=f"m{n}"))["ts"] for n in range(3)]
    await rig.client.chat_postMessage(channel="C0INBOX", text="reply", thread_ts=sent[0])
    page = await rig.client.conversations_history(channel="C0INBOX", limit=2)
    assert [m["text"] for m in page["messages"]] == ["m2", "m1"]
    rest = await rig.client.conversations_history(
        channel="C0INBOX", limit=2, cursor=page["response_metadata"]["next_cursor"]
    )
    assert [(m["text"], m.get("reply_count")) for m in rest["messages"]] == [("m0", 1)]
    since = await rig.client.conversations_history(channel="C0INBOX", oldest=sent[1])
    assert [m["text"] for m in since["messages"]] == ["m2"]
    thread = await rig.client.conversations_replies(channel="C0INBOX", ts=sent[0])
    assert [m["text"] for m in thread["messages"]] == ["m0", "reply"]
    assert (await refusal(rig.client.conversations_history(channel="C0GENERAL")))["error"] == "not_in_channel"


async def test_blocks_validate_needs_no_token_and_points_at_the_flaw(rig: Rig) -> None:
    nobody = stranger(rig, "")
    assert (await nobody.blocks_validate(blocks=[section("x")]))["ok"] is True
    refused = await refusal(nobody.blocks_validate(blocks=[section("")]))
    assert refused["error"] == "invalid_blocks"
    assert refused["errors"][-1]["pointer"] == "/0/text/text"
    assert (await refusal(nobody.blocks_validate(view={"type": "modal"})))["error"] == "invalid_view"
    assert (await refusal(nobody.blocks_validate()))["error"] == "invalid_arguments"


async def test_one_channel_takes_a_burst_and_then_one_message_a_second(rig: Rig) -> None:
    for _ in range(rig.world.options.post_burst):
        await rig.client.chat_postMessage(channel="C0INBOX", text="x")
    with pytest.raises(SlackApiError) as caught:
        await rig.client.chat_postMessage(channel="C0INBOX", text="x")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    await rig.client.chat_postMessage(channel=ALICE, text="another channel is free")
    rig.clock.offset += 1
    await rig.client.chat_postMessage(channel="C0INBOX", text="x")


async def test_a_method_is_limited_by_its_tier_until_the_minute_is_over(rig: Rig) -> None:
    for _ in range(20):
        await rig.client.users_list()
    refused = await refusal(rig.client.users_list())
    assert refused["error"] == "ratelimited"
    rig.clock.offset += 61
    await rig.client.users_list()


async def test_rate_limits_can_be_switched_off(rig: Rig) -> None:
    await rig.play("options", rate_limits=False)
    for _ in range(30):
        await rig.client.users_list()


async def test_an_ordered_status_is_answered_before_anything_happens(rig: Rig) -> None:
    rig.world.faults.add(
        Fault(service="slack", method="chat.postMessage", kind="status", status=429, retry_after=7, times=1)
    )
    with pytest.raises(SlackApiError) as caught:
        await rig.client.chat_postMessage(channel="C0INBOX", text="x")
    assert caught.value.response.headers["Retry-After"] == "7"
    assert not rig.world.talk.channels["C0INBOX"].messages
    await rig.client.chat_postMessage(channel="C0INBOX", text="x")


async def test_a_cut_after_leaves_the_message_posted_and_the_caller_in_doubt(rig: Rig) -> None:
    rig.world.faults.add(Fault(service="slack", method="chat.postMessage", kind="cut_after", times=1))
    headers = {"Authorization": "Bearer xoxb-sandbox"}
    with pytest.raises(aiohttp.ClientError):
        await rig.http.post(
            f"{rig.url}/slack/api/chat.postMessage", json={"channel": "C0INBOX", "text": "x"}, headers=headers
        )
    assert [message.text for message in rig.world.talk.channels["C0INBOX"].messages] == ["x"]


async def test_an_error_after_the_act_leaves_the_message_posted(rig: Rig) -> None:
    rig.world.faults.add(Fault(service="slack", method="chat.postMessage", kind="status_after", status=500, times=1))
    with pytest.raises(SlackApiError) as caught:
        await rig.client.chat_postMessage(channel="C0INBOX", text="x")
    assert caught.value.response.status_code == 500
    assert [message.text for message in rig.world.talk.channels["C0INBOX"].messages] == ["x"]


async def test_an_ordered_refusal_and_garbage_come_with_status_200(rig: Rig) -> None:
    rig.world.faults.add(
        Fault(service="slack", method="chat.postMessage", kind="refuse", reason="restricted_action", times=1)
    )
    refused = await refusal(rig.client.chat_postMessage(channel="C0INBOX", text="x"))
    assert refused == {"ok": False, "error": "restricted_action"}
    rig.world.faults.add(Fault(service="slack", kind="malformed", times=1))
    with pytest.raises(SlackApiError):
        await rig.client.auth_test()


async def test_every_call_is_recorded_without_its_token(rig: Rig) -> None:
    await rig.client.chat_postMessage(channel="C0INBOX", text="kept")
    await refusal(rig.client.chat_postMessage(channel="C9", text="refused"))
    kept = await rig.look("calls?method=chat.postMessage")
    assert [(c["arguments"]["text"], c["answer"]["ok"]) for c in kept] == [("kept", True), ("refused", False)]
    assert "xoxb" not in json.dumps(await rig.look("calls"))
