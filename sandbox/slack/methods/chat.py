"""The chat.* methods that post, edit and delete whole messages."""

from collections.abc import Mapping

from sandbox.slack.content import UPDATE_BYTES, Content, content
from sandbox.slack.conversations import Channel
from sandbox.slack.methods.channels import need_scope
from sandbox.slack.methods.method import TIER_3, TIER_4, Method
from sandbox.slack.values import Json, Message, SlackError
from sandbox.slack.wire import Args
from sandbox.slack.world import SlackWorld

_DISGUISE = ("username", "icon_emoji", "icon_url")


def _target(world: SlackWorld, args: Args) -> Channel:
    """The channel to speak in: a member channel, a direct message, or a user's id for the direct message."""
    if any(args.text(name) for name in _DISGUISE):
        need_scope(world, "chat:write.customize")
    channel = world.talk.channel(args.need("channel"), as_user=True)
    if channel.partner and world.users[channel.partner].deleted:
        raise SlackError("is_archived")
    if world.app.bot_user_id not in channel.members and "chat:write.public" not in world.app.scopes:
        raise SlackError("not_in_channel")
    return channel


def bot_message(
    world: SlackWorld, said: Content, *, thread_ts: str | None = None, ephemeral_for: str | None = None
) -> Message:
    """A new message by the app's bot."""
    return Message(
        ts=world.talk.stamp(),
        user=world.app.bot_user_id,
        bot_id=world.app.bot_id,
        text=said.fallback,
        blocks=said.blocks or [],
        attachments=said.attachments or [],
        metadata=said.metadata,
        thread_ts=thread_ts,
        ephemeral_for=ephemeral_for,
    )


def _post(world: SlackWorld, args: Args) -> Json:
    channel = _target(world, args)
    said = content(args)
    thread = world.talk.root(channel, args.text("thread_ts"))
    world.limits.post(channel.id)
    message = world.post(channel, bot_message(world, said, thread_ts=thread))
    return {"channel": channel.id, "ts": message.ts, "message": world.talk.wire(channel, message)}


def _post_ephemeral(world: SlackWorld, args: Args) -> Json:
    channel, user = _target(world, args), args.need("user")
    if user not in channel.members or user not in world.users:
        raise SlackError("user_not_in_channel")
    said = content(args)
    thread = world.talk.root(channel, args.text("thread_ts"))
    world.limits.post(channel.id)
    message = world.post(channel, bot_message(world, said, thread_ts=thread, ephemeral_for=user))
    return {"message_ts": message.ts}


def _own(world: SlackWorld, args: Args, refusal: str) -> tuple[Channel, Message]:
    channel = world.talk.joined(args.need("channel"))
    message = world.talk.get(channel, args.need("ts"))
    if message.bot_id != world.app.bot_id or message.subtype == "tombstone":
        raise SlackError(refusal)
    return channel, message


def _update(world: SlackWorld, args: Args) -> Json:
    channel, message = _own(world, args, "cant_update_message")
    if message.stream is not None:
        raise SlackError("streaming_state_conflict")
    if len(args.text("text").encode()) > UPDATE_BYTES:
        raise SlackError("msg_too_long")
    # "blocks": [] alone removes the blocks; a call that brings nothing at all is refused
    said = content(args, required=not args.has("blocks") and not args.has("attachments"))
    if said.attachments is not None:
        message.attachments = said.attachments
    if args.has("metadata"):
        message.metadata = said.metadata
    # Slack keeps the blocks only if neither blocks nor text is given.
    blocks = said.blocks if said.blocks is not None else [] if said.text else message.blocks
    world.redraw(channel, message, said.fallback or message.text, blocks)
    shown = world.talk.wire(channel, message)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


def _delete(world: SlackWorld, args: Args) -> Json:
    channel, message = _own(world, args, "cant_delete_message")
    world.erase(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _permalink(world: SlackWorld, args: Args) -> Json:
    channel = world.talk.joined(args.need("channel"))
    message = world.talk.get(channel, args.need("message_ts"))
    address = f"https://{world.team.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": address + thread}


_WRITE = ("chat:write",)
METHODS: Mapping[str, Method] = {
    "chat.postMessage": Method(_post, _WRITE),
    "chat.postEphemeral": Method(_post_ephemeral, _WRITE, TIER_4),
    "chat.update": Method(_update, _WRITE, TIER_3),
    "chat.delete": Method(_delete, _WRITE, TIER_3),
    "chat.getPermalink": Method(_permalink),
}
