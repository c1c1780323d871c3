"""POST /responses through the real SDK."""

import json

import pytest
from openai import APIConnectionError, AsyncOpenAI, BadRequestError, NotFoundError, RateLimitError
from pydantic import ValidationError

from sandbox.faults import Fault
from sandbox.models.world import ModelWorld
from tests.sandbox.models.shapes import MAIL, Draft, Verdict

MODEL = "gpt-6-luna"


async def test_parse_gives_a_sensible_verdict_and_plausible_usage(openai: AsyncOpenAI) -> None:
    answer = await openai.responses.parse(
        model=MODEL, instructions="You sort mail.", input=MAIL, text_format=Verdict, store=False
    )
    verdict = answer.output_parsed
    assert verdict is not None
    assert (verdict.category, verdict.priority) == ("needs_reply", "high")
    assert verdict.action_items[0].text == "Could you send me the calibration sheets by Friday?"
    assert verdict.action_items[0].due == "2026-11-20"
    assert answer.model == "gpt-6-luna-stand-in"
    assert answer.status == "completed"
    assert answer.usage is not None
    assert 80 < answer.usage.input_tokens < 200
    assert answer.usage.total_tokens == answer.usage.input_tokens + answer.usage.output_tokens
    assert answer.usage.output_tokens_details.reasoning_tokens == 96


async def test_stream_brings_the_same_answer_as_one_piece(openai: AsyncOpenAI) -> None:
    whole = await openai.responses.create(model=MODEL, input=MAIL, reasoning={"effort": "none"})
    async with openai.responses.stream(model=MODEL, input=MAIL, reasoning={"effort": "none"}) as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_response()
    assert final.output_text == whole.output_text
    assert kinds[0] == "response.created"
    assert kinds[-1] == "response.completed"
    assert kinds.count("response.output_text.delta") > 1


async def test_streamed_structured_output_is_parsed_by_the_sdk(openai: AsyncOpenAI) -> None:
    async with openai.responses.stream(model=MODEL, input=MAIL, text_format=Verdict) as stream:
        final = await stream.get_final_response()
    assert final.output_parsed is not None
    assert final.output_parsed.category == "needs_reply"


async def test_what_was_asked_is_remembered_with_whether_it_may_be_stored(
    openai: AsyncOpenAI, world: ModelWorld
) -> None:
    await openai.responses.parse(model=MODEL, instructions="You sort.", input=MAIL, text_format=Verdict, store=False)
    await openai.responses.create(model=MODEL, input=[{"role": "user", "content": "Hello"}])
    first, second = world.calls
    assert (first.provider, first.model, first.system, first.schema) == ("openai", MODEL, "You sort.", "Verdict")
    assert first.prompt == MAIL
    assert json.loads(first.answer)["category"] == "needs_reply"
    assert (first.stored, second.stored) == (False, True)


async def test_a_refusal_is_a_refusal_item_whole_and_streamed(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", method="responses", kind="refuse", times=2))
    whole = await openai.responses.parse(model=MODEL, input=MAIL, text_format=Verdict)
    async with openai.responses.stream(model=MODEL, input=MAIL, text_format=Verdict) as stream:
        streamed = await stream.get_final_response()
    for answer in (whole, streamed):
        assert answer.output_parsed is None
        assert [part.type for item in answer.output if item.type == "message" for part in item.content] == ["refusal"]


async def test_malformed_is_by_turns_no_json_and_json_of_another_shape(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="malformed", times=2))
    errors = []
    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            await openai.responses.parse(model=MODEL, input=MAIL, text_format=Verdict)
        errors.append({error["type"] for error in caught.value.errors()})
    assert errors == [{"json_invalid"}, {"missing"}]


async def test_a_stream_that_is_cut_breaks_in_the_middle(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="cut_after", times=1))
    pieces: list[str] = []

    async def listen() -> None:
        async for event in await openai.responses.create(model=MODEL, input=MAIL, stream=True):
            pieces.extend([event.delta] if event.type == "response.output_text.delta" else [])

    with pytest.raises(APIConnectionError):
        await listen()
    heard = "".join(pieces)
    whole = await openai.responses.create(model=MODEL, input=MAIL)
    assert heard
    assert heard != whole.output_text
    assert whole.output_text.startswith(heard)


