"""Faults that a stand-in commits on request: what to fail, how, and how often; shared by every stand-in."""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

Service = Literal["slack", "gmail", "oauth", "openai", "anthropic", "push", "pubsub", "calendar", "drive"]
Kind = Literal[
    "status", "timeout", "cut", "status_after", "timeout_after", "cut_after", "malformed", "slow", "orphan", "refuse"
]

_GLANCE_SECONDS = 0.05


class Fault(BaseModel):
    """One order to fail. `times` counts requests (None: until cleared); `seconds`: `slow`, `orphan`, the time-outs.

    The kinds that end in `_after` fail once the service has acted: the caller cannot know that it did. `orphan` acts as
    soon as its caller has gone, after `seconds` at the latest: what a process had asked for when it was killed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: Service
    method: str = "*"
    kind: Kind
    status: int = Field(503, ge=300, le=599)
    retry_after: float | None = Field(None, ge=0)
    times: int | None = Field(None, ge=1)
    seconds: float = Field(5, ge=0, le=600)
    reason: str = ""

    def hits(self, service: str, method: str) -> bool:
        """Whether this order is about that call."""
        return self.service == service and self.method in ("*", method)


@dataclass
class _Order:
    fault: Fault
    left: int | None


@dataclass
class Faults:
    """The orders in force, oldest first. One object serves all stand-ins of a process."""

    _orders: list[_Order] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Puts an order in force, behind those given before."""
        self._orders.append(_Order(fault, fault.times))

    def clear(self) -> None:
        """Forgets every order."""
        self._orders.clear()

    def take(self, service: str, method: str) -> Fault | None:
        """The fault that this call must suffer, counted as used, or None."""
        order = next((o for o in self._orders if o.fault.hits(service, method)), None)
        if order is None:
            return None
        if order.left is not None:
            order.left -= 1
            if order.left == 0:
                self._orders.remove(order)
        return order.fault

    def listing(self) -> list[dict[str, object]]:
        """The orders in force as JSON, each with what is left of its `times`."""
        return [{**order.fault.model_dump(), "times": order.left} for order in self._orders]


def cut(request: web.BaseRequest) -> None:
    """Closes the TCP connection at once: the caller sees a reset, never an answer."""
    if request.transport is not None:
        request.transport.abort()


async def strike_before(request: web.BaseRequest, fault: Fault) -> web.StreamResponse | None:
    """Commits `cut`, `timeout`, `slow` and `orphan` before the service acts.

    An answer means: stop here and return it (the caller is gone, it reaches nobody). None means: go on; the kinds
    `status`, `malformed` and `refuse` are then the service's own to put into its wire shape, as is `status_after` once
    it has acted; then `strike_after` commits the rest.
    """
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.kind in ("timeout", "orphan"):
        await _hold(request, fault.seconds)
    if fault.kind in ("cut", "timeout"):
        cut(request)
        return web.Response()
    return None


async def strike_after(request: web.BaseRequest, fault: Fault) -> bool:
    """Commits `cut_after` and `timeout_after` once the service has acted. True: the line is cut, no answer arrives."""
    if fault.kind == "timeout_after":
        await _hold(request, fault.seconds)
    if fault.kind in ("cut_after", "timeout_after"):
        cut(request)
        return True
    return False


async def _hold(request: web.BaseRequest, seconds: float) -> None:
    """Keeps the caller waiting, but no longer than it cares to wait."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    # a server transport offers no event to await when its peer goes away, so this looks now and then
    while (  # noqa: ASYNC110
        loop.time() < until and request.transport is not None and not request.transport.is_closing()
    ):
        await asyncio.sleep(min(_GLANCE_SECONDS, seconds))


def fault_routes(faults: Faults) -> list[web.RouteDef]:
    """The routes /play/faults (absolute paths), for `app.add_routes`."""

    async def listed(request: web.Request) -> web.Response:
        return web.json_response(faults.listing())

    async def added(request: web.Request) -> web.Response:
        try:
            faults.add(Fault.model_validate_json(await request.read()))
        except ValidationError as error:
            return web.json_response({"error": error.errors(include_url=False, include_context=False)}, status=400)
        return web.json_response(faults.listing(), status=201)

    async def cleared(request: web.Request) -> web.Response:
        faults.clear()
        return web.json_response([])

    return [
        web.get("/play/faults", listed),
        web.post("/play/faults", added),
        web.delete("/play/faults", cleared),
    ]
