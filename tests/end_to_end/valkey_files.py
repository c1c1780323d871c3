"""What stands in a Valkey, and what it has written to disk: each command since its start, also of what is gone."""

import contextlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from redis import Redis

# What of a question and its finds may stand in Redis, for an hour at the most (SPEC AS7), and nowhere else in it.
CACHE, HOUR = "mailroom:cache:", 3600


@dataclass(frozen=True)
class Kept:
    """A key with what it holds or held, unpacked where it was packed. `seconds` is 0 where nobody can tell any more."""

    key: str
    text: str
    ends: bool
    seconds: int = 0


def kept_now(url: str) -> Iterator[Kept]:
    """Each key."""
    with Redis.from_url(url) as client:
        for key in client.scan_iter(count=1000):
            seconds = int(client.ttl(key))
            yield Kept(key.decode("latin-1"), _flat(_value(client, key)), seconds >= 0, seconds)


def _value(client: "Redis", key: bytes) -> Any:
    match kind := client.type(key).decode():  # type: ignore[union-attr]
        case "string":
            return client.get(key)
        case "hash":
            return client.hgetall(key)
        case "list":
            return client.lrange(key, 0, -1)
        case "set":
            return list(client.smembers(key))
        case "zset":
            return client.zrange(key, 0, -1)
        case "stream":
            return client.xrange(key)
        case "none":  # it has ended meanwhile
            return b""
        case _:
            raise AssertionError(f"a kind of value that nobody looks into: {kind}")


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return _flat([*value.keys(), *value.values()])
    if isinstance(value, list | tuple):
        return "\n".join(map(_flat, value))
    return _unpacked(value) if isinstance(value, bytes) else str(value)


def _unpacked(value: bytes) -> str:
    text = value.decode("utf-8", "replace")
    if value[:1] == b"\x78":
        with contextlib.suppress(zlib.error):
            return text + "\n" + zlib.decompress(value).decode("utf-8", "replace")
    return text


def kept_on_disk(folder: Path) -> Iterator[Kept]:
    """Each command that its journal holds, and what there is besides."""
    for file in sorted(folder.rglob("*")):
        if file.suffix == ".aof":
            for words in _commands(file.read_bytes()):
                key = words[1].decode("latin-1") if len(words) > 1 else ""
                ends = {word.upper() for word in words[3:]} & {b"EX", b"PX", b"EXAT", b"PXAT"}
                yield Kept(key, _flat(words[2:]), bool(ends))
        elif file.is_file():
            yield Kept(file.name, file.read_bytes().decode("latin-1"), ends=False)


def _commands(data: bytes) -> Iterator[list[bytes]]:
    """https://redis.io/docs/latest/develop/reference/protocol-spec: arrays of bulk strings; the last may be cut off."""
    at = 0

    def number(mark: bytes) -> int:
        nonlocal at
        end = data.index(b"\r\n", at)
        assert data[at : at + 1] == mark, data[at : at + 40]
        found, at = int(data[at + 1 : end]), end + 2
        return found

    with contextlib.suppress(ValueError):
        while at < len(data):
            words = []
            for _ in range(number(b"*")):
                size = number(b"$")
                words.append(data[at : at + size])
                at += size + 2
            yield words
