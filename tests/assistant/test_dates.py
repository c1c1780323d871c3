"""Tests of reading dates. The day is Monday, 2 March 2026."""

from datetime import date

import pytest

from assistant.dates import find_dates
from tests.assistant.mails import MONDAY


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("by 2026-03-05", "en", date(2026, 3, 5)),
        ("until 5 March", "en", date(2026, 3, 5)),
        ("on March 5th, 2027", "en", date(2027, 3, 5)),
        ("the 21st of April", "en", date(2026, 4, 21)),
        ("due 3/4/2026", "en", date(2026, 3, 4)),
        ("by 3/14", "en", date(2026, 3, 14)),
        ("by Friday", "en", date(2026, 3, 6)),
        ("by Fri", "en", date(2026, 3, 6)),
        ("next Friday", "en", date(2026, 3, 13)),
        ("tomorrow", "en", date(2026, 3, 3)),
        ("the day after tomorrow", "en", date(2026, 3, 4)),
        ("by the end of the week", "en", date(2026, 3, 6)),
        ("end of the month", "en", date(2026, 3, 31)),
        ("bis zum 5. März", "de", date(2026, 3, 5)),
        ("am 05.03.2026", "de", date(2026, 3, 5)),
        ("Abgabe ist am 05.03.2026.", "de", date(2026, 3, 5)),
        ("bis 5.3.", "de", date(2026, 3, 5)),
        ("bis Freitag", "de", date(2026, 3, 6)),
        ("bis morgen", "de", date(2026, 3, 3)),
        ("übermorgen", "de", date(2026, 3, 4)),
        ("avant le 5 mars", "fr", date(2026, 3, 5)),
        ("le 1er avril 2026", "fr", date(2026, 4, 1)),
        ("le 3/4/2026", "fr", date(2026, 4, 3)),
        ("vendredi", "fr", date(2026, 3, 6)),
        ("demain", "fr", date(2026, 3, 3)),
        ("el 5 de marzo de 2026", "es", date(2026, 3, 5)),
        ("antes del viernes", "es", date(2026, 3, 6)),
        ("entro il 5 marzo", "it", date(2026, 3, 5)),
        ("entro venerdì", "it", date(2026, 3, 6)),
        ("até 5 de março", "pt", date(2026, 3, 5)),
        ("sexta-feira", "pt", date(2026, 3, 6)),
        ("vóór 5 maart", "nl", date(2026, 3, 5)),
        ("vrijdag", "nl", date(2026, 3, 6)),
        ("2026年3月5日まで", "ja", date(2026, 3, 5)),
        ("金曜日まで", "ja", date(2026, 3, 6)),
        ("来社日(金)", "ja", date(2026, 3, 6)),
    ],
)
def test_a_date_is_read(text: str, language: str, day: date) -> None:
    assert [found.best for found in find_dates(text, MONDAY, language)] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "Section 4.2. says so",
        "version 3.11.7",
        "24/7 support",
        "I may come",
        "1.200,50 EUR",
        "the second half",
        "31/31/2026",
        "they marched 5 miles",
        "room 12-14",
        "Guten Morgen",
        "a sunny Sundaysession",
    ],
)
def test_what_is_no_date_is_left_alone(text: str) -> None:
    assert find_dates(text, MONDAY, "en") == ()


def test_a_month_long_past_means_next_year() -> None:
    assert find_dates("on 5 January", date(2026, 11, 20))[0].best == date(2027, 1, 5)


def test_a_month_just_past_means_this_year() -> None:
    assert find_dates("your mail of 20 February", MONDAY)[0].best == date(2026, 2, 20)


def test_an_ambiguous_date_keeps_both_readings() -> None:
    assert find_dates("on 3/4/2026", MONDAY)[0].days == {date(2026, 3, 4), date(2026, 4, 3)}
