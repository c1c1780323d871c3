"""Connecting a mailbox to the Slack user who asked for it: signed links, single-use states, PKCE (SPEC AC1).

Each connection ends in the browser that it began in, and a mailbox of another address than the Slack user's own is
connected only after its owner has read whose it becomes: else a link passed on would connect somebody else's mailbox.
"""

import base64
import binascii
import hashlib
import hmac
import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from assistant.case import Person, is_plain
from connectors.google.oauth import Tokens, challenge_of, new_verifier
from storage.crypto import Vault
from storage.db import Database
from storage.oauth_states import OAuthState, OAuthStates

GOOD_FOR = timedelta(minutes=10)


class BadLink(Exception):
    """The link or state is forged, expired or used."""


class OtherBrowser(Exception):
    """The connection began in another browser."""


class Purpose(StrEnum):
    """What a link is for: a mailbox, one mailbox once more, what its owner had left unticked; or a key for the API."""

    CONNECT = "connect"
    RECONNECT = "reconnect"
    MORE = "more"
    KEY = "key"


CONNECTIONS = frozenset({Purpose.CONNECT, Purpose.RECONNECT, Purpose.MORE})


@dataclass(frozen=True)
class Wish:
    """Who wants what. `account_id` is the mailbox that is meant, '' for any; `link` the id of the link."""

    person: Person
    purpose: Purpose = Purpose.CONNECT
    account_id: str = ""
    link: str = ""


@dataclass(frozen=True)
class Begun:
    """What goes to Google: the state, and the PKCE challenge. `browser` is for the browser that began it to keep."""

    wish: Wish
    state: str
    challenge: str
    browser: str


@dataclass(frozen=True)
class Grant:
    """Whose connection came back, and the PKCE verifier that belongs to it."""

    wish: Wish
    verifier: str


@dataclass(frozen=True)
class Held:
    """What Google granted and no account has yet. `mailbox` is '' until its address is known."""

    wish: Wish
    mailbox: str
    tokens: Tokens


def make_link(
    vault: Vault, person: Person, now: datetime, purpose: Purpose = Purpose.CONNECT, account_id: str = ""
) -> str:
    """A signed text that names the Slack user, good for ten minutes and for one connection."""
    until = int((now + GOOD_FOR).timestamp())
    fields = [person.team_id, person.slack_id, until, secrets.token_urlsafe(9), purpose, account_id]
    text = base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")
    return f"{text}.{vault.sign(f'connect|{text}')}"


def start_url(public_url: str, link: str) -> str:
    """Where a link begins."""
    return f"{public_url}/auth/google/start?link={link}"


def read_link(vault: Vault, link: str, now: datetime) -> Wish:
    """What a link says. Raises BadLink."""
    text, _, signature = link.partition(".")
    if not is_plain(link) or not vault.signed(f"connect|{text}", signature):
        raise BadLink
    try:
        fields = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        team_id, slack_id, until, nonce, purpose, account_id = fields
    except (ValueError, binascii.Error):
        raise BadLink from None
    if datetime.fromtimestamp(until, UTC) < now:
        raise BadLink
    return Wish(Person(team_id, slack_id), Purpose(purpose), account_id, nonce)


async def start_connection(db: Database, vault: Vault, link: str, purposes: frozenset[Purpose] = CONNECTIONS) -> Begun:
    """Opens a state for the link's Slack user. Raises BadLink, also where a connection was made through it, or where it
    is for something else.

    Whoever opens a link gets a state of their own, so one who only looks at it uses nothing up.
    """
    wish = read_link(vault, link, db.now())
    if wish.purpose not in purposes:
        raise BadLink
    state, browser, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(32), new_verifier()
    row = _row(vault, _digest(state), wish, browser, db.now(), verifier)
    async with db.transaction() as session:
        states = OAuthStates(session)
        if await states.is_spent(wish.link):
            raise BadLink
        await states.open(row)
    return Begun(wish, state, challenge_of(verifier), browser)


def _row(
    vault: Vault, nonce: str, wish: Wish, browser: str, now: datetime, verifier: str = "", granted: str = ""
) -> OAuthState:
    kept = json.dumps([verifier, wish.purpose, wish.account_id, wish.link, wish.person.team_id, wish.person.slack_id])
    return OAuthState(
        nonce=nonce,
        team_id=wish.person.team_id,
        slack_id=wish.person.slack_id,
        verifier=vault.seal(kept, f"oauth_states|{nonce}"),
        browser=_digest(browser),
        granted=_sealed(vault, nonce, granted) if granted else "",
        expires_at=now + GOOD_FOR,
    )


