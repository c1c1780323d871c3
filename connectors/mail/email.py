"""Values of mail on the wire: addresses, attachments, and a parsed email. No I/O."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter


@dataclass(frozen=True)
class Address:
    """A mailbox address: display name ('' if none) and lower-cased email."""

    name: str
    email: str


@dataclass(frozen=True)
class Attachment:
    """A part that is a file: its name, media type and decoded size in bytes."""

    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class AuthResults:
    """What the receiving server found: each 'pass', 'fail', 'softfail', 'none', … or '' if it did not say."""

    spf: str = ""
    dkim: str = ""
    dmarc: str = ""


@dataclass(frozen=True)
class Email:
    """A parsed email. Text is clean: no markup, hidden text, scripts, control or bidi characters; '\\n' line ends.

    `text` is only what the sender newly wrote; `quoted` the history below it; `signature` their sign-off block.
    `html_hash` is '' for a plain-text mail, else a digest of its HTML part's text, links and markup.
    """

    rfc_id: str  # Message-ID with angle brackets, '' if it has none
    in_reply_to: str
    references: tuple[str, ...]
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    bcc: tuple[Address, ...]
    subject: str
    date: datetime | None  # aware UTC
    text: str
    quoted: str = ""
    signature: str = ""
    attachments: tuple[Attachment, ...] = ()
    delivered_to: tuple[str, ...] = ()
    list_id: str = ""
    precedence: str = ""
    auto_submitted: str = ""
    list_unsubscribe: bool = False
    auth: AuthResults = field(default_factory=AuthResults)
    hidden_removed: bool = False
    html_hash: str = ""
    truncated: bool = False

    @property
    def people(self) -> tuple[Address, ...]:
        """Everyone named in the headers as having written or got it."""
        return (self.sender, *self.reply_to, *self.to, *self.cc, *self.bcc)


_EMAIL = TypeAdapter(Email)


def email_to_json(email: Email) -> dict[str, Any]:
    """The email as JSON values, to be stored."""
    stored: dict[str, Any] = _EMAIL.dump_python(email, mode="json")
    return stored


def email_from_json(stored: dict[str, Any]) -> Email:
    """The email again."""
    return _EMAIL.validate_python(stored)
