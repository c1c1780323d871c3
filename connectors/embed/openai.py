"""Embeddings of OpenAI, and of any server that speaks its protocol (POST /embeddings).

https://developers.openai.com/api/docs/guides/embeddings. Servers that imitate the API ignore or refuse
`dimensions`: it is sent to models that are known to have it, and every vector is checked.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bot.errors import Failure, MailroomError, Permanent, Temporary
from bot.settings import Settings
from connectors.embed.model import Use, Vector
from connectors.embed.vectors import beginning, shortened, unit
from connectors.gate import Turnstile
from connectors.llm.admitting import admitted
from connectors.llm.asking import LONGEST_WAIT, quick_wait
from connectors.llm.failover import Rate, breaker_of
from connectors.llm.failures import from_status, unreachable
from connectors.llm.lazily import Lazily
from connectors.llm.model import Refused
from connectors.llm.openai import open_client
from connectors.llm.prices import Tokens, cost
from connectors.memory_gate import MemoryGate

if TYPE_CHECKING:
    from openai.types import CreateEmbeddingResponse

PROVIDER = "openai"
CIRCUIT = "embeddings"  # apart from the chat models: each has limits of its own, and may fail alone
BATCH = 512  # texts a request; the API takes 2,048
# Tokens are bytes of UTF-8 or several of them, so that a limit kept in bytes is kept in tokens, without a tokenizer.
TEXT_BYTES = 8_000  # the API takes 8,192 tokens
BATCH_BYTES = 280_000  # the API takes 300,000 tokens
QUERY_SECONDS = 5.0  # for which a person waits
_SHORTENED = ("text-embedding-3",)  # trained so that their first numbers are a vector as well

Pause = Callable[[float], Awaitable[None]]


def batches(texts: Sequence[str]) -> Iterator[list[str]]:
    """The texts in order, in requests that the API takes."""
    batch: list[str] = []
    size = 0
    for text in texts:
        length = len(text.encode("utf-8"))
        if batch and (len(batch) == BATCH or size + length > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += length
    if batch:
        yield batch


class OpenAIEmbedder:
    """An Embedder over one OpenAI-compatible server."""

    provider = PROVIDER

    def __init__(
        self, settings: Settings, pause: Pause = asyncio.sleep, door: Turnstile | None = None
    ) -> None:  # fmt: skip
        self.dimensions = settings.embedding_dimensions
        self._model = settings.openai_model_embed
        self.name = name_of(self._model, self.dimensions)
        self.usd = cost(self._model, Tokens(read=1_000_000), settings.prices)
        self._pause = pause
        self._door = door or Turnstile(MemoryGate())
        self._rate = Rate(settings.openai_embed_requests_per_minute, settings.openai_embed_tokens_per_minute)
        self._timeout = settings.model_timeout_seconds
        self._client = Lazily(partial(open_client, settings.openai_base_url, settings.openai_api_key, self._timeout))

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        """One unit vector for each text, in order. Raises Temporary or Permanent; Resting or NoRoom where the gate lets
        it make no request."""
        timeout = QUERY_SECONDS if use == "query" else self._timeout
        self._client()  # before the deadline runs: the import is ours, not the provider's
        found: list[Vector] = []
        for batch in batches([beginning(text, TEXT_BYTES) for text in texts]):
            tokens = sum(len(text) for text in batch) // 4
            async with admitted(self._door, breaker_of(CIRCUIT), self._rate.of(CIRCUIT, tokens)):
                found += await self._within(timeout, batch)
        return found

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._client.close()

    async def _within(self, timeout: float, batch: list[str]) -> list[Vector]:
        try:
            async with asyncio.timeout(timeout):
                return await self._with_quick_retry(batch)
        except TimeoutError:
            raise Temporary(f"{PROVIDER} took longer than {timeout:g} s", Failure.MODEL_DOWN) from None

    async def _with_quick_retry(self, batch: list[str]) -> list[Vector]:
        try:
            return await self._ask(batch)
        except Temporary as error:
            wait = quick_wait(error)
            if wait > LONGEST_WAIT:
                raise
        await self._pause(wait)
        return await self._ask(batch)

    async def _ask(self, batch: list[str]) -> list[Vector]:
        from openai import APIConnectionError, APIResponseValidationError, APIStatusError, omit

        sized = self._model.startswith(_SHORTENED)
        try:
            answer = await self._client().embeddings.create(
                model=self._model, input=batch, dimensions=self.dimensions if sized else omit
            )
        except APIStatusError as error:
            raise _failed(error.status_code, error.code or error.type or "", error.response.headers) from None
        except APIConnectionError as error:
            raise unreachable(PROVIDER, type(error).__name__) from None
        except (APIResponseValidationError, AttributeError, LookupError, TypeError, ValueError):
            # no JSON, or a shape of which the SDK makes no vectors; it says so in many ways
            raise unreachable(PROVIDER, "the answer holds no vectors") from None
        return [self._checked(vector, sized) for vector in _vectors(answer, len(batch))]

    def _checked(self, vector: Vector, sized: bool) -> Vector:
        """The vector in the length that was asked for. Raises Permanent if it cannot be had."""
        if len(vector) > self.dimensions and sized:
            return shortened(vector, self.dimensions)
        if len(vector) != self.dimensions:
            message = f"{self._model} makes vectors of {len(vector)}: set EMBEDDING_DIMENSIONS to that"
            raise Permanent(message, Failure.MODEL_DOWN)
        return unit(vector)


def name_of(model: str, dimensions: int) -> str:
    """The embedder's name: what may be compared has the same one."""
    return f"{re.sub('[^a-z0-9.]+', '-', model.lower()).strip('-.')[:50]}-{dimensions}"


def _failed(status: int, code: str, headers: Mapping[str, str]) -> MailroomError:
    found = from_status(PROVIDER, status, code, headers)
    return Permanent(str(found)) if isinstance(found, Refused) else found


def _vectors(answer: "CreateEmbeddingResponse", count: int) -> list[Vector]:
    """The vectors in the order of the texts. Raises Temporary for an answer of another shape."""
    try:
        found = {item.index: [float(number) for number in item.embedding] for item in answer.data}
        return [found[index] for index in range(count)]
    except (AttributeError, LookupError, TypeError, ValueError):
        raise unreachable(PROVIDER, "the answer holds no vectors") from None


def build(settings: Settings, door: Turnstile | None = None) -> OpenAIEmbedder | None:
    """The embedder as the settings want it, or None without a key."""
    return OpenAIEmbedder(settings, door=door) if settings.openai_api_key.get_secret_value() else None
