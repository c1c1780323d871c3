"""The sample mailboxes of Fernhill Instruments: some seventy mails of the last fortnight, dated back from now."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email.utils import getaddresses, parseaddr

from sandbox.samples.build import build
from sandbox.samples.letter import ALICE_EMAIL, BOB_EMAIL, INFORMATIONAL, SALES, Letter, SampleMail
from sandbox.samples.letters import abroad, customers, hostile, invitations, newsletters, notices, partners, team

_ROOMS = (customers, partners, abroad, team, newsletters, notices, invitations, hostile)
_OWNERS = {ALICE_EMAIL: ALICE_EMAIL, SALES: ALICE_EMAIL, BOB_EMAIL: BOB_EMAIL}
LETTERS: dict[str, Letter] = {letter.key: letter for room in _ROOMS for letter in room.LETTERS}


def sample_mails(now: datetime) -> list[SampleMail]:
    """Every mail in Alice's and Bob's mailboxes, oldest first. `now` must be aware; equal moments give equal bytes."""
    copies = [copy for letter in LETTERS.values() for copy in _copies(letter)]
    return sorted((build(letter, mailbox, LETTERS, now) for letter, mailbox in copies), key=lambda mail: mail.date)


def _copies(letter: Letter) -> Iterator[tuple[Letter, str]]:
    """The letter in each mailbox that holds it: the sender's sent mail, the inbox (or spam) of all it went to."""
    sender = _OWNERS.get(parseaddr(letter.sender)[1])
    if sender:
        yield replace(letter, folder="sent", unread=False), sender
    folder = "inbox" if letter.folder == "sent" else letter.folder
    for mailbox in letter.mailboxes or _owners((*letter.to, *letter.cc)):
        # Somebody who is only copied is not asked for a reply.
        asked = letter.mailboxes or mailbox in _owners(letter.to)
        yield replace(letter, folder=folder, truth=letter.truth if asked else INFORMATIONAL), mailbox


def _owners(addresses: tuple[str, ...]) -> list[str]:
    """Whose mailboxes these addresses lead to."""
    addressed = [email for _, email in getaddresses(addresses)]
    return list(dict.fromkeys(_OWNERS[email] for email in addressed if email in _OWNERS))
