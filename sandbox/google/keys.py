"""The key that Google signs its identity tokens with, and the two ways in which it publishes the public half."""

import base64
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import cached_property

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.google.errors import Json

ISSUER = "https://accounts.google.com"


class Keys:
    """One RSA key at a time, made when first needed; the one before stays published after a rotation."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._retired: list[_Key] = []
        self.signed: list[str] = []

    @cached_property
    def _key(self) -> "_Key":
        return _Key(self._now())

    def rotate(self) -> None:
        """Signs with a new key from now on."""
        self._retired = [self._key]
        del self._key

    def sign(self, claims: Json) -> str:
        """The claims as a JWT, signed with RS256."""
        token = jwt.encode(claims, self._key.private, algorithm="RS256", headers={"kid": self._key.id})
        self.signed.append(token)
        return token

    def jwks(self) -> Json:
        """The public keys as oauth2/v3/certs answers them."""
        return {"keys": [key.jwk() for key in (self._key, *self._retired)]}

    def pem(self) -> dict[str, str]:
        """The certificates as oauth2/v1/certs answers them: key id to PEM."""
        return {key.id: key.certificate for key in (self._key, *self._retired)}


class _Key:
    def __init__(self, at: datetime) -> None:
        self.id = secrets.token_hex(20)
        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.certificate = _certificate(self.private, at)

    def jwk(self) -> Json:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "alg": "RS256",
            "kid": self.id,
            "n": _unsigned(numbers.n),
            "e": _unsigned(numbers.e),
        }


def _unsigned(number: int) -> str:
    data = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _certificate(private: rsa.RSAPrivateKey, at: datetime) -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "federated-signon.system.sandbox.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=30))
        .sign(private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode("ascii")
