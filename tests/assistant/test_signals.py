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


def test_another_way_to_write_the_users_address_is_the_users_too() -> None:
    me = frozenset({"alice.marsh@fernhill.example"})
    for local in ("alice.j.marsh", "amarsh", "alicemarsh"):
        assert measure(mail("x y z", to=(Address("", f"{local}@fernhill.example"),)), me).values["alone"] == 1
    for address in ("bob.marsh@fernhill.example", "amarsh@acme.example"):
        assert measure(mail("x y z", to=(Address("", address),)), me).values["unnamed"] == 1


def test_a_question_put_to_another_recipient_by_name_is_not_the_users() -> None:
    asked = mail("I have no objection. Bob, can you send the form?", to=(ALICE, BOB))
    assert measure(asked, ME).values["asks_early"] == 0
    assert measure(mail("I have no objection. Alice, can you send the form?", to=(ALICE, BOB)), ME).values["asks_early"]


@pytest.mark.parametrize("text", ["Need help?", "How did we do? Rate us!", "Haben Sie Fragen zu Ihrer Bestellung?"])
def test_a_question_under_every_shops_mail_asks_nothing(text: str) -> None:
    values = measure(mail(f"{text}\n"), ME).values
    assert (values["question"], values["asks_early"]) == (0, 0)


def test_who_poses_as_somebody_else_is_seen() -> None:
    outside = Address("Alice Marsh", "ceo@freemail.example")
    assert measure(mail("x y z", sender=outside), ME).values["impostor"] == 1
    assert measure(mail("x y z", sender=Address("Alice Marsh", "a.m@fernhill.example")), ME).values["impostor"] == 0
    elsewhere = (Address("Sarah Chen", "sarah.chen@freemail.example"),)
    assert measure(mail("x y z", reply_to=elsewhere), ME).values["reply_elsewhere"] == 1
    desk = (Address("Acme desk", "desk@acme-help.example"),)
    assert measure(mail("x y z", reply_to=desk), ME).values["reply_elsewhere"] == 0


def test_mail_from_the_users_own_firm_is_known_but_not_from_a_public_provider() -> None:
    assert measure(mail("x y z", sender=BOB), ME).values["colleague"] == 1
    stranger = Address("", "x@gmail.com")
    assert measure(mail("x y z", sender=stranger), frozenset({"alice@gmail.com"})).values["colleague"] == 0


def test_a_phrase_said_twice_counts_once_and_a_place_for_one_kind() -> None:
    values = measure(mail("We book more demos. Yes, we book more demos. Verify your account."), ME).values
    assert (values["pitch"], values["phish"], values["scam"]) == (1, 1, 0)


def test_a_loud_voice_alone_is_no_sign_of_spam() -> None:
    assert measure(mail("Nicole is two!!!", "NICOLE!!!"), ME).values["exclaims"] == 0


def test_a_pitch_that_poses_as_a_reply_is_seen() -> None:
    pitch = "Just bumping this. We help companies get more leads."
    assert measure(mail(pitch, "Re: our talk"), ME).values["false_reply"] == 1
    assert measure(mail(pitch, "Re: our talk", in_reply_to="<a@fernhill.example>"), ME).values["false_reply"] == 0


def test_japanese_thanks_for_an_answer_ask_for_none() -> None:
    assert measure(mail("早速のご返信ありがとうございます。"), ME).values["request"] == 0
    assert measure(mail("今週中にご返信ください。"), ME).values["request"] == 1


def test_a_question_that_is_only_reported_is_not_asked() -> None:
    assert measure(mail('Priya rang and asked "can we move to Thursday?" I said yes.'), ME).values["question"] == 0
    assert measure(mail('"Can we move to Thursday?"'), ME).values["question"] == 1
    assert measure(mail('Bob said "yes", is that right?'), ME).values["question"] == 1


def test_a_mention_opens_a_sentence() -> None:
    values = measure(mail("Bob has a slot. @Alice: do we have your go-ahead?", to=(ALICE, BOB)), ME).values
    assert values["asks_early"] == 1
