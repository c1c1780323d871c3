"""POST /chat/completions of the OpenAI stand-in: checks, the completion, its stream of chunks."""

import secrets
from collections.abc import Iterator

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, Event, JsonObject, pieces, stream
from sandbox.models.openai_speech import Question, Spoken, schema_of, speak_answer, split_roles
from sandbox.models.openai_wire import answer_headers, check_model, checked_body
from sandbox.models.world import ModelWorld, hands_in, served_name

_KNOWN = frozenset(
    [
        "audio",
        "frequency_penalty",
        "function_call",
        "functions",
        "logit_bias",
        "logprobs",
        "max_completion_tokens",
        "max_tokens",
        "messages",
        "metadata",
        "modalities",
        "model",
        "moderation",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "reasoning_effort",
        "response_format",
        "safety_identifier",
        "seed",
        "service_tier",
        "stop",
        "store",
        "stream",
        "stream_options",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
        "web_search_options",
    ]
)


async def complete(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    """Answers a request for a chat completion, streamed or whole."""
    body = await checked_body(world, request, _KNOWN, "messages")
    question = _question(world, body)
    spoken = await speak_answer(world, question, fault)
    head: JsonObject = {
        "id": f"chatcmpl-{secrets.token_hex(14)}",
        "created": int(world.now().timestamp()),
        "model": served_name(question.model),
        "service_tier": "default",
        "system_fingerprint": None,
    }
    if body.get("stream"):
        with_usage = bool((body.get("stream_options") or {}).get("include_usage"))
        return await stream(request, _chunks(head, spoken, with_usage), fault, answer_headers())
    return web.json_response(_completion(head, spoken), headers=answer_headers())


def _question(world: ModelWorld, body: JsonObject) -> Question:
    effort = check_model(world, body, body.get("reasoning_effort"))
    if body.get("max_tokens") is not None:
        message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'."
        raise ApiError(400, message, code="unsupported_parameter", param="max_tokens")
    form = body.get("response_format")
    if isinstance(form, dict) and form.get("type") == "json_schema":
        form = {"type": "json_schema", **(form.get("json_schema") or {})}
    schema, name = schema_of(form, "response_format")
    system, user = split_roles(body["messages"], "messages")
    most = body.get("max_completion_tokens")
    stored = body.get("store") is True
    return Question("chat.completions", body["model"], effort, system, user, schema, name, most, stored, hands_in(body))


def _finish(spoken: Spoken) -> str:
    return "length" if spoken.cut_short else "stop"


def _completion(head: JsonObject, spoken: Spoken) -> JsonObject:
    message: JsonObject = {
        "role": "assistant",
        "content": None if spoken.refused else spoken.text,
        "refusal": spoken.text if spoken.refused else None,
        "annotations": [],
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": _finish(spoken)}
    return {**head, "object": "chat.completion", "choices": [choice], "usage": _usage(spoken)}


def _usage(spoken: Spoken) -> JsonObject:
    return {
        "prompt_tokens": spoken.input_tokens,
        "completion_tokens": spoken.output_tokens,
        "total_tokens": spoken.input_tokens + spoken.output_tokens,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": spoken.reasoning_tokens,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _chunks(head: JsonObject, spoken: Spoken, with_usage: bool) -> Iterator[Event]:
    """The chunks of a streamed completion and the closing mark; chunks have no event names here."""
    field = "refusal" if spoken.refused else "content"
    deltas: list[JsonObject] = [{"role": "assistant", "content": "" if field == "content" else None, "refusal": None}]
    deltas += [{field: piece} for piece in pieces(spoken.text)]
    usage: JsonObject = {"usage": None} if with_usage else {}
    start: JsonObject = {**head, "object": "chat.completion.chunk", **usage}
    for delta in deltas:
        yield Event("", {**start, "choices": [_choice(delta, None)]})
    yield Event("", {**start, "choices": [_choice({}, _finish(spoken))]})
    if with_usage:
        yield Event("", {**start, "choices": [], "usage": _usage(spoken)})
    yield Event("", "[DONE]")


def _choice(delta: JsonObject, finish: str | None) -> JsonObject:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
