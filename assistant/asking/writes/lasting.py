"""How long something takes, or by how much it is moved: as the asker says it."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from assistant.asking.question.folding import fold
from assistant.asking.times.hours import NOON, find_ranges
from assistant.asking.times.words import NUMBERS
from assistant.asking.writes.order import Order
from assistant.dates import find_dates

DAY = 24 * 60  # minutes
LONGEST = timedelta(days=31)
_UNITS = {
    1: r"min\w*|分",
    60: r"h|hrs?|hours?|stunden?|heures?|horas?|or[ae]|uur|uren|時間",
    DAY: r"days?|tage?n?|jours?|dias?|giorn[oi]|dag(?:en)?|日",
    7 * DAY: r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week|週間?",
}
_HALF = r"half|halbe?n?|demi-?e?|media|mezz'?a?|mezzora|meia|halfuur|半"
_QUARTER = r"quarter|viertel\w*|quart|cuarto|quarto|kwartier"
_NUMBER = "|".join(sorted(NUMBERS, key=len, reverse=True))
AMOUNT = re.compile(
    rf"(?<![\w.,])(?:\d+(?:[.,]\d+)?|{_NUMBER})[\s'-]?(?:{'|'.join(_UNITS.values())})(?![a-z])"
)  # folded


def said_length(order: Order) -> timedelta | None:
    """How long the plan says that it takes, if the asker says so."""
    minutes = int(order.arguments.get("minutes", 0))
    said = minutes > 0 and says_amount(order.bare_words, minutes)
    return min(timedelta(minutes=minutes), LONGEST) if said else None


def until_said(order: Order, begins: datetime) -> timedelta | None:
    """How long what begins then takes up to the end that the asker names with that beginning: "from 11 to 12"."""
    local = begins.astimezone(ZoneInfo(order.desk.asker.zone))
    days = [(one.start, one.end) for one in find_dates(order.bare_words, order.today)]
    for hours in find_ranges(fold(order.bare_words), days):
        if (local.hour * 60 + local.minute - hours.begins) % NOON == 0:  # "7 to 8" may be in the evening
            return timedelta(minutes=hours.ends - hours.begins)
    return None


def says_amount(said: str, minutes: int) -> bool:
    """Whether so many minutes are said, as "90 minutes", "1.5 hours", "a day", "half an hour"."""
    folded, amount = fold(said), abs(minutes)
    if amount in (30, 90) and re.search(rf"(?:\b(?:{_HALF})|半)", folded):
        return True
    if amount in (15, 45) and re.search(rf"\b(?:{_QUARTER})\b", folded):
        return True
    for unit, names in _UNITS.items():
        number = amount / unit
        figures = {f"{number:g}", f"{number:g}".replace(".", ",")}
        figures |= {word for word in NUMBERS if NUMBERS[word] == number}
        wanted = "|".join(sorted(map(re.escape, figures), key=len, reverse=True))
        if re.search(rf"(?<![\w.,])(?:{wanted})[\s'-]?(?:[a-z]+ )?(?:{names})(?![a-z])", folded):
            return True
    return False
