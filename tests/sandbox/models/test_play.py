"""The human side of the model stand-ins."""

from aiohttp import ClientSession
from openai import AsyncOpenAI

from sandbox.models.world import Call, ModelWorld


async def test_requests_can_be_read_narrowed_and_forgotten(http: ClientSession, openai: AsyncOpenAI) -> None:
    await openai.responses.create(model="gpt-6-luna", input="Hello")
    async with http.get("/play/models/calls", params={"provider": "openai"}) as answer:
        (call,) = await answer.json()
    assert (call["provider"], call["model"], call["prompt"]) == ("openai", "gpt-6-luna", "Hello")
    assert call["answer"]
    async with http.get("/play/models/calls", params={"provider": "anthropic"}) as answer:
        assert await answer.json() == []
    async with http.delete("/play/models/calls"), http.get("/play/models/calls") as answer:
        assert await answer.json() == []


async def test_answers_can_be_queued_and_taken_back(http: ClientSession, openai: AsyncOpenAI) -> None:
    async with http.post("/play/models/options", json={"answers": ["One.", {"two": 2}, "Three."]}) as answer:
        assert (await answer.json())["answers"] == ["One.", {"two": 2}, "Three."]
    assert (await openai.responses.create(model="gpt-6-luna", input="Hi")).output_text == "One."
    assert (await openai.responses.create(model="gpt-6-luna", input="Hi")).output_text == '{"two": 2}'
    async with http.delete("/play/models/options") as answer:
        assert (await answer.json())["answers"] == []
    assert (await openai.responses.create(model="gpt-6-luna", input="Hi")).output_text != "Three."


async def test_latency_is_set_and_the_rest_is_left(http: ClientSession, world: ModelWorld) -> None:
    world.scripted.append("kept")
    async with http.post("/play/models/options", json={"latency_ms": 40}) as answer:
        assert await answer.json() == {"latency_ms": 40, "obeys": False, "answers": ["kept"]}
    async with http.get("/play/models/options") as answer:
        assert (await answer.json())["latency_ms"] == 40


async def test_answers_take_the_time_that_is_set(openai: AsyncOpenAI, world: ModelWorld) -> None:
    world.latency_ms = 60
    answer = await openai.responses.with_raw_response.create(model="gpt-6-luna", input="Hi")
    assert answer.elapsed.total_seconds() >= 0.06


async def test_wrong_options_are_refused(http: ClientSession, world: ModelWorld) -> None:
    for body in ({"latency_ms": -1}, {"speed": 3}, ["latency_ms"]):
        async with http.post("/play/models/options", json=body) as answer:
            assert answer.status == 400
    assert world.latency_ms == 0


def test_only_the_newest_requests_are_kept(world: ModelWorld) -> None:
    for number in range(600):
        world.saw(Call("openai", "responses", "m", "", str(number), "", "", False, ""))
    assert len(world.listing()) == 500
    assert world.listing()[0]["prompt"] == "100"
