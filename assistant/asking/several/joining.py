"""The answers to several tasks of one message become one answer, with a part for each in their order."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.checking import harmless
from assistant.asking.evidence.sources import MOST, same
from assistant.asking.kit import Answered
from assistant.asking.several.tasks import AT_MOST, Task
from assistant.asking.values import Draught, Plan, Reply, Source, Step
from assistant.asking.writes.build import DRAUGHTS_AT_MOST
from assistant.asking.writes.build import REST as MORE_DRAUGHTS
from connectors.llm.model import Usage
from connectors.mail.clean import clean_line

LONGEST = 5600  # characters of all parts together: what an answer shows
HEADING = 160
REST = "I worked on the first {shown} of {every} tasks. Please ask again for the rest, which begins with: {next}"
ONE_AT_A_TIME = "What you say next goes to task {number}. Please ask for the others again, each by itself."
_CITED = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True)
class _Shown:
    """The sources of all parts. `places` are the numbers that each part's own numbers become; `cited` are known by
    their number, the rest is further finds."""

    cited: tuple[Source, ...]
    more: tuple[Source, ...]
    places: tuple[Mapping[int, int], ...]


def joined(text: str, tasks: Sequence[Task], parts: Sequence[Answered]) -> Answered:
    """One answer to the message; there are at most as many parts as tasks. What follows leans on the last."""
    replies = [part.reply for part in parts]
    asking = [place for place, reply in enumerate(replies) if reply.asked_back]
    shown = _shown(replies)
    draughts = _draughts(replies)
    told = [
        f"{place + 1}. {_named(task.text)}\n{_part(place, reply, shown)}"
        for place, (task, reply) in enumerate(zip(tasks, replies, strict=False))
    ]
    whole = _whole(text, "\n\n".join([*told, *_beside(tasks, replies, asking, draughts)]), parts, shown)
    asked_of = _asked_of(tasks, replies, asking[0]) if asking else ""
    return replace(whole, reply=replace(whole.reply, asked_of=asked_of))


def _asked_of(tasks: Sequence[Task], replies: Sequence[Reply], place: int) -> str:
    """The task about which it is asked back, with those before that say what "it" is and are not carried out again."""
    task = replies[place].asked_of or tasks[place].text
    before = zip(tasks[:place], replies, strict=False)
    told = [one.text for one, reply in before if tasks[place].leans and not reply.draughts]
    return " ".join([*(one if one.endswith((".", "?", "!", "。", "？")) else f"{one}." for one in told), task])


def after(condition: Answered, branch: Answered, text: str) -> Answered:
    """What was found of a condition, then what hung on it."""
    parts = (condition, branch)
    shown = _shown([part.reply for part in parts])
    told = [_part(place, part.reply, shown) for place, part in enumerate(parts)]
    return _whole(text, "\n".join(filter(None, told)), parts, shown)


def _whole(text: str, told: str, parts: Sequence[Answered], shown: _Shown) -> Answered:
    """All parts as one, in these words."""
    replies = [part.reply for part in parts]
    reply = Reply(
        text=told,
        sources=shown.cited,
        known=any(reply.known for reply in replies),
        searched=_each(name for reply in replies for name in reply.searched),
        missing={name: why for reply in replies for name, why in reply.missing.items()},
        explained=_each(one for reply in replies for one in reply.explained),
        suggestions=_each(one for reply in replies for one in reply.suggestions)[:3],
        draughts=_draughts(replies)[:DRAUGHTS_AT_MOST],
        by_model=any(reply.by_model for reply in replies),
        more=shown.more,
        notes=_each(note for reply in replies for note in reply.notes),
        asked_back=any(reply.asked_back for reply in replies),
        zone=next((reply.zone for reply in replies if reply.zone), ""),
    )
    outcomes = tuple(
        replace(one, step=_of_part(one.step, place)) for place, part in enumerate(parts, 1) for one in part.outcomes
    )
    return Answered(replace(parts[-1].reading, text=text), _plan(text, parts), outcomes, reply, _used(parts))


def _draughts(replies: Sequence[Reply]) -> tuple[Draught, ...]:
    """What is to be approved, each once: of two tasks that order the same there is one card."""
    kept: list[Draught] = []
    for draught in (draught for reply in replies for draught in reply.draughts):
        if draught not in kept:
            kept.append(draught)
    return tuple(kept)


def _beside(
    tasks: Sequence[Task], replies: Sequence[Reply], asking: Sequence[int], draughts: Sequence[Draught]
) -> Iterable[str]:
    """What is said after the parts: what was left out, and to which of them the next words will go."""
    if len(draughts) > DRAUGHTS_AT_MOST:
        yield MORE_DRAUGHTS.format(shown=DRAUGHTS_AT_MOST, every=len(draughts))
    if len(asking) > 1:
        yield ONE_AT_A_TIME.format(number=asking[0] + 1)
    if len(tasks) > len(replies):
        yield REST.format(shown=AT_MOST, every=len(tasks), next=_named(tasks[len(replies)].text))


def _shown(replies: Sequence[Reply]) -> _Shown:
    """The cited of each part, as many as all parts have room for, then everything else; each thing once."""
    room = max(1, MOST // max(1, len(replies)))
    cited: dict[tuple[str, ...], Source] = {}
    more: dict[tuple[str, ...], Source] = {}
    for reply in replies:
        for source in reply.sources[:room] if not reply.by_model else reply.sources:
            cited.setdefault(same(source), source)
    for reply in replies:
        for source in (*reply.sources, *reply.more):
            if same(source) not in cited:
                more.setdefault(same(source), source)
    number = {key: place for place, key in enumerate([*cited, *more], start=1)}
    places = [
        {source.number: number[same(source)] for source in reply.sources if same(source) in cited} for reply in replies
    ]
    numbered = [replace(source, number=number[key]) for key, source in [*cited.items(), *more.items()]]
    return _Shown(tuple(numbered[: len(cited)]), tuple(numbered[len(cited) :]), tuple(places))


def _part(place: int, reply: Reply, shown: _Shown) -> str:
    """What was answered to one task, with the numbers that its sources have here."""
    places, limit = shown.places[place], LONGEST // len(shown.places)
    lines = [line for line in reply.text.split("\n") if not _is_left_out(line, places)]
    text = _CITED.sub(lambda found: _number(found, places), "\n".join(lines))
    return text if len(text) <= limit else f"{text[: limit - 2].rpartition(' ')[0]} …"


def _is_left_out(line: str, places: Mapping[int, int]) -> bool:
    """Whether a line of a list shows nothing but finds for which there is no room."""
    cited = {int(number) for number in _CITED.findall(line)}
    return line.startswith("- ") and bool(cited) and not cited & places.keys()


def _number(found: re.Match[str], places: Mapping[int, int]) -> str:
    number = places.get(int(found[1]))
    return f"[{number}]" if number else f"({found[1]})"


def _named(task: str) -> str:
    line = clean_line(harmless(task, task))
    return line if len(line) <= HEADING else f"{line[: HEADING - 2].rpartition(' ')[0]} …"


def _plan(text: str, parts: Sequence[Answered]) -> Plan:
    """The plans of all parts as one, for the record and for replaying it."""
    steps = tuple(_of_part(step, place) for place, part in enumerate(parts, 1) for step in part.plan.steps)
    source = "model" if any(part.plan.source == "model" for part in parts) else "code"
    return Plan(text, steps, min(part.plan.confidence for part in parts), source=source)


def _of_part(step: Step, place: int) -> Step:
    return replace(step, id=f"{place}.{step.id}", needs=tuple(f"{place}.{need}" for need in step.needs))


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def summed(usages: Sequence[Usage | None]) -> Usage | None:
    """What several calls took together, under the names of the last one with the prompts of all."""
    known = [usage for usage in usages if usage is not None]
    if len(known) < 2:
        return known[0] if known else None
    return replace(
        known[-1],
        prompt=" ".join(dict.fromkeys(usage.prompt for usage in known)),
        input_tokens=sum(usage.input_tokens for usage in known),
        output_tokens=sum(usage.output_tokens for usage in known),
        cost_usd=sum((usage.cost_usd for usage in known[1:]), known[0].cost_usd),
        latency_ms=sum(usage.latency_ms for usage in known),
    )


def _used(parts: Sequence[Answered]) -> Usage | None:
    """What all parts took; they were worked on at the same time."""
    usages = [part.usage for part in parts if part.usage is not None]
    whole = summed(usages)
    return replace(whole, latency_ms=max(usage.latency_ms for usage in usages)) if whole else None