async def test_a_token_limit_ends_the_answer_as_incomplete(openai: AsyncOpenAI) -> None:
    answer = await openai.responses.create(model=MODEL, input=MAIL, max_output_tokens=20, reasoning={"effort": "none"})
    assert answer.status == "incomplete"
    assert answer.incomplete_details is not None
    assert answer.incomplete_details.reason == "max_output_tokens"
    assert 0 < len(answer.output_text) <= 80


async def test_reasoning_can_use_the_whole_token_limit_up(openai: AsyncOpenAI) -> None:
    answer = await openai.responses.create(model=MODEL, input=MAIL, max_output_tokens=60)
    assert answer.status == "incomplete"
    assert [item.type for item in answer.output] == ["reasoning"]
    assert answer.usage is not None
    assert answer.usage.output_tokens == 60


async def test_unknown_models_are_not_found(openai: AsyncOpenAI) -> None:
    with pytest.raises(NotFoundError) as caught:
        await openai.responses.create(model="gpt-4o-mini", input="Hello")
    assert caught.value.code == "model_not_found"


@pytest.mark.parametrize(
    ("extra", "code"),
    [
        ({"temperature": 0}, "unsupported_parameter"),
        ({"max_output_tokens": 5}, "integer_below_min_value"),
        ({"reasoning": {"effort": "enormous"}}, "unsupported_value"),
        ({"safety_identifier": "x" * 129}, "string_above_max_length"),
        ({"messages": []}, "unknown_parameter"),
        ({"input": []}, "empty_array"),
        ({"text": {"format": {"type": "json_schema", "name": "a b", "schema": {}}}}, "invalid_json_schema"),
    ],
)
async def test_what_the_service_refuses_is_refused(openai: AsyncOpenAI, extra: dict[str, object], code: str) -> None:
    with pytest.raises(BadRequestError) as caught:
        await openai.responses.create(model=MODEL, input="Hello", extra_body=extra)
    assert caught.value.code == code


async def test_temperature_goes_with_effort_none_only(openai: AsyncOpenAI) -> None:
    answer = await openai.responses.create(model=MODEL, input="Hello", temperature=0.2, reasoning={"effort": "none"})
    assert answer.temperature == 0.2
    with pytest.raises(BadRequestError):
        await openai.responses.create(model="gpt-6.1-sol", input="Hello", reasoning={"effort": "none"})


async def test_a_schema_that_strict_mode_forbids_is_refused(openai: AsyncOpenAI) -> None:
    loose = {"type": "object", "properties": {"a": {"type": "string"}}, "required": [], "additionalProperties": False}
    with pytest.raises(BadRequestError, match="Missing 'a'") as caught:
        await openai.responses.create(
            model=MODEL,
            input="Hello",
            text={"format": {"type": "json_schema", "name": "loose", "schema": loose, "strict": True}},
        )
    assert caught.value.param == "text.format.schema"


async def test_scripted_answers_come_first_and_in_order(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.scripted.extend([{"body": "First."}, "not json at all"])
    parsed = await openai.responses.parse(model=MODEL, input=MAIL, text_format=Draft)
    assert parsed.output_parsed == Draft(body="First.")
    assert (await openai.responses.create(model=MODEL, input=MAIL)).output_text == "not json at all"
    assert (await openai.responses.create(model=MODEL, input=MAIL)).output_text.startswith("Hi Jane,")


async def test_a_refusal_leaves_the_scripted_answer_in_the_queue(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.scripted.append("Later.")
    world.faults.add(Fault(service="openai", kind="refuse", times=1))
    await openai.responses.create(model=MODEL, input=MAIL)
    assert (await openai.responses.create(model=MODEL, input=MAIL)).output_text == "Later."


async def test_a_fault_strikes_before_the_model_acts(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", method="responses", kind="status", status=429, times=1, retry_after=3))
    with pytest.raises(RateLimitError) as caught:
        await openai.responses.create(model=MODEL, input="Hello")
    assert caught.value.response.headers["retry-after"] == "3"
    assert not world.calls
