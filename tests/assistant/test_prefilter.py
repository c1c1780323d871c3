"""Tests of the rules that save a model call, and of what must pass them."""

from typing import Any

import pytest

from assistant.judgement import Category, Lesson, Priority
from assistant.prefilter import prefilter
from connectors.mail.email import Address, Attachment, AuthResults, Email
from tests.assistant.mails import ALICE, BOB, ME, SARAH, mail

NOTHING: frozenset[str] = frozenset()
ASKS = "Hi Alice,\n\nCould you review the patch by Friday?\n\nThanks"
TELLS = "The build of last night went through."


def rule(email: Email, labels: frozenset[str] = NOTHING, lessons: tuple[Lesson, ...] = ()) -> str | None:
    found = prefilter(email, labels, ME, lessons)
    return found.source if found else None


def robot(local: str = "noreply") -> Address:
    return Address("Acme", f"{local}@acme.example")


def test_an_ordinary_mail_passes_to_the_classifier() -> None:
    assert rule(mail(ASKS)) is None
    assert rule(mail(TELLS)) is None


def test_mail_from_oneself_is_no_work() -> None:
    assert rule(mail(ASKS, sender=ALICE, to=(BOB,))) == "rule:own"


def test_a_contact_form_in_ones_own_name_passes() -> None:
    assert rule(mail(ASKS, sender=ALICE, reply_to=(SARAH,))) is None


def test_a_forged_mail_from_oneself_passes() -> None:
    assert rule(mail(ASKS, sender=ALICE, auth=AuthResults("fail", "fail", "fail"))) is None


@pytest.mark.parametrize(
    "changes",
    [{"list_id": "<dev.acme.example>"}, {"precedence": "bulk"}, {"precedence": "list"}, {"precedence": "junk"}],
)
def test_list_mail_is_sorted_out(changes: dict[str, Any]) -> None:
    assert rule(mail(TELLS, to=(Address("", "dev@acme.example"),), **changes)) == "rule:mailing-list"


def test_a_question_on_a_list_to_the_list_is_sorted_out() -> None:
    to_list = mail("How do I install it?", to=(Address("", "dev@acme.example"),), list_id="<dev.acme.example>")
    assert rule(to_list) == "rule:mailing-list"


def test_a_request_on_a_list_that_is_addressed_to_the_user_passes() -> None:
    both = (ALICE, Address("", "dev@acme.example"))
    assert rule(mail(ASKS, to=both, list_id="<dev.acme.example>", precedence="list")) is None


def test_customers_writing_to_the_own_groups_address_pass() -> None:
    group = Address("", "support@fernhill.example")
    assert rule(mail(ASKS, to=(group,), list_id="<support.fernhill.example>", list_unsubscribe=True)) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-replied; owner=x"},
        {"precedence": "auto_reply"},
        {"subject": "Automatic reply: Report"},
        {"subject": "Abwesenheitsnotiz: Bericht"},
        {"subject": "Réponse automatique : absence"},
    ],
)
def test_automatic_replies_are_sorted_out(changes: dict[str, Any]) -> None:
    text = "I am out of the office until Monday. If you need help, please contact Bob."
    assert rule(mail(text, **({"subject": "Re: Report"} | changes))) == "rule:auto-reply"


def test_a_person_asking_about_an_absence_passes() -> None:
    assert rule(mail("Can you take over while I am away?", "Out of office next week")) is None


def test_machine_made_mail_is_sorted_out_unless_a_person_is_behind_it() -> None:
    made = {"auto_submitted": "auto-generated"}
    assert rule(mail(TELLS, **made)) == "rule:automatic"
    assert rule(mail(ASKS, reply_to=(Address("Sam", "sam@customer.example"),), **made)) is None
    assert rule(mail(ASKS, auto_submitted="no")) is None


