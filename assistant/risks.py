"""Puts the risk flags of assistant.risk onto a version of a draft (SPEC SL15)."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from assistant.grounds import Grounds
from assistant.letters import letter_of
from assistant.risk import OF_WORDS, Circle, Reply, flags
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


def flag_edited(
    version: DraftVersion, shown: DraftVersion, email: Email, me: frozenset[str], unknown: frozenset[str]
) -> DraftVersion:
    """The version with its flags, after somebody changed `shown` or a newer mail came.

    What a person typed is vouched for by them; what was flagged and left as it was stays flagged.
    """
    version = flag(version, email, me, unknown, [_typed(shown.body, version.body)])
    had = {one["kind"] for one in shown.flags}
    version.flags = [one for one in version.flags if one["kind"] not in OF_WORDS or one["kind"] in had]
    return version


def _typed(before: str, after: str) -> str:
    """What is new in a text, with the bare words around it: "5 March" where "6 March" stood."""
    old, new = before.split(), after.split()
    found = []
    for what, _, _, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if what in ("insert", "replace"):
            start -= start > 0 and _is_bare(new[start - 1])
            end += end < len(new) and _is_bare(new[end])
            found.append(" ".join(new[start:end]))
    return "\n".join(found)


def _is_bare(word: str) -> bool:
    return word.strip(".,;:!?()").isalpha()
