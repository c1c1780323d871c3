"""The models in the name of certain mailboxes: who of them may be asked, what it costs, and what they said before
(SPEC AC7, RE4).

This is the one place where the owners' limits hold: jobs ask `services.model_for(account_id)`, never the models
themselves. What depends on the single mail (`model_free_labels`, `model_free_domains`) is `privacy`, asked by triage
and drafting before they write a prompt, and by answers for each of their sources. Decisions meet a Withheld as any
other failure of a model: patterns and templates do the work, and the card says why (`told`).

What each call took is counted as it ends, whatever becomes of its answer. A limit is looked at before each call, so
that calls under way at the same time may pass it by what they cost.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, Protocol, runtime_checkable

import structlog
from pydantic import BaseModel, ValidationError

from assistant.preferences import Preferences, preferences_of
from bot.errors import Failure, Permanent, Temporary
from connectors.llm.asking import Costly, label
from connectors.llm.model import Answer, Model, Prompt, Refused, T, Usage
from connectors.mail.domains import plain_domain
from connectors.mail.email import Email
from connectors.mail.quotes import own_words
from connectors.mail.source import MailSource
from storage.accounts import Accounts
from storage.answers import ModelAnswers
from storage.crypto import Vault
from storage.db import Database
from storage.spending import Spending

log = structlog.get_logger("models")
KEPT_FOR = timedelta(days=3)
KEPT = ", kept answer"  # after the provider's name in a usage: nobody was asked

Private = Callable[[str, Collection[str]], bool]
Why = Literal["limit", "providers", "private"]
TOLD: Mapping[Why, str] = {
    "limit": "Today's limit for models is used up.",
    "providers": "None of the models that may see this mailbox is set up.",
    "private": "This mail is kept from models, as you set.",
}


class Withheld(Permanent):
    """The owner's limits keep this from the models."""

    def __init__(self, why: Why) -> None:
        super().__init__(f"withheld from models: {why}", Failure.MODEL_DOWN)
        self.why: Why = why

    @property
    def told(self) -> str:
        """The reason in words for the owner."""
        return TOLD[self.why]


class Closed:
    """A Model that is not to be asked, and why."""

    name = "closed"

    def __init__(self, why: Why) -> None:
        self._why: Why = why

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """Raises Withheld."""
        raise Withheld(self._why)

    async def close(self) -> None:
        """There is nothing to let go of."""


@runtime_checkable
class Several(Protocol):
    """A model made of several, of which some may be asked alone."""

    @property
    def providers(self) -> tuple[str, ...]:
        """Their names."""
        ...

    def only(self, names: Collection[str]) -> Model:
        """The same over these alone."""
        ...


def nothing_private(sender: str, labels: Collection[str]) -> bool:
    """Where nothing is kept from models."""
    return False


async def privacy(mail: MailSource, preferences: Preferences) -> Private:
    """Which of a mailbox's mails its owner keeps from models, by the sender's address and the ids of the labels."""
    kept = tuple(plain_domain(one.lstrip("@")) for one in preferences.model_free_domains)
    named = {one.casefold() for one in preferences.model_free_labels}
    names = await mail.labels() if named else {}
    ids = {label_id for label_id, name in names.items() if name.casefold() in named}

    def is_private(sender: str, labels: Collection[str]) -> bool:
        domain = plain_domain(sender.rpartition("@")[2])
        within = any(domain == one or domain.endswith(f".{one}") for one in kept)
        return within or not ids.isdisjoint(labels)

    return is_private


def is_withheld(email: Email, labels: Collection[str], preferences: Preferences, is_private: Private) -> bool:
    """Whether a mail is kept from models; where any is, so is one that only passes on another one's words."""
    passed_on = preferences.keeps_mail_from_models and bool(email.text.strip()) and not own_words(email.text)
    return passed_on or is_private(email.sender.email, labels)


@dataclass(frozen=True)
class Terms:
    """What holds for a call now: who may be asked (None: all), whether money is left, whether answers are kept."""

    providers: frozenset[str] | None
    affordable: bool
    keeps: bool


def terms_of(preferences: Sequence[Preferences], spent: Sequence[Decimal]) -> Terms:
    """The strictest of what several mailboxes allow: what is asked about them together all of their owners' limits
    hold for. Answers are kept for one mailbox alone, and not where only previews of mail are."""
    named = [frozenset(one.providers) for one in preferences if one.providers is not None]
    limits = zip(preferences, spent, strict=True)
    return Terms(
        frozenset.intersection(*named) if named else None,
        all(one.daily_usd is None or usd < one.daily_usd for one, usd in limits),
        len(preferences) == 1 and preferences[0].keep == "full",
    )


