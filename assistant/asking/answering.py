"""Answers a question: one plan, retrieval in parallel, one answer from what was found, checked (SPEC AS1-AS9)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from assistant.asking import replying
from assistant.asking.agents import calendar, drive, gmail
from assistant.asking.agents.desk import Desk
from assistant.asking.agents.pointing import pointed_at
from assistant.asking.checking import check_answer
from assistant.asking.conditional.calendar_conditions import check_of, standing_alone
from assistant.asking.conditional.condition_words import GO_AHEAD
from assistant.asking.conditional.conditions import conditional, parted
from assistant.asking.conditional.deciding import decide, stretched
from assistant.asking.evidence.fitting import is_named, misfit, unsaid
from assistant.asking.evidence.private import HIDDEN, left_out, open_sources
from assistant.asking.evidence.sources import worked_out
from assistant.asking.kit import Answered, Kit
from assistant.asking.plan.comparing import compared
from assistant.asking.plan.graph import MOST_AT_ALL, run
from assistant.asking.plan.planning import Planned, Wanted, make_plan
from assistant.asking.plan.plans import UNSURE, by_filters, wider
from assistant.asking.question.folding import fold
from assistant.asking.question.reading import read_question
from assistant.asking.question.strangers import names_in, strangers, unfound
from assistant.asking.replying import Found
from assistant.asking.several.joining import after, joined, summed
from assistant.asking.several.taking_turns import all_of, befores, told_for
from assistant.asking.several.tasks import AT_MOST, Task, tasks_of
from assistant.asking.suggesting import only_questions
from assistant.asking.synthesis import Silence, answer_from
from assistant.asking.turns.continuing import SINCE, continued, courtesy, without_courtesies
from assistant.asking.values import WRITES, Asker, Outcome, Plan, Progress, Reading, Reply, Step, Tell, Turn
from assistant.asking.writes.build import Built, build
from assistant.asking.writes.heading import with_head
from assistant.asking.writes.ordered import settle
from assistant.asking.writes.shown import about_shown
from assistant.asking.writes.undone import orders_act
from assistant.gathering import UNWANTED
from assistant.own_model import Withheld
from connectors.llm.model import Usage
from storage.contacts import Known
from storage.index.entry import Filters
from storage.index.listing import number_of

Agent = Callable[[Desk, Step, Mapping[str, Outcome]], Awaitable[Outcome]]
READS: Mapping[str, Agent] = {
    "gmail.search": gmail.search,
    "gmail.thread": gmail.thread,
    "calendar.search": calendar.search,
    "calendar.free": calendar.free,
    "drive.search": drive.search,
    "drive.read": drive.read,
}
TITLES = {
    "gmail.search": "Searching mail",
    "gmail.thread": "Reading the conversation",
    "calendar.search": "Looking at the calendar",
    "calendar.free": "Working out free times",
    "drive.search": "Searching files",
    "drive.read": "Reading the file",
}


@dataclass(frozen=True)
class Work:
    """What the tasks of one message share."""

    kit: Kit
    asker: Asker
    contacts: Mapping[str, Sequence[Known]]
    tell: Tell
    newest: str = ""  # what was said in answer to what was asked back; it ends the text


async def answer(kit: Kit, asker: Asker, text: str, turns: Sequence[Turn], tell: Tell) -> Answered:
    """The answer to a message that follows `turns`: a question, an order, or several; tells how far it is.

    Services that fail are named in the reply. Raises Temporary when our own database cannot be reached.
    """
    if said := courtesy(text):
        return replying.courteous(text, said)
    if not asker.mailboxes:
        return replying.all_paused(text, asker)
    await tell(Progress("plan", "Understanding the question", "in_progress"))
    text, turns = with_head(text), [replace(turn, question=with_head(turn.question)) for turn in turns]
    whole, turns = continued(text, without_courtesies(turns))
    work = Work(kit, asker, await _contacts(kit, asker), tell, "" if whole == text else text)
    given = tasks_of(text) if whole == text else (Task(whole),)  # what was asked back was about one of them
    tasks = [part for task in given for part in parted(task)]
    if len(tasks) == 1:
        return await _task(work, tasks[0].text, turns)
    shown = tasks[:AT_MOST]
    before = befores(shown, turns, partial(read_question, asker=asker, contacts=work.contacts))
    parts = [
        _task(replace(work, tell=told_for(tell, place)), task.text, before[place]) for place, task in enumerate(shown)
    ]
    answered = await all_of(parts)
    await tell(Progress("plan", "Understanding the question", "complete", f"{len(shown)} tasks"))
    return joined(text, tasks, answered)


async def _task(work: Work, text: str, turns: Sequence[Turn]) -> Answered:
    """The answer to one task. What hangs on the asker's own calendar is decided by code, and only then planned."""
    said = conditional(text.removesuffix(f"{SINCE}{work.newest}") if work.newest else text)
    check = check_of(said, work.asker, work.contacts) if said else None
    if said is None or check is None:
        return await _one(work, text, turns)
    told = (*turns, Turn(said.context, check.filters, ""))
    if work.newest and GO_AHEAD.match(fold(work.newest)):
        order = standing_alone(said.then or said.otherwise, said, check, work.asker, work.contacts)
        return await _one(work, f"{order}{SINCE}{work.newest}", told)
    await work.tell(Progress("check", "Looking at your calendar", "in_progress"))
    reading = read_question(said.context, work.asker, work.contacts)
    desk = Desk(work.kit, work.asker, reading, missing=work.asker.unreached)
    found = await decide(desk, said, check)
    await work.tell(Progress("check", "Looking at your calendar", "complete"))
    if found is None:
        return await _one(work, text, turns)
    if not found.branch:
        return replace(found.told, reading=replace(reading, text=text))
    order = standing_alone(found.branch, said, check, work.asker, work.contacts)
    branch = await _one(work, SINCE.join(filter(None, [order, work.newest])), told)
    if said.events_only and any(
        step.operation in WRITES and "event" not in step.operation for step in branch.plan.steps
    ):
        return await _one(work, text, turns)
    longer = stretched(check, branch.reply.draughts)
    if longer and (whole := await decide(desk, said, longer)) and whole.branch != found.branch:
        return replace(whole.told, reading=replace(reading, text=text))
    return after(found.told, branch, text)


