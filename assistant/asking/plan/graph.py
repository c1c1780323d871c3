"""Runs the steps of a plan: those that wait for nothing together, the others as soon as what they need is there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import get_args

from assistant.asking.values import Operation, Outcome, Step

MOST_STEPS = 6  # of a model's plan
MOST_AT_ALL = 40  # where a message holds several tasks

Work = Callable[[Step, Mapping[str, Outcome]], Awaitable[Outcome]]


class BadPlan(Exception):
    """A plan that is not run; the message says why, without anybody's words."""


def check(steps: Sequence[Step], most: int = MOST_STEPS) -> None:
    """Raises BadPlan for steps that cannot be run: too many, an unknown operation or id, an id used twice, a cycle."""
    ids = [step.id for step in steps]
    if len(steps) > most:
        raise BadPlan(f"{len(steps)} steps")
    if len(set(ids)) < len(ids):
        raise BadPlan("two steps have one id")
    if any(step.operation not in get_args(Operation) for step in steps):
        raise BadPlan("an unknown operation")
    if any(need not in ids for step in steps for need in step.needs):
        raise BadPlan("a step needs one that is not there")
    try:
        TopologicalSorter({step.id: step.needs for step in steps}).prepare()
    except CycleError:
        raise BadPlan("steps wait for each other") from None


async def run(steps: Sequence[Step], work: Work, most: int = MOST_STEPS) -> tuple[Outcome, ...]:
    """What came of each step, in the order of the steps. `work` gets a step with the outcomes that it needs.

    Raises BadPlan before anything is done; whatever `work` raises ends the steps that are under way.
    """
    check(steps, most)
    tasks: dict[str, asyncio.Task[Outcome]] = {}

    async def one(step: Step) -> Outcome:
        needed = {need: await tasks[need] for need in step.needs}
        return await work(step, needed)

    for step in steps:  # none begins before all are there: a task starts at the next await
        tasks[step.id] = asyncio.create_task(one(step))
    try:
        return tuple(await asyncio.gather(*tasks.values()))
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
