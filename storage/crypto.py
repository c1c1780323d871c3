"""Encryption of stored secrets: AES-256-GCM, key ids, and the row bound in as associated data (SPEC AC4).

A sealed text is `v1.KEYID.NONCE.CIPHERTEXT` (base64url). The associated data names the column and the row, so a
ciphertext copied into another one does not open. Each purpose has a key of its own, derived from those of TOKEN_KEYS.
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
    """The bytes of one text alone: the last character has bits to spare, in which others could be told apart."""
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if _b64(data) != text:
        raise ValueError("not the one way to write it")
    return data


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, None, f"mailroom/{purpose}".encode()).derive(key)


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Vault:
    """Seals and opens short texts. `keys` maps key id to 32 bytes; the first one seals, all of them open.

    `api_keys` are those that sign and prove the API's access tokens, by the same names.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._sealing = next(iter(keys))
        self._ciphers = {name: AESGCM(_derive(key, "tokens")) for name, key in keys.items()}
        self._signing = {name: _derive(key, "links") for name, key in keys.items()}
        self._stamping = {name: _derive(key, "audit") for name, key in keys.items()}
        self.api_keys: Mapping[str, bytes] = {name: _derive(key, "api") for name, key in keys.items()}

    @property
    def prefix(self) -> str:
        """How every text begins that the present key sealed."""
        return f"v1.{self._sealing}."

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The names of the keys, the sealing one first."""
        return tuple(self._ciphers)

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
        return _mac(self._signing[self._sealing], text)

    def signed(self, text: str, signature: str) -> bool:
        """Whether the signature is ours, by any of the keys, in constant time."""
        given = signature.encode("utf-8", "replace")
        return any(hmac.compare_digest(_mac(key, text).encode(), given) for key in self._signing.values())

    def stamp(self, text: str) -> str:
        """`KEYID.HMAC` of a text that is kept for years, such as an entry of the audit log."""
        return f"{self._sealing}.{_mac(self._stamping[self._sealing], text)}"

    def stamped(self, text: str, stamp: str) -> bool | None:
        """Whether the stamp is that text's; None if its key is not at hand."""
        name, _, mac = stamp.partition(".")
        if name not in self._stamping:
            return None
        return hmac.compare_digest(_mac(self._stamping[name], text).encode(), mac.encode("utf-8", "replace"))

    @staticmethod
    def _data(name: str, bound_to: str) -> bytes:
        return f"v1|{name}|{bound_to}".encode()
