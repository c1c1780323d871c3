"""Deterministic embeddings: unit vectors of hashed words, so that texts that share words lie near each other."""

import hashlib
import math
import re

_WORD = re.compile(r"[^\W_]+")
_DULL = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "i",
        "in",
        "is",
        "it",
        "of",
        "on",
        "or",
        "that",
        "the",
        "this",
        "to",
        "was",
        "we",
        "with",
        "you",
    ]
)


def embedding(text: str, dimensions: int) -> list[float]:
    """A unit vector of the text. The same text gives the same vector in every process."""
    vector = [0.0] * dimensions
    words = [word for word in _WORD.findall(text.lower()) if word not in _DULL] or [text]
    for feature in [*words, *(word[:5] for word in words if len(word) > 5)]:
        digest = hashlib.blake2b(feature.encode(), digest_size=8).digest()
        vector[int.from_bytes(digest[:4], "big") % dimensions] += 1.0 if digest[4] & 1 else -1.0
    length = math.sqrt(sum(part * part for part in vector))
    if not length:
        vector[0], length = 1.0, 1.0
    return [part / length for part in vector]
