"""The push door: who may ring it, what it takes, what it answers, and what it never keeps."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import jwt
import pytest
from aiohttp import ClientResponse
from cryptography.hazmat.primitives.asymmetric import rsa
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from sandbox.faults import Fault
from storage.accounts import Accounts
from storage.db import Database
from storage.pushes import Push
from tests.cast import ALICE, ALICE_MAIL, BOB, join
from tests.database_fixture import Clock
from tests.handlers.office import AUDIENCE, KEYS, PUSHER, Office, open_office

PATH = "/api/webhook/gmail"
BOB_MAIL = "bob@fernhill.example"
DROP = object()


def claims(clock: Clock, **changes: Any) -> dict[str, Any]:
    now = int(clock().timestamp())
    usual = {
        "iss": "https://accounts.google.com", "aud": AUDIENCE, "email": PUSHER, "email_verified": True,
        "iat": now, "exp": now + 3600,
    }  # fmt: skip
    return {name: value for name, value in (usual | changes).items() if value is not DROP}


def token(clock: Clock, **changes: Any) -> str:
    return KEYS.sign(claims(clock, **changes))


def data(**fields: Any) -> str:
    return base64.b64encode(json.dumps(fields).encode()).decode()


def envelope(email: str = ALICE_MAIL, history: object = 4711, notice: str = "n1") -> dict[str, Any]:
    return {"message": {"data": data(emailAddress=email, historyId=history), "messageId": notice}, "subscription": "s"}


async def push(office: Office, body: Any, bearer: str | None, **headers: str) -> ClientResponse:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    sent = headers | ({"Authorization": f"Bearer {bearer}"} if bearer is not None else {})
    async with office.http.post(office.url + PATH, data=raw, headers=sent) as answer:
        await answer.read()
        return answer


async def stored(db: Database) -> int:
    async with db.reading() as session:
        return int(await session.scalar(select(func.count()).select_from(Push)) or 0)


async def test_a_notice_is_stored_and_its_account_rung_before_the_204(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    answer = await push(office, envelope(history="4711"), token(clock))
    assert (answer.status, await answer.text()) == (204, "")
    async with office.db.reading() as session:
        row = (await session.scalars(select(Push))).one()
        wanting = await Accounts(session).get(account.id)
    assert (row.account_id, row.history_id, row.notice_id) == (account.id, "4711", "n1")
    assert wanting is not None and (wanting.sync_wanted, wanting.last_push_at) == (1, clock())
    assert [(ring.job, ring.args) for ring in office.bell.rings] == [
        ("jobs.sync_mailbox.sync_mailbox", (account.id,))
    ]  # fmt: skip


async def test_url_safe_base64_without_padding_is_read_too(office: Office, clock: Clock) -> None:
    await join(office.db)
    text = base64.urlsafe_b64encode(json.dumps({"emailAddress": ALICE_MAIL.upper(), "historyId": "9"}).encode())
    assert (await push(office, {"message": {"data": text.decode().rstrip("=")}}, token(clock))).status == 204
    assert await stored(office.db) == 1


async def test_two_people_with_one_mailbox_are_both_rung(office: Office, clock: Clock) -> None:
    accounts = {(await join(office.db, person)).id for person in (ALICE, BOB)}
    assert (await push(office, envelope(), token(clock))).status == 204
    assert {ring.args[0] for ring in office.bell.rings} == accounts


async def test_a_repeated_notice_does_no_harm(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    bearer = token(clock)
    answers = await asyncio.gather(*(push(office, envelope(), bearer) for _ in range(5)))
    assert [answer.status for answer in answers] == [204] * 5
    assert {ring.args for ring in office.bell.rings} == {(account.id,)}


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


STRANGERS = {
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
    assert set(await answer.json()) == {"code", "message"}


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


def said(**fields: Any) -> bytes:
    return json.dumps({"message": {"data": data(**fields)}}).encode()


def wrapped(text: bytes) -> bytes:
    return json.dumps({"message": {"data": base64.b64encode(text).decode()}}).encode()


MALFORMED = {
    "no JSON": b"{oops",
    "empty": b"",
    "an array": b"[]",
    "not text": b"\xff\xfe\x00\x01",
    "no message": b"{}",
    "a message of another type": b'{"message": "hello"}',
    "no data": b'{"message": {}}',
    "data of another type": b'{"message": {"data": 7}}',
    "empty data": b'{"message": {"data": ""}}',
    "no base64": b'{"message": {"data": "%%%not base64%%%"}}',
    "base64 of nothing readable": wrapped(b"\xff\xfe"),
    "data that is no object": wrapped(b"[1]"),
    "no address": said(historyId=1),
    "no history": said(emailAddress=ALICE_MAIL),
    "an address of another type": said(emailAddress=[], historyId=1),
    "an address that is none": said(emailAddress="alice", historyId=1),
    "an address with a NUL": said(emailAddress="a\0@b.c", historyId=1),
    "half a character": wrapped(b'{"emailAddress":"\\ud800@b.c","historyId":1}'),
    "a history of words": said(emailAddress=ALICE_MAIL, historyId="x"),
    "a negative history": said(emailAddress=ALICE_MAIL, historyId=-1),
    "a history beyond 64 bits": said(emailAddress=ALICE_MAIL, historyId=2**64),
    "a history of 4,400 digits": wrapped(b'{"emailAddress":"a@b.c","historyId":' + b"1" * 4400 + b"}"),
    "a notice id with a NUL": json.dumps(envelope(notice="n\0")).encode(),
    "a nesting bomb": b"[" * 60_000,
    "a nesting bomb in the data": wrapped(b"[" * 6000),
}


@pytest.mark.parametrize("kind", MALFORMED)
async def test_malformed_bodies_are_refused_in_words_and_nothing_is_stored(
    office: Office, clock: Clock, kind: str
) -> None:
    await join(office.db)
    with capture_logs() as logs:
        answer = await push(office, MALFORMED[kind], token(clock))
    assert (answer.status, (await answer.json())["code"], await stored(office.db)) == (400, "malformed", 0)
    assert [(line["event"], line["reason"]) for line in logs] == [("push dropped", "malformed")]


async def test_a_body_announced_as_too_long_is_refused_unread(office: Office, clock: Clock) -> None:
    answer = await push(office, b"x" * 70_000, token(clock))
    assert (answer.status, (await answer.json())["code"]) == (413, "too_large")


async def test_a_body_without_an_announced_length_is_read_no_further_than_allowed(office: Office, clock: Clock) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(2000):  # 64 MB, if anybody reads them
            sent += 1
            yield b"x" * 32_768

    headers = {"Authorization": f"Bearer {token(clock)}"}
    async with office.http.post(office.url + PATH, data=endless(), headers=headers) as answer:
        assert answer.status == 413
    assert sent < 500


async def test_an_unknown_mailbox_is_dropped_with_a_204(office: Office, clock: Clock) -> None:
    await join(office.db)
    with capture_logs() as logs:
        answer = await push(office, envelope("nobody@fernhill.example"), token(clock))
    assert (answer.status, await stored(office.db), office.bell.rings) == (204, 0, [])
    assert [line["event"] for line in logs] == ["push rings nobody"]


async def test_a_mailbox_whose_access_ended_is_dropped_too(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state="reconnect")
    assert (await push(office, envelope(), token(clock))).status == 204
    assert await stored(office.db) == 0


@asynccontextmanager
async def broken(db: Database) -> AsyncIterator[None]:
    """The table of pushes is away for the length of the block."""
    async with db.transaction() as session:
        await session.execute(text("ALTER TABLE pushes RENAME TO pushes_away"))
    yield
    async with db.transaction() as session:
        await session.execute(text("ALTER TABLE pushes_away RENAME TO pushes"))


async def test_with_the_database_down_google_tries_again_and_nothing_is_rung(office: Office, clock: Clock) -> None:
    await join(office.db)
    async with broken(office.db):
        answer = await push(office, envelope(), token(clock))
        assert (answer.status, answer.headers["Retry-After"], office.bell.rings) == (503, "10", [])
    assert (await push(office, envelope(), token(clock))).status == 204


async def test_with_the_queue_down_the_notice_is_stored_and_answered_all_the_same(office: Office, clock: Clock) -> None:
    account = await join(office.db)
    office.bell.down = True
    assert (await push(office, envelope(), token(clock))).status == 204
    async with office.db.reading() as session:
        kept = await Accounts(session).get(account.id)
    assert (await stored(office.db), kept is not None and kept.sync_wanted) == (1, 1)


async def test_the_101st_stranger_in_a_minute_is_slowed_down(office: Office) -> None:
    answers = [(await push(office, b"{}", None)).status for _ in range(100)]
    assert answers == [401] * 100
    late = await push(office, b"{}", None)
    assert (late.status, late.headers["Retry-After"], (await late.json())["code"]) == (429, "1", "too_many")


async def test_forwarded_addresses_of_strangers_are_not_believed(office: Office) -> None:
    for number in range(100):
        await push(office, b"{}", None, **{"X-Forwarded-For": f"198.51.100.{number}"})
    assert (await push(office, b"{}", None, **{"X-Forwarded-For": "203.0.113.9"})).status == 429


async def test_behind_our_proxy_each_forwarded_address_has_its_own_limit(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, trusted_proxies="127.0.0.0/8", webhook_per_minute=3) as office:
        first = [(await push(office, b"{}", None, **{"X-Forwarded-For": "198.51.100.1"})).status for _ in range(4)]
        second = await push(office, b"{}", None, **{"X-Forwarded-For": "198.51.100.2"})
        lied = await push(office, b"{}", None, **{"X-Forwarded-For": "10.9.8.7, 198.51.100.1"})
    assert (first, second.status, lied.status) == ([401, 401, 401, 429], 401, 429)


async def test_verified_pushes_of_many_accounts_from_one_address_are_never_slowed_down(
    office: Office, clock: Clock
) -> None:
    bearer = token(clock)
    for number in range(130):
        assert (await push(office, envelope(f"user{number}@fernhill.example"), bearer)).status == 204


async def test_a_verified_push_is_taken_while_strangers_from_its_address_are_slowed_down(
    sqlite_db: Database, clock: Clock
) -> None:
    await join(sqlite_db)
    async with open_office(sqlite_db, clock, webhook_per_minute=2) as office:
        assert [(await push(office, b"{}", None)).status for _ in range(3)] == [401, 401, 429]
        assert (await push(office, envelope(), token(clock))).status == 204


async def test_one_mailbox_has_a_limit_of_its_own(sqlite_db: Database, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, webhook_per_minute=3) as office:
        bearer = token(clock)
        answers = [(await push(office, envelope(), bearer)).status for _ in range(4)]
        other = await push(office, envelope(BOB_MAIL), bearer)
    assert (answers, other.status) == ([204, 204, 204, 429], 204)


async def test_no_log_line_holds_an_address_or_a_token(office: Office, clock: Clock) -> None:
    await join(office.db)
    bearer, bad = token(clock), token(clock, aud="https://other.example/")
    with capture_logs() as logs:
        for sent, body in ((bearer, envelope()), (bad, envelope()), (bearer, {"message": {"data": ALICE_MAIL}})):
            await push(office, body, sent)
        await push(office, envelope("nobody@fernhill.example"), bearer)
        office.bell.down = True
        await push(office, envelope(), bearer)
        async with broken(office.db):
            await push(office, envelope(), bearer)
    told = json.dumps(logs, default=str)
    assert {line["event"] for line in logs} >= {"push refused", "push dropped", "push postponed", "ring failed"}
    assert not [secret for secret in ("fernhill", "@", bearer, bad, bearer[-20:]) if secret in told]


async def test_the_database_file_is_untouched_by_strangers(office: Office, tmp_path: Path, clock: Clock) -> None:
    before = (tmp_path / "mailroom.db").read_bytes()
    for make, _ in STRANGERS.values():
        await push(office, envelope(), make(clock))
    assert (tmp_path / "mailroom.db").read_bytes() == before
