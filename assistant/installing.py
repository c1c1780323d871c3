"""Workspaces that come and go: the state of an installation under way, and what follows from its end (SPEC AC5).

Whoever opens the address of the installation leaves nothing behind until Slack sends them back: the state is signed,
good for ten minutes, in one browser; only what came back is noted as used.
"""

import base64
import hashlib
import hmac
import json
import secrets
from datetime import UTC, datetime

from assistant.api_keys import end_keys
from assistant.connecting import GOOD_FOR, BadLink, OtherBrowser
from storage.accounts import Accounts
from storage.audit import Audit
from storage.crypto import Vault
from storage.db import Database
from storage.oauth_states import OAuthStates
from storage.users import users_in
from storage.workspaces import Workspaces, WorkspaceState

MAILROOM = "mailroom"  # as the actor of what nobody did


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode("utf-8", "replace")).hexdigest()


def make_install_state(vault: Vault, browser: str, now: datetime) -> str:
    """A signed text for an installation that begins in the browser that keeps this secret."""
    fields = [int((now + GOOD_FOR).timestamp()), secrets.token_urlsafe(12), _digest(browser)]
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return f"{text}.{vault.sign(f'install|{text}')}"


async def use_install_state(db: Database, vault: Vault, state: str, browser: str) -> None:
    """Uses the state up. Raises BadLink if it is forged, expired or used, OtherBrowser if it began elsewhere."""
    text, _, signature = state.partition(".")
    if not state.isascii() or not vault.signed(f"install|{text}", signature):
        raise BadLink
    until, nonce, digest = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if datetime.fromtimestamp(until, UTC) < db.now():
        raise BadLink
    if not hmac.compare_digest(digest, _digest(browser)):
        raise OtherBrowser
    async with db.transaction() as session:
        if not await OAuthStates(session).spend_link(f"install:{nonce}", db.now() + GOOD_FOR):
            raise BadLink


async def workspace_installed(db: Database, team_id: str, actor: str, **values: str) -> None:
    """Stores the workspace with these columns; what rested there since it was left goes on."""
    async with db.transaction() as session:
        await Workspaces(session).install(team_id, db.now(), **values)
        await Accounts(session).wake(team_id)
        await Audit(session).note(db.now(), actor, "workspace installed", team_id, team=team_id)


async def workspace_left(db: Database, team_id: str, at: datetime) -> bool:
    """Ends work in a workspace that was left at that time; False if it was installed again since.

    Its rows stay for the time that the settings say, so that a mistake can be undone by installing again. Its people's
    API keys end for good.
    """
    async with db.transaction() as session:
        left = await Workspaces(session).leave(team_id, at, db.now())
        if left:
            await Accounts(session).sleep(team_id)
            await end_keys(session, users_in(team_id), db.now())
            await Audit(session).note(db.now(), MAILROOM, "workspace left", team_id, team=team_id)
    return left


async def workspace_ended(db: Database, team_id: str, standing: str, state: WorkspaceState) -> bool:
    """Ends work in a workspace whose `standing` sealed tokens Slack no longer takes; False if it has others by now."""
    async with db.transaction() as session:
        ended = await Workspaces(session).end(team_id, state, db.now(), standing)
        if ended:
            await Accounts(session).sleep(team_id)
            await Audit(session).note(db.now(), MAILROOM, f"workspace {state}", team_id, team=team_id)
    return ended
