"""Tests of tags."""

import pytest

from assistant.judgement import TAGS
from assistant.patterns import judge_by_patterns
from assistant.tagging import MOST_TAGS
from connectors.mail.email import Address
from tests.assistant.mails import ME, MONDAY, mail


@pytest.mark.parametrize(
    ("tag", "subject", "text"),
    [
        ("receipt", "Your receipt", "Payment received. Thank you for your order."),
        ("invoice", "Invoice 2026-17", "The amount due is 300 EUR."),
        ("invoice", "Rechnung 17", "Bitte zahlen Sie die Rechnung bis Freitag."),
        ("meeting", "Meeting on Monday", "Here is the agenda."),
        ("travel", "Your flight to Oslo", "Here is your itinerary."),
        ("shipping", "Your parcel", "It has been shipped, the tracking number follows."),
        ("support", "Support ticket 4", "The pump is broken, it is not working."),
        ("sales", "Request for a quotation", "Please send pricing for 20 sensors."),
        ("legal", "The NDA", "Please sign the agreement."),
        ("hiring", "Application", "My resume for the internship is attached."),
        ("security", "Security alert", "A new sign-in attempt was seen."),
        ("introduction", "Introduction", "I would like to introduce myself, my name is Sam."),
        ("follow_up", "Following up", "Just checking in on my last mail."),
    ],
)
def test_a_topic_gets_its_tag(tag: str, subject: str, text: str) -> None:
    assert tag in judge_by_patterns(mail(text, subject), ME, MONDAY).tags


def test_a_newsletter_and_a_notification_are_told_apart() -> None:
    news = mail("In this issue: pumps. Unsubscribe here.", "Newsletter", list_unsubscribe=True)
    alert = mail("CPU load is high.", "Alert", sender=Address("", "notifications@acme.example"))
    assert "newsletter" in judge_by_patterns(news, ME, MONDAY).tags
    assert "notification" in judge_by_patterns(alert, ME, MONDAY).tags


def test_a_chat_is_personal() -> None:
    assert judge_by_patterns(mail("How was your weekend? The kids loved the lake."), ME, MONDAY).tags == ("personal",)


def test_tags_are_few_and_from_the_closed_list() -> None:
    text = "Invoice, receipt, meeting, flight, parcel, contract, password, job, ticket, quote: following up."
    tags = judge_by_patterns(mail(text, text), ME, MONDAY).tags
    assert len(tags) <= MOST_TAGS
    assert set(tags) <= set(TAGS)
