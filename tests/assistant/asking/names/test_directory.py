"""Addresses by name: whole words of names and addresses, short forms only where nobody is called so in full."""

import pytest

from assistant.asking.names.directory import MOST, Directory, given
from storage.contacts import Known

ME = frozenset({"me@acme.example"})
PEOPLE = [
    Known("mike.harris@acme.example", "", 1),
    Known("mharris@other.example", "Mary Harris", 9),
    Known("jane.doe@firm.example", "Doe, Jane", 5),
    Known("jdoe@firm.example", "", 50),
    Known("d_scholtes@mail.example", "", 1),
    Known("robert.stone@firm.example", "Robert Stone", 3),
    Known("zoe@firm.example", "Zoë Ångström-Lund", 2),
    Known("tanaka@kaisha.example", "田中 太郎", 2),
    Known("info@northgatelabs.com", "", 2),
    Known("kim@northgate-labs.co.uk", "", 7),
    Known("someone@gmail.com", "", 7),
    Known("me@acme.example", "Mike Harris", 99),
]


def _found(*names: str) -> list[str]:
    return [one.email for one in Directory({"a": PEOPLE}, ME).people(names)]


@pytest.mark.parametrize(
    ("names", "emails"),
    [
        (("mike", "harris"), ["mike.harris@acme.example"]),
        (("jane", "doe"), ["jane.doe@firm.example"]),
        (("doe", "jane"), ["jane.doe@firm.example"]),
        (("diana", "scholtes"), ["d_scholtes@mail.example"]),
        (("bob", "stone"), ["robert.stone@firm.example"]),
        (("bob",), ["robert.stone@firm.example"]),
        (("zoe",), ["zoe@firm.example"]),
        (("angstrom",), ["zoe@firm.example"]),
        (("田中",), ["tanaka@kaisha.example"]),
        (("田中太郎",), ["tanaka@kaisha.example"]),
        (("harris",), ["mharris@other.example", "mike.harris@acme.example"]),
    ],
)
def test_a_name_finds_whoever_is_called_so(names: tuple[str, ...], emails: list[str]) -> None:
    assert _found(*names) == emails


@pytest.mark.parametrize(
    "names", [("harr",), ("john", "doe", "jane"), ("example",), ("firm",), ("com",), ("",), ("x",)]
)
def test_parts_of_words_and_of_domains_find_nobody(names: tuple[str, ...]) -> None:
    assert _found(*names) == []


def test_the_asker_s_own_firm_is_nobody_s_name() -> None:
    assert Directory({"a": [Known("acme@firm.example", "Acme News", 1)]}, ME).people(["acme"]) == []


@pytest.mark.parametrize(
    ("names", "emails"),
    [
        (("northgate", "labs"), ["info@northgatelabs.com", "kim@northgate-labs.co.uk"]),
        (("northgatelabs",), ["info@northgatelabs.com"]),
        (("gmail",), []),
        (("acme",), []),
        (("labs",), []),
        (("com",), []),
    ],
)
def test_a_firm_is_found_by_its_domain(names: tuple[str, ...], emails: list[str]) -> None:
    found = {one.email for one in Directory({"a": PEOPLE}, ME).company(names)}
    assert found <= set(emails) and bool(found) == bool(emails)


@pytest.mark.parametrize(
    "email", ["pay@northgatelabs.evil.example", "pay@northgatelabs-billing.com", "pay@northgatelabsltd.com"]
)
def test_a_domain_that_only_holds_a_firm_s_name_is_not_the_firm_s(email: str) -> None:
    real = Known("info@mail.northgatelabs.com", "", 1)
    found = Directory({"a": [real, Known(email, "", 99)]}, ME).company(["northgate", "labs"])
    assert found == [real]


def test_who_is_in_two_mailboxes_is_found_once() -> None:
    assert len(Directory({"a": PEOPLE, "b": PEOPLE}, ME).people(["jane", "doe"])) == 1


