"""Domains in the one form in which they can be compared."""

import re

import idna

_DOTS = ".。．｡"  # IDNA takes them all for one


def plain_domain(domain: str) -> str:
    """The domain as DNS has it: small letters, umlauts and the like as xn--, no dot at its end.

    A label that DNS would not have stays as it is.
    """
    return ".".join(_label(label) for label in re.split(f"[{_DOTS}]", domain.strip().lower().rstrip(_DOTS)))


def _label(label: str) -> str:
    try:
        return idna.encode(label, uts46=True).decode()
    except idna.IDNAError:
        return label
