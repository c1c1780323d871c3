"""Values of the sample mailbox: a letter as it is written down here, and a mail as it is handed out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Category = Literal["needs_reply", "informational", "spam"]
Folder = Literal["inbox", "sent", "spam"]
Client = Literal["gmail", "outlook", "apple", "outlook_de", "thunderbird_fr", "plain"]

ALICE_EMAIL = "alice@fernhill.example"
BOB_EMAIL = "bob@fernhill.example"
ALICE = f"Alice Marsh <{ALICE_EMAIL}>"
BOB = f"Bob Okafor <{BOB_EMAIL}>"
SALES = "sales@fernhill.example"


@dataclass(frozen=True)
class Truth:
    """What a careful reader would say (of a sent letter: the one it went to).

    The category, and the points that a reply must answer; no points where none is due.
    """

    category: Category
    needs: tuple[str, ...] = ()


INFORMATIONAL = Truth("informational")
SPAM = Truth("spam")


@dataclass(frozen=True)
class File:
    """An attachment. `kind` is its media type."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """One mail of the sample. Texts may hold moments such as [[+5 %d %B]]: days from now, moved to a working day.

    `parent` is the key of the letter it answers: headers and quoted history come from there, in the manner of `client`.
    `html` without `text` makes an HTML-only mail. `auth` is what the receiving server found: all pass, or all fail.
    """

    key: str
    hours_ago: float
    sender: str
    subject: str
    text: str
    truth: Truth
    to: tuple[str, ...] = (ALICE,)
    cc: tuple[str, ...] = ()
    reply_to: str = ""
    folder: Folder = "inbox"
    unread: bool = False
    parent: str = ""
    client: Client = "gmail"
    html: str = ""
    charset: str = "utf-8"
    cte: str = ""
    zone: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    files: tuple[File, ...] = ()
    auth: Literal["pass", "fail"] = "pass"
    mailboxes: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleMail:
    """A mail in one mailbox. `raw` is RFC 5322 bytes, `date` aware UTC, `rcpt` whose mailbox holds it.

    `letter` is the key of the letter, the same for each of its copies; `key` is unique. `parent` is the key of the
    letter it answers, '' if none.
    """

    key: str
    letter: str
    raw: bytes
    rcpt: tuple[str, ...]
    folder: Folder
    date: datetime
    unread: bool
    truth: Truth
    parent: str = ""
