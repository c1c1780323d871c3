"""What Mailroom says outside of cards: inside Slack's limits, and of the kind that says what to do next."""

from dataclasses import replace

import pytest

from bot.views.mail_card import Drawn
from bot.views.notices import Askable, MailboxStatus, apology, help_text, late, late_edit, refusal, status
from tests.bot.views.cases import HOSTILE, NOW
from tests.bot.views.payloads import markup, message_complaints

READ = Askable({"gmail": 1204, "calendar": 1, "drive": 10}, NOW, False)
BOX = MailboxStatus("alice@fernhill.example", "connected", NOW, NOW, {"settled": 7, "found": 2, "judged": 1}, READ)
DARK = replace(BOX, state="reconnect", last_sync_at=None, watch_until=None, counts={})
SAID = {
    "help": help_text(),
    "help with what was not understood": help_text("nonsense"),
    "status of none": status([]),
    "status of one": status([BOX]),
    "status of many": status([BOX, DARK] * 30),
    "refusal": refusal(),
    "late": late(),
    "late edit": late_edit("x" * 3000),
    "apology": apology("0a1b2c"),
}


@pytest.mark.parametrize("kind", SAID)
def test_slack_takes_it(kind: str) -> None:
    assert message_complaints(SAID[kind]) == []


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("say", [help_text, late_edit, lambda text: status([replace(BOX, email=text)])])
def test_slack_takes_it_with_anybodys_words_in_it_and_reads_no_markup_of_theirs(text: str, say: object) -> None:
    assert callable(say)
    drawn = say(text)
    assert isinstance(drawn, Drawn) and message_complaints(drawn, schema=False) == []
    assert "<" not in drawn.text and "evil" not in markup(drawn.blocks) and "channel>" not in markup(drawn.blocks)


def test_status_tells_the_numbers_and_what_is_stuck() -> None:
    told = markup(status([replace(BOX, counts={"settled": 7, "found": 2, "judged": 1, "stuck": 3})]).blocks)
    assert "7 mails handled, 3 in work" in told and "3 could not be handled" in told
    assert "could not be handled" not in markup(SAID["status of one"].blocks)


def test_status_tells_what_could_not_be_shown() -> None:
    told = markup(status([replace(BOX, counts={"settled": 7, "stuck": 3, "unshown": 2})]).blocks)
    assert "3 could not be handled" in told and "2 could not be shown here" in told
    assert "shown" not in markup(status([replace(BOX, counts={"settled": 7, "unshown": 0})]).blocks)


def test_status_tells_how_mail_comes_in() -> None:
    assert "announces new mail at once, until" in markup(SAID["status of one"].blocks)
    assert "looked for every few minutes" in markup(status([replace(BOX, watch_until=None)]).blocks)


def test_a_mailbox_that_must_be_reconnected_says_how() -> None:
    assert "/mailroom connect" in markup(status([DARK]).blocks)


def test_status_tells_what_can_be_asked_about() -> None:
    told = markup(SAID["status of one"].blocks)
    assert "You can ask about 1,204 mails, 1 event, 10 files." in told and "being read" not in told


def test_status_tells_how_far_older_mail_has_been_read() -> None:
    reading = Askable({"gmail": 300, "unread": 4000}, NOW, True)
    told = markup(status([replace(BOX, askable=reading)]).blocks)
    assert f"back to <!date^{int(NOW.timestamp())}^" in told and "4,000 found and not read yet" in told
    begun = markup(status([replace(BOX, askable=Askable({}, None, True))]).blocks)
    assert "Nothing can be asked about yet. Older mail is being read." in begun
    listed = markup(status([replace(BOX, askable=Askable({"gmail": 1, "unread": 2}, NOW, False))]).blocks)
    assert "Older mail is being read" in listed


def test_an_apology_has_the_reference_for_eyes_and_screen_readers() -> None:
    assert "0a1b2c" in SAID["apology"].text and "0a1b2c" in markup(SAID["apology"].blocks)
