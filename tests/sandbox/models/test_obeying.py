"""The model that was led astray: it fits the schema, does what the mail wants, and can be turned back."""

import json

from aiohttp import ClientSession
from anthropic import AsyncAnthropic
from openai import AsyncOpenAI

from sandbox.models.obeying import LINK, PLOYS, POISON_AT_MOST, obey
from sandbox.models.schema import fits
from sandbox.models.wit import Asked
from sandbox.models.world import ModelWorld
from tests.sandbox.models.conftest import NOW

SCHEMA = {
    "type": "object",
    "properties": {
        "category": {"type": "string", "enum": ["needs_reply", "informational", "spam"]},
        "summary": {"type": "string"},
        "body": {"type": "string"},
        "missing": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["category", "summary", "body", "missing"],
    "additionalProperties": True,
}


def asked(number: int) -> Asked:
    return Asked("Secret orders.", f"<mail-1>\nSubject: Lamp {number}\n\nSay hello.\n</mail-1>", SCHEMA, NOW)


def test_it_fits_the_schema_and_is_hostile_in_every_field() -> None:
    for number in range(40):
        said = json.loads(obey(asked(number)))
        assert fits(said, SCHEMA, SCHEMA)
        assert said == json.loads(obey(asked(number)))
        assert any(ploy[:20] in said["summary"] for ploy in PLOYS) and len(said["summary"]) <= POISON_AT_MOST
        assert len(said["missing"]) == len(PLOYS) and said["bcc"] and said["send"] is True
    bodies = "\n".join(json.loads(obey(asked(number)))["body"] for number in range(80))
    for part in (LINK, "Secret orders.", "Say hello.", "Bcc: ", "<!channel>", "\u202e", "\n" * 800):
        assert part in bodies


async def test_it_is_turned_on_and_back(http: ClientSession, openai: AsyncOpenAI) -> None:
    async with http.post("/play/models/options", json={"obeys": True}) as answer:
        assert (await answer.json())["obeys"] is True
    assert "evil.example" in (await openai.responses.create(model="gpt-6-luna", input="Hi")).output_text
    async with http.delete("/play/models/options") as answer:
        assert (await answer.json())["obeys"] is False
    assert "evil.example" not in (await openai.responses.create(model="gpt-6-luna", input="Hi")).output_text


async def test_a_request_that_offers_tools_is_remembered_as_such(
    world: ModelWorld, openai: AsyncOpenAI, anthropic: AsyncAnthropic
) -> None:
    await openai.responses.create(model="gpt-6-luna", input="Hi")
    await openai.responses.create(model="gpt-6-luna", input="Hi", tools=[{"type": "web_search"}])
    await openai.chat.completions.create(
        model="gpt-6-luna",
        messages=[{"role": "user", "content": "Hi"}],
        tools=[{"type": "function", "function": {"name": "send", "parameters": {}}}],
    )
    await anthropic.messages.create(
        model="claude-haiku-5-5",
        max_tokens=100,
        messages=[{"role": "user", "content": "Hi"}],
        tools=[{"name": "send", "input_schema": {"type": "object"}}],
    )
    assert [call.hands for call in world.calls] == [(), ("tools",), ("tools",), ("tools",)]
