"""Push tokens: only Google's own, for us, from our service account, in time; everything else is refused."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import jwt
import pytest

from bot.errors import Temporary
from connectors.google.push_token import Fetched, PushTokens, fetch_over
from connectors.google.transport import Transport
from tests.connectors.google.push_tokens import (
    ACCOUNT,
    AUDIENCE,
    START,
    Google,
    certificates,
    key_set,
    private_key,
    refusal,
    token,
)
from tests.connectors.google.scripted import Scripted
from tests.eventually import eventually


@pytest.fixture
def google() -> Google:
    return Google()


@pytest.fixture
def tokens(google: Google) -> PushTokens:
    return PushTokens("https://certs.example/", AUDIENCE, ACCOUNT, google.fetch, lambda: google.now)


@pytest.mark.parametrize("issuer", ["https://accounts.google.com", "accounts.google.com"])
async def test_a_good_token_passes(tokens: PushTokens, issuer: str) -> None:
    await tokens.verify(token(iss=issuer))


@pytest.mark.parametrize("shape", [key_set, certificates])
async def test_both_shapes_of_certificates_are_read(
    google: Google, tokens: PushTokens, shape: Callable[..., bytes]
) -> None:
    google.body = shape("k0", "k1")
    await tokens.verify(token("k1"))
    await tokens.verify(token("k0"))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"exp": int(START.timestamp()) - 31}, "expired"),
        ({"exp": None}, "no usable exp"),
        ({"exp": "tomorrow"}, "no usable exp"),
        ({"exp": True}, "no usable exp"),
        ({"iat": None}, "no usable iat"),
        ({"iat": int(START.timestamp()) + 31}, "issued in the future"),
        ({"iss": "https://accounts.google.com.evil.example"}, "wrong issuer"),
        ({"iss": None}, "wrong issuer"),
        ({"aud": "https://other.example/"}, "wrong audience"),
        ({"aud": [AUDIENCE, "https://other.example/"]}, "wrong audience"),
        ({"aud": None}, "wrong audience"),
        ({"email": "mallory@project.iam.gserviceaccount.example"}, "wrong service account"),
        ({"email": None}, "wrong service account"),
        ({"email_verified": False}, "unverified service account"),
        ({"email_verified": "true"}, "unverified service account"),
        ({"email_verified": None}, "unverified service account"),
    ],
)
async def test_a_wrong_claim_is_refused(tokens: PushTokens, changes: dict[str, Any], reason: str) -> None:
    assert await refusal(tokens, token(**changes)) == reason


async def test_a_clock_that_runs_a_little_apart_is_allowed(tokens: PushTokens) -> None:
    now = int(START.timestamp())
    await tokens.verify(token(exp=now - 5))
    await tokens.verify(token(iat=now + 5))


async def test_a_forged_signature_is_refused(tokens: PushTokens) -> None:
    assert await refusal(tokens, token("forger", kid="k1")) == "bad signature"


async def test_a_changed_payload_is_refused(tokens: PushTokens) -> None:
    head, _, signature = token().split(".")
    payload = token("forger", email="x").split(".")[1]
    assert await refusal(tokens, f"{head}.{payload}.{signature}") == "bad signature"


async def test_a_token_without_a_signature_is_refused(tokens: PushTokens) -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})
    assert await refusal(tokens, jwt.encode(claims, "", algorithm="none", headers={"kid": "k1"})) == "wrong algorithm"


async def test_a_token_signed_with_the_public_key_as_a_secret_is_refused(tokens: PushTokens) -> None:
    claims = jwt.decode(token(), options={"verify_signature": False})
    numbers = private_key("k1").public_key().public_numbers()
    secret = str(numbers.n)
    forged = jwt.encode(claims, secret, algorithm="HS256", headers={"kid": "k1"})
    assert await refusal(tokens, forged) == "wrong algorithm"


@pytest.mark.parametrize("text", ["", "x", "a.b.c", "....", "é" * 10, "\0", "Bearer x"])
async def test_garbage_is_refused(google: Google, tokens: PushTokens, text: str) -> None:
    assert await refusal(tokens, text) == "not a token"
    assert google.fetches == 0


async def test_an_oversize_token_is_refused(tokens: PushTokens) -> None:
    assert await refusal(tokens, token(padding="x" * 9000)) == "too long"


async def test_a_token_without_a_key_id_is_refused(tokens: PushTokens) -> None:
    text = jwt.encode({"iss": "x"}, private_key("k1"), algorithm="RS256")
    assert await refusal(tokens, text) == "no key id"


async def test_a_new_key_is_fetched_when_it_first_appears(google: Google, tokens: PushTokens) -> None:
    await tokens.verify(token("k1"))
    google.body = key_set("k1", "k2")
    google.now += timedelta(seconds=11)
    await tokens.verify(token("k2"))
    assert google.fetches == 2


async def test_forged_key_ids_do_not_flood_google(google: Google, tokens: PushTokens) -> None:
    await tokens.verify(token())
    google.now += timedelta(seconds=11)
    for number in range(50):
        assert await refusal(tokens, token("forger", kid=f"x{number}")) == "unknown key"
    assert google.fetches == 2


async def test_the_certificates_are_kept_as_long_as_google_says(google: Google, tokens: PushTokens) -> None:
    google.max_age = timedelta(seconds=100)
    await tokens.verify(token())
    google.now += timedelta(seconds=99)
    await tokens.verify(token(n=1))
    assert google.fetches == 1
    google.now += timedelta(seconds=2)
    await tokens.verify(token(n=2))
    assert google.fetches == 2


async def test_requests_at_the_same_time_fetch_the_certificates_once(google: Google, tokens: PushTokens) -> None:
    await asyncio.gather(*(tokens.verify(token(n=number)) for number in range(20)))
    assert google.fetches == 1


async def test_known_keys_go_on_working_while_google_is_down(google: Google, tokens: PushTokens) -> None:
    await tokens.verify(token())
    google.down = True
    google.now += timedelta(hours=2)
    exp = int(google.now.timestamp()) + 60
    await tokens.verify(token(exp=exp))
    assert google.fetches == 2
    await tokens.verify(token(exp=exp, n=1))
    assert google.fetches == 2


async def test_while_the_certificates_address_hangs_one_waits_for_it_and_known_keys_go_on(
    google: Google, tokens: PushTokens
) -> None:
    await tokens.verify(token())
    google.now += timedelta(hours=2)
    google.hangs, exp = True, int(google.now.timestamp()) + 600
    began = google.now
    await asyncio.gather(*(tokens.verify(token(exp=exp, n=number)) for number in range(8)))
    assert (google.fetches, google.now - began) == (2, timedelta(seconds=10))


async def test_a_push_whose_key_is_known_waits_for_no_fetch_that_is_under_way(
    google: Google, tokens: PushTokens
) -> None:
    await tokens.verify(token())
    google.now += timedelta(hours=2)
    google.gate, exp = asyncio.Event(), int(google.now.timestamp()) + 600
    first = asyncio.create_task(tokens.verify(token(exp=exp)))
    await eventually(lambda: google.fetches == 2)
    async with asyncio.timeout(5):
        await tokens.verify(token(exp=exp, n=1))
    google.gate.set()
    await first


async def test_while_the_certificates_address_hangs_forged_key_ids_do_not_queue_for_it(
    google: Google, tokens: PushTokens
) -> None:
    await tokens.verify(token())
    google.now += timedelta(seconds=60)
    google.hangs, began = True, google.now
    forged = [token("forger", kid=f"x{number}", exp=int(began.timestamp()) + 600) for number in range(8)]
    assert set(await asyncio.gather(*(refusal(tokens, one) for one in forged))) == {"unknown key"}
    assert (google.fetches, google.now - began) == (2, timedelta(seconds=10))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": []}', b'{"keys": [{"kty": "RSA", "kid": "k1"}]}'])
async def test_without_any_usable_key_it_is_temporary(google: Google, tokens: PushTokens, body: bytes) -> None:
    google.body = body
    with pytest.raises(Temporary):
        await tokens.verify(token())


async def test_a_cold_start_while_google_is_down_is_temporary_and_heals(google: Google, tokens: PushTokens) -> None:
    google.down = True
    for _ in range(5):
        with pytest.raises(Temporary):
            await tokens.verify(token())
    assert google.fetches == 1
    google.down = False
    google.now += timedelta(seconds=11)
    await tokens.verify(token())


async def test_a_verified_token_is_not_verified_again_until_it_expires(google: Google, tokens: PushTokens) -> None:
    text = token()
    await tokens.verify(text)
    google.body, google.now = key_set("other"), START + timedelta(minutes=59)
    await tokens.verify(text)
    assert google.fetches == 1
    google.now = START + timedelta(hours=2)
    await refusal(tokens, text)


async def test_certificates_are_fetched_over_the_wire_with_their_age(
    server: Scripted, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    server.will_answer(200, key_set("k1").decode(), Cache_Control="public, max-age=19800, must-revalidate")
    fetched = await fetch_over(transport, executor)(server.url)
    assert fetched == Fetched(key_set("k1"), timedelta(seconds=19800))


async def test_an_error_of_the_certificates_address_is_temporary(
    server: Scripted, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    server.will_answer(404)
    with pytest.raises(Temporary):
        await fetch_over(transport, executor)(server.url)
