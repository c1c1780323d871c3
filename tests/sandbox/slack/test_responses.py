"""response_url: five uses in thirty minutes, to say, to replace and to delete."""

from typing import Any

from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.sandbox.slack.rig import ALICE, BOB, Rig, button, section
from tests.sandbox.slack.test_chat import seen


async def clicked(rig: Rig, channel: str = "C0INBOX") -> AsyncWebhookClient:
    """Alice has clicked in a card; the client of the click's response_url."""
    ts = await rig.card(button("approve"), channel=channel)
    await rig.play(f"{ALICE}/click", channel=channel, message_ts=ts, action_id="approve")
    payload = next(one.data for one in reversed(rig.receiver.received) if "payload" in one.body)
    return AsyncWebhookClient(payload["response_url"], session=rig.http)


async def texts(rig: Rig, user: str = ALICE) -> list[tuple[str, bool]]:
    return [(m["text"], m["ephemeral"]) for m in await seen(rig, user, "C0INBOX")]


async def test_what_is_said_is_for_the_one_who_clicked_unless_it_is_for_all(rig: Rig) -> None:
    link = await clicked(rig)
    answer = await link.send(text="Only you")
    assert (answer.status_code, answer.body) == (200, "ok")
    await link.send(text="All", response_type="in_channel")
    assert await texts(rig) == [("A card", False), ("Only you", True), ("All", False)]
    assert await texts(rig, BOB) == [("A card", False), ("All", False)]


async def test_the_message_can_be_replaced_and_deleted(rig: Rig) -> None:
    link = await clicked(rig)
    await link.send(text="Sent", blocks=[section("Sent")], replace_original=True)
    assert await texts(rig) == [("Sent", False)]
    await link.send(delete_original=True)
    assert await texts(rig) == []


async def test_an_ephemeral_message_can_be_replaced_for_its_user(rig: Rig) -> None:
    blocks = [{"type": "actions", "elements": [button("ok")]}]
    posted = await rig.client.chat_postEphemeral(channel="C0INBOX", user=ALICE, text="Sure?", blocks=blocks)
    await rig.play(f"{ALICE}/click", channel="C0INBOX", message_ts=posted["message_ts"], action_id="ok")
    payload: dict[str, Any] = rig.receiver.received[-1].data
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    await AsyncWebhookClient(payload["response_url"], session=rig.http).send(text="Done", replace_original=True)
    assert await texts(rig) == [("Done", True)]


async def test_the_sixth_use_is_refused(rig: Rig) -> None:
    link = await clicked(rig)
    assert [(await link.send(text=str(n))).status_code for n in range(5)] == [200] * 5
    refused = await link.send(text="again")
    assert (refused.status_code, refused.body) == (404, "used_url")


async def test_after_thirty_minutes_it_is_over(rig: Rig) -> None:
    link = await clicked(rig)
    rig.clock.offset += 29 * 60
    assert (await link.send(text="in time")).status_code == 200
    rig.clock.offset += 61
    refused = await link.send(text="late")
    assert (refused.status_code, refused.body) == (404, "expired_url")


async def test_bad_blocks_and_nothing_at_all_are_refused(rig: Rig) -> None:
    link = await clicked(rig)
    refused = await link.send(text="x", blocks=[section("")])
    assert refused.status_code == 400
    assert refused.body.startswith("invalid_blocks")
    assert "json-pointer:/blocks/0/text/text" in refused.body
    assert (await link.send()).body == "no_text"
    assert len(await texts(rig)) == 1
