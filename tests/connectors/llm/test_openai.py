"""What is OpenAI's own: which API is spoken to which server, what is sent to whom, and failures inside a 200."""

import json
from collections.abc import AsyncIterator, Callable

import pytest
from pydantic import SecretStr

from bot.errors import Failure, Temporary
from connectors.llm.asking import THINKING_ROOM, Terms
from connectors.llm.failures import Unusable
from connectors.llm.model import Refused
from connectors.llm.openai import OpenAI, Wire, strict_schema
from tests.connectors.llm.conftest import Served
from tests.connectors.llm.wires import (
    GOOD,
    TEAL,
    Canned,
    Colour,
    chat_says,
    no_pause,
    openai_error,
    prompt,
    response_says,
)

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"
Connect = Callable[..., OpenAI]


@pytest.fixture
async def connect(served: Served) -> AsyncIterator[Connect]:
    made: list[OpenAI] = []

    def connect(model: str = "local", wire: Wire = "auto") -> OpenAI:
        names = {"fast": model, "strong": model}
        terms = Terms("openai", served.url + "/v1", SecretStr("sk-test"), names, 5.0, {}, no_pause)  # type: ignore[arg-type]
        made.append(OpenAI(terms, wire))
        return made[-1]

    yield connect
    for model in made:
        await model.close()


def paths(served: Served) -> list[str]:
    return [asked.path for asked in served.wire.asked]


@pytest.mark.parametrize(
    "missing",
    [
        openai_error(404, None),
        openai_error(405, None),
        openai_error(501, None),
        Canned("Not Found", 404),
        Canned({"error": {"message": "Unknown request URL: POST /v1/responses"}}, 400),
    ],
)
async def test_a_server_without_responses_is_asked_by_chat_from_then_on(
    connect: Connect, served: Served, missing: Canned
) -> None:
    served.wire.add(RESPONSES, missing)
    served.wire.add(CHAT, Canned(chat_says(GOOD)), Canned(chat_says(GOOD)))
    model = connect()
    for _ in range(2):
        assert (await model.parse(prompt(), Colour)).value == TEAL
    assert paths(served) == [RESPONSES, CHAT, CHAT]


async def test_a_server_with_responses_is_asked_by_responses_for_ever(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, Canned(response_says(GOOD)))
    model = connect()
    await model.parse(prompt(), Colour)
    with pytest.raises(Unusable):
        await model.parse(prompt(), Colour)  # nothing queued: 404
    assert paths(served) == [RESPONSES, RESPONSES]


async def test_an_unknown_model_is_not_taken_for_a_missing_api(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, openai_error(404, "model_not_found"))
    with pytest.raises(Unusable) as caught:
        await connect().parse(prompt(), Colour)
    assert caught.value.kind == "model"
    assert paths(served) == [RESPONSES]


async def test_chat_is_not_remembered_before_it_worked(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, openai_error(404, None), Canned(response_says(GOOD)))
    model = connect()
    with pytest.raises(Unusable):
        await model.parse(prompt(), Colour)
    assert (await model.parse(prompt(), Colour)).value == TEAL
    assert paths(served) == [RESPONSES, CHAT, RESPONSES]


async def test_a_setting_for_one_api_never_tries_the_other(connect: Connect, served: Served) -> None:
    with pytest.raises(Unusable):
        await connect(wire="responses").parse(prompt(), Colour)
    with pytest.raises(Unusable):
        await connect(wire="chat").parse(prompt(), Colour)
    assert paths(served) == [RESPONSES, CHAT]


async def test_a_server_that_takes_no_schema_gets_it_in_the_prompt_from_then_on(
    connect: Connect, served: Served
) -> None:
    refusal = Canned({"error": {"message": "'response_format.type' must be 'json_object' or 'text'"}}, 400)
    fenced = f"<think>Is {{this}} it?</think>Here you are:\n```json\n{GOOD}\n```"
    served.wire.add(CHAT, refusal, Canned(chat_says(fenced)), Canned(chat_says(GOOD)))
    model = connect(wire="chat")
    for _ in range(2):
        assert (await model.parse(prompt(), Colour)).value == TEAL
    kinds = [asked.body["response_format"]["type"] for asked in served.wire.asked]
    assert kinds == ["json_schema", "json_object", "json_object"]
    assert json.dumps(strict_schema(Colour)) in served.wire.asked[1].body["messages"][0]["content"]


