"""Replies as bytes: what is written is what is read, and nothing can be smuggled into a header."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Permanent
from connectors.mail.clean import clean_line, clean_text
from connectors.mail.compose import KEPT_REFERENCES, Reply, compose, fingerprint, reply_subject
from connectors.mail.email import Address
from connectors.mail.read import read_email, read_full_text

ALICE = Address("Alice Marsh", "alice@fernhill.example")
SARAH = Address("Sarah Lindqvist", "sarah@brightwater.example")
REPLY = Reply(
    sender=ALICE,
    to=(SARAH,),
    cc=(),
    subject="Re: Budget",
    body="Dear Sarah,\n\nyes, Tuesday suits me.\n\nAlice",
    in_reply_to="<q1@brightwater.example>",
    references=("<q0@brightwater.example>",),
    rfc_id="<a1@fernhill.example>",
    date=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
)
AWKWARD = (
    st.sampled_from(
        ["From here", ".", "..", "> quoted", "a  ", "\t", "é" * 90, "x" * 1200, "=20", "שלום", "👩‍👩‍👧 ok", ""]
    )
    | st.text()
)
NAMES = st.text(st.characters(exclude_categories=("C", "Z")) | st.sampled_from(' ,"<>()@;:\\é日😀'), max_size=120)


@given(st.lists(AWKWARD, max_size=12).map("\n".join))
@settings(max_examples=300)
def test_the_body_is_read_as_it_was_written(body: str) -> None:
    raw = compose(replace(REPLY, body=body))
    assert read_full_text(raw) == clean_text(body.encode("utf-8", "replace").decode()).rstrip("\n")
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")


@given(NAMES, NAMES)
@settings(max_examples=400)
def test_names_and_subjects_are_read_as_they_were_written(name: str, subject: str) -> None:
    raw = compose(
        replace(REPLY, sender=Address(name, ALICE.email), to=(Address(name, SARAH.email), ALICE), subject=subject)
    )
    email = read_email(raw)
    assert [address.email for address in (email.sender, *email.to)] == [ALICE.email, SARAH.email, ALICE.email]
    assert email.sender.name == email.to[0].name == clean_line(name).strip("\"' ")
    assert email.subject == clean_line(subject)


def test_the_standard_library_reads_the_same_headers() -> None:
    reply = replace(
        REPLY, to=(Address("Łukasz Żółć, Dyrektor", SARAH.email), Address('Bob "B" Okafor', "bob@x.example"))
    )
    message = message_from_bytes(compose(reply), policy=policy.default)
    addresses = message["To"].addresses
    assert [address.display_name for address in addresses] == ["Łukasz Żółć, Dyrektor", 'Bob "B" Okafor']
    assert message["In-Reply-To"] == "<q1@brightwater.example>"
    assert message["References"].split() == ["<q0@brightwater.example>", "<q1@brightwater.example>"]
    assert message["Message-ID"] == "<a1@fernhill.example>"
    assert message["Date"].datetime == REPLY.date
    assert message.get_content().replace("\r\n", "\n").strip() == REPLY.body


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\0"])
@pytest.mark.parametrize("field", ["subject", "name", "email", "in_reply_to", "references", "rfc_id"])
def test_a_line_break_in_a_field_is_refused(field: str, line_break: str) -> None:
    bad = f"x{line_break}Bcc: mallory@evil.example"
    changes = {
        "subject": replace(REPLY, subject=bad),
        "name": replace(REPLY, to=(Address(bad, SARAH.email),)),
        "email": replace(REPLY, cc=(Address("", f"a@b.example{line_break}Bcc: m@evil.example"),)),
        "in_reply_to": replace(REPLY, in_reply_to=f"<{bad}>"),
        "references": replace(REPLY, references=(f"<{bad}>",)),
        "rfc_id": replace(REPLY, rfc_id=f"<{bad}>"),
    }
    with pytest.raises(Permanent):
        compose(changes[field])


@pytest.mark.parametrize(
    "email", ["", "nobody", "a b@x.example", "a@x.example, b@x.example", "jürgen@x.example", "a@x", "a@x..example"]
)
def test_an_address_that_cannot_be_written_to_is_refused(email: str) -> None:
    with pytest.raises(Permanent):
        compose(replace(REPLY, to=(Address("", email),)))


def test_a_reply_needs_a_recipient() -> None:
    with pytest.raises(Permanent):
        compose(replace(REPLY, to=()))


def test_a_blind_copy_is_written_and_a_missing_date_is_left_to_the_service() -> None:
    raw = compose(replace(REPLY, to=(), bcc=(SARAH,), date=None))
    email = read_email(raw)
    assert (email.to, email.bcc, email.date) == ((), (SARAH,), None)
    assert fingerprint(raw) != fingerprint(compose(replace(REPLY, date=None)))


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Budget", "Re: Budget"),
        ("Re: Budget", "Re: Budget"),
        ("RE: re: AW: Antw: SV: Re[2]: Budget", "Re: Budget"),
        ("回复：Budget", "Re: Budget"),
        ("Re (3): Budget", "Re: Budget"),
        ("Fwd: Budget", "Re: Fwd: Budget"),
        ("Regarding: Budget", "Re: Regarding: Budget"),
        ("Research: a plan", "Re: Research: a plan"),
        ("", "Re:"),
        ("Bud\r\n get", "Re: Bud get"),
    ],
)
def test_re_stands_once(subject: str, expected: str) -> None:
    assert reply_subject(subject) == expected


def test_a_long_list_of_references_keeps_both_ends() -> None:
    ids = tuple(f"<{number}@x.example>" for number in range(300))
    email = read_email(compose(replace(REPLY, references=ids)))
    assert email.references[:KEPT_REFERENCES] == ids[:KEPT_REFERENCES]
    assert email.references[-1] == REPLY.in_reply_to
    assert len(email.references) == 2 * KEPT_REFERENCES


def test_an_untouched_draft_keeps_its_fingerprint() -> None:
    raw = compose(REPLY)
    rewritten = raw.replace(b"\r\n", b"\n").replace(b"<a1@fernhill.example>", b"<CAF-123@mail.gmail.com>")
    received = b"Received: by 2002:a05 with HTTP; Fri, 20 Nov 2026 01:30:00 -0800\n" + rewritten
    assert fingerprint(received) == fingerprint(raw)


@pytest.mark.parametrize(
    "edited",
    [
        replace(REPLY, body=REPLY.body.replace("Tuesday", "Thursday")),
        replace(REPLY, body=REPLY.body + "\n\nOn Monday, 1 June 2026, Bob <b@x.example> wrote:\n> and 9,000 EUR"),
        replace(REPLY, body=REPLY.body + "\n-- \nAnother signature"),
        replace(REPLY, body=REPLY.body.replace("Sarah", "Sa\u200brah")),
        replace(REPLY, body="x" * 250_000),
        replace(REPLY, subject="Re: Budget 2027"),
        replace(REPLY, to=(*REPLY.to, Address("", "mallory@evil.example"))),
        replace(REPLY, cc=(Address("", "mallory@evil.example"),)),
        replace(REPLY, sender=Address("Alice Marsh", "sales@fernhill.example")),
    ],
)
def test_an_edit_changes_the_fingerprint(edited: Reply) -> None:
    assert fingerprint(compose(edited)) != fingerprint(compose(REPLY))


def test_an_edit_past_the_part_that_is_read_changes_the_fingerprint() -> None:
    long = "x" * 250_000
    one, other = (compose(replace(REPLY, body=long + end)) for end in ("one", "other"))
    assert read_email(one).text == read_email(other).text
    assert fingerprint(one) != fingerprint(other)


def test_a_draft_saved_by_the_web_page_has_another_fingerprint() -> None:
    head, _, body = compose(REPLY).partition(b"\r\n\r\n")
    head = head.replace(b"text/plain; charset=utf-8", b'multipart/alternative; boundary="000"')
    head = head.replace(b"quoted-printable", b"7bit")
    plain = b"--000\r\nContent-Type: text/plain\r\n\r\n" + body
    rich = b"--000\r\nContent-Type: text/html\r\n\r\n<div>" + body + b"</div>\r\n--000--\r\n"
    assert fingerprint(head + b"\r\n\r\n" + plain + rich) != fingerprint(compose(REPLY))


def test_an_attachment_changes_the_fingerprint() -> None:
    head, _, body = compose(REPLY).partition(b"\r\n\r\n")
    head = head.replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=000").replace(
        b"quoted-printable", b"7bit"
    )
    section = b"\r\n\r\n--000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body
    file = b"--000\r\nContent-Type: application/pdf; name=offer.pdf\r\n\r\n%b\r\n--000--\r\n"
    with_one, with_other = (head + section + file % content for content in (b"one", b"other"))
    assert len({fingerprint(raw) for raw in (compose(REPLY), with_one, with_other)}) == 3
