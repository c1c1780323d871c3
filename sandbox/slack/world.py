"""The Slack workspace that stands in for the real one: its state, and what happens when something is said in it."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sandbox.faults import Faults
from sandbox.slack.conversations import Channel, Conversations
from sandbox.slack.delivery import Delivery
from sandbox.slack.limits import Limits
from sandbox.slack.modals import Modals
from sandbox.slack.payloads import Envelope, changed_event, message_event
from sandbox.slack.tokens import Grant, Tokens
from sandbox.slack.values import CAST, FERNHILL, ROOMS, App, Json, Message, Options, Room, SlackError, Team, User

_CALLS_KEPT = 2000
_LINKS_KEPT = 2000


@dataclass(frozen=True)
class Call:
    """One call of the Web API as the app made it (without its token) and what it was answered."""

    method: str
    arguments: Json
    answer: Json
    status: int
    at: float


@dataclass
class ResponseLink:
    """A response_url: good five times within thirty minutes. `message_ts` is the message it came from, if any."""

    id: str
    user: str
    channel: str
    made: float
    message_ts: str | None = None
    uses: int = 0


@dataclass
class Watchers:
    """Who waits to hear that something visible to a user has changed."""

    _queues: set[asyncio.Queue[str]] = field(default_factory=set)

    @contextmanager
    def watch(self) -> Iterator[asyncio.Queue[str]]:
        """The ids of users for whom something changed, from now on."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)

    def close(self) -> None:
        """Tells everyone who waits that there is nothing more to hear (an empty id)."""
        self.tell([""])

    def tell(self, users: Iterable[str]) -> None:
        """Something changed for these users."""
        for user in users:
            for queue in self._queues:
                queue.put_nowait(user)


