"""What a mail asks to be done, by when, and so how urgent it is."""

from datetime import date, timedelta

from assistant.dates import find_dates
from assistant.judgement import ActionItem, Category, Priority, shorten
from assistant.signals import Sentence, Signals
from assistant.words import Kind

MOST_ITEMS = 5
_ITEM_LIMIT = 140
_SOON = timedelta(days=1)
_NEAR = timedelta(days=3)
_BULKY = ("bulk", "bulk_words", "news", "crowd", "away")


def action_items(signals: Signals, anchor: date, *, is_request: bool) -> tuple[ActionItem, ...]:
    """The sentences that ask for something, with their dates read relative to `anchor`, the day of the mail."""
    if not is_request and any(signals.values[name] for name in _BULKY):
        return ()
    asking = [one for one in signals.sentences if _asks(one, is_request)]
    return tuple(
        ActionItem(shorten(one.text, _ITEM_LIMIT), due_in(one.text, anchor, signals.language))
        for one in asking[:MOST_ITEMS]
    )


def _asks(sentence: Sentence, is_request: bool) -> bool:
    if Kind.SOFT in sentence.kinds and not sentence.marked:
        return False
    if Kind.REQUEST in sentence.kinds:
        return True
    return (is_request and sentence.marked) or Kind.DEADLINE in sentence.kinds


def due_in(text: str, anchor: date, language: str) -> date | None:
    """The day by which: the first day named that is not past."""
    named = (found.best for found in find_dates(text, anchor, language))
    return next((day for day in named if day >= anchor), None)


def priority_of(signals: Signals, items: tuple[ActionItem, ...], today: date, category: Category) -> Priority:
    """Urgent words and near days raise it; mail for many, and mail that asks nothing, is low."""
    if category is not Category.NEEDS_REPLY and any(signals.values[name] for name in (*_BULKY, "office", "robot")):
        return Priority.LOW
    urgent = any(Kind.URGENT in one.kinds for one in signals.sentences) or Kind.URGENT in signals.subject
    first = min((item.due for item in items if item.due), default=None)
    if urgent and category is Category.NEEDS_REPLY and Kind.URGENT in signals.subject:
        return Priority.URGENT
    if first is not None and today <= first <= today + _SOON and (urgent or category is Category.NEEDS_REPLY):
        return Priority.URGENT if urgent else Priority.HIGH
    return Priority.HIGH if urgent or (first is not None and today <= first <= today + _NEAR) else Priority.NORMAL