async def _one(work: Work, text: str, turns: Sequence[Turn]) -> Answered:
    """The answer to one task."""
    kit, asker, contacts, tell = work.kit, work.asker, work.contacts, work.tell
    reading = read_question(text, asker, contacts, turns)
    if reading.points_nowhere:
        await tell(Progress("plan", "Understanding the question", "complete"))
        return replying.unlisted(reading, sum(map(bool, turns[-1].sources)))
    again = partial(_read_alone, asker=asker, contacts=contacts)
    planned = await make_plan(kit.model, kit.cache, Wanted(asker, reading, turns, again))
    await tell(Progress("plan", "Understanding the question", "complete", ", ".join(planned.reading.explained)))
    if planned.plan.ask_back and (planned.plan.confidence < UNSURE or not planned.plan.steps):
        reply = replying.asking_back(planned.plan.ask_back, Found(planned.reading, (), {}))
        return Answered(planned.reading, planned.plan, (), reply, planned.usage)
    settled = settle(planned.plan, planned.reading, text, continued=bool(work.newest))
    plan = compared(settled.plan, planned.reading, asker, contacts, turns)
    planned = replace(planned, plan=plan)
    desk = await Desk(kit, asker, planned.reading, missing=asker.unreached).for_steps(plan.steps).weighed()
    plan = await about_shown(desk, plan, text, turns)
    outcomes = await look_up(desk, plan, reading.refers_to, tell)
    built = await build(desk, plan, outcomes, [text, *(turn.question for turn in reversed(turns))], contacts)
    built = built.asking(settled.question)
    if empty := await _is_empty(desk, contacts, outcomes):
        outcomes = tuple(replace(one, sources=()) if _lists(one.step) else one for one in outcomes)
    notes = (replying.NOTHING_READ,) if empty else strangers(planned.reading, contacts, outcomes)
    found = Found(planned.reading, outcomes, desk.missing, notes, asker.zone, desk.rarity)
    reply, usage = await _reply(desk, planned, found, built, names_in(contacts), tell)
    if not (built.outcomes or built.questions) and orders_act(text, planned.reading.mentions):
        reply = replying.not_prepared(reply, plan)
    return Answered(planned.reading, plan, (*outcomes, *built.outcomes), reply, summed([planned.usage, usage]))


def _read_alone(question: str, *, asker: Asker, contacts: Mapping[str, Sequence[Known]]) -> Reading:
    return read_question(question, asker, contacts, ())


async def _contacts(kit: Kit, asker: Asker) -> dict[str, Sequence[Known]]:
    async with kit.db.reading() as session:
        return {box.account_id: await kit.books.of(session, box.account_id) for box in asker.mailboxes}


def _lists(step: Step) -> bool:
    """Whether it lists what there is in an order: of nothing that is no answer, as its number is."""
    return step.arguments.get("order", "count") not in ("", "count")


async def _is_empty(desk: Desk, contacts: Mapping[str, Sequence[Known]], outcomes: Sequence[Outcome]) -> bool:
    """Whether nothing at all has been read of the asker's; where nobody can tell, something has."""
    if any(contacts.values()) or any(source.link for outcome in outcomes for source in outcome.sources):
        return False

    async def number() -> int:
        return sum([await number_of(desk.kit.db, box.account_id, Filters(), "") for box in desk.asker.mailboxes])

    return (await desk.ask("index", number)).value == 0


