"""Plans: the one that code makes from what it has read, and a model's once it has been checked (SPEC AS1, AS2)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.asking.plan.graph import MOST_AT_ALL, BadPlan, check
from assistant.asking.plan.shapes import PlanAnswer, PlannedArguments, PlannedStep
from assistant.asking.question.relating import kinds_in
from assistant.asking.turns.record import plain
from assistant.asking.values import WRITES, Mention, Operation, Plan, Reading, Step
from storage.documents import Service
from storage.index.entry import Filters

SEARCHES: Mapping[str, Operation] = {
    Service.GMAIL: "gmail.search",
    Service.CALENDAR: "calendar.search",
    Service.DRIVE: "drive.search",
}
ORDERED = ("gmail.search", "drive.search")  # a calendar has an order of its own
_MAIL = frozenset({"gmail"})
UNSURE = 0.4  # below it a model's own question to the asker goes first
_LIMITS = ("senders", "people", "since", "until")  # by which finds without any of the words are near all the same
NEEDED = {  # what a write rests on, where it is about something that is there already
    "event.update": "calendar",
    "event.delete": "calendar",
    "file.share": "drive",
}


def plan_by_code(reading: Reading) -> Plan:
    """Searches where the question points to, everywhere if it points nowhere; with free times if it asks for them."""
    asked = reading.services or (_MAIL if _is_of_mail(reading.filters) else frozenset(SEARCHES))
    services = [service for service in SEARCHES if service in asked]
    steps = [search_step(f"s{n}", SEARCHES[service], reading) for n, service in enumerate(services, start=1)]
    return Plan(reading.text, (*steps, *_free_times(reading)), confidence=0.5, source="code")


def _free_times(reading: Reading) -> list[Step]:
    """The free times where a question for the calendar asks for them."""
    asked = "calendar" in reading.services and "free" in kinds_in(reading.said)
    return [Step("s9", "calendar.free", arguments_of("", reading.filters))] if asked else []


def _is_of_mail(filters: Filters) -> bool:
    """Whether only mail can be meant: nothing else is sent or received, hangs something on, or is unread."""
    if filters.outgoing is not None or filters.attachment is not None:
        return True
    return bool(filters.labels) or filters.unanswered


def wider(plan: Plan, reading: Reading) -> tuple[Step, ...]:
    """Searches of the services that a plan left out, for when it has found nothing: "the sheet" may hang on a mail.
    The newest file of none is no mail, and no mail is the largest."""
    if any(step.operation in WRITES for step in plan.steps) or _is_of_mail(reading.filters):
        return ()
    if reading.order in ("largest", "smallest") or (reading.order and reading.services and not reading.words):
        return ()
    done = {step.operation for step in plan.steps}
    left = [operation for operation in SEARCHES.values() if operation not in done]
    ids = {step.id for step in plan.steps}
    return tuple(search_step(f"w{n}", one, reading) for n, one in enumerate(left, start=1) if f"w{n}" not in ids)


def by_filters(plan: Plan) -> tuple[Step, ...]:
    """The searches of a plan without their words, where people or a period limit them: for when it has found nothing.
    The mail may say "quotation" for a "quote"."""
    if any(step.operation in WRITES for step in plan.steps):
        return ()
    searches = [step for step in plan.steps if step.operation in SEARCHES.values() and step.arguments.get("words")]
    limited = [one for one in searches if any(one.arguments.get("filters", {}).get(name) for name in _LIMITS)]
    return tuple(
        replace(one, id=f"n{n}", arguments={**one.arguments, "words": ""}, needs=())
        for n, one in enumerate(limited, start=1)
    )


def search_step(id_: str, operation: Operation, reading: Reading) -> Step:
    """A search for all that was read."""
    arguments = arguments_of(reading.words, reading.filters)
    return Step(id_, operation, arguments | _ordering(operation, reading.order, reading.most))


def _ordering(operation: Operation, order: str, most: int) -> dict[str, Any]:
    """What a search of mail or files is asked of all that match, none if nothing is."""
    return {"order": order, "most": most} if order and operation in ORDERED else {}


def arguments_of(words: str, filters: Filters) -> dict[str, Any]:
    """Arguments of a read."""
    return {"words": words, "filters": plain(asdict(replace(filters, services=frozenset())))}


def accept(answer: PlanAnswer, reading: Reading, zone: str) -> Plan:
    """A model's plan with its arguments checked and bound to what code has read. Raises BadPlan.

    `reading` is of the question that stands on its own.
    """
    scope = _scope_of(answer.steps, reading)
    steps = _where_asked(tuple(_step(step, reading, zone, scope) for step in answer.steps), reading)
    check(steps)
    if not steps and not answer.ask_back:
        raise BadPlan("nothing to do")
    _check_needs(steps)
    return Plan(answer.question or reading.text, steps, answer.confidence, answer.ask_back, "model")


def _where_asked(steps: tuple[Step, ...], reading: Reading) -> tuple[Step, ...]:
    """The steps with a search of each service that the question names. Where it says nothing to search for, or asks
    for an order or a number, those of others go: files that were changed are no mails. So do all but those of mail,
    where only that can be meant."""
    services = reading.services or (_MAIL if _is_of_mail(reading.filters) else frozenset())
    if not steps or not services or any(step.needs or step.operation in WRITES for step in steps):
        return steps
    done = {step.operation.partition(".")[0] for step in steps}
    if reading.order or reading.only_filters or not reading.services:
        others = {SEARCHES[one] for one in SEARCHES if one not in services}
        steps = tuple(step for step in steps if step.operation not in others)
    lacking = [one for one in SEARCHES if one in services and one not in done]
    has_free = any(step.operation == "calendar.free" or step.id == "s9" for step in steps)
    free = [] if has_free else _free_times(reading)  # worked out, whether a model has thought of it or not
    return (*steps, *(search_step(f"also-{one}", SEARCHES[one], reading) for one in lacking), *free)


def _check_needs(steps: Sequence[Step]) -> None:
    by_id = {step.id: step for step in steps}
    for step in steps:
        service = NEEDED.get(step.operation)
        if service and not any(by_id[need].operation.startswith(service) for need in step.needs):
            raise BadPlan(f"{step.operation} needs to know what it is about")
        if any(by_id[need].operation in WRITES for need in step.needs):
            raise BadPlan("a step waits for a write")


def _is_search(step: PlannedStep) -> bool:
    return step.operation in SEARCHES.values()


@dataclass(frozen=True)
class _Scope:
    """Which parts of a search come from its step. What all searches share comes from what code has read: it reads
    dates and people better, but not which of them belongs to which step."""

    people: bool
    period: bool
    words: bool
    order: bool


def _scope_of(steps: Sequence[PlannedStep], reading: Reading) -> _Scope:
    searches = [step.arguments for step in steps if _is_search(step)]
    writes = [step.arguments for step in steps if step.operation in WRITES]
    named = {frozenset(mention.words for mention in _named(one.people, reading)) for one in searches}
    for_others = [step for step in steps if step.operation in WRITES and step.operation != "event.delete"]
    people = len(named) > 1 or any(step.arguments.people for step in for_others)
    mails = {step.id for step in steps if step.operation == "gmail.search"}
    # "meet the sender of the mail of Monday on Friday": the day of the one is not that of the other
    of_a_mail = any(step.operation == "event.create" and mails & set(step.needs) for step in steps)
    period = len({(one.since, one.until) for one in searches}) > 1 or of_a_mail
    order = len({one.order for one in searches}) > 1 or not reading.order
    return _Scope(people, period, words=people or period or bool(writes), order=order)


def _step(step: PlannedStep, reading: Reading, zone: str, scope: _Scope) -> Step:
    needs = tuple(dict.fromkeys(step.needs))
    given = step.arguments
    if step.operation in WRITES:
        return Step(step.id, step.operation, given.model_dump(), needs)
    if step.operation in ("gmail.thread", "drive.read"):
        if not needs:
            raise BadPlan(f"{step.operation} needs a search")
        return Step(step.id, step.operation, {}, needs)
    filters = reading.filters
    if scope.people:
        filters = _with_people(filters, given, reading)
    if scope.period:
        since, until = _period(given, reading, zone)
        filters = replace(filters, since=since, until=until)
    first = (given.order, given.most) if scope.order else (reading.order, reading.most)
    ordering = _ordering(step.operation, *first)
    if not scope.words:
        # code has taken an order that only the planner has seen for words to look for
        words = given.words if ordering and not reading.order else reading.words
        return Step(step.id, step.operation, arguments_of(words, filters) | ordering, needs)
    # of an event or a file that is to be changed code has read more words than a model may name; for a mail that is
    # to be answered they would be those of the answer
    words = given.words if step.operation == "gmail.search" else f"{given.words} {reading.words}".strip()
    if ordering:  # all of its words must be there: neither those of the order, nor those that tell which one is first
        words = " ".join(word for word in given.words.split() if word.casefold() in reading.words.casefold().split())
    return Step(step.id, step.operation, arguments_of(words, filters) | {"topic": given.words} | ordering, needs)


def _with_people(filters: Filters, given: PlannedArguments, reading: Reading) -> Filters:
    """The filters with those people only whom this step names."""
    senders: frozenset[str] = frozenset()
    people: tuple[frozenset[str], ...] = ()
    for mention in _named(given.people, reading):
        if mention.role == "sender":
            senders |= frozenset(mention.emails)
        else:
            people += (frozenset(mention.emails),)
    return replace(filters, senders=senders, people=people)


def _named(names: Sequence[str], reading: Reading) -> list[Mention]:
    """Those people of the question whom a step names: nobody else gets into a filter."""
    wanted = {word for name in names for word in re.findall(r"\w+", name.casefold())}
    known = [mention for mention in reading.mentions if mention.emails]
    return [mention for mention in known if wanted & set(re.findall(r"\w+", mention.words.casefold()))]


def _period(given: PlannedArguments, reading: Reading, zone: str) -> tuple[datetime | None, datetime | None]:
    """The step's days; where they meet the period that code has read, that one: code counts better."""
    first, last = _day(given.since), _day(given.until)
    since = _midnight(first, zone) if first else None
    until = _midnight(last + timedelta(days=1), zone) if last else None
    if since is None and until is None:
        return None, None
    if since and until and until <= since:
        raise BadPlan("a period ends before it begins")
    read = reading.filters
    meets = (until is None or read.since is None or read.since < until) and (
        since is None or read.until is None or since < read.until
    )
    return (read.since, read.until) if meets and (read.since or read.until) else (since, until)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise BadPlan("a day that is none") from None


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


def plan_from_json(told: Mapping[str, Any]) -> Plan:
    """A plan as it was kept. Raises LookupError, TypeError or ValueError if it is none."""
    steps = tuple(
        Step(one["id"], one["operation"], dict(one["arguments"]), tuple(one["needs"])) for one in told["steps"]
    )
    try:
        check(steps, MOST_AT_ALL)
    except BadPlan as error:
        raise ValueError(str(error)) from None
    return Plan(str(told["question"]), steps, float(told["confidence"]), str(told["ask_back"]), str(told["source"]))
