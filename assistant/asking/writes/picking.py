"""Which of the things found is meant: one, or a question to the asker."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from assistant.asking.passages import stems
from assistant.asking.values import Source
from assistant.asking.writes.order import Order

CHOICES = 4
_FIRST = re.compile(r"(?i)\b(?:first|next|earliest|erste[nrms]?|nächste[nrms]?|premi[eè]re?|prochaine?|primer[ao]?)\b")
_LAST = re.compile(r"(?i)\b(?:last|latest|newest|letzte[nrms]?|neueste[nrms]?|derni[eè]re?|últim[ao])\b")


def pick(order: Order, found: Sequence[Source], kind: str) -> tuple[Source | None, str]:
    """The one that is meant, or None and what to ask.

    It is the only one whose title shares most words with what the asker said; 'first' and 'last' decide by time.
    """
    if not found:
        return None, f"I found no such {kind}. Which one do you mean?"
    said = stems(order.said[0])
    best = max(len(said & stems(source.title)) for source in found)
    closest = [source for source in found if len(said & stems(source.title)) == best]
    ordered = sorted((one for one in closest if one.at is not None), key=lambda one: one.at or order.desk.asker.now)
    if ordered and _FIRST.search(order.said[0]):
        coming = [one for one in ordered if one.at and one.at >= order.desk.asker.now]
        return (coming or ordered)[0], ""
    if ordered and _LAST.search(order.said[0]):
        return ordered[-1], ""
    if len(closest) == 1:
        return closest[0], ""
    return None, f"Which {kind} do you mean: {'; '.join(_named(one, order) for one in closest[:CHOICES])}?"


def _named(source: Source, order: Order) -> str:
    """Its title and time: the asker knows their own things by these."""
    if source.at is None:
        return source.title[:60]
    if source.all_day:
        return f"{source.title[:60]} ({source.at:%a %d %b})"
    return f"{source.title[:60]} ({source.at.astimezone(ZoneInfo(order.desk.asker.zone)):%a %d %b %H:%M})"
