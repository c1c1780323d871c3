"""What tests of push tokens share: keys, tokens signed with them, and the address that publishes the keys."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from bot.errors import Temporary
from connectors.google.push_token import BadToken, Fetched, PushTokens

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
AUDIENCE = "https://mail.fernhill.example/api/webhook/gmail"
ACCOUNT = "push@project.iam.gserviceaccount.example"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def key_set(*names: str) -> bytes:
    keys = [
        {
            **jwt.algorithms.RSAAlgorithm.to_jwk(private_key(name).public_key(), as_dict=True),
            "kid": name,
            "alg": "RS256",
        }
        for name in names
    ]
    return json.dumps({"keys": keys}).encode()


def certificates(*names: str) -> bytes:
    return json.dumps({name: _certificate(private_key(name)) for name in names}).encode()


def _certificate(key: rsa.RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "signer.example")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    builder = builder.serial_number(7).not_valid_before(START).not_valid_after(START + timedelta(days=9))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()


def token(key: str = "k1", kid: str = "", **changes: Any) -> str:
    now = int(START.timestamp())
    claims = {
        "iss": "https://accounts.google.com",
        "aud": AUDIENCE,
        "email": ACCOUNT,
        "email_verified": True,
        "iat": now,
        "exp": now + 3600,
    }
    claims = {name: value for name, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, private_key(key), algorithm="RS256", headers={"kid": kid or key})


@dataclass
class Google:
    """The certificates' address, and the time."""

    body: bytes = field(default_factory=lambda: key_set("k1"))
    max_age: timedelta | None = None
    down: bool = False
    fetches: int = 0
    now: datetime = START
    gate: asyncio.Event | None = None  # for which a fetch waits
    hangs: bool = False  # then a fetch lasts ten seconds, and comes to nothing

    async def fetch(self, url: str) -> Fetched:
        self.fetches += 1
        if self.gate:
            await self.gate.wait()
        if self.hangs:
            await asyncio.sleep(0)  # the others come and wait
            self.now += timedelta(seconds=10)
            raise Temporary("no answer")
        if self.down:
            raise Temporary("down")
        return Fetched(self.body, self.max_age)


async def refusal(tokens: PushTokens, text: str) -> str:
    with pytest.raises(BadToken) as caught:
        await tokens.verify(text)
    return str(caught.value)
