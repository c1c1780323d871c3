"""A model's plan is no order: what changes something is proposed where the asker's own words order it."""

import pytest

from assistant.asking.answering import answer
from assistant.asking.values import Reply
from assistant.asking.writes.acts import acts_in
from assistant.asking.writes.ordered import DEPENDS, depends, is_ordered, is_to_be_done
from storage.db import Database
from tests.assistant.asking.rig import SARAH, open_rig, planned, said, step


@pytest.mark.parametrize(
    "text",
    ["What did Sarah say about the quote?", "When is my next meeting with Brightwater?", "who shared the price list",
     "Is the meeting on Monday still on?", "Was hat Sarah geschickt?", "the mails from last week",
     "Did Bob cancel the review?", "The last email from Helen", "O último email da Helen", "会議はいつですか",
     "明日の予定は？", "Helenからの最新のメール", "一番大きいファイル", "Bobからは？"],
)  # fmt: skip
def test_a_question_orders_nothing(text: str) -> None:
    assert not is_ordered(text)


@pytest.mark.parametrize(
    "text", ["Cancel policy?", "Reply deadline for Sarah?", "Share price of Northlab?", "Draft status?"]
)
def test_a_thing_that_is_asked_for_is_no_order_though_its_first_word_may_be_one(text: str) -> None:
    assert not is_ordered(text) and not acts_in(text)


@pytest.mark.parametrize(
    "text",
    ["cancel the review", "Could you please move it to 3?", "What is on Thursday? Put lunch there",
     "I need to cancel it",
     "Sarah has to be told: send her the list", "Schick Sarah die Liste", "please let Bob know that I am late",
     "if Bob has not answered, remind him", "and email Bob the list", "メールをBobに送って", "会議をキャンセル"],
)  # fmt: skip
def test_orders_are_seen_wherever_they_stand(text: str) -> None:
    assert is_ordered(text)


@pytest.mark.parametrize(
    "text",
    ["if Bob hasn't answered, remind him", "Cancel the review unless Sarah comes", "Wenn Bob nicht kommt, sag ab",
     "Send the list once the quote is signed"],
)  # fmt: skip
def test_a_condition_is_seen(text: str) -> None:
    assert depends(text)


@pytest.mark.parametrize(
    "text",
    ["ask Bob if he can come", "tell Sarah: if it rains we stay", "cancel it if possible", "reply as soon as possible",
     'send Bob "once more, if you like"', "move the review to 3"],
)  # fmt: skip
def test_what_hangs_on_nothing_is_done(text: str) -> None:
    assert not depends(text)


async def replied(db: Database, text: str) -> Reply:
    """The reply where a model plans a mail besides a search, whatever was asked."""
    write = step("s2", "mail.send", people=["Sarah"], text="Here is the list.")
    rig = await open_rig(
        db, planned(step("s1", "gmail.search"), write), said("She wants the list [1]."), written_to=True
    )
    await rig.mail_of("List", "Please send the list.")
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


async def test_a_write_planned_for_a_plain_question_is_not_proposed(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "What does Sarah want?")
    assert reply.text == "She wants the list [1]." and not reply.draughts and not reply.asked_back


async def test_the_same_plan_for_an_order_is_proposed(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Send Sarah a mail saying here is the list.")
    assert reply.draughts[0].content["to"] == [SARAH]


async def test_an_order_on_a_condition_shows_what_was_found_and_waits_for_a_word(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "If Sarah has not got the list, send it to Sarah")
    assert not reply.draughts and reply.asked_back
    assert reply.text == f"She wants the list [1].\n{DEPENDS}"


@pytest.mark.parametrize(
    "text",
    ["I can't recall Bob's last mail. If he hasn't written, put a call with him on Friday at 3",
     "Did Bob answer? Otherwise remind him", "Hat Bob geantwortet? Sonst erinnere ihn daran",
     "ボブさんが来ないなら、会議をキャンセルしてください"],
)  # fmt: skip
def test_an_apostrophe_begins_no_letter_and_otherwise_is_a_condition_too(text: str) -> None:
    assert depends(text)


def test_a_courtesy_in_japanese_is_no_condition() -> None:
    assert not depends("よければ、会議を金曜日に移してください")


@pytest.mark.parametrize(
    ("text", "done"),
    [
        ("Give me the time of the review", False), ("Give me the time, and cancel the review", True),
        ("企画と会議の間は何分？", False), ("明日の予定は", False), ("会議をキャンセルしてください", True),
    ],
)  # fmt: skip
def test_who_wants_to_be_given_an_answer_orders_nothing(text: str, done: bool) -> None:
    assert is_to_be_done(text) is done
