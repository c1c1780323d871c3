"""What every Anthropic route shares: keys, versions, error bodies, headers, and the checks of a message request."""

import secrets
from typing import Any

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, JsonObject, Wire, json_object
from sandbox.models.legal import anthropic_problem
from sandbox.models.world import ModelWorld

VERSIONS = ("2023-06-01", "2026-10-21")
SAMPLING_REFUSED_IN = "2026-10-21"
_EFFORTS = ("low", "medium", "high", "xhigh", "max")
_STATUS = {
    400: ("invalid_request_error", "Your request was malformed."),
    401: ("authentication_error", "invalid x-api-key"),
    402: ("billing_error", "Your credit balance is too low to access the API."),
    403: ("permission_error", "Your API key does not have permission to use the specified resource."),
    404: ("not_found_error", "The requested resource was not found."),
    408: ("timeout_error", "The request took too long to arrive."),
    413: ("request_too_large", "Request exceeds the maximum allowed number of bytes."),
    429: ("rate_limit_error", "This request would exceed your rate limit. Please try again later."),
    500: ("api_error", "Internal server error"),
    503: ("api_error", "Service unavailable"),
    504: ("timeout_error", "The request timed out while processing."),
    529: ("overloaded_error", "Overloaded"),
}


def error_response(error: ApiError, fault: Fault | None) -> web.Response:
    """An error in Anthropic's shape."""
    headers = answer_headers()
    if fault is not None and fault.retry_after is not None:
        headers["retry-after"] = f"{fault.retry_after:g}"
    body = {"type": "error", "error": {"type": error.kind, "message": error.message}}
    return web.json_response({**body, "request_id": headers["request-id"]}, status=error.status, headers=headers)


def status_error(fault: Fault) -> ApiError:
    """The error that Anthropic gives with a status; a reason replaces its type."""
    kind, message = _STATUS.get(fault.status, ("api_error", "Something went wrong."))
    return ApiError(fault.status, message, fault.reason or kind)


WIRE = Wire("anthropic", error_response, status_error)


def answer_headers() -> dict[str, str]:
    """The headers of every answer."""
    return {"request-id": f"req_{secrets.token_hex(12)}"}


def check_caller(world: ModelWorld, request: web.Request) -> str:
    """Refuses a request without the right key or a known version; gives the version."""
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    key = request.headers.get("x-api-key") or bearer
    if not key:
        raise ApiError(401, "x-api-key header is required", "authentication_error")
    if key != world.anthropic_key:
        raise ApiError(401, "invalid x-api-key", "authentication_error")
    version = request.headers.get("anthropic-version", "")
    if not version:
        raise ApiError(400, "anthropic-version: header is required")
    if version not in VERSIONS:
        raise ApiError(400, f'anthropic-version: "{version}" is not a valid version')
    return version


async def checked_body(
    world: ModelWorld, request: web.Request, known: frozenset[str], required: tuple[str, ...]
) -> JsonObject:
    """The body of an authorized request whose fields all exist, whose model is ours and whose messages are sound."""
    version = check_caller(world, request)
    body = await json_object(request)
    for name in required:
        if body.get(name) is None:
            raise ApiError(400, f"{name}: Field required")
    for name in ("temperature", "top_p", "top_k"):
        if version == SAMPLING_REFUSED_IN and name in body:
            raise ApiError(400, f"{name}: `{name}` is not supported in API version {version}")
    unknown = next((name for name in body if name not in known), None)
    if unknown is not None:
        raise ApiError(400, f"{unknown}: Extra inputs are not permitted")
    if body["model"] not in world.anthropic_models:
        raise ApiError(404, f"model: {body['model']}", "not_found_error")
    _check_messages(body["messages"])
    _check_output(body.get("output_config") or {})
    return body


def _check_messages(messages: Any) -> None:
    if not isinstance(messages, list) or not messages:
        raise ApiError(400, "messages: at least one message is required")
    for index, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
            raise ApiError(400, f"messages.{index}.role: Input should be 'user' or 'assistant'")
        if not text_of(message.get("content"), f"messages.{index}.content").strip():
            raise ApiError(400, f"messages.{index}: text content blocks must be non-empty")
    if messages[-1]["role"] == "assistant":
        raise ApiError(
            400, "This model does not support assistant message prefill. The conversation must end with a user message."
        )


def _check_output(config: JsonObject) -> None:
    effort = config.get("effort")
    if effort is not None and effort not in _EFFORTS:
        raise ApiError(400, f"output_config.effort: Input should be one of {', '.join(_EFFORTS)}")
    form = config.get("format")
    if form is None:
        return
    if not isinstance(form, dict) or form.get("type") != "json_schema":
        raise ApiError(400, "output_config.format.type: Input should be 'json_schema'")
    problem = anthropic_problem(form.get("schema"))
    if problem:
        raise ApiError(400, problem)


def text_of(content: Any, where: str) -> str:
    """The words of a content: a string, or a list of text blocks."""
    if isinstance(content, str):
        return content
    if isinstance(content, list) and all(isinstance(block, dict) for block in content):
        return "\n".join(str(block.get("text", "")) for block in content)
    raise ApiError(400, f"{where}: Input should be a valid string or list")
