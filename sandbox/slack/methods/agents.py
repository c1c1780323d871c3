"""assistant.threads.*, agents.sessions.*, reactions.add and blocks.validate."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.block_kit import message_flaws, view_flaws
from sandbox.slack.conversations import Channel
from sandbox.slack.methods.method import TIER_3, TIER_4, Method
from sandbox.slack.shapes import Flaw, Shape, items, text
from sandbox.slack.values import Json, SlackError
from sandbox.slack.wire import Args, invalid
from sandbox.slack.world import SlackWorld

STATUSES = ("active", "processing", "suspended", "closed")
_PROMPTS = items(Shape({"title": text(255), "message": text(3000)}), 4)
_LOADING = items(text(255), 10)


def _thread(world: SlackWorld, args: Args) -> tuple[Channel, str]:
    channel = world.talk.joined(args.need("channel_id"))
    ts = args.need("thread_ts")
    if world.talk.find(channel, ts) is None:
        raise SlackError("invalid_thread_ts")
    return channel, ts


def _set_status(world: SlackWorld, args: Args) -> Json:
    channel, ts = _thread(world, args)
    loading = args.json("loading_messages")
    flaws = list(_LOADING(loading, "/loading_messages")) if loading else []
    if flaws:
        raise invalid(str(flaws[0]))
    if not args.has("status"):
        raise invalid("missing required field: status")
    if args.text("status"):
        world.statuses[channel.id, ts] = {"status": args.text("status"), "loading_messages": loading or []}
    else:
        world.statuses.pop((channel.id, ts), None)
    world.changed(channel)
    return {}


def _set_prompts(world: SlackWorld, args: Args) -> Json:
    channel = world.talk.joined(args.need("channel_id"))
    prompts = args.json("prompts")
    flaws = list(_PROMPTS(prompts, "/prompts"))
    if flaws:
        raise invalid(str(flaws[0]))
    # With agent_view, a call that names a thread "silently fails": it is answered ok and shows nothing.
    if not args.text("thread_ts"):
        world.prompts[channel.id] = {"title": args.text("title"), "prompts": prompts}
        world.changed(channel)
    return {}


def set_session(world: SlackWorld, channel: Channel, ts: str, status: str, title: str = "") -> Json:
    """Creates or moves the agent session of a thread."""
    if status not in STATUSES:
        raise SlackError("invalid_status")
    session = world.sessions.setdefault((channel.id, ts), {"title": title})
    session["status"] = status
    world.changed(channel)
    return session


def _session_status(world: SlackWorld, args: Args) -> Json:
    channel, ts = _thread(world, args)
    title = args.text("title")
    if len(title) > 200:
        raise invalid("must be less than 201 characters [json-pointer:/title]")
    initiator = args.text("initiator_user_id")
    if initiator and initiator not in channel.members:
        raise SlackError("user_not_in_channel")
    session = set_session(world, channel, ts, args.need("status"), title)
    answer: Json = {"status": session["status"], "agent_status": session["status"], "title": session["title"]}
    if "agent_session_stopped" not in world.app.events:
        answer["warning"] = "missing_agent_session_stopped_event_subscription"
    return answer


def _rename(world: SlackWorld, args: Args) -> Json:
    channel, ts = _thread(world, args)
    session = world.sessions.get((channel.id, ts))
    if session is None:
        raise SlackError("session_not_found")
    title = args.need("title")
    if len(title) > 200:
        raise invalid("must be less than 201 characters [json-pointer:/title]")
    session["title"] = title
    world.changed(channel)
    return {"title": title}


def _react(world: SlackWorld, args: Args) -> Json:
    channel = world.talk.joined(args.need("channel"))
    message = world.talk.get(channel, args.need("timestamp"))
    name = args.need("name").strip(":")
    if not name.replace("_", "").replace("-", "").replace("+", "").isalnum():
        raise SlackError("invalid_name")
    users = message.reactions.setdefault(name, [])
    if world.app.bot_user_id in users:
        raise SlackError("already_reacted")
    users.append(world.app.bot_user_id)
    world.changed(channel, message)
    return {}


def _validate(world: SlackWorld, args: Args) -> Json:
    given = [name for name in ("blocks", "message", "view") if args.has(name)]
    if len(given) != 1:
        raise invalid("provide exactly one of `blocks`, `message` or `view`")
    flaws = _FLAWS[given[0]](args.json(given[0]))
    if flaws:
        errors = [{"pointer": f.pointer, "code": f.code, "message": f.message} for f in flaws]
        raise SlackError(f"invalid_{given[0]}", errors=errors)
    return {}


def _flaws_of_blocks(blocks: Any) -> list[Flaw]:
    return message_flaws(blocks, "")


def _flaws_of_message(message: Any) -> list[Flaw]:
    if not isinstance(message, dict):
        return [Flaw("", "must provide an object")]
    return message_flaws(message.get("blocks", []))


def _flaws_of_view(view: Any) -> list[Flaw]:
    home = isinstance(view, dict) and view.get("type") == "home"
    return view_flaws(view, "home" if home else "modal", "")


_FLAWS = {"blocks": _flaws_of_blocks, "message": _flaws_of_message, "view": _flaws_of_view}
METHODS: Mapping[str, Method] = {
    "assistant.threads.setStatus": Method(_set_status, ("chat:write", "assistant:write"), TIER_3),
    "assistant.threads.setSuggestedPrompts": Method(_set_prompts, ("assistant:write",), TIER_4),
    "agents.sessions.setStatus": Method(_session_status, ("chat:write",), TIER_3),
    "agents.sessions.rename": Method(_rename, ("chat:write",), TIER_3),
    "reactions.add": Method(_react, ("reactions:write",), TIER_3),
    "blocks.validate": Method(_validate, open=True),
}
