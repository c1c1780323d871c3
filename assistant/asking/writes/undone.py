"""Whether something is ordered for certain, so that an answer without a card has to say that nothing was prepared.

What is said wrongly below a question is worse than what is left unsaid: a verb counts where an order begins with it.
"""

from collections.abc import Sequence

from assistant.asking.names import act_words, words
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of, word_set
from assistant.asking.several.task_words import FINDING, JAPANESE_WRITE, JOINS, POINTING
from assistant.asking.turns.continuing import asks
from assistant.asking.values import Mention
from assistant.asking.writes.acts import Acts, acts_at
from assistant.asking.writes.forbidding import ordering_sentences

_MADE = frozenset({"mail", "draft", "make"})
_REMINDS = frozenset({"mail", "make"})
_OF = (words.OF | words.FROM | words.TOPIC) - words.MY  # "plan of …"
_ASIDE = frozenset({("put", "together"), ("add", "up"), ("write", "down"), ("write", "up")})  # these are answered
_OBJECTS = (words.MY - word_set("de i")) | word_set(
    "ein eine einen un una une uma um uno een his her their your these those some"
)
_TO = frozenset({"reply", "answer"})
_LEADS = frozenset({("reply", "to"), ("answer", "to"), ("set", "up"), ("clear", "out")})
_NEAR = 4  # words within which the thing stands that is to be made


def orders_act(text: str, mentions: Sequence[Mention] = ()) -> bool:
    """Whether the asker's words order an act, Mailroom's or not. `mentions` are the people whom code reads in them."""
    people = frozenset(fold(one.words).partition(" ")[0] for one in mentions if one.emails)
    return any(_orders(sentence, people) for sentence in ordering_sentences(text))


def _orders(sentence: str, people: frozenset[str]) -> bool:
    if is_japanese(sentence):
        return bool(JAPANESE_WRITE.search(sentence) or act_words.JAPANESE_BEYOND.search(sentence))
    folded = fold(sentence)
    polite = JOINS.match(folded)
    tokens = [one for one in tokens_of(sentence, folded) if one.start >= (polite.end() if polite else 0)]
    if not tokens:
        return False
    asked = polite is None and asks(folded)
    if polite is None and folded.rstrip().endswith("?"):
        return False
    if not asked and (_is_begun(tokens, folded, people) or _asks_to(tokens, polite is not None)):
        return True
    finds = tokens[0].folded in FINDING or not asked
    return finds and any(_goes_on(tokens, at, folded) for at in range(1, len(tokens) - 1))


def _is_begun(tokens: Sequence[Token], folded: str, people: frozenset[str]) -> bool:
    """Whether it begins with an order: "book the room", not "book of the year"."""
    first = tokens[0].folded
    acts = _acts(tokens, 0, folded)
    following = [one.folded for one in tokens[1:]]
    after = following[0] if following else ""
    if not acts or first in people or after in _OF or (first, after) in _ASIDE:
        return False
    if {after, first.partition("-")[2]} & words.ME or (first.endswith("me") and first not in act_words.ACTS):
        if acts == _REMINDS:
            return not any(_asks_of(one, folded) for one in tokens[1:4])
        if not acts & {"make", "beyond"} or first == "prepare":
            return False
    if (acts <= _MADE or "make" in acts) and act_words.MADE_TO_READ & set(following[:_NEAR]):
        return False
    person = after in people and not set(following[1:2]) & (words.SAY | words.AUXILIARY)
    if first in (words.MAIL - _TO) | act_words.BEFORE_PEOPLE:
        return person or after in words.THEY
    if first in act_words.NOUNS_TOO:
        leads = after in _OBJECTS | words.THEY | POINTING or (first, after) in _LEADS
        return person or leads
    return True


def _asks_of(word: Token, folded: str) -> bool:
    """Whether "remind me" goes on as a question from there: "remind me what Bob said"."""
    return word.folded == "of" or (word.folded != "am" and asks(folded[word.start :]))


def _asks_to(tokens: Sequence[Token], polite: bool) -> bool:
    """Whether it says so with a verb at its end: "kannst du den Termin absagen?"."""
    said = [one.folded for one in tokens]
    asked = polite or bool(words.ASKED_TO & {part for word in said[:2] for part in word.split("-")})
    return asked and not (words.ME | words.I) & set(said) and bool(words.INFINITIVES & {*said[:3], said[-1]})


def _goes_on(tokens: Sequence[Token], at: int, folded: str) -> bool:
    """Whether an order stands there behind something else: "find the newsletters and archive them"."""
    joined = tokens[at - 1].folded in act_words.JOINING or "," in folded[tokens[at - 1].end : tokens[at].start]
    return joined and tokens[at + 1].folded in words.THEY | POINTING and bool(_acts(tokens, at, folded))


def _acts(tokens: Sequence[Token], at: int, folded: str) -> Acts:
    beyond = frozenset({"beyond"}) if tokens[at].folded in act_words.BEYOND else frozenset[str]()
    return acts_at(tokens, at, folded) or beyond
