"""The bot tokens of one workspace: granted, rotated, revoked, each with Slack's own refusal."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack.values import SlackError

HALF_A_DAY = 43_200
STANDING = 2  # tokens of one installation that work at once; another one revokes the eldest


@dataclass
class Grant:
    """A token, and what it is exchanged with. Without a refresh token it lasts until it is revoked."""

    access: str
    refresh: str = ""
    expires_at: float | None = None


@dataclass
class Tokens:
    """What opens a workspace. `now` is in seconds since the epoch."""

    now: Callable[[], float]
    standing: list[Grant] = field(default_factory=list)
    revoked: set[str] = field(default_factory=set)

    def knows(self, token: str) -> bool:
        """Whether it is or was a token of this workspace."""
        return token in self.revoked or any(grant.access == token for grant in self.standing)

    def check(self, token: str) -> None:
        """Raises SlackError for a token that opens nothing."""
        if token in self.revoked:
            raise SlackError("token_revoked")
        grant = next((one for one in self.standing if one.access == token), None)
        if grant is None:
            raise SlackError("invalid_auth")
        if grant.expires_at is not None and grant.expires_at <= self.now():
            raise SlackError("token_expired")

    def grant(self, *, rotating: bool) -> Grant:
        """The token of an installation: the one that stands if it lasts, else a new pair."""
        if not rotating and self.standing:
            return self.standing[-1]
        name = f"xoxb-{secrets.token_hex(12)}"
        if not rotating:
            return self._add(Grant(name))
        ends = self.now() + HALF_A_DAY
        return self._add(Grant(f"xoxe.{name}", f"xoxe-1-{secrets.token_hex(24)}", ends))

    def refresh(self, token: str) -> Grant | None:
        """The next pair for a refresh token, which is spent by that; None for any other."""
        grant = next((one for one in self.standing if one.refresh and one.refresh == token), None)
        if grant is None:
            return None
        grant.refresh = ""
        return self.grant(rotating=True)

    def revoke(self) -> None:
        """Ends them all."""
        self.revoked |= {grant.access for grant in self.standing}
        self.standing.clear()

    def _add(self, grant: Grant) -> Grant:
        self.standing.append(grant)
        while len(self.standing) > STANDING:
            self.revoked.add(self.standing.pop(0).access)
        return grant
