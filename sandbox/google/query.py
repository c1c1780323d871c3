"""Gmail's search language, the part of it that programs use, as a test on one message."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sandbox.google.labels import SYSTEM, Labels
from sandbox.google.mailbox import Stored
from sandbox.google.mime import attachments, plain_text

Test = Callable[[Stored], bool]
_TOKEN = re.compile(r'-?\w+:"[^"]*"|-?"[^"]*"|-?\w+:\(|-?[({]|[)}]|[^\s(){}"]+')
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "m": timedelta(days=30), "y": timedelta(days=365)}
_FOLDERS = {"inbox": "INBOX", "sent": "SENT", "drafts": "DRAFT", "draft": "DRAFT", "spam": "SPAM", "trash": "TRASH"}
_STATES = {"unread": "UNREAD", "starred": "STARRED", "important": "IMPORTANT", **_FOLDERS}
_HEADERS = {
    "from": ("From",),
    "to": ("To", "Cc", "Bcc"),
    "cc": ("Cc",),
    "bcc": ("Bcc",),
    "subject": ("Subject",),
    "deliveredto": ("Delivered-To",),
    "list": ("List-Id",),
}
_OPERATORS = {*_HEADERS, "in", "is", "label", "has", "rfc822msgid", "newer_than", "older_than", "after", "before",
              "newer", "older", "filename", "category"}  # fmt: skip


@dataclass(frozen=True)
class Search:
    """A parsed query; `everywhere` says that it names spam or trash itself."""

    test: Test
    everywhere: bool


def search(text: str, labels: Labels, now: datetime) -> Search:
    """The query as a test."""
    tokens = _TOKEN.findall(text)
    everywhere = any(re.fullmatch(r"(in|label|is):(anywhere|spam|trash)", token.casefold()) for token in tokens)
    return Search(_Parser(tokens, labels, now).all_of(), everywhere)


@dataclass
class _Parser:
    tokens: list[str]
    labels: Labels
    now: datetime

    def all_of(self) -> Test:
        """Everything up to the end or the closing bracket must hold; OR binds tighter than standing side by side."""
        tests: list[Test] = []
        either = False
        while self.tokens and self.tokens[0] not in (")", "}"):
            token = self.tokens.pop(0)
            if token in ("OR", "|"):
                either = bool(tests)
                continue
            if token == "AND":
                continue
            test = self._term(token)
            tests.append(_any([tests.pop(), test]) if either else test)
            either = False
        return _all(tests)

    def _term(self, token: str) -> Test:
        if token.startswith("-") and len(token) > 1:
            return _not(self._term(token[1:]))
        if token == "(":
            return self._bracket()
        if token == "{":
            return self._braces()
        name, colon, value = token.partition(":")
        if colon and name.casefold() in _OPERATORS:
            if value == "(":
                return _all([self._operator(name.casefold(), word) for word in self._until_bracket()])
            return self._operator(name.casefold(), value.strip('"'))
        return _phrase_in(_everything, token.strip('"'))

    def _bracket(self) -> Test:
        test = self.all_of()
        self._close()
        return test

    def _braces(self) -> Test:
        tests = []
        while self.tokens and self.tokens[0] != "}":
            tests.append(self._term(self.tokens.pop(0)))
        self._close()
        return _any(tests)

    def _until_bracket(self) -> list[str]:
        words = []
        while self.tokens and self.tokens[0] != ")":
            words.append(self.tokens.pop(0).strip('"'))
        self._close()
        return words

    def _close(self) -> None:
        if self.tokens:
            self.tokens.pop(0)

    def _operator(self, name: str, value: str) -> Test:
        if name in _HEADERS:
            return _phrase_in(lambda m: _header_words(m, _HEADERS[name]), value)
        if name in ("in", "is", "label", "category"):
            return self._place(name, value)
        if name == "rfc822msgid":
            wanted = f"<{value.strip('<>')}>"
            return lambda m: m.rfc_id == wanted
        if name == "has":
            return lambda m: value.casefold() == "attachment" and bool(attachments(m.root))
        if name == "filename":
            return lambda m: any(value.casefold() in part.filename.casefold() for part in attachments(m.root))
        return self._date(name, value)

    def _place(self, name: str, value: str) -> Test:
        word = value.casefold()
        if word == "anywhere":
            return lambda m: True
        if word == "read" and name == "is":
            return lambda m: "UNREAD" not in m.labels
        system = f"CATEGORY_{value.upper()}" if name == "category" else _STATES.get(word, value.upper())
        label = system if system in SYSTEM else self.labels.named(value)
        return lambda m: label in m.labels

    def _date(self, name: str, value: str) -> Test:
        moment = self._moment(name, value)
        if moment is None:
            return lambda m: False
        edge = int(moment.timestamp() * 1000)
        if name in ("newer_than", "after", "newer"):
            return lambda m: m.received_ms >= edge
        return lambda m: m.received_ms < edge

    def _moment(self, name: str, value: str) -> datetime | None:
        if name.endswith("_than"):
            span = re.fullmatch(r"(\d{1,4})([hdmy])", value)
            return self.now - int(span[1]) * _UNITS[span[2]] if span else None
        if re.fullmatch(r"\d{9,10}", value):
            return datetime.fromtimestamp(int(value), UTC)
        day = re.fullmatch(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})", value)
        try:
            return datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC) if day else None
        except ValueError:
            return None


def _all(tests: list[Test]) -> Test:
    return lambda m: all(test(m) for test in tests)


def _any(tests: list[Test]) -> Test:
    return lambda m: any(test(m) for test in tests)


def _not(test: Test) -> Test:
    return lambda m: not test(m)


def _words(text: str) -> str:
    """The words of a text between single blanks, so that a phrase is found whole."""
    found = re.findall(r"[^\W_]+", text.casefold())
    return f" {' '.join(found)} "


def _phrase_in(haystack: Callable[[Stored], str], text: str) -> Test:
    phrase = _words(text)
    return lambda m: phrase.strip() == "" or phrase in haystack(m)


def _header_words(stored: Stored, names: tuple[str, ...]) -> str:
    raw = stored.raw
    return _words(" . ".join(value for name in names for value in raw.all(name)))


@lru_cache(maxsize=30_000)
def _everything(stored: Stored) -> str:
    names = (*_HEADERS["from"], *_HEADERS["to"], *_HEADERS["subject"])
    files = " ".join(part.filename for part in attachments(stored.root))
    return _header_words(stored, names) + _words(plain_text(stored.root)) + _words(files)
