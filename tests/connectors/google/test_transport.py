"""The way out: each request goes out once, and its failure says whether it went out at all."""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import OutcomeUnknown, Permanent, Temporary
from connectors.google.transport import Answer, Http, Transport
from tests.connectors.google.scripted import Scripted


async def send(
    transport: Transport, executor: ThreadPoolExecutor, url: str, method: str = "POST", seconds: float = 5
) -> Answer:
    def call() -> Answer:
        return transport.send(method, url, headers={"x-test": "1"}, body=b"hello", read_seconds=seconds)

    return await asyncio.get_running_loop().run_in_executor(executor, call)


async def test_an_answer_comes_back_with_lower_case_headers(
    server: Scripted, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    server.will_answer(418, {"a": 1}, X_Colour="blue")
    answer = await send(transport, executor, server.url)
    assert (answer.status, answer.headers["x-colour"], answer.body) == (418, "blue", b'{"a": 1}')
    assert (server.asked[0].method, server.asked[0].body, server.asked[0].headers["x-test"]) == ("POST", "hello", "1")


async def test_a_post_whose_connection_is_cut_is_not_sent_again(
    server: Scripted, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    await send(transport, executor, server.url)  # the next one goes over the kept connection
    server.will_cut()
    with pytest.raises(OutcomeUnknown):
        await send(transport, executor, server.url)
    assert len(server.asked) == 2


async def test_a_redirect_is_not_followed(server: Scripted, transport: Transport, executor: ThreadPoolExecutor) -> None:
    server.will_answer(307, {}, Location=server.url + "elsewhere")
    assert (await send(transport, executor, server.url)).status == 307
    assert len(server.asked) == 1


async def test_a_refused_connection_is_surely_not_sent(transport: Transport, executor: ThreadPoolExecutor) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        with pytest.raises(Temporary) as caught:
            await send(transport, executor, url)
    assert not isinstance(caught.value, OutcomeUnknown)


async def test_an_unknown_host_is_surely_not_sent(transport: Transport, executor: ThreadPoolExecutor) -> None:
    with pytest.raises(Temporary) as caught:
        await send(transport, executor, "http://nobody.invalid/")
    assert not isinstance(caught.value, OutcomeUnknown)


async def test_an_address_that_is_none_is_permanent(transport: Transport, executor: ThreadPoolExecutor) -> None:
    with pytest.raises(Permanent):
        await send(transport, executor, "http://")


async def test_a_server_that_never_answers_leaves_the_outcome_unknown(
    transport: Transport, executor: ThreadPoolExecutor
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(OutcomeUnknown):
        await send(transport, executor, f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=0.05)


async def test_the_client_library_gets_the_shape_it_expects(
    server: Scripted, transport: Transport, executor: ThreadPoolExecutor
) -> None:
    server.will_answer(200, {"ok": True})
    loop = asyncio.get_running_loop()
    response, body = await loop.run_in_executor(executor, lambda: Http(transport).request(server.url, "GET"))
    assert response["content-type"].startswith("application/json")
    assert (response.status, body) == (200, b'{"ok": true}')
