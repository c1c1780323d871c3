"""The arguments of a Web API call, however they were sent: JSON body, form or query string."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.slack.values import Json, SlackError


@dataclass(frozen=True)
class Args:
    """The arguments of one call. Values from forms are strings; those from JSON bodies may be anything."""

    values: Json

    def text(self, name: str, default: str = "") -> str:
        """A string argument; numbers are taken as Slack takes them, as their text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, dict | list):
            raise invalid(f"must provide a string [json-pointer:/{name}]")
        return str(value)

    def need(self, name: str) -> str:
        """A string argument that must be there."""
        value = self.text(name)
        if not value:
            raise invalid(f"missing required field: {name}")
        return value

    def has(self, name: str) -> bool:
        """Whether the argument was given, even if empty."""
        return self.values.get(name) is not None

    def flag(self, name: str) -> bool:
        """A boolean argument in any of the ways people write one."""
        return str(self.values.get(name, "")).lower() in ("1", "true")

    def whole(self, name: str, default: int, most: int) -> int:
        """An integer argument of 1 to `most`."""
        try:
            value = int(self.text(name) or default)
        except ValueError as error:
            raise invalid(f"must provide an integer [json-pointer:/{name}]") from error
        if not 1 <= value <= most:
            raise SlackError("invalid_limit")
        return value

    def json(self, name: str) -> Any:
        """A structured argument, also if it was sent as JSON text. None if absent; a string if it is no JSON."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            return value

    def list(self, name: str, error: str) -> list[Any] | None:
        """An array argument, or None if absent; anything else is that error."""
        value = self.json(name)
        if value is None or value == "":
            return None
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise SlackError(error)
        return value


def invalid(message: str) -> SlackError:
    """Slack's invalid_arguments with one explanation."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}"]})


async def read_args(request: web.Request) -> Json:
    """All arguments of a request: the body's win over the query's. Raises SlackError as Slack would."""
    query: Json = dict(request.query)
    if request.method != "POST":
        return query
    if request.content_type == "application/json":
        return {**query, **_object(await request.text())}
    if request.content_type in ("application/x-www-form-urlencoded", "multipart/form-data"):
        form = await request.post()
        return {**query, **{name: value for name, value in form.items() if isinstance(value, str)}}
    if await request.read():
        raise SlackError("invalid_post_type")
    return query


def _object(body: str) -> Json:
    try:
        parsed = json.loads(body) if body else {}
    except ValueError as error:
        raise SlackError("invalid_json") from error
    if not isinstance(parsed, dict):
        raise SlackError("json_not_object")
    return parsed


def token_of(request: web.Request, args: Json) -> str:
    """The bearer token, or the `token` argument of a form or query (Slack takes none from a JSON body)."""
    header = request.headers.get("Authorization", "")
    if header:
        kind, _, token = header.partition(" ")
        return token.strip() if kind.lower() == "bearer" else header
    sent_as_json = request.content_type == "application/json" and "token" not in request.query
    return "" if sent_as_json else str(args.get("token", ""))
