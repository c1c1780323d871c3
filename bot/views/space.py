"""How much room a message of Slack has, and what a card leaves out, step by step, until it fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.views.text import Block

BLOCKS_AT_MOST = 50
# The bound on a whole message is not published: it lies at 12,000 to 13,200 characters with some more for each block
# and each header (github.com/slackapi/bolt-js/issues/2509 and 2867). Over it, Slack refuses the message.
MESSAGE_AT_MOST = 12_000
PIECES_AT_MOST = 1000  # of text and links, in one part of a rich_text block: each line of an answer is two or more
FOR_EACH_BLOCK, FOR_EACH_HEADER = 25, 100


@dataclass(frozen=True)
class Space:
    """How much is shown: characters of the mail, lines of a difference, and whether the whole reply."""

    mail: int
    changes: int
    whole: bool


SPACES = (Space(900, 24, True), Space(500, 10, True), Space(150, 3, True), Space(150, 3, False))


def fits(blocks: Sequence[Block]) -> bool:
    """Whether Slack takes a message of these blocks."""
    tolls = sum(FOR_EACH_HEADER if block["type"] == "header" else FOR_EACH_BLOCK for block in blocks)
    pieces = [len(part["elements"]) for block in blocks if block["type"] == "rich_text" for part in block["elements"]]
    short = _length(list(blocks)) + tolls <= MESSAGE_AT_MOST
    return len(blocks) <= BLOCKS_AT_MOST and max(pieces, default=0) <= PIECES_AT_MOST and short


def _length(value: Any) -> int:
    """The characters of every text, an emoji as two as in Slack's own counting."""
    if isinstance(value, list):
        return sum(map(_length, value))
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own.encode("utf-16-le")) // 2 if isinstance(own, str) else 0) + sum(map(_length, value.values()))
