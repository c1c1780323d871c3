"""Clicks on an answer: only its asker may, each does its thing once, and old answers are answered politely."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Temporary
from jobs.share_answer import share_answer
from sandbox.faults import Fault
from storage.questions import Question, Questions, QuestionState
from tests.cast import audit_of, join
from tests.eventually import eventually
from tests.handlers.office import Json, Office
from tests.jobs.asking import SECRET, TEXT, FakeAnswers, answers_in, ask_in_dm, reply, run, source, stored

ALICE, MALLORY = "U0ALICE", "U0MALLORY"
WHOLE = reply(missing={"drive": "service_down"}, more=(source(2, title="Another mail"),))
BUTTONS = ("answer_retried", "answer_suggested", "answer_more", "answer_shared")


@pytest.fixture
async def asked(office: Office) -> str:
    """A question of Alice's that is answered, with every button on it."""
    await join(office.db)
    question_id = await ask_in_dm(office)
    await run(office, question_id, FakeAnswers(said=WHOLE))
    office.bell.rings.clear()
    return question_id


async def click(office: Office, question_id: str, action_id: str, who: str = ALICE, **more: Any) -> None:
    place = ("D0ALICE", (await stored(office, question_id)).answer_ts)
    answer = await office.click(who, place, action_id, **more)
    assert (answer["status"], answer["body"]) == (200, ""), answer
    assert answer["ms"] < 3000


async def told(office: Office, who: str, words: str) -> None:
    """Waits until that person was told so: Bolt acknowledges before a listener is done."""
    await eventually(lambda: any(words in one for one in office.heard(who)))


async def others(office: Office, question_id: str) -> list[Question]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Question).where(Question.id != question_id)))


async def test_try_again_asks_the_same_once_more_in_the_same_thread(office: Office, asked: str) -> None:
    for _ in range(2):
        await click(office, asked, "answer_retried")
    await told(office, ALICE, "asked already")
    (again,) = await others(office, asked)
    row = await stored(office, asked)
    assert (again.text, again.channel, again.thread_ts) == (TEXT, row.channel, row.thread_ts)
    assert [ring.args for ring in office.bell.of("answer_question")] == [(again.id,)]
    await run(office, again.id, FakeAnswers())
    assert f"You asked: {TEXT}" in str(answers_in(office, again.id)[0].blocks)


async def test_a_suggestion_asks_it_in_the_same_thread_once(office: Office, asked: str) -> None:
    for _ in range(2):
        await click(office, asked, "answer_suggested", block_id=f"suggested:{asked}:1")
    await told(office, ALICE, "asked already")
    (following,) = await others(office, asked)
    assert (following.text, following.thread_ts) == ("And last week?", (await stored(office, asked)).thread_ts)
    assert len(office.bell.of("answer_question")) == 1


async def test_while_the_queue_is_away_it_is_said_that_a_question_or_a_share_waits(office: Office, asked: str) -> None:
    office.bell.down = True
    await click(office, asked, "answer_suggested", block_id=f"suggested:{asked}:1")
    await told(office, ALICE, "Your question is noted")
    await click(office, asked, "answer_shared")
    await eventually(lambda: bool(office.views(ALICE)))
    await office.submit(ALICE, {"target": "C0INBOX"})
    await told(office, ALICE, "Your decision is noted")


@pytest.mark.parametrize("number", ["7", "x", "", "-1"])
async def test_a_suggestion_that_never_was_is_not_asked(office: Office, asked: str, number: str) -> None:
    await click(office, asked, "answer_suggested", forged=True, value=f"{asked}:{number}")
    await told(office, ALICE, "ask again")
    assert await others(office, asked) == []


async def test_further_finds_are_shown_in_the_answer_itself(office: Office, asked: str) -> None:
    for _ in range(2):
        await click(office, asked, "answer_more", stale=True)
    await eventually(lambda: len(office.calls("chat.update")) == 2)
    (message,) = answers_in(office, asked)
    assert "Another mail" in str(message.blocks) and SECRET in str(message.blocks)


@pytest.mark.parametrize("action_id", BUTTONS)
async def test_nobody_else_may_click(office: Office, asked: str, action_id: str) -> None:
    before = answers_in(office, asked)[0].blocks
    await click(office, asked, action_id, MALLORY, forged=True)
    await told(office, MALLORY, "not yours")
    assert (office.bell.rings, office.views(MALLORY), await others(office, asked)) == ([], [], [])
    assert answers_in(office, asked)[0].blocks == before
    assert [(one.actor, one.action) for one in await audit_of(office.db, asked)] == [(MALLORY, "refused")]


@pytest.mark.parametrize("action_id", BUTTONS)
async def test_a_question_that_is_unknown_is_refused_in_the_same_words(
    office: Office, asked: str, action_id: str
) -> None:
    await click(office, asked, action_id, forged=True, value="0" * 32 + ":0")
    await told(office, ALICE, "not yours")
    assert office.bell.rings == []


