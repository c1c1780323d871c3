"""The human side of Slack over HTTP (/play/slack): what the page, the tests and the benchmarks use."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import TypeVar

from aiohttp import web
from pydantic import ValidationError

from sandbox.slack import modal_play
from sandbox.slack.conversations import Channel
from sandbox.slack.entries import values
from sandbox.slack.human import Human, Impossible
from sandbox.slack.methods.views import shown
from sandbox.slack.orders import Click, Close, Command, Deactivate, OpenHome, OptionsChange, Order, Say, Stop, Submit
from sandbox.slack.values import Json, Message, SlackError
from sandbox.slack.world import SlackWorld

_KEEP_ALIVE_SECONDS = 15
O = TypeVar("O", bound=Order)  # noqa: E741
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Shown = Json | list[Json] | None


def play_slack_routes(world: SlackWorld) -> list[web.RouteDef]:
    """The routes /play/slack/… (absolute paths), for `app.add_routes`."""
    return [*_general(world), *_of_admin(world), *_of_user(world), *_acts(world)]


def _general(world: SlackWorld) -> list[web.RouteDef]:
    async def users(request: web.Request) -> web.Response:
        return web.json_response([asdict(user) for user in world.users.values()])

    async def calls(request: web.Request) -> web.Response:
        wanted = request.query.get("method")
        return web.json_response([asdict(call) for call in world.calls if wanted in (None, call.method)])

    async def deliveries(request: web.Request) -> web.Response:
        return web.json_response(list(world.delivery.events))

    async def options(request: web.Request) -> web.Response:
        return web.json_response(asdict(world.options))

    async def change(request: web.Request) -> web.Response:
        (await _order(request, OptionsChange)).apply(world.options)
        return web.json_response(asdict(world.options))

    async def events(request: web.Request) -> web.StreamResponse:
        return await _stream(world, request)

    return [
        web.get("/play/slack/users", users),
        web.get("/play/slack/calls", calls),
        web.get("/play/slack/deliveries", deliveries),
        web.get("/play/slack/options", options),
        web.post("/play/slack/options", _guarded(change)),
        web.get("/play/slack/events", events),
    ]


def _of_admin(world: SlackWorld) -> list[web.RouteDef]:
    async def install(request: web.Request) -> web.Response:
        world.installed = True
        return web.json_response({"installed": True})

    async def uninstall(request: web.Request) -> web.Response:
        world.uninstall()
        return web.json_response({"installed": False})

    async def deactivate(request: web.Request) -> web.Response:
        user = world.person(request.match_info["user"])
        world.deactivate(user, deleted=(await _order(request, Deactivate)).deleted)
        return web.json_response(asdict(world.users[user.id]))

    return [
        web.post("/play/slack/install", install),
        web.post("/play/slack/uninstall", uninstall),
        web.post("/play/slack/{user}/deactivate", _guarded(deactivate)),
    ]


def _of_user(world: SlackWorld) -> list[web.RouteDef]:
    def route(path: str, look: Callable[[Human, web.Request], Shown]) -> web.RouteDef:
        async def looked(request: web.Request) -> web.Response:
            return web.json_response(look(Human(world, request.match_info["user"]), request))

        return web.get(f"/play/slack/{{user}}/{path}", _guarded(looked))

    def channels(human: Human, request: web.Request) -> Shown:
        human.channel("")
        return [_channel(world, channel) for channel in world.talk.of(human.user.id)]

    def messages(human: Human, request: web.Request) -> Shown:
        channel = human.channel(request.match_info["channel"])
        limit = request.query.get("limit", "")
        sight = world.talk.shown(channel, human.user.id)
        newest = sight[-int(limit) :] if limit.isdigit() and int(limit) else sight
        return [_message(world, human, channel, message) for message in newest]

    def views(human: Human, request: web.Request) -> Shown:
        return [shown(world, view) for view in world.modals.stacks.get(human.user.id, [])]

    def home(human: Human, request: web.Request) -> Shown:
        view = world.modals.homes.get(human.user.id)
        return shown(world, view) if view else None

    return [
        route("channels", channels),
        route("channels/{channel}/messages", messages),
        route("views", views),
        route("home", home),
    ]


def _acts(world: SlackWorld) -> list[web.RouteDef]:
    def route(path: str, kind: type[O], act: Callable[[Human, O], Awaitable[Json]]) -> web.RouteDef:
        async def acted(request: web.Request) -> web.Response:
            human = Human(world, request.match_info["user"])
            return web.json_response(await act(human, await _order(request, kind)))

        return web.post(f"/play/slack/{{user}}/{path}", _guarded(acted))

    async def write(human: Human, order: Say) -> Json:
        return human.write(order)

    async def open_home(human: Human, order: OpenHome) -> Json:
        return human.open_home(order)

    async def stop(human: Human, order: Stop) -> Json:
        return human.stop(order)

    async def submit(human: Human, order: Submit) -> Json:
        return await modal_play.submit(world, human, order)

    async def close(human: Human, order: Close) -> Json:
        return await modal_play.close(world, human, order)

    return [
        route("click", Click, Human.click),
        route("command", Command, Human.command),
        route("message", Say, write),
        route("open_home", OpenHome, open_home),
        route("stop", Stop, stop),
        route("submit", Submit, submit),
        route("close", Close, close),
    ]


async def _order(request: web.Request, kind: type[O]) -> O:
    return kind.model_validate_json(await request.text() or "{}")


def _guarded(handler: Handler) -> Handler:
    """Turns what the human cannot do into a 4xx with the reason."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Impossible as error:
            return web.json_response({"error": error.reason}, status=error.status)
        except SlackError as error:
            return web.json_response({"error": error.error}, status=400)
        except ValidationError as error:
            return web.json_response({"error": error.errors(include_url=False, include_context=False)}, status=400)

    return guarded


