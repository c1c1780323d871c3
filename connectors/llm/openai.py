"""OpenAI, and any server that speaks its protocol: by the Responses API, or by Chat Completions where that is missing.

https://developers.openai.com/api/docs/guides/structured-outputs
"""

import json
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, SecretStr

from bot.errors import MailroomError
from bot.settings import Settings
from connectors.llm.asking import THINKING_ROOM, Reply, Terms, ask_within_deadline, label, translated
from connectors.llm.failures import from_status, unreachable
from connectors.llm.lazily import Lazily
from connectors.llm.model import Answer, Prompt, Refused, T
from connectors.llm.prices import Tokens, count

if TYPE_CHECKING:
    from openai import APIStatusError, AsyncOpenAI
    from openai.types.chat import ChatCompletion
    from openai.types.chat.completion_create_params import ResponseFormat
    from openai.types.responses import Response, ResponseError

OFFICIAL_HOST = "api.openai.com"
EFFORT: Literal["low"] = "low"  # a mail needs little thought, and its reader waits

# Names that are known to take an effort and a cache key. Other servers may refuse a field that they do not know.
_REASONING_MODELS = ("gpt-6", "gpt-5.4", "gpt-5.5", "gpt-5.6")

Wire = Literal["auto", "responses", "chat"]
WIRES: dict[str, Wire] = {"auto": "auto", "responses": "responses", "chat": "chat"}
Format = Literal["json_schema", "json_object"]


@lru_cache(maxsize=64)
def strict_schema(shape: type[BaseModel]) -> dict[str, object]:
    """The JSON schema of a shape in the strict dialect: every property required, no others allowed."""
    from openai import pydantic_function_tool

    return dict(pydantic_function_tool(shape)["function"]["parameters"])


def _schema_in_words(shape: type[BaseModel]) -> str:
    schema = json.dumps(strict_schema(shape))
    return f"\n\nAnswer with one JSON object and nothing else. It must fit this JSON Schema:\n{schema}"


def _response_format(kind: Format, shape: type[BaseModel]) -> "ResponseFormat":
    if kind == "json_object":
        return {"type": "json_object"}
    schema = strict_schema(shape)
    return {"type": "json_schema", "json_schema": {"name": shape.__name__, "strict": True, "schema": schema}}


def _lacks_responses(error: "APIStatusError") -> bool:
    """Whether a server says that it has no Responses API (and not that it has no such model)."""
    if error.code == "model_not_found":
        return False
    if error.status_code in (404, 405, 501):
        return True
    words = error.message.lower()
    return error.status_code in (400, 422) and any(w in words for w in ("url", "route", "endpoint", "unsupported"))


def _lacks_schemas(error: "APIStatusError") -> bool:
    words = f"{error.param} {error.message}".lower()
    return error.status_code in (400, 422, 501) and ("response_format" in words or "json_schema" in words)


def _failed(error: "ResponseError | None") -> MailroomError | Refused:
    """A 200 whose response failed inside. Its codes are those of HTTP errors, with a status of their own."""
    code = error.code if error else "server_error"
    status = {"rate_limit_exceeded": 429, "server_error": 500, "vector_store_timeout": 504}.get(code, 400)
    return from_status("openai", status, code, {})


def read_response(answer: "Response") -> Reply:
    """Text and tokens of a Responses answer. Raises Refused, Temporary or Permanent if it holds no answer."""
    from openai.types.responses import ResponseOutputMessage, ResponseOutputRefusal, ResponseOutputText

    if answer.status == "failed":
        raise _failed(answer.error)
    why = answer.incomplete_details.reason if answer.incomplete_details else None
    messages = [item for item in answer.output or () if isinstance(item, ResponseOutputMessage)]
    parts = [part for item in messages if item.phase in (None, "final_answer") for part in item.content or ()]
    if why == "content_filter" or any(isinstance(part, ResponseOutputRefusal) for part in parts):
        raise Refused("openai declined to answer", _response_tokens(answer))
    text = "".join(part.text or "" for part in parts if isinstance(part, ResponseOutputText))
    return Reply(text, _response_tokens(answer), cut=why == "max_output_tokens")


def _response_tokens(answer: "Response") -> Tokens:
    if not (usage := answer.usage):
        return Tokens()
    details = usage.input_tokens_details  # servers that imitate the API leave it out
    return Tokens(count(usage.input_tokens), count(usage.output_tokens), count(details and details.cached_tokens))


def _completion_tokens(answer: "ChatCompletion") -> Tokens:
    if not (usage := answer.usage):
        return Tokens()
    details = usage.prompt_tokens_details
    return Tokens(count(usage.prompt_tokens), count(usage.completion_tokens), count(details and details.cached_tokens))


def read_completion(answer: "ChatCompletion") -> Reply:
    """Text and tokens of a Chat Completions answer. Raises Refused if the model declined."""
    tokens = _completion_tokens(answer)
    choice = answer.choices[0]
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        raise Refused("openai declined to answer", tokens)
    return Reply(choice.message.content or "", tokens, cut=choice.finish_reason == "length")


