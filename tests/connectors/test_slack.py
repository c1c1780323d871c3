"""Slack's Web API as we use it: what goes over the wire, and every way in which it can fail, as one of ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.errors import Failure, MailroomError, OutcomeUnknown, Permanent, Reconnect, Temporary, Waiting
from connectors.slack import FixedToken, Identity, Slack, TokenRefused
from sandbox.faults import Fault, Faults
from sandbox.slack.values import App, Message, Options
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld
from tests.ports import free_port
from tests.sandbox.slack.rig import serve

ALICE, DM = "U0ALICE", "D0ALICE"
BLOCKS = [{"type": "section", "block_id": "card:1", "text": {"type": "plain_text", "text": "Hello"}}]
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass
class Desk:
    """The connector, and the workspace at the other end."""

    slack: Slack
    world: SlackWorld

    def fail(self, method: str, kind: Any, **more: Any) -> None:
        self.world.faults.add(Fault(service="slack", method=method, kind=kind, **more))

    def calls(self, method: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.world.calls if call.method == method]

    @property
    def said(self) -> list[str]:
        return [message.text for message in self.world.talk.direct(ALICE).messages]


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    port = free_port()
    world = SlackWorld(App(own_url=f"http://127.0.0.1:{port}"), Faults(), options=Options(post_burst=50))
    app = web.Application()
    app.add_routes(slack_routes(world))
    runner = await serve(app, port)
    slack = Slack(f"http://127.0.0.1:{port}/slack/api/", FixedToken("xoxb-sandbox"))
    world.talk.direct(ALICE)
    yield Desk(slack, world)
    await slack.close()
    await runner.cleanup()


# what it does


async def test_a_post_stands_in_the_channel_and_unfurls_nothing(desk: Desk) -> None:
    channel = await desk.slack.open_dm(ALICE)
    ts = await desk.slack.post(channel, "Hello", BLOCKS)
    message = desk.world.talk.direct(ALICE).at(ts)
    assert channel == DM and message is not None and message.blocks[0]["block_id"] == "card:1"
    (call,) = desk.calls("chat.postMessage")
    assert (call["unfurl_links"], call["unfurl_media"], "thread_ts" in call) == (False, False, False)


async def test_a_post_may_stand_in_a_thread(desk: Desk) -> None:
    first = await desk.slack.post(DM, "Hello", BLOCKS)
    await desk.slack.post(DM, "And", [], first)
    assert desk.calls("chat.postMessage")[1]["thread_ts"] == first


async def test_an_update_replaces_a_message_and_may_be_repeated(desk: Desk) -> None:
    ts = await desk.slack.post(DM, "Hello", BLOCKS)
    for _ in range(2):
        await desk.slack.update(DM, ts, "Bye", [])
    assert desk.said == ["Bye"]


async def test_a_whisper_is_seen_by_one(desk: Desk) -> None:
    await desk.slack.whisper(DM, ALICE, "psst", BLOCKS)
    (message,) = desk.world.talk.direct(ALICE).messages
    assert message.ephemeral_for == ALICE


async def test_no_line_for_notifications_is_read_for_links_and_names(desk: Desk) -> None:
    ts = await desk.slack.post(DM, "www.evil.example", BLOCKS)
    await desk.slack.update(DM, ts, "www.evil.example", BLOCKS)
    await desk.slack.whisper(DM, ALICE, "www.evil.example", BLOCKS)
    calls = [desk.calls(f"chat.{method}") for method in ("postMessage", "update", "postEphemeral")]
    assert [[call["parse"] for call in made] for made in calls] == [["none"]] * 3


async def test_a_view_opens_with_a_fresh_trigger_only(desk: Desk) -> None:
    view = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": BLOCKS}
    await desk.slack.open_view(desk.world.modals.trigger(ALICE), view)
    assert len(desk.world.modals.stacks[ALICE]) == 1
    with pytest.raises(Permanent, match="trigger"):
        await desk.slack.open_view("1.2.3", view)


async def test_the_home_tab_is_replaced(desk: Desk) -> None:
    await desk.slack.publish_home(ALICE, {"type": "home", "blocks": BLOCKS})
    assert ALICE in desk.world.modals.homes


async def test_who_we_are_is_asked_once(desk: Desk) -> None:
    for _ in range(3):
        assert await desk.slack.identity() == Identity("T0MAIL", "Fernhill Instruments", "U0MAILROOM")
    assert len(desk.calls("auth.test")) == 1


async def test_the_zone_of_a_person(desk: Desk) -> None:
    assert await desk.slack.zone(ALICE) == "Europe/London"


async def test_the_address_of_a_person_only_as_slack_has_confirmed_it_and_may_be_told(desk: Desk) -> None:
    people = desk.world.users
    people[ALICE] = replace(people[ALICE], email="Alice@Fernhill.example")
    assert await desk.slack.email(ALICE) == "alice@fernhill.example"
    people[ALICE] = replace(people[ALICE], confirmed=False)
    assert await desk.slack.email(ALICE) == ""
    people[ALICE] = replace(people[ALICE], confirmed=True)
    desk.world.app = replace(desk.world.app, scopes=desk.world.app.scopes - {"users:read.email"})
    assert await desk.slack.email(ALICE) == ""


async def test_a_message_of_ours_is_found_by_its_block(desk: Desk) -> None:
    for number in range(3):
        await desk.slack.post(DM, "x", [{**BLOCKS[0], "block_id": f"card:{number}"}])
    wanted = await desk.slack.post(DM, "x", [{"type": "divider"}, {**BLOCKS[0], "block_id": "card:9"}])
    assert await desk.slack.find_message(DM, "card:9", LONG_AGO) == wanted
    assert await desk.slack.find_message(DM, "card:7", LONG_AGO) is None
    assert await desk.slack.find_message(DM, "card:9", datetime.now(UTC)) == wanted  # clocks may differ a little
    assert await desk.slack.find_message(DM, "card:9", datetime.now(UTC) + timedelta(hours=1)) is None


def fill(desk: Desk, count: int, block_id: str = "other") -> str:
    """Puts that many messages of ours into the conversation; the ts of the last."""
    channel, ts = desk.world.talk.direct(ALICE), ""
    for _ in range(count):
        ts = desk.world.talk.stamp()
        channel.add(Message(ts, "U0MAILROOM", "x", [{**BLOCKS[0], "block_id": block_id}], bot_id="B0MAILROOM"))
    return ts


async def test_a_message_of_ours_is_found_behind_many_others(desk: Desk) -> None:
    wanted = fill(desk, 1, "card:9")
    fill(desk, 450)
    assert await desk.slack.find_message(DM, "card:9", LONG_AGO) == wanted
    assert len(desk.calls("conversations.history")) == 3


async def test_the_search_for_a_message_ends_after_some_pages(desk: Desk) -> None:
    fill(desk, 1, "card:9")
    fill(desk, 1000)
    assert await desk.slack.find_message(DM, "card:9", LONG_AGO) is None
    assert len(desk.calls("conversations.history")) == 5


@pytest.mark.parametrize("reason", ["missing_scope", "unknown_method", "not_allowed_token_type"])
async def test_an_app_that_may_not_read_finds_nothing_and_says_so_once(desk: Desk, reason: str) -> None:
    fill(desk, 1, "card:9")
    desk.fail("conversations.history", "refuse", reason=reason)
    with capture_logs() as lines:
        for _ in range(2):
            assert await desk.slack.find_message(DM, "card:9", LONG_AGO) is None
    assert [(line["log_level"], line["reason"]) for line in lines] == [("warning", reason)]
    desk.world.faults.clear()
    assert await desk.slack.find_message(DM, "card:9", LONG_AGO) is not None


@pytest.mark.parametrize(("reason", "expected"), [("channel_not_found", Permanent), ("token_revoked", Reconnect)])
async def test_any_other_refusal_of_a_search_is_told(desk: Desk, reason: str, expected: type[MailroomError]) -> None:
    desk.fail("conversations.history", "refuse", reason=reason)
    with pytest.raises(expected):
        await desk.slack.find_message(DM, "card:9", LONG_AGO)


# what can go wrong

Act = Callable[[Slack], Awaitable[object]]
ACTS: dict[str, tuple[str, Act]] = {
    "chat.postMessage": ("post", lambda slack: slack.post(DM, "Hello", BLOCKS)),
    "users.info": ("read", lambda slack: slack.zone(ALICE)),
    "auth.test": ("identity", lambda slack: slack.identity()),
}


async def failure(desk: Desk, method: str) -> MailroomError:
    with pytest.raises(MailroomError) as caught:
        await ACTS[method][1](desk.slack)
    assert "xoxb" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize("method", ACTS)
@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("status", {"status": 500}, OutcomeUnknown),
        ("status", {"status": 503}, OutcomeUnknown),
        ("cut", {}, OutcomeUnknown),
        ("cut_after", {}, OutcomeUnknown),
        ("malformed", {}, OutcomeUnknown),
        ("refuse", {"reason": "internal_error"}, OutcomeUnknown),
        ("refuse", {"reason": "service_unavailable"}, OutcomeUnknown),
        ("refuse", {"reason": "invalid_auth"}, TokenRefused),
        ("refuse", {"reason": "token_revoked"}, TokenRefused),
        ("refuse", {"reason": "account_inactive"}, TokenRefused),
        ("refuse", {"reason": "missing_scope"}, Reconnect),
        ("refuse", {"reason": "channel_not_found"}, Permanent),
        ("refuse", {"reason": "invalid_blocks"}, Permanent),
        ("status", {"status": 404, "reason": "unknown_method"}, Permanent),
    ],
)
async def test_every_failure_becomes_one_of_ours(
    desk: Desk, method: str, kind: str, more: dict[str, Any], expected: type
) -> None:
    desk.fail(method, kind, **more)
    assert type(await failure(desk, method)) is expected


async def test_a_post_whose_answer_was_lost_is_not_repeated_by_itself(desk: Desk) -> None:
    desk.fail("chat.postMessage", "cut_after")
    assert isinstance(await failure(desk, "chat.postMessage"), OutcomeUnknown)
    assert desk.said == ["Hello"]


async def test_nobody_listening_means_that_nothing_was_done() -> None:
    slack = Slack(f"http://127.0.0.1:{free_port()}/api/", FixedToken("xoxb-sandbox"))
    with pytest.raises(Temporary) as caught:
        await slack.post(DM, "Hello", BLOCKS)
    assert not isinstance(caught.value, OutcomeUnknown)
    await slack.close()


async def test_a_short_rate_limit_is_waited_out(desk: Desk) -> None:
    desk.fail("chat.postMessage", "status", status=429, retry_after=0.01, times=1)
    await desk.slack.post(DM, "Hello", BLOCKS)
    assert desk.said == ["Hello"]


async def test_a_rate_limit_told_in_a_friendly_answer_is_one_too(desk: Desk) -> None:
    desk.fail("chat.postMessage", "refuse", reason="ratelimited")
    async with asyncio.timeout(5):
        task = asyncio.ensure_future(desk.slack.post(DM, "Hello", BLOCKS))
        await asyncio.wait([task], timeout=0.2)
        assert not task.done()
        desk.world.faults.clear()
        await task
    assert desk.said == ["Hello"]


async def test_a_long_rate_limit_goes_back_to_the_queue_with_its_time(desk: Desk) -> None:
    desk.fail("chat.postMessage", "status", status=429, retry_after=60)
    error = await failure(desk, "chat.postMessage")
    assert isinstance(error, Waiting)  # nothing has failed: it costs a job no try
    assert (error.failure, error.retry_after) == (Failure.RATE_LIMIT, 60)


async def test_a_rate_limit_in_odd_words_is_waited_out_all_the_same() -> None:
    port, calls = free_port(), 0

    async def odd(request: web.Request) -> web.Response:
        nonlocal calls
        calls += 1
        if calls > 1:
            return web.json_response({"ok": True, "user": {}})
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "soon"})

    app = web.Application()
    app.router.add_route("*", "/{method}", odd)
    runner = await serve(app, port)
    slack = Slack(f"http://127.0.0.1:{port}/", FixedToken("xoxb-sandbox"))
    assert (await slack.zone(ALICE), calls) == ("UTC", 2)
    await slack.close()
    await runner.cleanup()


async def test_a_wrong_token_says_that_access_ended(desk: Desk) -> None:
    slack = Slack(f"{desk.world.app.own_url}/slack/api/", FixedToken("xoxb-of-somebody-else"))
    with pytest.raises(Reconnect) as caught:
        await slack.identity()
    assert "somebody" not in str(caught.value)
    await slack.close()


async def test_a_connector_that_was_never_used_closes_in_peace() -> None:
    await Slack("http://127.0.0.1:1/", FixedToken("xoxb-sandbox")).close()
