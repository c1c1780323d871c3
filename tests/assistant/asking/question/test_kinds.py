"""What kind of value a question asks for, and which statements hold one, in eight languages."""

from time import process_time

import pytest

from assistant.asking.question.kinds import AMOUNT, BY, COUNT, DAY, HOUR, PHONE, PLACE, SUM, Kind, asked_kind, holds

ASKED = {
    COUNT: """How many people came to the regatta?
        And how many oars were broken?
        Wie viele Gäste kamen zur Regatta?
        Combien de rameurs sont venus ?
        ¿Cuántos remeros vinieron?
        Quanti remi si sono rotti?
        Quantas pessoas vieram à regata?
        Hoeveel mensen kwamen naar de regatta?
        レガッタには何人来ましたか""",
    SUM: """How much did the new oars cost?
        How much do we still owe the boatyard?
        What is the price of the skiff?
        What base salary did Quill offer the coxswain?
        What does a berth cost?
        Was kostet der Liegeplatz?
        Wie hoch ist die Miete?
        Combien coûte la barque ?
        Quel est le loyer du hangar ?
        ¿Cuánto cuesta el bote?
        ¿Qué sueldo le ofrecieron al timonel?
        Quanto costa la barca?
        Qual è il prezzo della barca?
        Quanto custa o barco?
        Qual é o preço do barco?
        Wat kost de boot?
        ボートはいくらですか""",
    AMOUNT: """How much varnish is left?
        Wie viel Lack ist noch da?
        Combien reste-t-il ?
        Hoeveel lak is er nog?""",
    HOUR: """At what time does the regatta begin?
        Um wie viel Uhr beginnt die Regatta?
        À quelle heure commence la régate ?
        ¿A qué hora empieza la regata?
        A che ora comincia la regata?
        A que horas começa a regata?
        Hoe laat begint de regatta?
        レガッタは何時からですか""",
    PHONE: """What is the phone number of the boatyard?
        Wie ist die Telefonnummer der Werft?
        Quel est le numéro de téléphone du chantier ?
        ¿Cuál es el número de teléfono del astillero?""",
    BY: """By when does Quill need the oars?
        Until when can I enter the regatta?
        When are the fees due?
        What is the deadline for entries?
        Bis wann muss ich antworten?
        Jusqu'à quand puis-je m'inscrire ?
        Pour quand faut-il les rames ?
        ¿Para cuándo necesita los remos?
        ¿Hasta cuándo puedo inscribirme?
        Entro quando devo rispondere?
        Até quando posso responder?
        Voor wanneer zijn de riemen nodig?
        いつまでに返事が必要ですか""",
    DAY: """When does the regatta begin?
        Wann kommen die Ruder?
        Quand arrivent les rames ?
        ¿Cuándo llegan los remos?""",
    PLACE: """Where do we meet?
        Wo treffen wir uns?
        Où est la régate ?
        ¿Dónde nos vemos?""",
}


@pytest.mark.parametrize(
    ("kind", "question"), [(kind, line.strip()) for kind, text in ASKED.items() for line in text.splitlines()]
)
def test_a_question_asks_for_a_kind_of_value(kind: Kind, question: str) -> None:
    assert asked_kind(question) is kind


@pytest.mark.parametrize(
    "question",
    [
        "What did Quill say about the price?",  # anything may be said of it
        "What does the price list say?",
        "How many mails did Quill send?",  # they are counted by finding them
        "Wie viele Termine habe ich heute?",
        "How many came, and who brought the oars?",  # who is an answer too
        "How much does Quill know about it?",
        "When and where do we meet?",
        "Cosa ha detto quanto al prezzo?",
        "",
    ],
)
def test_where_something_else_may_answer_no_kind_is_told(question: str) -> None:
    assert asked_kind(question) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (COUNT, "Forty-one came, more than last year."),
        (COUNT, "There were 41 of us."),
        (COUNT, "Nobody came."),
        (COUNT, "Both boats are broken."),
        (COUNT, "2000 people watched."),
        (COUNT, "There were no other offers."),
        (COUNT, "Es kamen zwölf Gäste."),
        (COUNT, "Personne n'est venu."),
        (COUNT, "No vino nadie."),
        (COUNT, "四十人来ました"),
        (SUM, "The oars are 450.00 a pair."),
        (SUM, "They want £1.2m for it."),
        (SUM, "Two hundred, all told."),
        (SUM, "It is free of charge."),
        (SUM, "Der Liegeplatz ist kostenlos."),
        (SUM, "5000円です"),
        (SUM, "article,description,price_eur\nB-7,racing skiff,1290.00"),  # a table without spaces
        (SUM, "B-7,129.00"),
        (AMOUNT, "About half of it."),
        (AMOUNT, "30% of the tin."),
        (AMOUNT, "You have 1:30 until then."),
        (HOUR, "It begins at 8:30."),
        (HOUR, "We row at noon."),
        (HOUR, "Um acht geht es los."),
        (PHONE, "Call +44 20 7946 0123."),
        (BY, "My deadline is Monday, 30 November."),
        (BY, "Could you tell me by Wednesday noon?"),
        (BY, "Please answer within 14 days."),
        (BY, "Bitte melden Sie sich bis zum 4.12."),
        (BY, "Merci de répondre avant vendredi."),
        (BY, "11月30日までに返事をください"),
        (DAY, "We meet on 4 December."),
        (DAY, "The oars come in three weeks."),
        (PLACE, "Place: the boathouse"),
        (PLACE, "I have a table at the Old Granary on Monday."),
    ],
)
def test_a_value_is_known_in_figures_and_in_words(kind: Kind, text: str) -> None:
    assert holds(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (COUNT, "Thanks all, the regatta was on 4 May 2025."),
        (COUNT, "Hi everyone, many came."),
        (COUNT, "The SR-40 was shown, and the 78XX came out."),
        (COUNT, "It was the one you liked, in 2003."),
        (SUM, "They offer a base, and 17% of the winnings."),
        (SUM, "I am on the 4th floor, from 8:30 on Monday."),
        (SUM, "They have been 12 days late."),
        (SUM, "Sie sind 12 Tage zu spät."),
        (SUM, "Two new people joined in 2019."),
        (SUM, "article,description,price_eur\nB-7,racing skiff,"),
        (AMOUNT, "There is varnish in the shed."),
        (HOUR, "The regatta is on Saturday."),
        (PHONE, "Ask at the boatyard, room 12."),
        (BY, "There will be a regatta on Friday at eleven."),
        (BY, "Please answer as soon as you can."),
        (DAY, "Daniel Osei, staff writer"),
        (PLACE, "We meet on Monday in March."),
    ],
)
def test_a_day_a_share_or_the_number_of_a_thing_is_no_such_value(kind: Kind, text: str) -> None:
    assert not holds(kind, text)


@pytest.mark.parametrize("unit", [" ", "\n", ",", ", ", "( ", "'", "a ", "and ", ", a ", "how many ", "wie hoch "])
def test_a_hostile_text_is_read_at_once(unit: str) -> None:
    begun = process_time()
    asked_kind((unit * 3000)[:3000])
    assert process_time() - begun < 0.3  # commas took half a second, lines for ever
