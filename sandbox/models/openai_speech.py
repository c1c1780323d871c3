"""A question to the OpenAI stand-in as read from either text route, and the answer with its count of tokens."""

from dataclasses import dataclass
from typing import Any

from sandbox.faults import Fault
from sandbox.models.door import ApiError, think
from sandbox.models.legal import openai_problem
from sandbox.models.schema import Schema
from sandbox.models.speech import next_answer
from sandbox.models.wit import ANY_OBJECT, Asked
from sandbox.models.world import Call, ModelWorld, tokens_in

_CONTEXT = 1_050_000
_REASONING_TOKENS = {"none": 0, "minimal": 8, "low": 32, "medium": 96, "high": 256, "xhigh": 512, "max": 1024}


def schema_of(form: object, param: str) -> tuple[Schema | None, str]:
    """The JSON schema and its name in a response format ({type, name, schema, strict}); None for text."""
    if form is None:
        return None, ""
    if not isinstance(form, dict) or form.get("type") not in ("text", "json_object", "json_schema"):
        raise ApiError(400, f"Invalid value for '{param}'.", code="invalid_value", param=param)
    if form["type"] == "text":
        return None, ""
    if form["type"] == "json_object":
        return ANY_OBJECT, "json_object"
    problem = openai_problem(form.get("name"), form.get("schema"), strict=bool(form.get("strict")))
    if problem:
        raise ApiError(400, problem, code="invalid_json_schema", param=param)
    schema: Schema = form["schema"]
    return schema, str(form["name"])


@dataclass(frozen=True)
class Spoken:
    """A generated answer. `refused` makes the text a refusal; `cut_short` says that the token limit ended it."""

    text: str
    refused: bool
    cut_short: bool
    input_tokens: int
    output_tokens: int
    reasoning_tokens: int


@dataclass(frozen=True)
class Question:
    """A checked request for text, whichever route it came by."""

    method: str
    model: str
    effort: str
    system: str
    user: str
    schema: Schema | None
    schema_name: str
    max_tokens: int | None
    stored: bool
    hands: tuple[str, ...] = ()


async def speak_answer(world: ModelWorld, question: Question, fault: Fault | None) -> Spoken:
    """Thinks, then answers: scripted if something is queued, else by the stand-in's own wit."""
    input_tokens = tokens_in(question.system + question.user) + 12
    if question.schema == ANY_OBJECT and "json" not in f"{question.system}{question.user}".lower():
        raise ApiError(400, "'messages' must contain the word 'json' in some form, to use 'json_object'.")
    if input_tokens > _CONTEXT:
        message = f"Your input exceeds the context window of this model: {input_tokens} tokens."
        raise ApiError(400, message, code="context_length_exceeded", param="input")
    await think(world)
    text = next_answer(world, Asked(question.system, question.user, question.schema, world.now()), fault)
    refused = fault is not None and fault.kind == "refuse"
    spoken = _within_limit(text, refused, question, input_tokens)
    world.saw(_call(question, spoken, world.now().isoformat()))
    return spoken


def _call(question: Question, spoken: Spoken, at: str) -> Call:
    q = question
    return Call("openai", q.method, q.model, q.system, q.user, q.schema_name, spoken.text, q.stored, at, q.hands)


def _within_limit(text: str, refused: bool, question: Question, input_tokens: int) -> Spoken:
    """Reasoning and text share the limit on output tokens."""
    reasoning, needed = _REASONING_TOKENS[question.effort], tokens_in(text)
    most = question.max_tokens
    if most is None or needed + reasoning <= most:
        return Spoken(text, refused, False, input_tokens, needed + reasoning, reasoning)
    room = max(0, most - reasoning)
    return Spoken(text[: room * 4], refused, True, input_tokens, most, min(reasoning, most))


def text_of(content: Any, param: str) -> str:
    """The words of a message's content: a string, or a list of text parts."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(part, dict) and "type" in part for part in content):
        return "\n".join(str(part.get("text", "")) for part in content)
    raise ApiError(400, f"Invalid type for '{param}': expected a string or an array.", code="invalid_type", param=param)


def split_roles(messages: Any, param: str) -> tuple[str, str]:
    """What system and developer messages say, and what everybody else says."""
    if not isinstance(messages, list) or not messages:
        raise ApiError(
            400, f"Invalid '{param}': empty array. Expected a non-empty array.", code="empty_array", param=param
        )
    system: list[str] = []
    user: list[str] = []
    for index, message in enumerate(messages):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("system", "developer", "user", "assistant"):
            raise ApiError(400, f"Invalid value: '{role}'.", code="invalid_value", param=f"{param}[{index}].role")
        said = text_of(message.get("content"), f"{param}[{index}].content")
        (system if role in ("system", "developer") else user).append(said)
    return "\n\n".join(system), "\n\n".join(user)