def test_a_line_break_in_a_name_moves_nobody() -> None:
    people = [Known("eve@firm.example", "Eve\nMallory", 1), Known("pat@firm.example", "Pat Moss", 1)]
    assert [one.email for one in Directory({"a": people}, ME).people(["moss"])] == ["pat@firm.example"]


def test_a_name_of_hundreds_gives_the_most_frequent() -> None:
    people = [Known(f"sam.{n}@firm.example", "", n) for n in range(500)]
    found = Directory({"a": people}, ME).people(["sam"])
    assert len(found) == MOST and found[0].count == 499


def test_nobody_is_known_to_a_new_mailbox() -> None:
    assert Directory({}, ME).people(["jane"]) == [] and Directory({"a": []}, ME).company(["northgate"]) == []


def test_a_place_is_not_a_person_whose_surname_it_is() -> None:
    jack, london = Known("jack.london@firm.example", "Jack London", 1), Known("london@firm.example", "London, Ann", 1)
    assert given([jack], "london") == [] and given([jack], "jack") == [jack] and given([london], "ann") == [london]


SPELT = [
    Known("jw@th.example", "Jürgen Weißmüller", 3),
    Known("sschroeder@firm.example", "Sabine Schroeder", 2),
    Known("joel@firm.example", "Joel Kern", 1),
]


@pytest.mark.parametrize(
    ("said", "email"),
    [
        (["Weissmueller"], "jw@th.example"), (["juergen", "weissmueller"], "jw@th.example"),
        (["Weißmüller"], "jw@th.example"), (["Weissmüller"], "jw@th.example"), (["Sue"], ""), (["Jol"], ""),
        (["Schröder"], "sschroeder@firm.example"), (["Schroeder"], "sschroeder@firm.example"),
        (["Joel"], "joel@firm.example"),
    ],
)  # fmt: skip
def test_a_name_is_found_however_its_umlauts_are_written(said: list[str], email: str) -> None:
    people = Directory({"a": SPELT}, ME).written(said)
    assert [one.email for one in people] == ([email] if email else [])


@pytest.mark.parametrize(
    ("names", "emails"),
    [
        (("lumen", "biotech"), ["priya@lumenbio.example"]), (("lumen", "biology"), ["priya@lumenbio.example"]),
        (("lumen", "tools"), []), (("lum", "enbio"), ["priya@lumenbio.example"]), (("lumen",), []),
    ],
)  # fmt: skip
def test_a_firm_may_shorten_its_second_word(names: tuple[str, ...], emails: list[str]) -> None:
    firm = Directory({"a": [Known("priya@lumenbio.example", "Priya", 1)]}, ME)
    assert [one.email for one in firm.company(names)] == emails


def test_who_writes_from_a_look_alike_of_a_known_domain_is_not_who_is_meant() -> None:
    bob, fake = (
        Known("bob@northgate-labs.com", "Bob Stone", 3, sent=2),
        Known("bob@northgate-1abs.com", "Bob Stone", 40),
    )
    own, other = Known("bob@acrne.example", "Bob", 5), Known("bob.stone@gmail.com", "Bob Stone", 1)
    directory = Directory({"a": [bob, fake, own, other]}, frozenset({"me@acme.example"}))
    assert [one.email for one in directory.people(["bob"])] == [bob.email, other.email]
    assert (directory.imitators_of("Bob"), directory.imitators_of("Bob Stone"), directory.imitators_of("Ann")) == (
        2,
        1,
        0,
    )


def test_a_look_alike_whom_the_asker_has_written_to_is_one_of_them() -> None:
    both = [Known("bob@northgate-labs.com", "Bob", 3, sent=2), Known("bob@northgate-1abs.com", "Bob", 4, sent=1)]
    assert len(Directory({"a": both}, ME).people(["bob"])) == 2
    strangers = [Known("bob@northgate-labs.com", "Bob", 3), Known("bob@northgate-1abs.com", "Bob", 4)]
    assert len(Directory({"a": strangers}, ME).people(["bob"])) == 2  # nobody knows which of them is the real one
