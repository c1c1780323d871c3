"""What a question is answered with, and what comes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

from assistant.asking.values import Outcome, Plan, Reading, Reply
from bot.cache import Cache
from connectors.calendar.source import CalendarSource
from connectors.drive.source import DriveSource
from connectors.embed.model import Embedder
from connectors.llm.model import Model, Usage
from connectors.mail.source import MailSource
from storage.contacts import AddressBooks
from storage.db import Database
from storage.index.library import Library

PATIENCE = 5.0  # seconds that each service has (SPEC AS6)


@dataclass(frozen=True)
class Kit:
    """Tools of one answer. The sockets are of one account each; opening one may raise Permanent or Reconnect."""

    db: Database
    library: Library
    embedder: Embedder | None
    model: Model
    cache: Cache
    mail_of: Callable[[str], MailSource]
    calendar_of: Callable[[str], CalendarSource]
    drive_of: Callable[[str], DriveSource]
    patience: float = PATIENCE
    books: AddressBooks = field(default_factory=AddressBooks)


@dataclass(frozen=True)
class Answered:
    """An answer with how it came about. `usage` is what the models took together, None if none answered."""

    reading: Reading
    plan: Plan
    outcomes: tuple[Outcome, ...]
    reply: Reply
    usage: Usage | None
