"""Which of the things found is meant: one, or a question to the asker."""

import re
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from assistant.asking.evidence.passages import stems
from assistant.asking.question.folding import fold
from assistant.asking.times.wording import day_words, moment_words
from assistant.asking.turns.continuing import SINCE, said_since
from assistant.asking.values import Source
from assistant.asking.writes.days import on_days, source_days
from assistant.asking.writes.order import Order
from assistant.asking.writes.own_mailbox import in_named_mailbox
from assistant.asking.writes.wording import (
    EXCLUDED,
    FIRST,
    GENERIC,
    LAST,
    names_unmatched,
    ordering,
    searched,
    spaced,
    unmatched,
)
from assistant.dates import find_dates

CHOICES = 4
NOT_THEN = "I found no such event on that day. Is it one of these: {found}?"
OVER = "That is over already. Which event to come do you mean?"
_PLACES = tuple(
    re.compile(rf"\b(?:{words})\b")
    for words in (
        r"first|1st|erste[nrms]?|premi[eè]re?|primer[ao]?|prim[ao]",
        r"second|2nd|zweite[nrms]?|deuxi[eè]me|segund[ao]|second[ao]",
        r"third|3rd|dritte[nrms]?|troisi[eè]me|tercer[ao]?|terz[ao]",
        r"fourth|4th|vierte[nrms]?|quatri[eè]me|cuart[ao]|quart[ao]",
    )
)
_FIGURE, _YEAR = re.compile(r"(?<!\d)\d{3,}(?!\d)"), 4
_POINTING = stems("one ones please ja yes no not")  # said of any of them


def pick(order: Order, found: Sequence[Source], kind: str) -> tuple[Source | None, str]:
    """The one that is meant, or None and what to ask.

    It is the only one whose title shares most words with what the asker said, those left aside that fit any thing of
    its kind; 'first' and 'last' decide by time.
    """
    source, question = _picked(order, in_named_mailbox(order, found), kind)
    if source is not None and SINCE not in order.wish and not order.points and _is_another(order, source):
        return None, f"I found no {kind} that is called so. Is it one of these: {_listed([source], order)}?"
    return source, question


def _is_another(order: Order, source: Source) -> bool:
    """Whether the asker said a name that it has nowhere, or another figure than its title has: the budget of 2026."""
    about = stems(fold(f"{source.title} {source.who} {source.text} {source.whole}"))
    text = order.wish
    for one in find_dates(text, order.today):
        if one.end - one.start > _YEAR:
            text = f"{text[: one.start]}{' ' * (one.end - one.start)}{text[one.end :]}"
    said, has = set(_FIGURE.findall(text)), set(_FIGURE.findall(source.title))
    return bool(names_unmatched(order) - about or (said and has and not said & has))


def _picked(order: Order, found: Sequence[Source], kind: str) -> tuple[Source | None, str]:
    if not found:
        return None, f"I found no such {kind}. Which one do you mean?"
    if kind == "event":
        found = [one for one in found if is_ahead(one, order)]
        if not found:
            return None, OVER
        if days := source_days(order) if order.step.operation.startswith("event") else None:
            there = on_days(found, days, order)
            if not there:
                return None, NOT_THEN.format(found=_listed(found, order))
            found = there
        if SINCE not in order.wish and EXCLUDED.search(fold(ordering(order.wish))):
            return None, f"Which event do you mean: {_listed(found, order)}?"
    if len(found) == 1 and order.names_first:
        return found[0], ""
    best, closest = _closest(order, found)
    if (chosen := _chosen(order, closest)) is not None:
        return chosen, ""
    # first of what? nothing that was found is called so
    if best == 0 and not order.points and (searched(order) or unmatched(order)):
        return None, f"I found no {kind} that is called so. Is it one of these: {_listed(found, order)}?"
    ordered = sorted((one for one in closest if one.at is not None), key=lambda one: one.at or order.desk.asker.now)
    if ordered and FIRST.search(fold(order.wish)):
        coming = [one for one in ordered if one.at and one.at >= order.desk.asker.now]
        return (coming or ordered)[0], ""
    if ordered and LAST.search(fold(order.wish)):
        return ordered[-1], ""
    whole = [one for one in closest if best and stems(one.title) <= stems(_told(order))]
    if len(closest) == 1 or len(whole) == 1:
        return (whole or closest)[0], ""
    return None, f"Which {kind} do you mean: {_listed(closest, order)}?"


