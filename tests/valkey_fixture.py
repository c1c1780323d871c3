"""One real Valkey for tests: `valkey` lives for the session, `redis_url` is it, emptied for each test."""

import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from sandbox.valkey import Place
from tests.server_process import ServerProcess


def start_valkey(directory: Path) -> ServerProcess:
    """A running server with its data in that directory. Its socket lies elsewhere: such paths must be short."""
    short = tempfile.TemporaryDirectory(prefix="valkey-")
    server = ServerProcess(Place(directory, Path(short.name) / "s"))
    weakref.finalize(server, short.cleanup)
    server.start()
    return server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The session's server. Do not stop it: a test that wants to starts its own."""
    server = start_valkey(tmp_path_factory.mktemp("valkey"))
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey: ServerProcess) -> str:
    """The URL of the session's server, empty."""
    with Redis.from_url(valkey.url) as client:
        client.flushall()
    return valkey.url
