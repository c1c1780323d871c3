"""Calls to Google: what is repeated, what is not, and what each failure means."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from bot.errors import Failure, MailroomError, OutcomeUnknown, Permanent, Reconnect, Temporary
from connectors.google.client import GoogleClient, GoogleWay
from connectors.google.discovery import google_service
from connectors.google.failures import Gone
from connectors.google.transport import Transport
from tests.connectors.google.client_stage import Stage


async def test_the_token_goes_with_the_request(stage: Stage) -> None:
    stage.server.will_answer(200, {"emailAddress": "alice@fernhill.example"})
    assert await stage.client.call(stage.get) == {"emailAddress": "alice@fernhill.example"}
    assert stage.server.asked[0].path == "/gmail/v1/users/me/profile"
    assert stage.server.asked[0].headers["Authorization"] == "Bearer t0"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(429, ""), (500, ""), (503, "backendError"), (403, "rateLimitExceeded"), (403, "userRateLimitExceeded")],
)
async def test_a_passing_failure_is_tried_again(stage: Stage, status: int, reason: str) -> None:
    stage.server.will_fail(status, reason)
    stage.server.will_fail(status, reason)
    stage.server.will_answer(200, {"historyId": "7"})
    assert await stage.client.call(stage.get) == {"historyId": "7"}
    assert [round(seconds) for seconds in stage.time.slept] == [1, 2]


async def test_five_quick_tries_more_and_then_it_is_for_later(stage: Stage) -> None:
    for _ in range(9):
        stage.server.will_fail(503)
    with pytest.raises(Temporary):
        await stage.client.call(stage.get)
    assert len(stage.server.asked) == 6
    assert [0.75 * wait <= slept <= 1.25 * wait for wait, slept in zip((1, 2, 4, 8, 16), stage.time.slept, strict=True)]


async def test_no_try_passes_the_deadline(stage: Stage, transport: Transport, executor: ThreadPoolExecutor) -> None:
    way = GoogleWay(transport, executor, deadline_seconds=5, sleep=stage.time.sleep, clock=stage.time)
    for _ in range(9):
        stage.server.will_fail(503)
    with pytest.raises(Temporary):
        await GoogleClient(way, stage.tokens).call(stage.get)
    assert len(stage.server.asked) == 3
    assert stage.time.now < 5


async def test_retry_after_is_honoured(stage: Stage) -> None:
    stage.server.will_fail(429, "rateLimitExceeded", Retry_After="7")
    stage.server.will_answer(200, {"historyId": "7"})
    await stage.client.call(stage.get)
    assert stage.time.slept == [7.0]


async def test_a_retry_after_past_the_deadline_is_handed_up(stage: Stage) -> None:
    stage.server.will_fail(429, "rateLimitExceeded", Retry_After="600")
    with pytest.raises(Temporary) as caught:
        await stage.client.call(stage.get)
    assert caught.value.retry_after == 600
    assert caught.value.failure == Failure.RATE_LIMIT
    assert len(stage.server.asked) == 1


@pytest.mark.parametrize(
    ("status", "reason", "kind", "failure"),
    [
        (400, "invalidArgument", Permanent, Failure.BAD_REQUEST),
        (403, "forbidden", Permanent, Failure.BAD_REQUEST),
        (403, "dailyLimitExceeded", Permanent, Failure.DAILY_QUOTA),
        (403, "insufficientPermissions", Permanent, Failure.PARTIAL),
        (404, "notFound", Gone, Failure.NOT_FOUND),
        (302, "", Permanent, Failure.BAD_REQUEST),
    ],
)
async def test_a_lasting_failure_is_not_tried_again(
    stage: Stage, status: int, reason: str, kind: type[MailroomError], failure: Failure
) -> None:
    stage.server.will_fail(status, reason, Location=stage.server.url)
    with pytest.raises(kind) as caught:
        await stage.client.call(stage.get)
    assert caught.value.failure == failure
    assert len(stage.server.asked) == 1


async def test_newer_error_shapes_are_understood(stage: Stage) -> None:
    details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]
    stage.server.will_answer(403, {"error": {"code": 403, "status": "PERMISSION_DENIED", "details": details}})
    with pytest.raises(Permanent) as caught:
        await stage.client.call(stage.get)
    assert caught.value.failure == Failure.PARTIAL


@pytest.mark.parametrize("body", ["", "<html>busy</html>", "[]", '{"error": "x"}', '{"error": {"errors": [7, null]}}'])
async def test_an_error_without_a_readable_body_is_judged_by_its_status(stage: Stage, body: str) -> None:
    stage.server.will_answer(403, body)
    with pytest.raises(Permanent):
        await stage.client.call(stage.get)


async def test_a_refused_token_is_refreshed_once(stage: Stage) -> None:
    stage.server.will_fail(401, "authError")
    stage.server.will_answer(200, {"historyId": "7"})
    await stage.client.call(stage.get)
    assert [asked.headers["Authorization"] for asked in stage.server.asked] == ["Bearer t0", "Bearer t1"]
    assert stage.tokens.given_up == []


async def test_a_token_refused_twice_means_reconnect(stage: Stage) -> None:
    stage.server.will_fail(401, "authError")
    stage.server.will_fail(401, "authError")
    with pytest.raises(Reconnect):
        await stage.client.call(stage.get)
    assert (len(stage.server.asked), stage.tokens.given_up) == (2, ["t1"])


async def test_a_dead_refresh_token_means_reconnect(stage: Stage) -> None:
    stage.tokens.dead = True
    stage.server.will_fail(401, "authError")
    with pytest.raises(Reconnect):
        await stage.client.call(stage.get)


async def test_a_cut_connection_is_tried_again_where_that_is_safe(stage: Stage) -> None:
    stage.server.will_cut()
    stage.server.will_answer(200, {"historyId": "7"})
    assert await stage.client.call(stage.get) == {"historyId": "7"}


async def test_garbage_is_tried_again_where_that_is_safe(stage: Stage) -> None:
    stage.server.will_answer(200, '{"historyId": ')
    stage.server.will_answer(200, {"historyId": "7"})
    assert await stage.client.call(stage.get) == {"historyId": "7"}


async def test_a_send_without_an_answer_goes_out_once_and_its_outcome_is_unknown(stage: Stage) -> None:
    stage.server.will_cut()
    with pytest.raises(OutcomeUnknown):
        await stage.client.call_once(stage.send)
    assert len(stage.server.asked) == 1


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_send_that_failed_inside_google_has_an_unknown_outcome(stage: Stage, status: int) -> None:
    stage.server.will_fail(status)
    with pytest.raises(OutcomeUnknown):
        await stage.client.call_once(stage.send)
    assert len(stage.server.asked) == 1


async def test_a_send_with_a_garbled_answer_has_an_unknown_outcome(stage: Stage) -> None:
    stage.server.will_answer(200, '{"id": "18')
    with pytest.raises(OutcomeUnknown):
        await stage.client.call_once(stage.send)


async def test_a_send_refused_by_the_rate_limit_was_surely_not_sent(stage: Stage) -> None:
    stage.server.will_fail(429, "rateLimitExceeded", Retry_After="3")
    with pytest.raises(Temporary) as caught:
        await stage.client.call_once(stage.send)
    assert not isinstance(caught.value, OutcomeUnknown)
    assert len(stage.server.asked) == 1


async def test_a_send_with_an_old_token_is_repeated_with_a_new_one(stage: Stage) -> None:
    stage.server.will_fail(401, "authError")
    stage.server.will_answer(200, {"id": "m1"})
    assert await stage.client.call_once(stage.send) == {"id": "m1"}


@pytest.mark.parametrize(("api", "path"), [("calendar", "/calendar/v3/colors"), ("drive", "/drive/v3/about")])
async def test_calendar_and_drive_keep_their_paths_under_another_root(stage: Stage, api: str, path: str) -> None:
    service = google_service(api, stage.server.url)
    request = service.colors().get() if api == "calendar" else service.about().get(fields="user")
    await stage.client.call(request)
    assert stage.server.asked[0].path == path


def media(stage: Stage) -> Any:
    return google_service("drive", stage.server.url).files().get_media(fileId="f1")


async def test_a_file_is_read_up_to_a_bound_and_the_next_call_is_not_disturbed(stage: Stage) -> None:
    for text in ("x" * 5_000_000, "y" * 70, "z" * 3):
        stage.server.will_answer(200, text, Content_Type="text/plain")
    assert await stage.client.download(media(stage), 100) == b"x" * 100
    assert await stage.client.download(media(stage), 70) == b"y" * 70
    assert await stage.client.download(media(stage), 100) == b"zzz"
    stage.server.will_answer(200, {"historyId": "7"})
    assert await stage.client.call(stage.get) == {"historyId": "7"}


async def test_a_file_cut_half_way_is_read_again_and_a_refused_token_renewed(stage: Stage) -> None:
    stage.server.will_cut()
    stage.server.will_fail(401, "authError")
    stage.server.will_answer(200, "hello", Content_Type="text/plain")
    assert await stage.client.download(media(stage), 100) == b"hello"
    assert stage.server.asked[-1].headers["Authorization"] == "Bearer t1"


async def test_a_refused_file_says_why(stage: Stage) -> None:
    stage.server.will_fail(403, "exportSizeLimitExceeded")
    with pytest.raises(Permanent) as caught:
        await stage.client.download(media(stage), 100)
    assert caught.value.failure == Failure.BAD_REQUEST
