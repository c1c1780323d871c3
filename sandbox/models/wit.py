"""The stand-in's mind: deterministic text or JSON for a prompt, sensible where it knows the shape, honest elsewhere."""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from sandbox.models.asking import answer_from_sources, people_in, question_in, search_words, services_in
from sandbox.models.filler import MISSING, Filler, Rows, Suggest
from sandbox.models.planning import operations_in, plan
from sandbox.models.reading import language, read
from sandbox.models.replying import questions_in, reply_to
from sandbox.models.schema import Schema, resolve, types_of, walk_enums
from sandbox.models.verdict import Action, Verdict, judge, summary

ANY_OBJECT: Schema = {"type": "object"}  # what JSON mode asks for
_NOT_FOUND = "I found nothing about this in the sources."


@dataclass(frozen=True)
class Asked:
    """What a model is told. `schema` is None where free text is wanted."""

    system: str
    user: str
    schema: Schema | None
    now: datetime


def speak(asked: Asked) -> str:
    """The answer: JSON text of the schema, or plain words."""
    if asked.schema is None:
        return _plain_words(asked)
    root = fitting_schema(asked)
    value = Filler(root, _ideas(asked, root), asked.now).value("", root)
    return json.dumps(value, ensure_ascii=False)


def fitting_schema(asked: Asked) -> Schema:
    """The schema that an answer should fit: the one asked for, or the one that the prompt spells out."""
    known = asked.schema is not None and asked.schema != ANY_OBJECT
    return asked.schema if known and asked.schema else _schema_in_words(asked.system)


def _schema_in_words(system: str) -> Schema:
    """The first JSON schema that a prompt spells out, for callers that can only ask for any JSON object."""
    for brace in re.finditer(r"\{", system):
        try:
            value, _ = json.JSONDecoder().raw_decode(system, brace.start())
        except ValueError:
            continue
        if isinstance(value, dict) and "properties" in value:
            return value
    return ANY_OBJECT


def break_shape(text: str, turn: int) -> str:
    """A malformed answer: by turns text that is no JSON, and JSON that no schema with required fields accepts."""
    return f"Sure! Here is the JSON you asked for:\n{text[: len(text) // 2]}" if turn % 2 else '{"unexpected": true}'


def _plain_words(asked: Asked) -> str:
    reading = read(asked.user)
    found = answer_from_sources(asked.user, reading, question_in(asked.user, reading))
    if found.text:
        return found.text
    return reply_to(reading.mail, reading.instruction, reading.user) if reading.mail.subject else summary(reading.mail)


def _ideas(asked: Asked, root: Schema) -> Suggest:
    """Suggestions for the kind of thing the schema describes, told from the names of its top-level properties."""
    top = resolve(root, root)
    names = set(top.get("properties", {}))
    if "steps" in names:
        return _suggesting(_plan_ideas(asked, root), root)
    if "needs_reply" in walk_enums(top, root):
        known = _triage_ideas(asked)
    elif names & {"body", "reply", "draft", "reply_text", "draft_body"}:
        known = _draft_ideas(asked)
    else:
        known = _question_ideas(asked)

    return _suggesting(known, root)


def _suggesting(known: dict[str, object], root: Schema) -> Suggest:
    def suggest(name: str, schema: Schema) -> object:
        return _in_shape(known[name.lower()], schema, root) if name.lower() in known else MISSING

    return suggest


def _plan_ideas(asked: Asked, root: Schema) -> dict[str, object]:
    reading = read(asked.user)
    before = [
        line.removeprefix("- ")
        for name, body in reading.fenced
        if name.startswith("turn")
        for line in body.splitlines()
    ]
    today = reading.today or asked.now.date()
    return plan(question_in(asked.user, reading), before, today, operations_in(root))


def _named(names: str, value: object) -> dict[str, object]:
    """One idea under every name that a field for it may have."""
    return dict.fromkeys(names.split(), value)


def _triage_ideas(asked: Asked) -> dict[str, object]:
    reading = read(asked.user)
    verdict = judge(reading.mail, reading.outside, reading.today or asked.now.date(), reading.user)
    ideas: dict[str, object] = {}
    ideas |= _named("category label kind verdict classification", verdict.category)
    ideas |= _named("confidence certainty score", verdict.confidence)
    ideas |= _named("reasoning reason why rationale explanation", verdict.reasoning)
    ideas |= _named("summary one_line headline", verdict.summary)
    ideas |= _named("tags labels topics", list(verdict.tags))
    ideas |= _named("priority urgency importance", _Scale(verdict.urgency))
    ideas |= _named("action_items actions tasks todos", _action_rows(verdict, asked.now))
    ideas["needs_reply"] = verdict.category == "needs_reply"
    ideas["language"] = language(reading.mail.text)
    return ideas


