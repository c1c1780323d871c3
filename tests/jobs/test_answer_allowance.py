"""The real job over a real queue's Redis: who has asked as often as they may is told when it goes on (SPEC AS8)."""

from jobs.answer_question import means_of
from jobs.questioning import Means, run_question
from storage.db import Database
from storage.questions import QuestionState
from tests.cast import BOB, join
from tests.database_fixture import Clock
from tests.handlers.office import Office, open_office
from tests.jobs.asking import FakeAnswers, answers_in, ask, stored


async def run(office: Office, question_id: str) -> int:
    """One run with the real allowance; how often an answer was made."""
    answers = FakeAnswers()
    means = Means(answers.means.answer, means_of(office.services).allowed, answers.means.propose)
    await run_question(office.services, question_id, means)
    return len(answers.asked)


async def test_over_the_limit_a_question_is_refused_with_the_time_and_others_are_not(
    sqlite_db: Database, clock: Clock, redis_url: str
) -> None:
    async with open_office(sqlite_db, clock, redis_url=redis_url, ask_per_hour_free=2) as office:
        await join(office.db)
        await join(office.db, BOB, "bob@fernhill.example")
        asked = [await ask(office, f"question {number}?") for number in range(3)]
        assert [await run(office, question_id) for question_id in asked] == [1, 1, 0]
        (message,) = answers_in(office, asked[2])
        assert "2 an hour" in str(message.blocks) and "<!date^" in str(message.blocks)
        assert "Ask Again" in str(message.blocks)
        assert (await stored(office, asked[2])).state == QuestionState.FAILED
        assert await run(office, await ask(office, "and I?", BOB)) == 1


async def test_a_question_that_is_tried_again_counts_once(sqlite_db: Database, clock: Clock, redis_url: str) -> None:
    async with open_office(sqlite_db, clock, redis_url=redis_url, ask_per_hour_free=1) as office:
        await join(office.db)
        question_id = await ask(office)
        answers = FakeAnswers(errors=[RuntimeError("dead")])
        means = Means(answers.means.answer, means_of(office.services).allowed, answers.means.propose)
        for _ in range(2):
            try:
                await run_question(office.services, question_id, means)
            except RuntimeError:
                continue
        assert len(answers.asked) == 2
        assert (await stored(office, question_id)).state == QuestionState.ANSWERED
