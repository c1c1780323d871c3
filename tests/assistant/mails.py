"""Mails for the tests of triage, templates and risk: Sarah of Acme writes to Alice of Fernhill."""

from datetime import UTC, date, datetime
from typing import Any

from connectors.mail.email import Address, Email

ALICE = Address("Alice Marsh", "alice@fernhill.example")
BOB = Address("Bob Okafor", "bob@fernhill.example")
SARAH = Address("Sarah Chen", "sarah@acme.example")
ME = frozenset({ALICE.email})
MONDAY = date(2026, 3, 2)


def mail(text: str, subject: str = "Hello", **changes: Any) -> Email:
    """A mail from Sarah to Alice on Monday, 2 March 2026."""
    values: dict[str, Any] = {
        "rfc_id": "<1@acme.example>",
        "in_reply_to": "",
        "references": (),
        "sender": SARAH,
        "reply_to": (),
        "to": (ALICE,),
        "cc": (),
        "bcc": (),
        "subject": subject,
        "date": datetime(2026, 3, 2, 9, tzinfo=UTC),
        "text": text,
    }
    return Email(**(values | changes))
