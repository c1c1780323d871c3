"""A string for a regular expression: the stand-in must fill a field that a pattern constrains."""

import importlib
import random
import re
from typing import Any

_sre: Any = importlib.import_module("re._parser")
_MOST = 3


def matching(pattern: str) -> str | None:
    """A string that the pattern finds, or None if none was found in a few tries."""
    dice = random.Random(0)
    for _ in range(20):
        text = _sequence(_sre.parse(pattern), dice)
        if re.search(pattern, text):
            return text
    return None


def _sequence(parts: Any, dice: random.Random) -> str:
    return "".join(_part(str(kind), argument, dice) for kind, argument in parts)


def _part(kind: str, argument: Any, dice: random.Random) -> str:
    if kind == "LITERAL":
        return chr(argument)
    if kind == "ANY":
        return "a"
    if kind == "IN":
        return _one_of(argument, dice)
    if kind in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        low, high, inner = argument
        return "".join(_sequence(inner, dice) for _ in range(dice.randint(low, min(int(high), max(low, _MOST)))))
    if kind == "BRANCH":
        return _sequence(dice.choice(argument[1]), dice)
    if kind == "SUBPATTERN":
        return _sequence(argument[-1], dice)
    return "" if kind != "NOT_LITERAL" else ("b" if argument == ord("a") else "a")


def _one_of(choices: Any, dice: random.Random) -> str:
    """A printable character of a class such as [a-z0-9_]."""
    allowed = [chr(code) for code in range(32, 127) if _allows(choices, chr(code))]
    preferred = [char for char in allowed if char.isalnum()]
    return dice.choice(preferred or allowed or [" "])


def _allows(choices: Any, char: str) -> bool:
    negated = any(str(kind) == "NEGATE" for kind, _ in choices)
    return negated != any(_is_in(str(kind), argument, char) for kind, argument in choices)


def _is_in(kind: str, argument: Any, char: str) -> bool:
    if kind == "LITERAL":
        return bool(ord(char) == argument)
    if kind == "RANGE":
        return bool(argument[0] <= ord(char) <= argument[1])
    tests = {
        "CATEGORY_DIGIT": char.isdigit(),
        "CATEGORY_NOT_DIGIT": not char.isdigit(),
        "CATEGORY_SPACE": char.isspace(),
        "CATEGORY_NOT_SPACE": not char.isspace(),
        "CATEGORY_WORD": char.isalnum() or char == "_",
        "CATEGORY_NOT_WORD": not (char.isalnum() or char == "_"),
    }
    return kind == "CATEGORY" and tests.get(str(argument), False)
