"""The embedded Valkey: it answers when started, keeps its data, comes back when it dies."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis.asyncio import Redis

from sandbox.daemon import Daemon
from sandbox.valkey import Place, embedded_valkey
from tests.eventually import eventually
from tests.ports import free_port


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with TemporaryDirectory() as short:
        yield Place(tmp_path / "data", Path(short) / "valkey.sock")


async def test_it_answers_once_started_and_is_gone_once_stopped(place: Place) -> None:
    valkey = Daemon(place)
    await valkey.start()
    async with Redis.from_url(place.url) as client:
        assert await client.ping()
    await valkey.stop()
    assert not await place.answers()


async def test_it_listens_on_this_machine_only(tmp_path: Path) -> None:
    place = Place(tmp_path, port=free_port())
    async with embedded_valkey(place) as url, Redis.from_url(url) as client:
        assert url == f"redis://127.0.0.1:{place.port}/0"
        assert (await client.config_get("bind"))["bind"] == "127.0.0.1"


async def test_a_socket_alone_opens_no_port(place: Place) -> None:
    async with embedded_valkey(place) as url, Redis.from_url(url) as client:
        assert (await client.config_get("port"))["port"] == "0"


async def test_it_comes_back_with_its_data_when_it_is_killed(place: Place) -> None:
    valkey = Daemon(place)
    await valkey.start()
    watch = asyncio.create_task(valkey.supervise())
    async with Redis.from_url(place.url) as client:
        await client.set("kept", "yes")
    first = valkey.pid
    os.kill(first, signal.SIGKILL)
    await eventually(lambda: valkey.pid != first, 15)
    await eventually(lambda: place.answers(), 15)
    async with Redis.from_url(place.url) as client:
        assert await client.get("kept") == b"yes"
    await valkey.stop()
    await asyncio.wait_for(watch, 5)


async def test_data_survives_a_stop(place: Place) -> None:
    async with embedded_valkey(place) as url, Redis.from_url(url) as client:
        await client.rpush("rq:queue:inbound", "job")
    async with embedded_valkey(place) as url, Redis.from_url(url) as client:
        assert await client.lrange("rq:queue:inbound", 0, -1) == [b"job"]


async def test_it_evicts_nothing(place: Place) -> None:
    async with embedded_valkey(place) as url, Redis.from_url(url) as client:
        assert (await client.config_get("maxmemory-policy"))["maxmemory-policy"] == "noeviction"


async def test_two_servers_at_one_place_are_refused(place: Place) -> None:
    async with embedded_valkey(place):
        with pytest.raises(RuntimeError, match="another server"):
            await Daemon(place).start()


async def test_a_server_that_cannot_start_says_where_to_look(tmp_path: Path) -> None:
    (tmp_path / "appendonlydir").write_text("in the way")
    place = Place(tmp_path, port=free_port())
    with pytest.raises(RuntimeError, match=r"valkey\.log"):
        await Daemon(place).start()


def test_a_place_must_be_reachable(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="socket or a port"):
        Place(tmp_path)
    with pytest.raises(ValueError, match="too long"):
        Place(tmp_path, tmp_path / ("x" * 120))
