"""Slack's Web API, outbound: messages, views and who is who, with Slack's errors turned into ours."""

import asyncio
import random
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import Failure, OutcomeUnknown, Permanent, Reconnect, Temporary, Waiting
from connectors.slack_streams import Streams

REFUSED = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}  # of the token itself
PASSING = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
NO_HISTORY = {"unknown_method", "missing_scope", "no_permission", "not_allowed_token_type", "access_denied"}
NOT_THERE = {"message_not_found", "channel_not_found", "cant_delete_message", "is_archived", "not_in_channel"}
READS = {
    "users.info",
    "conversations.history",
    "conversations.replies",
    "chat.getPermalink",
}  # Slack takes no JSON body for these
PAGES = 5  # of 200 messages each: as far as we look for one of ours
CLOCKS_DIFFER = 120.0  # seconds by which ours may be ahead of Slack's
WAITS_AT_MOST = 20.0  # seconds that we wait here for Slack's rate limits; longer ones go back to the queue

log = structlog.get_logger("slack")


class Tokens(Protocol):
    """Where a workspace's token comes from, asked before each call."""

    async def token(self) -> str:
        """The token to use now. Raises WorkspaceGone where Mailroom is not installed, Temporary."""
        ...

    async def replace(self, token: str, why: str) -> str:
        """Another token than this one, which Slack has just refused with that code.

        Raises Reconnect if there is none, WorkspaceGone if that means that Mailroom was removed.
        """
        ...


class TokenRefused(Reconnect):
    """Slack did not take the token, so nothing was done. `why` is its code."""

    def __init__(self, why: str) -> None:
        super().__init__(f"slack: {why}", Failure.BAD_REQUEST)
        self.why = why


@dataclass(frozen=True)
class FixedToken:
    """One token for ever."""

    value: str = field(repr=False)

    async def token(self) -> str:
        """That token."""
        return self.value

    async def replace(self, token: str, why: str) -> str:
        """There is no other."""
        raise TokenRefused(why)


@dataclass(frozen=True)
class Identity:
    """Whose token this is."""

    team_id: str
    team: str
    bot_user_id: str


def failure_of(error: SlackApiError) -> Exception:
    """Slack's error as one of ours, its message `slack: CODE`."""
    response = error.response
    if not isinstance(response, AsyncSlackResponse):  # the SDK could not read what came back
        return OutcomeUnknown("slack: the answer could not be read")
    code = str(response.get("error", "")) if response.data else ""
    if response.status_code == 429 or code in ("ratelimited", "rate_limited"):
        return Temporary(f"slack: {code}", Failure.RATE_LIMIT, retry_after=_seconds(response.headers))
    if response.status_code >= 500 or code in PASSING:
        return OutcomeUnknown(f"slack: {code or response.status_code}")
    if code in REFUSED:
        return TokenRefused(code)
    if code == "missing_scope":
        return Reconnect(f"slack: {code}", Failure.PARTIAL)
    return Permanent(f"slack: {code or response.status_code}")


def _seconds(headers: Mapping[str, str]) -> float:
    """How long Slack asks us to wait; a second if it does not say so in digits."""
    try:
        return max(0.0, float(headers.get("Retry-After", 1)))
    except ValueError:
        return 1.0


