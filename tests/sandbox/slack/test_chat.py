"""Messages: posted, edited, deleted, shown to one, and refused as Slack refuses them."""

from typing import Any

import pytest

from tests.sandbox.slack.rig import ALICE, BOB, Rig, button, section
from tests.sandbox.slack.test_web_api import refusal


async def seen(rig: Rig, user: str = ALICE, channel: str = "D0ALICE") -> list[dict[str, Any]]:
    """What a user sees in a channel."""
    messages: list[dict[str, Any]] = await rig.look(f"{user}/channels/{channel}/messages")
    return messages


async def test_a_message_reaches_the_user_with_block_ids_and_its_text_as_given(rig: Rig) -> None:
    posted = await rig.client.chat_postMessage(channel=ALICE, text="1 &lt; 2", blocks=[section("1 &lt; 2")])
    assert posted["channel"] == "D0ALICE"
    assert posted["message"]["bot_id"] == "B0MAILROOM"
    (message,) = await seen(rig)
    assert (message["ts"], message["text"], message["bot"]) == (posted["ts"], "1 &lt; 2", True)
    assert message["blocks"][0]["text"]["text"] == "1 &lt; 2"
    assert message["blocks"][0]["block_id"]


async def test_a_card_without_fallback_text_reads_badly_as_in_slack(rig: Rig) -> None:
    posted = await rig.client.api_call("chat.postMessage", json={"channel": ALICE, "blocks": [section("only blocks")]})
    assert posted["message"]["text"] == "This content can't be displayed."


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"text": "  "}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": ["nonsense"]}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section("x" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
        ({"text": "x", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "x", "channel": "C0GENERAL"}, "not_in_channel"),
        ({"text": "x", "channel": "C9"}, "channel_not_found"),
        ({"text": "x", "username": "Somebody"}, "missing_scope"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"markdown_text": "x" * 12_001}, "msg_too_long"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
    ],
)
async def test_messages_that_slack_would_not_post_are_refused(rig: Rig, arguments: dict[str, Any], error: str) -> None:
    refused = await refusal(rig.client.api_call("chat.postMessage", json={"channel": ALICE, **arguments}))
    assert refused["error"] == error
    assert await seen(rig) == []


