"""What a card of an event says of others at the same time: in plain words, which nothing waits for."""

from zoneinfo import ZoneInfo

from assistant.asking.evidence.sources import named
from assistant.clashing import Clashes
from bot.views.text import Block, context, plain_section
from connectors.calendar.source import Event

NAMED_AT_MOST = 3
UNSEEN = "I could not look into your calendar for what else is at that time."


def clash_lines(clashes: Clashes, zone: str) -> list[Block]:
    """One line for all of them, without markup: others may have written their titles."""
    told = [_told(event, zone) for event in clashes.events[:NAMED_AT_MOST]]
    more = len(clashes.events) - len(told)
    told += [f"{more} more"] if more > 0 else []
    listed = " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))
    lines = [plain_section(f"⚠ You have {listed} then.", 500)] if told else []
    return [*lines, context(UNSEEN)] if clashes.unseen else lines


def _told(event: Event, zone: str) -> str:
    begins, ends = (moment.astimezone(ZoneInfo(zone)) for moment in (event.begins, event.ends))
    until = f"{ends:%H:%M}" if ends.date() == begins.date() else f"{ends:%a %d %b, %H:%M}"
    return f"{named(event.title)} {begins:%H:%M}–{until}"
