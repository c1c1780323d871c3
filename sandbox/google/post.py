"""The post office: what a sent mail becomes on its way out, and how mail reaches the stand-in's mailboxes."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr

from sandbox.google.cast import Options, User
from sandbox.google.errors import GoogleError, invalid
from sandbox.google.mailbox import Mailbox, Stored
from sandbox.google.rfc822 import Raw, addresses, sender, well_formed

MAX_BYTES = 36_700_160
_RECIPIENTS = ("To", "Cc", "Bcc")
_AUTHORITY = "mx.google.com"


def new_message_id() -> str:
    """A Message-ID as Gmail's web client makes them."""
    return f"<CA{secrets.token_urlsafe(36)}@mail.gmail.example>"


def check_size(data: bytes) -> bytes:
    """Refuses a mail over Gmail's 35 MB."""
    if len(data) > MAX_BYTES:
        raise GoogleError(413, "uploadTooLarge", f"Request entity too large: the message exceeds {MAX_BYTES} bytes.")
    return data


def check_address_fields(raw: Raw) -> None:
    """Refuses a mail whose recipients cannot be read."""
    for name in _RECIPIENTS:
        if not well_formed(raw, name):
            raise invalid(f"Invalid {name} header")


@dataclass(frozen=True)
class Arrival:
    """How a mail came in from outside: when, from whom, and what the checks of its origin said."""

    at: datetime
    envelope_from: str
    authentication: Mapping[str, str]
    labels: frozenset[str] = frozenset({"INBOX", "UNREAD", "CATEGORY_PERSONAL"})


@dataclass
class PostOffice:
    """Sends for the stand-in's users and delivers to them."""

    boxes: Mapping[str, Mailbox]
    options: Options
    now: Callable[[], datetime]

    def send(self, box: Mailbox, raw: Raw, thread_id: str) -> Stored:
        """Sends a mail: the copy in Sent is returned, other users of the stand-in receive theirs.

        Raises 400 without a recipient or with one that cannot be read.
        """
        letter = self.prepare(box.user, raw)
        recipients = addresses(letter, *_RECIPIENTS)
        to_oneself = bool(box.user.addresses() & set(recipients))
        stored = box.add(letter, {"SENT", "INBOX", "UNREAD"} if to_oneself else {"SENT"}, thread_id)
        others = [address for address in recipients if address not in box.user.addresses()]
        results = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
        self.deliver(letter.without("Bcc"), others, Arrival(self.now(), sender(letter)[1], results))
        return stored

    def prepare(self, user: User, raw: Raw) -> Raw:
        """The mail as it goes out: a recipient checked, From forced to an address of the user's, Date and id set."""
        check_address_fields(raw)
        if not addresses(raw, *_RECIPIENTS):
            raise invalid("Recipient address required")
        if sender(raw)[1] not in user.addresses():
            own = user.send_as[0]
            raw = raw.having("From", formataddr((own.name, own.email)))
        if not raw.get("Date"):
            raw = raw.having("Date", format_datetime(self.now()))
        if self.options.rewrite_message_id or not raw.get("Message-ID"):
            raw = raw.without("Message-ID").having("Message-ID", new_message_id())
        return raw if raw.get("MIME-Version") else raw.having("MIME-Version", "1.0")

    def deliver(self, raw: Raw, recipients: Iterable[str], arrival: Arrival) -> dict[str, str]:
        """Puts a mail into the mailbox of each user among the recipients: email to message id."""
        found: dict[str, str] = {}
        for address in recipients:
            box = next((b for b in self.boxes.values() if address in b.user.addresses()), None)
            if box is None or box.user.email in found:
                continue
            received = _received(raw, address, arrival)
            at = int(arrival.at.timestamp() * 1000)
            stored = box.add(received, arrival.labels, box.thread_of_reply(received), at)
            found[box.user.email] = stored.id
        return found

    def furnish(
        self, raw: Raw, mailboxes: Iterable[str], folder: str, at: datetime, labels: Iterable[str] = ()
    ) -> None:
        """Puts an old mail where it would have come to lie: `folder` is inbox, sent or spam (for sample mailboxes)."""
        if folder == "sent":
            for box in (self.boxes[email] for email in mailboxes):
                box.add(raw, {"SENT", *labels}, box.thread_of_reply(raw), int(at.timestamp() * 1000))
            return
        place = {"inbox": "INBOX", "spam": "SPAM"}[folder]
        results = {"spf": "pass", "dkim": "pass", "dmarc": "pass"}
        self.deliver(raw, mailboxes, Arrival(at, sender(raw)[1], results, frozenset({place, *labels})))


def _received(raw: Raw, address: str, arrival: Arrival) -> Raw:
    """The mail with what the receiving servers write above it."""
    if not raw.get("Message-ID"):
        raw = raw.having("Message-ID", f"<{secrets.token_hex(12)}.SMTPIN_ADDED_MISSING@{_AUTHORITY}>")
    top = [] if raw.get("Delivered-To") else [("Delivered-To", address)]
    top += [
        ("Received", f"by 2002:a05:0:0:0:0:0:1 with SMTP id {secrets.token_hex(8)}; {format_datetime(arrival.at)}"),
        ("Return-Path", f"<{arrival.envelope_from}>"),
    ]
    judged = any(value.startswith(_AUTHORITY) for value in raw.all("Authentication-Results"))
    if not judged:
        top.append(("Authentication-Results", _verdict(arrival)))
    return raw.topped(top)


def _verdict(arrival: Arrival) -> str:
    domain = arrival.envelope_from.rpartition("@")[2]
    spf, dkim, dmarc = (arrival.authentication.get(check, "none") for check in ("spf", "dkim", "dmarc"))
    return (
        f"{_AUTHORITY}; dkim={dkim} header.i=@{domain}; spf={spf} smtp.mailfrom={arrival.envelope_from}; "
        f"dmarc={dmarc} header.from={domain}"
    )
