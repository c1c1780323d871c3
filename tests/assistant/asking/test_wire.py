"""Both prompts over the wire to both vendors' stand-ins: the shapes are ones that their strict schemas take."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from assistant.asking.plan.planning import plan_prompt
from assistant.asking.plan.shapes import AskAnswer, PlanAnswer
from assistant.asking.synthesis import answer_prompt
from assistant.asking.values import Source
from bot.settings import Settings
from connectors.llm.anthropic import build as build_anthropic
from connectors.llm.model import Model
from connectors.llm.openai import build as build_openai
from sandbox.faults import Faults
from sandbox.models.anthropic_api import anthropic_routes
from sandbox.models.openai_api import openai_routes
from sandbox.models.world import ModelWorld
from tests.assistant.asking.plan.test_planning import ASKER, WANTED
from tests.assistant.asking.rig import NOW


@pytest.fixture
def world() -> ModelWorld:
    return ModelWorld(Faults(), latency_ms=0, now=lambda: NOW)


@pytest.fixture(params=["openai", "anthropic"])
async def model(request: pytest.FixtureRequest, world: ModelWorld) -> AsyncIterator[Model]:
    app = web.Application()
    app.add_routes([*openai_routes(world), *anthropic_routes(world)])
    async with TestServer(app) as server:
        url = str(server.make_url("/")).rstrip("/")
        settings = Settings(
            _env_file=None,
            openai_api_key=SecretStr("sk-sandbox"),
            openai_base_url=f"{url}/openai/v1",
            anthropic_api_key=SecretStr("sk-ant-sandbox"),
            anthropic_base_url=f"{url}/anthropic",
        )
        built = build_openai(settings) if request.param == "openai" else build_anthropic(settings)
        assert built is not None
        yield built
        await built.close()


async def test_a_plan_and_an_answer_come_over_the_wire(model: Model, world: ModelWorld) -> None:
    plan = (await model.parse(plan_prompt(WANTED), PlanAnswer)).value
    assert plan.steps and plan.question == "What did Sarah send?"
    source = Source(1, "gmail", "Quote", "Sarah", NOW, "", "Sarah sent the quote on Friday.", "")
    told = (await model.parse(answer_prompt("What did Sarah send?", [source], ASKER), AskAnswer)).value
    assert told.known and "Sarah sent the quote on Friday. [1]" in told.answer
    assert [call.schema for call in world.calls] == ["PlanAnswer", "AskAnswer"] or len(world.calls) == 2
    assert all(not call.hands for call in world.calls)  # no call holds a tool


async def test_what_the_sources_do_not_say_is_left_open(model: Model) -> None:
    source = Source(1, "gmail", "Lunch", "Bob", NOW, "", "Lunch is on Friday.", "")
    told = (await model.parse(answer_prompt("Who pays the deposit for the pumps?", [source], ASKER), AskAnswer)).value
    assert not told.known
