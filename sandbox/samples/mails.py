"""The sample mailbox of Fernhill Instruments: about seventy mails of the last fortnight, dated back from now."""

from datetime import datetime

from sandbox.samples.build import build
from sandbox.samples.letter import Letter, SampleMail
from sandbox.samples.letters import abroad, customers, hostile, invitations, newsletters, notices, partners, team

_ROOMS = (customers, partners, abroad, team, newsletters, notices, invitations, hostile)
LETTERS: dict[str, Letter] = {letter.key: letter for room in _ROOMS for letter in room.LETTERS}


def sample_mails(now: datetime) -> list[SampleMail]:
    """Every mail of the sample, oldest first. `now` must be aware; equal moments give equal bytes."""
    mails = [build(letter, LETTERS, now) for letter in LETTERS.values()]
    return sorted(mails, key=lambda mail: mail.date)
