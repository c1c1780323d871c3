"""The connectors with the app's own prompts and shapes against the stand-ins, which refuse what the services refuse."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from assistant.prompting import NOTHING, day, fence, fill, load, person
from assistant.shapes import DraftAnswer, TriageAnswer
from bot.errors import Failure, Temporary
from bot.settings import Settings
from connectors.gate import Turnstile
from connectors.llm.build import build_models
from connectors.llm.failover import Failover
from connectors.llm.model import Prompt, Refused
from connectors.memory_gate import MemoryGate
from sandbox.faults import Fault, Faults
from sandbox.models.anthropic_api import anthropic_routes
from sandbox.models.openai_api import openai_routes
from sandbox.models.world import ModelWorld

PROVIDERS = ("openai", "anthropic")
MAIL = """From: Sarah Chen (sarah@acme.example)
To: alice@fernhill.example
Subject: Service visit

Hi Alice,

could you send us a technician next week? And what does the calibration cost?

Best regards,
Sarah"""


@pytest.fixture
def world() -> ModelWorld:
    return ModelWorld(Faults(), latency_ms=0)


@pytest.fixture
async def url(world: ModelWorld) -> AsyncIterator[str]:
    app = web.Application()
    app.add_routes([*openai_routes(world), *anthropic_routes(world)])
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


def models(url: str, door: Turnstile | None = None, **changes: Any) -> Failover:
    values: dict[str, Any] = {
        "openai_base_url": f"{url}/openai/v1",
        "anthropic_base_url": f"{url}/anthropic",
        "openai_api_key": "sk-sandbox",
        "anthropic_api_key": "sk-ant-sandbox",
        "model_timeout_seconds": 5,
    }
    return build_models(Settings(_env_file=None, **(values | changes)), door)


def triage() -> Prompt:
    today = day(datetime(2026, 11, 20, tzinfo=UTC))
    return fill(load("triage"), user=person("Alice Marsh"), today=today, lessons=NOTHING, mail=fence(MAIL, 5000))


def draft() -> Prompt:
    return fill(
        load("draft"),
        user=person("Alice Marsh"),
        today=day(datetime(2026, 11, 20, tzinfo=UTC)),
        examples=NOTHING,
        lessons=NOTHING,
        earlier=NOTHING,
        thread=NOTHING,
        mail=fence(MAIL, 5000),
        draft=NOTHING,
        instruction=fence("shorter", 100, "instruction"),
    )


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_triage_and_draft_are_accepted_and_answered(provider: str, url: str, world: ModelWorld) -> None:
    chain = models(url, llm_providers=provider)
    verdict = await chain.parse(triage(), TriageAnswer)
    reply = await chain.parse(draft(), DraftAnswer)
    await chain.close()
    assert verdict.value.category == "needs_reply"
    assert reply.value.body
    assert verdict.usage.cost_usd > 0
    assert verdict.usage.prompt == f"triage@{load('triage').version}"
    assert not any(call.stored for call in world.calls)


async def test_chat_completions_are_accepted_and_answered(url: str) -> None:
    chain = models(url, llm_providers="openai", openai_api="chat")
    assert (await chain.parse(triage(), TriageAnswer)).value.category == "needs_reply"
    await chain.close()


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "status", "status": 503},
        {"kind": "status", "status": 429, "retry_after": 60},
        {"kind": "status", "status": 429, "reason": "insufficient_quota"},
        {"kind": "status", "status": 401},
        {"kind": "cut"},
        {"kind": "cut_after"},
        {"kind": "malformed"},
        {"kind": "timeout", "seconds": 30},
    ],
    ids=lambda fault: "-".join(str(value) for value in fault.values()),
)
async def test_whatever_befalls_openai_anthropic_answers(fault: dict[str, Any], url: str, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", **fault))
    chain = models(url, model_timeout_seconds=2)
    chain.warm()
    answer = await chain.parse(triage(), TriageAnswer)
    await chain.close()
    assert answer.usage.provider == "anthropic"


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_refusal_reaches_the_caller(provider: Any, url: str, world: ModelWorld) -> None:
    world.faults.add(Fault(service=provider, kind="refuse"))
    chain = models(url, llm_providers=provider)
    with pytest.raises(Refused):
        await chain.parse(triage(), TriageAnswer)
    await chain.close()


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_one_malformed_answer_is_repaired(provider: Any, url: str, world: ModelWorld) -> None:
    world.faults.add(Fault(service=provider, kind="malformed", times=1))
    chain = models(url, llm_providers=provider)
    answer = await chain.parse(triage(), TriageAnswer)
    await chain.close()
    assert answer.value.category == "needs_reply"
    assert len(world.calls) == 2


async def test_all_down_is_temporary(url: str, world: ModelWorld) -> None:
    world.faults.add(Fault(service="openai", kind="cut"))
    world.faults.add(Fault(service="anthropic", kind="status", status=529))
    chain = models(url)
    with pytest.raises(Temporary, match="openai, anthropic") as caught:
        await chain.parse(triage(), TriageAnswer)
    await chain.close()
    assert caught.value.failure is Failure.MODEL_DOWN


async def test_a_wrong_key_and_a_retired_model_need_an_administrator(url: str) -> None:
    gate = MemoryGate()
    chain = models(url, Turnstile(gate), openai_api_key="sk-wrong", anthropic_model_fast="claude-3-opus")
    with pytest.raises(Temporary):
        await chain.parse(triage(), TriageAnswer)
    await chain.close()
    assert {name: state.why for name, state in (await gate.states()).items()} == {
        "openai": "auth",
        "anthropic": "model",
    }
