"""The cards as they stand in the Slack stand-in, read the way a person reads them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.values import Message
from sandbox.slack.world import SlackWorld

APPROVE, UNDO, DISCARD = "send_clicked", "send_undone", "discard_clicked"
_REPLY = "Reply, to be sent as you"


@dataclass(frozen=True)
class Shown:
    """One card: its buttons by action id (with the opaque id they carry), and the reply that it shows, if any."""

    channel: str
    ts: str
    buttons: dict[str, str]
    lines: dict[str, str]  # To, Cc, Subject, as shown above the reply
    body: str
    words: str = field(repr=False)

    @property
    def version(self) -> str:
        """What an approval would approve; "" if none is offered."""
        return self.buttons.get(APPROVE, "")

    @property
    def is_sent(self) -> bool:
        """Whether it says that the reply went out, and that it was read back."""
        return "word for word what you approved" in self.words

    @property
    def is_discarded(self) -> bool:
        """Whether it says that the reply was thrown away."""
        return "Draft discarded" in self.words


def subject_on(message: Message) -> str:
    """The subject on a card's head; "" for any other message, and for one that only its reader sees."""
    head = message.blocks[0] if message.blocks and message.ephemeral_for is None else {}
    return str(head["text"]["text"]) if str(head.get("block_id", "")).startswith("card:") else ""


def all_cards(world: SlackWorld) -> dict[str, list[tuple[str, Message]]]:
    """Every card in the workspace with its channel, by the subject on its head, oldest first."""
    found: dict[str, list[tuple[str, Message]]] = {}
    for channel in world.talk.channels.values():
        for message in channel.messages:
            if subject := subject_on(message):
                found.setdefault(subject, []).append((channel.id, message))
    return found


def read_card(channel: str, message: Message) -> Shown:
    """A card taken apart."""
    elements = [e for block in message.blocks if block["type"] == "actions" for e in block["elements"]]
    buttons = {str(e["action_id"]): str(e.get("value", "")) for e in elements}
    lines, body = _reply(message.blocks)
    return Shown(channel, message.ts, buttons, lines, body, "\n".join(_texts(message.blocks)))


def _reply(blocks: list[dict[str, Any]]) -> tuple[dict[str, str], str]:
    """The lines above the reply, and its text: plain characters in the rich_text blocks that follow."""
    at = next((n for n, b in enumerate(blocks) if b["type"] == "section" and _REPLY in str(b.get("text"))), None)
    if at is None:
        return {}, ""
    lines = dict(text.split(": ", 1) for text in _texts(blocks[at + 1]) if ": " in text)
    body = ""
    for block in blocks[at + 2 :]:
        if block["type"] != "rich_text":
            break
        body += "".join(_texts(block["elements"]))
    return lines, body


def _texts(value: Any) -> list[str]:
    """Every text in a piece of Block Kit, in order."""
    if isinstance(value, dict):
        return [t for k, v in value.items() for t in ([v] if k == "text" and isinstance(v, str) else _texts(v))]
    return [text for one in value for text in _texts(one)] if isinstance(value, list) else []
