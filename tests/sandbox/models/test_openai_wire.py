"""Keys, models and errors of the OpenAI stand-in."""

import pytest
from aiohttp import ClientSession
from openai import (
    APIConnectionError,
    APITimeoutError,
    AsyncOpenAI,
    AuthenticationError,
    InternalServerError,
    NotFoundError,
    RateLimitError,
)

from sandbox.faults import Fault, Kind
from sandbox.models.world import ModelWorld


async def test_a_wrong_key_is_refused_and_not_repeated_in_full(openai: AsyncOpenAI, world: ModelWorld) -> None:
    with pytest.raises(AuthenticationError) as caught:
        await openai.with_options(api_key="sk-of-somebody-else").responses.create(model="gpt-6-luna", input="Hello")
    assert caught.value.code == "invalid_api_key"
    assert "somebody" not in caught.value.message
    assert not world.calls


async def test_no_key_is_refused(http: ClientSession) -> None:
    async with http.get("/openai/v1/models") as answer:
        assert answer.status == 401


async def test_models_are_listed_and_looked_up(openai: AsyncOpenAI) -> None:
    names = [model.id async for model in openai.models.list()]
    assert names[:3] == ["gpt-6-luna", "gpt-6.1-terra", "gpt-6.1-sol"]
    assert (await openai.models.retrieve("gpt-6-luna")).owned_by == "mailroom-stand-in"
    with pytest.raises(NotFoundError):
        await openai.models.retrieve("gpt-5-nano")


@pytest.mark.parametrize(
    ("fault", "error", "code"),
    [
        (Fault(service="openai", kind="status", status=429), RateLimitError, "rate_limit_exceeded"),
        (
            Fault(service="openai", kind="status", status=429, reason="insufficient_quota"),
            RateLimitError,
            "insufficient_quota",
        ),
        (Fault(service="openai", kind="status", status=500), InternalServerError, None),
        (Fault(service="openai", kind="status", status=503), InternalServerError, "server_is_overloaded"),
        (Fault(service="openai", kind="status", status=401), AuthenticationError, "invalid_api_key"),
    ],
)
async def test_status_faults_are_in_the_services_own_words(
    openai: AsyncOpenAI, world: ModelWorld, fault: Fault, error: type[Exception], code: str | None
) -> None:
    world.faults.add(fault)
    with pytest.raises(error) as caught:
        await openai.responses.create(model="gpt-6-luna", input="Hello")
    assert getattr(caught.value, "code", None) == code


@pytest.mark.parametrize(("kind", "seen"), [("cut", 0), ("cut_after", 1)])
async def test_a_cut_leaves_no_answer_and_only_cut_after_acts(
    openai: AsyncOpenAI, world: ModelWorld, kind: Kind, seen: int
) -> None:
    world.faults.add(Fault(service="openai", kind=kind, times=1))
    with pytest.raises(APIConnectionError):
        await openai.responses.create(model="gpt-6-luna", input="Hello")
    assert len(world.calls) == seen


async def test_a_timeout_never_answers(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="timeout", seconds=5, times=1))
    with pytest.raises(APITimeoutError):
        await openai.with_options(timeout=0.1).responses.create(model="gpt-6-luna", input="Hello")
    assert not world.calls


async def test_slow_answers_after_all(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="slow", seconds=0.05, times=1))
    assert (await openai.responses.create(model="gpt-6-luna", input="Hello")).status == "completed"


async def test_faults_of_another_method_pass_by(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", method="embeddings", kind="status", status=500))
    assert (await openai.responses.create(model="gpt-6-luna", input="Hello")).status == "completed"


@pytest.mark.parametrize("body", [b"{", b"[]"])
async def test_a_body_that_is_no_object_is_refused(http: ClientSession, body: bytes) -> None:
    headers = {"Authorization": "Bearer sk-sandbox"}
    async with http.post("/openai/v1/responses", data=body, headers=headers) as answer:
        assert answer.status == 400
        assert (await answer.json())["error"]["type"] == "invalid_request_error"
