"""Faults are committed as often as ordered, on the calls they name, and can be taken back."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import ValidationError

from sandbox.faults import Fault, Faults, fault_routes, strike_after, strike_before
from tests.eventually import eventually

Client = TestClient[web.Request, web.Application]


class AsServed(TestServer):
    """As a runner serves by itself: a handler goes on when its caller has gone, which aiohttp's test server changes."""

    async def _make_runner(self, **kwargs: Any) -> web.BaseRunner:
        return web.AppRunner(self.app, **{**kwargs, "handler_cancellation": False})


@pytest.fixture
def acts() -> list[str]:
    """What the service of `client` has done."""
    return []


@pytest.fixture
async def client(acts: list[str]) -> AsyncIterator[Client]:
    faults, app = Faults(), web.Application()

    async def service(request: web.Request) -> web.StreamResponse:
        fault = faults.take("gmail", "messages.get")
        early = await strike_before(request, fault) if fault else None
        if early is None:
            acts.append("acted")
            if fault:
                await strike_after(request, fault)
        return early or web.Response(text="acted")

    app.add_routes([*fault_routes(faults), web.get("/service", service)])
    async with TestClient(AsServed(app)) as running:
        yield running


def test_a_fault_hits_its_method_as_often_as_ordered() -> None:
    faults = Faults()
    fault = Fault(service="gmail", method="drafts.send", kind="cut", times=2)
    faults.add(fault)
    assert faults.take("gmail", "messages.get") is None
    assert faults.take("slack", "drafts.send") is None
    assert [faults.take("gmail", "drafts.send") for _ in range(3)] == [fault, fault, None]


def test_a_fault_without_times_lasts_until_cleared() -> None:
    faults = Faults()
    faults.add(Fault(service="gmail", kind="slow"))
    assert all(faults.take("gmail", "anything") for _ in range(5))
    faults.clear()
    assert faults.take("gmail", "anything") is None


def test_orders_are_used_up_in_turn_and_listed() -> None:
    faults = Faults()
    faults.add(Fault(service="gmail", kind="cut", times=1))
    faults.add(Fault(service="gmail", kind="slow", times=2))
    assert [f.kind for _ in range(2) if (f := faults.take("gmail", "x"))] == ["cut", "slow"]
    assert [(order["kind"], order["times"]) for order in faults.listing()] == [("slow", 1)]


@pytest.mark.parametrize(
    "wrong", [{"kind": "explode"}, {"service": "fax"}, {"status": 200}, {"speed": 1}, {"times": 0}]
)
def test_an_order_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Fault.model_validate({"service": "gmail", "kind": "status", **wrong})


async def test_the_page_orders_lists_and_clears_faults(client: Client) -> None:
    assert (await client.post("/play/faults", json={"service": "gmail", "kind": "explode"})).status == 400
    made = await client.post("/play/faults", json={"service": "slack", "kind": "status", "status": 429})
    assert made.status == 201
    assert [f["service"] for f in await (await client.get("/play/faults")).json()] == ["slack"]
    assert await (await client.delete("/play/faults")).json() == []
    assert await (await client.get("/play/faults")).json() == []


@pytest.mark.parametrize("kind", ["cut", "timeout"])
async def test_a_cut_or_timed_out_call_gets_no_answer(client: Client, kind: str) -> None:
    await client.post("/play/faults", json={"service": "gmail", "kind": kind, "seconds": 0.02})
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get("/service")  # lasting, since aiohttp's client repeats a cut GET once by itself
    await client.delete("/play/faults")
    assert await (await client.get("/service")).text() == "acted"


@pytest.mark.parametrize("kind", ["cut_after", "timeout_after"])
async def test_a_call_that_fails_after_the_act_gets_no_answer_but_is_done(
    client: Client, acts: list[str], kind: str
) -> None:
    await client.post("/play/faults", json={"service": "gmail", "kind": kind, "seconds": 0.02})
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get("/service")
    assert acts and set(acts) == {"acted"}


async def test_a_slow_call_acts_late(client: Client) -> None:
    await client.post("/play/faults", json={"service": "gmail", "kind": "slow", "seconds": 0.1, "times": 1})
    loop = asyncio.get_running_loop()
    begun = loop.time()
    assert await (await client.get("/service")).text() == "acted"
    assert loop.time() - begun >= 0.1


async def test_an_orphaned_call_acts_when_its_caller_has_gone(client: Client, acts: list[str]) -> None:
    await client.post("/play/faults", json={"service": "gmail", "kind": "orphan", "seconds": 60, "times": 1})
    with pytest.raises(TimeoutError):
        await client.get("/service", timeout=aiohttp.ClientTimeout(total=0.3))
    assert acts == []
    await eventually(lambda: acts == ["acted"])


async def test_an_orphan_whose_caller_stays_acts_after_its_time(client: Client) -> None:
    await client.post("/play/faults", json={"service": "gmail", "kind": "orphan", "seconds": 0.05, "times": 1})
    assert await (await client.get("/service")).text() == "acted"
