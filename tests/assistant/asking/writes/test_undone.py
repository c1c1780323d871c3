"""An order for which nothing is prepared is answered by saying so; a question never is."""

import pytest

from assistant.asking.answering import answer
from assistant.asking.replying import IN_OTHER_WORDS, NOT_PREPARED, WITHOUT_MODEL
from assistant.asking.values import Mention, Reply
from assistant.asking.writes.undone import orders_act
from bot.errors import Failure, Permanent
from storage.db import Database
from tests.assistant.asking.question import phrases_en, phrases_europe, phrases_more, phrases_times, phrases_waiting
from tests.assistant.asking.rig import BOB, SARAH, open_rig, planned, said, step

PEOPLE = (Mention("Bob", (BOB,)), Mention("Sarah", (SARAH,)))
NO_MODEL = Permanent("none", Failure.MODEL_DOWN)


@pytest.mark.parametrize(
    "text",
    ["Delete the price list file", "Remind me to call Janet on Wednesday", "Forward Janet's invoice query to Bob",
     "Decline the lunch on Thursday", "Accept the walk-through", "Please archive the newsletters",
     "Rename the price list",
     "Can you mark the mail from Sarah as read?", "Unsubscribe me from the newsletter", "Book a room for Friday",
     "Set up a meeting with Bob", "Reply to Sarah that it is fine", "Share the lease with Bob",
     "Find the newsletters and archive them", "If Bob has not answered, remind him", "Erinnere mich an den Anruf",
     "Kannst du den Termin absagen?", "Archiviere die Newsletter", "Mets une réunion avec Bob mardi à 10h",
     "Peux-tu annuler la réunion ?", "Pon una reunión con Bob el jueves a las 10", "Archivia le newsletter",
     "Arquive os boletins", "Archiveer de nieuwsbrieven", "会議を予約してください"],
)  # fmt: skip
def test_what_is_to_be_done_is_seen(text: str) -> None:
    assert orders_act(text, PEOPLE)


@pytest.mark.parametrize(
    "text",
    ["Show me the mails from Bob", "Find the plan", "Summarise the thread", "List what Bob shared", "Tell me about Bob",
     "Send me the price list", "Give us the time of the review", "Update me on the budget", "Update on the SR-40",
     "Plan for the move", "Draft contract", "Reply from Bob", "Email Bob sent last week", "Message from Bob",
     "Book of the year", "Remind me what Bob said", "Can you remind me of the price?", "Write a summary of the thread",
     "Make a list of all open tasks", "Put together all mails about the fair", "Did Bob cancel and move it?",
     "Which files did Bob edit and share with them?", "Let me know when Bob is free", "Laat de mails van Bob zien",
     "Can you confirm that the lunch is on Monday?", "Please write down the key points", "Add up what we quoted",
     "Decline letter from Bob", "Save the date mail", "Buy versus lease", "Invite for the lunch",
     "Kun je zoeken naar de mails die ik moet beantwoorden", "Erinnere mich, wann Bob kommt", "田中さんに送ったメール"],
)  # fmt: skip
def test_what_is_to_be_found_or_told_is_no_act(text: str) -> None:
    assert not orders_act(text, PEOPLE)


def test_of_all_phrases_only_those_that_order_something_are_taken_for_orders() -> None:
    rooms = (phrases_en, phrases_europe, phrases_more, phrases_times, phrases_waiting)
    tables = [value for room in rooms for name, value in vars(room).items() if name.isupper()]
    phrases = [line.partition("=>")[0].strip() for table in tables for line in table.splitlines() if "=>" in line]
    assert len(phrases) > 700
    assert {one for one in phrases if orders_act(one, PEOPLE)} == {
        "Cancel tomorrow's dentist appointment", "Mark the dates", "Please mark the bill as paid",
        "Reply to Sean's last email saying yes", "Share the roadmap with Bob", "share the file with Bob",
        "will you mark the bill as paid in the grant?",
    }  # fmt: skip


async def replied(db: Database, text: str, *answers: object) -> Reply:
    """The reply where there is a mail about the list."""
    rig = await open_rig(db, *answers, written_to=True)
    await rig.mail_of("Price list", "The price list is attached.")
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


FOUND = (planned(step("s1", "gmail.search", words="price list")), said("The list is attached to a mail [1]."))


async def test_what_a_model_plans_nothing_for_is_said_before_what_was_found(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Delete the price list", *FOUND)
    assert reply.text == f"{NOT_PREPARED} {IN_OTHER_WORDS}\nThe list is attached to a mail [1]."
    assert [one.title for one in reply.sources] == ["Price list"] and not reply.draughts and not reply.asked_back


async def test_so_it_is_where_no_model_could_plan(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Delete the price list", NO_MODEL, NO_MODEL)
    assert reply.text.startswith(f"{NOT_PREPARED} {WITHOUT_MODEL}\n") and reply.sources


async def test_a_question_is_answered_by_the_answer_alone(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Where is the price list?", *FOUND)
    assert reply.text == "The list is attached to a mail [1]."


async def test_where_something_is_asked_back_nothing_else_is_said(sqlite_db: Database) -> None:
    plan = planned(step("s1", "gmail.search"), confidence=0.2, ask_back="At what time?")
    assert (await replied(sqlite_db, "Put lunch on Friday", plan)).text == "At what time?"


async def test_a_plan_that_only_asks_is_a_question_to_the_asker_however_sure_it_is(sqlite_db: Database) -> None:
    reply = await replied(sqlite_db, "Write to Sarah", planned(confidence=0.9, ask_back="Which Sarah?"))
    assert (reply.text, reply.asked_back) == ("Which Sarah?", True)
