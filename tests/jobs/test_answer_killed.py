"""A worker that is killed at any of its calls to Slack, before or after it took effect: the next run ends with one
question, one answer and one stored result."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from assistant.asking.values import Progress
from connectors.slack import FixedToken, Slack
from jobs.questioning import run_question
from storage.questions import QuestionState
from tests.cast import join
from tests.handlers.office import Office, everywhere
from tests.jobs.asking import SECRET, FakeAnswers, answers_in, ask, begun, by_bot, forever, run, stored

CALLS = 8  # to Slack, of one run for a question that was asked by command


class Killed(BaseException):
    """The process is gone."""


class Mortal(Slack):
    """A Slack whose n-th call is the last thing that its process does; `after`: once Slack has done it."""

    last = 0
    after = False
    made = 0

    async def _once(self, method: str, arguments: Mapping[str, Any]) -> AsyncSlackResponse:
        self.made += 1
        if self.made == self.last and not self.after:
            raise Killed
        answer = await super()._once(method, arguments)
        if self.made == self.last:
            raise Killed
        return answer


def mortal(office: Office, last: int, *, after: bool) -> Mortal:
    slack = Mortal(office.services.settings.slack_api_url, FixedToken("xoxb-sandbox"))
    slack.last, slack.after = last, after
    return slack


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("last", range(1, CALLS + 1))
async def test_whenever_it_is_killed_there_is_one_answer(office: Office, last: int, after: bool) -> None:
    await join(office.db)
    question_id, slack = await ask(office, origin="C0INBOX"), mortal(office, last, after=after)
    answers = FakeAnswers(progress=[Progress("a", "Searching", "in_progress")])
    with pytest.raises(Killed):
        await run_question(replace(office.services, slacks=everywhere(slack)), question_id, answers.means)
    await slack.close()
    await run(office, question_id, answers)
    root, message = by_bot(office)
    assert answers_in(office, question_id) == [message] and message.thread_ts == root.ts
    assert SECRET in str(message.blocks) and message.stream is None
    row = await stored(office, question_id)
    assert (row.state, row.answer_ts, row.thread_ts) == (QuestionState.ANSWERED, message.ts, root.ts)
    assert len(answers.asked) <= 2


async def test_a_run_makes_no_more_calls_than_are_tried_here(office: Office) -> None:
    await join(office.db)
    slack = mortal(office, 0, after=False)
    await run_question(
        replace(office.services, slacks=everywhere(slack)), await ask(office, origin="C0INBOX"), FakeAnswers().means
    )
    await slack.close()
    assert slack.made == CALLS


async def test_a_worker_that_is_told_to_stop_leaves_the_question_to_the_next(office: Office) -> None:
    await join(office.db)
    question_id = await ask(office, origin="C0INBOX")
    running = asyncio.create_task(run(office, question_id, FakeAnswers(meanwhile=forever)))
    await begun(office, question_id)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled() and (await stored(office, question_id)).state == QuestionState.ASKED
    await run(office, question_id, FakeAnswers())
    (message,) = answers_in(office, question_id)
    assert SECRET in str(message.blocks) and message.stream is None
