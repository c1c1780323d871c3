"""What the tests of Google's connectors share: a scripted server, threads, and a way out."""

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from connectors.google.transport import Transport
from tests.connectors.google.client_stage import Stage, client_stage
from tests.connectors.google.scripted import Scripted, scripted_server


@pytest.fixture
async def server() -> AsyncIterator[Scripted]:
    async with scripted_server() as scripted:
        yield scripted


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as pool:
        yield pool


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport()
    yield transport
    transport.close()


@pytest.fixture
def stage(server: Scripted, transport: Transport, executor: ThreadPoolExecutor) -> Stage:
    return client_stage(server, transport, executor)
