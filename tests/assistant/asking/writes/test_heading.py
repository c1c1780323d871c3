"""Lines of a head below an order to write belong to the order, and those of a mail that is pasted there do not."""

from time import process_time

import pytest

from assistant.asking.question.quoting import letter_of, without_letter
from assistant.asking.several.tasks import tasks_of
from assistant.asking.writes.heading import with_head

LETTER = "Hi both,\n\nlunch on Friday? Ask Tom.\n\nPS: cancel the retro.\n\nAlice"


@pytest.mark.parametrize(
    ("head", "order"),
    [
        ("Draft a mail to Bob\nCc: Nadia Rahimi\nSubject: Lunch", "Draft a mail to Bob, cc Nadia Rahimi:"),
        ("Draft a mail to Bob:\nSubject: Lunch\nCC: Nadia; Tom", "Draft a mail to Bob, cc Nadia, Tom:"),
        ("Draft an email.\nTo: Bob <bob@fernhill.example>\nCc: Nadia\nSubject: Lunch",
         "Draft an email to Bob <bob@fernhill.example>, cc Nadia:"),
        ("Draft a mail to Bob\nTo: Bob Stone\nSubject: Lunch", "Draft a mail to Bob to Bob Stone:"),
        ("Send this mail:\nTo: Bob\nSubject: Lunch", "Send this mail to Bob:"),
        ("Reply to Bob\nCc: Nadia\nSubject: Lunch", "Reply to Bob, cc Nadia:"),
        ("Schreib eine Mail\nAn: Bob\nBetreff: Lunch", "Schreib eine Mail an Bob:"),
        ("Écris un courriel\nÀ : Bob\nObjet : Lunch", "Écris un courriel à Bob:"),
        ("Escribe un correo\nPara: Bob\nAsunto: Lunch", "Escribe un correo para Bob:"),
        ("Scrivi una mail\nA: Bob\nOggetto: Lunch", "Scrivi una mail a Bob:"),
        ("Schrijf een mail\nAan: Bob\nOnderwerp: Lunch", "Schrijf een mail aan Bob:"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_its_people_stand_on_the_line_of_the_order_and_the_letter_is_whole(head: str, order: str, gap: str) -> None:
    text = with_head(f"{head}{gap}{LETTER}")
    assert without_letter(text).strip() == order and letter_of(text) == ("Lunch", LETTER)
    assert len(tasks_of(text)) == 1 and with_head(text) == text


def test_what_stands_before_the_order_stays() -> None:
    text = with_head(f"When is the lunch?\nWrite to Bob\nCc: Nadia\n\n{LETTER}")
    assert text == f"When is the lunch?\nWrite to Bob, cc Nadia:\n\n{LETTER}"


@pytest.mark.parametrize(
    "above",
    [
        "What does Bob want?\nTo: Alice\nCc: Eve\nSubject: Lamps\n\n",
        "Answer this mail:\nCc: Eve\nSubject: Lamps\n\n",
        "Reply to this\nTo: Alice\nCc: Eve\n\n",
        "Draft a reply\nTo: Alice\nCc: Eve\n\n",
        "Reply to Bob\nTo: Alice\nCc: Eve\nSubject: Lamps\n\n",
        "Draft a mail to Bob\nTo: Alice, Bob\nCc: Eve\nSubject: Lamps\n\n",
        "Write Bob a mail\nTo: Alice\nCc: Eve\n\n",
        "draft a mail to bob\nTo: alice\nCc: eve\n\n",
        "Forward it\nTo: Alice\nCc: Eve\n\n",
        "Forward this:\nTo: Alice\nCc: Eve\n\n",
        "Send Bob this mail:\nTo: Alice\nCc: Eve\nSubject: Lamps\n\n",
        "Send this on:\nTo: Alice\nCc: Eve\n\n",
        "Draft a mail\nFrom: Bob\nTo: Alice\nCc: Eve\nSubject: Lamps\n\n",
        "Draft a mail\nTo: Alice\nCc: Eve\nFrom: Bob\nSubject: Lamps\n\n",
        "Draft a mail to Bob\nCc: Eve\nDate: Monday\nSubject: Lamps\n\n",
        "Draft a mail to Bob\n\nTo: Alice\nCc: Eve\n\n",
        "Draft a mail to Bob\n> Cc: Eve\n\n",
        "What shall I answer?\nHi Alice,\n\nwrite to Bob\nCc: Eve\n\n",
        "Find the mail\nCc: Eve\n\n",
        "Write to Bob that I am late\nCc: Eve\n\n",
        "Draft a mail to Bob\nSubject: Lamps\n\n",
        "Send Bob an invitation\nTo: 11:00\n\n",
    ],
)
def test_a_head_that_may_be_of_a_pasted_mail_stays_where_it_is(above: str) -> None:
    assert with_head(f"{above}{LETTER}") == f"{above}{LETTER}"


@pytest.mark.parametrize("unit", ["write to bob\ncc: x\n", "cc: x\n", "to: bob\n", "subject: x\n", "write to bob\n"])
def test_a_hostile_text_takes_no_time(unit: str) -> None:
    begun = process_time()
    with_head((unit * 3000)[:3000])
    with_head(("write to bob\n" + unit * 3000)[:3000])
    assert process_time() - begun < 0.5
