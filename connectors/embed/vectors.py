"""What every embedder needs: texts cut to what a model takes, and arithmetic on vectors."""

import math

from connectors.embed.model import Vector


def beginning(text: str, most_bytes: int) -> str:
    """The beginning of a text, in well-formed UTF-8 of at most so many bytes; never empty, which services refuse."""
    return text.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore").strip() or "-"


def unit(vector: Vector) -> Vector:
    """The vector in length 1; one of zeros points along the first axis, so that it can be stored."""
    length = math.sqrt(math.fsum(part * part for part in vector))
    if not length or not math.isfinite(length):
        return [1.0, *([0.0] * (len(vector) - 1))]
    return [part / length for part in vector]


def shortened(vector: Vector, dimensions: int) -> Vector:
    """The first numbers of a vector, in length 1: a vector as well, of models that are trained for it."""
    return unit(vector[:dimensions])
