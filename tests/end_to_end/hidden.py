"""Finding many secrets in large files, as they are or as they travel: in addresses, and in base64."""

import base64
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

START = 16  # bytes by which a secret is looked up; shorter ones are looked for one by one
_DENSE = re.compile(rb"[\w+/=.~%:-]{16,}")  # secrets have no spaces


class Hidden:
    """Secrets, by what they are, in every shape in which they may stand somewhere."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._shapes = {name: _shapes(text) for name, text in secrets.items()}
        every = [(name, one) for name, shapes in self._shapes.items() for one in shapes]
        self._short = [(name, one) for name, one in every if len(one) < START]
        self._long = {one[:START]: name for name, one in every if len(one) >= START}

    def found(self, text: bytes) -> list[str]:
        """What of them stands there."""
        likely = {self._long[start] for start in self._long.keys() & set(_pieces(text))}
        return [name for name in likely if self.holds(name, text)] + [name for name, one in self._short if one in text]

    def holds(self, name: str, text: bytes) -> bool:
        """Whether this one does."""
        return any(shape in text for shape in self._shapes[name])


def _pieces(text: bytes) -> Iterator[bytes]:
    for dense in set(_DENSE.findall(text)):
        yield from (dense[at : at + START] for at in range(len(dense) - START + 1))


def _shapes(secret: str) -> set[bytes]:
    raw = secret.encode()
    shifted = (base64.b64encode(b"\0" * at + raw)[4 if at else 0 : -4] for at in range(3))
    return {raw, quote(secret, safe="").encode(), *(one for one in shifted if len(one) >= START)}
