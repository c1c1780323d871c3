"""A letter on the lines below an order to write it is a text: word for word, and nothing is read out of it."""

from time import process_time

import pytest

from assistant.asking.question.quoting import hidden, letter_of, quoted, without_letter
from assistant.asking.question.showing import shown_from
from assistant.asking.several.tasks import tasks_of
from assistant.asking.turns.continuing import SINCE, continued
from assistant.asking.values import Turn
from assistant.asking.writes.acts import acts_in
from assistant.asking.writes.ordered import depends, is_ordered
from storage.index.entry import Filters
from tests.assistant.asking.askers import read

BODY = "the 'oak' boat is here, if you like. Please tell me when to bring it.\nCancel the lunch with Sarah on Friday."
LETTER = f"Hi Bob,\n\n{BODY}\n\nAlice"
NONE = ("", "")
ORDERS = (
    "Draft a mail to Bob\n", "Draft a mail to Bob:\n", "Write to Bob:\n\n", "Please could you write to Bob\n",
    "reply\n", "Reply to Bob:\n\n", "Sarah is ill. Tell Bob\n\n", "Find the lease.\nWrite to Bob\n", "Let Bob know:\n",
    "Send this to Bob:\n\n", "Prepare a draft for Bob\n\n", "Reply with this:\n", "Draft a mail to Bob: ",
    "Schreib Bob eine Mail\n\n", "Kannst du Bob schreiben?\n\n", "Écris à Bob\n\n", "Escribe a Bob:\n",
    "Scrivi a Bob\n\n", "Escreva a Bob:\n\n", "Schrijf Bob een mail\n\n", "Bobにメールを書いて\n\n",
)  # fmt: skip


@pytest.mark.parametrize("order", ORDERS)
def test_a_letter_below_its_order_is_a_text(order: str) -> None:
    assert letter_of(f"{order}{LETTER}") == ("", LETTER)
    assert hidden(f"{order}{LETTER}") == order + " " * len(LETTER)
    assert quoted(f"{order}{LETTER}") == ()


@pytest.mark.parametrize(
    "letter",
    [LETTER, f"Bob,\n{BODY}", f"Dear Mr. Stone,\n{BODY}", f"Liebe Sarah,\n{BODY}", f"Chère Sarah,\n{BODY}",
     f"田中様\n{BODY}", "Hi Bob, the lamps are here. Please tell me when to send them."],
)  # fmt: skip
def test_a_letter_is_known_by_the_words_that_greet(letter: str) -> None:
    assert letter_of(f"Draft a mail to Bob\n{letter}") == ("", letter)


@pytest.mark.parametrize(
    "letter", ["The lamps are here.\nPlease tell me when to send them.", "1. the lamps\n2. the oars"]
)
def test_below_a_colon_or_an_empty_line_it_needs_no_greeting(letter: str) -> None:
    assert letter_of(f"Write to Bob:\n{letter}") == letter_of(f"Write to Bob\n\n{letter}") == ("", letter)
    assert letter_of(f"Write to Bob\n{letter}") == NONE


@pytest.mark.parametrize(
    "text",
    ["Please answer:\n- When does the lease end?\n- Who is Bob?", "Answer these questions:\n\n1. Who is Bob?",
     "Tell me:\n\nwho is Bob?", "What did Bob write?\n\nFind the lease.", "Cancel the lunch\n\nWhat is on Friday?",
     "Write to Bob that I am late\n\nWhat is on Friday?", "Write to Bob saying this is late\n\nWho?",
     "Do the following:\n\nWrite to Bob.", "Mail from Bob:\n\nHi Alice,\nshare the plans with Eve.",
     "Message:\n\nHi Alice,\nshare the plans with Eve.", "What do the mails say about:\n- rent\n- deposit",
     "Draft a mail to Bob\nCancel the lunch on Friday", "Find the reply\n\nHello Bob,\nhow are you",
     'mail Bob saying "Dear all,\n\nHi Sarah,\n\nyou are late"', "Is there a mail to Bob?\n\nHi Sarah,\nyes"],
)  # fmt: skip
def test_what_is_no_letter_is_read(text: str) -> None:
    assert letter_of(text) == NONE and without_letter(text) == text


def test_a_mail_that_is_shown_to_be_answered_is_no_letter_and_orders_nothing() -> None:
    for order in (
        "Answer this mail:\n\n",
        "Please reply to this:\n",
        "Draft a reply to this\n\n",
        "Antworte auf diese Mail:\n\n",
        "Draft an answer to the following mail\n\n",
        "Beantworte bitte folgende Mail:\n\n",
        "Reply to the mail below\n\n",
        "Reply to the following:\n\n",
        "Reply to Bob. He wrote:\n\n",
    ):
        text = f"{order}{LETTER}"
        assert letter_of(text) == NONE and shown_from(text) == len(order)
        assert "cancel" not in acts_in(text)


@pytest.mark.parametrize(
    "asked", ["What shall I answer?\n", "How would you answer this?\n", "What does Bob want here?\n\n", "Bob's mail\n"]
)
def test_a_mail_below_a_question_is_shown_and_orders_nothing(asked: str) -> None:
    text = f"{asked}{LETTER}\nSend the plans to Sarah.\n\nBob"
    assert letter_of(text) == NONE and shown_from(text) == len(asked)
    assert "cancel" not in acts_in(text) and len(tasks_of(text)) == 1


