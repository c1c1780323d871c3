"""The stand-in of the embeddings API, and settings that point to it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.settings import Settings
from sandbox.faults import Faults
from sandbox.models.openai_api import openai_routes
from sandbox.models.world import ModelWorld
from tests.connectors.embed.tiny_model import write_model


def settings_for(url: str = "", **changes: Any) -> Settings:
    values: dict[str, Any] = {
        "chroma_url": "http://127.0.0.1:1",
        "openai_base_url": f"{url}/openai/v1" if url else "http://127.0.0.1:1/v1",
        "openai_api_key": "sk-sandbox",
        "model_timeout_seconds": 5,
        "embedding_dimensions": 128,
    }
    return Settings(_env_file=None, **(values | changes))


@pytest.fixture
def world() -> ModelWorld:
    return ModelWorld(Faults(), latency_ms=0)


@pytest.fixture
async def url(world: ModelWorld) -> AsyncIterator[str]:
    app = web.Application(client_max_size=16 << 20)
    app.add_routes(openai_routes(world))
    async with TestServer(app) as server:
        yield str(server.make_url("")).rstrip("/")


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model"))
