"""The load generator, a process of its own: push notices as fast as they are taken, Slack's clicks at a steady rate.

It reads one order as JSON on standard input and writes the waits of all requests in milliseconds to standard output.
It speaks just enough HTTP by itself to be much faster than what it measures.
"""

import asyncio
import base64
import json
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from slack_sdk.signature import SignatureVerifier

AT_ONCE = 32
_END = b"\r\n\r\n"


@dataclass(frozen=True)
class Pushes:
    """Distinct notices for these mailboxes in turn, numbered from `first`, with these tokens in turn."""

    url: str
    emails: list[str]
    tokens: list[str]
    first: int
    number: int

    def requests(self) -> list[bytes]:
        """What goes over the wire."""
        return [self._one(n) for n in range(self.first, self.first + self.number)]

    def _one(self, number: int) -> bytes:
        notice = json.dumps({"emailAddress": self.emails[number % len(self.emails)], "historyId": number + 1})
        message = {"data": base64.b64encode(notice.encode()).decode(), "messageId": f"bench-{number}"}
        body = json.dumps({"message": message, "subscription": "projects/bench/subscriptions/mail"}).encode()
        token = self.tokens[number % len(self.tokens)]
        return _post(self.url, body, {"Authorization": f"Bearer {token}", "Content-Type": "application/json"})


@dataclass(frozen=True)
class Clicks:
    """One click of Alice on Approve for each of these versions, signed as Slack signs, so many a second."""

    url: str
    secret: str
    versions: list[str]
    per_second: float

    def one(self, version_id: str) -> bytes:
        """What goes over the wire, signed now."""
        body, stamp = click_body(version_id), str(int(time.time()))
        return _post(self.url, body.encode(), signed(self.secret, body, stamp))


def click_body(version_id: str) -> str:
    """Slack's payload of a click on Approve in Alice's conversation with the bot."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U0ALICE", "team_id": "T0MAIL"},
        "team": {"id": "T0MAIL"},
        "channel": {"id": "D0ALICE"},
        "container": {"type": "message", "channel_id": "D0ALICE", "message_ts": "1.0"},
        "trigger_id": "1.2.3",
        "actions": [
            {"action_id": "send_clicked", "block_id": "b", "type": "button", "value": version_id, "action_ts": "1.0"}
        ],
    }
    return urlencode({"payload": json.dumps(payload)})


def signed(secret: str, body: str, stamp: str) -> dict[str, str]:
    """Slack's headers of a request with that body at that time (seconds since 1970)."""
    signature = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or ""
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    return form | {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}


def _post(url: str, body: bytes, headers: dict[str, str]) -> bytes:
    parts = urlsplit(url)
    lines = {"Host": parts.netloc, "Content-Length": str(len(body)), **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {parts.path or '/'} HTTP/1.1\r\n{head}\r\n".encode() + body


class _Line(asyncio.Protocol):
    """One connection that is kept; one request at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._heard, self._answer = b"", asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, end, body = self._heard.partition(_END)
        if end and len(body) >= _length(head):
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("the connection was closed"))
            self._answer.exception()  # heard, even if nobody waits for it

    async def ask(self, request: bytes) -> int:
        """The status of the answer."""
        assert self._transport is not None
        self._heard, self._answer = b"", asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return int(await self._answer)

    def close(self) -> None:
        """Hangs up."""
        if self._transport is not None:
            self._transport.close()


def _length(head: bytes) -> int:
    lines = (line.split(b":", 1) for line in head.lower().split(b"\r\n")[1:])
    return next((int(value) for name, value in lines if name == b"content-length"), 0)


async def _open(url: str) -> _Line:
    parts = urlsplit(url)
    _, line = await asyncio.get_running_loop().create_connection(_Line, parts.hostname or "", parts.port or 80)
    return line


async def storm(order: Pushes) -> dict[str, Any]:
    """As fast as it goes, 32 at once; every answer must be a 2xx. Seconds for all, milliseconds for each."""
    waiting, waits = iter(order.requests()), list[float]()
    lines = [await _open(order.url) for _ in range(AT_ONCE)]
    began = time.perf_counter()
    await asyncio.gather(*(_client(line, waiting, waits) for line in lines))
    spent = time.perf_counter() - began
    for line in lines:
        line.close()
    return {"seconds": spent, "waits": waits}


async def _client(line: _Line, requests: Iterable[bytes], waits: list[float]) -> None:
    for request in requests:
        began = time.perf_counter()
        status = await line.ask(request)
        waits.append((time.perf_counter() - began) * 1000)
        if status >= 300:
            raise RuntimeError(f"a push was answered with {status}")


async def steady(order: Clicks) -> dict[str, Any]:
    """At its moment each, whatever the others take. A wait counts from that moment, so that no delay is left out."""
    free: asyncio.Queue[_Line] = asyncio.Queue()
    for _ in range(AT_ONCE):
        free.put_nowait(await _open(order.url))
    began = time.perf_counter() + 0.1

    async def click(number: int, version_id: str) -> float:
        due = began + number / order.per_second
        await asyncio.sleep(due - time.perf_counter())
        line = await free.get()
        status = await line.ask(order.one(version_id))
        free.put_nowait(line)
        if status != 200:
            raise RuntimeError(f"a click was answered with {status}")
        return (time.perf_counter() - due) * 1000

    waits = await asyncio.gather(*(click(n, version) for n, version in enumerate(order.versions)))
    return {"seconds": time.perf_counter() - began, "waits": list(waits)}


async def generate(order: Pushes | Clicks) -> dict[str, Any]:
    """Lets a process of its own do it: `seconds` for all, `waits` in milliseconds. Raises RuntimeError."""
    pipe = asyncio.subprocess.PIPE
    child = await asyncio.create_subprocess_exec(sys.executable, "-m", "benchmarks.load", stdin=pipe, stdout=pipe)
    said, _ = await child.communicate(json.dumps({"kind": type(order).__name__, **asdict(order)}).encode())
    if child.returncode:
        raise RuntimeError("the load generator failed; see above")
    found: dict[str, Any] = json.loads(said)
    return found


def main() -> None:
    """Does what standard input says."""
    order = json.load(sys.stdin)
    act = storm(Pushes(**order)) if order.pop("kind") == "Pushes" else steady(Clicks(**order))
    json.dump(asyncio.run(act), sys.stdout)


if __name__ == "__main__":
    main()
