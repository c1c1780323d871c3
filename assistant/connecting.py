"""Connecting a mailbox to the Slack user who asked for it: signed links, single-use states, PKCE (SPEC AC1).

Each connection ends in the browser that it began in: else an address passed on would connect another one's mailbox.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from assistant.case import Person
from connectors.google.oauth import challenge_of, new_verifier
from storage.crypto import Vault
from storage.db import Database
from storage.oauth_states import OAuthState, OAuthStates

GOOD_FOR = timedelta(minutes=10)


class BadLink(Exception):
    """The link or state is forged, expired or used."""


class OtherBrowser(Exception):
    """The connection began in another browser."""


@dataclass(frozen=True)
class Begun:
    """What goes to Google: the state, and the PKCE challenge. `browser` is for the browser that began it to keep."""

    state: str
    challenge: str
    browser: str


@dataclass(frozen=True)
class Grant:
    """Whose connection came back, and the PKCE verifier that belongs to it."""

    person: Person
    verifier: str


def make_link(vault: Vault, person: Person, now: datetime) -> str:
    """A signed text that names the Slack user, good for ten minutes and once."""
    until = int((now + GOOD_FOR).timestamp())
    fields = [person.team_id, person.slack_id, until, secrets.token_urlsafe(9)]
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return f"{text}.{vault.sign(f'connect|{text}')}"


def read_link(vault: Vault, link: str, now: datetime) -> tuple[Person, str]:
    """The Slack user of a link, and the link's own id. Raises BadLink."""
    text, _, signature = link.partition(".")
    if not _is_plain(link) or not vault.signed(f"connect|{text}", signature):
        raise BadLink
    try:
        team_id, slack_id, until, nonce = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        raise BadLink from None
    if datetime.fromtimestamp(until, UTC) < now:
        raise BadLink
    return Person(team_id, slack_id), nonce


def _is_plain(text: str) -> bool:
    """Whether a text can be one of ours; a database may choke on other characters."""
    return text.isascii() and text.isprintable()


async def start_connection(db: Database, vault: Vault, link: str) -> Begun:
    """Opens a state for the link's Slack user; a link starts once. Raises BadLink."""
    person, nonce = read_link(vault, link, db.now())
    state, browser, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), new_verifier()
    row = OAuthState(
        nonce=state,
        team_id=person.team_id,
        slack_id=person.slack_id,
        verifier=vault.seal(verifier, f"oauth_states|{state}"),
        browser=_digest(browser),
        expires_at=db.now() + GOOD_FOR,
    )
    async with db.transaction() as session:
        states = OAuthStates(session)
        if not await states.spend_link(nonce, db.now() + GOOD_FOR):
            raise BadLink
        await states.open(row)
    return Begun(state, challenge_of(verifier), browser)


def _digest(browser: str) -> str:
    return hashlib.sha256(browser.encode("utf-8", "replace")).hexdigest()


async def finish_connection(db: Database, vault: Vault, state: str, browser: str) -> Grant:
    """Takes the state, once. Raises BadLink if it is unknown, used or expired, OtherBrowser if it began elsewhere."""
    if not _is_plain(state):
        raise BadLink
    async with db.transaction() as session:
        row = await OAuthStates(session).use(state, db.now())
    if row is None:
        raise BadLink
    if not hmac.compare_digest(row.browser, _digest(browser)):
        raise OtherBrowser
    return Grant(Person(row.team_id, row.slack_id), vault.open(row.verifier, f"oauth_states|{state}"))
