"""One real Valkey for tests: `valkey` lives for the session, `redis_url` is it, emptied for each test."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis, RedisError

from sandbox.valkey import Place


class Valkey:
    """A server in a child process, driven synchronously so that it can outlive event loops."""

    def __init__(self, place: Place, short: "tempfile.TemporaryDirectory[str]") -> None:
        self.url = place.url
        self._place = place
        self._process: subprocess.Popen[bytes] | None = None
        self._short = short  # deleted with this object

    def start(self) -> None:
        """Starts it (again, on the same data) and waits until it answers."""
        self._place.data.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(self._place.command(), stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 15
        with Redis.from_url(self.url) as client:
            while not self._answers(client):
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"Valkey does not start; see {self._place.data / 'valkey.log'}")

    def _answers(self, client: "Redis") -> bool:
        try:
            return bool(client.ping())
        except RedisError:
            return False

    @property
    def pid(self) -> int:
        """Of the process that runs."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Ends it in good order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(15)
            self._process = None


def start_valkey(directory: Path) -> Valkey:
    """A running server with its data in that directory. Its socket lies elsewhere: such paths must be short."""
    short = tempfile.TemporaryDirectory(prefix="valkey-")
    server = Valkey(Place(directory, Path(short.name) / "s"), short)
    server.start()
    return server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    """The session's server. Do not stop it: a test that wants to starts its own."""
    server = start_valkey(tmp_path_factory.mktemp("valkey"))
    yield server
    server.stop()


@pytest.fixture
def redis_url(valkey: Valkey) -> str:
    """The URL of the session's server, empty."""
    with Redis.from_url(valkey.url) as client:
        client.flushall()
    return valkey.url