def _channel(world: SlackWorld, channel: Channel) -> Json:
    """A conversation with what surrounds its messages: session, "is thinking…" status and suggested prompts."""
    here = {ts: status for (place, ts), status in world.statuses.items() if place == channel.id}
    sessions = {ts: session for (place, ts), session in world.sessions.items() if place == channel.id}
    return {
        "id": channel.id,
        "name": channel.name,
        "is_im": channel.partner is not None,
        "members": channel.members,
        "statuses": here,
        "sessions": sessions,
        "prompts": world.prompts.get(channel.id),
    }


def _message(world: SlackWorld, human: Human, channel: Channel, message: Message) -> Json:
    state = world.entries.get((human.user.id, f"{channel.id}/{message.ts}"), {})
    return {
        "ts": message.ts,
        "user": message.user,
        "bot": message.bot_id is not None,
        "text": message.text,
        "blocks": message.blocks,
        "attachments": message.attachments,
        "thread_ts": message.thread_ts,
        "edited": message.edited,
        "ephemeral": message.ephemeral_for is not None,
        "subtype": message.subtype,
        "reactions": message.reactions,
        "streaming": message.stream is not None,
        "state": values(message.blocks, state),
    }


async def _stream(world: SlackWorld, request: web.Request) -> web.StreamResponse:
    """Server-sent events: `{"user": …}` whenever something that this user sees has changed."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    with world.watchers.watch() as changes:
        await response.prepare(request)
        line = ": watching"
        while line:
            try:
                await response.write(f"{line}\n\n".encode())
            except ConnectionError:  # the page was closed
                break
            line = await _next_line(changes)
    return response


async def _next_line(changes: asyncio.Queue[str]) -> str:
    """The next line of the event stream; empty when the workspace closes."""
    try:
        user = await asyncio.wait_for(changes.get(), _KEEP_ALIVE_SECONDS)
    except TimeoutError:
        return ": still here"
    return f"data: {json.dumps({'user': user})}" if user else ""
