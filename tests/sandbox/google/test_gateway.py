"""What the front door refuses, what it lets through in batches, and the faults it commits."""

import asyncio
import contextlib
import re
from typing import Any

import aiohttp
import pytest
from googleapiclient.errors import HttpError

from tests.sandbox.google.conftest import ALICE, Google, StartGoogle, b64, mail


@pytest.mark.parametrize(
    ("method", "path", "body", "words"),
    [
        ("POST", "messages/send", {"row": "x"}, 'Unknown name "row": Cannot find field.'),
        ("POST", "drafts", {"message": {"thread_id": "1"}}, 'Unknown name "thread_id" at \'message\': Cannot find'),
        ("GET", "messages?max=3", None, 'Unknown name "max": Cannot bind query parameter.'),
        ("GET", "messages?maxResults=many", None, "Invalid value at 'max_results' (TYPE_UINT32), \"many\""),
        ("GET", "messages?pageToken=x", None, "Invalid pageToken"),
        ("GET", "messages?labelIds=Nope", None, "Invalid label: Nope"),
        ("GET", "history?startHistoryId=-1", None, "Invalid value at 'start_history_id' (TYPE_UINT64)"),
        ("GET", "history?startHistoryId=1&historyTypes=all", None, "Invalid value at 'history_types'"),
        ("POST", "messages/send", {"raw": "not base64!"}, "Base64 decoding failed"),
        ("POST", "messages/send", {"raw": ["x"]}, "Invalid value at 'raw' (TYPE_BYTE)"),
        ("POST", "messages/send", {}, "'raw' RFC822 payload message string"),
        ("POST", "messages/batchModify", {"ids": "x"}, "Invalid value at 'ids', expected a list"),
        ("POST", "messages/batchModify", {"ids": ["1"] * 1001, "addLabelIds": ["INBOX"]}, "Too many message ids"),
        ("GET", "messages?fields=messages(id", None, "Invalid field selection"),
        ("GET", "messages?fields=letters", None, "Invalid field selection letters"),
    ],
)  # fmt: skip
async def test_what_does_not_fit_the_schema_is_400(
    google: Google, method: str, path: str, body: Any, words: str
) -> None:
    status, answer = await google.me(method, path, body)
    assert status == 400
    assert words in answer["error"]["message"]


async def test_a_body_must_be_json(google: Google) -> None:
    url, headers = f"{google.url}/google/gmail/v1/users/me/drafts", {"Authorization": f"Bearer {google.token()}"}
    async with google.http.post(url, data=b"{raw", headers={**headers, "Content-Type": "application/json"}) as answer:
        assert answer.status == 400
    async with google.http.post(url, data=b"{}", headers={**headers, "Content-Type": "text/plain"}) as answer:
        assert answer.status == 400


async def test_unknown_paths_are_404_and_methods_not_offered_say_so(google: Google) -> None:
    async with google.http.get(f"{google.url}/google/gmail/v1/nothing") as answer:
        assert (answer.status, answer.content_type) == (404, "text/html")
    status, body = await google.me("GET", "settings/filters")
    assert (status, body["error"]["status"]) == (501, "UNIMPLEMENTED")


async def test_a_mask_narrows_the_answer(google: Google) -> None:
    message_id = await google.deliver()
    _, answer = await google.me("GET", f"messages/{message_id}?fields=id,payload(mimeType,headers/name)")
    assert set(answer) == {"id", "payload"}
    assert set(answer["payload"]) == {"mimeType", "headers"}
    assert {tuple(header) for header in answer["payload"]["headers"]} == {("name",)}
    _, answer = await google.me("GET", "messages?fields=*/id")
    assert answer == {"messages": [{"id": message_id}]}


async def test_quota_is_counted_in_units_by_user_and_minute(start_google: StartGoogle) -> None:
    google = await start_google(quota_per_minute=45)
    message_id = await google.deliver()
    statuses = [(await google.me("GET", f"messages/{message_id}"))[0] for _ in range(3)]
    assert statuses == [200, 200, 403]
    _, body = await google.me("GET", f"messages/{message_id}")
    assert body["error"]["errors"][0]["reason"] == "rateLimitExceeded"
    assert body["error"]["errors"][0]["domain"] == "usageLimits"
    assert (await google.me("GET", "messages"))[0] == 200
    assert google.world.quota.used(ALICE) == 45
    google.clock.pass_(seconds=60)
    assert (await google.me("GET", f"messages/{message_id}"))[0] == 200
    google.world.quota.code = 429
    statuses = [(await google.me("GET", f"messages/{message_id}"))[0] for _ in range(2)]
    assert statuses == [200, 429]


