"""Puts the risk flags of assistant.risk onto a version of a draft (SPEC SL15)."""

from storage.versions import DraftVersion
from connectors.mail.email import Email


def flag(
    version: DraftVersion, email: Email, me: frozenset[str], unknown: frozenset[str], *, instruction: str
) -> DraftVersion:
    version.unknown = sorted(unknown)
    return version
