"""Single letters into bytes."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest

from sandbox.samples.build import build, moments
from sandbox.samples.files import csv_file, pdf_file
from sandbox.samples.letter import ALICE, INFORMATIONAL, Letter

NOW = datetime(2026, 11, 18, 9, 30, tzinfo=UTC)  # a Wednesday
ME = "alice@fernhill.example"


def letter(**changes: Any) -> Letter:
    values: dict[str, Any] = {
        "key": "one",
        "hours_ago": 2,
        "sender": "Jane Roe <jane@customer.example>",
        "subject": "Hello",
        "text": "Good morning.\n",
        "truth": INFORMATIONAL,
    }
    return Letter(**{**values, **changes})


def built(one: Letter, *others: Letter) -> EmailMessage:
    sample = build(one, ME, {other.key: other for other in (one, *others)}, NOW)
    return message_from_bytes(sample.raw, policy=default)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[[+1 %A %-d %B]]", "Thursday 19 November"),
        ("[[+3 %A]]", "Monday"),
        ("[[-4 %d.%m.]]", "13.11."),
        ("on [[+0 %Y]] and [[+7 %Y%m%d]]", "on 2026 and 20261125"),
        ("nothing [here]", "nothing [here]"),
    ],
)
def test_moments_are_written_out_on_working_days(text: str, written: str) -> None:
    assert moments(text, NOW) == written


def test_dates_carry_the_senders_zone() -> None:
    assert built(letter(zone=9))["Date"] == "Wed, 18 Nov 2026 16:30:00 +0900"


def test_names_with_commas_are_quoted_and_others_encoded() -> None:
    message = built(letter(sender='"Roe, Jane" <jane@customer.example>', cc=("Zoë Ünal <z@customer.example>",)))
    assert message["From"].addresses[0].display_name == "Roe, Jane"
    assert message["Cc"].addresses[0].display_name == "Zoë Ünal"


def test_a_subject_that_its_charset_cannot_hold_falls_back_to_utf_8() -> None:
    assert built(letter(subject="Preis in €", charset="iso-8859-1"))["Subject"] == "Preis in €"


def test_source_lines_are_joined_but_lists_are_kept() -> None:
    text = "x" * 89 + "\ngoes on.\n\n- " + "y" * 89 + "\n- second\n"
    body = built(letter(text=text, client="apple")).get_content()
    assert body.splitlines() == ["x" * 89 + " goes on.", "", "- " + "y" * 89, "- second"]


@pytest.mark.parametrize(
    ("client", "mark"),
    [
        ("gmail", "On Wed, Nov 18, 2026 at 7:30 AM Jane Roe <jane@customer.example> wrote:\n\n> Good morning."),
        ("apple", "On 18 Nov 2026, at 07:30, Jane Roe <jane@customer.example> wrote:\n\n> Good morning."),
        ("outlook", "\nFrom: Jane Roe <jane@customer.example>\nSent: Wednesday, November 18, 2026 7:30 AM\nTo: Alice"),
        ("outlook_de", "-----Ursprüngliche Nachricht-----\nVon: Jane Roe"),
        ("thunderbird_fr", "Le 18/11/2026 à 07:30, Jane Roe a écrit :\n> Good morning."),
    ],
)
def test_history_is_quoted_in_the_manner_of_the_program(client: Any, mark: str) -> None:
    answer = letter(key="two", hours_ago=1, sender=ALICE, text="Thanks.\n", parent="one", client=client)
    message = built(answer, letter())
    plain, markup = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert markup is not None
    assert mark in plain.get_content().replace("\r\n", "\n")
    assert "Good morning." in markup.get_content()


def test_an_html_only_mail_has_no_text_part() -> None:
    message = built(letter(text="", html="<p>[[+1 %A]]</p>"))
    assert message.get_content_type() == "text/html"
    assert "Thursday" in message.get_content()


def test_files_are_attached_whole() -> None:
    sheet = csv_file("a.csv", ("day", "value"), [("Mon", 1)])
    page = pdf_file("b.pdf", "A page")
    first, second = built(letter(files=(sheet, page))).iter_attachments()
    assert (first.get_filename(), first.get_content_type()) == ("a.csv", "text/csv")
    assert first.get_content().splitlines() == ["day,value", "Mon,1"]
    assert second.get_content() == page.content
    assert page.content.startswith(b"%PDF-1.4")
    start = int(page.content.rsplit(b"startxref\n", 1)[1].split()[0])
    assert page.content[start:].startswith(b"xref")
