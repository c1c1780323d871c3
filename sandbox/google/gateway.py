"""The front door of the APIs: finds the method, commits faults, checks who calls and what, and answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web
from multidict import CIMultiDict, MultiDict
from yarl import URL

from sandbox.faults import Fault, strike_after, strike_before
from sandbox.google.call import Call, Handler, Media
from sandbox.google.discovery import Api, Method, api_of, check_query, parse_body
from sandbox.google.errors import GoogleError, Json, ordered, scope_insufficient, unauthenticated
from sandbox.google.fields import check_mask, parse_mask, select
from sandbox.google.oauth import Grant
from sandbox.google.uploads import take_upload
from sandbox.google.world import GoogleWorld

_JSON = "application/json; charset=UTF-8"
_NO_PAGE = b"<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p>That is all we know.</html>"


@dataclass(frozen=True)
class Incoming:
    """A call on the wire, whole or as a part of a batch; `path` is percent-encoded, without a leading slash."""

    http: str
    path: str
    query: MultiDict[str]
    headers: CIMultiDict[str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What goes back."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": _JSON})


def incoming(http: str, target: str, headers: CIMultiDict[str], body: bytes) -> Incoming:
    """A call from its request target, such as `/gmail/v1/users/me/profile?alt=json`."""
    url = URL(target, encoded=True)
    return Incoming(http.upper(), url.raw_path.lstrip("/"), MultiDict(url.query), headers, body)


class Gateway:
    """Answers calls to Gmail, Calendar and Drive; `handlers` by API and method name, such as `gmail.drafts.send`."""

    def __init__(self, world: GoogleWorld, handlers: Mapping[str, Handler]) -> None:
        self._world, self._handlers = world, handlers

    async def answer(self, request: web.Request, asked: Incoming) -> Answer | None:
        """The answer to one call; None when a fault has closed the connection."""
        path = asked.path.removeprefix("upload/")
        api = api_of(path)
        found = api.find(asked.http, path) if api else None
        if api is None or found is None:
            return Answer(404, _NO_PAGE, {"Content-Type": "text/html; charset=UTF-8"})
        method, parameters = found
        fault = self._world.faults.take(api.name, method.name)
        if fault and await strike_before(request, fault):
            return None
        if fault and fault.kind == "malformed":
            return Answer(200, b'{"id": "18c0ffee", "threadId": ')
        answer = self._safely(api, method, parameters, asked, fault)
        if fault and await strike_after(request, fault):
            return None
        return _refused(fault) if fault and fault.kind == "status_after" else answer

    def _safely(
        self, api: Api, method: Method, parameters: Mapping[str, str], asked: Incoming, fault: Fault | None
    ) -> Answer:
        try:
            if fault and fault.kind == "status":
                return _refused(fault)
            return self._act(api, method, parameters, asked)
        except GoogleError as error:
            return _told(error)

    def _act(self, api: Api, method: Method, parameters: Mapping[str, str], asked: Incoming) -> Answer:
        grant = self._caller(method, asked)
        email, scopes = grant.email, frozenset(grant.scopes)
        _check_user(parameters, email)
        check_query(api, method, asked.query.items())
        mask = parse_mask(asked.query["fields"]) if asked.query.get("fields") else {}
        check_mask(api, method, mask)
        body, upload = self._content(api, method, asked)
        handler = self._handlers.get(f"{api.name}.{method.name}")
        if handler is None:
            raise GoogleError(501, "notImplemented", f"The sandbox does not offer {api.name}.{method.name}.")
        if api.name == "gmail":
            self._world.quota.charge(email, method.name)
        result = handler(
            Call(self._world, method, email, scopes, parameters, asked.query, body, upload, asked.headers)
        )  # fmt: skip
        if isinstance(result, Media):
            return Answer(200, result.content, {"Content-Type": result.kind})
        return Answer(204, b"", {}) if result is None else Answer(200, _printed(select(mask, result)))

    def _caller(self, method: Method, asked: Incoming) -> Grant:
        """The grant whose token came with the call. Raises 401 and 403."""
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else asked.query.get("access_token", "")
        if not token:
            raise unauthenticated(presented=False)
        grant = self._world.oauth.holder(token)
        if grant is None:
            raise unauthenticated(presented=True)
        if not method.scopes & set(grant.scopes):
            raise scope_insufficient(method.api)
        return grant

    def _content(self, api: Api, method: Method, asked: Incoming) -> tuple[Json, bytes | None]:
        if asked.path.startswith("upload/"):
            metadata, upload = take_upload(method, asked.query, asked.headers, asked.body)
            return parse_body(api, method, metadata), upload
        if asked.body and not asked.headers.get("Content-Type", "").startswith("application/json"):
            kind = asked.headers.get("Content-Type", "")
            raise GoogleError(400, "badRequest", f"Unsupported content with type: {kind}")
        return parse_body(api, method, asked.body), None


def _told(error: GoogleError) -> Answer:
    return Answer(error.code, error.body(), {"Content-Type": _JSON, **error.headers})


def _refused(fault: Fault) -> Answer:
    return _told(ordered(fault.status, fault.reason, fault.retry_after))


def _printed(result: Json) -> bytes:
    return json.dumps(result, indent=2, ensure_ascii=False).encode("utf-8", "replace")


def _check_user(parameters: Mapping[str, str], email: str) -> None:
    wanted = parameters.get("userId", "me")
    if wanted not in ("me", email):
        raise GoogleError(403, "forbidden", f"Delegation denied for {email}")
