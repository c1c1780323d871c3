"""Services whose mailboxes are one in memory, for jobs that act on mail."""

from dataclasses import replace
from typing import Any

from bot.mailboxes import Mailboxes
from bot.services import Services
from tests.fakes import FakeMail
from tests.handlers.office import Office


def with_mail(office: Office, mail: FakeMail, **settings: Any) -> Services:
    """The office's services; every account's mailbox is this one. `settings` are changed."""
    known = office.services
    mailboxes = Mailboxes(known.db, known.vault, known.oauth, lambda tokens: mail)
    return replace(known, mailboxes=mailboxes, settings=known.settings.model_copy(update=settings))
