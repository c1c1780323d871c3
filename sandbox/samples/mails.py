"""The sample mailbox of Fernhill Instruments: some seventy mails of the last fortnight, dated back from now."""

from dataclasses import replace
from datetime import datetime
from email.utils import getaddresses, parseaddr

from sandbox.samples.build import build
from sandbox.samples.letter import ALICE_EMAIL, BOB_EMAIL, Letter, SampleMail
from sandbox.samples.letters import abroad, customers, hostile, invitations, newsletters, notices, partners, team

_ROOMS = (customers, partners, abroad, team, newsletters, notices, invitations, hostile)
LETTERS: dict[str, Letter] = {letter.key: letter for room in _ROOMS for letter in room.LETTERS}


def sample_mails(now: datetime) -> list[SampleMail]:
    """Every mail of the sample, oldest first. `now` must be aware; equal moments give equal bytes."""
    letters = [copy for letter in LETTERS.values() for copy in (letter, *_other_ends(letter))]
    return sorted((build(letter, LETTERS, now) for letter in letters), key=lambda mail: mail.date)


def _other_ends(letter: Letter) -> list[Letter]:
    """A letter between colleagues lies in two mailboxes: the sender's sent mail, and the inboxes it went to."""
    _, sender = parseaddr(letter.sender)
    if sender not in (ALICE_EMAIL, BOB_EMAIL):
        return []
    if letter.folder == "inbox":
        return [replace(letter, folder="sent", mailboxes=(sender,), unread=False)]
    readers = {email for _, email in getaddresses([*letter.to, *letter.cc])} & {ALICE_EMAIL, BOB_EMAIL}
    return [replace(letter, folder="inbox", mailboxes=(email,)) for email in sorted(readers)]
