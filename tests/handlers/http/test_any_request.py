"""Whatever is sent to a public route, it answers in time and never with an unexpected error."""

from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings

from tests.cast import join
from tests.database_fixture import Clock
from tests.handlers.http.any_request import PATHS, Keys, Request, any_request, send, shown
from tests.handlers.http.api_client import made
from tests.handlers.http.pushing import token
from tests.handlers.office import Office


@pytest.mark.filterwarnings("ignore:coroutine:RuntimeWarning")
async def test_no_request_makes_a_500_or_a_hang(office: Office, clock: Clock) -> None:
    await join(office.db)
    api_key = (await made(office)).key
    keys, port = Keys("sandbox-signing-secret", lambda: token(clock), api_key), urlsplit(office.url).port or 0
    seen: set[int] = set()
    for request in sample(keys, 180):
        status = await send(port, request)
        assert status != 500, shown(request)
        seen.add(status)
    assert {200, 400, 401, 404} <= seen  # signed ones came through, others did not


def sample(keys: Keys, count: int) -> list[Request]:
    """So many requests, drawn by chance."""
    found: list[Request] = []

    @settings(max_examples=count, database=None, suppress_health_check=list(HealthCheck))
    @given(any_request(keys))
    def draw(request: Request) -> None:
        found.append(request)

    draw()
    return found


def test_every_public_route_is_tried(office: Office) -> None:
    routes = {route.resource.canonical for route in office.app.router.routes() if route.resource}
    assert routes <= set(PATHS)
