"""The scripted replies: one for every mail that waits for an answer, each to its own mail only."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from sandbox.models.reading import language, read
from sandbox.samples.mails import LETTERS, sample_mails
from sandbox.samples.replies import SCRIPTS, Script, scripted_reply

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
RAW = {mail.letter: mail.raw for mail in reversed(sample_mails(NOW))}  # of copies the first


def new_text(key: str) -> str:
    """What the sender newly wrote, as an assistant would put it into a prompt."""
    part = message_from_bytes(RAW[key], policy=default).get_body(("plain", "html"))
    text = re.sub(r"<[^>]+>", "", part.get_content()) if part else ""
    return read(f"<mail>\nSubject: x\n\n{text}\n</mail>").mail.text


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_each_script_is_found_by_its_own_mail(script: Script) -> None:
    reply = scripted_reply(new_text(script.key), script.writer)
    assert reply is not None
    assert reply.split("\n")[0] == script.body.split("\n")[0]
    assert "{" not in reply


def test_no_script_is_found_by_another_mail() -> None:
    scripted = {script.key for script in SCRIPTS}
    for key in LETTERS.keys() - scripted:
        assert scripted_reply(new_text(key)) is scripted_reply(new_text(key), "Bob") is None, key


def test_bob_does_not_write_as_alice() -> None:
    text = new_text("riverside-readings")
    assert scripted_reply(text)
    assert scripted_reply(text, "Bob") is None


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_replies_are_short_unsigned_and_in_the_language_of_the_mail(script: Script) -> None:
    assert len(script.body.split()) < 150
    assert not re.search(r"(?:Alice|Marsh|Fernhill Instruments)\s*$", script.body)
    assert language(script.body) == language(LETTERS[script.key].text or "you and the")


def test_every_unanswered_mail_to_alice_that_needs_a_reply_has_one() -> None:
    answered = {letter.parent for letter in LETTERS.values()}
    for letter in LETTERS.values():
        if letter.truth.category == "needs_reply" and letter.key not in answered and "Bob" not in letter.to[0]:
            assert any(script.key == letter.key for script in SCRIPTS), letter.key


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.key)
def test_replies_name_no_amount_and_no_day_that_the_thread_does_not_hold(script: Script) -> None:
    letter, thread = LETTERS[script.key], ""
    while True:
        thread += letter.subject + letter.text + letter.html
        if not letter.parent:
            break
        letter = LETTERS[letter.parent]
    for fact in re.findall(r"£[\d,.]*\d|\d{2,}(?:[:.]\d\d)?|[A-Z]+-?\d{3,}", script.body):
        assert fact in thread, fact


def test_days_of_the_mail_are_taken_into_the_reply() -> None:
    mail = "Michael can do Monday at 9:30, Monday at 16:00 or Thursday at 11:00. Which would you prefer?"
    assert "Please book Thursday at 11:00" in (scripted_reply(mail) or "")


def test_paragraphs_are_on_one_line_each() -> None:
    reply = scripted_reply(new_text("lindenau-pump")) or ""
    assert "\n- Ja, Sie können das Gerät" in reply
    assert "festen Termin.\n- Ein Leihgerät" in reply
