"""The values that the Slack stand-in is made of: the workspace, its people, the installed app, messages, errors."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

# What the manifest of the app asks for, as far as the stand-in is told nothing else.
SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "chat:write",
        "commands",
        "im:history",
        "im:read",
        "im:write",
        "users:read",
        "users:read.email",
    }
)
EVENTS = frozenset(
    {
        "agent_session_stopped",
        "app_context_changed",
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "message.im",
        "tokens_revoked",
        "user_change",
    }
)
REAL_RETRY_WAITS = (0.0, 60.0, 300.0)  # Slack's own: at once, after a minute, after five


@dataclass(frozen=True)
class Team:
    """The workspace."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class User:
    """A member of the workspace. `tz_offset` is in seconds east of UTC; `confirmed` whether the address is theirs."""

    id: str
    name: str
    real_name: str
    email: str
    tz: str = "Europe/London"
    tz_offset: int = 0
    locale: str = "en-GB"
    deleted: bool = False
    confirmed: bool = True


@dataclass(frozen=True)
class Room:
    """A channel that exists from the start. The bot is in it only if it is among the members."""

    id: str
    name: str
    members: tuple[str, ...]


FERNHILL = Team("T0MAIL", "Fernhill Instruments", "fernhill")
CAST = (
    User("U0ALICE", "alice", "Alice Marsh", "alice@fernhill.example"),
    User("U0BOB", "bob", "Bob Okafor", "bob@fernhill.example"),
    User("U0NOOR", "noor", "Noor Haddad", "noor@fernhill.example"),
    User("U0MALLORY", "mallory", "Mallory", "mallory@fernhill.example"),
)
ROOMS = (
    Room("C0GENERAL", "general", ("U0ALICE", "U0BOB", "U0NOOR", "U0MALLORY")),
    Room("C0INBOX", "team-inbox", ("U0ALICE", "U0BOB", "U0MALLORY", "U0MAILROOM")),
)


@dataclass(frozen=True)
class App:
    """The app under test as it is installed in the workspace.

    `own_url` is the root under which this stand-in is served: response URLs point there.
    """

    events_url: str = "http://127.0.0.1:3000/slack/events"
    own_url: str = "http://127.0.0.1:4000"
    bot_token: str = "xoxb-sandbox"
    signing_secret: str = "sandbox-signing-secret"
    app_id: str = "A0MAILROOM"
    bot_id: str = "B0MAILROOM"
    bot_user_id: str = "U0MAILROOM"
    bot_name: str = "Mailroom"
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: frozenset[str] = frozenset({"/ask", "/mailroom"})


@dataclass
class Options:
    """What may be changed while it runs. Times in seconds, `latency_ms` is added to every delivery.

    `echo` also sends the app the events of its own messages, as Slack does; `post_burst` is how many messages one
    channel takes at once before Slack's one a second holds.
    """

    retry: bool = True
    retry_waits: tuple[float, ...] = (0.2, 0.5, 1.0)
    latency_ms: float = 0
    ack_seconds: float = 3
    rate_limits: bool = True
    post_burst: int = 5
    echo: bool = True


class SlackError(Exception):
    """What a Web API call answers instead of `ok: true`. `more` is merged into the answer."""

    def __init__(self, error: str, *, status: int = 200, headers: dict[str, str] | None = None, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
        self.headers = headers or {}
        self.more = more


@dataclass
class Stream:
    """A message that is still being written by chat.appendStream."""

    started: float
    mode: str
    markdown: str = ""
    plan: str = ""
    tasks: dict[str, Json] = field(default_factory=dict)
    blocks: list[Json] = field(default_factory=list)
    stopped_by_user: bool = False


@dataclass
class Message:
    """One message; `ts` is its identity in its channel. `ephemeral_for` names the only user who sees it."""

    ts: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    bot_id: str | None = None
    thread_ts: str | None = None
    subtype: str | None = None
    edited: Json | None = None
    ephemeral_for: str | None = None
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    stream: Stream | None = None
    earlier: list[list[Json]] = field(default_factory=list)  # blocks before each update, newest last

    def wire(self, team: Team, app: App) -> Json:
        """The message as Slack puts it into answers, events and payloads."""
        whole: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": team.id}
        if self.bot_id:
            profile = {"id": app.bot_id, "app_id": app.app_id, "name": app.bot_name, "team_id": team.id}
            whole |= {"bot_id": self.bot_id, "app_id": app.app_id, "bot_profile": profile}
        for name in ("blocks", "attachments", "thread_ts", "subtype", "edited", "metadata"):
            if getattr(self, name):
                whole[name] = getattr(self, name)
        if self.reactions:
            whole["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()]
        return whole
