"""The embedding socket: texts in, unit vectors out. One file a kind beside this one."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal, Protocol

Use = Literal["document", "query"]
Vector = list[float]


class Embedder(Protocol):
    """Turns texts into vectors of one length. Raises Temporary or Permanent (bot.errors).

    `name` tells vectors that may be compared: model, dimensions and version in [a-z0-9.-], at most 60 characters. A
    collection belongs to one name. `provider` is the model provider that reads the texts, '' where they stay here.
    `usd` is what a million tokens cost there in US dollars, 0 where that is nothing, or nobody has told us.
    """

    name: str
    provider: str
    usd: Decimal
    dimensions: int

    async def embed(self, texts: Sequence[str], use: Use) -> list[Vector]:
        """One unit vector for each text, in order. Texts may be of any number and length: the embedder batches and
        cuts them as its model wants."""
        ...

    async def close(self) -> None:
        """Lets go of its connections."""
        ...
