"""Proof that a push comes from Google: its OIDC token, checked in full against cached certificates (SPEC IN2)."""

import asyncio
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jwt
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509 import load_pem_x509_certificate
from jwt.types import Options

from bot.errors import Temporary
from connectors.google.transport import Transport

ISSUERS = ("https://accounts.google.com", "accounts.google.com")
LEEWAY_SECONDS = 30
LONGEST_TOKEN = 8_192
_FRESH = timedelta(hours=1)  # where the answer names no age
_CALM = timedelta(seconds=10)  # between two fetches for unknown key ids: forged ids must not flood Google
_MOST_VERIFIED = 1_000


class BadToken(Exception):
    """The token is not Google's for us; the message says why, without the token."""


@dataclass(frozen=True)
class Fetched:
    """The answer of the certificates' address."""

    body: bytes
    max_age: timedelta | None


def fetch_over(transport: Transport, executor: Executor) -> Callable[[str], Awaitable[Fetched]]:
    """A fetch for PushTokens. It raises Temporary when the certificates cannot be had."""

    def get(url: str) -> Fetched:
        answer = transport.send("GET", url, headers={"accept": "application/json"}, body=None, read_seconds=10.0)
        if answer.status != 200:
            raise Temporary(f"the certificates' address answered {answer.status}")
        age = re.search(r"max-age=(\d{1,8})", answer.headers.get("cache-control", ""))
        return Fetched(answer.body, timedelta(seconds=int(age[1])) if age else None)

    async def fetch(url: str) -> Fetched:
        return await asyncio.get_running_loop().run_in_executor(executor, get, url)

    return fetch


class PushTokens:
    """Verifies push tokens. Holds the certificates and the tokens already verified."""

    def __init__(
        self,
        certs_url: str,
        audience: str,
        service_account: str,
        fetch: Callable[[str], Awaitable[Fetched]],
        now: Callable[[], datetime],
    ) -> None:
        self._certs_url = certs_url
        self._audience = audience
        self._service_account = service_account
        self._fetch = fetch
        self._now = now
        self._keys: dict[str, RSAPublicKey] = {}
        self._fresh_until: datetime | None = None
        self._last_try: datetime | None = None
        self._lock = asyncio.Lock()
        self._verified: OrderedDict[bytes, float] = OrderedDict()  # digest of a token -> its expiry

    async def verify(self, token: str) -> None:
        """Returns if the token is good. Raises BadToken, or Temporary if no certificates could be had at all."""
        digest = hashlib.sha256(token.encode("utf-8", "replace")).digest()
        known_until = self._verified.get(digest)
        if known_until is not None and self._now().timestamp() < known_until:
            self._verified.move_to_end(digest)
            return
        key = await self._key(_key_id(token))
        expires = self._check(_claims(token, key))
        self._verified[digest] = expires
        while len(self._verified) > _MOST_VERIFIED:
            self._verified.popitem(last=False)

    def _check(self, claims: Mapping[str, Any]) -> float:
        """Checks the claims; returns the expiry. Time is ours to tell, so that it is the same everywhere."""
        now = self._now().timestamp()
        expires, issued = _number(claims, "exp"), _number(claims, "iat")
        if now >= expires + LEEWAY_SECONDS:
            raise BadToken("expired")
        if issued > now + LEEWAY_SECONDS:
            raise BadToken("issued in the future")
        if claims.get("iss") not in ISSUERS:
            raise BadToken("wrong issuer")
        if claims.get("aud") != self._audience:
            raise BadToken("wrong audience")
        if claims.get("email") != self._service_account:
            raise BadToken("wrong service account")
        if claims.get("email_verified") is not True:
            raise BadToken("unverified service account")
        return expires

    async def _key(self, key_id: str) -> RSAPublicKey:
        """The key of that id; the certificates are fetched when they are stale or do not know it."""
        fetching = self._lock.locked() and key_id in self._keys  # a key at hand waits for no fetch under way
        if not fetching and (self._is_stale() or key_id not in self._keys):
            async with self._lock:
                await self._refresh(key_id)
        try:
            return self._keys[key_id]
        except KeyError:
            raise BadToken("unknown key") from None

    async def _refresh(self, key_id: str) -> None:
        if not self._is_stale() and key_id in self._keys:  # another request fetched them meanwhile
            return
        now = self._now()
        tried = self._last_try is not None and now - self._last_try < _CALM
        if tried and self._keys:
            return
        if tried:
            raise Temporary("the certificates could not be had a moment ago")
        self._last_try = now
        try:
            fetched = await self._fetch(self._certs_url)
            keys = _keys(fetched.body)
        except (Temporary, ValueError) as error:
            if not self._keys:
                raise Temporary(f"no certificates: {type(error).__name__}") from error
            return  # the keys at hand go on working; Google keeps old ones valid for days
        finally:
            self._last_try = self._now()  # a fetch that hung was no rest: those who waited must not hang in turn
        self._keys = keys
        self._fresh_until = now + (_FRESH if fetched.max_age is None else fetched.max_age)

    def _is_stale(self) -> bool:
        return self._fresh_until is None or self._now() >= self._fresh_until


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadToken(f"no usable {name}")
    return float(value)


def _key_id(token: str) -> str:
    """The key id of the token's header, which must say RS256: no other algorithm is ever tried."""
    if len(token) > LONGEST_TOKEN:
        raise BadToken("too long")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError):  # ValueError: characters that no token has
        raise BadToken("not a token") from None
    if header.get("alg") != "RS256":
        raise BadToken("wrong algorithm")
    key_id = header.get("kid")
    if not isinstance(key_id, str) or not key_id:
        raise BadToken("no key id")
    return key_id


def _claims(token: str, key: RSAPublicKey) -> Mapping[str, Any]:
    """The claims, once the signature is proved; what they say is checked by the caller, on the caller's clock."""
    checked = Options(verify_signature=True, verify_exp=False, verify_iat=False, verify_nbf=False, verify_aud=False)
    try:
        return jwt.decode(token, key, algorithms=["RS256"], options=checked)
    except (jwt.PyJWTError, ValueError):
        raise BadToken("bad signature") from None


def _keys(body: bytes) -> dict[str, RSAPublicKey]:
    """The RSA keys by id, from a JWKS or from a map of PEM certificates. Raises ValueError."""
    document = json.loads(body)
    if not isinstance(document, dict):
        raise ValueError("neither a key set nor a map of certificates")
    entries = document.get("keys")
    found = _from_key_set(entries) if isinstance(entries, list) else _from_certificates(document)
    if not found:
        raise ValueError("no usable key")
    return found


def _from_key_set(entries: list[Any]) -> dict[str, RSAPublicKey]:
    found: dict[str, RSAPublicKey] = {}
    for entry in entries:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA" or not entry.get("kid"):
            continue
        try:
            key = jwt.PyJWK(entry, algorithm="RS256").key
        except (jwt.PyJWTError, ValueError, UnsupportedAlgorithm):  # one broken key must not spoil the others
            continue
        if isinstance(key, RSAPublicKey):
            found[str(entry["kid"])] = key
    return found


def _from_certificates(document: dict[str, Any]) -> dict[str, RSAPublicKey]:
    found: dict[str, RSAPublicKey] = {}
    for key_id, pem in document.items():
        try:
            key = load_pem_x509_certificate(str(pem).encode()).public_key()
        except (ValueError, UnsupportedAlgorithm):
            continue
        if isinstance(key, RSAPublicKey):
            found[key_id] = key
    return found
