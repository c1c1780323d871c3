"""Where the agents work: the asker's tools and one way to ask a service that may fail, be slow or be forbidden."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Generic, TypeVar

import structlog

from assistant.asking.evidence.passages import Aim
from assistant.asking.evidence.sources import of_hit
from assistant.asking.kit import Kit
from assistant.asking.turns.record import filters_from_json
from assistant.asking.values import ENDED, OFF, Asker, Mailbox, Outcome, Reading, Source, Step
from assistant.searching import search
from bot.errors import Failure, MailroomError
from storage.documents import Service
from storage.index.entry import Filters, Found
from storage.index.rarity import rarity

log = structlog.get_logger("asking")
T = TypeVar("T")
FOUND_AT_MOST = 10  # of each step


@dataclass(frozen=True)
class Got(Generic[T]):
    """What a service gave, or None and the Failure for which it gave nothing."""

    value: T | None
    trouble: str = ""


@dataclass(frozen=True)
class Desk:
    """One question's work place. `reading` is what the plan rests on."""

    kit: Kit
    asker: Asker
    reading: Reading
    rarity: Mapping[str, float] = field(default_factory=dict)  # of the question's words, see `weighed`
    joint: Mapping[str, frozenset[str]] = field(default_factory=dict)  # see `together`
    missing: dict[str, str] = field(default_factory=dict)  # what else could not be asked, with its Failure
    _running: dict[str, "asyncio.Task[Got[Found]]"] = field(default_factory=dict)

    @cached_property
    def aim(self) -> Aim:
        """What passages are chosen by."""
        return Aim.of_reading(self.reading, self.rarity)

    def for_steps(self, steps: Sequence[Step]) -> "Desk":
        """The same desk for these steps: what is missing is noted on both, finds are not shared."""
        return replace(self, joint=together(steps), _running={})

    async def weighed(self) -> "Desk":
        """The same desk, where it is known how rare each word of the question is in all the asker's mailboxes."""
        accounts = [box.account_id for box in self.asker.mailboxes]
        words = self.reading.words.split()
        got = await self.ask("index", lambda: rarity(self.kit.db, accounts, words))
        return replace(self, rarity=got.value or {})

    async def ask(self, service: str, call: Callable[[], Awaitable[T]]) -> Got[T]:
        """What the call gives within the patience; its trouble if it fails in any way that services may."""
        try:
            async with asyncio.timeout(self.kit.patience):
                return Got(await call())
        except TimeoutError:
            trouble = Failure.SERVICE_DOWN
            log.warning("service_too_slow", service=service)
        except MailroomError as error:
            trouble = error.failure
            log.warning("service_failed", service=service, kind=type(error).__name__, failure=trouble)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
            trouble = Failure.UNKNOWN  # strange data, or a fault of ours
            log.exception("service_not_understood", service=service)
        return Got(None, trouble)

    def off(self, service: str) -> str:
        """OFF, which is noted as well, where the asker has turned that service off for all their mailboxes; else ''."""
        mailboxes = self.asker.mailboxes
        if not mailboxes or any(service not in box.skipped for box in mailboxes):
            return ""
        self.missing[service] = OFF
        return OFF

    async def each(self, service: str, call: Callable[[Mailbox], Awaitable[T]]) -> "Gathered[T]":
        """The same asked at once of every mailbox that may be asked it."""

        async def one(mailbox: Mailbox) -> Got[T]:
            return await self.ask(service, lambda: call(mailbox))

        if self.off(service):
            return Gathered([], OFF)
        every = self.asker.mailboxes
        mailboxes = [box for box in every if service not in box.skipped and not box.ended]
        if not mailboxes:
            return Gathered([], ENDED)
        got = await asyncio.gather(*map(one, mailboxes))
        troubles = {_name(service, mailbox, every): g.trouble for mailbox, g in zip(mailboxes, got, strict=True)}
        self.missing.update({name: trouble for name, trouble in troubles.items() if trouble})
        values = [(box, g.value) for box, g in zip(mailboxes, got, strict=True) if g.value is not None]
        first = next((g.trouble for g in got if g.trouble), "")
        return Gathered(values, first)

    async def find(self, step: Step, service: str) -> "Sought":
        """What the index has for a step. Steps that differ in their service alone are one search: so their finds
        are ranked among each other, and the query is embedded once."""
        words, filters = str(step.arguments.get("words", "")), filters_from_json(step.arguments.get("filters", {}))
        key = group_key(step)
        services = self.joint.get(key) or frozenset({service})
        if key not in self._running:
            self._running[key] = asyncio.create_task(self._search(words, filters, services))
        got = await self._running[key]
        if got.value is None:
            self.missing[service] = got.trouble
            return Sought((), got.trouble)
        if got.value.missing:
            self.missing["search by meaning"] = Failure.SERVICE_DOWN
        hits = [hit for hit in got.value.hits if hit.document.service == service]
        return Sought(tuple(of_hit(hit, self.aim) for hit in hits[:FOUND_AT_MOST]))

    async def _search(self, words: str, filters: Filters, services: frozenset[str]) -> Got[Found]:
        only = replace(filters, services=frozenset() if services >= set(Service) else services)
        limit = FOUND_AT_MOST * len(services)
        return await self.ask("index", lambda: search(self.kit, self.asker, words, only, limit))


@dataclass(frozen=True)
class Gathered(Generic[T]):
    """What the mailboxes gave, and the first trouble, '' if there was none."""

    values: Sequence[tuple[Mailbox, T]]
    trouble: str


@dataclass(frozen=True)
class Sought:
    """Sources, the best first, or the trouble for which there are none."""

    sources: tuple[Source, ...]
    trouble: str = ""


def _name(service: str, mailbox: Mailbox, among: Sequence[Mailbox]) -> str:
    return service if len(among) == 1 else f"{service} of {mailbox.email}"


def group_key(step: Step) -> str:
    """What searches of the index have in common that are done as one."""
    filters = {name: value for name, value in dict(step.arguments.get("filters", {})).items() if name != "services"}
    return repr((step.arguments.get("words", ""), sorted(filters.items())))


def together(steps: Sequence[Step]) -> dict[str, frozenset[str]]:
    """The services of each group of searches."""
    groups: dict[str, frozenset[str]] = {}
    for step in steps:
        service, _, act = step.operation.partition(".")
        if act == "search":
            groups[group_key(step)] = groups.get(group_key(step), frozenset()) | {service}
    return groups


def outcome(
    step: Step, sources: Sequence[Source], trouble: str = "", note: str = "", most: int = FOUND_AT_MOST
) -> Outcome:
    """What came of a step. Trouble that did not keep it from finding something is told all the same."""
    return Outcome(step, tuple(sources[:most]), note, trouble)


def needed_source(needed: Mapping[str, Outcome], service: str) -> Source | None:
    """The best thing of a service that the steps before have found."""
    found = (source for one in needed.values() for source in one.sources if source.service == service)
    return next(found, None)
