"""Slack's route refuses whatever Slack did not sign, without reading it, failing on it, or telling the log of it."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from urllib.parse import urlencode, urlsplit

import pytest
from structlog.testing import capture_logs

from sandbox.slack.delivery import signature
from tests.handlers.office import Json, Office

PATH = "/slack/events"
SECRET = "sandbox-signing-secret"
WORD = "quarterly-figures"  # what no log may hold
EVENT = json.dumps({"type": "event_callback", "event_id": "E1", "event": {"type": "message", "text": WORD}})
ssl_check = urlencode({"ssl_check": "1", "token": WORD})
challenge = json.dumps({"type": "url_verification", "challenge": WORD})


def now(offset: int = 0) -> str:
    return str(int(time.time()) + offset)


def signed(body: str, stamp: str = "", secret: str = SECRET) -> Json:
    stamp = stamp or now()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature(secret, stamp, body)}


async def post(office: Office, body: bytes | AsyncIterator[bytes], headers: Json) -> int:
    async with office.http.post(office.url + PATH, data=body, headers=headers) as answer:
        assert WORD not in await answer.text()
        return answer.status


UNSIGNED: dict[str, Callable[[str], Json]] = {
    "no headers": lambda body: {},
    "no timestamp": lambda body: {"X-Slack-Signature": signed(body)["X-Slack-Signature"]},
    "no signature": lambda body: {"X-Slack-Request-Timestamp": now()},
    "an empty timestamp": lambda body: signed(body) | {"X-Slack-Request-Timestamp": ""},
    "a timestamp of words": lambda body: signed(body, "yesterday"),
    "a timestamp with a fraction": lambda body: signed(body, f"{now()}.5"),
    "a timestamp in other digits": lambda body: signed(body) | {"X-Slack-Request-Timestamp": "١٢٣"},
    "a timestamp of 5,000 digits": lambda body: signed(body, "9" * 5000),
    "a negative timestamp": lambda body: signed(body, "-1"),
    "five minutes old": lambda body: signed(body, now(-301)),
    "from the future": lambda body: signed(body, now(+400)),
    "another secret": lambda body: signed(body, secret="other"),
    "another body": lambda body: signed(body + " "),
    "no hash": lambda body: signed(body) | {"X-Slack-Signature": "v0="},
    "a signature that is not ASCII": lambda body: signed(body) | {"X-Slack-Signature": "v0=é"},
    "another version": lambda body: signed(body) | {"X-Slack-Signature": f"v1{signed(body)['X-Slack-Signature'][2:]}"},
}  # fmt: skip
BODIES = {
    "an event": (EVENT, "application/json"),
    "nothing": ("", "application/json"),
    "broken JSON": ("{" + WORD, "application/json"),
    "an array": ("[1]", "application/json"),
    "a nesting bomb": ("[" * 100_000, "application/json"),
    "a broken payload": (f"payload=%7B{WORD}", "application/x-www-form-urlencoded"),
    "the check of certificates": (ssl_check, "application/x-www-form-urlencoded"),
    "the check of the address": (challenge, "application/json"),
    "another charset": (WORD, "text/plain; charset=nonsense"),
}


@pytest.mark.parametrize(
    ("how", "body"), [*((how, "an event") for how in UNSIGNED), *(("another secret", body) for body in BODIES)]
)
async def test_what_slack_did_not_sign_gets_a_401(
    office: Office, how: str, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    content, kind = BODIES[body]
    with capture_logs() as logs:
        status = await post(office, content.encode(), UNSIGNED[how](content) | {"Content-Type": kind})
    assert (status, office.bell.rings) == (401, [])
    assert [line["event"] for line in logs] == ["slack request refused"]
    assert WORD not in caplog.text


@pytest.mark.parametrize("headers", [{}, signed("x")])
async def test_bytes_that_are_no_text_are_refused(office: Office, headers: Json) -> None:
    assert await post(office, b"payload=\xff\xfe", headers) == 400


async def test_a_huge_body_is_refused_unread(office: Office) -> None:
    assert await post(office, b"x" * 1_000_001, signed("x")) == 413


async def test_a_huge_body_without_an_announced_length_is_read_no_further_than_allowed(office: Office) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(2000):
            sent += 1
            yield b"x" * 65_536

    assert await post(office, endless(), signed("x")) == 413
    assert sent < 500


async def test_a_body_that_does_not_come_is_waited_for_no_longer_than_allowed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.http.doors.BODY_SECONDS", 0.05)

    async def slow() -> AsyncIterator[bytes]:
        yield b"half"
        await asyncio.Event().wait()

    async with asyncio.timeout(5):
        assert await post(office, slow(), signed("x")) == 408


@pytest.mark.parametrize("path", ["/slack/events", "/api/webhook/gmail"])
async def test_a_caller_who_hangs_up_half_way_leaves_no_error_in_the_log(office: Office, path: str) -> None:
    port = urlsplit(office.url).port
    with capture_logs() as logs:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer x\r\nContent-Length: 100\r\n\r\nhalf"
        writer.write(head.encode())
        await writer.drain()
        reading = [task for task in asyncio.all_tasks() if "RequestHandler.start" in repr(task)]
        writer.close()
        await writer.wait_closed()
        await asyncio.wait(reading, timeout=5)
    assert not [line for line in logs if line["log_level"] == "error"]


async def test_a_body_that_is_not_encoded_as_it_says_is_refused(office: Office) -> None:
    with capture_logs() as logs:
        assert await post(office, b"no gzip", {"Content-Encoding": "gzip"}) == 400
    assert not [line for line in logs if line["log_level"] == "error"]


GARBAGE = {
    "broken JSON": "{oops",
    "an array": "[1]",
    "a number": "7",
    "a payload that is no JSON": "payload=%7Boops",
    "a payload that is no object": "payload=%5B1%5D",
    "a nesting bomb": "{" + '"a":{' * 50_000,
    "a submission of nothing": '{"type": "view_submission", "user": {"id": "U0ALICE"}, "view": null}',
    "a closed form that is none": '{"type": "view_closed", "user": {"id": "U0ALICE"}}',
}


@pytest.mark.parametrize("kind", GARBAGE)
async def test_signed_garbage_gets_a_400(office: Office, kind: str) -> None:
    body = GARBAGE[kind]
    kinds = "application/x-www-form-urlencoded" if body.startswith("payload") else "application/json"
    with capture_logs() as logs:
        assert await post(office, body.encode(), signed(body) | {"Content-Type": kinds}) == 400
    assert [line["reason"] for line in logs] == ["malformed"]


STRANGE = {
    "nothing": "",
    "an empty object": "{}",
    "an unknown type": '{"type": "weather_report"}',
    "an event of no kind": '{"type": "event_callback", "event_id": "E7", "event": {}}',
    "an unknown event": '{"type": "event_callback", "event_id": "E8", "event": {"type": "pin_added"}}',
    "a submission of an unknown modal": json.dumps(
        {
            "type": "view_submission",
            "user": {"id": "U0ALICE"},
            "view": {"id": "V1", "type": "modal", "callback_id": "x"},
        }
    ),
}


@pytest.mark.parametrize("kind", STRANGE)
async def test_signed_requests_that_nobody_listens_to_end_without_a_crash(office: Office, kind: str) -> None:
    body = STRANGE[kind]
    with capture_logs() as logs:
        status = await post(office, body.encode(), signed(body) | {"Content-Type": "application/json"})
    assert status in (200, 404)
    assert not [line for line in logs if line["log_level"] == "error"]


async def test_slacks_check_of_the_address_is_answered_once_it_is_signed(office: Office) -> None:
    headers = signed(challenge) | {"Content-Type": "application/json"}
    async with office.http.post(office.url + PATH, data=challenge, headers=headers) as answer:
        assert (answer.status, json.loads(await answer.text())) == (200, {"challenge": WORD})


@pytest.mark.parametrize("offset", [-290, 290])
async def test_a_clock_that_is_a_little_off_is_no_harm(office: Office, offset: int) -> None:
    headers = signed(challenge, now(offset)) | {"Content-Type": "application/json"}
    async with office.http.post(office.url + PATH, data=challenge, headers=headers) as answer:
        assert answer.status == 200
