"""The model stand-ins on a loopback port, quick, at a fixed moment, with the real SDKs pointed at them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from sandbox.faults import Faults
from sandbox.models.anthropic_api import anthropic_routes
from sandbox.models.openai_api import openai_routes
from sandbox.models.play import play_model_routes
from sandbox.models.world import ModelWorld

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday


@pytest.fixture
def world() -> ModelWorld:
    return ModelWorld(Faults(), latency_ms=0, now=lambda: NOW)


@pytest.fixture
async def url(world: ModelWorld) -> AsyncIterator[str]:
    app = web.Application(client_max_size=8 * 2**20)
    app.add_routes(openai_routes(world))
    app.add_routes(anthropic_routes(world))
    app.add_routes(play_model_routes(world))
    async with TestServer(app) as server:
        yield str(server.make_url("/")).rstrip("/")


@pytest.fixture
async def openai(url: str) -> AsyncIterator[AsyncOpenAI]:
    async with AsyncOpenAI(base_url=f"{url}/openai/v1/", api_key="sk-sandbox", max_retries=0, timeout=5) as client:
        yield client


@pytest.fixture
async def anthropic(url: str) -> AsyncIterator[AsyncAnthropic]:
    async with AsyncAnthropic(
        base_url=f"{url}/anthropic/", api_key="sk-ant-sandbox", max_retries=0, timeout=5
    ) as client:
        yield client


@pytest.fixture
async def http(url: str) -> AsyncIterator[ClientSession]:
    async with ClientSession(url) as session:
        yield session
