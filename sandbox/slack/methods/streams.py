"""chat.startStream, chat.appendStream and chat.stopStream: messages that are written while they are read."""

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.slack.blocks import TASK_CARD
from sandbox.slack.content import MARKDOWN_CHARACTERS, Content, checked_blocks, content, refused
from sandbox.slack.conversations import Channel
from sandbox.slack.methods.agents import set_session
from sandbox.slack.methods.chat import bot_message
from sandbox.slack.methods.method import TIER_2, TIER_4, Method
from sandbox.slack.shapes import Check, Flaw, Kinds, choice, items, text, typed
from sandbox.slack.values import Json, Message, SlackError, Stream
from sandbox.slack.wire import Args
from sandbox.slack.world import SlackWorld

STREAM_SECONDS = 300  # reports say some 306 s, whatever is appended
_SHORT = text(256, 0, blank=True)


def _anything(value: Any, at: str) -> Iterator[Flaw]:
    return iter(())


_SOURCES = items(typed("url", {"url": text(3000), "text": text(256)}), 50, 0)
_CHUNKS: Check = items(
    Kinds(
        {
            "markdown_text": typed("markdown_text", {"text": text(MARKDOWN_CHARACTERS, blank=True)}),
            "task_update": typed(
                "task_update",
                {"id": text(255), "title": text(256)},
                {
                    "status": choice("pending", "in_progress", "complete", "error"),
                    "details": _SHORT,
                    "output": _SHORT,
                    "sources": _SOURCES,
                },
            ),
            "plan_update": typed("plan_update", {"title": text(256)}),
            "blocks": typed("blocks", {"blocks": _anything}),
        }
    ),
    100,
)


def _start(world: SlackWorld, args: Args) -> Json:
    channel = world.talk.joined(args.need("channel"))
    thread = world.talk.root(channel, args.need("thread_ts"))
    for name in ("recipient_team_id", "recipient_user_id"):
        if not args.text(name):
            raise SlackError(f"missing_{name}")
    if args.text("recipient_user_id") not in channel.members:
        raise SlackError("user_not_found")
    mode = args.text("task_display_mode", "timeline")
    if mode not in ("timeline", "plan", "dense"):
        raise SlackError("invalid_arguments")
    stream = Stream(world.now(), mode)
    _write(stream, args)
    message = bot_message(world, Content("", None, None, None), thread_ts=thread)
    message.stream = stream
    _draw(message, stream)
    world.post(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _append(world: SlackWorld, args: Args) -> Json:
    channel, message, stream = _running(world, args)
    if not args.text("markdown_text") and not args.json("chunks"):
        raise SlackError("no_text")
    _write(stream, args)
    _draw(message, stream)
    world.changed(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def _stop(world: SlackWorld, args: Args) -> Json:
    channel, message, stream = _running(world, args)
    last = content(Args({k: v for k, v in args.values.items() if k in ("blocks", "metadata")}), required=False)
    if args.text("session_status"):
        set_session(world, channel, message.thread_ts or message.ts, args.text("session_status"))
    _write(stream, args)
    message.metadata = last.metadata
    stream.blocks += last.blocks or []
    _draw(message, stream)
    message.stream = None
    world.redraw(channel, message, message.text, message.blocks)
    return {"channel": channel.id, "ts": message.ts, "message": world.talk.wire(channel, message)}


def _running(world: SlackWorld, args: Args) -> tuple[Channel, Message, Stream]:
    channel = world.talk.joined(args.need("channel"))
    message = world.talk.get(channel, args.need("ts"))
    if message.bot_id != world.app.bot_id:
        raise SlackError("message_not_owned_by_app")
    stream = message.stream
    if stream is not None and world.now() - stream.started > STREAM_SECONDS:
        message.stream = stream = None
    if stream is None:
        raise SlackError("message_not_in_streaming_state")
    if stream.stopped_by_user:
        message.stream = None
        raise SlackError("stopped_by_user")
    return channel, message, stream


def _write(stream: Stream, args: Args) -> None:
    """Adds what a call brings. Everything is checked before anything is kept."""
    written = args.text("markdown_text")
    if len(written) > MARKDOWN_CHARACTERS:
        raise SlackError("msg_too_long")
    chunks = args.json("chunks") or []
    flaws = list(_CHUNKS(chunks, "/chunks")) if chunks else []
    if flaws:
        raise SlackError("invalid_chunks", response_metadata={"messages": [f"[ERROR] {flaw}" for flaw in flaws]})
    blocks = [checked_blocks(chunk["blocks"]) for chunk in chunks if chunk["type"] == "blocks"]
    stream.markdown += written + "".join(chunk["text"] for chunk in chunks if chunk["type"] == "markdown_text")
    stream.blocks += [block for one in blocks for block in one]
    for chunk in chunks:
        if chunk["type"] == "plan_update":
            stream.plan = chunk["title"]
        elif chunk["type"] == "task_update":
            _update_task(stream, chunk)


def _update_task(stream: Stream, chunk: Json) -> None:
    """Title and status replace what was there; details are appended: that is how Slack does it."""
    task = stream.tasks.setdefault(chunk["id"], {"type": "task_card", "task_id": chunk["id"], "status": "in_progress"})
    task |= {name: chunk[name] for name in ("title", "status", "sources") if name in chunk}
    for name in ("details", "output"):
        if chunk.get(name):
            task[name] = _appended(task.get(name) if name == "details" else None, chunk[name])
    flaws = list(TASK_CARD(task, "/chunks"))
    if flaws:
        raise refused(flaws)


def _appended(before: Json | None, more: str) -> Json:
    sections = before["elements"] if before else []
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": more}]}
    return {"type": "rich_text", "elements": [*sections, section]}


def _draw(message: Message, stream: Stream) -> None:
    tasks = [dict(task, block_id=f"task-{place}") for place, task in enumerate(stream.tasks.values())]
    drawn: list[Json] = tasks
    if stream.mode == "plan" and tasks:
        drawn = [{"type": "plan", "block_id": "plan", "title": stream.plan or "Plan", "tasks": tasks}]
    if stream.markdown:
        drawn = [*drawn, {"type": "markdown", "block_id": "streamed", "text": stream.markdown}]
    message.text, message.blocks = stream.markdown, [*drawn, *stream.blocks]


_WRITE = ("chat:write",)
METHODS: Mapping[str, Method] = {
    "chat.startStream": Method(_start, _WRITE, TIER_2),
    "chat.appendStream": Method(_append, _WRITE, TIER_4),
    "chat.stopStream": Method(_stop, _WRITE, TIER_2),
}
