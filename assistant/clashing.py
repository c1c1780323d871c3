"""What else stands in a person's calendars at the time of an event that they are to approve: told on its card, so that
they decide knowing it, and never in its way. Nothing of it is kept: it is looked up whenever the card is drawn."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from assistant.carrying_events import event_id_of
from assistant.preferences import preferences_of
from bot.errors import MailroomError, Permanent, Reconnect
from connectors.calendar.source import CalendarSource, Event
from storage.accounts import Account
from storage.db import Database
from storage.documents import Service
from storage.proposals import Proposal, ProposalState
from storage.questions import Questions

PATIENCE = 5.0  # seconds (SPEC AS6)
LOOKED_AT = 100  # events of one calendar

log = structlog.get_logger("proposing")


@dataclass(frozen=True)
class Clashes:
    """The events at that time, in their order; `unseen` says that a calendar did not answer."""

    events: tuple[Event, ...] = ()
    unseen: bool = False


@dataclass(frozen=True)
class _Span:
    """The time that an event is to take, and the ids under which it may be in the calendar itself."""

    begins: datetime
    ends: datetime
    own: frozenset[str]


async def clashes_of(db: Database, proposal: Proposal, calendar_of: Callable[[str], CalendarSource]) -> Clashes:
    """What is there while an event is to be made or moved, in all calendars of its owner that may be read."""
    span = _span_of(proposal)
    if span is None:
        return Clashes()
    async with db.reading() as session:
        _, accounts = await Questions(session).accounts_of(proposal.user_id)
    found = await asyncio.gather(*(_asked(calendar_of, account, span) for account in accounts if _is_read(account)))
    events = (event for some in found for event in some or ())
    return Clashes(clashing(events, span.begins, span.ends, span.own), any(some is None for some in found))


def clashing(events: Iterable[Event], begins: datetime, ends: datetime, own: frozenset[str]) -> tuple[Event, ...]:
    """Those that take time between two moments, each once, whichever of a person's calendars it lies in. What is marked
    as free, was declined, or lasts whole days does not; nor does the event itself, or a date of the same series."""
    taken = {
        (event.id, event.begins): event
        for event in events
        if event.busy and event.mine and not (event.all_day or event.cancelled)
        if event.begins < ends and begins < event.ends and event.begins < event.ends
        if not own & {event.id, event.series_id}
    }
    return tuple(sorted(taken.values(), key=lambda event: (event.begins, event.title)))


def _span_of(proposal: Proposal) -> _Span | None:
    """None where no time is taken that was not before."""
    if proposal.state != ProposalState.PROPOSED or proposal.kind not in ("event.create", "event.update"):
        return None
    said, own = proposal.content, event_id_of(proposal.id)
    if proposal.kind == "event.update":
        before, said, own = said["before"], said["after"], said["event_id"]
        if _times(before) == _times(said):
            return None
    return None if said["all_day"] else _Span(*_times(said), frozenset({own}))


def _times(said: dict[str, str]) -> tuple[datetime, datetime]:
    return datetime.fromisoformat(said["begins"]), datetime.fromisoformat(said["ends"])


def _is_read(account: Account) -> bool:
    return account.works and Service.CALENDAR not in preferences_of(account.preferences).skipped_services


async def _asked(calendar_of: Callable[[str], CalendarSource], account: Account, span: _Span) -> Sequence[Event] | None:
    """The events of one calendar then, none where it was not opened to us; None where it does not answer."""
    try:
        async with asyncio.timeout(PATIENCE):
            source = calendar_of(account.id)
            return await source.search(since=span.begins, until=span.ends, limit=LOOKED_AT)
    except Permanent as error:
        return None if isinstance(error, Reconnect) else ()
    except (TimeoutError, MailroomError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        log.warning("calendar not looked at for clashes", kind=type(error).__name__)
        return None
