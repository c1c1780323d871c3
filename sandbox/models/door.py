"""What both stand-ins do with a request around the answer itself: faults, bodies, refusals, event streams."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.faults import Fault, cut, strike_after, strike_before
from sandbox.models.world import ModelWorld

JsonObject = dict[str, Any]
Act = Callable[[web.Request, Fault | None], Awaitable[web.StreamResponse]]


@dataclass
class ApiError(Exception):
    """A refusal, before it is put into a vendor's wire shape."""

    status: int
    message: str
    kind: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None


@dataclass(frozen=True)
class Wire:
    """How one vendor words things: its error bodies, and the error of a status fault."""

    service: str
    error_response: Callable[[ApiError, Fault | None], web.Response]
    status_error: Callable[[Fault], ApiError]


def door(
    world: ModelWorld, wire: Wire, method: str, act: Act
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A handler that suffers the faults in force, then acts, then turns refusals into the vendor's shape."""

    async def handle(request: web.Request) -> web.StreamResponse:
        fault = world.faults.take(wire.service, method)
        if fault is not None:
            struck = await strike_before(request, fault)
            if struck is not None:
                return struck
            if fault.kind == "status":
                return wire.error_response(wire.status_error(fault), fault)
        try:
            answer = await act(request, fault)
        except ApiError as error:
            return wire.error_response(error, None)
        except ConnectionError:  # the caller is gone: nobody is left to answer
            return web.Response()
        if fault is not None and not await strike_after(request, fault) and fault.kind == "status_after":
            return wire.error_response(wire.status_error(fault), fault)
        return answer

    return handle


async def json_object(request: web.Request) -> JsonObject:
    """The request's body as a JSON object."""
    try:
        body = await request.json()
    except ValueError as error:
        raise ApiError(400, "We could not parse the JSON body of your request.") from error
    if not isinstance(body, dict):
        raise ApiError(400, "The JSON body of your request must be an object.")
    return body


async def think(world: ModelWorld) -> None:
    """Waits as long as a model would."""
    if world.latency_ms > 0:
        await asyncio.sleep(world.latency_ms / 1000)


@dataclass(frozen=True)
class Event:
    """One server-sent event. `name` is '' where the vendor sends data lines only."""

    name: str
    data: JsonObject | str

    def encode(self) -> bytes:
        """The event's lines."""
        data = self.data if isinstance(self.data, str) else json.dumps(self.data, ensure_ascii=False)
        head = f"event: {self.name}\n" if self.name else ""
        return f"{head}data: {data}\n\n".encode()


async def stream(
    request: web.Request, events: Iterable[Event], fault: Fault | None, headers: dict[str, str]
) -> web.StreamResponse:
    """Sends the events; under `cut_after` only the first half of them, then the connection breaks."""
    waiting = list(events)
    broken = fault is not None and fault.kind == "cut_after"
    response = web.StreamResponse(headers={**headers, "Content-Type": "text/event-stream; charset=utf-8"})
    await response.prepare(request)
    for event in waiting[: len(waiting) // 2] if broken else waiting:
        await response.write(event.encode())
    if broken:
        cut(request)
    else:
        await response.write_eof()
    return response


def pieces(text: str, size: int = 24) -> list[str]:
    """The text in the pieces in which a stream brings it."""
    return [text[i : i + size] for i in range(0, len(text), size)]
