"""The stand-in reads the commonest orders in eight languages, and dates such as "the 19th"."""

from datetime import date

import pytest

from sandbox.models.orders import order_in

TODAY = date(2026, 11, 25)  # a Wednesday
FRIDAY = "2026-11-27T15:00"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Sag das Retro ab", "delete"), ("Annule la Retro", "delete"), ("Cancela la Retro", "delete"),
        ("Annulla la Retro", "delete"), ("Zeg de Retro af", "delete"), ("Retroをキャンセルして", "delete"),
        ("Setze das Retro auf Freitag 15 Uhr an", "update"), ("Sposta la Retro a venerdì alle 15", "update"),
        ("Verplaats de Retro naar vrijdag 15 uur", "update"), ("Lade Clara zum Retro ein", "update"),
        ("Nodig Clara uit voor de Retro", "update"), ("Teile die Liste mit Bob", "share"),
        ("Condividi la lista con Bob", "share"), ("Schreib Bob, dass ich zu spät komme", "draft"),
        ("Escreva a Bob que estou atrasada", "draft"), ("Bobに遅れると伝えて", "draft"),
        ("Was steht am Freitag im Kalender?", ""), ("Quand est ma réunion ?", ""), ("Wer hat das Retro erstellt?", ""),
    ],
)  # fmt: skip
def test_what_is_to_be_done(text: str, kind: str) -> None:
    assert order_in(text, TODAY).kind == kind


@pytest.mark.parametrize(
    "text",
    ["Trage am Freitag um 15 Uhr ein Gespräch mit Bob ein", "Planifie un appel avec Bob vendredi à 15h",
     "Programa una llamada con Bob el viernes a las 15:00", "Fissa una chiamata con Bob venerdì alle 15",
     "Marque uma chamada com Bob na sexta-feira às 15h", "Plan een gesprek met Bob op vrijdag om 15 uur",
     "Mets une réunion avec Bob vendredi à 15h", "Pon una reunión con Bob el viernes a las 15:00",
     "金曜日の15時にBobとの会議を入れてください"],
)  # fmt: skip
def test_an_event_with_its_time_and_guest(text: str) -> None:
    order = order_in(text, TODAY)
    assert (order.kind, order.people, order.begins, order.missing) == ("create", ("Bob",), FRIDAY, "")


def test_the_nineteenth_is_the_next_one() -> None:
    assert order_in("Schedule a call with Bob on the 19th at 3pm", TODAY).begins == "2026-12-19T15:00"
    assert order_in("Schedule a call with Bob on the 31st at 3pm", TODAY).begins == "2026-12-31T15:00"


def test_an_address_is_no_first_name_besides() -> None:
    assert order_in("Share the list with john.doe@client.example", TODAY).people == ("john.doe@client.example",)
