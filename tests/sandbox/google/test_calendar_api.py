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


def weekly(**more: object) -> Json:
    """Four Tuesdays at nine in London, over no change of clocks."""
    times = {
        name: {"dateTime": f"2026-12-01T{hour:02}:00:00", "timeZone": "Europe/London"}
        for name, hour in (("start", 9), ("end", 10))
    }
    return {"id": "rounds", "summary": "Round", "recurrence": ["RRULE:FREQ=WEEKLY;COUNT=4"], **times, **more}


async def listed(google: Google, query: str = "", email: str = ALICE) -> list[Json]:
    status, answer = await google.call("GET", f"{PRIMARY}?{query}", email=email)
    assert status == 200
    return list(answer["items"])


DECEMBER = "timeMin=2026-12-01T00:00:00Z&timeMax=2026-12-31T00:00:00Z&q=round"
SINGLE = f"{DECEMBER}&singleEvents=true&orderBy=startTime"


async def test_a_series_is_one_event_or_its_occurrences(google: Google) -> None:
    await google.call("POST", PRIMARY, weekly())
    assert [e["id"] for e in await listed(google, DECEMBER)] == ["rounds"]
    found = await listed(google, SINGLE)
    assert [e["id"][-16:-8] for e in found] == ["20261201", "20261208", "20261215", "20261222"]
    assert {(e["recurringEventId"], "recurrence" in e) for e in found} == {("rounds", False)}
    assert found[1]["originalStartTime"] == found[1]["start"]
    _, one = await google.call("GET", f"{PRIMARY}/{found[1]['id']}")
    assert one["start"]["dateTime"] == "2026-12-08T09:00:00+00:00"
    assert (await google.call("GET", f"{PRIMARY}/rounds_20261209T090000Z"))[0] == 404


async def test_an_occurrence_is_moved_or_cancelled_alone(google: Google) -> None:
    await google.call("POST", PRIMARY, weekly())
    token = (await google.call("GET", PRIMARY))[1]["nextSyncToken"]
    moved, gone = "rounds_20261208T090000Z", "rounds_20261215T090000Z"
    times = {"start": {"dateTime": "2026-12-08T14:00:00Z"}, "end": {"dateTime": "2026-12-08T15:00:00Z"}}
    await google.call("PATCH", f"{PRIMARY}/{moved}", times)
    await google.call("DELETE", f"{PRIMARY}/{gone}")
    assert [e["start"]["dateTime"][:16] for e in await listed(google, SINGLE)] == [
        "2026-12-01T09:00", "2026-12-08T14:00", "2026-12-22T09:00",
    ]  # fmt: skip
    changed = (await google.call("GET", f"{PRIMARY}?syncToken={token}"))[1]["items"]
    assert [(e["id"], e["status"], e["originalStartTime"]["dateTime"][:10]) for e in changed] == [
        (moved, "confirmed", "2026-12-08"),
        (gone, "cancelled", "2026-12-15"),
    ]
    assert "summary" not in changed[1] and changed[1]["recurringEventId"] == "rounds"
    assert [e["id"] for e in await listed(google, DECEMBER)] == ["rounds", moved, gone]
    await google.call("DELETE", f"{PRIMARY}/rounds")
    assert await listed(google, SINGLE) == []


async def test_a_change_under_another_etag_is_refused(google: Google) -> None:
    events = google.client(api="calendar.v3").events()
    made = await run(events.insert(calendarId="primary", body=event(3, 9, id="etagged")))
    for request in (
        events.patch(calendarId="primary", eventId="etagged", body={"summary": "Mine"}),
        events.delete(calendarId="primary", eventId="etagged"),
    ):
        request.headers["If-Match"] = '"old"'
        with pytest.raises(HttpError) as refused:
            await run(request)
        assert refused.value.resp.status == 412
    request = events.patch(calendarId="primary", eventId="etagged", body={"summary": "Mine", "description": None})
    request.headers["If-Match"] = made["etag"]
    assert (await run(request))["etag"] != made["etag"]


