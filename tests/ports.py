"""Ports for servers of tests. Every process that runs tests has its own thousand: two never find the same one free."""

import socket
from contextlib import suppress
from functools import cache
from itertools import cycle, islice

# below those from which outgoing connections are made, and none that a browser refuses
_BLOCKS = range(11_000, 32_000, 1_000)


def _bound(port: int) -> socket.socket:
    held = socket.socket()
    try:
        held.bind(("127.0.0.1", port))
    except OSError:
        held.close()
        raise
    return held


@cache
def _block() -> tuple[socket.socket, "cycle[int]"]:
    """This process's thousand: it holds the first of them, and the system lets only one hold it."""
    for first in _BLOCKS:
        with suppress(OSError):
            return _bound(first), cycle(range(first + 1, first + 1_000))
    raise OSError("every block of ports is held by another run of tests")


def free_port() -> int:
    """A port of this machine that nobody listens on. The next call gives another."""
    _, ports = _block()
    for port in islice(ports, 999):
        with suppress(OSError):
            _bound(port).close()
            return port
    raise OSError("something listens on every port of this process's block")
