"""The stand-ins' ledger: every secret, every mail, and what Slack was told, with who reads it."""

from collections import deque
from typing import Any

import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError

from sandbox.google.rfc822 import split
from sandbox.google.world import GoogleWorld
from sandbox.ledger import ledger
from tests.sandbox.slack.rig import ALICE, BOB, MALLORY, Rig, modal, section

ALICES = "alice@fernhill.example"


def told(rig: Rig) -> dict[str, list[str]]:
    """Who reads the payloads that say a mark in capitals, by the mark."""
    found: dict[str, Any] = ledger(GoogleWorld(), rig.world)
    marks = ("DIRECT", "ROOM", "WHISPER", "MODAL", "CHANGED", "HOME", "ANSWER", "NOBODY")
    return {mark: one["readers"] for one in found["told"] for mark in marks if mark in one["body"]}


async def test_each_payload_is_told_with_those_who_read_it(rig: Rig) -> None:
    client = rig.client
    await client.chat_postMessage(channel=await rig.dm(), text="DIRECT")
    await client.chat_postMessage(channel="C0INBOX", text="ROOM")
    await client.chat_postEphemeral(channel="C0INBOX", user=BOB, text="WHISPER")
    opened = await client.views_open(trigger_id=await rig.trigger(), view=modal(section("MODAL")))
    await client.views_update(view_id=opened["view"]["id"], view=modal(section("CHANGED")))
    await client.views_publish(user_id=BOB, view={"type": "home", "blocks": [section("HOME")]})
    rig.receiver.answers.append(web.json_response({"text": "ANSWER"}))
    await rig.play(f"{MALLORY}/command", command="/ask")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0NONE", text="NOBODY")
    assert told(rig) == {
        "DIRECT": [ALICE], "ROOM": [ALICE, BOB, MALLORY], "WHISPER": [BOB], "MODAL": [ALICE], "CHANGED": [ALICE],
        "HOME": [BOB], "ANSWER": [MALLORY], "NOBODY": [],
    }  # fmt: skip


async def test_a_ledger_says_when_slack_has_forgotten_what_it_was_told(rig: Rig) -> None:
    assert ledger(GoogleWorld(), rig.world)["whole"]
    rig.world.calls = deque(maxlen=1)
    await rig.dm()
    assert not ledger(GoogleWorld(), rig.world)["whole"]


async def test_mail_that_was_replaced_or_deleted_stays_in_the_ledger(rig: Rig) -> None:
    google = GoogleWorld()
    raw = b"From: a@outside.example\r\nTo: alice@fernhill.example\r\nSubject: %s\r\n\r\nThe lamps."
    draft, _ = google.boxes[ALICES].create_draft(split(raw % b"First"), "")
    kept = google.boxes[ALICES].replace_draft(draft, split(raw % b"Second"), "")
    google.boxes[ALICES].remove(kept.id)
    mails = ledger(google, rig.world)["mails"]
    assert [(mail["owner"], mail["subject"], mail["text"]) for mail in mails] == [
        (ALICE, "First", "The lamps."), (ALICE, "Second", "The lamps."),
    ]  # fmt: skip


async def test_every_token_that_was_handed_out_stands_in_the_ledger(rig: Rig) -> None:
    google = GoogleWorld()
    token = google.oauth.issue(ALICES)
    refresh = google.oauth._grants[0].refresh_token
    signed = google.keys.sign({"sub": "1"})
    rig.world.revoke()
    secrets = ledger(google, rig.world)["secrets"]
    assert secrets == [
        ["refresh token", refresh], ["access token", token], ["signed token", signed], ["bot token", "xoxb-sandbox"],
    ]  # fmt: skip
