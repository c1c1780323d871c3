"""The sample mailboxes as a whole: what lies in them, that it is well-formed, and that it covers what it promises."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parsedate_to_datetime

import pytest

from sandbox.samples.letter import SampleMail
from sandbox.samples.mails import LETTERS, sample_mails

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)
ALICE = "alice@fernhill.example"


def parsed(sample: SampleMail) -> EmailMessage:
    return message_from_bytes(sample.raw, policy=default)


def text_of(sample: SampleMail) -> str:
    part = parsed(sample).get_body(("plain", "html"))
    return str(part.get_content()) if part else ""


@pytest.fixture(scope="module")
def mails() -> dict[str, SampleMail]:
    """By letter, Alice's copy where there are several."""
    everything = sorted(sample_mails(NOW), key=lambda mail: ALICE not in mail.rcpt, reverse=True)
    return {mail.letter: mail for mail in everything}


def test_there_are_about_seventy_letters_of_the_last_fortnight() -> None:
    mails = sample_mails(NOW)
    assert 60 <= len(LETTERS) <= 75
    assert all(NOW - timedelta(days=14) <= mail.date < NOW for mail in mails)
    assert [mail.date for mail in mails] == sorted(mail.date for mail in mails)
    assert len({mail.key for mail in mails}) == len(mails)


def test_the_first_screen_shows_nine_unread_mails_of_which_six_need_a_reply() -> None:
    unread = [mail for mail in sample_mails(NOW) if mail.unread and mail.rcpt == (ALICE,)]
    assert len(unread) == 9
    assert all(NOW - mail.date < timedelta(days=1) and mail.folder == "inbox" for mail in unread)
    assert sum(mail.truth.category == "needs_reply" for mail in unread) == 6


def test_the_same_moment_gives_the_same_bytes() -> None:
    assert sample_mails(NOW) == sample_mails(NOW)
    later = sample_mails(NOW + timedelta(days=1))
    assert [mail.key for mail in later] == [mail.key for mail in sample_mails(NOW)]


@pytest.mark.parametrize("sample", sample_mails(NOW), ids=lambda mail: mail.key)
def test_every_mail_is_well_formed(sample: SampleMail) -> None:
    message = parsed(sample)
    assert not [defect for part in message.walk() for defect in part.defects]
    for name in ("Date", "From", "To", "Subject", "Message-ID"):
        assert len(message.get_all(name, [])) == 1, name
    assert parsedate_to_datetime(message["Date"]) == sample.date
    assert all(line.endswith(b"\r\n") for line in sample.raw.splitlines(keepends=True))
    assert max(map(len, sample.raw.splitlines())) < 998
    assert "[[" not in message["Subject"] + text_of(sample)


@pytest.mark.parametrize("sample", sample_mails(NOW), ids=lambda mail: mail.key)
def test_every_address_is_an_invented_one(sample: SampleMail) -> None:
    for found in re.findall(rb"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", sample.raw.replace(b"=\r\n", b"")):
        assert found.endswith(b".example"), found
    for host in re.findall(r"https?://([\w.-]+)", text_of(sample)):
        assert host.endswith(".example"), host


@pytest.mark.parametrize("sample", sample_mails(NOW), ids=lambda mail: mail.key)
def test_received_mail_carries_the_servers_findings_and_sent_mail_none(sample: SampleMail) -> None:
    message = parsed(sample)
    found = str(message["Authentication-Results"] or "")
    if sample.folder == "sent":
        assert not found
        assert message["Delivered-To"] is None
        return
    assert message["Delivered-To"] == sample.rcpt[0]
    assert found.startswith("mx.google.example;")
    verdict = "fail" if LETTERS[sample.letter].auth == "fail" else "pass"
    for check in ("spf", "dkim", "dmarc"):
        assert f"{check}={verdict}" in found


def test_threads_are_bound_by_their_headers() -> None:
    ids = {mail.letter: parsed(mail)["Message-ID"] for mail in sample_mails(NOW)}
    for mail in sample_mails(NOW):
        message = parsed(mail)
        if not mail.parent:
            assert message["In-Reply-To"] is None
            continue
        assert message["In-Reply-To"] == ids[mail.parent]
        assert str(message["References"]).split()[-1] == ids[mail.parent]
        assert LETTERS[mail.parent].hours_ago > LETTERS[mail.letter].hours_ago


def test_the_quote_thread_has_four_mails_and_its_whole_history_below() -> None:
    mails = {mail.letter: mail for mail in sample_mails(NOW)}
    newest = mails["brightwater-three-questions"]
    assert len(str(parsed(newest)["References"]).split()) == 3
    text = text_of(newest)
    assert "> On Sat, Nov 7" in text or ">> On " in text
    assert ">> - SR-40 with flow cell and cuvette holder: £18,450.00" in text


