"""Tests of taking a mail's text apart."""

import pytest

from assistant.sentences import letter


@pytest.mark.parametrize(
    ("text", "greeted", "first"),
    [
        ("Hi Alice,\n\nThe report is done.", ("alice",), "The report is done."),
        ("Alice - could you call me?", ("alice",), "could you call me?"),
        ("Bill and Teb,\n\nAttached is the form.", ("bill", "and", "teb"), "Attached is the form."),
        ("Dear all,\n\nThe office is closed.", ("all",), "The office is closed."),
        ("Sehr geehrte Frau Marsh,\n\nanbei der Vertrag.", ("frau", "marsh"), "anbei der Vertrag."),
        ("Sounds good, see you there.", (), "Sounds good, see you there."),
        ("Hey what's up? When is it?", (), "what's up?"),
    ],
)
def test_the_greeting_is_told_from_the_matter(text: str, greeted: tuple[str, ...], first: str) -> None:
    found = letter(text, "de" if "geehrte" in text else "en")
    assert found.greeted == greeted
    assert found.sentences[0] == first


def test_hard_wrapped_lines_are_one_sentence() -> None:
    text = "We would like to know whether the shipment that was due last week\nhas left your warehouse. Thanks."
    assert letter(text, "en").sentences[0].endswith("has left your warehouse.")


def test_the_sign_off_is_left_out() -> None:
    text = "Hi Alice,\n\nCan we meet on Monday at the office?\n\nBest regards,\nSarah Chen\nAcme Ltd, Head of Sales"
    assert letter(text, "en").sentences == ("Can we meet on Monday at the office?",)


def test_what_was_only_forwarded_is_nobodys_new_words() -> None:
    assert letter("---------- Forwarded message ----------\nPlease send the report.", "en").sentences == ()


def test_an_abbreviation_ends_no_sentence() -> None:
    assert letter("Please ask Dr. Brown about it, e.g. on Monday.", "en").sentences == (
        "Please ask Dr. Brown about it, e.g. on Monday.",
    )


def test_the_end_of_a_very_long_mail_is_still_read() -> None:
    text = "The market moved a little today. " * 2000 + "\n\nCan you confirm the order?"
    assert letter(text, "en").sentences[-1] == "Can you confirm the order?"


def test_japanese_set_phrases_are_no_matter() -> None:
    text = "マーシュ様\n\nいつもお世話になっております。会議の時間を教えてください。\n\nよろしくお願いいたします。"
    assert letter(text, "ja").sentences == ("会議の時間を教えてください。",)
