"""How fast older mail is read, and how long its reading rests when something fails."""

from datetime import timedelta

from bot.errors import MailroomError, Temporary
from bot.settings import Settings

AT_ONCE = 40  # mails in one run, so that many mailboxes share a worker in turns
UNLIMITED_REST = timedelta(seconds=15)  # 160 mails a minute
AWHILE = timedelta(seconds=5)  # while another run reads the same mailbox


def rest_between(settings: Settings) -> timedelta:
    """How long to rest between two runs. Where Gmail's quota is counted each read waits for its own share of it, which
    leaves the rest to live mail and clicks; where it is not, a rest must do."""
    return timedelta(0) if settings.gmail_units_per_minute else UNLIMITED_REST


def rest_after(error: MailroomError) -> timedelta:
    """How long to wait after a failure: as long as the service asks for, a minute, or an hour if that cannot help."""
    if not isinstance(error, Temporary):
        return timedelta(hours=1)
    return timedelta(seconds=min(max(error.retry_after or 60, 5), 3600))
