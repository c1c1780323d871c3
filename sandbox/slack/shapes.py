"""A small language for the shape of Block Kit JSON; every flaw is told in Slack's own words with a JSON pointer."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Flaw:
    """One thing that Slack would refuse. `pointer` is a JSON pointer from the root of the call's arguments."""

    pointer: str
    message: str
    code: str = "failed_constraint"

    def __str__(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"


Check = Callable[[Any, str], Iterator[Flaw]]


def text(most: int, least: int = 1, *, blank: bool = False) -> Check:
    """A string of `least` to `most` characters; unless `blank`, one of nothing but white space counts as empty."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if not isinstance(value, str):
            yield Flaw(at, "must provide a string")
            return
        if len(value if blank else value.strip()) < least:
            yield Flaw(at, f"must be more than {least - 1} characters")
        if len(value) > most:
            yield Flaw(at, f"must be less than {most + 1} characters")

    return check


def choice(*allowed: object) -> Check:
    """One of the values given."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if isinstance(value, dict | list) or not any(value == one and type(value) is type(one) for one in allowed):
            yield Flaw(at, f"value must be one of: {', '.join(map(str, allowed))}")

    return check


def flag(value: Any, at: str) -> Iterator[Flaw]:
    """true or false."""
    if not isinstance(value, bool):
        yield Flaw(at, "must provide a boolean")


def whole(least: int, most: int) -> Check:
    """An integer within bounds."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield Flaw(at, "must provide an integer")
        elif not least <= value <= most:
            yield Flaw(at, f"must be between {least} and {most}")

    return check


def number(value: Any, at: str) -> Iterator[Flaw]:
    """Any JSON number."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Flaw(at, "must provide a number")


def items(each: Check, most: int, least: int = 1) -> Check:
    """An array of `least` to `most` items, each of one shape."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if not isinstance(value, list):
            yield Flaw(at, "must provide an array")
            return
        if len(value) > most:
            yield Flaw(at, f"no more than {most} items allowed")
        if len(value) < least:
            yield Flaw(at, f"no less than {least} items required")
        for place, item in enumerate(value):
            yield from each(item, f"{at}/{place}")

    return check


def nothing_or(each: Check) -> Check:
    """null, or what `each` asks for."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        if value is not None:
            yield from each(value, at)

    return check


def web_url(most: int = 3000) -> Check:
    """An absolute http(s) or mailto URL."""

    def check(value: Any, at: str) -> Iterator[Flaw]:
        yield from text(most)(value, at)
        if isinstance(value, str) and value.strip() and not is_url(value):
            yield Flaw(at, "must provide a valid url")

    return check


def is_url(value: str) -> bool:
    """Whether Slack would take it for a URL that can be opened."""
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return False
    if any(character.isspace() for character in value):
        return False
    return bool(host) if parts.scheme in ("http", "https") else parts.scheme in ("mailto", "tel", "slack")


@dataclass(frozen=True)
class Shape:
    """An object: which fields it must and may have; any other field is refused. `rules` see the whole object."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Any, at: str) -> Iterator[Flaw]:
        """What is wrong with it; the rules are asked where its fields are right."""
        if not isinstance(value, dict):
            yield Flaw(at, "must provide an object")
            return
        flaws = list(self._flaws(value, at))
        yield from flaws
        if not flaws:
            for rule in self.rules:
                yield from rule(value, at)

    def _flaws(self, value: dict[str, Any], at: str) -> Iterator[Flaw]:
        for name in self.required:
            if name not in value:
                yield Flaw(at, f"missing required field: {name}", "missing_required_field")
        for name, inner in value.items():
            check = self.required.get(name) or self.optional.get(name)
            if check is None:
                yield Flaw(at, f"invalid additional property: {name}", "invalid_additional_property")
            else:
                yield from check(inner, f"{at}/{name}")


@dataclass(frozen=True)
class Kinds:
    """An object whose `type` says which shape it must have; types that are not listed are unsupported here."""

    table: Mapping[str, Check]

    def __call__(self, value: Any, at: str) -> Iterator[Flaw]:
        """What is wrong with it."""
        if not isinstance(value, dict):
            yield Flaw(at, "must provide an object")
        elif "type" not in value:
            yield Flaw(at, "missing required field: type", "missing_required_field")
        elif not isinstance(value["type"], str) or value["type"] not in self.table:
            yield Flaw(f"{at}/type", f"unsupported type: {value['type']}", "unsupported_type")
        else:
            yield from self.table[value["type"]](value, at)

    def only(self, names: Iterable[str]) -> "Kinds":
        """The same shapes, but fewer of them."""
        return Kinds({name: self.table[name] for name in names})


def typed(
    kind: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check
) -> Shape:
    """A shape with its `type` field."""
    return Shape({"type": choice(kind), **required}, optional or {}, rules)
