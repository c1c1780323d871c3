"""Drive's query language. https://developers.google.com/workspace/drive/api/guides/search-files"""

import re
from collections.abc import Callable
from datetime import datetime
from typing import NoReturn

from sandbox.google.drive import File
from sandbox.google.errors import PlainError
from sandbox.google.times import stamp

_TERM = re.compile(
    r"\s*(?:(?P<and>and\b)|(?P<not>not\b)|"
    r"'(?P<who>(?:[^'\\]|\\.)*)'\s+in\s+(?P<where>owners|writers|readers|parents)|"
    r"(?P<field>\w+)\s*(?P<operator>contains|!=|<=|>=|=|<|>)\s*(?:'(?P<text>(?:[^'\\]|\\.)*)'|(?P<word>true|false)))"
)
Test = Callable[[File], bool]


def refuse(code: int, reason: str, message: str, parameter: str) -> NoReturn:
    """An error in Drive's words."""
    raise PlainError(code, reason, message, location=("parameter", parameter))


def tests_of(query: str, viewer: str) -> list[Test]:
    """The terms of a search, joined by `and`. Raises 400."""
    tests: list[Test] = []
    at, negated, joined = 0, False, True
    while at < len(query.rstrip()):
        term = _TERM.match(query, at)
        if term is None or (not term["and"] and not joined):
            refuse(400, "invalid", "Invalid Value", "q")
        at = term.end()
        if term["and"]:
            joined = True
            continue
        if term["not"]:
            negated = True
            continue
        tests.append(_negated(_test(term, viewer)) if negated else _test(term, viewer))
        negated = joined = False
    return tests


def _negated(test: Test) -> Test:
    return lambda file: not test(file)


def _test(term: re.Match[str], viewer: str) -> Test:
    if term["where"]:
        return _people_test(term["where"], re.sub(r"\\(.)", r"\1", term["who"]), viewer)
    name, operator = term["field"], term["operator"]
    text = re.sub(r"\\(.)", r"\1", term["text"] or term["word"] or "")
    if name == "name" and operator in ("contains", "=", "!="):
        same: Test = lambda f: f.name.casefold() == text.casefold()  # noqa: E731
        return _negated(same) if operator == "!=" else same if operator == "=" else lambda f: _begins(f.name, text)
    if name == "fullText" and operator == "contains":
        return lambda f: _holds(f"{f.name} {f.content.decode('utf-8', 'replace')}", text)
    if name == "mimeType" and operator in ("=", "!=", "contains"):
        return lambda f: (text in f.kind) if operator == "contains" else (f.kind == text) == (operator == "=")
    if name == "trashed" and operator in ("=", "!="):
        return lambda f: (f.trashed == (text == "true")) == (operator == "=")
    if name == "modifiedTime" and operator in ("<", "<=", ">", ">=", "=", "!="):
        return _time_test(operator, text)
    refuse(400, "invalid", "Invalid Value", "q")


def _tokens(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())


def _begins(name: str, words: str) -> bool:
    """A name matches by the beginnings of its words."""
    return all(any(token.startswith(word) for token in _tokens(name)) for word in _tokens(words))


def _holds(text: str, words: str) -> bool:
    """A text matches by whole words, in double quotes by words that follow one another."""
    held, wanted = _tokens(text), _tokens(words)
    if words.startswith('"') and words.endswith('"'):
        return any(held[at : at + len(wanted)] == wanted for at in range(len(held)))
    return set(wanted) <= set(held)


def _people_test(where: str, who: str, viewer: str) -> Test:
    if where == "parents":
        return lambda f: who in ("root", "0AFernhillSandboxRoot")
    roles = {"owners": ("owner",), "writers": ("owner", "writer"), "readers": ("owner", "writer", "reader")}[where]
    email = viewer if who == "me" else who
    return lambda f: any(person.email == email and person.role in roles for person in f.people)


def _time_test(operator: str, text: str) -> Test:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        refuse(400, "invalid", "Invalid Value", "q")
    edge = stamp(at if at.tzinfo else datetime.fromisoformat(f"{text}+00:00"))
    if operator in ("=", "!="):
        return lambda f: (stamp(f.modified) == edge) == (operator == "=")
    below = operator.startswith("<")
    return lambda f: (
        (stamp(f.modified) < edge if below else stamp(f.modified) > edge)
        or (operator.endswith("=") and stamp(f.modified) == edge)
    )
