"""Mail as values: whatever bytes come, an Email comes out, and soon."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.mail.addresses import LONGEST_NAME
from connectors.mail.email import Address, Attachment, AuthResults, Email
from connectors.mail.read import LONGEST_SUBJECT, MOST_TEXT, read_email, read_full_text


def mail(body: str | bytes = "Hello.", kind: str = "text/plain; charset=utf-8", *more: str) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    head = ["From: Sarah Lindqvist <Sarah@Brightwater.example>", f"Content-Type: {kind}", *more]
    return "\r\n".join([*head, "", ""]).encode() + content


def multipart(*parts: tuple[str, str], kind: str = "mixed") -> bytes:
    sections = "".join(f"--b1\r\nContent-Type: {part}\r\n\r\n{body}\r\n" for part, body in parts)
    return mail(f"{sections}--b1--\r\n", f"multipart/{kind}; boundary=b1")


EVERYTHING = b"""Delivered-To: alice@fernhill.example
Authentication-Results: mx.example (trust; me); dkim=pass header.i=@x (good (really)); spf=softfail; dmarc=fail
Authentication-Results: forged.example; spf=pass; dkim=pass; dmarc=pass
MESSAGE-ID:  <q1@brightwater.example>
in-reply-to: <a0@fernhill.example> (a comment)
References: <r0@x>
 <a0@fernhill.example>
From: "Lindqvist, Sarah" <Sarah@Brightwater.example>, second@x.example
Reply-To: Orders <orders@brightwater.example>
To: Team: alice@fernhill.example, Bob <bob@fernhill.example>;, "x" <carol@x.example>
Cc: =?utf-8?b?xYHDs2TFug==?= <lodz@x.example>
Bcc: hidden@x.example
Subject: =?iso-8859-1?q?Angebot_f=FCr?=
 =?iso-8859-1?q?_Lampen?=
Date: Fri, 20 Nov 2026 10:00:00 +0100 (CET)
List-Id: "Lamps" <lamps.lists.example>
Precedence: Bulk
Auto-Submitted: auto-replied
List-Unsubscribe: <mailto:x@lists.example>

