"""Services whose mailboxes are one in memory, for jobs that act on mail."""

from dataclasses import replace

from bot.mailboxes import Mailboxes
from bot.services import Services
from tests.fakes import FakeMail
from tests.handlers.office import Office


def with_mail(office: Office, mail: FakeMail) -> Services:
    """The office's services; every account's mailbox is this one."""
    known = office.services
    return replace(known, mailboxes=Mailboxes(known.db, known.vault, known.oauth, lambda tokens: mail))
