"""POST /responses of the OpenAI stand-in: the request's checks, the response object, its stream of events."""

import secrets
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, Event, JsonObject, pieces, stream
from sandbox.models.openai_speech import Question, Spoken, schema_of, speak_answer, split_roles
from sandbox.models.openai_wire import answer_headers, check_model, checked_body
from sandbox.models.world import ModelWorld, hands_in, served_name

_KNOWN = frozenset(
    [
        "background",
        "context_management",
        "conversation",
        "include",
        "input",
        "instructions",
        "max_output_tokens",
        "max_tool_calls",
        "metadata",
        "model",
        "moderation",
        "parallel_tool_calls",
        "previous_response_id",
        "prompt",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "reasoning",
        "safety_identifier",
        "service_tier",
        "store",
        "stream",
        "stream_options",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "truncation",
        "user",
        "access_programs",
        "image",
    ]
)
_LEAST_TOKENS = 16


async def respond(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    """Answers a request for a response, streamed or whole."""
    body = await checked_body(world, request, _KNOWN, "input")
    question = _question(world, body)
    spoken = await speak_answer(world, question, fault)
    whole = _response(world, body, question, spoken)
    if body.get("stream"):
        return await stream(request, _events(whole), fault, answer_headers())
    return web.json_response(whole, headers=answer_headers())


def _question(world: ModelWorld, body: JsonObject) -> Question:
    effort = check_model(world, body, (body.get("reasoning") or {}).get("effort"))
    schema, name = schema_of((body.get("text") or {}).get("format"), "text.format.schema")
    most = body.get("max_output_tokens")
    if most is not None and (not isinstance(most, int) or most < _LEAST_TOKENS):
        message = f"Invalid 'max_output_tokens': integer below minimum value. Expected a value >= {_LEAST_TOKENS}."
        raise ApiError(400, message, code="integer_below_min_value", param="max_output_tokens")
    given = body["input"]
    system, user = ("", given) if isinstance(given, str) else split_roles(given, "input")
    system = "\n\n".join(part for part in (body.get("instructions") or "", system) if part)
    stored = body.get("store") is not False
    return Question("responses", body["model"], effort, system, user, schema, name, most, stored, hands_in(body))


def _response(world: ModelWorld, body: JsonObject, question: Question, spoken: Spoken) -> JsonObject:
    now = int(world.now().timestamp())
    status = "incomplete" if spoken.cut_short else "completed"
    return {
        "id": f"resp_{secrets.token_hex(24)}",
        "object": "response",
        "created_at": now,
        "completed_at": None if spoken.cut_short else now,
        "status": status,
        "background": False,
        "error": None,
        "incomplete_details": {"reason": "max_output_tokens"} if spoken.cut_short else None,
        "instructions": body.get("instructions"),
        "max_output_tokens": question.max_tokens,
        "model": served_name(question.model),
        "output": _output(question, spoken, status),
        "parallel_tool_calls": True,
        "previous_response_id": None,
        "prompt_cache_key": body.get("prompt_cache_key"),
        "reasoning": {"effort": question.effort, "summary": None},
        "safety_identifier": body.get("safety_identifier"),
        "service_tier": "default",
        "store": question.stored,
        "temperature": body.get("temperature", 1.0),
        "text": {"format": {"type": "text"}, "verbosity": "medium", **(body.get("text") or {})},
        "tool_choice": "auto",
        "tools": [],
        "top_p": body.get("top_p", 1.0),
        "truncation": "disabled",
        "usage": _usage(spoken),
        "user": None,
        "metadata": body.get("metadata") or {},
    }


def _output(question: Question, spoken: Spoken, status: str) -> list[JsonObject]:
    if spoken.refused:
        content: JsonObject = {"type": "refusal", "refusal": spoken.text}
    else:
        content = {"type": "output_text", "annotations": [], "logprobs": [], "text": spoken.text}
    message = {
        "id": f"msg_{secrets.token_hex(24)}",
        "type": "message",
        "status": status,
        "role": "assistant",
        "phase": "final_answer",
        "content": [content],
    }
    if not spoken.reasoning_tokens:
        return [message]
    reasoning = {"id": f"rs_{secrets.token_hex(24)}", "type": "reasoning", "summary": []}
    # When reasoning used the whole limit up, there is no message at all.
    return [reasoning] if spoken.cut_short and not spoken.text else [reasoning, message]


def _usage(spoken: Spoken) -> JsonObject:
    return {
        "input_tokens": spoken.input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": spoken.output_tokens,
        "output_tokens_details": {"reasoning_tokens": spoken.reasoning_tokens},
        "total_tokens": spoken.input_tokens + spoken.output_tokens,
    }


def _events(whole: JsonObject) -> Iterator[Event]:
    """The events of a streamed response, numbered in order."""
    for number, (name, data) in enumerate(_steps(whole)):
        yield Event(name, {"type": name, "sequence_number": number, **data})


def _steps(whole: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    begun = {**whole, "status": "in_progress", "completed_at": None, "output": [], "usage": None}
    begun["incomplete_details"] = None
    yield "response.created", {"response": begun}
    yield "response.in_progress", {"response": begun}
    for index, item in enumerate(whole["output"]):
        empty = {**item, "content": [], "status": "in_progress"} if item["type"] == "message" else item
        yield "response.output_item.added", {"output_index": index, "item": empty}
        if item["type"] == "message":
            yield from _content_steps({"item_id": item["id"], "output_index": index}, item["content"][0])
        yield "response.output_item.done", {"output_index": index, "item": item}
    yield f"response.{whole['status']}", {"response": whole}


def _content_steps(place: dict[str, Any], part: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    place = {**place, "content_index": 0}
    field, name = ("refusal", "response.refusal") if part["type"] == "refusal" else ("text", "response.output_text")
    extra: JsonObject = {} if field == "refusal" else {"logprobs": []}
    yield "response.content_part.added", {**place, "part": {**part, field: ""}}
    for piece in pieces(part[field]):
        yield f"{name}.delta", {**place, **extra, "delta": piece}
    yield f"{name}.done", {**place, **extra, field: part[field]}
    yield "response.content_part.done", {**place, "part": part}
