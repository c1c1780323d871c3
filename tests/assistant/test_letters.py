"""Letters: to whom a reply goes, from which address, in which thread, and the same bytes for the same version."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.letters import Letter, Origin, address_reply, alias_for, letter_of, sign, version_of, wire
from connectors.mail.clean import clean_line
from connectors.mail.compose import fingerprint
from connectors.mail.email import Address, Email
from connectors.mail.read import read_email
from tests.cast import ALICE_MAIL, QUESTION_ID, SARAH, alias, question
from tests.database_fixture import START
from tests.fakes import rewrite

ME = frozenset({ALICE_MAIL, "sales@fernhill.example"})
ALICE, SALES, BOB = (
    Address("Alice Marsh", ALICE_MAIL),
    Address("", "sales@fernhill.example"),
    Address("Bob", "bob@x.example"),
)
MAIN, ALIAS = alias(ALICE_MAIL, default=True), alias(SALES.email, "Fernhill Sales")
ORIGIN = Origin("model", "tip", QUESTION_ID, ("<q0@brightwater.example>",))
LETTER = Letter(ALICE, (SARAH,), (), "Re: Quote", "Hi")

names = st.text(max_size=60)
emails = st.from_regex(r"[a-z0-9.+_-]{1,20}@[a-z0-9-]{1,20}\.example", fullmatch=True)
people = st.lists(st.builds(Address, names.map(clean_line), emails), max_size=6).map(tuple)
letters = st.builds(
    Letter,
    sender=st.builds(Address, names.map(clean_line), emails),
    to=people,
    cc=people,
    bcc=people,
    subject=st.text(max_size=200).map(clean_line),
    body=st.text(max_size=2000),
).filter(lambda letter: bool(letter.recipients))


def mail(**headers: str) -> Email:
    return read_email(question(**headers))


@given(letters)
@settings(max_examples=80)
def test_the_fingerprint_of_a_version_is_that_of_its_bytes(letter: Letter) -> None:
    version = version_of("d1", 1, letter, ORIGIN, START)
    assert fingerprint(wire(version)) == version.fingerprint
    assert wire(version) == wire(version)
    assert letter_of(version) == letter


@given(letters, letters)
@settings(max_examples=40)
def test_two_versions_of_one_letter_have_one_fingerprint_and_two_ids(letter: Letter, other: Letter) -> None:
    first, second = (version_of("d1", number, letter, ORIGIN, START) for number in (1, 2))
    assert first.fingerprint == second.fingerprint
    assert first.rfc_id != second.rfc_id
    said = [{one.email for one in each.recipients} for each in (letter, other)]
    if said[0] != said[1]:
        assert version_of("d1", 3, other, ORIGIN, START).fingerprint != first.fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"to": (BOB,)},
        {"to": (SARAH, BOB)},
        {"cc": (BOB,)},
        {"bcc": (BOB,)},
        {"subject": "Re: Other"},
        {"body": "Hi!"},
        {"sender": SALES},
        {"to": (), "cc": (SARAH,)},
    ],
)
def test_every_change_of_what_is_said_or_to_whom_changes_the_fingerprint(change: dict[str, Any]) -> None:
    before, after = (version_of("d1", 1, one, ORIGIN, START) for one in (LETTER, replace(LETTER, **change)))
    assert before.fingerprint != after.fingerprint


def test_a_version_found_in_the_mail_service_keeps_the_id_and_fingerprint_that_it_has_there() -> None:
    found = rewrite(wire(version_of("d1", 1, LETTER, ORIGIN, START)), Message_ID="<theirs@x.example>", To="")
    version = version_of("d1", 2, replace(LETTER, to=()), ORIGIN, START, found)
    assert (version.rfc_id, version.fingerprint) == ("<theirs@x.example>", fingerprint(found))


def test_the_bytes_thread_under_the_mail_that_is_answered() -> None:
    email = read_email(wire(version_of("d1", 1, LETTER, ORIGIN, START)))
    assert email.in_reply_to == QUESTION_ID
    assert email.references == ("<q0@brightwater.example>", QUESTION_ID)


def test_a_reply_goes_to_its_sender_from_the_address_that_was_written_to() -> None:
    letter = address_reply(mail(), MAIN, ME)
    assert letter == Letter(ALICE, (SARAH,), (), "Re: Quote for two spectrometers", "")


def test_a_reply_goes_where_reply_to_says() -> None:
    letter = address_reply(mail(Reply_To="Desk <desk@brightwater.example>"), MAIN, ME)
    assert (letter.to, letter.cc) == ((Address("Desk", "desk@brightwater.example"),), ())


def test_a_reply_to_all_leaves_out_the_user_s_own_addresses_and_repeats_nobody() -> None:
    to = f"{ALICE_MAIL}, Bob <bob@x.example>, sales@fernhill.example"
    letter = address_reply(mail(To=to, Cc="BOB@x.example, carol@x.example, sarah@brightwater.example"), MAIN, ME)
    assert (letter.to, letter.cc) == ((SARAH,), (BOB, Address("", "carol@x.example")))


def test_the_user_s_own_address_in_reply_to_is_not_written_to() -> None:
    letter = address_reply(mail(Reply_To=f"{ALICE_MAIL}, bob@x.example"), MAIN, ME)
    assert [one.email for one in letter.recipients] == ["bob@x.example"]


def test_a_mail_of_the_user_s_own_is_answered_to_the_user() -> None:
    own = read_email(rewrite(question(), From=ALICE_MAIL))
    assert [one.email for one in address_reply(own, MAIN, ME).to] == [ALICE_MAIL]


@pytest.mark.parametrize(
    ("headers", "chosen"),
    [
        ({"To": "Sales <SALES@fernhill.example>"}, ALIAS),
        ({"To": "all@fernhill.example", "Cc": "sales@fernhill.example"}, ALIAS),
        ({"To": "all@fernhill.example", "Delivered_To": "sales@fernhill.example"}, ALIAS),
        ({"To": f"{ALICE_MAIL}, sales@fernhill.example"}, MAIN),
        ({"To": "undisclosed-recipients:;"}, MAIN),
    ],
)
def test_a_reply_comes_from_the_alias_that_was_addressed(headers: dict[str, str], chosen: object) -> None:
    assert alias_for(mail(**headers), [ALIAS, MAIN], ALICE_MAIL) == chosen


def test_without_any_alias_the_account_s_own_address_sends() -> None:
    assert alias_for(mail(), [], ALICE_MAIL).email == ALICE_MAIL


def test_a_signature_stands_once_under_the_body() -> None:
    once = sign(LETTER, "Hi Sarah,\n\nyes.\n", "Alice Marsh\nFernhill")
    assert once.body == "Hi Sarah,\n\nyes.\n\n-- \nAlice Marsh\nFernhill"
    assert sign(once, once.body, "Alice Marsh\nFernhill") == once


def test_a_signature_that_is_mentioned_in_the_text_still_stands_below_it() -> None:
    assert sign(LETTER, "Fernhill can deliver.", "Fernhill").body == "Fernhill can deliver.\n\n-- \nFernhill"


def test_no_signature_adds_nothing() -> None:
    assert sign(LETTER, " Hi \n", "  ").body == "Hi"
