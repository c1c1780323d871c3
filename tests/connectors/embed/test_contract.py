"""What every embedder must do, whatever is behind it."""

import asyncio
import math
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from connectors.embed import minilm, openai
from connectors.embed.model import Embedder
from tests.connectors.embed.conftest import settings_for

TEXTS = ["the invoice is for the flight", "holiday", "bills", "the beach"]
KINDS = ("openai", "minilm")


@pytest.fixture(params=KINDS)
async def embedder(request: pytest.FixtureRequest, url: str, model_folder: Path) -> AsyncIterator[Embedder]:
    settings = settings_for(url, embedding_files=str(model_folder))
    found = openai.build(settings) if request.param == "openai" else minilm.build(settings)
    assert found is not None
    yield found
    await found.close()


async def test_every_text_becomes_a_unit_vector_of_the_promised_length(embedder: Embedder) -> None:
    vectors = await embedder.embed(TEXTS, "document")
    assert [len(vector) for vector in vectors] == [embedder.dimensions] * len(TEXTS)
    assert all(math.hypot(*vector) == pytest.approx(1, abs=1e-5) for vector in vectors)


async def test_vectors_come_in_the_order_of_their_texts(embedder: Embedder) -> None:
    together = await embedder.embed(TEXTS, "document")
    alone = [(await embedder.embed([text], "document"))[0] for text in TEXTS]
    for one, other in zip(together, alone, strict=True):
        assert one == pytest.approx(other, abs=1e-4)


async def test_a_question_lies_nearest_to_the_text_that_shares_its_words(embedder: Embedder) -> None:
    documents = await embedder.embed(TEXTS, "document")
    [question] = await embedder.embed(["the invoice for the flight"], "query")
    likeness = [sum(map(float.__mul__, question, document)) for document in documents]
    assert likeness.index(max(likeness)) == 0


async def test_no_texts_are_no_vectors(embedder: Embedder) -> None:
    assert await embedder.embed([], "document") == []


@pytest.mark.parametrize("text", ["", " \n", "\x00", "🙂" * 9_000, "invoice " * 20_000, "\ud800", "請求書の件"])
async def test_any_text_has_a_vector(embedder: Embedder, text: str) -> None:
    [vector] = await embedder.embed([text], "document")
    assert math.hypot(*vector) == pytest.approx(1, abs=1e-5)


async def test_more_texts_than_fit_into_one_batch_are_all_embedded(embedder: Embedder) -> None:
    vectors = await embedder.embed([f"invoice {number}" for number in range(1_100)], "document")
    assert len(vectors) == 1_100


async def test_many_may_ask_at_once(embedder: Embedder) -> None:
    answers = await asyncio.gather(*(embedder.embed([text], "query") for text in TEXTS * 5))
    assert answers[: len(TEXTS)] == answers[-len(TEXTS) :]


async def test_the_name_can_be_part_of_a_collections_name(embedder: Embedder) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9.-]{0,59}", embedder.name)


async def test_it_works_again_after_it_was_closed(embedder: Embedder) -> None:
    before = await embedder.embed(["invoice"], "query")
    await embedder.close()
    assert (await embedder.embed(["invoice"], "query"))[0] == pytest.approx(before[0], abs=1e-5)
