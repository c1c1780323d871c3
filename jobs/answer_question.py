"""Answers one question in the asker's direct message: progress while it is made, then the checked answer."""

from collections.abc import Sequence
from datetime import timedelta

from assistant.asking.answering import answer
from assistant.asking.kit import Answered, Kit
from assistant.asking.values import Asker, Reply, Tell, Turn
from assistant.proposing import propose
from bot.services import Services
from bot.views.answer import heading_of
from bot.views.asking import allowance_used
from bot.views.mail_card import Drawn
from jobs.draw_proposal import draw_proposal
from jobs.questioning import Means, run_question
from jobs.runner import Retries, job
from storage.questions import Question
from storage.users import User


def kit_of(services: Services, asker: Asker) -> Kit:
    """The tools over these services, for one asker."""
    boxes = services.mailboxes
    return Kit(
        db=services.db,
        library=services.library,
        embedder=services.embedder,
        model=services.model_for(*(box.account_id for box in asker.mailboxes)),
        cache=services.cache,
        mail_of=boxes.of,
        calendar_of=boxes.calendar,
        drive_of=boxes.drive,
        books=services.books,
    )


def means_of(services: Services) -> Means:
    """The real decisions over these services."""

    async def answering(asker: Asker, text: str, turns: Sequence[Turn], tell: Tell) -> Answered:
        return await answer(kit_of(services, asker), asker, text, turns, tell)

    async def allowed(question: Question, user: User) -> Drawn | None:
        wait = await services.allowance.wait(user.id, user.tier)
        again_at = services.db.now() + timedelta(seconds=wait)
        limit = services.allowance.limit(user.tier)
        return allowance_used(heading_of(question), limit, again_at) if wait else None

    async def proposing(question: Question, asker: Asker, reply: Reply) -> list[str]:
        proposals = await propose(services.db, question.id, asker, reply.draughts)
        await services.bell.ring([draw_proposal.ring(one, correlation=question.correlation) for one in proposals])
        return proposals

    return Means(answering, allowed, proposing)


@job(queue="interactive", timeout=150, retries=Retries(tries=4, base=3, cap=60))
async def answer_question(services: Services, question_id: str) -> None:
    """A second run finds it answered, or finishes what the first one began."""
    await run_question(services, question_id, means_of(services))
