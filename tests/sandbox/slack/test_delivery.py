"""Events are signed, retried as Slack retries them, and given up as Slack gives them up."""

import asyncio

from aiohttp import web

from sandbox.slack.delivery import signature
from sandbox.slack.values import REAL_RETRY_WAITS
from tests.sandbox.slack.rig import ALICE, Received, Rig, section


async def test_an_event_comes_in_its_envelope(rig: Rig) -> None:
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    (request,) = rig.receiver.received
    envelope = request.data
    assert request.signed
    assert (envelope["type"], envelope["team_id"], envelope["api_app_id"]) == ("event_callback", "T0MAIL", "A0MAILROOM")
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == "U0MAILROOM"
    assert "X-Slack-Retry-Num" not in request.headers


async def test_an_event_that_fails_is_sent_three_more_times_under_the_same_id(rig: Rig) -> None:
    rig.receiver.answers = [web.Response(status=500) for _ in range(4)]
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    requests = rig.receiver.received
    assert len({request.data["event_id"] for request in requests}) == 1
    assert [request.headers.get("X-Slack-Retry-Num") for request in requests] == [None, "1", "2", "3"]
    assert {request.headers.get("X-Slack-Retry-Reason") for request in requests[1:]} == {"http_error"}
    assert all(request.signed for request in requests)


async def test_an_event_that_is_taken_the_second_time_is_not_sent_again(rig: Rig) -> None:
    rig.receiver.answers = [web.Response(status=500)]
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    assert len(rig.receiver.received) == 2


async def test_an_app_can_ask_not_to_be_asked_again(rig: Rig) -> None:
    rig.receiver.answers = [web.Response(status=500, headers={"X-Slack-No-Retry": "1"})]
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    assert len(rig.receiver.received) == 1


async def test_a_late_answer_is_retried_as_a_timeout(rig: Rig) -> None:
    release = asyncio.Event()

    async def late(_: Received) -> web.StreamResponse:
        await release.wait()
        return web.Response()

    rig.receiver.answers = [late]
    rig.world.options.ack_seconds = 0.05
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    release.set()
    assert rig.receiver.received[1].headers["X-Slack-Retry-Reason"] == "http_timeout"


async def test_retries_can_be_switched_off_and_set_to_slacks_own_waits(rig: Rig) -> None:
    options = await rig.play("options", retry=False, retry_waits="real", latency_ms=1)
    assert (options["retry"], tuple(options["retry_waits"])) == (False, REAL_RETRY_WAITS)
    rig.receiver.answers = [web.Response(status=500)]
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.delivery.settled()
    assert len(rig.receiver.received) == 1
    assert (await rig.look("deliveries"))[0]["failure"] == "http_error"


async def test_a_closed_world_gives_up_its_retries(rig: Rig) -> None:
    rig.world.options.retry_waits = (3600.0,)
    rig.receiver.answers = [web.Response(status=500)]
    await rig.play(f"{ALICE}/message", text="hi")
    await rig.world.close()
    await rig.world.delivery.settled()
    assert len(rig.receiver.received) <= 1


async def test_the_app_hears_its_own_messages_as_in_slack(rig: Rig) -> None:
    ts = (await rig.client.chat_postMessage(channel=ALICE, text="one", blocks=[section("one")]))["ts"]
    await rig.client.chat_update(channel="D0ALICE", ts=str(ts), text="two", blocks=[section("two")])
    await rig.client.chat_delete(channel="D0ALICE", ts=str(ts))
    await rig.world.delivery.settled()
    heard = {event.get("subtype", "new"): event for event in rig.receiver.events("message")}
    assert set(heard) == {"new", "message_changed", "message_deleted"}
    assert heard["new"]["bot_id"] == "B0MAILROOM"
    assert heard["message_changed"]["message"]["text"] == "two"
    assert heard["message_changed"]["previous_message"]["text"] == "one"
    await rig.play("options", echo=False)
    await rig.client.chat_postMessage(channel=ALICE, text="unheard")
    await rig.world.delivery.settled()
    told = {one.data["event_id"] for one in rig.receiver.received}  # on a busy machine one may come twice
    assert len(told) == 3


def test_the_signature_is_slacks_published_example() -> None:
    body = (
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        "&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554"
        "%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )
