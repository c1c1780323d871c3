"""POST /v1/messages of the Anthropic stand-in: the message and its stream of events, and token counts."""

import secrets
from collections.abc import Iterator

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.anthropic_wire import answer_headers, checked_body, text_of
from sandbox.models.door import ApiError, Event, JsonObject, pieces, stream, think
from sandbox.models.speech import next_answer
from sandbox.models.wit import Asked
from sandbox.models.world import Call, ModelWorld, hands_in, served_name, tokens_in

_COUNTED = frozenset(
    [
        "cache_control",
        "messages",
        "model",
        "output_config",
        "speed",
        "system",
        "thinking",
        "tool_choice",
        "tools",
        "temperature",
        "top_p",
        "top_k",
    ]
)
_KNOWN = _COUNTED | frozenset(
    ["container", "diagnostics", "inference_geo", "max_tokens", "metadata", "service_tier", "stop_sequences", "stream"]
)
_CONTEXT = 1_000_000
_REFUSED = {"type": "refusal", "category": "general_harms", "explanation": "The request was declined."}


async def create(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    """Answers a request for a message, streamed or whole."""
    body = await checked_body(world, request, _KNOWN, ("model", "messages", "max_tokens"))
    if not isinstance(body["max_tokens"], int) or body["max_tokens"] < 1:
        raise ApiError(400, "max_tokens: Input should be greater than or equal to 1")
    if _input_tokens(body) > _CONTEXT:
        raise ApiError(400, f"prompt is too long: {_input_tokens(body)} tokens > {_CONTEXT} maximum")
    await think(world)
    message = _answer(world, body, fault)
    if body.get("stream"):
        return await stream(request, _events(message), fault, answer_headers())
    return web.json_response(message, headers=answer_headers())


async def count(world: ModelWorld, request: web.Request, fault: Fault | None) -> web.StreamResponse:
    """Answers with the number of tokens of a request."""
    body = await checked_body(world, request, _COUNTED, ("model", "messages"))
    return web.json_response({"input_tokens": _input_tokens(body)}, headers=answer_headers())


def _system(body: JsonObject) -> str:
    return text_of(body.get("system") or "", "system")


def _said(body: JsonObject) -> str:
    return "\n\n".join(text_of(message["content"], "messages") for message in body["messages"])


def _input_tokens(body: JsonObject) -> int:
    return tokens_in(_system(body) + _said(body)) + 12


def _answer(world: ModelWorld, body: JsonObject, fault: Fault | None) -> JsonObject:
    """The whole message. A refusal has no content here: classifiers stopped it before the first word."""
    form = (body.get("output_config") or {}).get("format")
    schema = form["schema"] if form else None
    text = next_answer(world, Asked(_system(body), _said(body), schema, world.now()), fault)
    refused = fault is not None and fault.kind == "refuse"
    short = tokens_in(text) > body["max_tokens"]
    said = "" if refused else text[: body["max_tokens"] * 4]
    name, at = str((schema or {}).get("title", "")), world.now().isoformat()
    # The service keeps nothing for later retrieval, so `stored` is always False.
    seen = Call(
        "anthropic", "messages", body["model"], _system(body), _said(body), name, said, False, at, hands_in(body)
    )
    world.saw(seen)
    reason = "refusal" if refused else "max_tokens" if short else "end_turn"
    return _message(body, said, reason, _REFUSED if refused else None)


def _message(body: JsonObject, said: str, reason: str, details: JsonObject | None) -> JsonObject:
    return {
        "id": f"msg_{secrets.token_hex(12)}",
        "type": "message",
        "role": "assistant",
        "model": served_name(body["model"]),
        "content": [{"type": "text", "text": said, "citations": None}] if said else [],
        "stop_reason": reason,
        "stop_sequence": None,
        "stop_details": details,
        "container": None,
        "usage": {
            "input_tokens": _input_tokens(body),
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": max(1, tokens_in(said)),
            "service_tier": "standard",
        },
    }


def _events(message: JsonObject) -> Iterator[Event]:
    """The events of a streamed message. Each event's name is also its data's type."""
    for data in _steps(message):
        yield Event(data["type"], data)


def _steps(message: JsonObject) -> Iterator[JsonObject]:
    begun = {**message, "content": [], "stop_reason": None, "stop_details": None}
    yield {"type": "message_start", "message": {**begun, "usage": {**message["usage"], "output_tokens": 1}}}
    yield {"type": "ping"}
    for index, block in enumerate(message["content"]):
        yield {"type": "content_block_start", "index": index, "content_block": {**block, "text": ""}}
        for piece in pieces(block["text"]):
            delta = {"type": "text_delta", "text": piece}
            yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    ended = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details", "container")}
    usage = {"output_tokens": message["usage"]["output_tokens"]}
    yield {"type": "message_delta", "delta": ended, "usage": usage}
    yield {"type": "message_stop"}
