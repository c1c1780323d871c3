"""The sample calendars and files belong to the sample letters, whatever day it is."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from sandbox.google.cast import sample_users
from sandbox.google.sample_events import sample_calendars
from sandbox.google.sample_files import sample_drive
from sandbox.google.times import moment
from sandbox.samples.mails import sample_mails
from tests.sandbox.google.conftest import ALICE, BOB, Json

DAYS = [datetime(2026, 11, day, hour, tzinfo=UTC) for day, hour in ((20, 9), (21, 23), (22, 0), (27, 17), (30, 8))]
UNWRITTEN = {"owen@northgatelabs.example"}  # he telephones


def events(now: datetime, email: str = ALICE) -> list[Json]:
    calendar = sample_calendars(sample_users(), lambda: now)[email]
    return sorted(calendar.single(now - timedelta(days=7), now + timedelta(days=60)), key=lambda e: moment(e["start"]))


@pytest.mark.parametrize("now", DAYS)
def test_everybody_who_is_invited_writes_mail_too(now: datetime) -> None:
    written = b"".join(mail.raw for mail in sample_mails(now)).decode("utf-8", "replace")
    people = {person["email"] for event in events(now) for person in event.get("attendees", [])}
    assert {email for email in people if email not in written} == UNWRITTEN


@pytest.mark.parametrize("now", DAYS)
def test_meetings_fall_on_working_days_and_those_to_come_are_to_come(now: datetime) -> None:
    found = [e for e in events(now) if "date" not in e["start"]]
    assert {moment(event["start"]).weekday() for event in found} <= {0, 1, 2, 3, 4}
    to_come = [event["summary"] for event in found if moment(event["start"]) > now + timedelta(hours=24)]
    assert {"Call with Northgate Labs about the pH probes", "HT-7 cabling walk-through", "Dentist"} <= set(to_come)


@pytest.mark.parametrize("now", DAYS)
def test_the_walk_through_is_when_its_invitation_says(now: datetime) -> None:
    (walk,) = [event for event in events(now) if event["summary"] == "HT-7 cabling walk-through"]
    (mail,) = [mail for mail in sample_mails(now) if mail.letter == "invite-lumen-moved" and ALICE in mail.rcpt]
    assert f"{moment(walk['start']):DTSTART:%Y%m%dT%H%M%SZ}" in _calendar_part(mail.raw)


def _calendar_part(raw: bytes) -> str:
    parts = message_from_bytes(raw, policy=policy.default).walk()
    return "".join(part.get_content() for part in parts if part.get_content_type() == "text/calendar")


@pytest.mark.parametrize("now", DAYS)
def test_one_monday_meeting_is_moved_and_the_others_are_weekly(now: datetime) -> None:
    meetings = [event for event in events(now) if event["summary"] == "Monday meeting"]
    assert len(meetings) >= 8
    assert len([event for event in meetings if event["start"] != event["originalStartTime"]]) == 1


def test_alice_has_declined_one_and_bob_has_his_own() -> None:
    now = DAYS[0]
    declined = [
        event["summary"]
        for event in events(now)
        if any(p.get("self") and p["responseStatus"] == "declined" for p in event.get("attendees", []))
    ]
    assert declined == ["Webinar: hiring engineers in a small firm"]
    both, his = {e["summary"] for e in events(now)}, {e["summary"] for e in events(now, BOB)}
    assert his - both == {"Calibration bench: visit of the supplier", "Stray light of Kestrel's second grating"}
    assert {"Dentist", "Call with Northgate Labs about the pH probes"} <= both - his


def test_no_file_is_seen_by_those_it_is_not_shared_with() -> None:
    drive = sample_drive(list(sample_users()), lambda: DAYS[0])
    mine, his = [{file.name for file in drive.seen_by(email)} for email in (ALICE, BOB)]
    assert "Salary review 2027" in his - mine
    assert {"Price list", "Service plan Brightwater - contract draft"} <= mine - his
