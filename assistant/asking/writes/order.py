"""An order: a write that a plan asks for, with all that it may rest on, and what becomes of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from assistant.asking.agents.desk import Desk
from assistant.asking.checking import without_links
from assistant.asking.question.quoting import hidden
from assistant.asking.question.showing import shown_from
from assistant.asking.turns.continuing import SINCE
from assistant.asking.values import Draught, Outcome, Source, Step
from storage.contacts import Known

_LINK = re.compile(r"\bhttps?://[^\s<>\"')\]]+")
_ENDS = ".,;:!?"  # that end a sentence rather than a link


@dataclass(frozen=True)
class Order:
    """One write. `said` is what the asker said in this conversation, the newest first: nobody else's words."""

    desk: Desk
    step: Step
    said: Sequence[str]
    contacts: Mapping[str, Sequence[Known]]
    needed: Mapping[str, Outcome]

    @property
    def own_words(self) -> str:
        """All that the asker said."""
        return "\n".join(self.said)

    @property
    def bare_words(self) -> str:
        """The same without what they quoted, which is a text or a title, and without what they showed of others."""
        return "\n".join(map(_bare, self.said))

    @property
    def wish(self) -> str:
        """What they said last, without what they quoted: the order, and each thing said SINCE."""
        return hidden(self.said[0])

    @property
    def arguments(self) -> Mapping[str, Any]:
        """What the plan says."""
        return self.step.arguments

    def text(self, name: str) -> str:
        """An argument that goes out as words."""
        return own_text(str(self.arguments.get(name, "")), self.own_words)

    @property
    def today(self) -> date:
        """The day in the asker's zone."""
        return self.desk.asker.now.astimezone(ZoneInfo(self.desk.asker.zone)).date()

    def found(self, service: str) -> list[Source]:
        """What the steps before have found of a service, the best first; not what was only worked out."""
        every = (source for one in self.needed.values() for source in one.sources)
        return [source for source in every if source.service == service and source.remote_id]

    @property
    def points(self) -> bool:
        """Whether it is about what the answer before has cited, and about nothing else."""
        return any(one.step.arguments.get("places") for one in self.needed.values())

    @property
    def names_first(self) -> bool:
        """Whether the asker's own words mean the first of an order, "the largest file", and it was looked for so: it
        need not be called by any of these words."""
        asked = self.desk.reading.order
        steps = [one.step.arguments for one in self.needed.values()]
        return bool(asked) and any(one.get("order") == asked and one.get("most") == 1 for one in steps)


@dataclass(frozen=True)
class Made:
    """What becomes of an order: writes to approve, or what the asker must say first; `trouble` is a Failure.

    `offered` are the addresses that the question may name: no other gets from what was found into it.
    """

    draughts: tuple[Draught, ...] = ()
    question: str = ""
    trouble: str = ""
    offered: tuple[str, ...] = ()


def ask(question: str, offered: Sequence[str] = ()) -> Made:
    """Nothing but a question."""
    return Made(question=question, offered=tuple(offered))


def own_text(text: str, said: str) -> str:
    """A plan's words as they may go out: of links and addresses only those that the asker gave, word for word."""
    given = dict.fromkeys(found[0].rstrip(_ENDS) for found in _LINK.finditer(said))
    kept = {link: f"\ue000{number}\ue001" for number, link in enumerate(given)}

    def marked(found: re.Match[str]) -> str:
        link = found[0].rstrip(_ENDS)  # the whole of it: one that only begins alike leads elsewhere
        return kept.get(link, link) + found[0][len(link) :]

    text = without_links(_LINK.sub(marked, text), said)
    for link, mark in kept.items():
        text = text.replace(mark, link)
    return text


def _bare(said: str) -> str:
    """Of one thing that was said. What answers a question about it, behind what it shows, is of the asker again."""
    start, bare = shown_from(said), hidden(said)
    return bare[:start] + "".join(bare[start:].partition(SINCE)[1:])
