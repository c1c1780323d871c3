"""The conversations.* methods."""

import base64
from collections.abc import Mapping, Sequence
from typing import TypeVar

from sandbox.slack.conversations import Channel
from sandbox.slack.methods.method import TIER_2, TIER_3, TIER_4, Method
from sandbox.slack.values import Json, Message, SlackError
from sandbox.slack.wire import Args
from sandbox.slack.world import SlackWorld

T = TypeVar("T")


def need_scope(world: SlackWorld, *enough: str) -> None:
    """Refuses with missing_scope unless the app has one of these."""
    if not world.app.scopes & set(enough):
        raise SlackError("missing_scope", needed=enough[0], provided=",".join(sorted(world.app.scopes)))


def _readable(world: SlackWorld, channel: Channel, what: str) -> Channel:
    """A channel whose `what` (read, history) the app's scopes allow for its kind."""
    need_scope(world, f"im:{what}" if channel.partner else f"channels:{what}")
    return channel


def _page(world: SlackWorld, everything: Sequence[T], args: Args) -> tuple[Sequence[T], str]:
    """One page and the cursor of the next, as Slack's cursors work: opaque, `limit` at a time."""
    try:
        start = int(base64.b64decode(args.text("cursor") or b"MA==", validate=True))
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    stop = start + args.whole("limit", 100, 1000)
    following = base64.b64encode(str(stop).encode()).decode() if stop < len(everything) else ""
    return everything[start:stop], following


def _open(world: SlackWorld, args: Args) -> Json:
    if args.text("channel"):
        channel = world.talk.joined(args.text("channel"))
        return {"channel": channel.wire() if args.flag("return_im") else {"id": channel.id}}
    users = [user for user in args.text("users").split(",") if user]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("missing_scope", needed="mpim:write", provided=",".join(sorted(world.app.scopes)))
    if world.person(users[0]).deleted:
        raise SlackError("user_disabled")
    known = f"D{users[0][1:]}" in world.talk.channels
    channel = world.talk.direct(users[0])
    answer: Json = {"channel": channel.wire() if args.flag("return_im") else {"id": channel.id}}
    return {**answer, "no_op": True, "already_open": True} if known else answer


def _listing(world: SlackWorld, args: Args) -> Json:
    kinds = set((args.text("types") or "public_channel").split(","))
    if kinds - {"public_channel", "private_channel", "im", "mpim"}:
        raise SlackError("invalid_types")
    for kind, scope in {"public_channel": "channels", "private_channel": "groups", "im": "im", "mpim": "mpim"}.items():
        if kind in kinds:
            need_scope(world, f"{scope}:read")
    found = [c for c in world.talk.channels.values() if ("im" if c.partner else "public_channel") in kinds]
    page, cursor = _page(world, found, args)
    shown = [{**c.wire(), "is_member": world.app.bot_user_id in c.members} for c in page]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


def _info(world: SlackWorld, args: Args) -> Json:
    channel = _readable(world, world.talk.channel(args.need("channel")), "read")
    member = world.app.bot_user_id in channel.members
    count = {"num_members": len(channel.members)} if args.flag("include_num_members") else {}
    return {"channel": {**channel.wire(), "is_member": member, **count}}


def _members(world: SlackWorld, args: Args) -> Json:
    channel = _readable(world, world.talk.channel(args.need("channel")), "read")
    page, cursor = _page(world, channel.members, args)
    return {"members": list(page), "response_metadata": {"next_cursor": cursor}}


def _between(messages: Sequence[Message], args: Args) -> list[Message]:
    oldest, latest = args.text("oldest", "0"), args.text("latest") or "9" * 10
    inclusive = args.flag("inclusive")
    low, high = _seconds(oldest), _seconds(latest)
    return [m for m in messages if low < _seconds(m.ts) < high or (inclusive and _seconds(m.ts) in (low, high))]


def _seconds(ts: str) -> float:
    try:
        return float(ts)
    except ValueError as error:
        raise SlackError("invalid_ts_latest") from error


def _history(world: SlackWorld, args: Args) -> Json:
    channel = _readable(world, world.talk.joined(args.need("channel")), "history")
    roots = [m for m in channel.messages if m.ephemeral_for is None and m.thread_ts in (None, m.ts)]
    page, cursor = _page(world, _between(roots, args)[::-1], args)
    messages = [world.talk.wire(channel, message) for message in page]
    answer: Json = {"messages": messages, "has_more": bool(cursor), "pin_count": 0}
    return {**answer, "response_metadata": {"next_cursor": cursor}} if cursor else answer


def _replies(world: SlackWorld, args: Args) -> Json:
    channel = _readable(world, world.talk.joined(args.need("channel")), "history")
    thread = world.talk.thread(channel, args.need("ts"))
    if not thread:
        raise SlackError("thread_not_found")
    first = [m for m in thread if m.ts == args.text("ts")]
    page, cursor = _page(world, [*first, *_between([m for m in thread if m not in first], args)], args)
    messages = [world.talk.wire(channel, message) for message in page]
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


_READ = ("channels:read", "groups:read", "im:read", "mpim:read")
_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
METHODS: Mapping[str, Method] = {
    "conversations.open": Method(_open, ("im:write", "mpim:write"), TIER_3),
    "conversations.list": Method(_listing, _READ, TIER_2),
    "conversations.info": Method(_info, _READ, TIER_3),
    "conversations.members": Method(_members, _READ, TIER_4),
    "conversations.history": Method(_history, _HISTORY, TIER_3),
    "conversations.replies": Method(_replies, _HISTORY, TIER_3),
}
