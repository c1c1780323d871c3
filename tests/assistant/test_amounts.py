"""Tests of reading amounts, times and numbers."""

from decimal import Decimal

import pytest

from assistant.amounts import find_amounts, find_numbers, find_times


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("€1.200,50", "1200.50", "EUR"),
        ("1,200.50 EUR", "1200.50", "EUR"),
        ("1 200,50 €", "1200.50", "EUR"),
        ("1'200.50 CHF", "1200.50", "CHF"),
        ("$5k", "5000", "USD"),
        ("5 Mio. Euro", "5000000", "EUR"),
        ("2.5 million dollars", "2500000", "USD"),
        ("1.000.000 €", "1000000", "EUR"),
        ("20%", "20", "%"),
        ("20 Prozent", "20", "%"),
        ("20 pour cent", "20", "%"),
        ("20 por ciento", "20", "%"),
        ("US$ 300", "300", "USD"),
        ("£99.99", "99.99", "GBP"),
        ("3000円", "3000", "JPY"),
        ("250 units", "250", ""),
        ("$444/year", "444", "USD"),
        ("30万円", "300000", "JPY"),
        ("費用は3000円です", "3000", "JPY"),
        ("two million dollars", "2000000", "USD"),
        ("cinquante pour cent", "50", "%"),
        ("zwölf Euro", "12", "EUR"),
        ("vinte e cinco pessoas", "25", ""),
    ],
)
def test_an_amount_is_read_in_any_notation(text: str, value: str, unit: str) -> None:
    (amount,) = find_amounts(text)
    assert Decimal(value) in amount.values
    assert amount.unit == unit


def test_one_separator_before_three_digits_keeps_both_readings() -> None:
    assert find_amounts("1.200")[0].values == {Decimal(1200), Decimal("1.2")}


@pytest.mark.parametrize("text", ["v2x", "A4-Papier", "H2O", "1/2"])
def test_digits_inside_words_are_no_amounts(text: str) -> None:
    assert find_amounts(text) == ()


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("at 3 pm", 900),
        ("15:00", 900),
        ("15 Uhr", 900),
        ("15.00 Uhr", 900),
        ("15h", 900),
        ("14 h 30", 870),
        ("3:00", 900),
        ("9 am", 540),
        ("12 am", 0),
        ("15時", 900),
        ("午後3時", 900),
        ("15時30分", 930),
        ("午前9時半", 570),
    ],
)
def test_a_time_is_read_in_any_notation(text: str, minutes: int) -> None:
    ((_, found),) = find_times(text)
    assert minutes in found


@pytest.mark.parametrize("text", ["3.5 kg", "12 people", "2026", "a 3 to 1 vote", "3時間"])
def test_what_is_no_time_is_left_alone(text: str) -> None:
    assert find_times(text) == ()


def test_telephone_and_account_numbers_are_compared_by_their_digits() -> None:
    assert find_numbers("Call +49 (30) 123-4567")[0][1] == "49301234567"
    assert find_numbers("IBAN DE89370400440532013000")[0][1] == "de89370400440532013000"
    assert find_numbers("about 1200 people") == ()
    assert find_numbers("1.234.567 Euro") == ()
    assert find_numbers("参加者は23名でした") == ()


def test_a_scale_tells_how_exact_an_amount_is() -> None:
    assert [one.step for one in find_amounts("1.23 million, 5k, 12")] == [10_000, 1000, 0]