def _sealed(vault: Vault, nonce: str, granted: str) -> str:
    return vault.seal(granted, f"oauth_states.granted|{nonce}")


def _kept(vault: Vault, row: OAuthState) -> Grant:
    """The person as sealed: whoever can write the row cannot turn the connection to somebody else."""
    kept = json.loads(vault.open(row.verifier, f"oauth_states|{row.nonce}"))
    verifier, purpose, account_id, link, team_id, slack_id = kept
    return Grant(Wish(Person(team_id, slack_id), Purpose(purpose), account_id, link), verifier)


def _digest(secret: str) -> str:
    """What is stored of a state, or of a browser's cookie: whoever reads the database cannot use either."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


async def finish_connection(
    db: Database, vault: Vault, state: str, browser: str, purposes: frozenset[Purpose] = CONNECTIONS
) -> Grant:
    """Takes the state, once. Raises BadLink if it is unknown, used, expired or for something else, OtherBrowser if it
    began elsewhere."""
    if not is_plain(state):
        raise BadLink
    async with db.transaction() as session:
        row = await OAuthStates(session).use(_digest(state), db.now())
    if row is None:
        raise BadLink
    if not hmac.compare_digest(row.browser, _digest(browser)):
        raise OtherBrowser
    grant = _kept(vault, row)
    if grant.wish.purpose not in purposes:
        raise BadLink
    return grant


async def spend(db: Database, wish: Wish) -> None:
    """Uses the link up, right before its one connection is made. Raises BadLink if another one was."""
    async with db.transaction() as session:
        if not await OAuthStates(session).spend_link(wish.link, db.now() + 2 * GOOD_FOR):
            raise BadLink


async def hold_grant(db: Database, vault: Vault, held: Held, browser: str) -> str:
    """Keeps what Google granted until an account has it, for ten minutes; gives the id under which it waits.

    Whatever happens meanwhile, it is not lost: what is not connected by then is given back.
    """
    nonce = secrets.token_urlsafe(32)
    async with db.transaction() as session:
        await OAuthStates(session).open(_row(vault, nonce, held.wish, browser, db.now(), granted=_written(held)))
    return nonce


async def name_held(db: Database, vault: Vault, nonce: str, held: Held) -> None:
    """Keeps what waits under that id with the mailbox's address."""
    async with db.transaction() as session:
        await OAuthStates(session).name(nonce, _sealed(vault, nonce, _written(held)))


async def drop_held(db: Database, nonce: str) -> None:
    """Forgets what waited under that id: an account has it now."""
    async with db.transaction() as session:
        await OAuthStates(session).drop(nonce)


async def end_held(db: Database, nonce: str) -> None:
    """What waits under that id is to be given back to Google, as soon as that can be done."""
    async with db.transaction() as session:
        await OAuthStates(session).end(nonce, db.now())


async def take_held(db: Database, vault: Vault, nonce: str, browser: str) -> Held:
    """What waits under that id, once, for the browser that it waits for; kept until `drop_held`. Raises BadLink."""
    async with db.transaction() as session:
        row = await OAuthStates(session).use_granted(nonce, _digest(browser), db.now()) if is_plain(nonce) else None
    if row is None:
        raise BadLink
    return read_held(vault, row)


async def refuse_held(db: Database, nonce: str, browser: str) -> None:
    """Its owner says no: nothing is connected, and the tokens are to be revoked. Raises BadLink."""
    async with db.transaction() as session:
        if not is_plain(nonce) or not await OAuthStates(session).refuse(nonce, _digest(browser), db.now()):
            raise BadLink


def read_held(vault: Vault, row: OAuthState) -> Held:
    """What a row holds that waits for a yes. Raises Permanent where it does not open."""
    said = json.loads(vault.open(row.granted, f"oauth_states.granted|{row.nonce}"))
    until, scopes = datetime.fromisoformat(said["expires_at"]), frozenset(said["scopes"])
    tokens = Tokens(said["access_token"], said["refresh_token"], until, scopes)
    return Held(_kept(vault, row).wish, said["mailbox"], tokens)


def _written(held: Held) -> str:
    tokens = asdict(held.tokens) | {"expires_at": held.tokens.expires_at.isoformat()}
    return json.dumps({**tokens, "scopes": sorted(held.tokens.scopes), "mailbox": held.mailbox})
