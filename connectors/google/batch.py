"""Several calls in one request: multipart/mixed, of which each part is answered, charged and refused on its own.

https://developers.google.com/workspace/gmail/api/guides/batch
"""

import json
import re
import secrets
from asyncio import Future, get_running_loop
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from typing import Any
from urllib.parse import urlsplit

from bot.errors import Failure, MailroomError, Permanent, Temporary
from connectors.google.failures import NotOffered, TokenRefused, failure_of
from connectors.google.transport import Http

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(rb"HTTP/[\d.]+ (\d{3})\b[^\r\n]*\r?\n?")
_INSIDE = ("accept", "content-type")  # what a part says for itself; the rest the whole request says for it


class NotInParts(NotOffered):
    """A batch was answered, but not as one: whoever answered knows no batches."""


class TooLong(Permanent):
    """A batch was answered at more length than is held in memory at once: its parts are asked for one by one."""


@dataclass(frozen=True, eq=False)
class Part:
    """One call of a batch, of which an answer must name `id`: no other thing than was asked for."""

    request: Any
    id: str
    answer: Future[dict[str, Any]]

    def read(self, told: "Told") -> dict[str, Any]:
        """What was answered. Raises one of bot.errors."""
        if told.status >= 300:
            raise failure_of(told.status, told.headers, told.content, repeatable=True)
        try:
            answer = json.loads(told.content)
        except ValueError as error:
            raise Temporary("a part of a batch could not be read") from error
        if not isinstance(answer, dict) or answer.get("id") != self.id:
            raise Temporary("a part of a batch is about something else")
        return answer


@dataclass(frozen=True)
class Told:
    """What was answered to one part; header names in lower case."""

    name: str
    status: int
    headers: Mapping[str, str]
    content: bytes


class Batch:
    """Calls of one method, which may safely be done twice. To the client it is a request like those of googleapiclient,
    which may be executed again for the parts that are left."""

    def __init__(self, url: str, parts: Sequence[Part]) -> None:
        request = parts[0].request
        self._url, self._parts = url, parts
        self._loop = get_running_loop()
        self.methodId: str = request.methodId  # the library's name of it
        self.headers = {name: value for name, value in request.headers.items() if name not in _INSIDE}

    @property
    def left(self) -> list[Part]:
        """The parts that have no answer yet and whose callers still wait for one."""
        return [part for part in self._parts if not part.answer.done()]

    def execute(self, http: Http, num_retries: int = 0) -> dict[str, Any]:
        """Sends what is left, from a worker thread. Each part that has its answer, or is refused for good, is settled.

        Raises what stands for all the others; ValueError for an answer cut short, of which nothing is kept; TooLong for
        one of more bytes than `http` reads; NotInParts.
        """
        asked = {str(number): part for number, part in enumerate(self.left)}
        if not asked:
            return {}
        boundary = f"batch_{secrets.token_hex(16)}"
        headers = {**self.headers, "content-type": f"multipart/mixed; boundary={boundary}"}
        answer, content = http.request(self._url, "POST", written(asked, boundary), headers)
        if http.at_most is not None and len(content) >= http.at_most:
            raise TooLong("a batch was answered at too much length")
        if failed := self._settle(asked, list(parts_of(str(answer.get("content-type", "")), content))):
            raise _together(failed)
        return {}

    def _settle(self, asked: dict[str, Part], all_told: Sequence[Told]) -> list[MailroomError]:
        """Settles what can be; the failures of the parts that are left, one that was not answered at all included."""
        failed: list[MailroomError] = []
        known = [told for told in all_told if told.name in asked]
        if not known:
            raise NotInParts("no part of a batch was answered")
        for told in known:
            part = asked.pop(told.name, None)
            if part is None:
                continue  # a second answer to the same part
            try:
                self._loop.call_soon_threadsafe(answered, part, part.read(told))
            except (Temporary, TokenRefused) as error:
                failed.append(error.with_traceback(None))  # which would keep all that was answered
            except MailroomError as error:
                self._loop.call_soon_threadsafe(refused, part, error.with_traceback(None))
        return failed + [Temporary("a part of a batch was not answered") for _ in asked]


def answered(part: Part, answer: dict[str, Any]) -> None:
    """Gives the caller the answer, if it still waits for one."""
    if not part.answer.done():
        part.answer.set_result(answer)


def refused(part: Part, error: Exception) -> None:
    """Gives the caller the error, if it still waits."""
    if not part.answer.done():
        part.answer.set_exception(error)


def _together(failed: Sequence[MailroomError]) -> MailroomError:
    """One failure for several: a refused token first, which may be mended; else the longest wait that is asked for.
    Where one part is told to slow down, the service is there."""
    if refusals := [error for error in failed if isinstance(error, TokenRefused)]:
        return refusals[0]
    slow = [error for error in failed if error.failure is not Failure.SERVICE_DOWN]
    waits = [error.retry_after for error in failed if isinstance(error, Temporary) and error.retry_after is not None]
    first = (slow or failed)[0]
    return Temporary(f"{len(failed)} parts: {first}", first.failure, retry_after=max(waits, default=None))


def written(asked: Mapping[str, Part], boundary: str) -> bytes:
    """The body of a batch request; each part is named by its key."""
    parts = (_part(name, part.request) for name, part in asked.items())
    return b"".join(b"--%b\r\n%b\r\n" % (boundary.encode(), part) for part in parts) + b"--%b--\r\n" % boundary.encode()


def _part(name: str, request: Any) -> bytes:
    """The path alone names the method: the host, and who asks, are those of the whole request."""
    where, body = urlsplit(request.uri), (request.body or "").encode()
    headers = {header: request.headers[header] for header in _INSIDE if header in request.headers}
    if body:
        headers["content-length"] = str(len(body))
    lines = [
        "Content-Type: application/http",
        f"Content-ID: <{name}>",
        "",
        f"{request.method} {where.path}?{where.query} HTTP/1.1",
        *(f"{header}: {value}" for header, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def parts_of(kind: str, body: bytes) -> Iterator[Told]:
    """The parts of an answer, whose content type is `kind`; those that are no answers are left out.

    Raises NotInParts, and ValueError where the end is missing.
    """
    outer = Message()
    outer["content-type"] = kind
    boundary = outer.get_boundary()
    if outer.get_content_maintype() != "multipart" or not boundary:
        raise NotInParts("a batch was answered as a whole")
    # not by a pattern: that takes twenty times as long, during which nothing else of the process runs
    pieces = (b"\n" + body).split(b"\n--" + boundary.encode("latin-1", "replace"))
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise ValueError("the end of a batch is missing")
    for piece in pieces[1:-1]:
        outside, _, answer = _halves(piece.lstrip(b"\r\n"))
        head, _, content = _halves(answer)
        name = re.fullmatch(r"<?response-<?([^<>]+)>?>?", _headers(outside).get("content-id", "").strip())
        if (status := _STATUS.match(head)) and name:
            yield Told(name[1], int(status[1]), _headers(head[status.end() :]), content)


def _halves(text: bytes) -> tuple[bytes, bytes, bytes]:
    """What stands before and after the first blank line."""
    found = _BLANK_LINE.search(text)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, b"", b"")


def _headers(lines: bytes) -> dict[str, str]:
    message = HeaderParser().parsestr(lines.decode("latin-1"))
    return {name.lower(): str(value) for name, value in message.items()}