async def terms_for(db: Database, account_ids: Sequence[str]) -> Terms:
    """What holds now for a call about these mailboxes."""
    async with db.reading() as session:
        stored = await Accounts(session).preferences(account_ids)
        preferences = {account_id: preferences_of(one) for account_id, one in stored.items()}
        capped = [account_id for account_id, one in preferences.items() if one.daily_usd is not None]
        spent = await Spending(session).today(capped, db.now()) if capped else {}
    return terms_of(list(preferences.values()), [spent.get(one, Decimal(0)) for one in preferences])


class OwnModel:
    """A Model for the mail of these accounts. `models` are all that are set up."""

    name = "own"

    def __init__(self, db: Database, vault: Vault, models: Model, account_ids: Sequence[str]) -> None:
        self._db = db
        self._vault = vault
        self._models = models
        self._account_ids = tuple(account_ids)

    async def parse(self, prompt: Prompt, shape: type[T]) -> Answer[T]:
        """A model's answer, or one that was kept where none can be asked now. Raises Withheld too."""
        terms = await terms_for(self._db, self._account_ids)
        # what quick prompts are for, patterns do nearly as well, and each kept answer is a write
        terms = replace(terms, keeps=terms.keeps and prompt.tier == "strong")
        if not terms.affordable:
            raise Withheld("limit")
        models = self._allowed(terms)
        key = key_of(prompt, shape)
        try:
            answer = await models.parse(prompt, shape)
        except Refused as error:
            await self._count(error.cost_usd)
            raise
        except Temporary as error:
            await self._count(error.usage.cost_usd if isinstance(error, Costly) else Decimal(0))
            kept = await self._kept(key, prompt, shape) if terms.keeps else None
            if kept is None:
                raise
            return kept
        await self._count(answer.usage.cost_usd, (key, answer) if terms.keeps else None)
        return answer

    async def close(self) -> None:
        """The models are not its own."""

    async def _count(self, usd: Decimal, kept: tuple[str, Answer[T]] | None = None) -> None:
        """Counts what a call took at once, since nobody knows yet what becomes of its answer; keeps that one."""
        if usd <= 0 and kept is None:
            return
        account_id = self._account_ids[0] if kept else ""
        sealed = self._vault.seal(_written(kept[1]), _bound_to(account_id, kept[0])) if kept else ""
        async with self._db.transaction() as session:
            if usd > 0:
                await Spending(session).add(self._account_ids, usd, self._db.now())
            if kept:
                await ModelAnswers(session).keep(account_id, kept[0], sealed, self._db.now())

    def _allowed(self, terms: Terms) -> Model:
        if terms.providers is None or not isinstance(self._models, Several):
            return self._models
        if self._models.providers and not terms.providers & set(self._models.providers):
            raise Withheld("providers")
        return self._models.only(terms.providers)

    async def _kept(self, key: str, prompt: Prompt, shape: type[T]) -> Answer[T] | None:
        """An earlier answer to this very question."""
        account_id = self._account_ids[0]
        async with self._db.reading() as session:
            sealed = await ModelAnswers(session).sealed(account_id, key, self._db.now() - KEPT_FOR)
        if not sealed:
            return None
        try:
            stored = json.loads(self._vault.open(sealed, _bound_to(account_id, key)))
            value = shape.model_validate(stored["value"], context={"last_try": True})
        except (Permanent, ValidationError) as error:
            log.warning("kept answer not usable", error=type(error).__name__, account=account_id)
            return None
        usage = Usage(f"{stored['provider']}{KEPT}", stored["model"], label(prompt), 0, 0, Decimal(0), 0)
        return Answer(value, usage)


def key_of(prompt: Prompt, shape: type[T]) -> str:
    """A hash of all that an answer depends on."""
    told = [prompt.name, prompt.version, prompt.tier, prompt.system, prompt.user, prompt.max_tokens]
    return hashlib.sha256(json.dumps([*told, _schema(shape)]).encode()).hexdigest()


@lru_cache(maxsize=64)
def _schema(shape: type[BaseModel]) -> str:
    return json.dumps(shape.model_json_schema())


def _bound_to(account_id: str, key: str) -> str:
    return f"model_answers.sealed|{account_id}|{key}"


def _written(answer: Answer[T]) -> str:
    usage = answer.usage
    return json.dumps(
        {"value": answer.value.model_dump(mode="json"), "provider": usage.provider, "model": usage.model}
    )  # fmt: skip
