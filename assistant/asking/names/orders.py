"""Whether something is to be done, rather than found."""

from collections.abc import Sequence
from itertools import pairwise

from assistant.asking.folding import Token
from assistant.asking.names import words


def is_order(tokens: Sequence[Token]) -> bool:
    """Whether it asks for something to be done: "forward it to Olga", "can you schedule …", not "did I send …"."""
    said = [token.folded for token in tokens]
    for word in said[:8]:
        if word in words.ORDERS:
            return True
        if word not in words.ORDERLY:
            break
    asked = {"did", "has", "have", "hat", "habe"} & set(said)
    return not asked and any(a in words.THEN and b in words.ORDERS for a, b in pairwise(said))
