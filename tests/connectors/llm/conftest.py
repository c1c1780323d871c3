"""A running Wire for each test that asks for one."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from tests.connectors.llm.wires import Wire


@dataclass(frozen=True)
class Served:
    """A Wire and its address."""

    wire: Wire
    url: str


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    wire = Wire()
    url = await wire.start()
    yield Served(wire, url)
    await wire.stop()
