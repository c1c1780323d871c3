"""The way out to Google: an HTTP object for google-api-python-client over urllib3.

httplib2, its default, silently sends a POST again when the server closes the connection without an answer, which
would send a mail twice; and it may not be shared between threads. This one sends each request once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httplib2
import urllib3
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
)

from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.google.failures import failure_of

CONNECT_SECONDS = 5.0
READ_SECONDS = 30.0
_BEFORE_SENDING = (NewConnectionError, ConnectTimeoutError, ProxyError)  # name resolution errors are the first kind


@dataclass(frozen=True)
class Answer:
    """What a server answered; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class Transport:
    """Keep-alive connections, safe to share between threads. No retries, no redirects."""

    def __init__(self, connections: int = 16) -> None:
        self._pool = urllib3.PoolManager(num_pools=8, maxsize=connections, retries=False)

    def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes | str | None,
        read_seconds: float,
        at_most: int | None = None,
    ) -> Answer:
        """Sends one request once. Raises Temporary if it did not go out, OutcomeUnknown if no answer came back.

        Of an answer longer than `at_most` bytes only the beginning is read.
        """
        timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, read_seconds), read=read_seconds)
        whole = at_most is None
        try:
            answer = self._pool.request(
                method, url, body=body, headers=dict(headers), timeout=timeout, retries=False, redirect=False,
                preload_content=whole,
            )  # fmt: skip
            content = answer.data if whole else _beginning(answer, at_most or 0)
        except LocationValueError as error:
            raise Permanent(f"unusable address: {type(error).__name__}") from error
        except _BEFORE_SENDING as error:
            raise Temporary(f"could not connect: {type(error).__name__}") from error
        except (HTTPError, OSError) as error:
            raise OutcomeUnknown(f"no answer: {type(error).__name__}") from error
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, content)

    def close(self) -> None:
        """Lets go of its connections."""
        self._pool.clear()


def _beginning(answer: urllib3.BaseHTTPResponse, at_most: int) -> bytes:
    """The first bytes of an answer's body. A connection with more on it cannot be used again."""
    try:
        content = answer.read(at_most, decode_content=True)
        more = len(content) == at_most
    except BaseException:
        answer.close()
        raise
    if more:
        answer.close()
    answer.release_conn()
    return content


@dataclass(frozen=True)
class Http:
    """What googleapiclient calls: one request, with a time to wait for its answer.

    Refusals are judged here: the client library's own reading of them breaks on bodies that it does not expect.
    """

    transport: Transport
    read_seconds: float = READ_SECONDS
    repeatable: bool = True
    at_most: int | None = None

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        redirections: int = 0,
        connection_type: Any = None,
    ) -> tuple[httplib2.Response, bytes]:
        """Sends the request in the shape that googleapiclient expects. Raises one of bot.errors for 300 and above."""
        answer = self.transport.send(
            method, uri, headers=headers or {}, body=body, read_seconds=self.read_seconds, at_most=self.at_most
        )
        if answer.status >= 300:
            raise failure_of(answer.status, answer.headers, answer.body, repeatable=self.repeatable)
        return httplib2.Response({**answer.headers, "status": str(answer.status)}), answer.body
