"""/play/slack over HTTP: who is there, which conversations, live changes, and orders that make no sense."""

import asyncio
import json

from tests.sandbox.slack.rig import ALICE, BOB, MALLORY, Rig
from tests.sandbox.slack.test_web_api import refusal


async def test_the_cast_is_there_and_each_has_a_direct_message_with_the_app(rig: Rig) -> None:
    people = await rig.look("users")
    assert [person["id"] for person in people] == [ALICE, BOB, "U0NOOR", MALLORY]
    channels = await rig.look(f"{BOB}/channels")
    assert [(c["id"], c["is_im"]) for c in channels] == [
        ("D0BOB", True),
        ("C0GENERAL", False),
        ("C0INBOX", False),
    ]


async def test_nobody_reads_the_messages_of_another(rig: Rig) -> None:
    await rig.client.chat_postMessage(channel=ALICE, text="for Alice")
    assert (await rig.look(f"{ALICE}/channels/D0ALICE/messages"))[0]["text"] == "for Alice"
    assert await rig.look(f"{MALLORY}/channels/D0ALICE/messages") == {"error": "this user has no such conversation"}


async def test_changes_are_told_live_to_those_who_see_them(rig: Rig) -> None:
    async with rig.http.get(f"{rig.url}/play/slack/events") as stream:
        assert (await stream.content.readline()).startswith(b":")
        await rig.client.chat_postMessage(channel="C0INBOX", text="all")
        await rig.client.chat_postEphemeral(channel="C0INBOX", user=BOB, text="psst")
        told: list[str] = []
        while len(told) < 4:
            line = await asyncio.wait_for(stream.content.readline(), 2)
            if line.startswith(b"data:"):
                told.append(json.loads(line[5:])["user"])
    assert told == [ALICE, BOB, MALLORY, BOB]


async def test_an_open_event_stream_ends_when_the_workspace_closes(rig: Rig) -> None:
    async with rig.http.get(f"{rig.url}/play/slack/events") as stream:
        await stream.content.readline()
        await rig.world.close()
        await asyncio.wait_for(stream.content.read(), 2)


async def test_orders_that_make_no_sense_are_refused(rig: Rig) -> None:
    assert (await rig.play(f"{ALICE}/click"))["http"] == 400
    assert (await rig.play(f"{ALICE}/message", text=""))["http"] == 400
    assert (await rig.play(f"{ALICE}/message", text="x", thread_ts="1.1"))["http"] == 404
    assert (await rig.play(f"{ALICE}/stop", thread_ts="1.1"))["http"] == 409
    assert (await rig.play(f"{ALICE}/submit", view_id="V9"))["http"] == 404
    assert (await rig.play("options", colour="red"))["http"] == 400


async def test_options_can_be_read_and_changed_one_by_one(rig: Rig) -> None:
    before = await rig.look("options")
    changed = await rig.play("options", post_burst=9)
    assert changed == {**before, "post_burst": 9}


async def test_a_deactivated_member_is_reported_and_can_be_neither_played_nor_written_to(rig: Rig) -> None:
    await rig.play(f"{ALICE}/deactivate")
    assert (await rig.client.users_info(user=ALICE))["user"]["deleted"] is True
    assert (await refusal(rig.client.chat_postMessage(channel=ALICE, text="x")))["error"] == "is_archived"
    assert (await refusal(rig.client.conversations_open(users=ALICE)))["error"] == "user_disabled"
    assert (await rig.play(f"{ALICE}/message", text="x"))["http"] == 403
    await rig.play(f"{ALICE}/deactivate", deleted=False)
    await rig.client.chat_postMessage(channel=ALICE, text="welcome back")


async def test_an_app_that_was_removed_hears_of_it_and_its_token_is_dead(rig: Rig) -> None:
    await rig.play("uninstall")
    await rig.world.delivery.settled()
    assert len(rig.receiver.events("app_uninstalled")) == len(rig.receiver.events("tokens_revoked")) == 1
    assert (await refusal(rig.client.auth_test()))["error"] == "account_inactive"
    await rig.play("install")
    await rig.client.auth_test()


async def test_the_newest_messages_can_be_asked_for_alone(rig: Rig) -> None:
    for n in range(3):
        await rig.client.chat_postMessage(channel=ALICE, text=str(n))
    newest = await rig.look(f"{ALICE}/channels/D0ALICE/messages?limit=2")
    assert [message["text"] for message in newest] == ["1", "2"]
