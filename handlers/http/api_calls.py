"""How every call of the API begins and ends: who asks, how often, with what body; and what writes is done once."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web
from pydantic import BaseModel, ValidationError

from assistant.api_keys import Caller, admit
from bot.errors import Failure, MailroomError, Permanent, Temporary
from bot.kept_answers import Kept, Order, Turn
from bot.limits import PerMinute
from bot.services import Services
from handlers.http.doors import SERVICES, read_bounded, refuse_failure

log = structlog.get_logger("api")
PEOPLE: web.AppKey[PerMinute] = web.AppKey("api_people", PerMinute)
BODY_AT_MOST = 65_536
WORK_SECONDS = 20.0  # shorter than the turn that an Idempotency-Key gives
COMPLAINTS = 10  # about a body, in one answer
QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')  # a string as RFC 8941 writes it, which the draft asks for
PLAIN = re.compile(r"[\x20-\x7e]{1,255}")
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Call:
    """A call that was let in. `place` is what stands in its address, `order` its body."""

    services: Services
    caller: Caller
    place: Mapping[str, str]
    order: BaseModel | None


@dataclass(frozen=True)
class Route:
    """An address of the API. What it answers and takes also stands in the OpenAPI document."""

    method: str
    path: str
    summary: str
    work: Callable[[Call], Awaitable[BaseModel]]
    gives: type[BaseModel]
    status: int = 200
    takes: type[BaseModel] | None = None
    failures: tuple[Failure, ...] = ()

    @property
    def writes(self) -> bool:
        """Whether it changes anything, and so takes an Idempotency-Key."""
        return self.method != "GET"


def door(route: Route) -> Handler:
    """The handler of a route."""

    async def called(request: web.Request) -> web.StreamResponse:
        services = request.app[SERVICES]
        caller = await _let_in(request, services)
        body = await _body(request) if route.writes else b""
        try:
            call = Call(services, caller, request.match_info, _order(route, body))
        except Misshapen as error:
            return refuse_failure(error, mend=error.mend)
        once = _once(request, caller, body) if route.writes else None
        return await (_work(route, call) if once is None else _work_once(route, call, once))

    return called


async def _let_in(request: web.Request, services: Services) -> Caller:
    """Whoever shows a good key, as often as one person may. Raises Permanent, Temporary.

    Each key is counted by itself too, before it is looked up: one that is over uses up nothing of its owner's.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Permanent("no access token", Failure.NO_KEY)
    shown = services.bearer.read(token.strip(), services.db.now())
    _count(request, f"key:{shown.token_id}")
    caller = await admit(services.db, shown)
    _count(request, f"person:{caller.user_id}")
    return caller


def _count(request: web.Request, who: str) -> None:
    if wait := request.app[PEOPLE].wait(who):
        raise Temporary("too many calls", Failure.TOO_OFTEN, retry_after=wait)


async def _body(request: web.Request) -> bytes:
    body = await read_bounded(request, BODY_AT_MOST)
    if body is None:
        raise Permanent("the body is too large", Failure.TOO_LARGE)
    if body and request.content_type != "application/json":
        raise Permanent("the body is no JSON", Failure.WRONG_TYPE)
    return body


class Misshapen(Permanent):
    """A body that is not of the route's shape. `mend` names where and why, and quotes nothing of it."""

    def __init__(self, mend: list[dict[str, Any]]) -> None:
        super().__init__("the body does not fit", Failure.MALFORMED)
        self.mend = mend


def _order(route: Route, body: bytes) -> BaseModel | None:
    if route.takes is None:
        return None
    try:
        return route.takes.model_validate_json(body or b"{}")
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)[:COMPLAINTS]
        raise Misshapen([{"at": _at(one["loc"]), "why": one["type"]} for one in found]) from None


def _at(place: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in place)[:100]


def _once(request: web.Request, caller: Caller, body: bytes) -> Order | None:
    """What the Idempotency-Key asks for; None without one. It may come quoted, as the draft says, or bare, as many
    programs send it: both are the same key (draft-ietf-httpapi-idempotency-key-header)."""
    given = request.headers.getall("Idempotency-Key", [])
    if not given:
        return None
    quoted = QUOTED.fullmatch(given[0].strip())
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else given[0].strip()
    if len(given) > 1 or not PLAIN.fullmatch(key):
        raise Permanent("the idempotency key cannot be read", Failure.ONCE_MALFORMED)
    return Order(caller.user_id, request.method, request.path, key, body)


async def _work(route: Route, call: Call) -> web.Response:
    try:
        async with asyncio.timeout(WORK_SECONDS):
            answer = await route.work(call)
    except TimeoutError:
        raise Temporary("a call of the api took too long") from None
    return web.json_response(text=answer.model_dump_json(), status=route.status)


async def _work_once(route: Route, call: Call, order: Order) -> web.Response:
    """The same answer to the same order, but where nothing is known to have come of it (a status from 500 on)."""
    kept_answers = call.services.kept_answers
    turn = await kept_answers.begin(order)
    if isinstance(turn, Kept):
        return web.json_response(text=turn.body, status=turn.status, headers={"Idempotent-Replayed": "true"})
    try:
        response = await _answered(route, call)
    except BaseException:  # also a process that is told to stop: whoever comes back finds no turn in the way
        await kept_answers.give_back(turn)
        raise
    await _end(call.services, turn, response)
    return response


async def _answered(route: Route, call: Call) -> web.Response:
    try:
        return await _work(route, call)
    except MailroomError as error:
        log.warning("call refused", failure=error.failure.value, reason=str(error))
        return refuse_failure(error)


async def _end(services: Services, turn: Turn, response: web.Response) -> None:
    if response.status >= 500:
        await services.kept_answers.give_back(turn)
    else:
        await services.kept_answers.keep(turn, Kept(response.status, response.text or ""))
