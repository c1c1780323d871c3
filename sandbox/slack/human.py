"""The human in front of Slack: writes, types commands, opens the Home tab, clicks in messages and in views."""

import re
from typing import Any

from sandbox.slack.block_kit import element_of
from sandbox.slack.conversations import Channel
from sandbox.slack.delivery import Answer
from sandbox.slack.entries import BadEntry, chosen, entered, holds_value, values
from sandbox.slack.methods.views import shown
from sandbox.slack.modals import View
from sandbox.slack.orders import Click, Command, Entries, OpenHome, Say, Stop
from sandbox.slack.payloads import action, message_container
from sandbox.slack.responses import acknowledgement, complain, new_link, say
from sandbox.slack.values import Json, Message, SlackError, User
from sandbox.slack.world import SlackWorld

_SPECIAL = re.compile(r"<([@#][A-Z0-9]+(?:\|[^<>]*)?|!(?:here|channel|everyone|(?:subteam|date)\^[^<>]*))>")
_NAME = re.compile(r"(?<![\w<@])@(\w+)")
CLICK_FAILED = "This app responded with an error. If you were trying to do something, it might not have worked."


class Impossible(Exception):
    """The human cannot do that: nothing is sent to the app. `status` is for HTTP."""

    def __init__(self, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


def told(answer: Answer, **more: Any) -> Json:
    """What the app answered, for whoever gave the order."""
    return {"status": answer.status, "body": answer.body, "ms": answer.ms, "ok": answer.ok, **more}


class Human:
    """One member of the workspace at a keyboard."""

    def __init__(self, world: SlackWorld, user_id: str) -> None:
        if user_id not in world.users:
            raise Impossible("no such user", 404)
        self._world = world
        self.user: User = world.users[user_id]
        if self.user.deleted:
            raise Impossible("this user was deactivated", 403)

    def channel(self, channel_id: str, *, forged: bool = False) -> Channel:
        """A conversation of this user, or the direct message with the app if none is named."""
        if channel_id in ("", f"D{self.user.id[1:]}"):
            return self._world.talk.direct(self.user.id)
        channel = self._world.talk.channels.get(channel_id)
        if channel is None or (self.user.id not in channel.members and not forged):
            raise Impossible("this user has no such conversation", 404)
        return channel

    def write(self, order: Say) -> Json:
        """Says something; the app hears of it by an event."""
        world, channel = self._world, self.channel(order.channel)
        try:
            thread = world.talk.root(channel, order.thread_ts)
        except SlackError as error:
            raise Impossible(error.error, 404) from error
        text = _escaped(self._mentions(order.text))
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": order.text}]}
        ts = world.talk.stamp()
        block = {"type": "rich_text", "block_id": f"m{ts[-5:]}", "elements": [section]}
        message = Message(ts, self.user.id, text, [block], thread_ts=thread)
        world.post(channel, message)
        return {"ts": ts, "channel": channel.id}

    def _mentions(self, typed: str) -> str:
        """What was typed with names after an @ as mentions: Slack's composer makes them while one types."""
        app, names = self._world.app, {user.name: user.id for user in self._world.users.values()}
        names[app.bot_name.lower()] = app.bot_user_id
        return _NAME.sub(lambda found: f"<@{names[name]}>" if (name := found[1].lower()) in names else found[0], typed)

    def open_home(self, order: OpenHome) -> Json:
        """Opens the app; the app hears of it by app_home_opened."""
        world, channel = self._world, self.channel("")
        event: Json = {"type": "app_home_opened", "user": self.user.id, "channel": channel.id, "tab": order.tab}
        home = world.modals.homes.get(self.user.id)
        if home and order.tab == "home":
            event["view"] = shown(world, home)
        world.send("app_home_opened", {**event, "event_ts": world.talk.stamp()})
        return {"channel": channel.id}

    def stop(self, order: Stop) -> Json:
        """Presses the Stop button of a session: running streams end and the app hears of it."""
        world, channel = self._world, self.channel(order.channel)
        if world.sessions.get((channel.id, order.thread_ts), {}).get("status") != "processing":
            raise Impossible("no session is processing there", 409)
        running = [m for m in world.talk.thread(channel, order.thread_ts) if m.stream is not None]
        for message in running:
            if message.stream is not None:
                message.stream.stopped_by_user = True
        event = {
            "type": "agent_session_stopped",
            "channel": channel.id,
            "thread_ts": order.thread_ts,
            "user": self.user.id,
            "streaming_message_ts": [message.ts for message in running],
            "event_ts": world.talk.stamp(),
        }
        world.send("agent_session_stopped", event)
        return {"streaming_message_ts": event["streaming_message_ts"]}

    async def command(self, order: Command) -> Json:
        """Types a slash command and reads what comes back."""
        world, channel = self._world, self.channel(order.channel)
        if order.command == "/invite":
            return self._invite(channel, order.text)
        if order.command not in world.app.commands:
            raise Impossible(f"{order.command} is not a valid command", 404)
        links = {
            "trigger_id": world.modals.trigger(self.user.id),
            "response_url": new_link(world, self.user.id, channel),
        }
        fields = world.envelope.command(self.user, channel, order.command, order.text, links)
        answer = await world.delivery.form(fields)
        world.replies.append((self.user.id, answer.body))
        failure = self._take_answer(channel, answer)
        if failure:
            complain(world, channel, self.user.id, f'{order.command} failed with the error "{failure}"')
        return told(answer, shown=failure, channel=channel.id)

    def _invite(self, channel: Channel, text: str) -> Json:
        """Slack's own command: takes the app into a channel, where it hears of mentions and may post then."""
        app = self._world.app
        if channel.partner or text.strip().lstrip("@").lower() != app.bot_name.lower():
            raise Impossible(f"only @{app.bot_name} can be invited here, and into a channel")
        if app.bot_user_id in channel.members:
            raise Impossible(f"{app.bot_name} is already in this channel", 409)
        channel.members.append(app.bot_user_id)
        return {"shown": "", "ok": True, "channel": channel.id}

    def _take_answer(self, channel: Channel, answer: Answer) -> str:
        """Shows what the acknowledgement says; returns Slack's word for what went wrong, or nothing."""
        if not answer.ok:
            return "operation_timeout" if answer.failure == "http_timeout" else "dispatch_failed"
        try:
            reply = acknowledgement(answer.body, answer.is_json, answer.json())
            if reply is not None:
                say(self._world, channel, self.user.id, reply)
        except SlackError as error:
            return error.error
        return ""

    async def click(self, order: Click) -> Json:
        """Uses an element of a message or of a view."""
        payload = self._in_view(order) if order.view_id else self._in_message(order)
        answer = await self._world.delivery.interaction(payload)
        return told(answer, shown="" if answer.ok else CLICK_FAILED)

    def _in_message(self, order: Click) -> Json:
        world, channel = self._world, self.channel(order.channel, forged=order.forged)
        message = channel.at(order.message_ts)
        if message is None or (message.ephemeral_for not in (None, self.user.id) and not order.forged):
            raise Impossible("no such message", 404)
        versions = [message.blocks, *(reversed(message.earlier) if order.stale else ())]
        found = next((hit for hit in (element_of(b, order.action_id, order.block_id) for b in versions) if hit), None)
        state = world.state_of(self.user.id, f"{channel.id}/{message.ts}")
        enter(message.blocks, state, order.values)
        used = self._use(found, order, state)
        payload: Json = {
            **world.envelope.interaction("block_actions", self.user, world.modals.trigger(self.user.id)),
            "container": message_container(channel, message),
            "channel": {"id": channel.id, "name": channel.name},
            "state": {"values": values(message.blocks, state)},
            "response_url": new_link(world, self.user.id, channel, message.ts),
            "actions": [used],
        }
        if message.ephemeral_for is None:
            payload["message"] = world.talk.wire(channel, message)
        return payload

    def _in_view(self, order: Click) -> Json:
        world, view = self._world, self.view(order.view_id)
        found = element_of(view.body["blocks"], order.action_id, order.block_id)
        if found and found[0]["type"] == "input" and not found[0].get("dispatch_action"):
            raise Impossible("this input is only sent when the view is submitted")
        enter(view.body["blocks"], view.state, order.values)
        used = self._use(found, order, view.state)
        trigger = world.modals.trigger(self.user.id, view.id if view.body["type"] == "modal" else None)
        return {
            **world.envelope.interaction("block_actions", self.user, trigger),
            "container": {"type": "view", "view_id": view.id},
            "view": shown(world, view),
            "actions": [used],
        }

    def view(self, view_id: str) -> View:
        """An open view of this user."""
        view = self._world.modals.of(self.user.id, view_id)
        if view is None:
            raise Impossible("this user has no such view open", 404)
        return view

    def _use(self, found: tuple[Json, Json] | None, order: Click, state: dict[str, dict[str, Json]]) -> Json:
        if found is None:
            raise Impossible("no such element", 404)
        block, element = found
        try:
            entry = _entry(element, order)
        except BadEntry as error:
            raise Impossible(str(error)) from error
        if holds_value(element):
            state.setdefault(block["block_id"], {})[element["action_id"]] = entry
        return action(block, element, entry, self._world.talk.stamp())


def _entry(element: Json, order: Click) -> Json:
    """What the element holds after the click."""
    picked = order.selected if order.selected is not None else order.value
    if holds_value(element):
        return entered(element, picked)
    if element["type"] == "overflow":
        return {"selected_option": chosen(element, picked)}
    if element["type"] == "feedback_buttons":
        buttons = (element["positive_button"], element["negative_button"])
        pressed = next((button for button in buttons if button["value"] == picked), None)
        if pressed is None:
            raise BadEntry("That choice is not offered.")
        return {"value": pressed["value"], "text": pressed["text"]}
    return {"value": order.value} if order.forged and order.value is not None else {}


def enter(blocks: list[Json], state: dict[str, dict[str, Json]], entries: Entries) -> dict[str, str]:
    """Types into inputs; returns what Slack's own interface would complain of, by block_id."""
    complaints: dict[str, str] = {}
    for block_id, actions in entries.items():
        for action_id, value in actions.items():
            found = element_of(blocks, action_id, block_id)
            if found is None or not holds_value(found[1]):
                raise Impossible(f"no input {action_id} in block {block_id}", 404)
            try:
                state.setdefault(block_id, {})[action_id] = entered(found[1], value)
            except BadEntry as error:
                complaints[block_id] = str(error)
    return complaints


def _escaped(typed: str) -> str:
    """Typed text as Slack stores it: & < > as entities, mentions and special commands left alone."""
    pieces = _SPECIAL.split(typed)
    plain = [p.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for p in pieces[::2]]
    marks = [*(f"<{mark}>" for mark in pieces[1::2]), ""]
    return "".join(text + mark for text, mark in zip(plain, marks, strict=True))
