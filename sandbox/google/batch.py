"""Batches: many calls in one multipart/mixed request, each answered, charged and failed on its own.

https://developers.google.com/workspace/gmail/api/guides/batch
"""

import asyncio
import random
import secrets
from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web
from multidict import CIMultiDict

from sandbox.google.errors import GoogleError, invalid
from sandbox.google.gateway import Answer, Gateway, Incoming, incoming
from sandbox.google.uploads import header_lines, multipart

_MOST = 100


async def answer_batch(gateway: Gateway, request: web.Request, mount: str, body: bytes) -> Answer | None:
    """Answers a batch request; None when a fault in one part has closed the connection.

    `mount` is the path under which the stand-in lives: the inner requests name their paths with or without it. They
    are done side by side, and answered in whatever order.
    """
    try:
        parts = multipart(request.headers.get("Content-Type", ""), body)
        if not parts:
            raise invalid("Batch request is empty")
        if len(parts) > _MOST:
            raise invalid(f"Inner request count exceeds the limit. Received: {len(parts)}, Limit: {_MOST}")
        calls = [_inner(headers, content, request, mount) for headers, content in parts]
        _check_api(request.match_info.get("api", ""), calls)
    except GoogleError as error:
        return Answer(error.code, error.body())
    answers = await asyncio.gather(*(gateway.answer(request, call) for call in calls))
    written = [
        _written(headers.get("Content-ID", ""), answer)
        for (headers, _), answer in zip(parts, answers, strict=True)
        if answer is not None
    ]
    if len(written) < len(parts):
        return None
    random.shuffle(written)
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
    call = incoming(words[0], target, own, body.strip())
    if call.path.startswith("upload/") or call.query.get("alt") == "media":
        raise invalid("Media uploads and downloads cannot be batched")
    if call.path.startswith("batch"):
        raise invalid("Batches cannot be nested")
    return call


def _check_api(api: str, calls: Sequence[Incoming]) -> None:
    """All calls must be of the API that the address names, or of one if it names none."""
    roots = {"/".join(call.path.split("/")[:2]) for call in calls} | ({api.strip("/")} if api else set())
    if len(roots) > 1:
        raise invalid("All calls of a batch must be of one API")


def _written(content_id: str, answer: Answer) -> bytes:
    reason = HTTPStatus(answer.status).phrase
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = [f"HTTP/1.1 {answer.status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
    inner = "\r\n".join(lines).encode() + b"\r\n\r\n" + answer.body
    outer = "Content-Type: application/http\r\n"
    if content_id:
        outer += f"Content-ID: <response-{content_id.strip('<>')}>\r\n"
    return outer.encode() + b"\r\n" + inner + b"\r\n"
