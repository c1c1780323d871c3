"""The push door opens to our subscription only, and strangers leave no trace."""

import base64
import json
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.faults import Fault
from storage.db import Database
from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.http.pushing import DROP, PATH, claims, envelope, push, stored, token
from tests.handlers.office import KEYS, Office, open_office

FORGERY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def forged(clock: Clock) -> str:
    kid = KEYS.jwks()["keys"][0]["kid"]
    return jwt.encode(claims(clock), FORGERY, algorithm="RS256", headers={"kid": kid})


def confused(clock: Clock) -> str:
    """HS256 with the public certificate as the secret: the classic confusion. PyJWT refuses to make one, so by hand."""
    kid, certificate = next(iter(KEYS.pem().items()))
    head = {"alg": "HS256", "typ": "JWT", "kid": kid}
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (head, claims(clock))]
    signer = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signed = signer.sign(b".".join(parts), certificate.encode())
    return b".".join([*parts, base64.urlsafe_b64encode(signed).rstrip(b"=")]).decode()


def unsigned(clock: Clock) -> str:
    kid = KEYS.jwks()["keys"][0]["kid"]
    return jwt.encode(claims(clock), key="", algorithm="none", headers={"kid": kid})


STRANGERS: dict[str, tuple[Callable[[Clock], str | None], int]] = {
    "none at all": (lambda clock: None, 401),
    "an empty one": (lambda clock: "", 401),
    "no token": (lambda clock: "nonsense", 401),
    "not even ASCII": (lambda clock: "ey\udcff.é.ü", 401),
    "a huge one": (lambda clock: "x" * 7000, 401),
    "a forged signature": (forged, 401),
    "alg none": (unsigned, 401),
    "HS256 with the public key": (confused, 401),
    "an unknown key": (lambda clock: jwt.encode(claims(clock), FORGERY, "RS256", headers={"kid": "k9"}), 401),
    "expired": (lambda clock: token(clock, exp=int(clock().timestamp()) - 60), 401),
    "no expiry": (lambda clock: token(clock, exp=DROP), 401),
    "from the future": (lambda clock: token(clock, iat=int(clock().timestamp()) + 600), 401),
    "another audience": (lambda clock: token(clock, aud="https://other.example/"), 403),
    "no audience": (lambda clock: token(clock, aud=DROP), 403),
    "another issuer": (lambda clock: token(clock, iss="https://accounts.google.com.evil.example"), 403),
    "another service account": (lambda clock: token(clock, email="push@other.iam.gserviceaccount.com"), 403),
    "no account": (lambda clock: token(clock, email=DROP), 403),
    "an unverified account": (lambda clock: token(clock, email_verified=False), 403),
    "an account verified in words": (lambda clock: token(clock, email_verified="true"), 403),
}


@pytest.mark.parametrize("kind", STRANGERS)
async def test_whoever_is_not_our_subscription_is_refused_and_nothing_is_stored(
    office: Office, clock: Clock, kind: str
) -> None:
    await join(office.db)
    make, status = STRANGERS[kind]
    answer = await push(office, envelope(), make(clock))
    assert (answer.status, await stored(office.db), office.bell.rings) == (status, 0, [])
    assert set(await answer.json()) == {"code", "message", "details", "timestamp", "request_id"}


async def test_another_scheme_is_no_token(office: Office, clock: Clock) -> None:
    headers = {"Authorization": f"Basic {token(clock)}"}
    async with office.http.post(office.url + PATH, json=envelope(), headers=headers) as answer:
        assert answer.status == 401


async def test_without_the_settings_every_push_is_refused(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, pubsub_audience="", pubsub_service_account="") as office:
        answer = await push(office, envelope(), token(clock))
        assert (answer.status, (await answer.json())["code"]) == (403, "not_configured")


async def test_certificates_that_cannot_be_had_make_google_try_again(office: Office, clock: Clock) -> None:
    await join(office.db)
    office.faults.add(Fault(service="oauth", method="certs", kind="status", status=503))
    answer = await push(office, envelope(), token(clock))
    assert (answer.status, answer.headers["Retry-After"], await stored(office.db)) == (503, "10", 0)
    office.faults.clear()
    clock.advance(60)
    assert (await push(office, envelope(), token(clock))).status == 204


async def test_certificates_that_went_stale_go_on_working_while_google_is_away(office: Office, clock: Clock) -> None:
    await join(office.db)
    assert (await push(office, envelope(), token(clock))).status == 204
    office.faults.add(Fault(service="oauth", method="certs", kind="status", status=503))
    clock.advance(24 * 3600)
    assert (await push(office, envelope(), token(clock))).status == 204


async def test_the_database_file_is_untouched_by_strangers(office: Office, tmp_path: Path, clock: Clock) -> None:
    before = (tmp_path / "mailroom.db").read_bytes()
    for make, _ in STRANGERS.values():
        await push(office, envelope(), make(clock))
    assert (tmp_path / "mailroom.db").read_bytes() == before
