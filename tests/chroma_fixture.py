"""One real Chroma for tests: `chroma_url` is the session's server. Every test's accounts are new, so nothing meets."""

import asyncio
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.chroma import ChromaPlace, find_command
from sandbox.launch import free_port
from tests.postgres_fixture import missing


class Chroma:
    """A server in a child process, driven synchronously so that it can outlive event loops."""

    def __init__(self, folder: Path) -> None:
        self.place = ChromaPlace(folder, free_port())
        self.url = self.place.url
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it (again, on the same data) and waits until it answers."""
        command = self.place.command()
        with self.place.log.open("ab") as out:
            self._process = subprocess.Popen(command, stdout=out, stderr=out)
        deadline = time.monotonic() + 30
        while not asyncio.run(self.place.answers()):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Chroma does not start; see {self.place.log}")

    def stop(self) -> None:
        """Ends it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(15)
            self._process = None


def start_chroma(folder: Path) -> Chroma:
    """A running server with its data in that folder; skips the test where the program is not installed."""
    if find_command() is None:
        missing("chroma", "its program is not beside this Python")
    server = Chroma(folder)
    server.start()
    return server


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """The session's server. Do not stop it: a test that wants to starts its own."""
    server = start_chroma(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def chroma_url(chroma: Chroma) -> str:
    """Where the session's server answers."""
    return chroma.url
