"""Looking for what must not be there: through the database's file, Valkey, logs, processes, and what Slack was told."""

import contextlib
import json
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from redis import Redis

from bot.settings import Settings
from storage.crypto import Vault
from storage.db import open_database
from storage.rotation import Tally, rotate
from storage.sealed import PLACES
from tests.end_to_end.stack import Stack

# What of a question and its finds may stand in Redis, for an hour at the most (SPEC AS7), and nowhere else in it.
CACHE, HOUR = "mailroom:cache:", 3600


@dataclass(frozen=True)
class Scan:
    """Everything that a stack holds and has said."""

    stack: Stack

    def secrets(self) -> dict[str, str]:
        """Every secret that the stack works with: what it is -> its text."""
        env, oauth = self.stack.running.plan.environment, self.stack.running.stage.google.oauth
        names = [name for name in env if name.endswith(("_KEY", "_SECRET", "_TOKEN")) and env[name]]
        found = {name: env[name] for name in names}
        found |= {name: text.partition(":")[2] for name, text in {"TOKEN_KEYS": env["TOKEN_KEYS"]}.items()}
        found |= {f"access token {n}": token for n, token in enumerate(oauth._access)}
        return found | {f"refresh token {n}": grant.refresh_token for n, grant in enumerate(oauth._grants)}

    def database(self) -> bytes:
        """The database's file, and its journal."""
        return b"".join(file.read_bytes() for file in sorted(self.stack.folder.glob("mailroom.db*")))

    def redis(self) -> Iterator[tuple[str, int, str]]:
        """Each key with its seconds to live (-1: for ever) and its value as text, unpacked where it is packed."""
        with Redis.from_url(self.stack.running.where.redis) as client:
            for key in client.scan_iter(count=1000):
                yield key.decode("latin-1"), int(client.ttl(key)), _read(client, key)

    def journal(self) -> bytes:
        """What Valkey has written to disk: each command since its start."""
        return b"".join(file.read_bytes() for file in self.stack.folder.glob("valkey/**/*") if file.is_file())

    def logs(self) -> str:
        """What all processes have logged."""
        return "\n".join(self.stack.logs().values())

    def slack(self) -> str:
        """What Slack was told and answered, as far as the stand-in remembers."""
        return json.dumps([[call.method, call.arguments, call.answer] for call in self.stack.running.stage.slack.calls])

    def processes(self) -> str:
        """The command lines: on most machines everybody may read them."""
        pids = self.stack.running.processes.pids.values()
        return " ".join(Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in pids)

    def sealed_elsewhere(self) -> list[str]:
        """Columns with sealed texts that no rotation knows of."""
        known, found = {place.name for place in PLACES}, set()
        with contextlib.closing(sqlite3.connect(f"file:{self.stack.folder}/mailroom.db?mode=ro", uri=True)) as base:
            for table, column in base.execute(_COLUMNS).fetchall():
                query = f'SELECT 1 FROM "{table}" WHERE "{column}" LIKE ? LIMIT 1'  # noqa: S608 - names out of the schema
                if base.execute(query, ("%v1.k1.%",)).fetchone() is not None:
                    found.add(f"{table}.{column}")
        return sorted(found - known)

    async def rotated(self, copy: Path) -> dict[str, Tally]:
        """What a rotation of keys comes to, on a copy of the database; by place."""
        source = sqlite3.connect(f"file:{self.stack.folder}/mailroom.db?mode=ro", uri=True)
        with contextlib.closing(source), contextlib.closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        standing = Settings(_env_file=None, token_keys=SecretStr(self.stack.running.plan.environment["TOKEN_KEYS"]))
        db, vault = open_database(f"sqlite+aiosqlite:///{copy}"), Vault({"k2": bytes(range(32)), **standing.keys})
        try:
            return {place.name: await rotate(db, vault, place) for place in PLACES}
        finally:
            await db.close()


_COLUMNS = "SELECT t.name, c.name FROM sqlite_master t, pragma_table_info(t.name) c WHERE t.type = 'table'"


def _read(client: "Redis", key: bytes) -> str:
    kind = client.type(key).decode()  # type: ignore[union-attr]
    value: Any
    match kind:
        case "string":
            value = client.get(key)
        case "hash":
            value = client.hgetall(key)
        case "list":
            value = client.lrange(key, 0, -1)
        case "set":
            value = list(client.smembers(key))
        case "zset":
            value = client.zrange(key, 0, -1)
        case "stream":
            value = client.xrange(key)
        case _:
            raise AssertionError(f"a kind of value that nobody looks into: {kind}")
    return str(value) + "".join(_unpacked(value))


def _unpacked(value: Any) -> Iterator[str]:
    for part in value.values() if isinstance(value, dict) else ():
        with contextlib.suppress(zlib.error):
            yield zlib.decompress(part).decode("utf-8", "replace")


def named(needles: dict[str, str], hay: str | bytes) -> list[str]:
    """Which of the needles stand there, in any case, by their names."""
    text = (hay if isinstance(hay, str) else hay.decode("latin-1")).lower()
    return sorted(name for name, needle in needles.items() if needle.lower() in text)


def of(words: Sequence[str]) -> dict[str, str]:
    """Words that are their own names."""
    return {word: word for word in words}
