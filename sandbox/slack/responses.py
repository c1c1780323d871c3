"""What apps say through a response_url or in the body of an acknowledgement."""

import json
import secrets
from typing import Any

from aiohttp import web

from sandbox.slack.content import Content, content
from sandbox.slack.conversations import Channel
from sandbox.slack.methods.chat import bot_message
from sandbox.slack.values import Json, Message, SlackError
from sandbox.slack.wire import Args
from sandbox.slack.world import ResponseLink, SlackWorld

LINK_SECONDS = 30 * 60
LINK_USES = 5


def new_link(world: SlackWorld, user: str, channel: Channel, message_ts: str | None = None) -> str:
    """A response_url for something that this user did in this channel."""
    return world.link(ResponseLink(secrets.token_urlsafe(18), user, channel.id, world.now(), message_ts))


def respond_route(*worlds: SlackWorld) -> web.RouteDef:
    """The route behind every response_url."""

    async def responded(request: web.Request) -> web.Response:
        given = request.match_info["link"]
        world = next((one for one in worlds if given in one.links), worlds[0])
        try:
            link = _usable(world, given)
            body = await request.text()
            world.replies.append((link.user, body))
            _respond(world, link, _payload(body))
        except SlackError as error:
            messages = error.more.get("response_metadata", {}).get("messages", [])
            gone = error.error in ("used_url", "expired_url", "no_service")
            return web.Response(text="\n".join([error.error, *messages]), status=404 if gone else 400)
        return web.Response(text="ok")

    return web.post("/slack/respond/{link}", responded)


def _usable(world: SlackWorld, link_id: str) -> ResponseLink:
    link = world.links.get(link_id)
    if link is None:
        raise SlackError("no_service")
    if world.now() - link.made > LINK_SECONDS:
        raise SlackError("expired_url")
    if link.uses >= LINK_USES:
        raise SlackError("used_url")
    link.uses += 1
    return link


def _payload(body: str) -> Json:
    try:
        parsed = json.loads(body)
    except ValueError as error:
        raise SlackError("invalid_payload") from error
    if not isinstance(parsed, dict):
        raise SlackError("invalid_payload")
    return parsed


def _respond(world: SlackWorld, link: ResponseLink, payload: Json) -> None:
    channel, args = world.talk.channel(link.channel), Args(payload)
    original = _original(channel, link)
    if args.flag("delete_original"):
        if original is None:
            raise SlackError("message_not_found")
        world.erase(channel, original)
    elif args.flag("replace_original"):
        if original is None:
            raise SlackError("message_not_found")
        said = content(args)
        world.redraw(channel, original, said.fallback, said.blocks or [])
    else:
        say(world, channel, link.user, payload, original)


def _original(channel: Channel, link: ResponseLink) -> Message | None:
    return channel.at(link.message_ts) if link.message_ts else None


def say(world: SlackWorld, channel: Channel, user: str, payload: Json, original: Message | None = None) -> Message:
    """Posts what an app answered: to that user alone, or with `in_channel` to all. Raises SlackError if refused."""
    args = Args(payload)
    kind = args.text("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise SlackError("invalid_response_type")
    said = content(args)
    thread = args.text("thread_ts") or (original.thread_ts if original else None)
    alone = user if kind == "ephemeral" else None
    return world.post(channel, bot_message(world, said, thread_ts=thread, ephemeral_for=alone))


def complain(world: SlackWorld, channel: Channel, user: str, text: str) -> None:
    """What Slackbot tells a user, and only that user, when an app has failed."""
    said = Content(text, None, None, None)
    message = bot_message(world, said, ephemeral_for=user)
    message.user, message.bot_id = "USLACKBOT", None
    world.post(channel, message)


def acknowledgement(body: str, is_json: bool, parsed: Any) -> Json | None:
    """The message in the body of a command's acknowledgement: JSON, or plain text as it stands. None if empty."""
    if not body.strip():
        return None
    if is_json and isinstance(parsed, dict):
        return parsed if any(parsed.get(name) for name in ("text", "blocks", "attachments")) else None
    return {"text": body}
