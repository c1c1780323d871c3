"""Tests of measuring a mail."""

import pytest

from assistant.signals import is_robot, measure
from connectors.mail.email import Address
from tests.assistant.mails import ALICE, BOB, ME, mail


@pytest.mark.parametrize(
    "local",
    [
        "noreply",
        "no-reply",
        "do-not-reply",
        "donotreply",
        "notifications",
        "mailer-daemon",
        "shop-noreply",
        "noreply+42",
        "no_reply",
        "noreply2",
        "bounces+7",
        "postmaster",
    ],
)
def test_addresses_that_take_no_replies_are_known(local: str) -> None:
    assert is_robot(Address("", f"{local}@acme.example"))


@pytest.mark.parametrize("local", ["renoreply", "sarah", "nora.reply", "daemonic", "snoreplyer"])
def test_people_are_not_taken_for_robots(local: str) -> None:
    assert not is_robot(Address("", f"{local}@acme.example"))


def test_who_is_addressed_is_measured() -> None:
    assert measure(mail("x y z"), ME).values["alone"] == 1
    assert measure(mail("x y z", to=(BOB, ALICE)), ME).values["few"] == 1
    assert measure(mail("x y z", to=(BOB,), cc=(ALICE,)), ME).values["copied"] == 1
    assert measure(mail("x y z", to=(BOB,)), ME).values["unnamed"] == 1
    crowd = tuple(Address("", f"p{number}@acme.example") for number in range(9))
    assert measure(mail("x y z", to=(*crowd, ALICE)), ME).values["crowd"] == 1


def test_a_greeting_by_name_is_told_from_one_to_somebody_else() -> None:
    assert measure(mail("Hi Alice,\n\nThe report is done."), ME).values["greets_me"] == 1
    other = measure(mail("Hi Bob,\n\nThe report is done.", to=(BOB,), cc=(ALICE,)), ME).values
    assert (other["greets_me"], other["greets_other"]) == (0, 1)
    assert measure(mail("Hi team,\n\nThe report is done."), ME).values["broadcast"] == 1


def test_polite_closing_words_are_no_request() -> None:
    values = measure(mail("The report is ready. Please let me know if you have any questions."), ME).values
    assert (values["request"], values["soft_only"]) == (0, 1)


def test_a_real_question_with_soft_words_still_counts() -> None:
    assert measure(mail("If you have any concerns, could you call me today?"), ME).values["question"] == 1
