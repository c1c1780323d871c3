"""How the stand-in plans: which operations of those that a schema offers answer a question, and in which order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sandbox.models.asking import people_in, search_words, services_in
from sandbox.models.extremes import order_of
from sandbox.models.filler import Rows
from sandbox.models.orders import SAYS_NOTHING, WHEN, Order, is_letter, order_in, people_named
from sandbox.models.quoting import lift
from sandbox.models.schema import Schema, resolve

_ALIASES = {
    "gmail": ("gmail", "mail", "email"), "calendar": ("calendar", "event"), "drive": ("drive", "file"),
    "search": ("search", "find", "list"), "thread": ("thread", "conversation"), "read": ("read", "open"),
    "free": ("free", "busy", "availability"), "create": ("create", "add", "insert"), "update": ("update", "move"),
    "delete": ("delete", "cancel"), "share": ("share",), "draft": ("draft",), "send": ("send",),
}  # fmt: skip
_WRITES = {
    "create": "calendar",
    "update": "calendar",
    "delete": "calendar",
    "share": "drive",
    "draft": "gmail",
    "send": "gmail",
}
_FOLLOWS = re.compile(r"^(?:and|what about|how about|und|et)\b[\s,]*(?:what about|how about|in|on|from)?\s*", re.I)
_PRONOUN = re.compile(r"\b(?:he|she|him|her|they|them)\b", re.I)
_LONG = re.compile(r"\b(?:summar\w+|conversation|thread|what came of|discussion)\b", re.I)
_INSIDE = re.compile(r"\b(?:according to|what does|what is in|in the (?:file|document|sheet))\b", re.I)


def operations_in(root: Schema) -> tuple[str, ...]:
    """The operations that the steps of a plan may name."""
    steps = resolve(resolve(root, root).get("properties", {}).get("steps", {}), root)
    properties = resolve(steps.get("items", {}), root).get("properties", {})
    enums = [
        resolve(properties[name], root).get("enum") for name in ("operation", "tool", "action") if name in properties
    ]
    return tuple(str(value) for enum in enums if enum for value in enum)


def standing_alone(question: str, earlier: Sequence[str]) -> str:
    """The question with what it leaves out filled in from the questions before, each read after those before it."""
    whole: list[str] = []
    for one in (*earlier, question):
        whole.append(_filled_in(one, whole))
    return whole[-1]


def _filled_in(question: str, earlier: Sequence[str]) -> str:
    if not earlier:
        return question
    before = next((one for one in reversed(earlier) if not is_letter(one)), "")
    names = [name for one in reversed(earlier) for name in people_in(f"x {_head(one)}")]
    lead = _FOLLOWS.match(question)
    if not lead:
        return _of_person(question, names[0], before) if names and _PRONOUN.search(question) else question
    rest = question[lead.end() :].strip(" ?.")
    if WHEN.fullmatch(rest):
        return f"{' '.join(WHEN.sub('', before).split()).rstrip('?. ')} {rest}?"
    asked = people_in(f"x {rest}")
    if names and asked and asked[0] == rest:
        named = [name for name in names if name in before]
        return before.replace(named[0], rest) if named else f"{before.rstrip('?. ')} from {rest}?"
    return f"{before.rstrip('?. ')} {rest}?"


def _head(question: str) -> str:
    """A question whole, and of an order to write as much as says to whom."""
    return " ".join(people_named(question)) if is_letter(question) else question


def _of_person(question: str, name: str, before: str) -> str:
    """A question about "her": with the name, and with what it was about where it says nothing of that itself."""
    told = _PRONOUN.sub(name, question, count=1)
    if search_words(_PRONOUN.sub("", question)):
        return told
    about = re.search(r"\b(?:about|on|regarding) (.+?)[?. ]*$", before)
    return f"{told.rstrip('?. ')} about {about[1]}?" if about else told


def plan(question: str, earlier: Sequence[str], today: date, operations: Sequence[str]) -> dict[str, object]:
    """A plan's values by the names that its fields may have."""
    first, *answers = lift(question).lines() or [""]
    alone = standing_alone(question, earlier) if not answers else question
    order = answered(first, answers, today) if answers else order_in(alone, today)
    if not order.kind and not answers and earlier and order_in(earlier[-1], today).missing:
        alone = f"{earlier[-1].rstrip('?. ')} {question}"
        order = order_in(alone, today)
    rows = _rows(alone, order, operations)
    asked = order.missing
    named: dict[str, object] = {"steps": Rows(tuple(rows)), "confidence": 0.3 if asked else 0.9}
    for name in ("question", "standalone_question", "standalone"):
        named[name] = alone
    for name in ("ask_back", "clarification", "question_back"):
        named[name] = asked
    return named