async def look_up(desk: Desk, plan: Plan, pointed: Sequence[str], tell: Tell) -> tuple[Outcome, ...]:
    """What the asker points at, else what the reads of a plan have found; if that is nothing, what there is of
    the same people and days without the words, then what there is elsewhere."""
    if pointed and not any(step.operation in WRITES for step in plan.steps):
        named = await pointed_at(desk, pointed)
        if named.sources:
            return (named,)
    reads = [step for step in plan.steps if step.operation not in WRITES]
    outcomes = await run(reads, partial(_work, desk, tell), MOST_AT_ALL)
    if any(outcome.sources or outcome.trouble for outcome in outcomes):
        return outcomes
    for more in (by_filters(plan), wider(plan, desk.reading)):
        outcomes = (*outcomes, *await run(more, partial(_work, desk.for_steps(more), tell)))
        if any(outcome.sources for outcome in outcomes):
            break
    return outcomes


async def _work(desk: Desk, tell: Tell, step: Step, needed: Mapping[str, Outcome]) -> Outcome:
    """One read, told as it begins and ends."""
    title = TITLES[step.operation]
    await tell(Progress(step.id, title, "in_progress"))
    if places := step.arguments.get("places"):
        outcome = replace(await pointed_at(desk, places), step=step)
    else:
        outcome = await READS[step.operation](desk, step, needed)
    found = f"{len(outcome.sources)} found"
    await tell(Progress(step.id, title, "error" if outcome.trouble else "complete", found))
    return outcome


async def _reply(
    desk: Desk, planned: Planned, found: Found, built: Built, names: Mapping[str, str], tell: Tell
) -> tuple[Reply, Usage | None]:
    reply, usage = None, None
    if _asks(planned.plan):
        await tell(Progress("answer", "Writing the answer", "in_progress"))
        reply, usage = await _words(desk, planned, found, names)
        await tell(Progress("answer", "Writing the answer", "complete"))
    if reply is None or built.draughts or built.questions:
        reply = replying.with_draughts(reply, built.draughts, built.questions, found)
    return reply, usage


def _asks(plan: Plan) -> bool:
    """Whether something is to be answered: a read that is not only there for a write."""
    used = {need for step in plan.steps if step.operation in WRITES for need in step.needs}
    return any(step.operation not in WRITES and step.id not in used for step in plan.steps)


async def _words(desk: Desk, planned: Planned, found: Found, names: Mapping[str, str]) -> tuple[Reply, Usage | None]:
    sources = found.sources
    if not sources or planned.reading.filters.labels & UNWANTED:  # a count of what is never read is no count
        return replying.nothing(found), None
    if found.complete or found.counted:  # code has all of it: whatever a model would add or leave out is less
        return replying.listing(found), None
    if strange := unfound(planned.reading, sources):  # whatever a model would make of it, it is about others
        unfit = misfit(planned.reading, sources, found.rarity) or f"found nothing that mentions {' or '.join(strange)}"
        return replying.unlike(found, "", unfit), None
    question = planned.plan.question or planned.reading.text
    readable = await open_sources(desk.kit, sources)
    kept = left_out(readable)
    if all(source.text == HIDDEN for source in readable):
        return replying.listing(found, kept), None
    try:
        said = await answer_from(desk.kit.model, question, readable, desk.asker)
    except Withheld as error:
        return replying.listing(found, error.told), None
    if isinstance(said, Silence):
        if said.failure:
            desk.missing[replying.MODEL] = said.failure
        return replying.listing(found), None
    # a check reads a lot: a thread leaves the loop to the others meanwhile
    checked = await asyncio.to_thread(check_answer, said.value, question, sources, desk.asker, names)
    if checked.known and (lack := unsaid(planned.reading, checked.text)):
        return replying.listing(found, kept) if kept else replying.unlike(found, "", lack), said.usage
    if found.ordered == "count" and not any(map(worked_out, checked.sources)):  # an answer without the number
        return replying.listing(found, kept), said.usage
    if checked.text:
        noted = replace(found, notes=(*found.notes, kept)) if kept else found
        asked_next = only_questions(said.value.suggestions, question)
        return replying.from_model(replace(checked, suggestions=asked_next), noted), said.usage
    # who asks for a day or a person alone is answered by what there is of it, who points at something by that, and who
    # asks for an event by the one of that name: when, where and with whom it is told with it, whatever a model says
    named = found.pointed or is_named(planned.reading, sources)
    listed = said.value.known or planned.reading.only_filters or named or found.ordered or kept
    reply = replying.listing(found, kept) if listed else replying.unknown(found)
    return reply, said.usage
