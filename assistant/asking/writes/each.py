"""Several things that an order names one by one: "cancel the retro and the budget review" means both."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.asking.evidence.passages import stems
from assistant.asking.names.act_words import ACTS
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.turns.continuing import said_first
from assistant.asking.values import Source
from assistant.asking.writes.order import Order
from assistant.asking.writes.sets import UNSURE, Meant, is_partly
from assistant.asking.writes.wording import GENERIC, ordering, spaced, unmatched

_AND = re.compile(r"\s+(?:and|und|et|y|e|en|sowie|plus|as well as|ainsi que)\s+|\s*&\s*")
_PART = re.compile(rf"{_AND.pattern}|\s*[,;]\s+|(?<=[\w」』])と(?=[\wァ-ヶ一-龥「『])(?!伝|書|送|言|の)|、")


def each_named(order: Order, found: Sequence[Source]) -> Meant:
    """The things of different names that the order joins by "and"; nothing where it names one, a question where one of
    them is not known or could be several."""
    text = ordering(said_first(order.said[0]))
    parts = _parts(text)
    if is_partly(fold(text)):
        return Meant()
    titles = {one.title: _name(one) for one in found if _name(one)}
    whole, in_parts = stems(spaced(text)), [stems(spaced(part)) for part in parts]
    if len(parts) < 2 or any(name <= whole and not any(name <= one for one in in_parts) for name in titles.values()):
        return Meant()  # what it is called has an "and" itself
    named = [_longest([title for title, name in titles.items() if name <= one], titles) for one in in_parts]
    meant = dict.fromkeys(title for title in named if title)
    if len(meant) == 1 and _leaves_out(order, parts, named, text):
        return Meant(question=UNSURE)
    if len(meant) < 2:
        return Meant()
    sources = [[one for one in found if one.title == title] for title in meant]
    if any(len(those) > 1 for those in sources):
        return Meant(question=UNSURE)
    return Meant(tuple(those[0] for those in sources))


def _parts(text: str) -> list[str]:
    """What the order lists, up to the next thing that it orders."""
    folded, parts, start = fold(text), list[str](), 0
    for match in [*_PART.finditer(folded), None]:
        part = text[start : match.start() if match else len(text)]
        tokens = tokens_of(part, fold(part))
        if parts and tokens and tokens[0].folded in ACTS:
            break
        parts.append(part)
        start = match.end() if match else 0
    return parts


def _name(source: Source) -> frozenset[str]:
    every = stems(source.title)
    return (every - GENERIC) or every


def _longest(titles: Sequence[str], names: dict[str, frozenset[str]]) -> str:
    """The title of which the asker said most words, '' if there is none: "price list 2026" is no "price list"."""
    return max(titles, key=lambda title: len(names[title]), default="")


def _leaves_out(order: Order, parts: Sequence[str], named: Sequence[str], text: str) -> bool:
    """Whether something is joined to the one thing that is known, which nothing that was found is called."""
    if is_japanese(text):
        return False
    joined = [match is not None for match in map(_AND.fullmatch, _PART.findall(fold(text)))]
    strange = unmatched(order)
    pairs = zip(joined, pairwise(named), parts[1:], strict=False)
    return any(by_and and before and not after and strange & stems(part) for by_and, (before, after), part in pairs)
