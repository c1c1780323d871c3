"""POST /embeddings through the real SDK."""

import math

import pytest
from openai import AsyncOpenAI, BadRequestError, NotFoundError

MODEL = "text-embedding-3-small"


async def test_vectors_have_length_one_and_the_dimensions_asked_for(openai: AsyncOpenAI) -> None:
    full = await openai.embeddings.create(model=MODEL, input="pumps and sensors")
    short = await openai.embeddings.create(model=MODEL, input="pumps and sensors", dimensions=256)
    assert (len(full.data[0].embedding), len(short.data[0].embedding)) == (1536, 256)
    for answer in (full, short):
        assert math.isclose(sum(part**2 for part in answer.data[0].embedding), 1, rel_tol=1e-5)
    assert full.usage.prompt_tokens == 5


async def test_base64_and_floats_say_the_same(openai: AsyncOpenAI) -> None:
    packed = await openai.embeddings.create(model=MODEL, input=["one", "two"], dimensions=64)
    plain = await openai.embeddings.create(model=MODEL, input=["one", "two"], dimensions=64, encoding_format="float")
    for left, right in zip(packed.data, plain.data, strict=True):
        assert left.embedding == pytest.approx(right.embedding)
    assert plain.data[0].embedding != plain.data[1].embedding


async def test_texts_that_share_words_lie_nearer(openai: AsyncOpenAI) -> None:
    texts = ["invoice for the syringe pump", "please pay the pump invoice", "lunch on the roof terrace"]
    a, b, c = (item.embedding for item in (await openai.embeddings.create(model=MODEL, input=texts)).data)
    near = sum(x * y for x, y in zip(a, b, strict=True))
    far = sum(x * y for x, y in zip(a, c, strict=True))
    assert near > far + 0.2


@pytest.mark.parametrize(
    "extra",
    [
        {"input": ["x"] * 2049},
        {"input": ""},
        {"input": ["good", ""]},
        {"input": []},
        {"input": "x" * 4 * 8193},
        {"input": ["x" * 4 * 8000] * 40},
        {"input": "x", "dimensions": 1537},
        {"input": "x", "dimensions": 0},
    ],
)
async def test_limits_are_kept(openai: AsyncOpenAI, extra: dict[str, object]) -> None:
    with pytest.raises(BadRequestError):
        await openai.embeddings.create(model=MODEL, input="x", extra_body=extra)


async def test_a_text_model_cannot_embed(openai: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError):
        await openai.embeddings.create(model="gpt-6-luna", input="x")
