"""What a sentence says not to be so: "No, she offered 4,000, not 5,000", "nicht am Montag, sondern am Dienstag"."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.asking.question.folding import fold
from assistant.dates import find_dates
from assistant.language import guess_language

_ANY_DAY = date(2000, 1, 1)  # which one it is says nothing about where days are named
_NEAR = 6  # characters between "since the" and its day
_YES = re.compile(
    r"\W*(?:yes|yeah|yep|correct|indeed|exactly|right|ja|jawohl|genau|stimmt|oui|exact\w*|si|efectivamente|correcto|esatto|"
    r"certo|sim|exato|inderdaad|klopt)\s*(?:[,.!:;–—-]|$)|\s*(?:はい|ええ|そうです)[、。]"
)
_END = re.compile(
    r"[;:!?()]\s?|,\s+(?!\d{1,2}\b(?![.,]\d)|[^\W\d]+ \d{1,2}\b)|\s[–—-]\s|"
    r"\b(?:but|and|und|et|y|e|maar|(?<!é )mais)\b|[、。]",
    re.I,
)
_NO = (
    r"not|cannot|never|neither|nor|none|nobody|nothing|instead of|rather than|unlike|refus\w*|reject\w*|declin\w+|"
    r"den(?:y|ies|ied)|you (?:asked|named|mentioned|hoped|expected|wanted)|"
    r"nicht|nichts|kein\w*|nie|niemals|weder|anstatt|anstelle|statt (?=am|dem|der|des|den|um|im|von|\d)|abgelehnt|"
    r"pas|aucun\w*|jamais|rien|ni|au lieu d\w*|plutot qu\w*|nunca|tampoco|ningun\w*|nada|en (?:vez|lugar) de|rechaz\w+|"
    r"non|nessun\w*|niente|nulla|invece d\w+|anziche|rifiut\w+|nao|nem|nenhum\w*|em vez d\w+|recus\w+|"
    r"niet|niets|geen|nooit|in plaats van|geweigerd"
)
_DENIES = re.compile(
    rf"\b(?:{_NO})\b(?!-)|n't\b"
    r"|ではなく|じゃなく|でなく|(?<!なければなり)(?<!かもしれ)(?<!なくてはなり)ません|(?:し|い|え|れ)ない|なかった"
)
_NO_ALONE = re.compile(r"\bno\b(?![.-])")  # but for "no dia 5", which is Portuguese
_LIMITS = re.compile(  # "no later than 9 December" denies nothing, nor does "did not hesitate"
    r"(?:\b(?:not|no|never|nicht|kein\w*|pas|non|nao|niet|geen|mai)|n't)\s+(?:\w+\s+)?(?:only|just|merely|later|more|less|"
    r"earlier|fewer|before|until|till|after|doubt|problems?|question|issue|nur|spater|mehr|weniger|fruher|vor|bis|zweifel|"
    r"frage|seulement|plus|moins|avant|apres|doute|probleme|solo|solamente|mas|menos|antes|tarde|duda|problema|soltanto|"
    r"piu|meno|prima|oltre|dubbi\w*|apenas|depois|duvida|alleen|meer|minder|voor|eerder|twijfel|hesit\w+|forg\w+|fail\w*|"
    r"mind|object\w*|disagree\w*|oppos\w+|disput\w+|refus\w+|reject\w+|declin\w+|den(?:y|ied)|zoger\w*|vergess\w+|"
    r"abgelehnt|oubli\w+|dud\w+|rechaz\w+|esit\w+|rifiut\w+|recus\w+|aarzel\w+|geweigerd)\b|\bwith no\b"
)
_SINCE = re.compile(  # how long a question looks back: it is told again, and claims nothing
    r"\b(?:(?:in|over|within|during|for) the (?:last|past)|(?:in|wahrend) den (?:letzten|vergangenen)|"
    r"(?:ces|les|des) derni\w+|(?:en|durante) l[oa]s ultim\w+|negli ultimi|nelle ultime|n[oa]s ultim\w+|"
    r"in de (?:laatste|afgelopen))\b|過去"
)
_FRAME = re.compile(  # the same, where a sentence begins with it
    r"\W*(?:since|between|before|after|seit|zwischen|vor|nach|depuis|entre|avant|apres|desde|antes|despues|dal?|dopo|fra|tra|"
    r"prima|depois|sinds|tussen|voor|na)\b"
)


def claimed(sentence: str, question: str) -> str:
    """The sentence without the parts that say what is not so, and without the period of time that was asked for."""
    folded = fold(sentence)
    if _YES.match(folded):
        return sentence
    for start, end in [*_framed(folded, fold(question)), *_denied(sentence, folded)]:
        sentence = f"{sentence[:start]}{' ' * (end - start)}{sentence[end:]}"
    return sentence


def clauses(sentence: str) -> Iterator[tuple[int, int]]:
    """Where its parts begin and end."""
    start = 0
    for end in _END.finditer(sentence):
        yield start, end.start()
        start = end.end()
    yield start, len(sentence)


def _denied(sentence: str, folded: str) -> Iterator[tuple[int, int]]:
    portuguese = guess_language(sentence) == "pt"
    for start, end in clauses(sentence):
        said = _LIMITS.sub(" ", folded[start:end])
        if _DENIES.search(said) or (not portuguese and _NO_ALONE.search(said)):
            yield start, end


def _framed(folded: str, question: str) -> Iterator[tuple[int, int]]:
    """The periods in it that stand so in the question, each with its first words."""
    frames = [found for found in (_FRAME.match(folded),) if found]
    for opened in (*frames, *_SINCE.finditer(folded)):
        first = re.search(r"\w", opened[0])
        start = opened.start() + (first.start() if first else 0)
        place = question.find(folded[start : opened.end()])
        if place >= 0 and _names_time(folded, opened.end()):
            yield start, start + _alike(folded[start:], question[place:])


def _names_time(folded: str, at: int) -> bool:
    """Whether a day or a number follows there, and not "since she agreed to it"."""
    near = folded[at : at + _NEAR]
    days = (day.start for day in find_dates(folded, _ANY_DAY))
    return any(sign.isdigit() for sign in near) or any(at <= start < at + _NEAR for start in days)


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginnings."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