class Slack:
    """One workspace's Slack. Raises Temporary, OutcomeUnknown, Permanent or Reconnect (bot.errors)."""

    def __init__(self, base_url: str, tokens: Tokens) -> None:
        self._base_url = base_url
        self._tokens = tokens
        self._session: aiohttp.ClientSession | None = None
        self._identity: Identity | None = None
        self._warned = False
        self.streams = Streams(self._once, self._patient)

    async def _patient(self, method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
        return await self._call(method, **arguments)

    async def _call(self, method: str, /, **arguments: Any) -> AsyncSlackResponse:
        waited = 0.0
        while True:
            try:
                return await self._once(method, arguments)
            except Temporary as error:
                if error.failure is not Failure.RATE_LIMIT:
                    raise
                pause = (error.retry_after or 1) + random.uniform(0, 0.5)  # noqa: S311 - jitter
                if waited + pause > WAITS_AT_MOST:
                    raise Waiting(str(error), error.failure, retry_after=error.retry_after) from None
                await asyncio.sleep(pause)
                waited += pause

    async def _once(self, method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
        token = await self._tokens.token()
        try:
            return await self._asked(token, method, arguments)
        except TokenRefused as error:
            token = await self._tokens.replace(token, error.why)
        return await self._asked(token, method, arguments)

    async def _asked(self, token: str, method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20, connect=5))
        # no retry handlers: a repeated chat.postMessage would post twice
        client = AsyncWebClient(token=token, base_url=self._base_url, session=self._session, retry_handlers=[])
        try:
            if method in READS:
                return await client.api_call(method, http_verb="GET", params=dict(arguments))
            return await client.api_call(method, json=dict(arguments))
        except SlackApiError as error:
            raise failure_of(error) from None
        except aiohttp.ClientConnectorError as error:
            raise Temporary(f"slack: {type(error).__name__}") from None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise OutcomeUnknown(f"slack: {type(error).__name__}") from None

    async def identity(self) -> Identity:
        """Whose token this is; asked once."""
        if self._identity is None:
            said = await self._call("auth.test")
            self._identity = Identity(said["team_id"], said.get("team") or "", said["user_id"])
        return self._identity

    async def open_dm(self, slack_id: str) -> str:
        """The channel of the user's conversation with the bot."""
        said = await self._call("conversations.open", users=slack_id)
        return str(said["channel"]["id"])

    async def post(self, channel: str, text: str, blocks: Sequence[dict[str, Any]], thread_ts: str = "") -> str:
        """Posts a message without unfurling anything; gives its ts. May raise OutcomeUnknown: look before repeating."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        said = await self._call(
            "chat.postMessage",
            channel=channel,
            text=text,
            blocks=list(blocks),
            unfurl_links=False,
            unfurl_media=False,
            parse="none",
            **thread,
        )
        return str(said["ts"])

    async def update(self, channel: str, ts: str, text: str, blocks: Sequence[dict[str, Any]]) -> None:
        """Replaces a message. Safe to repeat."""
        await self._call("chat.update", channel=channel, ts=ts, text=text, blocks=list(blocks), parse="none")

    async def delete(self, channel: str, ts: str) -> None:
        """Deletes a message of ours; one that is not there, or not ours, is fine. Safe to repeat."""
        try:
            await self._call("chat.delete", channel=channel, ts=ts)
        except Permanent as error:
            if str(error).removeprefix("slack: ") not in NOT_THERE:
                raise

    async def whisper(
        self, channel: str, slack_id: str, text: str, blocks: Sequence[dict[str, Any]], thread_ts: str = ""
    ) -> None:
        """A message that only one person sees."""
        thread = {"thread_ts": thread_ts} if thread_ts else {}
        await self._call(
            "chat.postEphemeral", channel=channel, user=slack_id, text=text, blocks=list(blocks), parse="none", **thread
        )

    async def link(self, channel: str, ts: str) -> str:
        """Slack's own address of a message."""
        return str((await self._call("chat.getPermalink", channel=channel, message_ts=ts))["permalink"])

    async def find_message(
        self, channel: str, block_id: str, since: datetime, thread_ts: str = "", within: timedelta | None = None
    ) -> str | None:
        """The ts of our message with such a block, posted since then (by our clock), `within` that time; None if there
        is none.

        Looked for in a thread if one is named, else among the messages that begin one. None also where the app may
        not read the conversation: rather a card twice than no card.
        """
        async for ts in self._bearing(channel, block_id, since, thread_ts, within):
            return ts
        return None

    async def find_messages(self, channel: str, block_id: str, since: datetime, thread_ts: str = "") -> list[str]:
        """All that `find_message` would find."""
        return [ts async for ts in self._bearing(channel, block_id, since, thread_ts, None)]

    async def _bearing(
        self, channel: str, block_id: str, since: datetime, thread_ts: str, within: timedelta | None
    ) -> AsyncIterator[str]:
        place = {"channel": channel, "oldest": f"{since.timestamp() - CLOCKS_DIFFER:.6f}", "limit": 200}
        place |= {"ts": thread_ts} if thread_ts else {}
        place |= {"latest": f"{(since + within).timestamp() + CLOCKS_DIFFER:.6f}"} if within else {}
        cursor = ""
        for _ in range(PAGES):
            said = await self._history(place | ({"cursor": cursor} if cursor else {}))
            for message in said.get("messages") or []:
                if any(block.get("block_id") == block_id for block in message.get("blocks") or []):
                    yield str(message["ts"])
            cursor = (said.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def _history(self, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """One page of a conversation; empty where Slack does not let the app read it."""
        try:
            if "ts" in arguments:
                said = (await self._call("conversations.replies", **arguments)).data
            else:
                said = (await self._call("conversations.history", **arguments)).data
        except Permanent as error:
            reason = str(error).removeprefix("slack: ")
            if reason not in NO_HISTORY:
                raise
            if not self._warned:
                log.warning("conversations cannot be read: after a crash a card may stand twice", reason=reason)
            self._warned = True
            return {}
        return said if isinstance(said, Mapping) else {}

    async def open_view(self, trigger_id: str, view: dict[str, Any]) -> None:
        """Opens a modal; the trigger is good for three seconds."""
        await self._call("views.open", trigger_id=trigger_id, view=view)

    async def publish_home(self, slack_id: str, view: dict[str, Any]) -> None:
        """Replaces the user's Home tab."""
        await self._call("views.publish", user_id=slack_id, view=view)

    async def zone(self, slack_id: str) -> str:
        """The user's time zone name, 'UTC' if Slack does not say."""
        said = await self._call("users.info", user=slack_id)
        return str((said.get("user") or {}).get("tz") or "UTC")

    async def name(self, slack_id: str) -> str:
        """The user's full name, else the one they go by; '' if Slack does not say."""
        user = (await self._call("users.info", user=slack_id)).get("user") or {}
        return str(user.get("real_name") or (user.get("profile") or {}).get("display_name") or user.get("name") or "")

    async def email(self, slack_id: str) -> str:
        """The user's address as Slack has confirmed it; '' if Slack does not say (scope users:read.email)."""
        user = (await self._call("users.info", user=slack_id)).get("user") or {}
        confirmed = user.get("is_email_confirmed", True)
        return str((user.get("profile") or {}).get("email") or "").lower() if confirmed else ""

    async def close(self) -> None:
        """Closes its connections."""
        if self._session is not None:
            await self._session.close()
