"""Answers a question: one plan, retrieval in parallel, one answer from what was found, checked (SPEC AS1-AS9)."""

from collections.abc import Sequence

from assistant.asking.kit import Answered, Kit
from assistant.asking.values import Asker, Tell, Turn


async def answer(kit: Kit, asker: Asker, text: str, turns: Sequence[Turn], tell: Tell) -> Answered:
    """The answer to a question that follows `turns`; tells how far it is.

    Services that fail are named in the reply. Raises Temporary when our own database cannot be reached.
    """
    raise NotImplementedError