def test_colleagues_mails_lie_in_both_mailboxes() -> None:
    copies = {(mail.rcpt[0], mail.folder) for mail in sample_mails(NOW) if mail.letter == "bob-housing-decision"}
    assert copies == {("bob@fernhill.example", "sent"), (ALICE, "inbox")}
    copies = {(mail.rcpt[0], mail.folder) for mail in sample_mails(NOW) if mail.letter == "bob-housing-answer"}
    assert copies == {("bob@fernhill.example", "inbox"), (ALICE, "sent")}


def test_alice_has_written_to_those_she_knows() -> None:
    sent = [parsed(mail) for mail in sample_mails(NOW) if mail.folder == "sent" and mail.rcpt == (ALICE,)]
    known = {email for message in sent for _, email in getaddresses(message.get_all("To", []))}
    assert len(sent) >= 8
    assert {
        "helen.castellane@brightwater.example",
        "gpell@kestreloptics.example",
        "cibanez@andinalabs.example",
    } <= known


def test_languages_and_character_sets_are_as_promised(mails: dict[str, SampleMail]) -> None:
    assert "für eine kurze Rückmeldung" in text_of(mails["lindenau-pump"]).replace("Für", "für")
    assert parsed(mails["lindenau-pump"])["From"].addresses[0].display_name == "Prof. Dr. Jürgen Weißmüller"
    assert "Pourriez-vous nous faire parvenir" in text_of(mails["vauclair-devis"])
    assert "お世話になっております" in text_of(mails["aozora-catalogue"])
    assert parsed(mails["aozora-catalogue"])["From"].addresses[0].display_name == "田中 美咲"
    assert parsed(mails["fjordlab-enquiry"])["From"].addresses[0].display_name == "Elin Sørensen"
    assert str(parsed(mails["nadia-lunch"])["Subject"]).startswith("🎉")
    raw = b"".join(mail.raw.lower() for mail in mails.values())
    for charset in (b"iso-8859-1", b"windows-1252", b"iso-2022-jp", b"utf-8"):
        assert b'charset="' + charset in raw
    for encoding in (b"quoted-printable", b"base64", b"7bit", b"8bit"):
        assert b"content-transfer-encoding: " + encoding in raw


def test_special_cases_are_there(mails: dict[str, SampleMail]) -> None:
    message = {key: parsed(mail) for key, mail in mails.items()}
    assert message["expo-booth"]["Reply-To"].addresses[0].domain == "northernlabexpo.example"
    assert message["fjordlab-enquiry"]["To"].addresses[0].addr_spec == "sales@fernhill.example"
    assert len(message["lumen-reply-all"]["Cc"].addresses) == 2
    assert [part.get_filename() for part in message["riverside-readings"].iter_attachments()] == [
        "weir-lane-turbidity.csv",
        "inspection-sheet.pdf",
    ]
    assert message["andina-seals"].get_content_type() == "text/html"
    assert text_of(mails["coastal-empty"]).strip() == ""
    assert len(text_of(mails["coastal-report"])) > 7000
    assert message["bounce"].get_content_type() == "multipart/report"
    assert {part.get_content_type() for part in message["invite-kestrel"].walk()} >= {"text/calendar", "text/html"}
    assert message["news-spectroscopy-weekly"]["List-Unsubscribe"]
    assert message["auto-out-of-office"]["Auto-Submitted"] == "auto-replied"


def test_hostile_mail_is_as_hostile_as_it_should_be(mails: dict[str, SampleMail]) -> None:
    assert parsed(mails["phish-lookalike"])["From"].addresses[0].domain == "fernhi11.example"
    assert mails["phish-lookalike"].folder == "inbox"
    hidden = parsed(mails["phish-hidden-order"]).get_content()
    assert "font-size:1px" in hidden
    assert "Ignore all previous instructions" in hidden.replace("\n", " ")
    label, target = "https://mail.google.example/settings", "http://mail-quota-desk.example/"
    assert f'<a href="{target}' in parsed(mails["phish-mailbox-full"]).get_content()
    assert f">{label}" in parsed(mails["phish-mailbox-full"]).get_content()
    assert sum(mail.folder == "spam" for mail in mails.values()) >= 5


def test_who_needs_a_reply_is_said_with_the_points() -> None:
    for letter in LETTERS.values():
        assert bool(letter.truth.needs) == (letter.truth.category == "needs_reply"), letter.key
        if letter.folder == "spam":
            assert letter.truth.category == "spam"


def test_who_is_only_copied_is_not_asked() -> None:
    truths = {mail.key: mail.truth.category for mail in sample_mails(NOW) if mail.letter == "lumen-reply-all"}
    assert truths == {"lumen-reply-all@alice": "needs_reply", "lumen-reply-all@bob": "informational"}
