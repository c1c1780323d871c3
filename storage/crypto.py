"""Encryption of stored secrets: AES-256-GCM, key ids, and the row bound in as associated data (SPEC AC4).

A sealed text is `v1.KEYID.NONCE.CIPHERTEXT` (base64url). The associated data names what and whose it is, so a
ciphertext copied into another row does not open.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import Failure, Permanent


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, f"mailroom/{purpose}".encode()).derive(key)


class Vault:
    """Seals and opens short texts. `keys` maps key id to 32 bytes; the first one seals, all of them open."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._sealing = next(iter(keys))
        self._ciphers = {name: AESGCM(_derive(key, "tokens")) for name, key in keys.items()}
        self._signing = _derive(keys[self._sealing], "links")

    def seal(self, text: str, bound_to: str) -> str:
        """The text, encrypted for the row that `bound_to` names."""
        nonce = os.urandom(12)
        sealed = self._ciphers[self._sealing].encrypt(nonce, text.encode(), self._data(self._sealing, bound_to))
        return f"v1.{self._sealing}.{_b64(nonce)}.{_b64(sealed)}"

    def open(self, sealed: str, bound_to: str) -> str:
        """The text again. Raises Permanent if the key is missing, or the ciphertext belongs to another row."""
        try:
            version, name, nonce, body = sealed.split(".")
            if version != "v1":
                raise ValueError("unknown version")
            return self._ciphers[name].decrypt(_unb64(nonce), _unb64(body), self._data(name, bound_to)).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise Permanent(f"a stored secret does not open: {type(error).__name__}", Failure.UNKNOWN) from None

    def sign(self, text: str) -> str:
        """A signature (hex) for a link or state of ours."""
        return hmac.new(self._signing, text.encode(), hashlib.sha256).hexdigest()

    def signed(self, text: str, signature: str) -> bool:
        """Whether the signature is ours, in constant time."""
        return hmac.compare_digest(self.sign(text).encode(), signature.encode())

    @staticmethod
    def _data(name: str, bound_to: str) -> bytes:
        return f"v1|{name}|{bound_to}".encode()
