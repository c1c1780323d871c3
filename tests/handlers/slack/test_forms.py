"""Reading the edit form: addresses, and what is said of entries that are wrong."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.mail.compose import Reply, compose
from connectors.mail.email import Address
from handlers.slack.forms import read_addresses, read_letter

ALICE = Address("Alice Marsh", "alice@fernhill.example")


def view(**entries: str | None) -> dict[str, Any]:
    usual: dict[str, str | None] = {"to": "sarah@brightwater.example", "cc": None, "subject": "Re: x", "body": "Yes."}
    return {"state": {"values": {name: {name: {"value": text}} for name, text in (usual | entries).items()}}}


@pytest.mark.parametrize("empty", [{}, {"state": None}, {"state": {}}, {"state": {"values": None}}])
def test_a_form_without_any_entries_lacks_a_recipient_and_words(empty: dict[str, Any]) -> None:
    letter, errors = read_letter(empty)
    assert letter is None and list(errors) == ["to", "body"]


@pytest.mark.parametrize("line", ["a@b.c, D@E.F", "a@b.c;d@e.f", "a@b.c\nd@e.f,,", " a@b.c ,\n; d@e.f"])
def test_addresses_stand_between_commas_semicolons_or_lines(line: str) -> None:
    assert read_addresses(line) == ((Address("", "a@b.c"), Address("", "d@e.f")), "")


@pytest.mark.parametrize(
    "wrong",
    [
        "sarah", "sarah@", "@b.c", "a b@c.d", "a@b", "Sarah <s@b.c>", "a@b..c", "a@b.c.", "a@@b.c", "a@b.c>", "é@b.ç",
        "a@b.c\r\0", "<!channel>", f"{'a' * 65}@b.c", f"a@{'b' * 64}.c",
        "jörg@example.com", "jo\u200brg@example.com", "jorg@example.com\u200b", "j\u202eorg@example.com",
        "a@ex\u00adample.com",
    ],
)  # fmt: skip
def test_what_is_no_address_is_named(wrong: str) -> None:
    letter, errors = read_letter(view(to=f"a@b.c, {wrong}"))
    assert letter is None and list(errors) == ["to"] and errors["to"].startswith("“")


@given(st.text(max_size=80) | st.from_regex(r"[\w.!+-]{1,9}@[\w.-]{1,9}", fullmatch=True))
def test_whatever_the_form_takes_a_mail_can_be_written_to(text: str) -> None:
    addresses, wrong = read_addresses(text)
    if addresses and not wrong:
        assert compose(Reply(ALICE, addresses, (), "x", "y", "<a@b.c>", (), "<d@e.f>"))


@given(st.text(max_size=80))
def test_whatever_is_typed_no_address_can_break_a_header(text: str) -> None:
    addresses, wrong = read_addresses(text)
    if not wrong:
        assert not [one for one in addresses if set(one.email) & set("\r\n,;<>\0 \t") or "@" not in one.email]


def test_a_letter_comes_out_as_typed_but_tidy() -> None:
    letter, errors = read_letter(view(subject="  Re:\n x\t", body="\n Yes.\n\n", cc="B@c.d"))
    assert letter is not None and errors == {}
    assert (letter.subject, letter.body, letter.cc) == ("Re: x", "Yes.", (Address("", "b@c.d"),))


@pytest.mark.parametrize(
    ("entries", "fields"),
    [
        ({"to": ""}, {"to"}),
        ({"to": None}, {"to"}),
        ({"to": " , ;"}, {"to"}),
        ({"body": " \n "}, {"body"}),
        ({"body": None}, {"body"}),
        ({"cc": "x"}, {"cc"}),
        ({"to": "x", "cc": "y", "body": ""}, {"to", "cc", "body"}),
        ({"cc": ",".join(f"a{n}@b.c" for n in range(50))}, {"to"}),
    ],
)
def test_every_wrong_entry_is_told_at_its_own_field(entries: dict[str, str | None], fields: set[str]) -> None:
    letter, errors = read_letter(view(**entries))
    assert letter is None and set(errors) == fields and all(errors.values())


def test_a_form_with_nothing_in_it_has_errors_and_no_crash() -> None:
    assert set(read_letter({"state": {"values": {}}})[1]) == {"to", "body"}
