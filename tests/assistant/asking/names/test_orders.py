"""Orders are known by any of their sentences, and "with them" by who was spoken of; questions are none."""

import pytest

from assistant.asking.names.orders import is_order
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.question.reading import read_question
from storage.contacts import Known
from tests.assistant.asking.askers import KNOWN, asker, read


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("Something came up. Can you cancel my meetings on Friday?", True),
        ("Delay my first meeting with Bob by 30 minutes", True),
        ("I'd like to push back the review", True),
        ("I'm ill, cancel all my meetings tomorrow", True),
        ("let's move the review to Monday", True),
        ("Bob hört auf. Kannst du bitte alle Termine mit ihm absagen?", True),
        ("Sag bitte den Termin mit Bob ab", True),
        ("Peux-tu annuler mes réunions de vendredi ?", True),
        ("Décale la réunion de 30 minutes", True),
        ("¿Puedes cancelar mis reuniones del lunes?", True),
        ("Puoi spostare la riunione di un'ora?", True),
        ("Você pode adiar a reunião? Adie por uma hora", True),
        ("Kun je mijn afspraken van vrijdag afzeggen?", True),
        ("Did I cancel my meetings on Friday?", False),
        ("Who sent the contract, invoice, email and offer", False),
        ("What did Bob delay?", False),
        ("Reply deadline for Sarah?", False),
        ("Cancel policy?", False),
        ("draft status?", False),
        ("Share price of Northlab?", False),
        ("Update on the roof?", False),
        ("Cancel the lunch on Friday?", True),
        ("Cancel lunch on Friday?", True),
        ("Share it with Bob?", True),
        ("share price list with Bob?", True),
        ("Reply to Bob?", True),
        ("Draft mail for Bob?", True),
        ("Move dentist to Monday?", True),
        ("Could you cancel lunch?", True),
        ("Cancel policy review", True),
    ],
)
def test_an_order_is_told_from_a_question(text: str, order: bool) -> None:
    assert is_order(tokens_of(text, fold(text)), fold(text)) == order


@pytest.mark.parametrize(
    "text",
    [
        "Bob is leaving the company. Can you cancel all future meetings with him?",
        "bob is leaving. Please cancel all future meetings with them",
        "Bob verlässt uns. Bitte sag alle Termine mit ihm ab",
        "Bob quitte la société. Annule toutes les réunions avec lui",
        "Bob se va. Cancela todas las reuniones con ella",
        "Cancel all future meetings with bob",
    ],
)
def test_them_are_those_who_were_spoken_of(text: str) -> None:
    assert read(text).filters.people == (KNOWN["bob"],)


def test_of_two_who_were_named_nobody_is_taken_for_them() -> None:
    assert read("Bob says that Sean left. Please cancel all my meetings with him").filters.people == ()


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Reply to the mail about the gratings that we take six", "no-reply@shop.example"),
        ("Antworte auf die Mail zur Pumpe, dass wir kommen", "antworte-nicht@shop.example"),
        ("Responde al correo sobre la bomba que vamos", "no-responde@shop.example"),
        ("Send the quote to the customer", "send@shop.example"),
    ],
)
def test_the_verb_of_an_order_is_no_address_that_holds_it(text: str, email: str) -> None:
    assert read_question(text, asker(), {"a": [Known(email, "", 3)]}).mentions == ()


def test_whose_mail_is_answered_is_known_by_a_genitive_without_an_apostrophe() -> None:
    [bob] = read("Antworte auf Bobs Mail, dass es passt").mentions
    assert (bob.emails, bob.role) == (tuple(KNOWN["bob"]), "sender")