def answered(first: str, answers: Sequence[str], today: date) -> Order:
    """An order with what was said when it was asked back: what it leaves open, and which of several people."""
    order = order_in(first, today)
    if order.missing == SAYS_NOTHING:
        order = replace(order, text=" ".join(answers), missing="")
    elif order.missing:
        order = order_in(f"{first.rstrip('?. ')} {' '.join(answers)}", today)
    said = " ".join(answers).strip(" .!")
    named = re.search(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", said)
    people = tuple(
        named[0] if named else said if one.lower() in said.lower().split() and one.lower() != said.lower() else one
        for one in order.people
    )
    return replace(order, people=people)


def _rows(alone: str, order: Order, operations: Sequence[str]) -> list[dict[str, object]]:
    if order.kind in _WRITES:
        return _writes(alone, order, operations)
    services = _services(alone)
    rows = [_row(f"s{n}", _named(operations, service, "search"), alone) for n, service in enumerate(services, start=1)]
    if order.kind == "free":
        rows.append(_row("s8", _named(operations, "calendar", "free"), alone))
    if "gmail" in services and _LONG.search(alone):
        rows.append(_row("s9", _named(operations, "gmail", "thread"), alone, needs=[f"s{services.index('gmail') + 1}"]))
    if "drive" in services and _INSIDE.search(alone):
        rows.append(_row("s7", _named(operations, "drive", "read"), alone, needs=[f"s{services.index('drive') + 1}"]))
    return [row for row in rows if row["operation"]]


def _services(alone: str) -> list[str]:
    """Those that the question names; all where it names none."""
    named = services_in(alone)
    marked = re.search(r"\b(?:e?-?mails?|wrote|said|sent|reply|messages?|inbox)\b", alone, re.I)
    return named if named != ["gmail"] or marked else ["gmail", "calendar", "drive"]


def _writes(alone: str, order: Order, operations: Sequence[str]) -> list[dict[str, object]]:
    service = _WRITES[order.kind]
    rows = []
    bare = lift(alone).text
    answers = service == "gmail" and re.search(r"\b(?:reply|answer)\b", bare, re.I)
    if order.mail[0] or "sender" in order.people:  # whose sender is meant; its day is not that of the meeting
        rows.append(_row("s1", _named(operations, "gmail", "search"), order.mail[0]))
        rows[0] |= {"people": [], "since": order.mail[1], "until": order.mail[1]}
    elif service == "gmail" and set(order.people) & {"attendees", "participants", "guests", "invitees"}:
        rows.append(_row("s1", _named(operations, "calendar", "search"), "") | {"people": []})
    elif order.kind in ("update", "delete", "share") or answers:
        rows.append(_row("s1", _named(operations, service, "search"), bare if answers else alone))
        if order.kind in ("share", "update") and order.people:  # they are to get it; it is not theirs
            rows[0]["people"] = []
        elif order.people:
            rows[0]["people"] = list(order.people)
    write = _row("s2", _named(operations, service, order.kind), alone, needs=[str(row["id"]) for row in rows])
    for name, value in vars(order).items():
        if name not in ("kind", "missing", "mail"):
            write[name] = list(value) if isinstance(value, tuple) else value
    return [row for row in [*rows, write] if row["operation"]]


def _row(id_: str, operation: str, alone: str, needs: Sequence[str] = ()) -> dict[str, object]:
    """A step with every argument that steps may have, so that none is left to chance."""
    words = " ".join(
        word for word in search_words(WHEN.sub(" ", alone)) if word not in " ".join(people_in(alone)).split()
    )
    row: dict[str, object] = dict.fromkeys("since until title begins place text".split(), "")  # noqa: SIM905
    row |= {"id": id_, "operation": operation, "needs": list(needs), "words": words, "query": words}
    return row | {"people": people_in(alone), "minutes": 0, "shift": 0, "role": "reader", **order_of(alone)}


def _named(operations: Sequence[str], service: str, act: str) -> str:
    """The operation for it under whatever name it has, '' if there is none."""
    services, acts = _ALIASES[service], _ALIASES[act]
    for operation in operations:
        words = re.split(r"[^a-z]+", operation.lower())
        if any(one in words for one in services) and any(one in words for one in acts):
            return operation
    return ""
