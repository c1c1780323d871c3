"""The payloads that Slack sends to an app: events, clicks, submitted modals and slash commands (pure builders)."""

import secrets
from dataclasses import dataclass

from sandbox.slack.conversations import Channel
from sandbox.slack.values import App, Json, Message, Team, User


@dataclass(frozen=True)
class Envelope:
    """The workspace and app that every payload names."""

    team: Team
    app: App

    def event(self, event: Json, at: float) -> Json:
        """An Events API delivery around one event."""
        authorization = {
            "enterprise_id": None,
            "team_id": self.team.id,
            "user_id": self.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "",
            "team_id": self.team.id,
            "context_team_id": self.team.id,
            "context_enterprise_id": None,
            "api_app_id": self.app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(at),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{secrets.token_hex(8)}",
        }

    def interaction(self, kind: str, user: User, trigger_id: str | None = None) -> Json:
        """What all interactivity payloads have in common."""
        person = {"id": user.id, "username": user.name, "name": user.name, "team_id": self.team.id}
        common: Json = {
            "type": kind,
            "team": {"id": self.team.id, "domain": self.team.domain},
            "user": person,
            "api_app_id": self.app.app_id,
            "token": "",
            "enterprise": None,
            "is_enterprise_install": False,
        }
        return common if trigger_id is None else {**common, "trigger_id": trigger_id}

    def command(self, user: User, channel: Channel, command: str, text: str, links: dict[str, str]) -> dict[str, str]:
        """The form of a slash command; `links` holds trigger_id and response_url."""
        return {
            "token": "",
            "team_id": self.team.id,
            "team_domain": self.team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name,
            "user_id": user.id,
            "user_name": user.name,
            "command": command,
            "text": text,
            "api_app_id": self.app.app_id,
            "is_enterprise_install": "false",
            **links,
        }


def action(block: Json, element: Json, entry: Json, at: str) -> Json:
    """One entry of `actions`: the element that was used and what it now holds."""
    whole: Json = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
    for name in ("text", "value", "style", "url", "placeholder", "confirm"):
        if name in element and name not in entry:
            whole[name] = element[name]
    return {**whole, **{name: value for name, value in entry.items() if name != "type"}, "action_ts": at}


def message_container(channel: Channel, message: Message) -> Json:
    """Where a click on a message happened."""
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": message.ephemeral_for is not None,
    }
    return {**container, "thread_ts": message.thread_ts} if message.thread_ts else container


def message_event(channel: Channel, message: Json, at: str) -> Json:
    """A `message` event for something that was posted."""
    kind = "im" if channel.partner else "channel"
    return {**message, "channel": channel.id, "channel_type": kind, "event_ts": at}


def changed_event(channel: Channel, subtype: str, at: str, **what: object) -> Json:
    """A `message` event for something that was edited or deleted."""
    kind = "im" if channel.partner else "channel"
    event: Json = {"type": "message", "subtype": subtype, "hidden": True, "channel": channel.id, "channel_type": kind}
    return {**event, "ts": at, "event_ts": at, **what}