async def test_bad_blocks_are_explained_with_pointers(rig: Rig) -> None:
    refused = await refusal(rig.client.chat_postMessage(channel=ALICE, text="x", blocks=[section("")]))
    assert refused["error"] == "invalid_blocks"
    assert refused["response_metadata"]["messages"][-1] == (
        "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    )
    assert refused["errors"][-1] == "must be more than 0 characters [json-pointer:/blocks/0/text/text]"


async def test_an_update_replaces_the_blocks_and_marks_the_message_as_edited(rig: Rig) -> None:
    ts = await rig.card(button("approve"))
    updated = await rig.client.chat_update(channel="D0ALICE", ts=ts, text="Sent", blocks=[section("Sent")])
    assert updated["message"]["blocks"][0]["text"]["text"] == "Sent"
    (message,) = await seen(rig)
    assert message["edited"]["user"] == "U0MAILROOM"
    assert [block["type"] for block in message["blocks"]] == ["section"]


async def test_an_update_of_the_text_alone_removes_the_blocks(rig: Rig) -> None:
    ts = await rig.card(button("approve"))
    await rig.client.chat_update(channel="D0ALICE", ts=ts, text="Plain")
    assert (await seen(rig))[0]["blocks"] == []


async def test_an_update_is_shorter_than_a_post_and_counted_in_bytes(rig: Rig) -> None:
    ts = (await rig.client.chat_postMessage(channel=ALICE, text="x" * 5000))["ts"]
    await rig.client.chat_update(channel="D0ALICE", ts=ts, text="x" * 4000)
    refused = await refusal(rig.client.chat_update(channel="D0ALICE", ts=ts, text="ü" * 2001))
    assert refused["error"] == "msg_too_long"


async def test_only_its_own_messages_can_be_edited_or_deleted(rig: Rig) -> None:
    said = await rig.play(f"{ALICE}/message", text="mine")
    target: dict[str, Any] = {"channel": "D0ALICE", "ts": said["ts"]}
    assert (await refusal(rig.client.chat_update(**target, text="x")))["error"] == "cant_update_message"
    assert (await refusal(rig.client.chat_delete(**target)))["error"] == "cant_delete_message"
    gone: dict[str, Any] = {"channel": "D0ALICE", "ts": "1.000001"}
    assert (await refusal(rig.client.chat_update(**gone, text="x")))["error"] == "message_not_found"
    by_user: dict[str, Any] = {"channel": ALICE, "ts": said["ts"]}
    assert (await refusal(rig.client.chat_update(**by_user, text="x")))["error"] == "channel_not_found"


async def test_a_deleted_message_is_gone_but_the_head_of_a_thread_leaves_a_stone(rig: Rig) -> None:
    alone = (await rig.client.chat_postMessage(channel=ALICE, text="alone"))["ts"]
    head = (await rig.client.chat_postMessage(channel=ALICE, text="head"))["ts"]
    await rig.client.chat_postMessage(channel=ALICE, text="reply", thread_ts=head)
    for ts in (alone, head):
        await rig.client.chat_delete(channel="D0ALICE", ts=ts)
    assert [message["text"] for message in await seen(rig)] == ["This message was deleted.", "reply"]


async def test_a_reply_to_a_reply_joins_the_thread(rig: Rig) -> None:
    head = (await rig.client.chat_postMessage(channel=ALICE, text="head"))["ts"]
    reply = (await rig.client.chat_postMessage(channel=ALICE, text="1", thread_ts=head))["ts"]
    again = await rig.client.chat_postMessage(channel=ALICE, text="2", thread_ts=reply)
    assert again["message"]["thread_ts"] == head


async def test_an_ephemeral_message_is_seen_by_one_and_in_no_history(rig: Rig) -> None:
    posted = await rig.client.chat_postEphemeral(channel="C0INBOX", user=ALICE, text="psst")
    assert [m["ephemeral"] for m in await seen(rig, ALICE, "C0INBOX")] == [True]
    assert await seen(rig, BOB, "C0INBOX") == []
    assert (await rig.client.conversations_history(channel="C0INBOX"))["messages"] == []
    refused = await refusal(rig.client.chat_update(channel="C0INBOX", ts=posted["message_ts"], text="x"))
    assert refused["error"] == "message_not_found"
    refused = await refusal(rig.client.chat_postEphemeral(channel="C0INBOX", user="U9", text="psst"))
    assert refused["error"] == "user_not_in_channel"


async def test_a_permalink_names_channel_message_and_thread(rig: Rig) -> None:
    head = (await rig.client.chat_postMessage(channel=ALICE, text="head"))["ts"]
    reply = (await rig.client.chat_postMessage(channel=ALICE, text="reply", thread_ts=head))["ts"]
    link = (await rig.client.chat_getPermalink(channel="D0ALICE", message_ts=reply))["permalink"]
    path = f"archives/D0ALICE/p{str(reply).replace('.', '')}?thread_ts={head}&cid=D0ALICE"
    assert link == f"https://fernhill.slack.com/{path}"


async def test_a_reaction_is_added_once(rig: Rig) -> None:
    ts = str((await rig.client.chat_postMessage(channel=ALICE, text="x"))["ts"])
    await rig.client.reactions_add(channel="D0ALICE", timestamp=ts, name="eyes")
    assert (await seen(rig))[0]["reactions"] == {"eyes": ["U0MAILROOM"]}
    refused = await refusal(rig.client.reactions_add(channel="D0ALICE", timestamp=ts, name="eyes"))
    assert refused["error"] == "already_reacted"
