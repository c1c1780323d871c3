"""What people do with calendars and files by hand, and what reaches others by mail."""

from tests.sandbox.google.conftest import ALICE, BOB, Google, Json

CAROL = "carol@customer.example"
BEGINS = "2026-12-01T09:00:00+00:00"


async def event_of(google: Google, **more: object) -> Json:
    body = {"title": "Fair", "begins": BEGINS, "guests": [BOB, CAROL], **more}
    status, event = await google.play("POST", f"office/{ALICE}/events", body)
    assert status == 201
    return dict(event)


async def titles(google: Google, email: str) -> list[str]:
    return [one["title"] for one in (await google.play("GET", f"office/{email}/events"))[1]]


async def test_an_event_made_by_hand_reaches_its_guests(google: Google) -> None:
    event = await event_of(google, place="Leeds", minutes=30)
    assert (event["ends"], event["organizer"]) == ("2026-12-01T09:30:00+00:00", ALICE)
    assert "Fair" in await titles(google, BOB)
    _, sent = await google.play("GET", "office/invitations")
    assert [(one["kind"], one["to"], one["title"]) for one in sent] == [("invitation", [BOB, CAROL], "Fair")]


async def test_an_event_is_changed_answered_and_deleted_by_hand(google: Google) -> None:
    event = await event_of(google)
    place = f"office/{ALICE}/events/{event['id']}"
    _, moved = await google.play("POST", place, {"begins": "2026-12-01T14:00:00+00:00", "guests": [BOB]})
    assert (moved["begins"], [one["email"] for one in moved["guests"]]) == ("2026-12-01T14:00:00+00:00", [BOB])
    await google.play("POST", f"office/{BOB}/events/{event['id']}/answer", {"answer": "declined"})
    (mine,) = [one for one in (await google.play("GET", f"office/{ALICE}/events"))[1] if one["title"] == "Fair"]
    assert mine["guests"] == [{"email": BOB, "answer": "declined"}]
    assert (await google.play("DELETE", place))[0] == 200
    assert "Fair" not in [*await titles(google, ALICE), *await titles(google, BOB)]
    _, sent = await google.play("GET", "office/invitations")
    assert [one["kind"] for one in sent] == ["invitation", "cancellation", "update", "cancellation"]


async def test_a_series_shows_its_occurrences_and_a_whole_day_has_no_hours(google: Google) -> None:
    await event_of(google, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    assert (await titles(google, ALICE)).count("Fair") == 3
    event = await event_of(google, all_day=True, minutes=2880)
    assert (event["begins"], event["ends"], event["allDay"]) == ("2026-12-01", "2026-12-03", True)


async def test_one_event_is_read_however_long_ago_until_it_is_deleted(google: Google) -> None:
    event = await event_of(google, begins="2024-03-04T09:00:00+00:00", description="Stand 14")
    place = f"office/{ALICE}/events/{event['id']}"
    status, found = await google.play("GET", place)
    assert (status, found["title"], found["description"]) == (200, "Fair", "Stand 14")
    await google.play("DELETE", place)
    assert (await google.play("GET", place))[0] == 404


async def test_a_file_is_written_shared_changed_and_deleted_by_hand(google: Google) -> None:
    body = {"name": "Offer", "text": "30,000", "people": {BOB: "reader"}}
    status, file = await google.play("POST", f"office/{ALICE}/files", body)
    assert (status, file["people"][1]) == (201, {"email": BOB, "role": "reader"})
    _, seen = await google.play("GET", f"office/{BOB}/files/{file['id']}")
    assert seen["text"] == "30,000"
    place = f"office/{ALICE}/files/{file['id']}"
    await google.play("POST", place, {"text": "31,000", "people": {}})
    assert (await google.play("GET", f"office/{BOB}/files/{file['id']}"))[0] == 404
    assert (await google.play("GET", place))[1]["text"] == "31,000"
    await google.play("DELETE", place)
    assert (await google.play("GET", place))[0] == 404


async def test_shares_through_the_api_are_shown(google: Google) -> None:
    body = {"type": "user", "role": "reader", "emailAddress": CAROL}
    await google.call("POST", "drive/v3/files/1FernhillSample0000/permissions?emailMessage=Look", body)
    _, shares = await google.play("GET", "office/shares")
    assert [(one["to"], one["message"], one["role"]) for one in shares] == [(CAROL, "Look", "reader")]


async def test_a_sync_token_can_be_made_to_expire(google: Google) -> None:
    token = (await google.call("GET", "calendar/v3/calendars/primary/events"))[1]["nextSyncToken"]
    await google.play("POST", f"office/{ALICE}/events/expire", {})
    assert (await google.call("GET", f"calendar/v3/calendars/primary/events?syncToken={token}"))[0] == 410


async def test_mistakes_are_said(google: Google) -> None:
    assert (await google.play("POST", f"office/{ALICE}/events", {"title": "No time"}))[0] == 400
    assert (await google.play("POST", f"office/{ALICE}/events", {"colour": "red"}))[0] == 400
    assert (await google.play("GET", "office/nobody@else.example/events"))[0] == 404
    assert (await google.play("POST", f"office/{ALICE}/files", {"people": {BOB: "owner"}}))[0] == 400
