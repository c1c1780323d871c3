"""API keys: a person makes one for their own programs, sees which there are, and revokes them; who shows which.

In words for people a token is a key. It is told once, to the browser that confirmed it, and never in Slack. It opens
what its maker may see and do, ends with them, and can be revoked at once: each request looks at its row.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession

from assistant.bearer import GOOD_FOR, Bearer, Shown
from assistant.case import NotTheirs, Person
from assistant.connecting import GOOD_FOR as LINK_GOOD_FOR
from assistant.connecting import BadLink, Wish
from bot.errors import Failure, Permanent
from storage.access_tokens import AccessToken, AccessTokens
from storage.audit import Audit
from storage.db import Database
from storage.oauth_states import OAuthStates
from storage.users import User, Users
from storage.workspaces import Workspaces

MOST = 10  # of a person
LONGEST_NAME = 60
TO_THE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Caller:
    """Whose program asks."""

    user_id: str
    person: Person
    token_id: str


async def keys_of(db: Database, person: Person) -> list[AccessToken]:
    """The person's keys that open something, the oldest first."""
    async with db.reading() as session:
        user = await Users(session).find(person.team_id, person.slack_id)
        return await AccessTokens(session).good_of(user.id, db.now()) if user else []


async def make_key(db: Database, bearer: Bearer, wish: Wish, name: str) -> str:
    """A new key of that person's, told this once; the link is used up. Raises BadLink, Permanent (MANY_KEYS)."""
    person, now, token_id = wish.person, db.now(), secrets.token_urlsafe(18)
    async with db.transaction() as session:
        await Workspaces(session).ensure(person.team_id, now)
        user = await Users(session).ensure(person.team_id, person.slack_id, now)
        spent = not await OAuthStates(session).spend_link(wish.link, now + 2 * LINK_GOOD_FOR)
        if spent or await Users(session).is_gone(user.id):
            raise BadLink
        if len(await AccessTokens(session).good_of(user.id, now)) >= MOST:
            raise Permanent("too many access tokens", Failure.MANY_KEYS)
        row = {"id": token_id, "user_id": user.id, "name": _called(name), "key": bearer.key}
        await AccessTokens(session).add(row | {"made_at": now, "expires_at": now + GOOD_FOR})
        await Audit(session).note(now, person.slack_id, "api key made", token_id, team=person.team_id)
    return bearer.sign(token_id, person, now)


def _called(name: str) -> str:
    """The name that a person gave, without what cannot be seen or stored, or one of ours."""
    seen = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(seen.split())[:LONGEST_NAME] or "API key"


async def revoke_key(db: Database, person: Person, token_id: str) -> bool:
    """Ends a key of that person's at once; False if it was over. Raises NotTheirs, and notes it."""
    async with db.transaction() as session:
        found, now = await AccessTokens(session).with_owner(token_id), db.now()
        theirs = found is not None and _is_of(found[1], person)
        if found is not None and theirs and not await AccessTokens(session).revoke(token_id, found[1].id, now):
            return False
        action, subject = "api key revoked" if theirs else "refused", token_id if found else "unknown"
        await Audit(session).note(now, person.slack_id, action, subject, team=person.team_id)
    if not theirs:
        raise NotTheirs
    return True


async def end_keys(session: AsyncSession, users: Select[str] | Sequence[str], now: datetime) -> None:
    """Ends all keys of people who go, by their ids, for good: whoever comes back makes new ones."""
    for token_id, user_id in await AccessTokens(session).revoke_of(users, now):
        user = await Users(session).get(user_id)
        team_id = user.team_id if user else ""
        await Audit(session).note(now, "mailroom", "api key revoked", token_id, team=team_id)


async def admit(db: Database, shown: Shown) -> Caller:
    """Who shows a proved token. Raises Permanent (KEY_ENDED) where it is over; that is noted, at most once a minute."""
    async with db.reading() as session:
        found = await AccessTokens(session).with_owner(shown.token_id)
        if found is None:
            raise Permanent("access token: unknown", Failure.KEY_ENDED)
        token, user = found
        gone = await Users(session).is_gone(user.id)
    good = token.is_good(db.now()) and not gone and _is_of(user, shown.person)
    if token.used_at is None or token.used_at < db.now() - TO_THE_MINUTE:
        await _note_use(db, shown, refused=not good)
    if not good:
        raise Permanent("access token: not in use any more", Failure.KEY_ENDED)
    return Caller(user.id, shown.person, token.id)


async def _note_use(db: Database, shown: Shown, *, refused: bool) -> None:
    now, person = db.now(), shown.person
    async with db.transaction() as session:
        first = await AccessTokens(session).use(shown.token_id, now, now - TO_THE_MINUTE)
        if first and refused:
            await Audit(session).note(now, person.slack_id, "api key refused", shown.token_id, team=person.team_id)


def _is_of(user: User, person: Person) -> bool:
    return (user.team_id, user.slack_id) == (person.team_id, person.slack_id)