@dataclass(frozen=True)
class _Scale:
    """A degree from 0 to 1, to be put into whatever scale a field has."""

    degree: float


def _action_rows(verdict: Verdict, now: datetime) -> Rows:
    return Rows(tuple(_action_row(action, now) for action in verdict.actions))


def _action_row(action: Action, now: datetime) -> dict[str, object]:
    due = action.due.isoformat() if action.due else None
    row: dict[str, object] = _named("text title task description what action", action.text)
    return row | _named("due due_date due_on deadline by when", due)


def _draft_ideas(asked: Asked) -> dict[str, object]:
    reading = read(asked.user)
    mail = reading.mail
    body = reply_to(mail, reading.instruction, reading.user)
    subject = mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"
    ideas: dict[str, object] = _named("body reply draft reply_text draft_body text", body)
    points = Rows(tuple({"asked": asked, "question": asked, "answered": True} for asked in questions_in(mail)))
    ideas |= _named("points points_answered questions points_raised", points)
    ideas |= _named("reasoning reason why rationale explanation", "It answers what the mail asks.")
    return ideas | {"subject": subject, "language": language(mail.text), "confidence": 0.85, "tone": "friendly"}


def _question_ideas(asked: Asked) -> dict[str, object]:
    reading = read(asked.user)
    question = question_in(asked.user, reading)
    words, found = search_words(question), answer_from_sources(asked.user, reading, question)
    ideas: dict[str, object] = {"confidence": 0.9, "people": people_in(question), "summary": summary(reading.mail)}
    ideas |= _named("query search keywords terms topic topics text q", words)
    ideas |= _named("services service sources_to_search", services_in(question))
    ideas |= _named("answer reply content", found.text or _NOT_FOUND)
    ideas |= _named("sources citations source_ids cited used", list(found.source_ids))
    ideas |= _named("found answered known answerable", bool(found.text))
    ideas |= _named("suggestions next_questions follow_ups", ["What else is new about this?"] if found.text else [])
    ideas |= _named("reasoning reason why", "Taken from the words of the question.")
    return ideas


def _in_shape(idea: object, schema: Schema, root: Schema) -> object:
    """An idea in the form a field can take: degrees on a scale, lists as words, ids as numbers."""
    shapes = [schema, *[resolve(part, root) for part in schema.get("anyOf", [])]]
    if isinstance(idea, _Scale):
        return _on_scale(idea.degree, shapes)
    if isinstance(idea, list):
        return _list_in_shape(idea, shapes, root)
    return idea


def _list_in_shape(idea: list[object], shapes: list[Schema], root: Schema) -> object:
    arrays = [shape for shape in shapes if "array" in types_of(shape)]
    if not arrays:
        enums = [value for shape in shapes for value in shape.get("enum", [])]
        if enums:
            return next((item for item in idea if item in enums), MISSING)
        return " ".join(str(item) for item in idea)
    items = resolve(arrays[0].get("items", {}), root)
    if "enum" in items:
        return [item for item in idea if item in items["enum"]]
    if "integer" in types_of(items):
        return [int(str(item)) for item in idea if str(item).isdigit()]
    return idea


def _on_scale(degree: float, shapes: list[Schema]) -> object:
    """A degree as one of an enum's words, as a number within bounds, or as a word."""
    for shape in shapes:
        if shape.get("enum"):
            return _word_of(degree, [str(value) for value in shape["enum"]])
        if {"integer", "number"} & set(types_of(shape)):
            low, high = shape.get("minimum", 0), shape.get("maximum", 1 if "number" in types_of(shape) else 100)
            value = low + degree * (high - low)
            return round(value) if "integer" in types_of(shape) else value
    return _word_of(degree, ["low", "normal", "high"])


def _word_of(degree: float, words: list[str]) -> str:
    order = {"lowest": 0.0, "none": 0.0, "low": 0.15, "normal": 0.55, "medium": 0.55, "high": 0.9, "urgent": 0.98}
    return min(words, key=lambda word: abs(order.get(word.lower(), 0.5) - degree))
