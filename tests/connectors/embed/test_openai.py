"""Embeddings over the wire: what is sent, what comes back, and what every failure means."""

import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from pydantic import SecretStr

from bot.errors import Failure, Permanent, Temporary
from connectors.embed.openai import BATCH, BATCH_BYTES, CIRCUIT, TEXT_BYTES, OpenAIEmbedder, batches, name_of
from connectors.embed.vectors import beginning
from connectors.gate import NoRoom, Resting, Turnstile
from connectors.llm.failures import Unusable
from connectors.memory_gate import MemoryGate
from sandbox.faults import Fault
from sandbox.models.world import ModelWorld
from tests.connectors.embed.conftest import settings_for
from tests.connectors.llm.wires import Canned, Wire, no_pause, openai_error

PATH = "/v1/embeddings"


class Clock:
    """Seconds that pass when a test says so."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def says(*vectors: list[float]) -> Canned:
    data = [{"object": "embedding", "index": index, "embedding": vector} for index, vector in enumerate(vectors)]
    return Canned({"object": "list", "data": data, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}})


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire()
    wire.url = await wire.start()  # type: ignore[attr-defined]
    yield wire
    await wire.stop()


def embedder_at(wire: Wire, door: Turnstile | None = None, **changes: Any) -> OpenAIEmbedder:
    values: dict[str, Any] = {"openai_base_url": f"{wire.url}/v1", "embedding_dimensions": 64}  # type: ignore[attr-defined]
    return OpenAIEmbedder(settings_for(**(values | changes)), no_pause, door)


def vector(*numbers: float, length: int = 64) -> list[float]:
    return [*numbers, *([0.0] * (length - len(numbers)))]


async def test_the_request_names_model_texts_and_dimensions(wire: Wire) -> None:
    wire.add(PATH, says(vector(1.0)))
    embedder = embedder_at(wire)
    await embedder.embed(["hello"], "query")
    await embedder.close()
    [asked] = wire.asked
    assert asked.headers["Authorization"] == "Bearer sk-sandbox"
    assert asked.body["model"] == "text-embedding-3-small"
    assert asked.body["input"] == ["hello"]
    assert asked.body["dimensions"] == 64


async def test_a_model_that_is_not_known_to_take_dimensions_is_not_given_any(wire: Wire) -> None:
    wire.add(PATH, says(vector(3.0, 4.0)))
    embedder = embedder_at(wire, openai_model_embed="nomic-embed-text")
    [found] = await embedder.embed(["hello"], "query")
    await embedder.close()
    assert "dimensions" not in wire.asked[0].body
    assert found[:2] == pytest.approx([0.6, 0.8])


async def test_a_server_that_ignores_dimensions_is_cut_to_them(wire: Wire) -> None:
    wire.add(PATH, says(vector(3.0, 4.0, length=1536)))
    embedder = embedder_at(wire)
    [found] = await embedder.embed(["hello"], "query")
    await embedder.close()
    assert len(found) == 64
    assert found[:2] == pytest.approx([0.6, 0.8])


async def test_vectors_of_another_length_are_refused_and_the_setting_is_named(wire: Wire) -> None:
    wire.add(PATH, says(vector(1.0, length=768)))
    embedder = embedder_at(wire, openai_model_embed="nomic-embed-text")
    with pytest.raises(Permanent, match=r"vectors of 768: set EMBEDDING_DIMENSIONS"):
        await embedder.embed(["hello"], "query")
    await embedder.close()


async def test_answers_out_of_order_find_their_texts(wire: Wire) -> None:
    answer = says(vector(1.0), vector(0.0, 1.0))
    assert isinstance(answer.body, dict)
    answer.body["data"].reverse()
    wire.add(PATH, answer)
    embedder = embedder_at(wire)
    found = await embedder.embed(["first", "second"], "document")
    await embedder.close()
    assert [one.index(1.0) for one in found] == [0, 1]


@pytest.mark.parametrize(
    ("status", "code", "error", "failure"),
    [
        (401, "invalid_api_key", Unusable, Failure.MODEL_DOWN),
        (404, "model_not_found", Unusable, Failure.MODEL_DOWN),
        (429, "insufficient_quota", Unusable, Failure.MODEL_DOWN),
        (400, "content_filter", Permanent, Failure.BAD_REQUEST),
        (400, None, Permanent, Failure.BAD_REQUEST),
    ],
)
async def test_what_asking_again_would_not_help_is_permanent(
    wire: Wire, status: int, code: str | None, error: type[Permanent], failure: Failure
) -> None:
    wire.add(PATH, openai_error(status, code))
    embedder = embedder_at(wire)
    with pytest.raises(error) as caught:
        await embedder.embed(["hello"], "query")
    await embedder.close()
    assert caught.value.failure == failure
    assert "Secret words" not in str(caught.value)
    assert len(wire.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_passing_failure_is_tried_once_more(wire: Wire, status: int) -> None:
    wire.add(PATH, openai_error(status, None), says(vector(1.0)))
    embedder = embedder_at(wire)
    assert len(await embedder.embed(["hello"], "query")) == 1
    await embedder.close()


async def test_a_second_failure_is_temporary_and_keeps_the_wait_that_was_asked_for(wire: Wire) -> None:
    wire.add(PATH, openai_error(429, "rate_limit_exceeded", **{"retry-after": "30"}))
    embedder = embedder_at(wire)
    with pytest.raises(Temporary) as caught:
        await embedder.embed(["hello"], "query")
    await embedder.close()
    assert caught.value.retry_after == 30
    assert len(wire.asked) == 1


@pytest.mark.parametrize(
    "body", ["<html>busy</html>", "{}", "null", '{"data": []}', '{"data": 3}', '{"data": [{"index": 0}]}']
)
async def test_an_answer_without_vectors_is_temporary(wire: Wire, body: str) -> None:
    wire.add(PATH, Canned(body), Canned(body))
    embedder = embedder_at(wire)
    with pytest.raises(Temporary):
        await embedder.embed(["hello"], "query")
    await embedder.close()


async def test_a_connection_that_breaks_is_temporary(wire: Wire) -> None:
    wire.add(PATH, Canned(cut=True), Canned(cut=True))
    embedder = embedder_at(wire)
    with pytest.raises(Temporary, match="could not be reached"):
        await embedder.embed(["hello"], "query")
    await embedder.close()


async def test_a_server_that_hangs_is_given_up(wire: Wire) -> None:
    wire.add(PATH, Canned(hang=True))
    embedder = embedder_at(wire, model_timeout_seconds=0.05)
    began = time.perf_counter()
    with pytest.raises(Temporary):
        await embedder.embed(["hello"], "document")
    await embedder.close()
    assert time.perf_counter() - began < 4


async def test_a_service_that_keeps_failing_is_left_alone_by_all_and_then_tried_again(wire: Wire) -> None:
    wire.add(PATH, *[openai_error(503, None)] * 6, says(vector(1.0)))
    clock = Clock()
    gate = MemoryGate(clock=clock)
    one, other = (embedder_at(wire, Turnstile(gate, clock=clock)) for _ in range(2))
    for _ in range(3):
        with pytest.raises(Temporary):
            await one.embed(["hello"], "query")
    with pytest.raises(Resting):
        await other.embed(["hello"], "query")
    assert len(wire.asked) == 6  # each of the three with its quick retry
    assert (await gate.states())[CIRCUIT].state == "open"
    clock.now += 61
    assert await other.embed(["hello"], "query")
    await one.close()
    await other.close()


async def test_a_key_that_is_refused_stops_every_call_but_rejected_texts_stop_none(wire: Wire) -> None:
    wire.add(PATH, *[openai_error(400, None)] * 4, openai_error(401, "invalid_api_key"))
    gate = MemoryGate()
    embedder = embedder_at(wire, Turnstile(gate))
    for _ in range(4):
        with pytest.raises(Permanent):
            await embedder.embed(["hello"], "document")
    with pytest.raises(Unusable):
        await embedder.embed(["hello"], "document")
    with pytest.raises(Resting):
        await embedder.embed(["hello"], "document")
    assert len(wire.asked) == 5 and (await gate.states())[CIRCUIT].why == "auth"
    await embedder.close()


@pytest.mark.parametrize("limit", ["openai_embed_requests_per_minute", "openai_embed_tokens_per_minute"])
async def test_no_more_is_asked_for_than_the_account_may(wire: Wire, limit: str) -> None:
    wire.add(PATH, says(vector(1.0)), says(vector(1.0)))
    clock = Clock()
    most = {"openai_embed_requests_per_minute": 5, "openai_embed_tokens_per_minute": 5_000}[limit]
    embedder = embedder_at(wire, Turnstile(MemoryGate(clock=clock), clock=clock), **{limit: most})
    await embedder.embed(["hell" * 1_000], "query")
    with pytest.raises(NoRoom):  # who waits in Slack is answered by words alone
        await embedder.embed(["hell" * 1_000], "query")
    assert len(wire.asked) == 1
    clock.now += 61
    await embedder.embed(["hell" * 1_000], "query")
    await embedder.close()


async def test_large_mail_goes_in_batches_that_the_service_takes(url: str, world: ModelWorld) -> None:
    embedder = OpenAIEmbedder(settings_for(url))
    texts = ["invoice " * 900 for _ in range(90)]  # 650 kB
    assert len(await embedder.embed(texts, "document")) == 90
    await embedder.close()
    assert len(world.calls) > 1


async def test_a_fault_of_the_service_is_seen_as_one(url: str, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="malformed", times=2))
    embedder = OpenAIEmbedder(settings_for(url), no_pause)
    with pytest.raises(Temporary):
        await embedder.embed(["hello"], "query")
    await embedder.close()


async def test_a_wrong_key_is_told_as_such(url: str) -> None:
    embedder = OpenAIEmbedder(settings_for(url, openai_api_key=SecretStr("sk-other")))
    with pytest.raises(Unusable) as caught:
        await embedder.embed(["hello"], "query")
    await embedder.close()
    assert caught.value.kind == "auth"


def test_no_text_is_longer_than_the_model_takes_and_none_is_empty() -> None:
    assert len(beginning("請" * 9_000, TEXT_BYTES).encode()) <= TEXT_BYTES
    assert beginning("  \n", TEXT_BYTES) == "-"
    assert beginning(" hello ", TEXT_BYTES) == "hello"


def test_no_batch_is_larger_than_the_service_takes() -> None:
    texts = ["x" * TEXT_BYTES] * 100 + ["y"] * 5_000
    found = list(batches(texts))
    assert [text for batch in found for text in batch] == texts
    assert all(len(batch) <= BATCH and sum(map(len, batch)) <= BATCH_BYTES for batch in found)


def test_the_name_holds_model_and_dimensions_in_plain_letters() -> None:
    assert name_of("text-embedding-3-small", 512) == "text-embedding-3-small-512"
    assert name_of("Org/Model_v2:latest", 768) == "org-model-v2-latest-768"
    assert len(name_of("m" * 200, 3072)) <= 60
