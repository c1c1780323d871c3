"""Months without a day: told only where a source has one, in words, in figures, or by its date."""

import pytest

from tests.assistant.asking.claims.test_denials import held


@pytest.mark.parametrize(
    ("told", "mail"),
    [
        ("Unterschrieben wurde im Mai 2026 [1].", "Signed on 2026-05-01"),
        ("Elle a été signée en mai [1].", "It was signed in May 2026."),
        ("5月に署名されました[1]。", "It was signed in May 2026."),
        ("It will be ready in December [1].", "It will be ready next month."),
        ("She wrote in November that it rains [1].", "It rains"),
        ("You may pay in instalments; they march on [1].", "pay in instalments, they march on"),
        ("April Jones signed it [1].", "April Jones signed"),
        ("The card is valid until March [1].", "Valid thru 03/27"),
    ],
)
def test_a_month_that_a_source_has_may_be_told(told: str, mail: str) -> None:
    assert held(told, "?", mail)


@pytest.mark.parametrize(
    ("told", "mail"),
    [
        ("It was signed in March 2026 [1].", "It was signed in May 2026."),
        ("It was signed in March [1].", "It was signed on 1/5/2026"),
        ("Er wurde im März unterschrieben [1].", "Im Mai unterschrieben"),
        ("Signé en mars [1].", "Signé en mai"),
        ("Firmado en marzo [1].", "Firmado en mayo"),
        ("Firmato a marzo [1].", "Firmato a maggio"),
        ("Assinado em março [1].", "Assinado em maio"),
        ("Getekend in maart [1].", "Getekend in mei"),
        ("3月に署名されました[1]。", "5月に署名"),
    ],
)
def test_a_month_that_no_source_has_is_not_told(told: str, mail: str) -> None:
    assert not held(told, "?", mail)


def test_the_month_of_the_question_may_be_denied() -> None:
    mail = "It was signed in May 2026."
    assert held("It was not signed in March but in May 2026 [1].", "Was it signed in March?", mail)
    assert not held("Yes, it was signed in March [1].", "Was it signed in March?", mail)
