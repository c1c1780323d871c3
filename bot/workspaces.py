"""The tokens of workspaces that installed Mailroom: sealed in the database, rotated once for all processes (SPEC AC5).

With token rotation a token lasts twelve hours, and Slack revokes a refresh token once it was used. If a process dies
between Slack's answer and our storing it, the new pair is lost. So tokens are rotated two hours before their end, as
the one that stands goes on working until then: the next try asks with the same refresh token, which Slack has been
seen to answer again (https://github.com/slackapi/node-slack-sdk/issues/2504) but does not promise. If it refuses, the
standing token serves out its time, the log says so from the first try on, and at the end the workspace counts as
ENDED: installing once more brings it back with all its people, mailboxes and settings.
"""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from assistant.installing import workspace_ended, workspace_installed
from bot.errors import Failure, Permanent, Reconnect, Temporary, WorkspaceGone
from bot.settings import SLACK_SCOPES
from bot.slacks import REMOVED
from connectors.slack import TokenRefused
from connectors.slack_oauth import BotTokens, Installed, SlackOAuth
from storage.crypto import Vault
from storage.db import Database
from storage.leases import Busy, lease
from storage.workspaces import Workspaces, WorkspaceState

EARLY = timedelta(hours=2)
REST = timedelta(minutes=5)  # after a rotation that failed, while the old token serves
TRIES, PAUSE = 60, 0.5  # how long to wait for another process's rotation, in seconds each
NEVER, LONG_AGO = datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)

log = structlog.get_logger("workspaces")


@dataclass(frozen=True)
class _Held:
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    expires_at: datetime
    sealed: str = field(repr=False)  # as it stands in the database


def _bound_to(team_id: str) -> str:
    return f"workspaces.tokens|{team_id}"


