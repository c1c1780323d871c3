"""The mailbox that is read back: real mails as often as needed, each copy with an id and a date of its own."""

import itertools
import random
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

from benchmarks.life import QUESTION
from benchmarks.real_mail import CORPORA, mails

SOURCES = ("enron_raw", "usrp_users_list")
YEAR = timedelta(days=363)
_REPLACED = re.compile(rb"(?im)^(?:message-id|date):[^\n]*(?:\n[ \t][^\n]*)*\n")


def _made_up() -> Iterator[bytes]:
    for n in itertools.count():
        head = f"From: Jo <jo{n}@old.example>\r\nTo: alice@fernhill.example\r\nSubject: Lot {n}\r\n\r\n"
        yield (head + QUESTION.format(n=n)).encode()


def _real(data: Path) -> Iterator[bytes]:
    """All mails of the corpora, again and again."""
    found = [raw for name in SOURCES for _, raw in mails(data / name / CORPORA[name], 1) if b"\n\n" in _plain(raw)]
    yield from itertools.cycle(found)


def _plain(raw: bytes) -> bytes:
    return raw.replace(b"\r\n", b"\n")


def dated(raw: bytes, number: int, at: datetime) -> bytes:
    """The mail under another id, sent at that time."""
    head, _, body = _plain(raw).partition(b"\n\n")
    kept = _REPLACED.sub(b"", head + b"\n")
    new = f"Message-ID: <copy{number}@back-fill.example>\nDate: {format_datetime(at)}\n".encode()
    return (new + kept + b"\n" + body).replace(b"\n", b"\r\n")


def mailbox(
    number: int, now: datetime, data: Path | None, dice: random.Random
) -> Iterator[tuple[bytes, str, datetime]]:
    """(bytes, folder, when) of so many mails of the last year, oldest first; each tenth was sent by its owner."""
    source = _real(data) if data else _made_up()
    moments = sorted(now - timedelta(hours=1) - YEAR * dice.random() for _ in range(number))
    for n, at in enumerate(moments):
        yield dated(next(source), n, at), "sent" if n % 10 == 9 else "inbox", at
