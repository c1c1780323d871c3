"""Small servers that say what the real providers say, and one description a protocol for tests over all of them."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import BaseModel, SecretStr

from connectors.llm.anthropic import Anthropic
from connectors.llm.asking import Terms
from connectors.llm.model import Model, Prompt
from connectors.llm.openai import OpenAI

Json = dict[str, Any]


class Colour(BaseModel):
    """A shape with everything the real ones have: text, a number, a choice of nothing."""

    name: str
    share: float
    note: str | None


GOOD = '{"name": "teal", "share": 0.5, "note": null}'
TEAL = Colour(name="teal", share=0.5, note=None)


def prompt(user: str = "Which colour?") -> Prompt:
    return Prompt(name="colour", version="0a1b2c3d", tier="fast", system="You name colours.", user=user, max_tokens=300)


@dataclass(frozen=True)
class Canned:
    """One answer: a JSON body or raw text; `cut` drops the connection instead, `hang` never answers."""

    body: Json | str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    hang: bool = False


@dataclass(frozen=True)
class Asked:
    """What the server was asked."""

    path: str
    headers: dict[str, str]
    body: Json


class Wire:
    """Answers each path with what was queued for it, in order; a path with nothing queued does not exist."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._answers: defaultdict[str, deque[Canned]] = defaultdict(deque)
        self._leaving = asyncio.Event()

    def add(self, path: str, *answers: Canned) -> None:
        self._answers[path].extend(answers)

    async def start(self) -> str:
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._server = TestServer(app)
        await self._server.start_server()
        return str(self._server.make_url("/")).rstrip("/")

    async def stop(self) -> None:
        self._leaving.set()
        await self._server.close()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(Asked(request.path, dict(request.headers), await request.json()))
        queue = self._answers[request.path]
        canned = queue.popleft() if queue else Canned({"error": {"message": "Not found"}}, 404)
        if canned.cut and request.transport is not None:
            request.transport.abort()
        if canned.hang:
            await self._leaving.wait()
        text = canned.body if isinstance(canned.body, str) else json.dumps(canned.body)
        return web.Response(text=text, status=canned.status, headers=canned.headers, content_type="application/json")


def response_says(text: str, **more: Any) -> Json:
    part: Json = {"type": "output_text", "text": text, "annotations": []}
    return _response([part]) | more


def _response(parts: list[Json]) -> Json:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "status": "completed", "content": parts}
    return {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_795_000_000,
        "status": "completed",
        "error": None,
        "incomplete_details": None,
        "model": "gpt-6-luna-2026-09-01",
        "output": [{"id": "rs_1", "type": "reasoning", "summary": []}, message],
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "usage": {
            "input_tokens": 100,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": 20,
            "output_tokens_details": {"reasoning_tokens": 5},
            "total_tokens": 120,
        },
    }


def chat_says(text: str | None, finish: str = "stop", refusal: str | None = None) -> Json:
    message = {"role": "assistant", "content": text, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_795_000_000,
        "model": "local",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }


def message_says(text: str, stop: str = "end_turn") -> Json:
    return {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "claude-haiku-5-5",
        "content": [{"type": "text", "text": text}] if text else [],
        "stop_reason": stop,
        "stop_sequence": None,
        "usage": {"input_tokens": 100, "output_tokens": 20},
    }


def openai_error(status: int, code: str | None, **headers: str) -> Canned:
    body = {
        "error": {"message": "Secret words of a mail.", "type": "invalid_request_error", "param": None, "code": code}
    }
    return Canned(body, status, headers)


def anthropic_error(status: int, code: str | None, **headers: str) -> Canned:
    kinds = {401: "authentication_error", 402: "billing_error", 404: "not_found_error", 429: "rate_limit_error"}
    error: Json = {"type": kinds.get(status, "api_error"), "message": "Secret words of a mail."}
    return Canned(
        {"type": "error", "error": error | ({"details": {"error_code": code}} if code else {})}, status, headers
    )


async def no_pause(seconds: float) -> None:
    """Stands in for the wait before a quick retry."""


@dataclass(frozen=True)
class Dialect:
    """One protocol: where it is asked, how it says things, and the Model that speaks it."""

    name: str
    path: str
    model_name: str
    says: Callable[[str], Json]
    refuses: Callable[[], Json]
    stops_short: Callable[[], Json]
    error: Callable[..., Canned]
    connect: Callable[[Terms], Model]
    user_text: Callable[[Json], str]
    base: str = ""

    def model(self, url: str, timeout: float = 5.0) -> Model:
        names = {"fast": self.model_name, "strong": self.model_name}
        prices = {"local": (Decimal(3), Decimal(6))}
        key = SecretStr("sk-test")
        return self.connect(Terms(self.name, url + self.base, key, names, timeout, prices, no_pause))  # type: ignore[arg-type]


DIALECTS = (
    Dialect(
        name="responses",
        path="/v1/responses",
        base="/v1",
        model_name="gpt-6-luna",
        says=response_says,
        refuses=lambda: _response([{"type": "refusal", "refusal": "I cannot help with that."}]),
        stops_short=lambda: response_says(
            '{"name": "te', status="incomplete", incomplete_details={"reason": "max_output_tokens"}
        ),
        error=openai_error,
        connect=lambda terms: OpenAI(terms, "responses"),
        user_text=lambda body: str(body["input"]),
    ),
    Dialect(
        name="chat",
        path="/v1/chat/completions",
        base="/v1",
        model_name="local",
        says=chat_says,
        refuses=lambda: chat_says(None, refusal="I cannot help with that."),
        stops_short=lambda: chat_says('{"name": "te', finish="length"),
        error=openai_error,
        connect=lambda terms: OpenAI(terms, "chat"),
        user_text=lambda body: str(body["messages"][-1]["content"]),
    ),
    Dialect(
        name="messages",
        path="/v1/messages",
        model_name="claude-haiku-5-5",
        says=message_says,
        refuses=lambda: message_says("", stop="refusal"),
        stops_short=lambda: message_says('{"name": "te', stop="max_tokens"),
        error=anthropic_error,
        connect=Anthropic,
        user_text=lambda body: str(body["messages"][-1]["content"]),
    ),
)
