"""A real Bolt app runs against the stand-in with nothing but another base URL."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack.values import Options
from tests.ports import free_port
from tests.sandbox.slack.rig import (
    ALICE,
    Clock,
    Receiver,
    Rig,
    button,
    make_world,
    modal,
    sandbox_app,
    section,
    serve,
    text_input,
)
from tests.sandbox.slack.test_chat import seen


def bolt_app(base_url: str) -> AsyncApp:
    """An app with a command, a card, a modal and a Home tab."""
    client = AsyncWebClient(token="xoxb-sandbox", base_url=base_url)
    app = AsyncApp(client=client, signing_secret="sandbox-signing-secret", process_before_response=True)

    @app.command("/ask")
    async def asked(ack: Any, command: Any, client: Any) -> None:
        await ack("Working on it")
        blocks = [section("Draft"), {"type": "actions", "elements": [button("edit", "Edit")]}]
        await client.chat_postMessage(channel=command["user_id"], text="Draft", blocks=blocks)

    @app.action("edit")
    async def edit_clicked(ack: Any, body: Any, client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(text_input("body")))

    @app.view("edit")
    async def submitted(ack: Any, view: Any) -> None:
        body = view["state"]["values"]["body"]["text"]["value"]
        await ack(response_action="errors", errors={"body": "Too short"}) if len(body) < 3 else await ack()

    @app.event("app_home_opened")
    async def home_opened(event: Any, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [section("Home")]})

    @app.event("message")
    async def written(event: Any, say: Any) -> None:
        await say(f"You said: {event['text']}")

    return app


@pytest.fixture
async def bolt() -> AsyncIterator[Rig]:
    """The stand-in with a Bolt app as its app."""
    clock, sandbox_port, app_port = Clock(), free_port(), free_port()
    world = make_world(clock, sandbox_port, app_port, Options())
    url = f"http://127.0.0.1:{sandbox_port}"
    app = bolt_app(f"{url}/slack/api/")
    runners = [await serve(sandbox_app(world), sandbox_port), await serve(app.web_app("/slack/events"), app_port)]
    await world.start()
    async with aiohttp.ClientSession() as http:
        yield Rig(world, Receiver(clock), app.client, clock, url, http)
    await world.close()
    for runner in runners:
        await runner.cleanup()


async def test_a_command_a_click_and_a_modal_go_all_the_way(bolt: Rig) -> None:
    await bolt.play(f"{ALICE}/command", command="/ask", text="x")
    messages = await seen(bolt)
    assert {(m["text"], m["ephemeral"]) for m in messages} == {("Draft", False), ("Working on it", True)}
    card = next(m for m in messages if m["blocks"])
    await bolt.play(f"{ALICE}/click", channel="D0ALICE", message_ts=card["ts"], action_id="edit")
    (view,) = await bolt.look(f"{ALICE}/views")
    refused = await bolt.play(f"{ALICE}/submit", view_id=view["id"], values={"body": {"text": "ab"}})
    assert refused["errors"] == {"body": "Too short"}
    taken = await bolt.play(f"{ALICE}/submit", view_id=view["id"], values={"body": {"text": "Dear Sarah"}})
    assert (taken["ok"], await bolt.look(f"{ALICE}/views")) == (True, [])


async def test_home_opens_and_the_bot_does_not_answer_itself(bolt: Rig) -> None:
    await bolt.play(f"{ALICE}/open_home")
    await bolt.play(f"{ALICE}/message", text="hello")
    await bolt.world.delivery.settled()
    assert (await bolt.look(f"{ALICE}/home"))["blocks"][0]["text"]["text"] == "Home"
    assert [m["text"] for m in await seen(bolt)] == ["hello", "You said: hello"]
