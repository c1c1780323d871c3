"""What is Anthropic's own: effort, cache tokens, spend limits, a full context window."""

from collections.abc import AsyncIterator
from decimal import Decimal

import pytest
from pydantic import SecretStr

from bot.errors import Failure, Permanent
from connectors.llm.anthropic import Anthropic
from connectors.llm.asking import THINKING_ROOM, Terms
from connectors.llm.failures import Unusable
from tests.connectors.llm.conftest import Served
from tests.connectors.llm.wires import GOOD, TEAL, Canned, Colour, anthropic_error, message_says, no_pause, prompt

PATH = "/v1/messages"


def terms(url: str, model: str = "claude-haiku-5-5") -> Terms:
    return Terms("anthropic", url, SecretStr("sk-test"), {"fast": model, "strong": model}, 5.0, {}, no_pause)


@pytest.fixture
async def model(served: Served) -> AsyncIterator[Anthropic]:
    model = Anthropic(terms(served.url))
    yield model
    await model.close()


async def test_known_models_get_an_effort_and_room_to_think(model: Anthropic, served: Served) -> None:
    served.wire.add(PATH, Canned(message_says(GOOD)))
    await model.parse(prompt(), Colour)
    body = served.wire.asked[0].body
    assert body["output_config"]["effort"] == "low"
    assert body["output_config"]["format"]["type"] == "json_schema"
    assert body["max_tokens"] == 300 + THINKING_ROOM


async def test_unknown_models_get_no_effort(served: Served) -> None:
    served.wire.add(PATH, Canned(message_says(GOOD)))
    other = Anthropic(terms(served.url, "claude-haiku-4-5"))
    await other.parse(prompt(), Colour)
    await other.close()
    assert "effort" not in served.wire.asked[0].body["output_config"]


async def test_thinking_before_the_answer_is_not_the_answer(model: Anthropic, served: Served) -> None:
    body = message_says(GOOD)
    thought = {"type": "thinking", "thinking": "Blue or green?", "signature": "x"}
    served.wire.add(PATH, Canned(body | {"content": [thought, *body["content"]]}))
    assert (await model.parse(prompt(), Colour)).value == TEAL


async def test_cached_input_counts_as_input_at_a_tenth_of_the_price(model: Anthropic, served: Served) -> None:
    usage = {"input_tokens": 100, "cache_read_input_tokens": 1000, "cache_creation_input_tokens": 0, "output_tokens": 0}
    served.wire.add(PATH, Canned(message_says(GOOD) | {"usage": usage}))
    found = (await model.parse(prompt(), Colour)).usage
    assert found.input_tokens == 1100
    assert found.cost_usd == Decimal("0.00002")


async def test_a_reached_spend_limit_is_for_an_administrator(model: Anthropic, served: Served) -> None:
    served.wire.add(PATH, anthropic_error(429, "enforced_spend_limit_reached"))
    with pytest.raises(Unusable) as caught:
        await model.parse(prompt(), Colour)
    assert caught.value.kind == "credit"


async def test_a_full_context_window_is_permanent(model: Anthropic, served: Served) -> None:
    served.wire.add(PATH, Canned(message_says('{"na', stop="model_context_window_exceeded")))
    with pytest.raises(Permanent) as caught:
        await model.parse(prompt(), Colour)
    assert caught.value.failure is Failure.BAD_REQUEST
