"""What every OpenAI route shares: keys, error bodies, headers, the checks of a body, its model and its effort."""

import secrets

from aiohttp import web

from sandbox.faults import Fault
from sandbox.models.door import ApiError, JsonObject, Wire, json_object
from sandbox.models.world import ModelWorld

_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_STATUS = {
    400: ("invalid_request_error", None, "Your request was malformed."),
    401: ("invalid_request_error", "invalid_api_key", "Incorrect API key provided."),
    403: (
        "invalid_request_error",
        "unsupported_country_region_territory",
        "Country, region or territory not supported",
    ),
    404: ("invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
    409: ("invalid_request_error", "conflict", "The resource was changed by another request."),
    429: ("requests", "rate_limit_exceeded", "Rate limit reached for requests. Please try again later."),
    500: ("server_error", None, "The server had an error while processing your request. Sorry about that!"),
    503: ("server_error", "server_is_overloaded", "The engine is currently overloaded, please try again later."),
}
_QUOTA = "You exceeded your current quota, please check your plan and billing details."


def error_response(error: ApiError, fault: Fault | None) -> web.Response:
    """An error in OpenAI's shape."""
    body = {"message": error.message, "type": error.kind, "param": error.param, "code": error.code}
    headers = answer_headers()
    if fault is not None and fault.retry_after is not None:
        headers["retry-after"] = f"{fault.retry_after:g}"
        headers["retry-after-ms"] = f"{fault.retry_after * 1000:.0f}"
    return web.json_response({"error": body}, status=error.status, headers=headers)


def status_error(fault: Fault) -> ApiError:
    """The error that OpenAI gives with a status; reason `insufficient_quota` makes a 429 one of billing."""
    if fault.status == 429 and fault.reason == "insufficient_quota":
        return ApiError(429, _QUOTA, "insufficient_quota", "insufficient_quota")
    kind, code, message = _STATUS.get(fault.status, ("server_error", None, "Something went wrong."))
    return ApiError(fault.status, message, kind, fault.reason or code)


WIRE = Wire("openai", error_response, status_error)


def answer_headers() -> dict[str, str]:
    """The headers of every answer."""
    return {"x-request-id": f"req_{secrets.token_hex(16)}", "openai-version": "2020-10-01"}


def check_key(world: ModelWorld, request: web.Request) -> None:
    """Refuses a request without the right key."""
    given = request.headers.get("Authorization", "")
    if not given.startswith("Bearer "):
        raise ApiError(
            401,
            "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer "
            "auth (i.e. Authorization: Bearer YOUR_KEY).",
        )
    key = given.removeprefix("Bearer ")
    if key != world.openai_key:
        shown = f"{key[:3]}{'*' * max(4, len(key) - 7)}{key[-4:]}"
        raise ApiError(401, f"Incorrect API key provided: {shown}.", code="invalid_api_key")


async def checked_body(world: ModelWorld, request: web.Request, known: frozenset[str], required: str) -> JsonObject:
    """The body of an authorized request whose parameters all exist and whose model is one of ours."""
    check_key(world, request)
    body = await json_object(request)
    for name in ("model", required):
        if body.get(name) is None:
            message = f"Missing required parameter: '{name}'."
            raise ApiError(400, message, code="missing_required_parameter", param=name)
    unknown = next((name for name in body if name not in known), None)
    if unknown is not None:
        raise ApiError(400, f"Unknown parameter: '{unknown}'.", code="unknown_parameter", param=unknown)
    if len(str(body.get("safety_identifier") or "")) > 128:
        message = "Invalid 'safety_identifier': string too long. Expected a string with maximum length 128."
        raise ApiError(400, message, code="string_above_max_length", param="safety_identifier")
    return body


def check_model(world: ModelWorld, body: JsonObject, effort: object) -> str:
    """The effort to use for a known model. Sampling parameters go with effort none only, and sol takes no none."""
    model = body["model"]
    if model not in world.openai_models:
        message = f"The model `{model}` does not exist or you do not have access to it."
        raise ApiError(404, message, code="model_not_found")
    used = str(effort if effort is not None else "medium")
    if used not in _EFFORTS or (used == "none" and "-sol" in model):
        message = f"Unsupported value: '{used}' is not supported with the '{model}' model."
        raise ApiError(400, message, code="unsupported_value", param="reasoning.effort")
    sampling = next((name for name in ("temperature", "top_p") if body.get(name) is not None), None)
    if sampling is not None and used != "none":
        message = f"Unsupported parameter: '{sampling}' is not supported with this model."
        raise ApiError(400, message, code="unsupported_parameter", param=sampling)
    return used
