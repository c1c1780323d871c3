"""A person that a question names."""

from dataclasses import dataclass
from typing import Literal

from assistant.asking.names.directory import Person

Role = Literal["sender", "recipient", "any"]


@dataclass(frozen=True)
class Named:
    """A person in a question from character `start` to `end`, with the preposition where that goes with the name.

    `sure` says that the question limits itself to them; `emails` are the addresses they may have, none if unknown.
    """

    start: int
    end: int
    words: str
    people: tuple[Person, ...]
    role: Role
    sure: bool
    emails: tuple[str, ...] = ()
