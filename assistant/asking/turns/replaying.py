"""Replaying a turn: what was stored of it is looked up once more, and held against what was found then (SPEC AS10).

No model plans or answers, nothing is written, in Slack or elsewhere, and of what is found there are ids only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.agents.desk import Desk
from assistant.asking.answering import look_up
from assistant.asking.evidence.sources import numbered
from assistant.asking.kit import Kit
from assistant.asking.plan.plans import plan_from_json
from assistant.asking.turns.record import reading_from_json, reply_from_json
from assistant.asking.values import Asker, Plan, Progress, Source, Step
from storage.questions import Question


class NotPlanned(Exception):
    """Of the turn no plan was stored: it was stopped, say, or is not answered yet."""


@dataclass(frozen=True)
class Replayed:
    """The plan as it was stored, and what it found then and finds now: `SERVICE ID` of each. `missing` are services
    that could not be asked now, with their Failure."""

    plan: Plan
    then: tuple[str, ...]
    now: tuple[str, ...]
    missing: Mapping[str, str]


async def replay(kit: Kit, asker: Asker, question: Question) -> Replayed:
    """Runs the stored plan again as of the moment of the question. Raises NotPlanned."""
    try:
        reading, plan = reading_from_json(question.reading), plan_from_json(question.plan)
        reply = reply_from_json(question.answer)
    except (LookupError, TypeError, ValueError) as error:
        raise NotPlanned from error
    desk = Desk(kit, replace(asker, now=question.asked_at), reading).for_steps(plan.steps)
    tasks = _tasks(plan)  # what is pointed at, and read, is stored of the last one
    found = [await look_up(desk, one, reading.refers_to if one is tasks[-1] else (), _unheard) for one in tasks]
    outcomes = [outcome for one in found for outcome in one]
    return Replayed(plan, _ids((*reply.sources, *reply.more)), _ids(numbered(outcomes)), desk.missing)


def _tasks(plan: Plan) -> list[Plan]:
    """The plan of each task of a message: each was looked up by itself, with what was tried where it found nothing."""
    steps = dict[str, list[Step]]()
    for step in plan.steps:
        steps.setdefault(step.id.rpartition(".")[0], []).append(step)
    return [replace(plan, steps=tuple(one)) for one in steps.values()] or [plan]


def _ids(sources: Sequence[Source]) -> tuple[str, ...]:
    """Each once; what code worked out itself, such as free times, has none."""
    named = ((one.service, one.document_id or one.remote_id) for one in sources)
    return tuple(dict.fromkeys(f"{service} {key}" for service, key in named if key))


async def _unheard(progress: Progress) -> None:
    """Nobody waits for it."""
