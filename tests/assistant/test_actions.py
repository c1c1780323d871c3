"""Tests of action items and priority."""

from datetime import date

import pytest

from assistant.judgement import Priority
from assistant.patterns import judge_by_patterns
from tests.assistant.mails import ME, MONDAY, mail


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("Could you send the report by Friday?", date(2026, 3, 6)),
        ("Please sign the contract until 5 March.", date(2026, 3, 5)),
        ("Please confirm by 2026-03-20.", date(2026, 3, 20)),
        ("Können Sie mir das Angebot bis zum 10. März schicken?", date(2026, 3, 10)),
        ("Pourriez-vous confirmer avant le 12 mars ?", date(2026, 3, 12)),
        ("¿Puede enviarme la factura antes del viernes?", date(2026, 3, 6)),
        ("Could you send me the report?", None),
    ],
)
def test_a_request_becomes_an_action_item_with_its_day(text: str, due: date | None) -> None:
    (item,) = judge_by_patterns(mail(text), ME, MONDAY).action_items
    assert (item.text, item.due) == (text, due)


def test_days_are_read_from_the_day_of_the_mail_not_of_the_reading() -> None:
    late = judge_by_patterns(mail("Could you send the report by Friday?"), ME, date(2026, 4, 1))
    assert late.action_items[0].due == date(2026, 3, 6)


def test_a_past_day_is_no_deadline() -> None:
    (item,) = judge_by_patterns(mail("Could you resend your report of 2026-02-20?"), ME, MONDAY).action_items
    assert item.due is None


def test_newsletters_give_no_tasks() -> None:
    news = mail("Please read our newsletter. Register by Friday! Unsubscribe here.", list_unsubscribe=True)
    assert judge_by_patterns(news, ME, MONDAY).action_items == ()


@pytest.mark.parametrize(
    ("subject", "text", "priority"),
    [
        ("URGENT: pump", "Could you call me right away? The pump is broken.", Priority.URGENT),
        ("Pump", "Could you call me by tomorrow?", Priority.HIGH),
        ("Pump", "Dringend: könnten Sie mich bitte heute anrufen?", Priority.URGENT),
        ("Pump", "Could you send me the manual?", Priority.NORMAL),
        ("Pump", "Could you send me the manual by 30 April?", Priority.NORMAL),
    ],
)
def test_urgent_words_and_near_days_raise_the_priority(subject: str, text: str, priority: Priority) -> None:
    assert judge_by_patterns(mail(text, subject), ME, MONDAY).priority is priority


def test_mail_to_many_that_asks_nothing_is_low() -> None:
    news = mail("In this issue: urgent news. Unsubscribe here.", "Newsletter", list_unsubscribe=True)
    assert judge_by_patterns(news, ME, MONDAY).priority is Priority.LOW
