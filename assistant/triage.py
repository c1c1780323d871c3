"""Triage: one new mail is read, judged once, and the verdict stored (SPEC TR1-TR4, TR6, TR7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog

from assistant.case import Case, load_case
from assistant.judgement import REASONING_LIMIT, ActionItem, Category, Judgement, Lesson, Priority, shorten
from assistant.own_model import Closed, Withheld, is_withheld, privacy
from assistant.patterns import judge_by_patterns, summarise
from assistant.preferences import preferences_of
from assistant.prefilter import prefilter
from assistant.prompting import LESSONS_LIMIT, NOTHING, day, fence, fence_mail, fill, load, person
from assistant.risk import speaks_of_new_account
from assistant.shape import shape_of
from assistant.shapes import TriageAnswer
from assistant.signals import measure
from bot.errors import Permanent, Temporary
from connectors.llm.model import Model, Refused, Usage
from connectors.mail.email import Email, email_to_json
from connectors.mail.read import read_email
from connectors.mail.source import MailSource, RemoteMessage
from storage.cards import Cards
from storage.db import Database
from storage.messages import Messages, MessageState
from storage.verdicts import Verdict, Verdicts

log = structlog.get_logger("triage")
BY_MODEL = ("openai", "anthropic")


@dataclass(frozen=True)
class Judged:
    """A judgement, its mail's shape, and what the model took if one was asked."""

    judgement: Judgement
    shape: str
    usage: Usage | None


@dataclass(frozen=True)
class Known:
    """What is known besides the mail itself: the user's corrections, the mail service's labels, and the time."""

    lessons: Sequence[Lesson]
    labels: frozenset[str]
    now: datetime


async def triage(db: Database, mail: MailSource, model: Model, message_id: str) -> str:
    """Judges a message that was only found so far, and gives the state it has then; "" if it is unknown.

    A second run finds nothing to do, or changes nothing.
    """
    async with db.reading() as session:
        case = await load_case(session, message_id)
    if case is None or case.message.state != MessageState.FOUND:
        return case.message.state if case else ""
    remote = await mail.message(case.message.remote_id)
    if remote is None:
        return await _end(db, message_id, MessageState.GONE)
    if remote.labels & {"DRAFT", "CHAT"} or ("SENT" in remote.labels and "INBOX" not in remote.labels):
        return await _end(db, message_id, MessageState.SKIPPED)
    email = read_email(remote.raw)
    preferences = preferences_of(case.account.preferences)
    withheld = is_withheld(email, remote.labels, preferences, await privacy(mail, preferences))
    asked = Closed("private") if withheld else model
    judged = await _judge(db, asked, case, email, remote.labels)
    return await _keep(db, case, email, remote, judged)


async def _end(db: Database, message_id: str, state: MessageState) -> MessageState:
    async with db.transaction() as session:
        if await Messages(session).move(message_id, MessageState.FOUND, state, db.now()):
            await Cards(session).follow([message_id], db.now())  # one that says it could not be read
    return state


async def _judge(db: Database, model: Model, case: Case, email: Email, labels: frozenset[str]) -> Judged:
    shape = shape_of(email)
    async with db.reading() as session:
        verdicts = Verdicts(session)
        lessons = as_lessons(await verdicts.corrections(case.account.id, email.sender.email))
        alike = await verdicts.of_shape(case.account.id, email.sender.email, shape, BY_MODEL)
    ruled = prefilter(email, labels, case.me, lessons)
    if ruled is not None:
        return Judged(ruled, shape, None)
    if alike is not None and alike.category != Category.NEEDS_REPLY:
        return Judged(_like(alike, email, case.me), shape, None)
    judgement, usage = await _ask(model, case, email, Known(lessons, labels, db.now()))
    return Judged(judgement, shape, usage)


def as_lessons(rows: Sequence[tuple[str, str, str, int]]) -> tuple[Lesson, ...]:
    """Stored corrections of one sender's mail as lessons: on the sender as a whole, its lists and its shapes."""
    totals: dict[tuple[str, str, str], int] = {}
    for category, list_id, shape, count in rows:
        for scope, value in (("sender", ""), ("list", list_id), ("shape", shape)):
            if scope == "sender" or value:
                key = (scope, value, category)
                totals[key] = totals.get(key, 0) + count
    return tuple(
        Lesson(scope, value, Category(category), count)  # type: ignore[arg-type]
        for (scope, value, category), count in totals.items()
    )


