"""Explains a turn and runs its plan again: `python -m jobs.replay QUESTION`, to look into an answer (SPEC AS10).

The id stands in the logs as the turn's correlation. It tells ids, never words of a mail or a question; no model writes
anything, and nothing is shown to anybody. That it was done is noted in the audit log.
"""

import sys
from collections.abc import Iterator

from assistant.asking.turns.replaying import NotPlanned, Replayed, replay
from bot.command import run_main, say
from bot.logs import set_up_logs
from bot.services import Services, open_services
from bot.settings import load_settings
from jobs.answer_question import kit_of
from jobs.at_work import Ground, asker_of
from storage.audit import Audit, through
from storage.questions import Question, Questions

USAGE = "python -m jobs.replay QUESTION (its id, which is the correlation in the logs)"


async def explain(services: Services, question_id: str) -> list[str]:
    """What is told of the turn, a line each. Raises SystemExit where there is none, or no plan of it."""
    async with services.db.reading() as session:
        question = await Questions(session).get(question_id)
        if question is None:
            raise SystemExit("Mailroom knows no question of that id.")
        user, accounts = await Questions(session).accounts_of(question.user_id)
    asker = asker_of(Ground(question, user, accounts, ()), services)
    try:
        replayed = await replay(kit_of(services, asker), asker, question)
    except NotPlanned:
        raise SystemExit(f"No plan was stored of that question: it was {question.state}.") from None
    async with services.db.transaction() as session:
        await Audit(session).note(services.db.now(), "admin", "replayed", question.id, team=user.team_id)
    return [*_told(question, replayed), *_found(replayed)]


def _told(question: Question, replayed: Replayed) -> Iterator[str]:
    """How the answer came about."""
    plan, filters = replayed.plan, question.reading.get("filters", {})
    limits = sorted(name for name, value in filters.items() if value not in (None, "", [], {}))
    yield f"asked {question.asked_at:%Y-%m-%d %H:%M} UTC by {question.user_id}: {question.state}"
    yield f"read by code: limited by {', '.join(limits) or 'nothing'}"
    yield f"planned by {plan.source}, confidence {plan.confidence:.2f}"
    yield from (f"step {step.id}: {step.operation}{_after(step.needs)}" for step in plan.steps)
    yield f"answered by {question.model or 'code'}, citing {len(question.sources)}"
    yield from (f"then {one['kind']} {one.get('proposal', '')}".rstrip() for one in question.actions)


def _after(needs: tuple[str, ...]) -> str:
    return f" after {', '.join(needs)}" if needs else ""


def _found(replayed: Replayed) -> Iterator[str]:
    """What was found then, whether it is found now, and what else is."""
    yield from (f"found then, {'and now' if one in replayed.now else 'not now'}: {one}" for one in replayed.then)
    yield from (f"found now only: {one}" for one in replayed.now if one not in replayed.then)
    yield from (f"could not be asked now: {name} ({why})" for name, why in replayed.missing.items())


async def main(question_id: str) -> None:
    """Says all of it."""
    through.set("command")
    settings = load_settings()
    set_up_logs("WARNING")
    async with open_services(settings) as services:
        for line in await explain(services, question_id):
            say(line)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(f"Usage: {USAGE}")
    run_main(lambda: main(sys.argv[1]))
