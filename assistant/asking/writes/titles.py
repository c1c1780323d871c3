"""What a new event is called: by the asker's own words, what they say that it is about where a plan has dropped it."""

import re
from collections.abc import Sequence

from assistant.asking.evidence.passages import stems
from assistant.asking.names import words
from assistant.asking.question.filler import is_filler, is_japanese
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.question.quoting import hidden
from assistant.asking.turns.continuing import said_first
from assistant.asking.writes.addressees import words_in
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import GENERIC, says_nothing
from assistant.dates import find_dates

UNNAMED = "Meeting"
_ABOUT = {  # what leads to a topic; "on" may lead to a day as well
    "en": "about|regarding|concerning", "de": "uber|zu|zum|zur|wegen|bezuglich", "es": "sobre|acerca de",
    "fr": "sur|au sujet d[eu]|a propos d[eu]|concernant", "it": "su|sul|sulla|sui|sulle|sullo|sugli|riguardo a",
    "pt": "sobre|acerca d[eoa]", "nl": "over|betreffende",
}  # fmt: skip
_TOPIC = {code: re.compile(rf"\b(?:{leads})\s+(?=\w)") for code, leads in _ABOUT.items()}
_JAPANESE = re.compile(r"(?P<topic>[^\s、。「」をにへはがと]{1,40})(?:について|に関する)")
_JAPANESE_PLAIN = re.compile(r"[\u3040-\u309f]+|会議|打|合|ミーティング|面談|電話|通話|予定|アポ")
_ENDS = re.compile(
    rf"[,;:.!?()](?:\s|\Z)|\s(?:{'|'.join(sorted(words.WITH))})\s|\s(?:at|um|a|alle|las|om|gegen|vers|from|von)\s+(?:las\s)?\d"
)
_LONGEST = 80  # characters


def title_of(order: Order) -> str:
    """The plan's title as far as the asker said its words; their topic where it says nothing but who comes."""
    title, people = order.text("title"), stems(" ".join(order.arguments.get("people", ())))
    said = {fold(word) for word in words_in(order.own_words)}
    if any(word not in said and not _is_plain(word) for word in map(fold, words_in(title))):
        title = ""
    if title and any(not _is_plain(fold(word)) and stems(word) - people for word in words_in(title)):
        return title
    topic = topic_of(order)
    return topic[:1].upper() + topic[1:] or title or UNNAMED


def guests_named(order: Order, names: Sequence[str]) -> list[str]:
    """Those names of a plan without words of the topic that nobody whom the asker knows is called: "Galway" of "about
    the Galway visit"."""
    topic = words_in(topic_of(order))
    known = words_in(" ".join(one.words for one in order.desk.reading.mentions if one.emails))
    return [name for name in names if not words_in(name) or words_in(name) - topic or words_in(name) & known]


def _is_plain(word: str) -> bool:
    """Whether a folded word only says that people meet."""
    if _JAPANESE_PLAIN.fullmatch(word):
        return True
    return word in words.EVENTS | words.WITH or is_filler(word) or says_nothing(word) or stems(word) <= GENERIC


def topic_of(order: Order) -> str:
    """What the asker says that it is about, '' if nothing."""
    text = hidden(said_first(order.said[0]))
    if is_japanese(text):
        found = _JAPANESE.search(text)
        return found["topic"] if found else ""
    folded = fold(text)
    begin = _TOPIC.get(order.desk.reading.language, _TOPIC["en"]).search(folded)
    if begin is None:
        return ""
    ends = [one.start for one in find_dates(text, order.today) if one.start > begin.end()]
    end = min([*ends, *(one.start() for one in _ENDS.finditer(folded, begin.end())), len(text)])
    told = tokens_of(text[:end], folded[:end])
    within = [one for one in told if one.start >= begin.end()]
    while within and is_filler(within[0].folded):
        within = within[1:]
    while within and is_filler(within[-1].folded):
        within = within[:-1]
    return text[within[0].start : within[-1].end][:_LONGEST].strip() if within else ""
