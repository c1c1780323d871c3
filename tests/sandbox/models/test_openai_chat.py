"""POST /chat/completions through the real SDK."""

import pytest
from openai import AsyncOpenAI, BadRequestError, LengthFinishReasonError

from sandbox.faults import Fault
from sandbox.models.world import ModelWorld
from tests.sandbox.models.shapes import MAIL, Verdict

MODEL = "gpt-6-luna"


async def test_parse_gives_a_sensible_verdict(openai: AsyncOpenAI) -> None:
    answer = await openai.chat.completions.parse(
        model=MODEL,
        messages=[{"role": "system", "content": "You sort mail."}, {"role": "user", "content": MAIL}],
        response_format=Verdict,
    )
    verdict = answer.choices[0].message.parsed
    assert verdict is not None
    assert verdict.category == "needs_reply"
    assert answer.usage is not None
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens


async def test_stream_brings_text_and_usage(openai: AsyncOpenAI) -> None:
    text, usage = "", None
    async for chunk in await openai.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": MAIL}],
        stream=True,
        stream_options={"include_usage": True},
    ):
        text += (chunk.choices[0].delta.content or "") if chunk.choices else ""
        usage = chunk.usage or usage
    assert text.startswith("Hi Jane,")
    assert usage is not None
    assert usage.completion_tokens > 10


async def test_the_sdks_stream_helper_parses_the_shape(openai: AsyncOpenAI) -> None:
    async with openai.chat.completions.stream(
        model=MODEL, messages=[{"role": "user", "content": MAIL}], response_format=Verdict
    ) as stream:
        final = await stream.get_final_completion()
    verdict = final.choices[0].message.parsed
    assert verdict is not None
    assert verdict.category == "needs_reply"


async def test_a_refusal_stands_in_its_own_field(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", method="chat.completions", kind="refuse", times=1))
    answer = await openai.chat.completions.parse(
        model=MODEL, messages=[{"role": "user", "content": MAIL}], response_format=Verdict
    )
    assert answer.choices[0].message.refusal
    assert answer.choices[0].message.content is None


async def test_a_short_limit_ends_with_length(openai: AsyncOpenAI) -> None:
    with pytest.raises(LengthFinishReasonError):
        await openai.chat.completions.parse(
            model=MODEL,
            messages=[{"role": "user", "content": MAIL}],
            response_format=Verdict,
            max_completion_tokens=30,
            reasoning_effort="none",
        )


async def test_json_mode_follows_a_schema_spelt_out_in_the_prompt(openai: AsyncOpenAI) -> None:
    system = f"Answer with JSON that fits this schema:\n{Verdict.model_json_schema()}".replace("'", '"')
    answer = await openai.chat.completions.create(
        model=MODEL,
        messages=[{"role": "system", "content": system}, {"role": "user", "content": MAIL}],
        response_format={"type": "json_object"},
    )
    assert Verdict.model_validate_json(answer.choices[0].message.content or "").category == "needs_reply"


async def test_json_mode_without_the_word_json_is_refused(openai: AsyncOpenAI) -> None:
    with pytest.raises(BadRequestError, match="must contain the word 'json'"):
        await openai.chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Hi"}], response_format={"type": "json_object"}
        )


async def test_the_old_name_of_the_token_limit_is_refused(openai: AsyncOpenAI) -> None:
    with pytest.raises(BadRequestError) as caught:
        await openai.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": "Hi"}], max_tokens=10)
    assert caught.value.param == "max_tokens"
