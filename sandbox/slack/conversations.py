"""Channels, direct messages and what was said in them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.slack.values import App, Json, Message, Room, SlackError, Team, User

_EARLIER_KEPT = 20  # more than a card is drawn while somebody looks away


@dataclass
class Channel:
    """A conversation. `partner` is the human side of a direct message with the bot, None in a channel."""

    id: str
    name: str
    members: list[str]
    created: int
    partner: str | None = None
    messages: list[Message] = field(default_factory=list)
    _by_ts: dict[str, Message] = field(default_factory=dict)
    _replies: dict[str, list[Message]] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Puts a message at the end."""
        self.messages.append(message)
        self._by_ts[message.ts] = message
        if message.thread_ts and message.ephemeral_for is None:
            self._replies.setdefault(message.thread_ts, []).append(message)

    def drop(self, message: Message) -> None:
        """Takes a message out."""
        self.messages.remove(message)
        del self._by_ts[message.ts]
        siblings = self._replies.get(message.thread_ts or "", [])
        if message in siblings:
            siblings.remove(message)

    def at(self, ts: str) -> Message | None:
        """The message with this ts, also one that only one user sees."""
        return self._by_ts.get(ts)

    def replies(self, ts: str) -> list[Message]:
        """The replies to a message, oldest first."""
        return self._replies.get(ts, [])

    def wire(self) -> Json:
        """The channel as conversations.info shows it."""
        common: Json = {"id": self.id, "created": self.created, "is_archived": False, "is_org_shared": False}
        if self.partner:
            return {
                **common,
                "is_im": True,
                "is_mpim": False,
                "is_channel": False,
                "user": self.partner,
                "is_open": True,
            }
        return {**common, "is_im": False, "is_mpim": False, "is_channel": True, "is_private": False, "name": self.name}


class Conversations:
    """All conversations of the workspace."""

    def __init__(
        self, team: Team, app: App, users: Mapping[str, User], rooms: Iterable[Room], now: Callable[[], float]
    ) -> None:
        self._team, self._app, self._now = team, app, now
        self._users = users
        self._last = 0
        self.channels = {r.id: Channel(r.id, r.name, list(r.members), int(now())) for r in rooms}

    def stamp(self) -> str:
        """A new ts: seconds and microseconds, never twice the same."""
        self._last = max(self._last + 1, int(self._now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def direct(self, user_id: str) -> Channel:
        """The direct message of that user with the bot, opened if need be."""
        if user_id not in self._users:
            raise SlackError("user_not_found")
        channel_id = f"D{user_id[1:]}"
        if channel_id not in self.channels:
            members = [user_id, self._app.bot_user_id]
            self.channels[channel_id] = Channel(channel_id, "directmessage", members, int(self._now()), user_id)
        return self.channels[channel_id]

    def channel(self, channel_id: str, *, as_user: bool = False) -> Channel:
        """A channel by its id, or with `as_user` also the direct message with a user by the user's id."""
        if as_user and channel_id in self._users:
            return self.direct(channel_id)
        found = self.channels.get(channel_id)
        if found is None:
            raise SlackError("channel_not_found")
        return found

    def joined(self, channel_id: str, *, as_user: bool = False) -> Channel:
        """The same, but only where the bot is a member."""
        channel = self.channel(channel_id, as_user=as_user)
        if self._app.bot_user_id not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def of(self, user_id: str) -> list[Channel]:
        """The conversations of a user, direct messages first."""
        mine = [channel for channel in self.channels.values() if user_id in channel.members]
        return sorted(mine, key=lambda channel: (channel.partner is None, channel.name))

    def find(self, channel: Channel, ts: str) -> Message | None:
        """The message that everyone in the channel sees under this ts."""
        message = channel.at(ts)
        return message if message and message.ephemeral_for is None else None

    def get(self, channel: Channel, ts: str) -> Message:
        """The same, or Slack's error."""
        message = self.find(channel, ts)
        if message is None:
            raise SlackError("message_not_found")
        return message

    def root(self, channel: Channel, thread_ts: str | None) -> str | None:
        """The ts of the thread's first message, also if a reply's ts was given."""
        if not thread_ts:
            return None
        parent = self.find(channel, thread_ts)
        if parent is None:
            raise SlackError("thread_not_found")
        return parent.thread_ts or parent.ts

    def shown(self, channel: Channel, user_id: str) -> list[Message]:
        """What that user sees in the channel, oldest first."""
        return [m for m in channel.messages if m.ephemeral_for in (None, user_id)]

    def thread(self, channel: Channel, ts: str) -> list[Message]:
        """A message and its replies, oldest first, without what only one user sees."""
        first = self.find(channel, ts)
        return [first, *channel.replies(ts)] if first else []

    def wire(self, channel: Channel, message: Message) -> Json:
        """The message with the counts that the first message of a thread carries."""
        whole = message.wire(self._team, self._app)
        replies = channel.replies(message.ts)
        if replies:
            whole |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": sorted({m.user for m in replies}),
                "latest_reply": replies[-1].ts,
            }
        return whole

    def remove(self, channel: Channel, message: Message) -> None:
        """Deletes a message; the first message of a thread leaves a tombstone."""
        if channel.replies(message.ts):
            message.subtype, message.text, message.blocks = "tombstone", "This message was deleted.", []
        else:
            channel.drop(message)

    def redraw(self, message: Message, text: str, blocks: list[Json]) -> None:
        """Replaces what a message shows; the blocks before are kept for clicks from screens that lag behind."""
        message.earlier = [*message.earlier, message.blocks][-_EARLIER_KEPT:]
        message.text, message.blocks = text, blocks
        message.edited = {"user": message.user, "ts": self.stamp()}
