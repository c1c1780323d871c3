"""The application as a whole: what an error that nobody expected becomes, for a browser, for Slack and for the log."""

import re
from collections.abc import AsyncIterator, Iterator, MutableMapping
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from slack_bolt.async_app import AsyncAck
from sqlalchemy import text
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.app import error_boundary
from bot.errors import CATALOGUE, Failure, Temporary
from bot.views.notices import delayed
from handlers.http.slack_events import BOLT
from sandbox.faults import Fault
from storage.db import Database
from storage.drafts import DraftState
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office, open_office
from tests.handlers.slack.desk import ALICE, set_out

Lines = list[MutableMapping[str, Any]]


@pytest.fixture(autouse=True)
def logs() -> Iterator[Lines]:
    """What was logged, with what is bound to the request."""
    with capture_logs(processors=[merge_contextvars]) as lines:
        yield lines


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    async with open_office(sqlite_db, clock) as running:
        yield running


CODES = {404: Failure.NO_ADDRESS, 405: Failure.WRONG_METHOD}


async def boom(request: web.Request) -> web.Response:
    raise RuntimeError("the secret of the vault")


async def postponed(request: web.Request) -> web.Response:
    raise Temporary("database: OperationalError", Failure.RATE_LIMIT)


async def moved(request: web.Request) -> web.Response:
    raise web.HTTPFound("/elsewhere")


@pytest.fixture
async def client() -> AsyncIterator[TestClient[web.Request, web.Application]]:
    app = web.Application(middlewares=[error_boundary])
    app.add_routes([web.get("/boom", boom), web.get("/postponed", postponed), web.get("/moved", moved)])
    async with TestClient(TestServer(app)) as found:
        yield found


async def test_an_unexpected_error_shows_a_reference_that_is_in_the_log_and_nothing_else(
    client: TestClient[web.Request, web.Application], logs: Lines
) -> None:
    answer = await client.get("/boom")
    said = await answer.json()
    assert (answer.status, said["code"], "secret" in str(said)) == (500, "unexpected", False)
    (line,) = logs
    assert (line["event"], line["log_level"]) == ("request failed", "error")
    assert said["message"].endswith(f"Reference: {line['request_id']}")


async def test_a_temporary_error_asks_to_come_back(client: TestClient[web.Request, web.Application]) -> None:
    answer = await client.get("/postponed")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "10")
    assert (await answer.json())["message"] == CATALOGUE[Failure.RATE_LIMIT].sentence


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/none", 404), ("POST", "/boom", 405)])
async def test_what_is_not_there_is_refused_in_json(
    client: TestClient[web.Request, web.Application], method: str, path: str, status: int, logs: Lines
) -> None:
    answer = await client.request(method, path)
    said = await answer.json()
    assert set(said) == {"code", "message", "details", "timestamp", "request_id"}
    assert (answer.status, said["code"], logs) == (status, CODES[status].value, [])


async def test_a_redirection_is_no_error(client: TestClient[web.Request, web.Application]) -> None:
    answer = await client.get("/moved", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/elsewhere")


async def test_a_listener_that_breaks_apologises_with_the_reference_of_the_log(office: Office, logs: Lines) -> None:
    desk = await set_out(office)
    office.bell.breaks = RuntimeError("the secret of the vault")
    await desk.click("send_clicked")  # and Slack has its 200 in time all the same
    await eventually(lambda: len(office.heard(ALICE)) == 1)
    (words,) = office.heard(ALICE)
    (line,) = [line for line in logs if line["event"] == "slack listener failed"]
    found = re.search(r"Reference: (\w+)", words)
    assert found and found[1] == line["reference"] and "secret" not in words
    assert isinstance(line["exc_info"], RuntimeError)
    assert (await desk.draft()).state == DraftState.APPROVED  # it was stored first: the sweep rings for it


async def test_a_service_that_does_not_answer_is_no_error_of_ours(office: Office, logs: Lines) -> None:
    desk = await set_out(office)
    async with office.db.transaction() as session:
        await session.execute(text("ALTER TABLE drafts RENAME TO away"))
    await desk.click("send_clicked")
    await eventually(lambda: any("try again in a minute" in words for words in office.heard(ALICE)))
    assert [line["event"] for line in logs if line["log_level"] == "error"] == []


async def test_a_listener_that_breaks_at_once_leaves_the_acknowledgement_standing(office: Office) -> None:
    """Bolt looks for it every 10 ms, drops it when the error handler is done, and answers 404 after three seconds."""

    async def broken(ack: AsyncAck) -> None:
        await ack()
        raise RuntimeError("x")

    office.app[BOLT].view("broken")(broken)
    form = {"id": "V1", "type": "modal", "callback_id": "broken", "state": {"values": {}}}
    payload = {"type": "view_submission", "team": {"id": "T0MAIL"}, "user": {}, "view": form}
    answer = await office.slack.delivery.interaction(payload)
    assert (answer.status, answer.ms < 3000) == (200, True)


async def test_an_apology_that_slack_does_not_take_is_noted_and_nothing_more(office: Office, logs: Lines) -> None:
    desk = await set_out(office)
    office.bell.breaks = RuntimeError("x")
    office.faults.add(Fault(service="slack", method="chat.postEphemeral", kind="refuse", reason="channel_not_found"))
    await desk.click("send_clicked")
    await eventually(lambda: "apology not delivered" in [line["event"] for line in logs])
    told = {line["event"]: line for line in logs}
    assert told["slack listener failed"]["reference"] == told["apology not delivered"]["reference"]


@pytest.mark.parametrize("fault", [{"kind": "slow", "seconds": 30.0}, {"kind": "status", "status": 503}])
async def test_a_click_is_acknowledged_and_done_while_slack_says_nobody_whose_token_it_has(
    office: Office, fault: dict[str, Any]
) -> None:
    desk = await set_out(office)
    asked = office.calls("auth.test")  # whose token it is, before the card was posted
    office.faults.add(Fault(service="slack", method="auth.test", **fault))
    await desk.click("send_clicked")

    async def approved() -> bool:
        return (await desk.draft()).state == DraftState.APPROVED

    await eventually(approved)
    assert office.calls("auth.test") == asked


async def test_an_approval_is_kept_though_the_queue_is_down_and_left_to_the_sweep(office: Office) -> None:
    desk = await set_out(office)
    office.bell.down = True
    assert (await desk.click("send_clicked"))["status"] == 200

    async def approved() -> bool:
        return (await desk.draft()).state == DraftState.APPROVED

    await eventually(approved)
    await eventually(lambda: office.heard(ALICE) == [delayed().text])


async def test_acknowledgements_are_quick(office: Office) -> None:
    """SPEC SL5 asks for a p99 under 100 ms; measured with rest in benchmarks, here with room for a busy machine."""
    times = sorted([(await office.command(ALICE, "help"))["ms"] for _ in range(20)])
    assert times[10] < 100


def test_every_door_is_there(office: Office) -> None:
    routes = {(route.method, route.resource.canonical) for route in office.app.router.routes() if route.resource}
    assert routes >= {
        ("POST", "/slack/events"),
        ("POST", "/api/webhook/gmail"),
        ("GET", "/auth/google/start"),
        ("POST", "/auth/google/confirm"),
        ("GET", "/auth/google/callback"),
        ("GET", "/api/health"),
        ("GET", "/slack/install"),
        ("GET", "/slack/oauth_redirect"),
    }
