"""The Anthropic stand-in through the real SDK."""

import pytest
from aiohttp import ClientSession
from anthropic import (
    APIConnectionError,
    APIStatusError,
    AsyncAnthropic,
    AuthenticationError,
    BadRequestError,
    NotFoundError,
    RateLimitError,
)
from anthropic.types import MessageParam
from pydantic import ValidationError

from sandbox.faults import Fault
from sandbox.models.world import ModelWorld
from tests.sandbox.models.shapes import MAIL, Verdict

MODEL = "claude-haiku-5-5"
ASKED: list[MessageParam] = [{"role": "user", "content": MAIL}]
HEADERS = {"x-api-key": "sk-ant-sandbox", "anthropic-version": "2026-10-21"}
BODY = {"model": MODEL, "max_tokens": 100, "messages": [{"role": "user", "content": "Hello"}]}


async def test_parse_gives_a_sensible_verdict_and_plausible_usage(anthropic: AsyncAnthropic, world: ModelWorld) -> None:
    answer = await anthropic.messages.parse(
        model=MODEL, max_tokens=900, system="You sort mail.", messages=ASKED, output_format=Verdict
    )
    verdict = answer.parsed_output
    assert verdict is not None
    assert (verdict.category, verdict.priority) == ("needs_reply", "high")
    assert answer.model == "claude-haiku-5-5-stand-in"
    assert answer.stop_reason == "end_turn"
    assert 80 < answer.usage.input_tokens < 200
    assert answer.usage.output_tokens > 50
    assert (world.calls[0].provider, world.calls[0].system, world.calls[0].schema) == (
        "anthropic",
        "You sort mail.",
        "Verdict",
    )


async def test_stream_brings_every_event_and_the_same_text(anthropic: AsyncAnthropic) -> None:
    whole = await anthropic.messages.create(model=MODEL, max_tokens=900, messages=ASKED)
    async with anthropic.messages.stream(model=MODEL, max_tokens=900, messages=ASKED) as stream:
        kinds = [event.type async for event in stream]
        final = await stream.get_final_message()
    assert [block.text for block in final.content if block.type == "text"] == [
        block.text for block in whole.content if block.type == "text"
    ]
    assert final.usage.output_tokens == whole.usage.output_tokens
    for kind in ("message_start", "content_block_start", "content_block_delta", "content_block_stop", "message_stop"):
        assert kind in kinds


async def test_streamed_structured_output_is_parsed_by_the_sdk(anthropic: AsyncAnthropic) -> None:
    async with anthropic.messages.stream(model=MODEL, max_tokens=900, messages=ASKED, output_format=Verdict) as stream:
        final = await stream.get_final_message()
    assert final.parsed_output is not None
    assert final.parsed_output.category == "needs_reply"


async def test_a_refusal_has_its_stop_reason_whole_and_streamed(anthropic: AsyncAnthropic, world: ModelWorld) -> None:
    world.faults.add(Fault(service="anthropic", method="messages", kind="refuse", times=2))
    whole = await anthropic.messages.parse(model=MODEL, max_tokens=900, messages=ASKED, output_format=Verdict)
    async with anthropic.messages.stream(model=MODEL, max_tokens=900, messages=ASKED) as stream:
        streamed = await stream.get_final_message()
    assert whole.parsed_output is None
    for answer in (whole, streamed):
        assert answer.stop_reason == "refusal"
        assert answer.stop_details is not None


async def test_malformed_is_by_turns_no_json_and_json_of_another_shape(
    anthropic: AsyncAnthropic, world: ModelWorld
) -> None:
    world.faults.add(Fault(service="anthropic", kind="malformed", times=2))
    errors = []
    for _ in range(2):
        with pytest.raises(ValidationError) as caught:
            await anthropic.messages.parse(model=MODEL, max_tokens=900, messages=ASKED, output_format=Verdict)
        errors.append({error["type"] for error in caught.value.errors()})
    assert errors == [{"json_invalid"}, {"missing"}]


async def test_a_stream_that_is_cut_breaks_in_the_middle(anthropic: AsyncAnthropic, world: ModelWorld) -> None:
    world.faults.add(Fault(service="anthropic", kind="cut_after", times=1))
    kinds: list[str] = []

    async def listen() -> None:
        async with anthropic.messages.stream(model=MODEL, max_tokens=900, messages=ASKED) as stream:
            async for event in stream:
                kinds.append(event.type)

    with pytest.raises(Exception, match=r"(?i)connection|incomplete|peer closed"):
        await listen()
    assert "content_block_delta" in kinds
    assert "message_stop" not in kinds


async def test_a_token_limit_ends_the_answer(anthropic: AsyncAnthropic) -> None:
    answer = await anthropic.messages.create(model=MODEL, max_tokens=5, messages=ASKED)
    assert answer.stop_reason == "max_tokens"
    assert answer.usage.output_tokens == 5


