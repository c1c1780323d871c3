"""Raw mail: header fields come and go without a byte of the rest changing, whatever the mail holds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.google.mime import full_payload, parse, snippet
from sandbox.google.rfc822 import addresses, base_subject, is_address, line, split, well_formed


def test_fields_are_read_unfolded_and_decoded() -> None:
    raw = split(b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\n aus Ulm\nsubject: second\nnot a field\n\nbody")
    assert raw.all("SUBJECT") == ["Grüße aus Ulm", "second"]
    assert raw.body == b"not a field\r\n\r\nbody"


def test_a_field_changes_in_its_place_and_the_rest_stays_byte_for_byte() -> None:
    raw = split(b"A: 1\r\nFrom: x\r\n folded\r\nFrom: y\r\nZ: \xff\r\n\r\nb\xfe")
    assert raw.having("from", "me@here.example").wire() == b"A: 1\r\nfrom: me@here.example\r\nZ: \xff\r\n\r\nb\xfe"
    assert raw.without("FROM").wire() == b"A: 1\r\nZ: \xff\r\n\r\nb\xfe"
    assert raw.topped([("Received", "now")]).wire().startswith(b"Received: now\r\nA: 1\r\n")


def test_fields_are_ascii_on_the_wire() -> None:
    assert line("To", "Jörg Ö <j@x.example>, b@x.example") == b"To: =?utf-8?b?SsO2cmcgw5Y=?= <j@x.example>, b@x.example"
    subject = " ".join(["Grüße an a@x.example"] * 8)
    wire = line("Subject", subject)
    assert max(len(part) for part in wire.split(b"\r\n")) <= 78
    assert split(wire).get("Subject") == subject
    assert line("Subject", "a\r\nBcc: evil@x.example") == b"Subject: a Bcc: evil@x.example"


@pytest.mark.parametrize(
    "text", ["a@b", "a b@c.example", "<a@b.example>", "a@b..example", "ä@b.example", "", "a@@b.example"]
)
def test_what_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_addresses_come_once_each_in_lower_case() -> None:
    raw = split(b'To: "Doe, J." <J@X.example>, j@x.example\nCc: undisclosed-recipients:;\nBcc: k@x.example\n\n')
    assert addresses(raw, "To", "Cc", "Bcc") == ["j@x.example", "k@x.example"]
    assert well_formed(raw, "To")
    assert not well_formed(split(b"To: a@x.example, nobody\n\n"), "To")


@pytest.mark.parametrize("text", ["Order 17", "Re: Order 17", "AW: Re: FWD:  order  17", "re[2]: Order 17"])
def test_prefixes_do_not_count_in_a_subject(text: str) -> None:
    assert base_subject(text) == "order 17"


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    raw = split(data)
    assert split(raw.wire()).fields == raw.fields
    root = parse(raw)
    snippet(root)
    full_payload(root)


@pytest.mark.parametrize(
    "kind", ["text/plain; charset=klingon", "multipart/mixed; boundary=b", "message/rfc822", "text/html; charset=\xff"]
)
@settings(max_examples=60)
@given(data=st.binary(max_size=200))
def test_no_broken_part_breaks_the_reader(kind: str, data: bytes) -> None:
    body = b"--b\r\nContent-Type: image/png; name*=x'y'%%ff\r\nContent-Transfer-Encoding: base64\r\n\r\n" + data
    root = parse(split(f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode("latin-1") + body))
    snippet(root)
    full_payload(root)
