"""All of the things that an order speaks of: "cancel my meetings on Wednesday after 11"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from assistant.asking.evidence.passages import stems
from assistant.asking.question.folding import fold
from assistant.asking.times.words import NUMBERS
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Outcome, Source
from assistant.asking.writes.coming import filters_of
from assistant.asking.writes.days import on_days, source_days
from assistant.asking.writes.hours import Hours, hours_in
from assistant.asking.writes.lasting import AMOUNT
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import EXCLUDED, FIRST, LAST, known_of, ordering, searched, unmatched

NONE_THEN = "I found no event to come that begins then."
UNSURE = "I am not sure that I know all that you mean. Please name one of them, or say by day, hours and people which."
_THINGS = (
    r"meetings|events|appointments|calls|termine|besprechungen|sitzungen|reunions|evenements|reuniones|citas|eventos|"
    r"riunioni|appuntamenti|incontri|eventi|reunioes|compromissos|vergaderingen|afspraken"
)
_LEADS = (
    r"first|next|last|latest|ersten|nachsten|letzten|premiere?s|prochaine?s|derniere?s|primer[oa]s|proxim[oa]s|"
    r"ultim[oa]s|prim[ie]|prossim[ie]|ultim[ie]|primeir[oa]s|eerste|volgende|laatste"
)
_PLURAL = re.compile(
    rf"\b(?:all|every|everything|both|alle[ns]?(?!\s+(?:ore\s+)?\d)|tous|toutes|todas?|todos?|tutt[aeio]|tudo|{_THINGS})\b"
    r"|すべて|全て|全部|全会議"
)
_EXCEPT = re.compile(
    r"\b(?:but|unless|without|not|never|dont|only|keep|ohne|sans|sin|senza|sem|zonder|nicht|keine?[nmrs]?|nur|pas|"
    r"seulement|que no|solo|solamente|non|soltanto|nao|apenas|niet|geen|alleen)\b|n't\b|だけ|のみ"
)
_SOME = re.compile(  # of those that fit, nobody says which
    r"\b(?:one of|some|few|several|most|half (?:of|my|the)|a couple|einige|ein paar|manche|meisten|halfte|eine?[nrs]? "
    r"(?:der|von|meiner)|quelques|certain(?:e?s)|plupart|moitie|une? d(?:e|es)|algun[oa]s|mayoria|mitad|un[oa] de|"
    r"alcun[ei]|qualche|maggior parte|un[oa] d(?:i|ei|elle|egli)|algum(?:as)?|alguns|maioria|metade|uma? d[aeo]s?|"
    r"enkele|sommige|meeste|helft|een van|een paar)\b|いくつか|一部|半分|どれか|のうち"
)
_SEVERAL = "|".join(sorted(word for word, number in NUMBERS.items() if number > 1))
_SO_MANY = re.compile(rf"\b(?:{_SEVERAL})\s+(?:[\w-]+\s+){{0,2}}?(?:of|{_THINGS})\b|\b(?:{_LEADS})\s+(?:{_SEVERAL})\b")
_BOTH = re.compile(r"\b(?:both|beide[nrs]?|les deux|toutes les deux|tous les deux|amb[oa]s|entramb[ie])\b|両方")
_OR = re.compile(r"\b(?:or|oder|ou|o|oppure|of)\b|または|もしくは")
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
    moves = order.step.operation == "event.update"
    hours = hours_in(AMOUNT.sub(" ", said) if moves else said, order.today)
    if hours.question:
        return Meant(question=hours.question)
    if is_partly(said) or hours.unread or hours.figures or not _knows_people(order):
        return Meant() if SINCE in order.wish or not found else Meant(question=UNSURE)  # asked once, then they name one
    named = _named(order, found)
    days = source_days(order)
    named = on_days(named, days, order)
    limited = bool(days) or any(_limited(one, by_period=not moves) for one in order.needed.values())
    if not named or (len(named) == len(found) and not limited and not _names(order)):
        return Meant()
    coming = [one for one in named if one.at is None or one.at >= order.desk.asker.now]
    kept = [one for one in coming if _begins_then(one, hours, order)]
    if len(kept) != len(kept[:2]) and _BOTH.search(said):
        return Meant(question=UNSURE)
    in_order = sorted(kept, key=lambda one: one.at.timestamp() if one.at else 0.0)
    return Meant(tuple(in_order), "" if kept or not hours.limited else NONE_THEN)


def is_partly(said: str) -> bool:
    """Whether the folded words leave something out, or mean a part that they do not name."""
    return any(pattern.search(said) for pattern in (EXCLUDED, _EXCEPT, _SOME, _SO_MANY))


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


def _limited(outcome: Outcome, *, by_period: bool) -> bool:
    """Whether a search was for somebody's events or for those of a period: not the one to which they are moved."""
    filters = filters_of(outcome)
    return bool(filters.people or filters.senders or (by_period and filters.since and filters.until))


def _knows_people(order: Order) -> bool:
    """Whether everybody of whom the order speaks limits the search, and nobody is meant whom code does not know."""
    every = [filters_of(outcome) for outcome in order.needed.values()]
    sought = frozenset().union(*(group for one in every for group in (one.senders, *one.people)))
    named = [one for one in order.desk.reading.mentions if not sought & set(one.emails)]
    if len(order.desk.reading.mentions) > 1 and _OR.search(fold(ordering(order.wish))):
        return False  # who is with one of them is not sought
    return not named and (bool(sought) or not _WITH.search(fold(order.wish)))


def _begins_then(source: Source, hours: Hours, order: Order) -> bool:
    if not hours.limited:
        return True
    if source.at is None or source.all_day:
        return False
    moment: datetime = source.at.astimezone(ZoneInfo(order.desk.asker.zone))
    return hours.hold(moment.time())