def _like(alike: Verdict, email: Email, me: frozenset[str]) -> Judgement:
    """The verdict on an earlier mail of the same sender and template (SPEC TR4)."""
    return Judgement(
        Category(alike.corrected_to or alike.category),
        alike.confidence,
        "It has the shape of an earlier mail of this sender, and is judged alike.",
        summarise(email, measure(email, me)),
        tuple(alike.tags),
        Priority(alike.priority),
        (),
        alike.language,
        "rule:same-shape",
    )


async def _ask(model: Model, case: Case, email: Email, known: Known) -> tuple[Judgement, Usage | None]:
    """The model's judgement; the patterns' where no model can or will answer (SPEC TR6)."""
    of_sender = [lesson for lesson in known.lessons if lesson.scope == "sender"]
    told = "; ".join(f"{lesson.count} mails by this sender were really {lesson.category}" for lesson in of_sender)
    prompt = fill(
        load("triage"),
        user=person("", sorted(case.me)),
        today=day(known.now),
        lessons=fence(told, LESSONS_LIMIT, "lesson") if told else NOTHING,
        mail=fence_mail(email),
    )
    try:
        answer = await model.parse(prompt, TriageAnswer)
    except (Temporary, Permanent, Refused) as error:
        log.info("judged by patterns", reason=type(error).__name__)
        judgement = judge_by_patterns(email, case.me, known.now.date(), known.lessons, known.labels)
        if isinstance(error, Withheld):
            judgement = replace(judgement, reasoning=shorten(f"{error.told} {judgement.reasoning}", REASONING_LIMIT))
        return judgement, None
    return _said(answer.value, answer.usage.provider), answer.usage


def _said(value: TriageAnswer, provider: str) -> Judgement:
    return Judgement(
        value.category,
        value.confidence,
        value.reasoning,
        value.summary,
        tuple(value.tags),
        value.priority,
        tuple(ActionItem(item.text, item.due) for item in value.action_items),
        value.language,
        provider,
    )


def gets_card(judgement: Judgement, email: Email) -> bool:
    """Whether mail that needs no reply is shown at all: what was judged is, and of what a rule sorted out that alone
    which speaks of new bank details, for it carries a warning.
    """
    ruled = judgement.source.startswith("rule:")
    warned = judgement.source != "rule:own" and speaks_of_new_account(email)
    return judgement.category is Category.INFORMATIONAL and (not ruled or warned)


async def _keep(db: Database, case: Case, email: Email, remote: RemoteMessage, judged: Judged) -> MessageState:
    """One transaction: what the mail says, its verdict, and the next state with the card that belongs to it."""
    message_id, judgement = case.message.id, judged.judgement
    after = MessageState.JUDGED if judgement.category is Category.NEEDS_REPLY else MessageState.SETTLED
    read = {
        "sender": email.sender.email,
        "email": email_to_json(email),
        "received_at": remote.received_at,
        "labels": sorted(remote.labels),
    }
    async with db.transaction() as session:
        if await Messages(session).judge(message_id, after, db.now(), **read):
            await Verdicts(session).give(_row(case, email, judged, db.now()))
            if gets_card(judgement, email):
                await Cards(session).want(message_id, case.user.id, db.now())
            else:
                await Cards(session).follow([message_id], db.now())
    return after


def _row(case: Case, email: Email, judged: Judged, now: datetime) -> dict[str, Any]:
    judgement = judged.judgement
    return {
        "message_id": case.message.id,
        "account_id": case.account.id,
        "sender": email.sender.email,
        "list_id": email.list_id,
        "shape": judged.shape,
        "category": judgement.category,
        "confidence": judgement.confidence,
        "reasoning": judgement.reasoning,
        "summary": judgement.summary,
        "tags": list(judgement.tags),
        "priority": judgement.priority,
        "action_items": [
            {"text": item.text, "due": item.due.isoformat() if item.due else None} for item in judgement.action_items
        ],
        "language": judgement.language,
        "source": judgement.source,
        "created_at": now,
        "corrected_to": "",
        "corrected_by": "",
        **usage_row(judged.usage),
    }


def usage_row(usage: Usage | None) -> dict[str, Any]:
    """What a model's answer took, as columns (SPEC DR5); zeros where none was asked."""
    if usage is None:
        return {"model": "", "prompt": "", "input_tokens": 0, "output_tokens": 0, "cost_usd": 0, "latency_ms": 0}
    return {
        "model": usage.model,
        "prompt": usage.prompt,
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cost_usd": usage.cost_usd,
        "latency_ms": usage.latency_ms,
    }
