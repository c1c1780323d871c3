"""The labelled mail that triage is measured on: public corpora, if they are here, and the project's own letters."""

import gzip
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from connectors.mail.email import Address, Email
from connectors.mail.read import read_email
from sandbox.samples.mails import sample_mails
from tests.assistant.modern_mails import OWNER, modern_mails

_ALICE, _BOB = "alice@fernhill.example", "bob@fernhill.example"
_OWNERS = {_ALICE: frozenset({_ALICE, "sales@fernhill.example"}), _BOB: frozenset({_BOB})}


@dataclass(frozen=True)
class Labelled:
    """A mail, whose it is, and what it is."""

    email: Email
    me: frozenset[str]
    label: str
    also: str = ""  # a second label that counts as right
    ambiguous: bool = False


def _members(archive: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.name in wanted and (stream := tar.extractfile(member)):
                yield member.name, stream.read()


def enron(data: Path) -> list[Labelled]:
    """Business mail of 1999-2002 with silver labels, seen by the owner of each mailbox."""
    lines = (data / "triage_enron" / "silver_labels.dev.jsonl").read_text("utf-8").splitlines()
    rows = {row["file"]: row for row in map(json.loads, lines)}
    found = []
    for name, raw in _members(data / "enron_raw" / "enron_raw.tar.gz", set(rows)):
        row = rows[name]
        also = "informational" if row["sublabel"] == "promo" else ""
        me = frozenset(one.lower() for one in row["owner"])
        found.append(Labelled(read_email(raw), me, row["label"], also, bool(row["ambiguous"])))
    return found


def spamassassin(data: Path) -> list[Labelled]:
    """Public ham and spam of 2002-2003; the owner is not known."""
    with gzip.open(data / "spamassassin" / "labels.dev.jsonl.gz", "rt", encoding="utf-8") as stream:
        rows = {row["file"]: row["label"] for row in map(json.loads, stream)}
    archive = data / "spamassassin" / "messages.dev.tar.gz"
    # whom it was delivered to gives the corpus away
    mails = ((name, replace(read_email(raw), delivered_to=())) for name, raw in _members(archive, set(rows)))
    return [Labelled(email, frozenset(), rows[name]) for name, email in mails]


def synthetic(data: Path) -> list[Labelled]:
    """A handful of clean mails written for triage."""
    lines = (data / "triage_synthetic" / "emails.dev.jsonl").read_text("utf-8").splitlines()
    return [_synthetic(json.loads(line)) for line in lines]


def _synthetic(row: dict[str, Any]) -> Labelled:
    author, to = _address(row["author"]), _address(row["to"])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    email = Email("", "", (), author, (), (to,), (), (), row["subject"], now, row["email_thread"])
    return Labelled(email, frozenset({to.email}), row["label"], "", bool(row.get("ambiguous")))


def _address(text: str) -> Address:
    name, _, rest = text.partition("<")
    return Address(name.strip(), (rest.rstrip("> ") or name.strip()).lower())


def letters(data: Path) -> list[Labelled]:
    """What the sample mailboxes of the sandbox received, seen by whose mailbox it is; no corpus is needed."""
    received = [one for one in sample_mails(datetime(2026, 3, 5, 9, tzinfo=UTC)) if one.folder != "sent"]
    return [Labelled(read_email(one.raw), _OWNERS[one.rcpt[0]], one.truth.category) for one in received]


def modern(data: Path) -> list[Labelled]:
    """The self-written mails of the tests, in eight languages; no corpus is needed."""
    return [Labelled(one.email, OWNER, one.label) for one in modern_mails()]


def find_data(given: str | None) -> Path:
    """Where the corpora are."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(given or os.environ.get("MAILROOM_DATA") or default)