class SlackWorld:
    """One workspace with one installed app. Everything is in memory; `start` and `close` frame its life."""

    def __init__(
        self,
        app: App,
        faults: Faults,
        *,
        team: Team = FERNHILL,
        users: Iterable[User] = CAST,
        rooms: Iterable[Room] = ROOMS,
        options: Options | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.app, self.faults, self.team, self.now = app, faults, team, now
        self.users = {user.id: user for user in users}
        self.options = options or Options()
        self.talk = Conversations(team, app, self.users, rooms, now)
        self.modals = Modals(team, app, now)
        self.limits = Limits(now, self.options)
        self.delivery = Delivery(app, self.options, now)
        self.envelope = Envelope(team, app)
        self.watchers = Watchers()
        self.calls: deque[Call] = deque(maxlen=_CALLS_KEPT)
        self.replies: deque[tuple[str, str]] = deque(maxlen=_CALLS_KEPT)  # user, and what they alone were answered
        self.links: dict[str, ResponseLink] = {}
        self.entries: dict[tuple[str, str], dict[str, dict[str, Json]]] = {}
        self.sessions: dict[tuple[str, str], Json] = {}
        self.statuses: dict[tuple[str, str], Json] = {}
        self.prompts: dict[str, Json] = {}
        self.installed = True
        self.tokens = Tokens(now, [Grant(app.bot_token)] if app.bot_token else [])

    async def start(self) -> None:
        """Makes deliveries possible."""
        await self.delivery.start()

    async def close(self) -> None:
        """Stops deliveries that are still under way and ends open event streams (call it from `on_shutdown`)."""
        self.watchers.close()
        await self.delivery.close()

    def person(self, user_id: str) -> User:
        """A human member. Raises user_not_found."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def link(self, link: ResponseLink) -> str:
        """Registers a response_url and returns it."""
        while len(self.links) >= _LINKS_KEPT:
            self.links.pop(next(iter(self.links)))
        self.links[link.id] = link
        return f"{self.app.own_url.rstrip('/')}/slack/respond/{link.id}"

    def state_of(self, user: str, container: str) -> dict[str, dict[str, Json]]:
        """What a user has entered in a message (`channel/ts`): block_id, action_id, value."""
        return self.entries.setdefault((user, container), {})

    def post(self, channel: Channel, message: Message) -> Message:
        """Says something in a channel: everyone there sees it and the app gets its event."""
        channel.add(message)
        self.changed(channel, message)
        if message.ephemeral_for is None:
            if message.bot_id:  # what the app says takes the place of "is thinking…"
                self.statuses.pop((channel.id, message.thread_ts or message.ts), None)
            self._announce(channel, message_event(channel, self.talk.wire(channel, message), message.ts), message)
        return message

    def redraw(self, channel: Channel, message: Message, text: str, blocks: list[Json]) -> None:
        """Edits a message."""
        before = self.talk.wire(channel, message)
        self.talk.redraw(message, text, blocks)
        self.changed(channel, message)
        if message.ephemeral_for is None:
            now = self.talk.wire(channel, message)
            event = changed_event(channel, "message_changed", self.talk.stamp(), message=now, previous_message=before)
            self._announce(channel, event, message)

    def erase(self, channel: Channel, message: Message) -> None:
        """Deletes a message."""
        before = self.talk.wire(channel, message)
        self.talk.remove(channel, message)
        self.changed(channel, message)
        if message.ephemeral_for is None:
            event = changed_event(
                channel, "message_deleted", self.talk.stamp(), deleted_ts=message.ts, previous_message=before
            )
            self._announce(channel, event, message)

    def changed(self, channel: Channel, message: Message | None = None) -> None:
        """Tells whoever watches that a message (or the channel's state) looks different now."""
        alone = message.ephemeral_for if message else None
        self.watchers.tell([alone] if alone else [member for member in channel.members if member in self.users])

    def _announce(self, channel: Channel, event: Json, message: Message) -> None:
        own = message.bot_id is not None
        if own and not self.options.echo:
            return
        if self.app.bot_user_id in channel.members:
            self.send("message.im" if channel.partner else "message.channels", event)
        mention = f"<@{self.app.bot_user_id}>"
        if not own and mention in message.text and not channel.partner and "subtype" not in event:
            self.send("app_mention", {**event, "type": "app_mention"})

    def authenticate(self, token: str) -> None:
        """Raises SlackError unless the token opens this workspace."""
        self.tokens.check(token)
        if not self.installed:
            raise SlackError("account_inactive")

    def install(self, *, rotating: bool) -> Grant:
        """Somebody allows the app here: its token, a new one where it had been removed."""
        if not self.installed:
            self.tokens.revoke()
        self.installed = True
        return self.tokens.grant(rotating=rotating)

    def revoke(self) -> None:
        """The app's token is revoked, and it hears of it."""
        bots = {"oauth": [], "bot": [self.app.bot_user_id]}
        self.send("tokens_revoked", {"type": "tokens_revoked", "tokens": bots, "event_ts": self.talk.stamp()})
        self.tokens.revoke()

    def uninstall(self) -> None:
        """An admin removes the app: its token is dead from now on, and it hears of it."""
        at, bots = self.talk.stamp(), {"oauth": [], "bot": [self.app.bot_user_id]}
        self.send("tokens_revoked", {"type": "tokens_revoked", "tokens": bots, "event_ts": at})
        self.send("app_uninstalled", {"type": "app_uninstalled", "event_ts": at})
        self.installed = False

    def deactivate(self, user: User, *, deleted: bool) -> None:
        """An admin deactivates a member, or lets them back in."""
        self._change(replace(user, deleted=deleted))

    def move(self, user: User, zone: str) -> None:
        """A member chooses another time zone."""
        self._change(replace(user, tz=zone))

    def _change(self, user: User) -> None:
        self.users[user.id] = user
        self.watchers.tell([user.id])
        changed = {"id": user.id, "team_id": self.team.id, "name": user.name, "deleted": user.deleted, "tz": user.tz}
        self.send("user_change", {"type": "user_change", "user": changed, "event_ts": self.talk.stamp()})

    def send(self, subscription: str, event: Json) -> None:
        """Sends an event to the app, in the background and with retries, if the app has subscribed to it."""
        if subscription in self.app.events:
            self.delivery.event(self.envelope.event(event, self.now()))
