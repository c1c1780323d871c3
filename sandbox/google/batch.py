"""Batches: many calls in one multipart/mixed request, each answered on its own."""

import secrets
from http import HTTPStatus

from aiohttp import web
from multidict import CIMultiDict

from sandbox.google.errors import GoogleError, invalid
from sandbox.google.gateway import Answer, Gateway, Incoming, incoming
from sandbox.google.uploads import header_lines, multipart

_MOST = 100


async def answer_batch(gateway: Gateway, request: web.Request, mount: str, body: bytes) -> Answer | None:
    """Answers a batch request; None when a fault in one part has closed the connection.

    `mount` is the path under which the stand-in lives: the inner requests name their paths with or without it.
    """
    try:
        parts = multipart(request.headers.get("Content-Type", ""), body)
        if not parts:
            raise invalid("Batch request is empty")
        if len(parts) > _MOST:
            raise invalid(f"The batch request exceeded the maximum of {_MOST} calls: {len(parts)}")
        calls = [(headers, _inner(headers, content, request, mount)) for headers, content in parts]
    except GoogleError as error:
        return Answer(error.code, error.body())
    written = []
    for headers, call in calls:
        answer = await gateway.answer(request, call)
        if answer is None:
            return None
        written.append(_written(headers.get("Content-ID", ""), answer))
    boundary = f"batch_{secrets.token_urlsafe(24)}"
    whole = b"".join(f"--{boundary}\r\n".encode() + part for part in written) + f"--{boundary}--\r\n".encode()
    return Answer(200, whole, {"Content-Type": f"multipart/mixed; boundary={boundary}"})


def _inner(headers: CIMultiDict[str], content: bytes, request: web.Request, mount: str) -> Incoming:
    """One part as a call; what it does not say about its caller, the outer request does."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/http":
        raise invalid("Each part of a batch must be of type application/http")
    head, _, body = content.partition(b"\r\n\r\n")
    first, _, rest = head.partition(b"\r\n")
    words = first.decode("latin-1").split(" ")
    if len(words) < 2:
        raise invalid("Failed to parse a batch part: no request line")
    own = header_lines(rest)
    if "Authorization" not in own and "Authorization" in request.headers:
        own["Authorization"] = request.headers["Authorization"]
    target = words[1].removeprefix("https://gmail.googleapis.com").removeprefix(mount)
    if target.lstrip("/").startswith("upload/"):
        raise invalid("Media uploads cannot be batched")
    return incoming(words[0], target, own, body.strip())


def _written(content_id: str, answer: Answer) -> bytes:
    reason = HTTPStatus(answer.status).phrase
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    inner = "\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body
    outer = "Content-Type: application/http\r\n"
    if content_id:
        outer += f"Content-ID: <response-{content_id.strip('<>')}>\r\n"
    return outer.encode() + b"\r\n" + inner + b"\r\n"
