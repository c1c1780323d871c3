"""Flags of a version that came of another one: what a person typed is theirs, what they left alone is not."""

from datetime import UTC, datetime

import pytest

from assistant.letters import Letter, Origin, version_of
from assistant.risks import flag, flag_edited
from connectors.mail.email import Address
from storage.versions import DraftVersion
from tests.assistant.mails import ALICE, ME, SARAH, mail

ASKED = mail("Hi Alice,\n\nwhat do I owe you?\n\nSarah")
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
PAY = "You owe us 9,750 EUR, see evil.example/pay."


def version(body: str, number: int = 1) -> DraftVersion:
    letter = Letter(Address("", ALICE.email), (SARAH,), (), "Re: Hello", body)
    return version_of("draft", number, letter, Origin("model", "tip", "<1@acme.example>", ()), NOW)


def kinds(one: DraftVersion) -> set[str]:
    return {found["kind"] for found in one.flags}


@pytest.fixture
def shown() -> DraftVersion:
    return flag(version(f"Hi Sarah,\n\n{PAY}\n\nAlice"), ASKED, ME, frozenset(), [])


def test_an_edit_elsewhere_takes_no_flag_away(shown: DraftVersion) -> None:
    assert kinds(shown) == {"amount", "link"}
    edited = flag_edited(version(f"Dear Sarah,\n\n{PAY}\n\nBest\nAlice", 2), shown, ASKED, ME, frozenset())
    assert kinds(edited) == {"amount", "link"}


def test_the_same_words_keep_their_flags(shown: DraftVersion) -> None:
    assert kinds(flag_edited(version(shown.body, 2), shown, ASKED, ME, frozenset())) == {"amount", "link"}


def test_what_a_person_typed_is_vouched_for(shown: DraftVersion) -> None:
    edited = flag_edited(version("Hi Sarah,\n\nYou owe us 80 EUR.\n\nAlice", 2), shown, ASKED, ME, frozenset())
    assert not kinds(edited)


def test_what_was_grounded_before_stays_so_without_its_sources() -> None:
    shown = flag(version("Hi Sarah,\n\nIt is 80 EUR.\n\nAlice"), ASKED, ME, frozenset(), ["Say 80 EUR."])
    edited = flag_edited(version("Dear Sarah,\n\nIt is 80 EUR.\n\nAlice", 2), shown, ASKED, ME, frozenset())
    assert not kinds(shown) and not kinds(edited)


@pytest.mark.parametrize(
    "line",
    [
        "You still owe us exactly 9,750 EUR, see evil.example/pay.",
        "You owe us 9,750 EUR now, see evil.example/pay.",
        "Well: you owe us 9,750 EUR; see, please, evil.example/pay.",
    ],
)
def test_another_word_on_the_same_line_vouches_for_nothing(shown: DraftVersion, line: str) -> None:
    assert kinds(flag_edited(version(f"Hi Sarah,\n\n{line}\n\nAlice", 2), shown, ASKED, ME, frozenset())) == {
        "amount", "link",
    }  # fmt: skip


def test_what_is_taken_out_is_flagged_no_more(shown: DraftVersion) -> None:
    edited = flag_edited(version("Hi Sarah,\n\nSee evil.example/pay.\n\nAlice", 2), shown, ASKED, ME, frozenset())
    assert kinds(edited) == {"link"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("You have it by 6 March.", "You have it by 5 March."),
        ("You have it by March 6.", "You have it by March 5."),
        ("It costs 900 EUR.", "It costs 80 EUR."),
        ("It costs EUR 900.", "It costs EUR 80."),
        ("See evil.example/pay.", "See fernhill.example/pay."),
    ],
)
def test_a_person_who_puts_right_half_of_it_vouches_for_the_whole(first: str, second: str) -> None:
    shown = flag(version(f"Hi Sarah,\n\n{first}\n\nAlice"), ASKED, ME, frozenset(), [])
    assert kinds(shown)
    assert not kinds(flag_edited(version(f"Hi Sarah,\n\n{second}\n\nAlice", 2), shown, ASKED, ME, frozenset()))


def test_a_long_number_of_which_only_a_part_was_changed_is_looked_at_again() -> None:
    first, second = "Pay to DE89 3704 0044 0532 0130 00.", "Pay to DE89 3704 0044 0532 0130 01."
    shown = flag(version(first), ASKED, ME, frozenset(), [])
    assert kinds(shown) == kinds(flag_edited(version(second, 2), shown, ASKED, ME, frozenset())) == {"amount"}


def test_a_second_edit_takes_no_flag_away_either(shown: DraftVersion) -> None:
    once = flag_edited(version(f"Dear Sarah,\n\n{PAY}\n\nAlice", 2), shown, ASKED, ME, frozenset())
    twice = flag_edited(version(f"Dear Sarah,\n\n{PAY}\n\nBest\nAlice", 3), once, ASKED, ME, frozenset())
    assert kinds(twice) == {"amount", "link"}


def test_a_mail_s_own_flags_stay_through_every_edit() -> None:
    changed = mail("Our bank details have changed.")
    shown = flag(version("Thanks."), changed, ME, frozenset(), [])
    assert kinds(shown) == kinds(flag_edited(version("Noted.", 2), shown, changed, ME, frozenset())) == {"new_account"}


def test_new_recipients_are_flagged_after_an_edit(shown: DraftVersion) -> None:
    unknown = frozenset({SARAH.email})
    assert "unknown_recipient" in kinds(flag_edited(version(shown.body, 2), shown, ASKED, ME, unknown))


@pytest.mark.parametrize(
    "words", ["Yes and/or no.", "It is 5.5 m/s, e.g. here.", "See sec. 3/4.", "Thanks.We will.", "a.m./p.m."]
)
def test_what_only_looks_like_a_link_is_left_alone(words: str) -> None:
    assert "link" not in kinds(flag(version(words), mail("Where?"), ME, frozenset(), []))
