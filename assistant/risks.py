"""Puts the risk flags of assistant.risk onto a version of a draft (SPEC SL15)."""

from collections.abc import Sequence

from assistant.grounds import Grounds
from assistant.letters import letter_of
from assistant.risk import Circle, Reply, flags
from connectors.mail.email import Email
from storage.versions import DraftVersion


def flag(
    version: DraftVersion, email: Email, me: frozenset[str], unknown: frozenset[str], said: Sequence[str]
) -> DraftVersion:
    """The version with its flags. `unknown` are recipients never written to before; `said` is what the user's own
    words and the thread vouch for, besides the mail itself.
    """
    letter = letter_of(version)
    recipients = tuple(address.email for address in letter.recipients)
    known = frozenset(email.rpartition("@")[2] for email in recipients if email not in unknown)
    found = flags(
        email,
        Reply(recipients, letter.body, len(version.files)),
        Circle(me, unknown, known),
        Grounds(tuple(said), version.created_at.date()),
    )
    version.unknown = sorted(unknown & set(recipients))
    version.flags = [{"kind": str(one.kind), "words": one.words} for one in found]
    return version
