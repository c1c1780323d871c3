"""Domains that are the same however they are written."""

import pytest

from connectors.mail.domains import plain_domain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("BANK.example", "bank.example"),
        ("bank.example.", "bank.example"),
        ("Bücher.example", "xn--bcher-kva.example"),
        ("bu\u0308cher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        ("bücher。example", "xn--bcher-kva.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("_x.bücher.example", "_x.xn--bcher-kva.example"),
        ("xn--zzzz.example", "xn--zzzz.example"),
        ("a..b", "a..b"),
        ("", ""),
    ],
)
def test_a_domain_has_one_form(written: str, plain: str) -> None:
    assert plain_domain(written) == plain
