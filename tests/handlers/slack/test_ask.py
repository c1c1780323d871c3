"""/ask is acknowledged at once and privately; the question is stored before anybody is told that it was heard."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from assistant.asking.several.tasks import tasks_of
from assistant.asking.turns.taking import LONGEST
from assistant.asking.values import Reply
from bot.views.answer import answer_card, heading_of
from sandbox.slack.orders import Command
from storage.questions import Question
from storage.users import Users
from tests.cast import ALICE, join
from tests.eventually import eventually
from tests.handlers.office import Json, Office


async def typed(office: Office, words: str, who: str = "U0ALICE", channel: str = "C0INBOX") -> Json:
    """What /ask answers: the acknowledgement's own JSON, which Slack could show."""
    answer = await office.human(who).command(Command(command="/ask", text=words, channel=channel))
    assert (answer["status"], answer["shown"]) == (200, ""), answer
    assert answer["ms"] < 3000  # Slack waits no longer
    said: Json = json.loads(answer["body"])
    assert said["response_type"] == "ephemeral" and said["text"]
    return said


async def questions(office: Office) -> list[Question]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Question).order_by(Question.id)))


async def test_a_question_is_stored_rung_and_acknowledged_privately(office: Office) -> None:
    await join(office.db)
    said = await typed(office, "what did Sarah say about the quote?")
    (row,) = await questions(office)
    await eventually(lambda: len(office.bell.of("answer_question")) == 1)
    (ring,) = office.bell.of("answer_question")
    assert (row.text, row.origin, row.channel, row.state) == (
        "what did Sarah say about the quote?", "C0INBOX", "", "asked",
    )  # fmt: skip
    assert (ring.args, ring.queue, ring.correlation) == ((row.id,), "interactive", row.correlation)
    assert "direct message" in said["text"] and "Sarah" not in str(said)


@pytest.mark.parametrize("words", ["", "  ", "help", "Hi!"])
async def test_without_a_question_it_teaches_by_examples(office: Office, words: str) -> None:
    await join(office.db)
    assert str(await typed(office, words)).count("/ask ") >= 3
    assert (office.bell.rings, await questions(office)) == ([], [])


async def test_a_very_long_question_is_read_as_far_as_one_in_a_direct_message(office: Office) -> None:
    await join(office.db)
    await typed(office, "x" * (LONGEST + 1))
    (row,) = await questions(office)
    assert row.text == "x" * (LONGEST - 1) + "…"
    assert "only its first 3,000 characters were read" in str(
        answer_card(heading_of(row), Reply("Yes.", (), True)).blocks
    )


async def test_somebody_without_a_mailbox_is_offered_to_connect_one(office: Office) -> None:
    await join(office.db, ALICE)
    said = await typed(office, "what did Sarah say?", "U0BOB")
    assert "/auth/google/start?link=" in str(said) and "nothing of yours is connected yet" in str(said)
    assert (office.bell.rings, await questions(office)) == ([], [])


async def test_with_the_queue_down_the_question_is_kept_and_the_asker_told_that_it_waits(office: Office) -> None:
    """The row says what is to be done: it is rung once that can be."""
    await join(office.db)
    office.bell.down = True
    await typed(office, "what did Sarah say?")
    assert len(await questions(office)) == 1
    await eventually(lambda: any("Your question is noted" in said for said in office.heard("U0ALICE")))


async def test_while_nobody_may_write_it_says_so_before_slack_gives_up(office: Office) -> None:
    await join(office.db)
    human = office.human("U0ALICE")
    async with office.db.transaction():  # somebody else writes and does not end
        answer = await human.command(Command(command="/ask", text="what did Sarah say?", channel="C0INBOX"))
    assert (answer["status"], answer["shown"]) == (200, "")
    assert "please try again" in json.loads(answer["body"])["text"]
    await eventually(lambda: len(office.bell.of("answer_question")) == 1)  # and it was taken all the same


async def test_with_the_database_down_the_asker_is_told_to_ask_again(office: Office) -> None:
    await join(office.db)
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE questions RENAME TO away"))
    assert "try again in a minute" in (await typed(office, "what did Sarah say?"))["text"]
    assert office.bell.rings == []


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        ("Tom &amp; Jerry &lt;3", "Tom & Jerry <3"),
        ("is <https://x.example/a|x.example> safe?", "is x.example safe?"),
        ("from <mailto:sarah@x.example|sarah@x.example>", "from sarah@x.example"),
        ("what did <@U0BOB|bob> send?", "what did <@U0BOB> send?"),
        ("what about <#C0GENERAL|general>?", "what about general?"),
        ("a\0b", "ab"),
        ("<!channel> who?", "!channel who?"),
    ],
)
async def test_slacks_own_markup_is_read_as_words(office: Office, words: str, stored: str) -> None:
    await join(office.db)
    await typed(office, words)
    assert [row.text for row in await questions(office)] == [stored]


async def test_the_button_of_the_pointer_is_only_acknowledged(office: Office) -> None:
    element: dict[str, Any] = {"type": "button", "text": {"type": "plain_text", "text": "Open"}}
    block = {"type": "actions", "elements": [element | {"action_id": "answer_opened", "url": "https://x.example/"}]}
    place = await office.card("U0ALICE", "pointer", [block])
    assert (await office.click("U0ALICE", place, "answer_opened"))["status"] == 200
    assert (office.bell.rings, office.heard("U0ALICE")) == ([], [])


async def test_asked_in_the_direct_message_itself_nothing_is_said_twice(office: Office) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Users(session).opened_dm(account.user_id, "D0ALICE", "Europe/London")
    answer = await office.human("U0ALICE").command(Command(command="/ask", text="who wrote?"))
    assert (answer["status"], answer["body"]) == (200, "")
    assert len(await questions(office)) == 1


async def test_lines_stay_apart_so_that_each_may_be_a_task(office: Office) -> None:
    await join(office.db)
    await typed(office, "Please do the following:\n- find  the lease\n- cancel the review")
    (row,) = await questions(office)
    assert row.text == "Please do the following:\n- find the lease\n- cancel the review"
    assert [task.text for task in tasks_of(row.text)] == ["find the lease", "cancel the review"]
