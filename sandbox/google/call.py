"""One checked call of an API method, as its handler gets it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from multidict import MultiMapping

from sandbox.google.discovery import Method
from sandbox.google.errors import Json

if TYPE_CHECKING:
    from sandbox.google.mailbox import Mailbox
    from sandbox.google.world import GoogleWorld


@dataclass(frozen=True)
class Call:
    """A call that may be made: its method exists, its caller is known, its parameters and body fit the schema.

    `email` is the caller's, `scopes` what the token covers; `upload` the mail of a media upload, or None.
    """

    world: "GoogleWorld"
    method: Method
    email: str
    scopes: frozenset[str]
    path: Mapping[str, str]
    query: MultiMapping[str]
    body: Json
    upload: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def box(self) -> "Mailbox":
        """The caller's mailbox."""
        return self.world.boxes[self.email]

    def text(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return self.query.get(name, default)

    def many(self, name: str) -> list[str]:
        """A repeated query parameter."""
        return self.query.getall(name, [])

    def flag(self, name: str) -> bool:
        """A boolean query parameter."""
        return self.query.get(name, "").lower() in ("true", "1")

    def size(self, name: str, default: int, most: int) -> int:
        """A page size; more than the most is cut down to it, as Google does."""
        return min(int(self.query.get(name) or default) or default, most)


@dataclass(frozen=True)
class Media:
    """An answer that is a file and no JSON."""

    kind: str
    content: bytes


Handler = Callable[[Call], Json | Media | None]
"""Answers a call. None means 204 without a body."""
