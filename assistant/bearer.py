"""The API's access tokens as text: JWTs signed with HS256 by a key of their own, and what they say once proved.

Nothing but HS256 is ever tried. The key's name stands in the header, so that tokens outlive a change of keys for as
long as the old one is in TOKEN_KEYS. Time is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import jwt
from jwt.types import Options

from assistant.case import Person
from bot.errors import Failure, Permanent

GOOD_FOR = timedelta(days=90)
LEEWAY = timedelta(seconds=30)
LONGEST = 2_048
NAMES = ("iss", "aud", "sub", "jti", "iat", "exp")


@dataclass(frozen=True)
class Shown:
    """What a proved token says: its id, and whose it is."""

    token_id: str
    person: Person


@dataclass(frozen=True)
class Bearer:
    """Signs and reads the tokens of one Mailroom. `keys` by name, the one that signs first."""

    keys: Mapping[str, bytes] = field(repr=False)  # a repr may end in a log
    url: str  # the public one of this Mailroom

    @property
    def key(self) -> str:
        """The name of the key that signs."""
        return next(iter(self.keys))

    def sign(self, token_id: str, person: Person, now: datetime) -> str:
        """A token for this person's programs, good for 90 days."""
        claims = {
            "iss": self.url,
            "aud": f"{self.url}/api",
            "sub": f"{person.team_id}:{person.slack_id}",
            "jti": token_id,
            "iat": int(now.timestamp()),
            "exp": int((now + GOOD_FOR).timestamp()),
        }
        return jwt.encode(claims, self.keys[self.key], "HS256", headers={"kid": self.key})

    def read(self, token: str, now: datetime) -> Shown:
        """What a token says, if it is ours and its time is not over. Raises Permanent (KEY_ENDED)."""
        claims = self._proved(token)
        if claims["iss"] != self.url or claims["aud"] != f"{self.url}/api":
            raise _useless("made for something else")
        if now.timestamp() >= claims["exp"]:
            raise _useless("expired")
        if claims["iat"] > (now + LEEWAY).timestamp():
            raise _useless("made in the future")
        team_id, _, slack_id = claims["sub"].partition(":")
        return Shown(claims["jti"], Person(team_id, slack_id))

    def _proved(self, token: str) -> Mapping[str, Any]:
        if len(token) > LONGEST:
            raise _useless("too long")
        checked = Options(verify_signature=True, verify_exp=False, verify_iat=False, verify_nbf=False, verify_aud=False)
        try:
            key = self.keys[str(jwt.get_unverified_header(token).get("kid"))]
            claims: Mapping[str, Any] = jwt.decode(token, key, algorithms=["HS256"], options=checked)
        except (jwt.PyJWTError, ValueError, KeyError) as error:
            raise _useless(type(error).__name__) from None
        kinds = {"iat": int, "exp": int}
        if not all(type(claims.get(name)) is kinds.get(name, str) for name in NAMES):
            raise _useless("not of our form")
        return claims


def _useless(why: str) -> Permanent:
    return Permanent(f"access token: {why}", Failure.KEY_ENDED)