class InstalledTokens:
    """WorkspaceTokens of the workspaces in the database."""

    def __init__(self, db: Database, vault: Vault, oauth: SlackOAuth) -> None:
        self._db = db
        self._vault = vault
        self._oauth = oauth
        self._held: dict[str, _Held] = {}
        self._rests: dict[str, datetime] = {}
        self._locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def install(self, installed: Installed) -> None:
        """Stores an installation, sealed, in place of any earlier one. Raises Permanent (PARTIAL) where Slack granted
        less than the app asks for: whoever installs can edit the address of the consent page."""
        if missing := set(SLACK_SCOPES) - installed.scopes:
            raise Permanent(f"slack: installed without {' '.join(sorted(missing))}", Failure.PARTIAL)
        team_id = installed.team_id
        self._held.pop(team_id, None)
        self._rests.pop(team_id, None)
        values = {
            "name": installed.team,
            "bot_user_id": installed.bot_user_id,
            "scopes": " ".join(sorted(installed.scopes)),
            "installed_by": installed.installed_by,
            "tokens": self._seal(team_id, installed.tokens),
        }
        await workspace_installed(self._db, team_id, installed.installed_by, **values)

    async def serves(self, team_id: str) -> bool:
        """Whether a token of it stands; while the database does not say, whether one stood that we still have."""
        try:
            async with self._db.reading() as session:
                row = await Workspaces(session).get(team_id)
        except Temporary:
            if team_id not in self._held:
                raise
            return True
        return row is not None and row.state == WorkspaceState.INSTALLED and row.tokens != ""

    async def token(self, team_id: str) -> str:
        """The workspace's token, rotated if its end is near."""
        held = self._held.get(team_id) or await self._stored(team_id)
        if held.expires_at - EARLY > self._db.now():
            return held.access
        if held.expires_at > self._db.now():
            return (await self._renewed(team_id, held)).access
        return (await self._replaced(team_id, held, "token_expired")).access

    async def replace(self, team_id: str, token: str, why: str) -> str:
        """The token that stands by now, else a rotated one. What cannot be replaced ends the workspace, if Slack's
        code says that the app was removed, or that the token is past its time."""
        held = await self._stored(team_id)
        if held.access != token:
            return held.access
        return (await self._replaced(team_id, held, why)).access

    async def _renewed(self, team_id: str, standing: _Held) -> _Held:
        """Rotated tokens, or those that stand while they cannot be rotated: they are good for a while yet."""
        async with self._locks[team_id]:
            if self._rests.get(team_id, LONG_AGO) > self._db.now():
                return standing
            try:
                return await self._rotated(team_id, standing)
            except Busy:
                return standing
            except (Reconnect, Temporary) as error:
                self._rests[team_id] = self._db.now() + REST
                log.error("slack token not rotated", team=team_id, reason=str(error), ends=str(standing.expires_at))
                return standing

    async def _replaced(self, team_id: str, standing: _Held, why: str) -> _Held:
        """Other tokens than those that stand, which are no good. Without any the workspace ends, and WorkspaceGone is
        raised; Reconnect where Slack's code leaves open whether they are no good for ever."""
        try:
            if standing.refresh:
                async with self._locks[team_id]:
                    return await self._awaited(team_id, standing)
        except Reconnect:
            return await self._end(team_id, standing, why)
        if why in REMOVED:
            return await self._end(team_id, standing, why)
        raise TokenRefused(why)

    async def _awaited(self, team_id: str, standing: _Held) -> _Held:
        for _ in range(TRIES):
            try:
                return await self._rotated(team_id, standing)
            except Busy:
                await asyncio.sleep(PAUSE)
        raise Temporary("the slack token is still being rotated elsewhere")

    async def _rotated(self, team_id: str, standing: _Held) -> _Held:
        """What stands by now, rotated if it is the same still. Raises Busy while another process does that, Reconnect
        if Slack refuses the refresh token."""
        again = await self._stored(team_id)
        if again.access != standing.access:
            return again
        async with lease(self._db, f"slack:{team_id}", 40):
            again = await self._stored(team_id)
            return again if again.access != standing.access else await self._rotate(team_id, again)

    async def _rotate(self, team_id: str, held: _Held) -> _Held:
        """Slack's next pair, stored before anybody uses it; that of an installation which came meanwhile wins."""
        fresh = self._seal(team_id, await self._oauth.rotate(held.refresh))
        async with self._db.transaction() as session:
            stored = await Workspaces(session).exchange(team_id, held.sealed, fresh)
        if not stored:
            log.warning("rotated slack token not kept: another stands", team=team_id)
        return await self._stored(team_id)

    async def _end(self, team_id: str, standing: _Held, why: str) -> _Held:
        """Ends the workspace and raises WorkspaceGone; gives the tokens that came instead if it was installed anew."""
        state = WorkspaceState.GONE if why in REMOVED else WorkspaceState.ENDED
        if await workspace_ended(self._db, team_id, standing.sealed, state):
            log.error("workspace ended: its token is refused", team=team_id, state=state, reason=why)
        return await self._stored(team_id)

    async def _stored(self, team_id: str) -> _Held:
        async with self._db.reading() as session:
            row = await Workspaces(session).get(team_id)
        if row is None or row.state != WorkspaceState.INSTALLED or not row.tokens:
            self._held.pop(team_id, None)
            raise WorkspaceGone("mailroom is not installed in that workspace")
        said = json.loads(self._vault.open(row.tokens, _bound_to(team_id)))
        expires_at = datetime.fromisoformat(said["expires_at"]) if said["expires_at"] else NEVER
        held = self._held[team_id] = _Held(said["access"], said["refresh"], expires_at, row.tokens)
        return held

    def _seal(self, team_id: str, tokens: BotTokens) -> str:
        ends = (self._db.now() + timedelta(seconds=tokens.seconds)).isoformat() if tokens.seconds else ""
        text = json.dumps({"access": tokens.access, "refresh": tokens.refresh, "expires_at": ends})
        return self._vault.seal(text, _bound_to(team_id))
