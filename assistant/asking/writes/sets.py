"""All of the things that an order speaks of: "cancel my meetings on Wednesday after 11"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.asking.folding import fold
from assistant.asking.passages import stems
from assistant.asking.values import Outcome, Source
from assistant.asking.writes.coming import filters_of
from assistant.asking.writes.hours import Hours, hours_in
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import FIRST, LAST, known_of, ordering, searched, unmatched

NONE_THEN = "I found no event to come that begins then."
UNSURE = "I am not sure that I know all that you mean. Please name one of them, or say by day, hours and people which."
_PLURAL = re.compile(
    r"\b(?:all|every|everything|both|meetings|events|appointments|calls|alle[ns]?|termine|besprechungen|sitzungen|tous|"
    r"toutes|reunions|evenements|todas?|todos?|reuniones|citas|eventos|tutt[aeio]|riunioni|appuntamenti|incontri|eventi|"
    r"tudo|reunioes|compromissos|vergaderingen|afspraken)\b|すべて|全て|全部|全会議"
)
_EXCEPT = re.compile(
    r"\b(?:except|but|apart from|other than|unless|without|not|ausser|ausgenommen|sauf|excepto|menos|"
    r"salvo|tranne|eccetto|exceto|behalve|ohne|sans|sin|senza|sem|zonder|nicht|pas)\b|以外|除"
)
_WITH = re.compile(r"\b(?:with|mit|avec|con|com|met)\b|と(?:の)?(?=会議|予定|打ち合わせ|ミーティング)")


@dataclass(frozen=True)
class Meant:
    """All that are meant, in order of time; or what to ask first. Neither where it is not spoken of several, or where
    it is not sure that all that limits them was read: then it is asked which one."""

    sources: tuple[Source, ...] = ()
    question: str = ""


def of_several(order: Order) -> bool:
    """Whether the asker speaks of more than one thing."""
    said = fold(ordering(order.wish))
    return bool(_PLURAL.search(said)) and not FIRST.search(said) and not LAST.search(said)


def several(order: Order, found: Sequence[Source]) -> Meant:
    """All events to come that are meant, where the asker speaks of several."""
    said = fold(ordering(order.wish))
    if not of_several(order):
        return Meant()
    hours = hours_in(said, order.today)
    if hours.question:
        return Meant(question=hours.question)
    if _EXCEPT.search(said) or hours.unread or not _knows_people(order):
        return Meant() if "\n" in order.wish or not found else Meant(question=UNSURE)  # asked once, then they name one
    named = _named(order, found)
    limited = any(map(_limited, order.needed.values()))
    if not named or (len(named) == len(found) and not limited and not _names(order)):
        return Meant()
    coming = [one for one in named if one.at is None or one.at >= order.desk.asker.now]
    kept = [one for one in coming if _begins_then(one, hours, order)]
    in_order = sorted(kept, key=lambda one: one.at.timestamp() if one.at else 0.0)
    return Meant(tuple(in_order), "" if kept or not hours.limited else NONE_THEN)


def _names(order: Order) -> frozenset[str]:
    """Stems of words that the titles of what is meant must have: the asker's own, and of the plan's those they said."""
    own = stems(ordering(order.said[0]))
    return (searched(order) & own) | (stems(_quoted(order)) - known_of(order)) | unmatched(order)


def _quoted(order: Order) -> str:
    """What stands in quotation marks in the order: a title."""
    text, bare = order.said[0], order.wish
    return "".join(char for char, kept in zip(text, bare, strict=True) if kept == " ")


def _named(order: Order, found: Sequence[Source]) -> list[Source]:
    names = _names(order)
    return [one for one in found if all(_has(one.title, name) for name in names)]


def _has(title: str, name: str) -> bool:
    """Whether a word of a title is the one that was said, one of them perhaps in the plural."""
    return any(word.startswith(name) or (len(word) > 2 and name.startswith(word)) for word in stems(title))


def _limited(outcome: Outcome) -> bool:
    """Whether a search was for somebody's events or for those of a period."""
    filters = filters_of(outcome)
    return bool(filters.people or filters.senders or (filters.since and filters.until))


def _knows_people(order: Order) -> bool:
    """Whether everybody of whom the order speaks limits the search, and nobody is meant whom code does not know."""
    every = [filters_of(outcome) for outcome in order.needed.values()]
    sought = frozenset().union(*(group for one in every for group in (one.senders, *one.people)))
    named = [one for one in order.desk.reading.mentions if not sought & set(one.emails)]
    return not named and (bool(sought) or not _WITH.search(fold(order.wish)))


def _begins_then(source: Source, hours: Hours, order: Order) -> bool:
    if not hours.limited:
        return True
    if source.at is None or source.all_day:
        return False
    moment: datetime = source.at.astimezone(ZoneInfo(order.desk.asker.zone))
    return hours.hold(moment.time())