async def open_form(office: Office, question_id: str) -> Json:
    await click(office, question_id, "answer_shared")
    await eventually(lambda: len(office.views(ALICE)) == 1)
    return office.views(ALICE)[-1].body


async def share(office: Office, question_id: str, channel: str) -> None:
    if not office.views(ALICE):
        await open_form(office, question_id)
    await office.submit(ALICE, {"target": channel})
    await eventually(lambda: len(office.bell.of("share_answer")) == 1)
    for ring in office.bell.of("share_answer"):
        await share_answer(office.services, *map(str, ring.args))


def said_in(office: Office, channel: str) -> list[Any]:
    return [message for message in office.slack.talk.channels[channel].messages if message.bot_id]


async def test_the_form_shows_what_will_be_posted_and_posts_nothing(office: Office, asked: str) -> None:
    form = await open_form(office, asked)
    assert SECRET in str(form["blocks"]) and "google.com" not in str(form["blocks"])
    assert said_in(office, "C0INBOX") == [] and office.bell.rings == []


async def test_a_shared_answer_is_what_the_form_showed_and_says_who_shared(office: Office, asked: str) -> None:
    form = await open_form(office, asked)
    await share(office, asked, "C0INBOX")
    (message,) = said_in(office, "C0INBOX")

    def bare(blocks: list[Json]) -> list[Json]:
        return [{name: value for name, value in block.items() if name != "block_id"} for block in blocks]

    assert bare(message.blocks) == bare(form["blocks"][-len(message.blocks) :])
    assert "<@U0ALICE> shared" in str(message.blocks) and "google.com" not in str(message.blocks)
    (call,) = [c for c in office.calls("chat.postMessage") if c["channel"] == "C0INBOX"]
    assert (call["unfurl_links"], call["unfurl_media"]) == (False, False)
    row = await stored(office, asked)
    assert (row.actions[0]["channel"], row.actions[0]["state"]) == ("C0INBOX", "posted")
    assert [one.action for one in await audit_of(office.db, asked)] == ["shared"]
    assert "Shared in <#C0INBOX>" in office.heard(ALICE)[-1]


async def test_a_form_submitted_twice_posts_once(office: Office, asked: str) -> None:
    await share(office, asked, "C0INBOX")
    (ring,) = office.bell.of("share_answer")
    await share_answer(office.services, *map(str, ring.args))
    assert len(said_in(office, "C0INBOX")) == 1
    assert (await stored(office, asked)).actions[0]["state"] == "posted"
    assert "did not say" not in str(office.heard(ALICE))


async def test_a_share_that_was_killed_in_between_is_not_repeated_and_says_so(office: Office, asked: str) -> None:
    action = {"kind": "shared", "form": "V1", "channel": "C0INBOX", "state": "posting"}
    async with office.db.transaction() as session:
        await Questions(session).change(asked, actions=[action])
    for _ in range(2):
        await share_answer(office.services, asked, "C0INBOX", "V1")
    assert said_in(office, "C0INBOX") == [] and len(office.heard(ALICE)) == 1
    await told(office, ALICE, "did not say")


async def test_a_share_that_slack_puts_off_is_tried_again(office: Office, asked: str) -> None:
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="status", status=429, retry_after=60))
    with pytest.raises(Temporary):
        await share_answer(office.services, asked, "C0INBOX", "V1")
    office.faults.clear()
    await share_answer(office.services, asked, "C0INBOX", "V1")
    assert len(said_in(office, "C0INBOX")) == 1


async def test_where_the_app_is_not_a_member_the_sharer_is_told_what_to_do(office: Office, asked: str) -> None:
    await share(office, asked, "C0GENERAL")
    assert said_in(office, "C0GENERAL") == [] and "/invite" in office.heard(ALICE)[-1]
    assert (await stored(office, asked)).actions[0]["state"] == "refused:not_in_channel"


async def test_a_share_of_unknown_outcome_is_not_repeated(office: Office, asked: str) -> None:
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="cut_after", times=1))
    await share(office, asked, "C0INBOX")
    (ring,) = office.bell.of("share_answer")
    await share_answer(office.services, *map(str, ring.args))
    assert len(said_in(office, "C0INBOX")) == 1 and "did not say" in office.heard(ALICE)[-1]


async def test_a_form_that_was_forged_by_somebody_else_posts_nothing(office: Office, asked: str) -> None:
    await open_form(office, asked)
    view = office.slack.modals.stacks[ALICE].pop()
    view.user = MALLORY
    office.slack.modals.stacks.setdefault(MALLORY, []).append(view)
    await office.submit(MALLORY, {"target": "C0INBOX"})
    await told(office, MALLORY, "not yours")
    assert office.bell.rings == []


@pytest.mark.parametrize("action_id", ["answer_more", "answer_shared"])
async def test_an_answer_that_is_not_there_any_more_has_polite_buttons(
    office: Office, asked: str, action_id: str
) -> None:
    async with office.db.transaction() as session:
        await Questions(session).change(asked, answer={}, state=QuestionState.FAILED)
    await click(office, asked, action_id)
    await told(office, ALICE, "ask again")
    assert office.views(ALICE) == []