async def test_quota_can_be_switched_off(start_google: StartGoogle) -> None:
    google = await start_google(quota_per_minute=None)
    assert {(await google.me("POST", "watch", {"topicName": "projects/p/topics/t"}))[0] for _ in range(70)} == {200}


async def test_a_batch_answers_each_part_on_its_own(google: Google) -> None:
    known = await google.deliver()
    client, answers = google.client(), dict[str, Any]()
    batch = client.new_batch_http_request(lambda key, answer, error: answers.update({key: error or answer}))
    for message_id in (known, "18c0ffee00000000"):
        batch.add(client.users().messages().get(userId="me", id=message_id, format="minimal"), request_id=message_id)
    batch.add(client.users().messages().send(userId="me", body={"raw": b64(mail())}), request_id="send")
    await asyncio.to_thread(batch.execute)
    assert answers[known]["id"] == known
    assert isinstance(answers["18c0ffee00000000"], HttpError)
    assert answers["18c0ffee00000000"].resp.status == 404
    assert answers["send"]["labelIds"] == ["SENT"]


async def send_batch(google: Google, paths: list[str], authorization: str = "") -> tuple[int, str]:
    parts = "".join(
        f"--b\r\nContent-Type: application/http\r\nContent-ID: <{n}>\r\n\r\nGET {path} HTTP/1.1\r\n\r\n\r\n"
        for n, path in enumerate(paths)
    )
    headers = {"Content-Type": "multipart/mixed; boundary=b"}
    if authorization:
        headers["Authorization"] = authorization
    url = f"{google.url}/google/batch/gmail/v1"
    async with google.http.post(url, data=f"{parts}--b--", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_batch_names_paths_with_or_without_the_mount_and_lends_its_token(google: Google) -> None:
    paths = ["/gmail/v1/users/me/profile", "/google/gmail/v1/users/me/profile"]
    status, text = await send_batch(google, paths, f"Bearer {google.token()}")
    assert (status, text.count("HTTP/1.1 200 OK"), "Content-ID: <response-1>" in text) == (200, 2, True)
    _, text = await send_batch(google, paths)
    assert text.count("HTTP/1.1 401 Unauthorized") == 2


async def test_what_cannot_be_batched_is_refused_as_a_whole_and_costs_nothing(google: Google) -> None:
    mine, token = "/gmail/v1/users/me/profile", f"Bearer {google.token()}"
    for other in (
        "/upload/gmail/v1/users/me/messages?uploadType=media",
        "/drive/v3/files/f1?alt=media",
        "/gmail/v1/users/me/messages/1?alt=media",
        "/batch/gmail/v1",
        "/calendar/v3/calendars/primary",
    ):
        assert (await send_batch(google, [mine, other], token))[0] == 400
    assert google.world.quota.used(ALICE) == 0


async def test_each_part_of_a_batch_fails_on_its_own_and_their_order_is_nobodys_promise(google: Google) -> None:
    path, token = "/gmail/v1/users/me/profile", f"Bearer {google.token()}"
    await order(google, method="getProfile", kind="status", status=429, retry_after=2, times=20)
    status, text = await send_batch(google, [path] * 40, token)
    assert (status, text.count("HTTP/1.1 429 Too Many Requests"), text.count("Retry-After: 2")) == (200, 20, 20)
    assert google.world.quota.used(ALICE) == 20
    assert [int(n) for n in re.findall(r"<response-(\d+)>", text)] != list(range(40))


async def test_a_batch_holds_a_hundred_calls_and_costs_each_of_them(google: Google) -> None:
    path, token = "/gmail/v1/users/me/profile", f"Bearer {google.token()}"
    assert (await send_batch(google, [path] * 101, token))[0] == 400
    assert (await send_batch(google, [], token))[0] == 400
    assert google.world.quota.used(ALICE) == 0
    assert (await send_batch(google, [path] * 100, token))[0] == 200
    assert google.world.quota.used(ALICE) == 100


# faults


async def order(google: Google, **fault: object) -> None:
    status, _ = await google.play("POST", "faults", {"service": "gmail", "times": 1, **fault})
    assert status == 201


async def test_a_status_is_answered_before_anything_happens(google: Google) -> None:
    await order(
        google, method="messages.send", kind="status", status=429, retry_after=2, reason="userRateLimitExceeded"
    )
    headers = {"Authorization": f"Bearer {google.token()}"}
    url = f"{google.url}/google/gmail/v1/users/me/messages/send"
    async with google.http.post(url, json={"raw": b64(mail())}, headers=headers) as answer:
        body = await answer.json()
    assert (answer.status, answer.headers["Retry-After"]) == (429, "2")
    assert body["error"]["errors"][0]["reason"] == "userRateLimitExceeded"
    assert len(google.world.boxes[ALICE]) == 0
    assert (await google.me("POST", "messages/send", {"raw": b64(mail())}))[0] == 200


async def test_cut_after_sends_the_draft_and_then_cuts_the_line(google: Google) -> None:
    _, draft = await google.me("POST", "drafts", {"message": {"raw": b64(mail())}})
    await order(google, method="drafts.send", kind="cut_after")
    with pytest.raises(aiohttp.ClientConnectionError):
        await google.me("POST", "drafts/send", {"id": draft["id"]})
    assert [m.labels for _, _, m in google.world.boxes[ALICE].newest()] == [{"SENT"}]
    assert (await google.me("POST", "drafts/send", {"id": draft["id"]}))[0] == 404


@pytest.mark.parametrize(("kind", "status"), [("status_after", 503), ("timeout_after", 0)])
async def test_a_failure_after_the_act_hides_that_the_draft_was_sent(google: Google, kind: str, status: int) -> None:
    _, draft = await google.me("POST", "drafts", {"message": {"raw": b64(mail())}})
    await order(google, method="drafts.send", kind=kind, seconds=0.02)
    seen = 0
    with contextlib.suppress(aiohttp.ClientConnectionError):
        seen, _ = await google.me("POST", "drafts/send", {"id": draft["id"]})
    assert seen == status
    assert [m.labels for _, _, m in google.world.boxes[ALICE].newest()] == [{"SENT"}]


async def test_cut_closes_the_line_before_acting(google: Google) -> None:
    _, draft = await google.me("POST", "drafts", {"message": {"raw": b64(mail())}})
    await order(google, method="drafts.send", kind="cut")
    with pytest.raises(aiohttp.ClientConnectionError):
        await google.me("POST", "drafts/send", {"id": draft["id"]})
    assert (await google.me("POST", "drafts/send", {"id": draft["id"]}))[0] == 200


async def test_google_s_own_client_sees_a_cut_as_a_broken_connection(google: Google) -> None:
    client = google.client()
    _, draft = await google.me("POST", "drafts", {"message": {"raw": b64(mail())}})
    await order(google, method="drafts.send", kind="cut_after", times=None)
    request = client.users().drafts().send(userId="me", body={"id": draft["id"]})
    with pytest.raises(OSError, match=r"(?i)reset|closed|aborted|without"):
        await asyncio.to_thread(request.execute)


async def test_malformed_is_200_with_garbage(google: Google) -> None:
    await order(google, method="getProfile", kind="malformed")
    with pytest.raises(ValueError, match="Expecting"):
        await google.me("GET", "profile")


async def test_timeout_never_answers(google: Google) -> None:
    await order(google, method="getProfile", kind="timeout", seconds=0.05, times=None)
    with pytest.raises(aiohttp.ClientConnectionError):
        await google.me("GET", "profile")


async def test_a_cut_in_one_part_breaks_the_whole_batch(google: Google) -> None:
    await order(google, method="getProfile", kind="cut")
    with pytest.raises(aiohttp.ClientConnectionError):
        await send_batch(google, ["/gmail/v1/users/me/profile"], f"Bearer {google.token()}")


async def test_a_fault_for_calendar_leaves_mail_alone(google: Google) -> None:
    await google.play("POST", "faults", {"service": "calendar", "kind": "status"})
    assert (await google.me("GET", "profile"))[0] == 200
