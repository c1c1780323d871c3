"""The embedded Chroma: it answers when started, keeps what it was given, comes back when it dies, and stays small."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.chroma import ChromaPlace, find_command
from sandbox.daemon import Daemon, running
from storage.db import new_id
from storage.index.chroma import Chroma
from storage.index.shelf import Piece
from storage.index.vectors import Vectors
from tests.eventually import eventually
from tests.ports import free_port
from tests.storage.index.stock import vector_of

pytestmark = pytest.mark.skipif(find_command() is None, reason="the chroma program is not beside this Python")
ZEBRA = vector_of("zebra")


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Daemon]:
    async with running(ChromaPlace(tmp_path / "chroma", free_port())) as daemon:
        await daemon.ready()
        yield daemon


async def test_it_comes_back_with_its_data_when_it_is_killed_and_ends_when_told(server: Daemon) -> None:
    chroma, account = Chroma(server.home.url), new_id()
    vectors = Vectors(chroma)
    await vectors.put(account, "m-1", {"d1": [ZEBRA]})
    first = server.pid
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: server.pid != first, 15)
    await eventually(lambda: server.home.answers(), 15)
    chroma.rest_seconds = 0.0
    assert await vectors.nearest(account, "m-1", ZEBRA, 3) == [Piece("d1", 0)]
    await chroma.close()
    await server.stop()
    assert not await server.home.answers()


async def test_mailboxes_that_were_put_out_of_memory_are_still_found(tmp_path: Path) -> None:
    """The bound on collections in memory loses none, however small it is."""
    async with running(ChromaPlace(tmp_path / "chroma", free_port(), kept=2)) as server:
        await server.ready()
        chroma = Chroma(server.home.url)
        vectors, accounts = Vectors(chroma), [new_id() for _ in range(30)]
        for account in accounts:
            await vectors.put(account, "m-1", {"d1": [ZEBRA]})
        for account in accounts:
            await vectors.put(account, "m-1", {"d2": [vector_of("lion")]})
        for account in accounts:
            assert await vectors.nearest(account, "m-1", ZEBRA, 1) == [Piece("d1", 0)]
        await chroma.close()


async def test_one_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    place = ChromaPlace(tmp_path / "chroma", free_port())
    place.folder.mkdir()
    (place.folder / "data").write_text("not a folder")
    async with running(place) as server:
        with pytest.raises(RuntimeError, match="Chroma ended"):
            await server.ready()
