"""Pushes as Pub/Sub sends them, and what the database holds of them afterwards."""

import base64
import json
from typing import Any

from aiohttp import ClientResponse
from sqlalchemy import func, select

from storage.db import Database
from storage.pushes import Push
from tests.cast import ALICE_MAIL
from tests.database_fixture import Clock
from tests.handlers.office import AUDIENCE, KEYS, PUSHER, Office

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