def test_a_bounce_is_told_and_not_left_for_last() -> None:
    bounce = mail("Address not found", "Delivery Status Notification (Failure)", sender=robot("mailer-daemon"))
    found = prefilter(bounce, NOTHING, ME)
    assert found is not None
    assert (found.source, found.priority) == ("rule:bounce", Priority.HIGH)
    report = (Attachment("", "message/delivery-status", 300),)
    assert rule(mail("x", "Undeliverable: Report", sender=robot("postmaster"), attachments=report)) == "rule:bounce"


@pytest.mark.parametrize("local", ["noreply", "no-reply", "donotreply", "notifications"])
def test_no_reply_senders_are_sorted_out(local: str) -> None:
    assert rule(mail(ASKS, sender=robot(local))) == "rule:no-reply"


def test_a_name_that_only_contains_noreply_passes() -> None:
    assert rule(mail(ASKS, sender=robot("renoreply"))) is None


def test_a_contact_form_passes_by_its_reply_address() -> None:
    assert rule(mail(ASKS, sender=robot(), reply_to=(Address("Sam", "sam@customer.example"),))) is None


def test_a_ticket_system_passes_by_its_reply_address() -> None:
    assert rule(mail(ASKS, sender=robot(), reply_to=(Address("", "support@helpdesk.example"),))) is None


@pytest.mark.parametrize("local", ["noreply", "reply+0123456789abcdef0123", "bounce-7"])
def test_a_reply_address_that_is_a_machine_too_changes_nothing(local: str) -> None:
    assert rule(mail(TELLS, sender=robot(), reply_to=(Address("", f"{local}@reply.acme.example"),))) == "rule:no-reply"


def test_gmails_spam_label_decides() -> None:
    found = prefilter(mail(ASKS), frozenset({"SPAM"}), ME)
    assert found is not None
    assert found.category is Category.SPAM


def test_a_promotion_that_offers_to_unsubscribe_is_a_newsletter() -> None:
    offer = mail("Save up to 40% on all pumps.", "Spring sale", list_unsubscribe=True)
    found = prefilter(offer, frozenset({"CATEGORY_PROMOTIONS"}), ME)
    assert found is not None
    assert (found.category, found.source) == (Category.INFORMATIONAL, "rule:newsletter")
    assert "newsletter" in found.tags


@pytest.mark.parametrize("label", ["CATEGORY_PROMOTIONS", "CATEGORY_UPDATES", "CATEGORY_SOCIAL", "CATEGORY_FORUMS"])
def test_a_gmail_category_alone_decides_nothing(label: str) -> None:
    assert rule(mail(ASKS), frozenset({label})) is None


def test_corrections_decide_before_every_other_rule() -> None:
    twice = (Lesson("sender", robot().email, Category.NEEDS_REPLY, 2),)
    found = prefilter(mail(ASKS, sender=robot()), frozenset({"SPAM"}), ME, twice)
    assert found is not None
    assert (found.category, found.source) == (Category.NEEDS_REPLY, "rule:lesson")
    assert found.action_items != ()


def test_a_forger_does_not_profit_from_what_was_taught_about_the_sender() -> None:
    twice = (Lesson("sender", SARAH.email, Category.INFORMATIONAL, 2),)
    forged = AuthResults("fail", "fail", "fail")
    assert rule(mail(TELLS), lessons=twice) == "rule:lesson"
    assert rule(mail(TELLS, auth=forged), lessons=twice) is None
    assert rule(mail(TELLS, auth=forged), lessons=(Lesson("sender", SARAH.email, Category.SPAM),)) == "rule:lesson"


def test_a_no_reply_sender_that_presses_for_data_is_left_to_a_classifier() -> None:
    bank = Address("Bank", "noreply@bank-check.example")
    text = "Confirm your details within 24 hours."
    assert prefilter(mail(text, sender=bank), frozenset(), ME) is None
    ruled = prefilter(mail("Your statement is ready.", sender=bank), frozenset(), ME)
    assert ruled is not None
    assert ruled.source == "rule:no-reply"
