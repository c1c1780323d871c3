"""Typing /mailroom, and the message that answers it."""

import json

from tests.handlers.office import Json, Office


async def typed(office: Office, words: str, who: str = "U0ALICE") -> Json:
    """What /mailroom answers: the acknowledgement's own JSON, which Slack could show."""
    answer = await office.command(who, words)
    assert (answer["status"], answer["shown"]) == (200, ""), answer
    assert answer["ms"] < 3000
    said: Json = json.loads(answer["body"])
    assert said["response_type"] == "ephemeral" and said["text"]
    return said


async def shown(office: Office, words: str, who: str = "U0ALICE") -> tuple[str, str]:
    """Where the answer stands, to be clicked on."""
    await typed(office, words, who)
    channel = office.slack.talk.direct(who)
    return channel.id, channel.messages[-1].ts
