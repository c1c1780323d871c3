"""What comes to the push door under a good token and is still no notice: refused, bounded, and not stored."""

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from tests.cast import ALICE_MAIL, join
from tests.database_fixture import Clock
from tests.handlers.http.pushing import PATH, data, envelope, push, stored, token
from tests.handlers.office import Office


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
