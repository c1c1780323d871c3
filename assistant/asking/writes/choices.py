"""An order that leaves a choice, "Friday or Monday", is asked about: nobody but the asker makes it."""

import re

from assistant.asking.names.act_words import ACTS
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.turns.continuing import SINCE
from assistant.asking.writes.order import Order
from assistant.asking.writes.wording import ordering

WHICH = "You named more than one possibility, and I do not choose for you. Which one shall it be?"
_OR = {
    "": frozenset({"or", "oder", "oppure", "ou"}),
    "es": frozenset({"or", "oder", "oppure", "ou", "o", "u"}),
    "it": frozenset({"or", "oder", "oppure", "ou", "o", "od"}),
    "nl": frozenset({"or", "oder", "oppure", "ou", "of"}),
}
_NO_OR = frozenset({"", "e", "y", "para", "com", "por", "todo", "todos"})  # before an article
_ELSEWHERE = frozenset({"o", "u", "od", "of"})
_IDLE = re.compile(  # that leave no choice
    r"\b(?:or so|or (?:something|whatever|anything|thereabouts)|more or less|oder so|ou quelque chose|o algo|"
    r"o qualcosa|ou algo|of zo|of iets|whether or not)\b"
)
_JAPANESE = re.compile(
    r"(?<![誰何いつどもし])か(?=[月火水木金土日明\d一-龥ァ-ヶA-Za-z])|または|あるいは|もしくは|それとも"
)
_TEXT = re.compile(
    r"(?<!\d):(?!\d)|\b(?:saying|that|to say|dass|que|che|dat|whether|if|ob|se|si)\b|と(?:伝え|書い|送|返信)"
)


def leaves_choice(order: Order) -> bool:
    """Whether it names one thing or another, where nothing was asked back yet. Of a mail its text is not looked at."""
    if SINCE in order.wish:
        return False
    text = ordering(order.wish)
    folded = _IDLE.sub(" ", fold(text))
    if order.step.operation.startswith("mail"):
        start = _TEXT.search(folded)
        named = [fold(one.words) for one in order.desk.reading.mentions]
        folded = folded[: start.start()] if start else folded
        return any(_between(folded, one, other) for one in named for other in named if one != other)
    if _JAPANESE.search(text):
        return True
    return _between_titles(order, folded) or _has_or(folded, order.desk.reading.language)


def _has_or(folded: str, language: str) -> bool:
    """Whether one of the language's words for it stands there; "o" behind a verb or an "e" is an article."""
    tellers = _OR.get(language, _OR[""])
    said = [token.folded for token in tokens_of(folded, folded)]
    pairs = zip(["", *said], said, strict=False)
    return any(word in tellers and (len(word) > 1 or before not in ACTS.keys() | _NO_OR) for before, word in pairs)


def _between_titles(order: Order, folded: str) -> bool:
    """Whether a word that is "or" in one language and another word elsewhere parts things that were found."""
    titles = [fold(one.title) for done in order.needed.values() for one in done.sources]
    said = [token.folded for token in tokens_of(folded, folded)]
    every = {word for title in titles for word in re.findall(r"\w+", title)}
    return any(
        before in every and after in every and not any(f"{before} {word} {after}" in title for title in titles)
        for before, word, after in zip(said, said[1:], said[2:], strict=False)
        if word in _ELSEWHERE
    )


def _between(folded: str, one: str, other: str) -> bool:
    joined = rf"(?<!\w){re.escape(one)},? (?:or|oder|oppure|ou|o|u|of) (?:\w+ )?{re.escape(other)}(?!\w)"
    return re.search(joined, folded) is not None
