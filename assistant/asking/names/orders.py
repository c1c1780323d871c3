"""Whether something is to be done, rather than found."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from assistant.asking.names import act_words, words
from assistant.asking.names.named import Named
from assistant.asking.question.folding import Token, fold, word_set

_BEGINNING = 8  # words of a sentence in which an order is given
_ENDS = re.compile(r"[.!?;](?:\s|$)|\n")
_COMMA = re.compile(r",\s")
_NOUNS_TOO = act_words.NOUNS_TOO | {"cancel"}
_TELLING = word_set("give tell vertel")
_OBJECTS = words.MY | words.THEY | words.ME | word_set("a an his her their your these those some it its")
_TO_DO = words.TO | words.WITH | words.EVENTS | words.MAIL
_CAN = frozenset({"can", "could", "would", "will"})


def is_order(tokens: Sequence[Token], text: str = "") -> bool:
    """Whether it asks for something to be done: "forward it to Olga", "can you schedule …", not "did I send …".

    With their text it is enough if one of its sentences does: "Bob is ill. Cancel my meetings with him."
    """
    told = [one for one in sentences(tokens, text, _ENDS) if not names_thing(one, text)]
    every = [[token.folded for token in sentence] for sentence in told]
    clauses = [[token.folded for token in clause] for clause in sentences(tokens, text, _COMMA)]
    return any(map(_orders, every)) or ("?" not in text and any(map(_begins, clauses[1:])))


def names_thing(said: Sequence[Token], text: str) -> bool:
    """Whether a question begins with a noun that is a verb as well, and nothing behind it says what to do with whom:
    "Cancel policy?", "Share price of Northlab?", not "Cancel the lunch?" or "Share it with Bob?"."""
    if len(said) < 2 or said[0].folded not in _NOUNS_TOO or not text[said[-1].end :].lstrip().startswith("?"):
        return False
    after = [token.folded for token in said[1:]]
    object_ = said[1].capital or after[0] in _OBJECTS
    return not (object_ or _TO_DO & set(after))


def sentences(tokens: Sequence[Token], text: str, ends: re.Pattern[str]) -> Iterator[Sequence[Token]]:
    """The words of each sentence; all as one without a text."""
    start = 0
    for at, (token, after) in enumerate(pairwise(tokens), start=1):
        if text and ends.search(text[token.end : after.start]):
            yield tokens[start:at]
            start = at
    yield tokens[start:]


def _begins(said: Sequence[str]) -> bool:
    """Whether a part of a sentence is an order: ", cancel my meetings", not ", email and paper"."""
    said = said[1:] if said[:1] and said[0] in words.ORDERLY else said
    return len(said) > 1 and said[0] in words.ORDERS and said[1] in words.MY


def _orders(said: Sequence[str]) -> bool:
    for at, word in enumerate(said[:_BEGINNING]):
        if word in _TELLING and words.ME & set(said[at + 1 : at + 2]):
            return False  # "give me the time", "tell me when …": that is told
        if word in words.ORDERS or words.APART.get(word) in said[at + 1 :]:
            return True
        if word not in words.ORDERLY and said[at : at + 2] != ["have", "to"]:
            break
    begun = {part for word in said[:2] for part in word.split("-")}  # "peux-tu"
    if words.ASKED_TO & begun and words.INFINITIVES & set(said):
        return True
    polite = zip(said, said[1:], said[2:], strict=False)
    if any(can in _CAN and you == "you" and verb in words.ORDERS for can, you, verb in polite):
        return True
    asked = {"did", "has", "have", "hat", "habe"} & set(said)
    return not asked and any(a in words.THEN and b in words.ORDERS for a, b in pairwise(said))


def meant(named: list[Named], tokens: Sequence[Token]) -> list[Named]:
    """The people whom an order names; the only one is surely meant where it says "with them": "Bob has left. Cancel all
    meetings with him", not "book a call with him". The verb is nobody, though there is mail from a no-reply address."""
    named = [one for one in named if one.sure or fold(one.words) not in words.ORDERS]
    if len(named) != 1 or not named[0].emails:
        return named
    for at, token in enumerate(tokens):
        leads = at > 0 and token.folded in words.THEY and tokens[at - 1].folded in words.WITH
        made = words.CREATE & {before.folded for before in tokens[max(0, at - 9) : max(0, at - 1)]}
        if leads and not made and token.start > named[0].end:
            return [replace(named[0], role="any", sure=True)]
    return named