async def test_a_token_is_good_for_the_question_that_it_was_given_for(google: Google) -> None:
    token = (await google.call("GET", f"{PRIMARY}?singleEvents=false&timeMin=2026-12-01T00:00:00Z"))[1]["nextSyncToken"]
    assert (await google.call("GET", f"{PRIMARY}?singleEvents=false&syncToken={token}"))[0] == 200
    assert (await google.call("GET", f"{PRIMARY}?singleEvents=true&syncToken={token}"))[0] == 400
    page = (await google.call("GET", f"{PRIMARY}?maxResults=2"))[1]["nextPageToken"]
    assert (await google.call("GET", f"{PRIMARY}?maxResults=2&pageToken={page}"))[0] == 200
    assert (await google.call("GET", f"{PRIMARY}?maxResults=2&q=x&pageToken={page}"))[0] == 400
    google.world.calendars[ALICE].era += 1
    assert (await google.call("GET", f"{PRIMARY}?singleEvents=false&syncToken={token}"))[0] == 410


async def test_what_changes_while_pages_are_read_is_told_by_the_next_sync(google: Google) -> None:
    first = (await google.call("GET", f"{PRIMARY}?maxResults=2"))[1]
    await google.call("POST", PRIMARY, event(1, 9, id="meantime"))
    answer = first
    while "nextPageToken" in answer:
        answer = (await google.call("GET", f"{PRIMARY}?maxResults=2&pageToken={answer['nextPageToken']}"))[1]
    changed = (await google.call("GET", f"{PRIMARY}?maxResults=2&syncToken={answer['nextSyncToken']}"))[1]
    assert [e["id"] for e in changed["items"]] == ["meantime"]


@pytest.mark.parametrize(
    ("updates", "told"), [("all", ["out@else.example", BOB]), ("externalOnly", ["out@else.example"])]
)
async def test_guests_get_a_copy_and_a_mail_if_that_is_asked_for(google: Google, updates: str, told: list[str]) -> None:
    guests = [{"email": "out@else.example"}, {"email": BOB}]
    body = event(8, 9, id="meet1", attendees=guests)
    await google.call("POST", f"{PRIMARY}?sendUpdates={updates}", body)
    _, copy = await google.call("GET", f"{PRIMARY}/meet1", email=BOB)
    assert copy["organizer"] == {"email": ALICE}
    assert [p.get("self", False) for p in copy["attendees"]] == [False, True]
    status, refused = await google.call("PATCH", f"{PRIMARY}/meet1", {"summary": "Mine"}, email=BOB)
    assert (status, refused["error"]["errors"][0]["reason"]) == (403, "forbiddenForNonOrganizer")
    answer = {"attendees": [guests[0], {"email": BOB, "responseStatus": "declined"}]}
    assert (await google.call("PATCH", f"{PRIMARY}/meet1", answer, email=BOB))[0] == 200
    await google.call("DELETE", f"{PRIMARY}/meet1?sendUpdates={updates}")
    assert (await google.call("GET", f"{PRIMARY}/meet1", email=BOB))[1]["status"] == "cancelled"
    assert [(one.kind, list(one.to)) for one in google.world.invitations] == [
        ("invitation", told),
        ("cancellation", told),
    ]


async def test_a_guest_who_deletes_an_event_declines_it(google: Google) -> None:
    await google.call("POST", PRIMARY, event(8, 9, id="meet1", attendees=[{"email": BOB}]))
    assert (await google.call("DELETE", f"{PRIMARY}/meet1", email=BOB))[0] == 204
    _, mine = await google.call("GET", f"{PRIMARY}/meet1")
    assert (mine["status"], mine["attendees"][0]["responseStatus"]) == ("confirmed", "declined")


@pytest.mark.parametrize(
    "change",
    [
        {"recurrence": ["FREQ=WEEKLY"]},
        {"recurrence": ["RRULE:FREQ=SOMETIMES"]},
        {"start": {"dateTime": "2026-12-01T09:00:00Z"}, "end": {"dateTime": "2026-12-01T10:00:00Z"}},
        {"start": {"dateTime": "2026-12-01T09:00:00", "timeZone": "Moon/Base"}},
        {"attendees": [{"displayName": "Nobody"}]},
    ],
)
async def test_a_series_or_guests_that_make_no_sense_are_refused(google: Google, change: Json) -> None:
    assert (await google.call("POST", PRIMARY, weekly(**change)))[0] == 400