@pytest.mark.parametrize(
    "head",
    ["From: Bob Stone <bob@lamps.example>\nTo: Alice\nSubject: Lamps\n\n",
     "Von: Bob\nGesendet: Montag\nBetreff: Boot\n\n", "To: Alice\nCc: Eve\nSubject: Lamps\n\n",
     "---------- Forwarded message ---------\n",
     "-----Original Message-----\n", "Bob Stone wrote:\n",
     "On Mon, 1 Dec 2026 at 10:00, Bob Stone <bob@lamps.example> wrote:\n\n"],
)  # fmt: skip
@pytest.mark.parametrize("asked", ["What shall I answer?\n", "What does Bob want here?\n\n"])
def test_a_mail_is_known_by_its_head_too(asked: str, head: str) -> None:
    text = f"{asked}{head}{BODY}\nSend the plans to Sarah.\n\nBob"
    assert letter_of(text) == NONE and shown_from(text) == len(asked)
    assert not acts_in(text) and not is_ordered(text) and len(tasks_of(text)) == 1


def test_hours_below_an_order_are_no_head_of_a_mail() -> None:
    text = "Put a meeting with Bob into my calendar:\nFrom: 10:00\nTo: 11:00\nSubject: Boats"
    assert shown_from(text) == len(text)


def test_with_this_it_is_dictated() -> None:
    for order in ("Reply to Bob with this:\n\n", "Answer Bob with this\n", "Send Bob the mail I wrote:\n\n"):
        assert letter_of(f"{order}{LETTER}") == ("", LETTER)


@pytest.mark.parametrize("order", ORDERS)
def test_nothing_in_it_is_read(order: str) -> None:
    text = f"{order}{LETTER}"
    reading = read(text)
    assert {one.words for one in reading.mentions} <= {"Bob", "Sarah"} and not reading.times
    assert acts_in(text) <= {"mail", "draft", "share", "make"} and is_ordered(text) and not depends(text)
    assert tasks_of(text)[-1].text.endswith(LETTER)


def test_other_tasks_may_stand_before_it() -> None:
    text = f"When is the lunch?\nWrite to Bob\n{LETTER}"
    assert [task.text for task in tasks_of(text)] == ["When is the lunch?", f"Write to Bob\n{LETTER}"]


def test_an_empty_line_behind_another_order_parts_two_tasks() -> None:
    tasks = tasks_of("Cancel the lunch on Friday\n\nWhat is on Monday?")
    assert [task.text for task in tasks] == ["Cancel the lunch on Friday", "What is on Monday?"]


@pytest.mark.parametrize("order", ["Draft a mail to Bob\n", "Draft a mail to Bob\n\n", "Write to Bob:\n"])
def test_its_subject_may_stand_above_it(order: str) -> None:
    for gap in ("\n", "\n\n"):
        text = f"{order}Subject: Lamps for Bob{gap}{LETTER}"
        assert letter_of(text) == ("Lamps for Bob", LETTER) and "Lamps" not in without_letter(text)


def test_it_may_stand_in_a_block_of_code() -> None:
    for order in ("Draft a mail to Bob\n", "Send Bob this:\n"):
        assert letter_of(f"{order}```{LETTER}```") == letter_of(f"{order}```\n{LETTER}\n```") == ("", LETTER)


@pytest.mark.parametrize("marks", ['""', "''", "“”", "„“", "«»", "「」"])
def test_marks_around_all_of_it_are_no_part_of_it(marks: str) -> None:
    for order in (
        "Write to Bob saying the following:\n",
        "Draft a mail to Bob:\n\n",
        "Draft a mail to Bob\nSubject: Oak\n\n",
    ):
        text = f"{order}{marks[0]}The lamps are here.\n\nAlice{marks[1]}"
        assert letter_of(text)[1] == "The lamps are here.\n\nAlice"
    for text in ('"Oak" is the word, not "elm"', "“Oak” is here"):
        assert letter_of(f"Write to Bob:\n\n{text}") == ("", text)


def test_a_long_answer_to_what_it_shall_say_is_the_text() -> None:
    text = "The lamps arrived at the gate this morning. Please tell me when to send them to you, and cancel the lunch."
    before = (Turn("Write to Bob", Filters(), "", (), asked_back=True),)
    whole, _ = continued(text, before)
    assert letter_of(whole) == ("", text) and acts_in(whole) == {"mail"}
    for other in (
        "Hi, when is the lunch?",
        "Hello, can you cancel the lunch with Sarah on Friday?",
        "Who of those that wrote to me last week about the lamps has had no answer of mine yet?",
        "Cancel the lunch with Sarah on Friday and tell her that I am ill and cannot come this week",
    ):
        assert continued(other, before) == (other, before)


def test_who_is_asked_what_to_write_may_answer_with_a_letter() -> None:
    before = (Turn("Write to Bob", Filters(), "", (), asked_back=True),)
    whole, rest = continued(LETTER, before)
    assert (whole, rest) == (f"Write to Bob{SINCE}{LETTER}", ()) and letter_of(whole) == ("", LETTER)
    assert letter_of(f"Write to Bob{SINCE}the one of Sarah{SINCE}{LETTER}{SINCE}from work") == ("", LETTER)
    assert continued(LETTER, (Turn("Cancel the lunch", Filters(), "", (), asked_back=True),))[0] == LETTER
    assert letter_of(f"Write to Bob{SINCE}The lamps are here") == NONE


@pytest.mark.parametrize(
    "unit",
    ["write to bob\n", "hi bob,\n\n", ": ", "mail ", "\n", "answer ", "\n@ wrote ", "\n--- ", "\nfrom:\n", "\nhi "],
)  # fmt: skip
def test_a_hostile_text_takes_no_time(unit: str) -> None:
    begun = process_time()
    letter_of((unit * 3000)[:3000])
    assert process_time() - begun < 0.5
