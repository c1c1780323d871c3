"""An order: a write that a plan asks for, with all that it may rest on, and what becomes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Desk
from assistant.asking.values import Draught, Outcome, Source, Step
from storage.contacts import Contact


@dataclass(frozen=True)
class Order:
    """One write. `said` is what the asker said in this conversation, the newest first: nobody else's words."""

    desk: Desk
    step: Step
    said: Sequence[str]
    contacts: Mapping[str, Sequence[Contact]]
    needed: Mapping[str, Outcome]

    @property
    def own_words(self) -> str:
        """All that the asker said."""
        return "\n".join(self.said)

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the plan says."""
        return self.step.arguments

    @property
    def today(self) -> date:
        """The day in the asker's zone."""
        return self.desk.asker.now.astimezone(ZoneInfo(self.desk.asker.zone)).date()

    def found(self, service: str) -> list[Source]:
        """What the steps before have found of a service, the best first."""
        return [source for one in self.needed.values() for source in one.sources if source.service == service]


@dataclass(frozen=True)
class Made:
    """What becomes of an order: writes to approve, or what the asker must say first; `trouble` is a Failure."""

    draughts: tuple[Draught, ...] = ()
    question: str = ""
    trouble: str = ""


def ask(question: str) -> Made:
    """Nothing but a question."""
    return Made(question=question)