def is_ahead(source: Source, order: Order) -> bool:
    """Whether it is not over yet: nobody moves or cancels what has been."""
    ends = source.ends_at or source.at
    return ends is None or ends >= order.desk.asker.now


def _chosen(order: Order, closest: Sequence[Source]) -> Source | None:
    """What the asker chose of those that they were asked about, by its place in that list, its day or its hour, or by
    a word of its title that no other's has."""
    if SINCE not in order.wish:
        return None
    offered, said = _offered(closest), said_since(order.said[0]).casefold()
    for place, pattern in enumerate(_PLACES):
        if pattern.search(said):
            return offered[place] if place < len(offered) else None
    if LAST.search(fold(said)):
        return offered[-1]
    days = {day for one in find_dates(said, order.today) for day in (*one.days, one.best)}
    hours = set(re.findall(r"\b(\d{1,2}:\d\d)\b", said))
    zone = ZoneInfo(order.desk.asker.zone)
    fitting = closest
    for wanted, form in ((days, None), (hours, "%H:%M")):
        if wanted:
            times = [(one, one.at if one.all_day or not one.at else one.at.astimezone(zone)) for one in fitting]
            fitting = [one for one, at in times if at and (at.strftime(form) if form else at.date()) in wanted]
    if len(fitting) == 1 and (days or hours):
        return fitting[0]
    words = stems(said) - _POINTING  # generic ones as well: "the minutes" tells two files apart
    named = [one for one in fitting if words & stems(one.title)]
    return named[0] if len(named) == 1 and len(fitting) > 1 else None


def _closest(order: Order, found: Sequence[Source]) -> tuple[int, list[Source]]:
    """How many words of a title the asker said at most, and those things whose title has so many."""
    said = stems(_told(order)) - GENERIC
    best = max((len(said & stems(source.title)) for source in found), default=0)
    return best, [source for source in found if len(said & stems(source.title)) == best]


def _told(order: Order) -> str:
    """The order without the name that it gives: "rename the dentist to Dentist (check-up)" is about the dentist."""
    told = order.wish if order.step.operation.startswith("mail") else order.said[0]  # there a quotation is a title
    told, new = ordering(told), order.text("title").casefold()
    before, given, behind = told.casefold().rpartition(new) if new else ("", "", told)
    if new and not given:  # in other words than theirs
        return " ".join(sorted(stems(spaced(told)) - stems(new)))
    return spaced(f"{before} {behind}")


def _listed(found: Sequence[Source], order: Order) -> str:
    """Their names and times; those that are alike in both with the mailbox in which they lie."""
    names = [_named(one, order) for one in _offered(found)]
    boxes = {box.account_id: box.email for box in order.desk.asker.mailboxes}
    told = zip(names, _offered(found), strict=True)
    return "; ".join(f"{name} in {boxes[one.account_id]}" if names.count(name) > 1 else name for name, one in told)


def _offered(found: Sequence[Source]) -> list[Source]:
    """Those that a question lists, in order of time: "the first one" is the first of them."""
    return sorted(found[:CHOICES], key=lambda one: one.at.timestamp() if one.at else 0.0)


def _named(source: Source, order: Order) -> str:
    """Its title and time: the asker knows their own things by these."""
    if source.at is None:
        return source.title[:60]
    zone = order.desk.asker.zone
    return f"{source.title[:60]} ({day_words(source.at) if source.all_day else moment_words(source.at, zone)})"
