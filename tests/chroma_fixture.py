"""One real Chroma for tests: `chroma_url` is the session's server. Every test's accounts are new, so nothing meets."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.chroma import ChromaPlace, find_command
from tests.ports import free_port
from tests.postgres_fixture import missing
from tests.server_process import ServerProcess


def start_chroma(folder: Path) -> ServerProcess:
    """A running server with its data in that folder; skips the test where the program is not installed."""
    if find_command() is None:
        missing("chroma", "its program is not beside this Python")
    server = ServerProcess(ChromaPlace(folder, free_port()))
    server.start()
    return server


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """The session's server. Do not stop it: a test that wants to starts its own."""
    server = start_chroma(tmp_path_factory.mktemp("chroma"))
    yield server
    server.stop()


@pytest.fixture
def chroma_url(chroma: ServerProcess) -> str:
    """Where the session's server answers."""
    return chroma.url