Hello.
"""


def test_every_field_is_read() -> None:
    assert read_email(EVERYTHING) == Email(
        rfc_id="<q1@brightwater.example>",
        in_reply_to="<a0@fernhill.example>",
        references=("<r0@x>", "<a0@fernhill.example>"),
        sender=Address("Lindqvist, Sarah", "sarah@brightwater.example"),
        reply_to=(Address("Orders", "orders@brightwater.example"),),
        to=(
            Address("", "alice@fernhill.example"),
            Address("Bob", "bob@fernhill.example"),
            Address("x", "carol@x.example"),
        ),
        cc=(Address("Łódź", "lodz@x.example"),),
        bcc=(Address("", "hidden@x.example"),),
        subject="Angebot für Lampen",
        date=datetime(2026, 11, 20, 9, tzinfo=UTC),
        text="Hello.",
        delivered_to=("alice@fernhill.example",),
        list_id='"Lamps" <lamps.lists.example>',
        precedence="bulk",
        auto_submitted="auto-replied",
        list_unsubscribe=True,
        auth=AuthResults(spf="softfail", dkim="pass", dmarc="fail"),
    )


def test_an_empty_mail_is_an_empty_email() -> None:
    email = read_email(b"")
    assert (email.sender, email.text, email.rfc_id, email.date) == (Address("", ""), "", "", None)


@given(st.binary(max_size=3000))
@settings(max_examples=300)
def test_no_bytes_are_too_odd(raw: bytes) -> None:
    assert isinstance(read_email(raw), Email)
    assert isinstance(read_email(mail(raw, "multipart/mixed; boundary=0")), Email)
    assert isinstance(read_email(mail(raw, "text/html; charset=utf-7")), Email)


@given(st.text(st.sampled_from('From:To \n\r\t<>@"(),;=?utf-8qbé\\.--b1/'), max_size=400))
@settings(max_examples=300)
def test_no_header_is_too_odd(text: str) -> None:
    email = read_email(f"From: {text}\nTo: {text}\nDate: {text}\nContent-Type: {text}\n\n{text}".encode())
    assert isinstance(email, Email)


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("utf-8", "utf-8", "Grüße 日本"),
        ("utf-7", "utf-7", "Grüße"),
        ("UTF-16", "utf-16", "Grüße"),
        ("euc-kr", "cp949", "안녕하세요 똠"),
        ("ks_c_5601-1987", "cp949", "안녕하세요"),
        ("iso-2022-jp", "iso-2022-jp", "こんにちは"),
        ("Shift_JIS", "cp932", "こんにちは①"),
        ("gb2312", "gb18030", "你好鎔"),
        ("big5", "big5", "你好"),
        ("koi8-r", "koi8-r", "Привет"),
        ("windows-1251", "cp1251", "Привет"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("tis-620", "cp874", "สวัสดี"),
        ("us-ascii", "cp1252", "Grüße"),
        ("unknown-8bit", "cp1252", "Grüße"),
        ("x-made-up", "utf-8", "Grüße"),
        ("iso-8859-1", "utf-8", "Grüße — ok"),
        ("utf-8", "cp1252", "Grüße"),
        ("", "utf-8", "Grüße"),
        ("punycode", "utf-8", "Grüße"),
        ("zlib", "utf-8", "Grüße"),
    ],
)
def test_any_charset_is_read_whatever_the_label(charset: str, codec: str, text: str) -> None:
    assert read_email(mail(text.encode(codec), f'text/plain; charset="{charset}"')).text == text


@pytest.mark.parametrize(
    ("encoding", "body", "expected"),
    [
        ("base64", "SGVsbG8=", "Hello"),
        ("BASE64", "SGVs bG8\r\n!", "Hello"),
        ("base64", "SGVsbG8gQm9iX", "Hello Bob"),
        ("quoted-printable", "a=\r\nb=C3=A9=ZZ", "abé=ZZ"),
        ("x-uuencode", "begin 644 x\r\n#0V%T\r\n`\r\nend\r\n", "Cat"),
        ("x-uuencode", "begin 644 x\r\n#0V%T....\r\nend\r\n", "Cat"),
        ("x-uuencode", "begin 644 x\r\nM\u00ff\u00ff\r\n#0V%T\r\nend\r\n", "Cat"),
        ("x-uuencode", "begin 644 x\r\n\u00ff", ""),
        ("8bit; x", "é", "é"),
        ("made-up", "plain", "plain"),
    ],
)
def test_transfer_encodings_are_undone(encoding: str, body: str, expected: str) -> None:
    raw = mail(body, "text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
    assert read_email(raw).text == expected


def test_hidden_characters_go() -> None:
    odd = "pay\u200bment\u202e txt\u202c \U000e0041\U000e0042x\ufeff\0\x1b[31m"
    odd += " a\u200db 👨‍👩‍👧 می‌خواهم ok\ufe0f\ufe0f\ufe0f"
    email = read_email(mail(f"{odd}\r\n", "text/plain; charset=utf-8", "Subject: a\u202eb\u200b\U000e0041c"))
    assert email.text == "payment txt x[31m ab 👨‍👩‍👧 می‌خواهم ok\ufe0f"
    assert email.subject == "abc"


def test_plain_text_is_preferred_unless_it_says_nothing() -> None:
    rich = ("text/html", "<p>The offer is attached, and we look forward to your answer by Tuesday at noon.</p>")
    both = read_email(multipart(("text/plain", "The offer is attached."), rich, kind="alternative"))
    empty = read_email(multipart(("text/plain", " \r\n"), rich, kind="alternative"))
    excuse = read_email(multipart(("text/plain", "Use an HTML client."), rich, kind="alternative"))
    assert both.text == "The offer is attached."
    assert empty.text == excuse.text == rich[1][3:-4]
    assert both.html_hash == empty.html_hash != ""


def test_a_body_in_html_keeps_its_footer_in_plain_text() -> None:
    email = read_email(multipart(("text/html", "<p>The lens is broken.</p>"), ("text/plain", "List footer")))
    assert email.text == "The lens is broken.\n\nList footer"


def test_the_html_hash_tells_markup_apart() -> None:
    one, other = (read_email(mail(f'<a href="{url}">x</a>', "text/html")) for url in ("https://a", "https://b"))
    assert one.text == other.text
    assert one.html_hash != other.html_hash
    assert read_email(mail("x")).html_hash == ""


def test_attachments_are_listed() -> None:
    email = read_email(
        multipart(
            ("text/plain", "Hello."),
            ('application/pdf; name="C:\\offers\\a;b.pdf"', "12345"),
            ("image/png; name*0*=utf-8''Gr%C3%BC; name*1*=n.png", "123"),
            ("image/gif; name==?utf-8?q?b=C3=A9.gif?=", "1"),
            ("text/plain; name=notes.txt", "not the body"),
            ("message/rfc822", "Subject: inner\r\n\r\ninner text"),
            ("text/calendar; method=REQUEST", "BEGIN:VCALENDAR"),
        )
    )
    assert email.text == "Hello."
    assert email.attachments == (
        Attachment("a;b.pdf", "application/pdf", 5),
        Attachment("Grün.png", "image/png", 3),
        Attachment("bé.gif", "image/gif", 1),
        Attachment("notes.txt", "text/plain", 12),
        Attachment("", "message/rfc822", 28),
        Attachment("", "text/calendar", 15),
    )


def test_structure_that_is_broken_is_read_as_far_as_it_goes() -> None:
    cut_short = mail("--b1\r\nContent-Type: text/plain\r\n\r\nHello", "multipart/mixed; boundary=b1")
    no_boundary = mail("Hello", "multipart/mixed")
    no_empty_line = b"Subject: x\nHello\nthere"
    quoted = mail('--a;"b\r\n\r\nHello\r\n--a;"b--', 'multipart/mixed; boundary="a;\\"b"')
    mbox = b"From sarah Fri Nov 20 10:00:00 2026\nSubject: x\n\nHello"
    assert [read_email(raw).text for raw in (cut_short, no_boundary, quoted, mbox)] == ["Hello"] * 4
    assert read_email(no_empty_line).text == "Hello\nthere"
    assert read_email(mbox).subject == "x"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("sarah@x.example", Address("", "sarah@x.example")),
        ("sarah@x.example (Sarah L)", Address("Sarah L", "sarah@x.example")),
        ("Sarah <sarah@x.example", Address("Sarah", "sarah@x.example")),
        ('"Boss <boss@fernhill.example>" <evil@x.example>', Address("Boss <boss@fernhill.example>", "evil@x.example")),
        (
            "=?utf-8?q?boss=40fernhill.example=3E=2C?= <evil@x.example>",
            Address("boss@fernhill.example>,", "evil@x.example"),
        ),
        ("=?utf-8?q?Sarah_=3Csarah=40x.example=3E?=", Address("Sarah", "sarah@x.example")),
        ("<@relay.example:sarah@x.example>", Address("", "sarah@x.example")),
        ('"a b"@x.example', Address("", '"a b"@x.example')),
        ("undisclosed-recipients:;", Address("undisclosed-recipients:;", "")),
        ("MAILER-DAEMON", Address("MAILER-DAEMON", "")),
        ("a@@b, c@x.example", Address("", "c@x.example")),
        ("", Address("", "")),
    ],
)
def test_a_sender_is_read_by_structure_first(header: str, expected: Address) -> None:
    assert read_email(f"From: {header}\n\nx".encode()).sender == expected


@pytest.mark.parametrize("date", ["", "yesterday", "Fri, 99 Nov 2026 10:00:00", "1 Jan 99999999 0:0:0", "x" * 9999])
def test_a_date_that_is_none_is_none(date: str) -> None:
    assert read_email(f"Date: {date}\n\nx".encode()).date is None


def test_a_forwarded_mail_keeps_its_text() -> None:
    html = '<div class="gmail_quote">---------- Forwarded message ---------<br>From: Bob<br><br>Pay 90 EUR.</div>'
    assert "Pay 90 EUR." in read_email(mail(html, "text/html")).text


def test_text_past_the_limit_is_left_out_and_told() -> None:
    email = read_email(mail("x" * (MOST_TEXT + 1)))
    assert email.truncated
    assert len(email.text) == MOST_TEXT
    assert not read_email(mail("x" * MOST_TEXT)).truncated


def test_the_full_text_keeps_quotes_and_signature() -> None:
    body = "Yes.\n\n-- \nAlice\n\nOn 1 May 2026, Bob <b@x.example> wrote:\n> When?"
    assert read_full_text(mail(body)) == body


HOSTILE = {
    "an unclosed quote": b'Content-Type: text/plain; x="' + b";" * 100_000 + b"\n\nx",
    "deep multiparts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(2000)
    ),
    "many parts": mail(b"--x\n\nhi\n" * 100_000, "multipart/mixed; boundary=x"),
    "many addresses": b"To: " + b"a@b.c, " * 20_000 + b"\n\nx",
    "a long word as address": b"From: " + b"a" * 130_000 + b"@\n\nx",
    "half comments": b"Authentication-Results: " + b"(" * 100_000 + b"\n\nx",
    "half ids": b"Message-ID: " + b"<" * 120_000 + b"\n\nx",
    "attributions": mail(b"On " + b"a wrote " * 25 + b":\n" + b"On a wrote\n" * 15_000),
    "labels": mail(b"From: a\nTo: b\n\n" * 12_000),
    "empty lines": mail(b"\n" * 200_000),
    "quote marks": mail(b">" * 200_000),
    "sign-offs": mail(b"Thanks,\n" * 25_000),
    "joiners": mail("a\u200d\u200c\ufe0f".encode() * 20_000),
    "style rules": mail(b"<style>" + b"a{display:none}" * 10_000 + b"</style>" + b"<a>x</a>" * 5000, "text/html"),
    "a style sheet without braces": mail(b"<style>" + b"x" * 150_000 + b"</style><p>x", "text/html"),
    "style comments": mail(b"<style>" + b"/*" * 75_000 + b"</style><p>x", "text/html"),
    "moments": mail(b"Bob 11/20/2026 10:00 AM\nTo: x\n" * 6000),
    "brackets": mail(b"<" * 200_000, "text/html"),
    "quotes in quotes": mail(b'<div class="gmail_quote">x' * 7000, "text/html"),
}


def test_a_name_and_a_subject_are_bounded() -> None:
    email = read_email(b"From: " + b"(A" * 16_000 + b" <a@x.example>\nSubject: " + b"Lamp " * 6000 + b"\n\nx")
    assert len(email.sender.name) <= LONGEST_NAME and len(email.subject) == LONGEST_SUBJECT - 1
    email = read_email(b'From: "' + b"Ab " * 9000 + b'" <a@x.example>\n\nx')
    assert (len(email.sender.name), email.sender.email) == (LONGEST_NAME, "a@x.example")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_takes_bounded_time(name: str) -> None:
    began = time.process_time()
    read_email(HOSTILE[name])
    assert time.process_time() - began < 5  # seconds, on a slow machine; unbounded, each takes far longer or never ends
