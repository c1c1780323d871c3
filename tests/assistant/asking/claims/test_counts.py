"""Small counts: a model may count for itself, but not otherwise than its sources do."""

import pytest

from tests.assistant.asking.claims.test_denials import held


@pytest.mark.parametrize(
    ("told", "mails"),
    [
        ("Sarah wants three spectrometers [1].", ["We want three new spectrometers and two lamps."]),
        ("Two mails mention it [1][2].", ["I sent three mails", "it"]),
        ("There are two offers [1].", ["Acme offers 23,000 EUR. Bolt offers less."]),
        (
            "Sarah wants five spectrometers in all: two now, three later [1].",
            ["two spectrometers now and three spectrometers later"],
        ),
        ("It takes two to three days [1].", ["It takes 2-3 days."]),
        ("It takes 2 days [1].", ["It takes 2-3 days."]),
        ("It takes two weeks [1].", ["It takes 9 days, or two weeks with customs."]),
        ("It is due in 9 days [1].", ["The delivery takes 5 days. It is due on 4 December."]),
        ("Sarah wrote three days ago [1].", ["It takes 5 days"]),
        ("She has two new offers and three cars [1].", ["three new cars; Two offers came."]),
        ("Die Lieferung dauert neun Tage [1].", ["Lieferzeit: 9 Tage"]),
        ("La livraison prend neuf jours [1].", ["Livraison : 9 jours ouvrés"]),
        ("La entrega tarda nueve días [1].", ["Entrega: 9 días laborables"]),
        ("分光計を2台希望しています[1]。", ["分光計を2台お願いします。"]),
        ("It has one condition and a fee [1].", ["two conditions"]),
        ("3 of the 4 speakers have agreed [1].", ["4 speakers. A, B and C have agreed."]),
        ("Two people signed: Ann and Bob [1].", ["Ann and Bob signed."]),
        ("Three guests come: Ann, Bob and Carl [1].", ["Two guests have declined. Guests: Ann, Bob, Carl"]),
        ("2 of 3 invoices are paid [1].", ["3 invoices; those of May and June are paid"]),
        ("It is delivered in 9 days [1].", ["It is delivered in 9 days."]),
    ],
)
def test_a_count_that_no_source_contradicts_is_told(told: str, mails: list[str]) -> None:
    assert held(told, "?", *mails)


@pytest.mark.parametrize(
    ("told", "mail"),
    [
        ("Sarah wants three spectrometers [1].", "We want two spectrometers."),
        ("Sarah wants 3 spectrometers [1].", "We want two spectrometers, please."),
        ("The delivery takes 5 days [1].", "The delivery takes 9 days."),
        ("The delivery takes 5 days [1].", "Delivery: 9 working days."),
        ("Die Lieferung dauert fünf Tage [1].", "Die Lieferung dauert neun Tage."),
        ("Elle veut trois spectromètres [1].", "Nous voulons deux spectromètres."),
        ("Quiere tres espectrómetros [1].", "Queremos dos espectrómetros."),
        ("Vuole tre spettrometri [1].", "Vogliamo due spettrometri."),
        ("Quer três espectrómetros [1].", "Queremos dois espectrómetros."),
        ("Ze wil drie spectrometers [1].", "We willen twee spectrometers."),
        ("De levering duurt vijf dagen [1].", "De levering duurt negen dagen."),
        ("分光計を3台希望しています[1]。", "分光計を2台お願いします。"),
        ("納期は5日間です[1]。", "納期は9日間です。"),
        ("The delivery takes 5 days [1].", "It is delivered in 9 days."),
        ("It is delivered in 5 days [1].", "It is delivered in 9 days."),
        ("Sarah wants three spectrometers: one now and two later [1].", "We want two spectrometers."),
    ],
)
def test_another_count_than_the_sources_is_not_told(told: str, mail: str) -> None:
    assert not held(told, "?", mail)
