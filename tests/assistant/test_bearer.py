"""Access tokens: ours alone, for this API, until their time is over; whatever is forged or bent opens nothing."""

import base64
import json
import warnings
from typing import Any

import jwt
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.bearer import GOOD_FOR, Bearer, Shown
from bot.errors import Failure, Permanent
from storage.crypto import Vault
from tests.cast import ALICE
from tests.database_fixture import START

RAW = {"k2": bytes(range(32)), "k1": bytes(range(1, 33))}
VAULT = Vault(RAW)
URL = "https://mailroom.fernhill.example"
BEARER = Bearer(VAULT.api_keys, URL)
TOKEN = BEARER.sign("t1", ALICE, START)
OLD = Bearer({"k1": VAULT.api_keys["k1"]}, URL).sign("t1", ALICE, START)
CLAIMS: dict[str, Any] = jwt.decode(TOKEN, options={"verify_signature": False})
KEY = VAULT.api_keys["k2"]


def signed(key: bytes = KEY, kid: Any = "k2", algorithm: str = "HS256", **claims: Any) -> str:
    """A token like ours with other claims; one of None is left out."""
    said = {name: value for name, value in (CLAIMS | claims).items() if value is not None}
    with warnings.catch_warnings(action="ignore"):  # of a key that is short for another algorithm
        return jwt.api_jws.encode(json.dumps(said).encode(), key, algorithm, headers={"kid": kid})


def part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def unsigned(algorithm: str) -> str:
    return f"{part({'alg': algorithm, 'typ': 'JWT', 'kid': 'k2'})}.{part(CLAIMS)}."


def test_a_token_says_whose_it_is_for_ninety_days() -> None:
    assert BEARER.read(TOKEN, START) == Shown("t1", ALICE)
    assert BEARER.read(TOKEN, START + GOOD_FOR - (GOOD_FOR / 1_000_000)) == Shown("t1", ALICE)
    assert set(CLAIMS) == {"iss", "aud", "sub", "jti", "iat", "exp"} and CLAIMS["aud"] == f"{URL}/api"


def test_one_of_an_older_key_is_good_for_as_long_as_that_is_at_hand() -> None:
    assert BEARER.read(OLD, START).person == ALICE
    with pytest.raises(Permanent):
        Bearer({"k2": KEY}, URL).read(OLD, START)


def test_its_key_signs_nothing_else_of_mailrooms() -> None:
    assert VAULT.api_keys["k2"] not in RAW.values()
    for signature in (VAULT.sign("x"), VAULT.stamp("x").partition(".")[2]):
        assert jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(b"x", KEY).hex() != signature


def test_its_keys_stand_in_no_repr() -> None:
    assert repr(BEARER) == f"Bearer(url={URL!r})"


FORGED = {
    "another key": signed(b"x" * 32),
    "the raw key": signed(RAW["k2"]),
    "the other key's name": signed(kid="k1"),
    "an unknown name": signed(kid="k9"),
    "no name": signed(kid=""),
    "none": unsigned("none"),
    "None": unsigned("None"),
    "HS256 without a signature": unsigned("HS256"),
    "another algorithm": signed(algorithm="HS512"),
    "another audience": signed(aud=f"{URL}/api/webhook/gmail"),
    "a list of audiences": signed(aud=[f"{URL}/api"]),
    "no audience": signed(aud=None),
    "another issuer": signed(iss="https://evil.example"),
    "no end": signed(exp=None),
    "an end in words": signed(exp="never"),
    "an end that is true": signed(exp=True),
    "over": signed(exp=int(START.timestamp())),
    "made tomorrow": signed(iat=int(START.timestamp()) + 86_400),
    "nobody's": signed(sub=None),
    "no id": signed(jti=None),
    "an id that is a number": signed(jti=7),
    "a list of claims": jwt.api_jws.encode(b"[1]", KEY, "HS256", headers={"kid": "k2"}),
    "too long": signed(more="x" * 3_000),
    "no token": "x.y.z",
    "odd characters": "é.é.é",
    "nothing": "",
}


@pytest.mark.parametrize("why", FORGED)
def test_a_forged_or_bent_one_opens_nothing(why: str) -> None:
    with pytest.raises(Permanent) as refused:
        BEARER.read(FORGED[why], START)
    assert refused.value.failure is Failure.KEY_ENDED


@given(st.integers(0, len(TOKEN) - 2), st.characters(min_codepoint=33, max_codepoint=126))
def test_with_any_character_changed_it_opens_nothing(at: int, other: str) -> None:
    assume(other != TOKEN[at])  # the last one is left out: it has bits that mean nothing
    with pytest.raises(Permanent):
        BEARER.read(TOKEN[:at] + other + TOKEN[at + 1 :], START)


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(Permanent):
        BEARER.read(text, START)
