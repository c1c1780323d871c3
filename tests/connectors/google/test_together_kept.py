"""What a batch held is let go of when it is over, without waiting for a search for circles of objects."""

import asyncio
import gc
from collections.abc import Iterator

import pytest

from connectors.google.batch import Part
from tests.connectors.google.batches import Says, refuses
from tests.connectors.google.client_stage import Stage
from tests.connectors.google.desk import desk_at


@pytest.fixture
def by_hand() -> Iterator[None]:
    """Nothing looks for circles."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("by_hand")
@pytest.mark.parametrize("says", [Says(), refuses(404), refuses(403, "x"), refuses(503), refuses(401)])
async def test_no_answer_is_kept_by_the_failure_of_another(stage: Stage, says: Says) -> None:
    desk = desk_at(stage, stage.client)
    desk.batches.will("b", *[says] * 9)
    a, _, c = await desk.ask("abc")
    assert (a, c) == ("a", "c")
    await asyncio.sleep(0.01)
    assert [one for one in gc.get_objects() if isinstance(one, Part)] == []
