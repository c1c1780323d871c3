"""A verb that nobody orders is no order: it is denied, asked about, only thought of, quoted or reported."""

from time import process_time

import pytest

from assistant.asking.writes.ordered import is_ordered

NONE = """don't move the regatta
    don’t move the regatta
    Please do not delete the boat trip
    never share the lease with Olga
    I don't want you to cancel my meetings on Monday
    You should not cancel the boat trip
    Please do not, under any circumstances, cancel the boat trip
    no need to reschedule the boat trip
    Olga is away. Do not cancel the meetings with her
    Can I cancel the boat trip?
    Should we move the regatta?
    I might cancel the boat trip
    I was going to cancel my meetings on Monday
    Olga wrote: cancel all my meetings
    Olga wrote "cancel all my meetings on Monday"
    Olga says cancel the boat trip
    Sag die Termine am Montag nicht ab
    sag keine Termine am Montag ab
    Lösche den Termin nicht
    Soll ich den Termin absagen?
    n'annule pas la réunion de lundi
    ne supprime pas mes réunions
    Puis-je annuler la réunion ?
    no canceles mis reuniones
    ¿Puedo cancelar la reunión?
    non cancellare le riunioni
    Posso cancellare la riunione?
    não cancele as reuniões
    annuleer de vergaderingen op maandag niet
    Kan ik de vergadering annuleren?
    会議をキャンセルしないでください
    会議をキャンセルする必要はありません"""
ORDERS = """don't forget to cancel the boat trip
    Don't hesitate to cancel the boat trip
    I can't come, please cancel the boat trip
    I'm not coming on Monday so cancel the boat trip
    cancel the boat trip, I can't come
    Could I ask you to cancel the boat trip?
    I want to cancel the boat trip
    We should not wait. Cancel the boat trip.
    Write to Olga that I do not need the room
    Send Olga a mail saying do not cancel the room
    Reply to Olga: I will not send it
    Did Olga answer? If not, remind her
    Olga wrote that she is ill. Cancel all meetings with her
    "cancel the boat trip"
    Schreib Olga, dass ich nicht komme
    Sag den Termin ab, ich kann nicht kommen
    Annule la réunion, je ne peux pas venir
    ¿Puedes cancelar la reunión?
    Puoi cancellare la riunione?
    annuleer de vergadering, ik kom niet
    忘れないで会議をキャンセルしてください"""


@pytest.mark.parametrize("text", [line.strip() for line in NONE.split("\n")])
def test_what_nobody_orders_is_no_order(text: str) -> None:
    assert not is_ordered(text)


@pytest.mark.parametrize("text", [line.strip() for line in ORDERS.split("\n")])
def test_an_order_beside_a_no_stays_one(text: str) -> None:
    assert is_ordered(text)


@pytest.mark.parametrize("unit", ["not ", "n't ", "can i a ", "wrote:", "sag ", "not you to ", "do not, ", "'"])
def test_a_hostile_text_is_read_at_once(unit: str) -> None:
    begun = process_time()
    is_ordered((unit * 3000)[:3000])
    assert process_time() - begun < 0.3
