"""The Slack of each workspace, and which token speaks there: the one of the settings, in its own workspace only."""

import asyncio
from functools import partial
from typing import Protocol

import structlog

from assistant.installing import MAILROOM, workspace_ended, workspace_installed
from bot.errors import MailroomError, WorkspaceGone
from connectors.slack import FixedToken, Identity, Slack, TokenRefused
from storage.db import Database
from storage.workspaces import Workspaces, WorkspaceState

ANSWERS_WITHIN = 1.0  # seconds that a click may wait here for Slack's word whose token it is
REMOVED = {"account_inactive", "token_revoked"}  # what Slack says of a token once its app was removed

log = structlog.get_logger("slacks")


class WorkspaceTokens(Protocol):
    """Which token speaks in which workspace; see connectors.slack.Tokens."""

    async def token(self, team_id: str) -> str:
        """The workspace's token."""
        ...

    async def replace(self, team_id: str, token: str, why: str) -> str:
        """Another token of that workspace."""
        ...

    async def serves(self, team_id: str) -> bool:
        """Whether Mailroom is installed in that workspace."""
        ...


class _Tokens:
    """The tokens of one workspace, as its Slack asks for them."""

    def __init__(self, tokens: WorkspaceTokens, team_id: str) -> None:
        self.token = partial(tokens.token, team_id)
        self.replace = partial(tokens.replace, team_id)


class Slacks:
    """One `Slack` a workspace."""

    def __init__(self, base_url: str, tokens: WorkspaceTokens) -> None:
        self._base_url = base_url
        self._tokens = tokens
        self._slacks: dict[str, Slack] = {}

    def of(self, team_id: str) -> Slack:
        """The Slack of that workspace; nothing is asked of it yet. Its calls raise WorkspaceGone where Mailroom is not
        installed."""
        if team_id not in self._slacks:
            self._slacks[team_id] = Slack(self._base_url, _Tokens(self._tokens, team_id))
        return self._slacks[team_id]

    async def serves(self, team_id: str) -> bool:
        """Whether Mailroom is installed in that workspace."""
        return await self._tokens.serves(team_id)

    async def close(self) -> None:
        """Closes all connections."""
        for slack in self._slacks.values():
            await slack.close()


class SettingsToken:
    """The one token of the settings. Slack is asked once whose it is: elsewhere it would reach the wrong people, since
    ids of users need not differ between workspaces."""

    def __init__(self, db: Database, base_url: str, token: str) -> None:
        self._db = db
        self._base_url = base_url
        self._token = token
        self._own = ""
        self._lock = asyncio.Lock()

    async def token(self, team_id: str) -> str:
        """The token, in its own workspace."""
        await self._ask()
        if team_id != self._own:
            raise WorkspaceGone("the token of the settings is of another workspace")
        return self._token

    async def replace(self, team_id: str, token: str, why: str) -> str:
        """There is no other; where the app was removed, the workspace rests until it is heard of again."""
        if why not in REMOVED:
            raise TokenRefused(why)
        self._own = ""
        if await workspace_ended(self._db, team_id, "", WorkspaceState.GONE):
            log.warning("workspace left", team=team_id, reason=why)
        raise WorkspaceGone(f"slack: {why}")

    async def serves(self, team_id: str) -> bool:
        """Whether it is the token's own. While Slack does not say, a click is taken: what is said goes nowhere else."""
        try:
            if self._own == team_id and not await self._stands(team_id):
                self._own = ""  # Slack says something again: the app may be back
            async with asyncio.timeout(ANSWERS_WITHIN):
                await self._ask()
        except (MailroomError, TimeoutError) as error:
            log.warning("whose token it is cannot be looked up", reason=type(error).__name__)
        return self._own in ("", team_id)

    async def _ask(self) -> None:
        if not self._own:
            async with self._lock:
                await self._learn()

    async def _learn(self) -> None:
        if self._own:
            return
        slack = Slack(self._base_url, FixedToken(self._token))
        try:
            known = await slack.identity()
        except TokenRefused as error:
            if error.why in REMOVED:
                raise WorkspaceGone(str(error)) from None
            raise
        finally:
            await slack.close()
        await self._keep(known)
        self._own = known.team_id

    async def _keep(self, known: Identity) -> None:
        """Notes the workspace where it is new, or was left before this token came."""
        if not await self._stands(known.team_id):
            names = {"name": known.team, "bot_user_id": known.bot_user_id, "tokens": ""}
            await workspace_installed(self._db, known.team_id, MAILROOM, **names)

    async def _stands(self, team_id: str) -> bool:
        """Whether the workspace is stored as one where this token speaks."""
        async with self._db.reading() as session:
            row = await Workspaces(session).get(team_id)
        return row is not None and row.state == WorkspaceState.INSTALLED and not row.tokens
