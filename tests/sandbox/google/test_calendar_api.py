"""Calendars through Google's own client: listing by time and by sync token, idempotent inserts, free and busy."""

import asyncio
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.sandbox.google.conftest import ALICE, BOB, Google, Json

PRIMARY = "calendar/v3/calendars/primary/events"


async def run(request: Any) -> Any:
    """Executes a request of the blocking client."""
    return await asyncio.to_thread(request.execute)


def event(day: int, hour: int, **more: object) -> Json:
    times = {
        "start": {"dateTime": f"2026-12-{day:02}T{hour:02}:00:00Z"},
        "end": {"dateTime": f"2026-12-{day:02}T{hour + 1:02}:00:00Z"},
    }
    return {"summary": f"At {hour}", **times, **more}


async def test_events_are_listed_by_time_and_words(google: Google) -> None:
    client = google.client(api="calendar.v3")
    assert [c["id"] for c in (await run(client.calendarList().list()))["items"]] == [ALICE]
    body = event(1, 10, attendees=[{"email": "priya@northgatelabs.example"}])
    made = await run(client.events().insert(calendarId="primary", body=body))
    assert (made["status"], made["organizer"]["email"]) == ("confirmed", ALICE)
    await run(client.events().insert(calendarId=ALICE, body=event(1, 8)))
    found = await run(
        client.events().list(
            calendarId="primary", timeMin="2026-12-01T00:00:00Z", timeMax="2026-12-01T12:00:00Z",
            singleEvents=True, orderBy="startTime", maxResults=1,
        )
    )  # fmt: skip
    assert ([e["summary"] for e in found["items"]], "nextSyncToken" in found) == (["At 8"], False)
    found = await run(client.events().list(calendarId="primary", q="northgatelabs", timeMin="2026-12-01T00:00:00Z"))
    assert [e["id"] for e in found["items"]] == [made["id"]]


async def test_a_client_id_makes_an_insert_happen_once(google: Google) -> None:
    events = google.client(api="calendar.v3").events()
    await run(events.insert(calendarId="primary", body=event(1, 10, id="abc123v")))
    with pytest.raises(HttpError) as again:
        await run(events.insert(calendarId="primary", body=event(1, 10, id="abc123v")))
    assert (again.value.resp.status, again.value.reason) == (409, "The requested identifier already exists.")
    await run(events.delete(calendarId="primary", eventId="abc123v"))
    assert (await google.call("POST", PRIMARY, event(1, 10, id="abc123v")))[0] == 409
    assert (await google.call("DELETE", f"{PRIMARY}/abc123v"))[0] == 410


async def test_a_sync_token_tells_of_what_changed(google: Google) -> None:
    events = google.client(api="calendar.v3").events()
    token = (await run(events.list(calendarId="primary")))["nextSyncToken"]
    for name in ("aaaaa", "bbbbb"):
        await run(events.insert(calendarId="primary", body=event(2, 9, id=name)))
    await run(events.patch(calendarId="primary", eventId="aaaaa", body={"summary": "Moved"}))
    await run(events.delete(calendarId="primary", eventId="bbbbb"))
    changed = await run(events.list(calendarId="primary", syncToken=token))
    assert [(e["id"], e["summary"], e["status"]) for e in changed["items"]] == [
        ("aaaaa", "Moved", "confirmed"),
        ("bbbbb", "At 9", "cancelled"),
    ]
    assert (await run(events.list(calendarId="primary", syncToken=changed["nextSyncToken"])))["items"] == []
    assert (await google.call("GET", f"{PRIMARY}?syncToken=s999"))[0] == 410
    assert (await google.call("GET", f"{PRIMARY}?syncToken={token}&q=x"))[0] == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", f"{PRIMARY}/nothere", None, 404),
        ("GET", f"calendar/v3/calendars/{BOB}/events", None, 404),
        ("GET", f"{PRIMARY}?orderBy=startTime", None, 400),
        ("GET", f"{PRIMARY}?timeMin=2026-12-01", None, 400),
        ("GET", f"{PRIMARY}?timeMin=soon", None, 400),
        ("POST", PRIMARY, {"summary": "no times"}, 400),
        ("POST", PRIMARY, {"start": {"date": "2026-12-02"}, "end": {"date": "2026-12-01"}}, 400),
        ("POST", PRIMARY, {"start": {"date": "2026-12-01"}, "end": {"date": "soon"}}, 400),
        ("POST", PRIMARY, event(1, 10, id="WXYZ!"), 400),
        ("POST", PRIMARY, event(1, 10, colour="red"), 400),
        ("POST", "calendar/v3/freeBusy", {"items": [{"id": "primary"}]}, 400),
    ],
)
async def test_what_calendar_refuses_is_refused(google: Google, method: str, path: str, body: Any, status: int) -> None:
    got, answer = await google.call(method, path, body)
    assert (got, answer["error"]["code"]) == (status, status)


async def test_busy_times_are_merged_and_strangers_have_errors_of_their_own(google: Google) -> None:
    for hour, more in ((9, {}), (10, {}), (13, {"transparency": "transparent"}), (15, {})):
        await google.call("POST", PRIMARY, event(7, hour, **more))
    body = {
        "timeMin": "2026-12-07T00:00:00Z",
        "timeMax": "2026-12-07T15:30:00Z",
        "items": [{"id": ALICE}, {"id": "stranger@else.example"}],
    }
    _, answer = await google.call("POST", "calendar/v3/freeBusy", body, email=BOB)
    assert answer["calendars"][ALICE]["busy"] == [
        {"start": "2026-12-07T09:00:00.000Z", "end": "2026-12-07T11:00:00.000Z"},
        {"start": "2026-12-07T15:00:00.000Z", "end": "2026-12-07T15:30:00.000Z"},
    ]
    assert answer["calendars"]["stranger@else.example"]["errors"] == [{"domain": "global", "reason": "notFound"}]


async def test_calendar_can_be_told_to_fail(google: Google) -> None:
    await google.play("POST", "faults", {"service": "calendar", "method": "events.list", "kind": "status", "times": 1})
    assert (await google.call("GET", PRIMARY))[0] == 503
    assert (await google.call("GET", PRIMARY))[0] == 200