def open_client(base_url: str, key: SecretStr, timeout: float) -> "AsyncOpenAI":
    """The SDK's client. `timeout` is in seconds."""
    from openai import AsyncOpenAI, DefaultAioHttpClient

    return AsyncOpenAI(
        api_key=key.get_secret_value(),
        base_url=base_url,
        timeout=timeout,
        max_retries=0,  # ours knows the deadline and leaves long waits to failover
        http_client=DefaultAioHttpClient(timeout=timeout),  # 1.5 times the default's throughput
    )


class OpenAI:
    """A Model over one OpenAI-compatible server. What the server turns out to lack is remembered."""

    def __init__(self, terms: Terms, wire: Wire = "auto") -> None:
        self.name = terms.provider
        official = urlsplit(terms.base_url).hostname == OFFICIAL_HOST
        self._terms = terms
        self._wire: Wire = "responses" if wire == "auto" and official else wire
        self._format: Format = "json_schema"
        self._client = Lazily(partial(open_client, terms.base_url, terms.key, terms.timeout))

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """A value of the shape. Raises Temporary, Permanent or Refused."""
        self._client()  # before the deadline runs: the import is ours, not the provider's
        return await ask_within_deadline(self._terms, prompt, shape, partial(self._ask, shape=shape))

    def warm(self) -> None:
        """Imports the SDK and opens the client, so that the first question need not wait for it."""
        self._client()

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._client.close()

    async def _ask(self, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        from openai import APIConnectionError, APIResponseValidationError, APIStatusError

        try:
            return await self._ask_by_wire(prompt, shape)
        except APIStatusError as error:
            code = error.code or error.type or ""
            raise from_status(self.name, error.status_code, code, error.response.headers) from None
        except APIConnectionError as error:
            raise unreachable(self.name, type(error).__name__) from None
        except (APIResponseValidationError, json.JSONDecodeError):
            raise unreachable(self.name, "the answer is not JSON") from None

    async def _ask_by_wire(self, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        from openai import APIStatusError

        if self._wire != "chat":
            try:
                reply = await self._ask_responses(prompt, shape)
            except APIStatusError as error:
                if self._wire == "responses" or not _lacks_responses(error):
                    raise
            else:
                self._wire = "responses"
                return reply
        reply = await self._ask_chat(prompt, shape)
        self._wire = "chat"
        return reply

    async def _ask_responses(self, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        from openai import omit

        model, known = self._model(prompt)
        answer = await self._client().responses.create(
            model=model,
            instructions=prompt.system,
            input=prompt.user,
            text={
                "format": {
                    "type": "json_schema",
                    "name": shape.__name__,
                    "strict": True,
                    "schema": strict_schema(shape),
                }
            },
            max_output_tokens=prompt.max_tokens + (THINKING_ROOM if known else 0),
            reasoning={"effort": EFFORT} if known else omit,
            prompt_cache_key=label(prompt) if known else omit,
            store=False,  # it is other people's mail
        )
        return translated(self.name, read_response, answer)

    async def _ask_chat(self, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        from openai import APIStatusError

        try:
            return await self._ask_chat_as(self._format, prompt, shape)
        except APIStatusError as error:
            if self._format == "json_object" or not _lacks_schemas(error):
                raise
        reply = await self._ask_chat_as("json_object", prompt, shape)
        self._format = "json_object"
        return reply

    async def _ask_chat_as(self, kind: Format, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        from openai import omit

        model, known = self._model(prompt)
        system = prompt.system + (_schema_in_words(shape) if kind == "json_object" else "")
        answer = await self._client().chat.completions.create(
            model=model,
            messages=[{"role": "system", "content": system}, {"role": "user", "content": prompt.user}],
            response_format=_response_format(kind, shape),
            max_completion_tokens=prompt.max_tokens + THINKING_ROOM if known else omit,
            max_tokens=omit if known else prompt.max_tokens,  # the older name, which every server knows
            reasoning_effort=EFFORT if known else omit,
            prompt_cache_key=label(prompt) if known else omit,
        )
        return translated(self.name, read_completion, answer)

    def _model(self, prompt: Prompt) -> tuple[str, bool]:
        """The model's name, and whether it is one of those that we know to reason."""
        name = self._terms.models[prompt.tier]
        return name, name.startswith(_REASONING_MODELS)


def build(settings: Settings) -> OpenAI | None:
    """The connector as the settings want it, or None without a key."""
    if not settings.openai_api_key.get_secret_value():
        return None
    terms = Terms(
        provider="openai",
        base_url=settings.openai_base_url,
        key=settings.openai_api_key,
        models={"fast": settings.openai_model_fast, "strong": settings.openai_model_strong},
        timeout=settings.model_timeout_seconds,
        prices=settings.prices,
    )
    return OpenAI(terms, WIRES[settings.openai_api])
