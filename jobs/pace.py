"""How fast older mail is read, and how long its reading rests when something fails."""

import random
from datetime import timedelta

from bot.errors import MailroomError, Temporary
from bot.settings import Settings
from connectors.gate import Quota
from connectors.google.quota import units_of

AT_ONCE = 40  # mails in one run, so that many mailboxes share a worker in turns
UNLIMITED_REST = timedelta(seconds=15)  # 160 mails a minute
AWHILE = timedelta(seconds=5)  # while another run reads the same mailbox


def rest_between(settings: Settings) -> timedelta:
    """How long to rest between two runs. Where Gmail's quota is counted each read waits for its own share of it, which
    leaves the rest to live mail and clicks; where it is not, a rest must do."""
    return timedelta(0) if settings.gmail_units_per_minute else UNLIMITED_REST


def mails_a_minute(settings: Settings) -> float:
    """How many older mails of one mailbox are read in a minute when nothing else is read there."""
    if not settings.gmail_units_per_minute:
        return AT_ONCE * 60 / UNLIMITED_REST.total_seconds()
    quota = Quota("gmail", settings.gmail_units_per_minute, units_of("gmail.users.messages.get"))
    return quota.per_second * 60 / quota.units


def rest_after(error: MailroomError) -> timedelta:
    """How long to wait after a failure: as long as the service asks for, else a minute, or an hour if that cannot help;
    up to a quarter longer, so that mailboxes that failed together do not come back together."""
    asked = min(max(error.retry_after or 60, 5), 3600) if isinstance(error, Temporary) else 3600
    return timedelta(seconds=asked * random.uniform(1, 1.25))  # noqa: S311 - spreads load, keeps no secret