@pytest.mark.parametrize(
    ("status", "error", "kind"),
    [
        (429, RateLimitError, "rate_limit_error"),
        (529, APIStatusError, "overloaded_error"),
        (500, APIStatusError, "api_error"),
        (401, AuthenticationError, "authentication_error"),
        (402, APIStatusError, "billing_error"),
    ],
)
async def test_status_faults_are_in_the_services_own_words(
    anthropic: AsyncAnthropic, world: ModelWorld, status: int, error: type[APIStatusError], kind: str
) -> None:
    world.faults.add(Fault(service="anthropic", kind="status", status=status, retry_after=7, times=1))
    with pytest.raises(error) as caught:
        await anthropic.messages.create(model=MODEL, max_tokens=10, messages=ASKED)
    assert caught.value.status_code == status
    assert caught.value.type == kind
    assert caught.value.response.headers["retry-after"] == "7"
    assert caught.value.request_id
    assert not world.calls


async def test_a_cut_leaves_no_answer(anthropic: AsyncAnthropic, world: ModelWorld) -> None:
    world.faults.add(Fault(service="anthropic", kind="cut", times=1))
    with pytest.raises(APIConnectionError):
        await anthropic.messages.create(model=MODEL, max_tokens=10, messages=ASKED)
    assert not world.calls


async def test_a_wrong_key_is_refused(anthropic: AsyncAnthropic) -> None:
    with pytest.raises(AuthenticationError):
        await anthropic.with_options(api_key="sk-ant-other").messages.create(model=MODEL, max_tokens=9, messages=ASKED)


async def test_unknown_models_are_not_found(anthropic: AsyncAnthropic) -> None:
    with pytest.raises(NotFoundError):
        await anthropic.messages.create(model="claude-sonnet-5", max_tokens=10, messages=ASKED)


@pytest.mark.parametrize("name", ["temperature", "top_p", "top_k"])
async def test_sampling_is_refused_even_at_its_default(http: ClientSession, name: str) -> None:
    async with http.post("/anthropic/v1/messages", json={**BODY, name: 1}, headers=HEADERS) as answer:
        assert answer.status == 400
        body = await answer.json()
    assert body["error"]["type"] == "invalid_request_error"
    assert name in body["error"]["message"]


async def test_the_older_version_still_takes_a_temperature(http: ClientSession) -> None:
    headers = {**HEADERS, "anthropic-version": "2023-06-01"}
    async with http.post("/anthropic/v1/messages", json={**BODY, "temperature": 1}, headers=headers) as answer:
        assert answer.status == 200


@pytest.mark.parametrize("version", [None, "2027-01-01"])
async def test_a_version_must_be_named_and_known(http: ClientSession, version: str | None) -> None:
    headers = {"Authorization": "Bearer sk-ant-sandbox"} | ({"anthropic-version": version} if version else {})
    async with http.post("/anthropic/v1/messages", json=BODY, headers=headers) as answer:
        assert answer.status == 400
        assert "anthropic-version" in (await answer.json())["error"]["message"]


@pytest.mark.parametrize(
    "extra",
    [
        {"max_tokens": None},
        {"max_tokens": 0},
        {"messages": []},
        {"messages": [{"role": "system", "content": "x"}]},
        {"messages": [{"role": "user", "content": " "}]},
        {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "{"}]},
        {"output_format": {"type": "json_schema", "schema": {}}},
        {"output_config": {"effort": "none"}},
        {"output_config": {"format": {"type": "json_object"}}},
        {"output_config": {"format": {"type": "json_schema", "schema": {"type": "object", "properties": {}}}}},
    ],
)
async def test_what_the_service_refuses_is_refused(http: ClientSession, extra: dict[str, object]) -> None:
    async with http.post("/anthropic/v1/messages", json={**BODY, **extra}, headers=HEADERS) as answer:
        assert answer.status == 400
        assert (await answer.json())["type"] == "error"


async def test_tokens_are_counted_without_an_answer(anthropic: AsyncAnthropic, world: ModelWorld) -> None:
    counted = await anthropic.messages.count_tokens(model=MODEL, messages=ASKED)
    answer = await anthropic.messages.create(model=MODEL, max_tokens=50, messages=ASKED)
    assert counted.input_tokens == answer.usage.input_tokens
    assert len(world.calls) == 1


async def test_models_say_that_they_are_stand_ins(anthropic: AsyncAnthropic) -> None:
    models = [model async for model in anthropic.models.list()]
    assert [model.id for model in models] == ["claude-haiku-5-5", "claude-sonnet-5-5"]
    assert models[0].display_name == "claude-haiku-5-5 (stand-in)"
    assert (await anthropic.models.retrieve("claude-sonnet-5-5")).lifecycle == "active"
    with pytest.raises(NotFoundError):
        await anthropic.models.retrieve("claude-2")


async def test_a_bad_request_is_raised_as_one(anthropic: AsyncAnthropic) -> None:
    with pytest.raises(BadRequestError):
        await anthropic.messages.create(model=MODEL, max_tokens=10, messages=[])
