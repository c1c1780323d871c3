"""How fast older mail is read, and how long its reading rests when something fails."""

from datetime import timedelta

from bot.errors import MailroomError, Temporary

AT_ONCE = 40  # mails in one run, so that many mailboxes share a worker in turns
REST = timedelta(seconds=15)  # 160 mails a minute: half of what Gmail allows a user, the rest is for live mail


def rest_after(error: MailroomError) -> timedelta:
    """How long to wait after a failure: as long as the service asks for, a minute, or an hour if that cannot help."""
    if not isinstance(error, Temporary):
        return timedelta(hours=1)
    return timedelta(seconds=min(max(error.retry_after or 60, 5), 3600))
