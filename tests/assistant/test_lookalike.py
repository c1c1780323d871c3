"""Tests of domains that imitate others."""

import time

import pytest

from assistant.lookalike import distance, imitated, looks_like, registered, seen


@pytest.mark.parametrize(
    ("domain", "known"),
    [
        ("fernhi11.example", "fernhill.example"),
        ("fernhil.example", "fernhill.example"),
        ("fernhlll.example", "fernhill.example"),
        ("fern-hill.example", "fernhill.example"),
        ("fernhill-billing.com", "fernhill.example"),
        ("secure-fernhill.com", "fernhill.example"),
        ("rnicrosoft.com", "microsoft.com"),
        ("paypa1.com", "paypal.com"),
        ("gmial.com", "gmail.com"),
        ("gmai1.com", "gmail.com"),
        ("acme.co", "acme.com"),
        ("аcme.com", "acme.com"),
        ("xn--cme-5cd.com", "acme.com"),
        ("mail.paypa1.com", "paypal.com"),
        ("instrumentation-fernhlll.example", "instrumentation-fernhill.example"),
    ],
)
def test_an_imitation_is_told(domain: str, known: str) -> None:
    assert looks_like(domain, [known]) == known


@pytest.mark.parametrize(
    ("domain", "known"),
    [
        ("fernhill.example", "fernhill.example"),
        ("mail.fernhill.example", "fernhill.example"),
        ("fernhill.example", "mail.fernhill.example"),
        ("acme.de", "acme.com"),
        ("acme.co.uk", "acme.com"),
        ("gmx.de", "gmail.com"),
        ("email.com", "gmail.com"),
        ("baker.com", "maker.com"),
        ("ibm.com", "abm.com"),
        ("northwind.example", "southwind.example"),
        ("fernhill-friends.com", "fernhill.example"),
        ("", "acme.com"),
        ("localhost", "acme.com"),
    ],
)
def test_a_domain_of_its_own_is_left_alone(domain: str, known: str) -> None:
    assert looks_like(domain, [known]) == ""


@pytest.mark.parametrize("domain", ["acme.com.evil.net", "mail.acme.com.evil.net", "acme-com.net", "acme-com.evil.net"])
def test_a_domain_that_wears_a_known_one_is_found(domain: str) -> None:
    assert looks_like(domain, ["acme.com"]) == "acme.com"
    assert looks_like("mail.acme.com", ["acme.com"]) == ""


def test_a_known_domain_imitates_nobody() -> None:
    assert looks_like("fernhil.example", ["fernhill.example", "fernhil.example"]) == ""


def test_the_bought_part_of_a_domain_is_found() -> None:
    assert registered("mail.acme.co.uk") == "acme.co.uk"
    assert registered("a.b.acme.com") == "acme.com"


@pytest.mark.parametrize(
    ("one", "other", "edits"),
    [("acme", "acme", 0), ("acme", "amce", 1), ("acme", "acne", 1), ("acme", "a", 3), ("ab", "cd", 2)],
)
def test_edits_are_counted(one: str, other: str, edits: int) -> None:
    assert distance(one, other) == edits


def test_many_known_domains_are_looked_through_in_no_time() -> None:
    many = (f"d{number}x{number % 7}company.example" for number in range(20_000))
    known = seen(["brightwater.example", *many])
    began = time.process_time()
    for number in range(4):
        assert imitated(f"new{number}.domain{number}.example", known) == ""
    assert imitated("brightwatter.example", known) == "brightwater.example"
    assert time.process_time() - began < 0.5
