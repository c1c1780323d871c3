"""How the tasks of one message stand to each other: what the later ones take from those before, and that they are
worked on at the same time."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.several.tasks import Task
from assistant.asking.turns.following import names_pronoun
from assistant.asking.values import Progress, Reading, Tell, Turn

T = TypeVar("T")
Read = Callable[..., Reading]


def befores(tasks: Sequence[Task], turns: Sequence[Turn], read: Read) -> list[Sequence[Turn]]:
    """What each task follows: the first one the conversation, one that leans on something those before it as well, and
    any other nothing, so that "also find the invoice" is not looked for on the Monday of the task before."""
    told, found = list[Turn](), list[Sequence[Turn]]()
    before: Sequence[Turn]
    for place, task in enumerate(tasks):
        before = tuple(turns) if not place else (*turns, *told) if task.leans else ()
        before = _with_a_person(task, before)
        reading = read(task.text, turns=before)
        asked = (reading.order, reading.most, reading.asks, reading.times)
        told.append(Turn(task.text, reading.filters, reading.words, (), False, *asked))
        found.append(before)
    return found


def _with_a_person(task: Task, turns: Sequence[Turn]) -> Sequence[Turn]:
    """The turns up to the last one that names somebody, where "her" is somebody named before."""
    if not names_pronoun(tokens_of(task.text, fold(task.text))):
        return turns
    last = max((place for place, turn in enumerate(turns, 1) if turn.filters.people or turn.filters.senders), default=0)
    return turns[:last] if last else turns


def told_for(tell: Tell, place: int) -> Tell:
    """Tells how far one of several tasks is, under names of its own; of all at once that they are understood."""

    async def telling(progress: Progress) -> None:
        if progress.id != "plan":
            title = f"{progress.title} ({place + 1})"
            await tell(replace(progress, id=f"{place + 1}.{progress.id}", title=title))

    return telling


async def all_of(works: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """What all of them give, worked on together. Whatever one raises ends the others."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
