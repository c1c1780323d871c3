"""Planning: one call to a model that sees the user's own words and nothing else; without it, the plan that code makes.

No text of a mail, an event or a file gets here: what was answered before stays out of the prompt, for it was made of
such text. What the user asked before is enough to resolve "and last week?".
"""

import hashlib
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog

from assistant.asking.plan.comparing import compares
from assistant.asking.plan.graph import BadPlan
from assistant.asking.plan.plans import accept, plan_by_code, plan_from_json
from assistant.asking.plan.shapes import PlanAnswer
from assistant.asking.turns.record import plain
from assistant.asking.values import Asker, Plan, Reading, Turn
from assistant.prompting import NOTHING, Fenced, Trusted, day, fence, fill, load
from bot.cache import Cache
from bot.errors import Permanent, Temporary
from connectors.llm.model import Model, Prompt, Refused, Usage

log = structlog.get_logger("asking")
INTENT_SECONDS = 300  # SPEC AS7
QUESTION_LIMIT, EARLIER_LIMIT, READING_LIMIT = 3_000, 2_000, 2_000
TURNS_AT_MOST = 5

FOREIGN_AT_MOST = 6  # words of a filled-in question that nobody said
_WORD = re.compile(r"\w+")
_ODD = re.compile(r"\S+@\S+|\S*://\S*|www\.\S+|[<>]")

ReadAgain = Callable[[str], Reading]


@dataclass(frozen=True)
class Planned:
    """A plan, what code reads out of the question that it answers, and what the model took if one was asked."""

    plan: Plan
    reading: Reading
    usage: Usage | None = None


@dataclass(frozen=True)
class Wanted:
    """What is to be planned. `read_again` reads a question that stands on its own."""

    asker: Asker
    reading: Reading
    turns: Sequence[Turn]
    read_again: ReadAgain


async def make_plan(model: Model, cache: Cache, wanted: Wanted) -> Planned:
    """The plan for a question: as it was made less than five minutes ago, by a model, or by code."""
    key = intent_key(wanted)
    if (kept := await cache.get(key)) is not None and (again := _again(kept, wanted)) is not None:
        return again
    prompt = plan_prompt(wanted)
    try:
        answer = await model.parse(prompt, PlanAnswer)
    except (Temporary, Permanent, Refused) as error:
        log.info("planned by code", reason=type(error).__name__)
        return Planned(plan_by_code(wanted.reading), wanted.reading)
    reading = _read(answer.value.question, wanted)
    try:
        plan = accept(answer.value.model_copy(update={"question": reading.text}), reading, wanted.asker.zone)
    except BadPlan as error:
        log.warning("plan refused", reason=str(error))
        return Planned(plan_by_code(wanted.reading), wanted.reading, answer.usage)
    await cache.put(key, plain(asdict(plan)), INTENT_SECONDS)
    return Planned(plan, reading, answer.usage)


_WHO = ("from ", "to ", "with ")  # how a reading tells of people


def _read(question: str, wanted: Wanted) -> Reading:
    """What code reads out of the question as it stands on its own; of one that is unchanged it has been read."""
    read = wanted.reading
    same = " ".join(question.split()) in ("", " ".join(read.text.split()))
    if same or not is_own(question, wanted):
        return read
    again = wanted.read_again(question)
    if read.follow_up and _times(read) != (None, None) and _times(again) != _times(read) and not compares(read.text):
        return read  # "and this week?" was filled in with the week before in it
    if again.filters.senders or again.filters.people:
        return again
    who = replace(again.filters, senders=read.filters.senders, people=read.filters.people)
    told = [one for one in read.explained if one.startswith(_WHO) and not one.endswith("attachment")]
    # a person of the asker's own words is not lost on the way, and told
    return replace(again, filters=who, explained=tuple(dict.fromkeys([*told, *again.explained])))


def _times(reading: Reading) -> tuple[datetime | None, datetime | None]:
    return reading.filters.since, reading.filters.until


def is_own(question: str, wanted: Wanted) -> bool:
    """Whether a question that a model filled in is made of what the asker said, with a few small words besides."""
    said = "\n".join([wanted.reading.text, *(turn.question for turn in wanted.turns)]).casefold()
    known = set(_WORD.findall(said))
    foreign = [word for word in _WORD.findall(question.casefold()) if word not in known]
    odd = [mark for mark in _ODD.findall(question.casefold()) if mark not in said]
    return not odd and len(foreign) <= FOREIGN_AT_MOST


def _again(kept: object, wanted: Wanted) -> Planned | None:
    try:
        plan = plan_from_json(kept)  # type: ignore[arg-type]
    except (LookupError, TypeError, ValueError):
        return None
    return Planned(plan, _read(plan.question, wanted))


def intent_key(wanted: Wanted) -> str:
    """A key of the asker's own: the question, what code reads in it (with the contacts of now), what was asked before,
    and the day in the asker's zone, from which "tomorrow" counts."""
    today = wanted.asker.now.astimezone(ZoneInfo(wanted.asker.zone)).date().isoformat()
    mailboxes = sorted(mailbox.account_id for mailbox in wanted.asker.mailboxes)
    told = [
        plain(asdict(wanted.reading)),
        [turn.question for turn in wanted.turns],
        today,
        wanted.asker.zone,
        mailboxes,
    ]
    digest = hashlib.sha256(json.dumps([told, load("ask_plan").version]).encode()).hexdigest()
    return f"intent:{wanted.asker.user_id}:{digest}"


def plan_prompt(wanted: Wanted) -> Prompt:
    """What the model is told."""
    asker = wanted.asker
    return fill(
        load("ask_plan"),
        today=day(asker.now.astimezone(ZoneInfo(asker.zone))),
        zone=Trusted(asker.zone),
        earlier=_earlier(wanted.turns),
        reading=fence(understood(wanted.reading), READING_LIMIT, "reading"),
        question=fence(wanted.reading.text, QUESTION_LIMIT, "question"),
    )


def _earlier(turns: Sequence[Turn]) -> Fenced | Trusted:
    asked = "\n".join(f"- {' '.join(turn.question.split())}" for turn in turns[-TURNS_AT_MOST:])
    return fence(asked, EARLIER_LIMIT, "turn") if asked else NOTHING


def understood(reading: Reading) -> str:
    """What code has read, a line each. People by address: their names in mail are what others chose to write."""
    filters = reading.filters
    lines = [f"words: {reading.words}", f"services: {', '.join(sorted(reading.services)) or 'any'}"]
    for mention in reading.mentions:
        known = ", ".join(mention.emails[:3]) or "nobody known"
        lines.append(f"person ({mention.role}): {mention.words} = {known}")
    if filters.since or filters.until:
        bounds = [moment.isoformat() if moment else "…" for moment in (filters.since, filters.until)]
        lines.append(f"from {bounds[0]} until before {bounds[1]}")
    if filters.unanswered:
        lines.append("only mails that wait for the user's answer")
    if reading.follow_up:
        lines.append("follows up on the question before")
    return "\n".join(lines)
