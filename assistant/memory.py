"""What a reply may learn from older mail."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Memory:
    """The thread so far (oldest first), older mails of the sender on the matter, and examples of the user's manner."""

    thread: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