async def test_known_models_get_an_effort_a_cache_key_and_room_to_think(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, Canned(response_says(GOOD)))
    await connect("gpt-6-luna", "responses").parse(prompt(), Colour)
    body = served.wire.asked[0].body
    assert body["reasoning"] == {"effort": "low"}
    assert body["prompt_cache_key"] == "colour@0a1b2c3d"
    assert body["max_output_tokens"] == 300 + THINKING_ROOM


@pytest.mark.parametrize("wire", ["responses", "chat"])
async def test_unknown_models_get_nothing_that_their_server_may_refuse(
    connect: Connect, served: Served, wire: Wire
) -> None:
    served.wire.add(RESPONSES, Canned(response_says(GOOD)))
    served.wire.add(CHAT, Canned(chat_says(GOOD)))
    await connect("qwen3:8b", wire).parse(prompt(), Colour)
    assert not {"reasoning", "reasoning_effort", "prompt_cache_key", "max_completion_tokens"} & set(
        served.wire.asked[0].body
    )


async def test_responses_are_never_stored_at_the_provider(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, Canned(response_says(GOOD)))
    await connect().parse(prompt(), Colour)
    assert served.wire.asked[0].body["store"] is False


@pytest.mark.parametrize("code", ["insufficient_quota", "billing_hard_limit_reached"])
async def test_a_429_for_want_of_credit_is_not_retried(connect: Connect, served: Served, code: str) -> None:
    served.wire.add(RESPONSES, openai_error(429, code), Canned(response_says(GOOD)))
    with pytest.raises(Unusable) as caught:
        await connect().parse(prompt(), Colour)
    assert caught.value.kind == "credit"
    assert len(served.wire.asked) == 1


@pytest.mark.parametrize("code", ["content_filter", "misalignment_policy_violation", "invalid_prompt"])
async def test_a_request_stopped_by_policy_is_a_refusal(connect: Connect, served: Served, code: str) -> None:
    served.wire.add(RESPONSES, openai_error(400, code))
    with pytest.raises(Refused):
        await connect().parse(prompt(), Colour)


def failed(code: str) -> Canned:
    return Canned(response_says("", status="failed", output=[], error={"code": code, "message": "Secret words."}))


async def test_a_response_that_failed_inside_a_200_is_retried(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, failed("server_error"), Canned(response_says(GOOD)))
    assert (await connect().parse(prompt(), Colour)).value == TEAL


@pytest.mark.parametrize(
    ("code", "failure"), [("server_error", Failure.MODEL_DOWN), ("rate_limit_exceeded", Failure.RATE_LIMIT)]
)
async def test_a_response_that_keeps_failing_is_temporary(
    connect: Connect, served: Served, code: str, failure: Failure
) -> None:
    served.wire.add(RESPONSES, failed(code), failed(code))
    with pytest.raises(Temporary) as caught:
        await connect().parse(prompt(), Colour)
    assert caught.value.failure is failure


async def test_a_response_stopped_by_policy_is_a_refusal(connect: Connect, served: Served) -> None:
    served.wire.add(RESPONSES, failed("misalignment_policy_violation"))
    with pytest.raises(Refused):
        await connect().parse(prompt(), Colour)


@pytest.mark.parametrize("wire", ["responses", "chat"])
async def test_an_answer_stopped_by_the_filter_is_a_refusal(connect: Connect, served: Served, wire: Wire) -> None:
    stopped = response_says('{"na', status="incomplete", incomplete_details={"reason": "content_filter"})
    served.wire.add(RESPONSES, Canned(stopped))
    served.wire.add(CHAT, Canned(chat_says('{"na', finish="content_filter")))
    with pytest.raises(Refused):
        await connect(wire=wire).parse(prompt(), Colour)


async def test_a_comment_before_the_final_answer_is_not_the_answer(connect: Connect, served: Served) -> None:
    body = response_says(GOOD)
    final = body["output"][1] | {"phase": "final_answer"}
    aside = final | {"phase": "commentary", "content": [{"type": "output_text", "text": "Hm.", "annotations": []}]}
    served.wire.add(RESPONSES, Canned(body | {"output": [aside, final]}))
    assert (await connect().parse(prompt(), Colour)).value == TEAL


@pytest.mark.parametrize("usage", [None, {"input_tokens": 7, "output_tokens": 3}])
async def test_a_server_that_counts_little_or_nothing_still_answers(
    connect: Connect, served: Served, usage: dict[str, int] | None
) -> None:
    served.wire.add(RESPONSES, Canned(response_says(GOOD, usage=usage)))
    answer = await connect().parse(prompt(), Colour)
    assert answer.usage.input_tokens == (7 if usage else 0)
    assert answer.usage.cost_usd == 0
