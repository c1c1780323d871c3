"""Anthropic, by its Messages API with structured output.

https://platform.claude.com/docs/en/build-with-claude/structured-outputs
"""

import json
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel

from bot.errors import Failure, Permanent
from bot.settings import Settings
from connectors.llm.asking import THINKING_ROOM, Reply, Terms, ask_within_deadline, translated
from connectors.llm.failures import from_status, unreachable
from connectors.llm.lazily import Lazily
from connectors.llm.model import Answer, Prompt, Refused, T
from connectors.llm.prices import Tokens, count

if TYPE_CHECKING:
    from anthropic import APIStatusError, AsyncAnthropic
    from anthropic.types import Message, OutputConfigParam

EFFORT: Literal["low"] = "low"  # a mail needs little thought, and its reader waits

# Names that are known to take an effort; they also think by themselves, within the limit of tokens.
_REASONING_MODELS = ("claude-haiku-5", "claude-sonnet-5", "claude-opus-5", "claude-fable-5")


@lru_cache(maxsize=64)
def output_schema(shape: type[BaseModel]) -> dict[str, object]:
    """The JSON schema of a shape in the dialect of the API, which has no bounds and no defaults."""
    from anthropic import transform_schema

    return dict(transform_schema(shape))


def _tokens(answer: "Message") -> Tokens:
    usage = answer.usage
    cached = count(usage.cache_read_input_tokens)
    read = count(usage.input_tokens) + cached + count(usage.cache_creation_input_tokens)
    return Tokens(read, count(usage.output_tokens), cached)


def read_message(answer: "Message") -> Reply:
    """Text and tokens of an answer. Raises Refused if the model declined, Permanent if the prompt is too long."""
    if answer.stop_reason == "refusal":
        raise Refused("anthropic declined to answer", _tokens(answer))
    if answer.stop_reason == "model_context_window_exceeded":
        raise Permanent("anthropic: the prompt is too long", Failure.BAD_REQUEST)
    texts = [block.text for block in answer.content or [] if block.type == "text"]
    return Reply("".join(texts), _tokens(answer), cut=answer.stop_reason == "max_tokens")


def _code(error: "APIStatusError") -> str:
    # The broad type of a plain 403 or 404 says no more than its status.
    return error.error_code or (error.type if error.type == "billing_error" else "") or ""


def _open(terms: Terms) -> "AsyncAnthropic":
    from anthropic import AsyncAnthropic, DefaultAioHttpClient

    return AsyncAnthropic(
        api_key=terms.key.get_secret_value(),
        base_url=terms.base_url,
        timeout=terms.timeout,
        max_retries=0,  # ours knows the deadline and leaves long waits to failover
        http_client=DefaultAioHttpClient(timeout=terms.timeout),  # 1.5 times the default's throughput
    )


class Anthropic:
    """A Model over Anthropic's API."""

    def __init__(self, terms: Terms) -> None:
        self.name = terms.provider
        self._terms = terms
        self._client = Lazily(partial(_open, terms))

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
        from anthropic import APIConnectionError, APIResponseValidationError, APIStatusError

        try:
            return await self._ask_messages(prompt, shape)
        except APIStatusError as error:
            raise from_status(self.name, error.status_code, _code(error), error.response.headers) from None
        except APIConnectionError as error:
            raise unreachable(self.name, type(error).__name__) from None
        except (APIResponseValidationError, json.JSONDecodeError):
            raise unreachable(self.name, "the answer is not JSON") from None

    async def _ask_messages(self, prompt: Prompt, shape: type[BaseModel]) -> Reply:
        model = self._terms.models[prompt.tier]
        known = model.startswith(_REASONING_MODELS)
        output: OutputConfigParam = {"format": {"type": "json_schema", "schema": output_schema(shape)}}
        if known:
            output["effort"] = EFFORT
        answer = await self._client().messages.create(
            model=model,
            max_tokens=prompt.max_tokens + (THINKING_ROOM if known else 0),
            system=prompt.system,
            messages=[{"role": "user", "content": prompt.user}],
            output_config=output,
        )
        return translated(self.name, read_message, answer)


def build(settings: Settings) -> Anthropic | None:
    """The connector as the settings want it, or None without a key."""
    if not settings.anthropic_api_key.get_secret_value():
        return None
    return Anthropic(
        Terms(
            provider="anthropic",
            base_url=settings.anthropic_base_url,
            key=settings.anthropic_api_key,
            models={"fast": settings.anthropic_model_fast, "strong": settings.anthropic_model_strong},
            timeout=settings.model_timeout_seconds,
            prices=settings.prices,
        )
    )
