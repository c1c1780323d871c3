"""The sample calendars: what the letters of the sample mailbox speak of, and what an office does besides."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sandbox.google.calendars import Calendar
from sandbox.google.cast import User
from sandbox.google.errors import Json
from sandbox.google.invitations import hand_out
from sandbox.samples.build import working_day

ALICE, BOB, NADIA = "alice@fernhill.example", "bob@fernhill.example", "nadia@fernhill.example"
NAMES = {
    ALICE: "Alice Marsh",
    BOB: "Bob Okafor",
    NADIA: "Nadia Rahimi",
    "priya@lumenbio.example": "Priya Nandakumar",
    "wei.zhang@lumenbio.example": "Wei Zhang",
    "gpell@kestreloptics.example": "Graham Pell",
    "helen.castellane@brightwater.example": "Helen Castellane",
    "owen@northgatelabs.example": "Owen Hartley",
    "sophie.lang@harrowtalent.example": "Sophie Lang",
}
ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Meeting:
    """One event. `days` from now, moved to a working day; `hour` in London, 0 minutes long: the whole day.

    `who` are guests, the organizer first; an answer may stand behind a colon. Without any it is Alice's own.
    """

    id: str
    title: str
    days: int
    hour: float
    minutes: int
    who: tuple[str, ...] = (ALICE,)
    place: str = ""
    about: str = ""
    rule: str = ""


HELEN, OWEN = "helen.castellane@brightwater.example:accepted", "owen@northgatelabs.example:accepted"
PRIYA, WEI = "priya@lumenbio.example", "wei.zhang@lumenbio.example:accepted"
MEETINGS = (
    Meeting(
        "mondaymeeting", "Monday meeting", -56, 9.5, 45, (BOB, f"{ALICE}:accepted", f"{NADIA}:accepted"), "Room Larch",
        "What came back, what goes out, who is where. Bob writes the minutes.", "RRULE:FREQ=WEEKLY;BYDAY=MO",
    ),
    Meeting(
        "northgateprobes", "Call with Northgate Labs about the pH probes", 2, 14, 45, (ALICE, OWEN), "",
        "Owen wants to compare our FH-210 probes with the ones they use. Send the price list before.",
    ),
    Meeting(
        "brightwatercall", "Brightwater: questions of the committee on FQ-2218", 1, 15, 30, (ALICE, HELEN), "Phone",
        "Delivery date of the SR-40, the service plan for Galway, and 30 days net.",
    ),
    Meeting(
        "cablingwalk", "HT-7 cabling walk-through", 13, 14, 30, (PRIYA, ALICE, f"{BOB}:accepted", WEI),
        "Lumen Biotech, gate 3", "Where the six HT-7 sensors go, and who fits them.",
    ),
    Meeting(
        "gratingscall", "Gratings for next year - call with Fernhill", 9, 14, 30,
        ("gpell@kestreloptics.example", f"{ALICE}:accepted", BOB), "Video call",
    ),
    Meeting(
        "budgetsecond", "Budget 2027, second reading", 5, 11, 90, (ALICE, f"{BOB}:accepted", f"{NADIA}:accepted"),
        "Room Alder", "Open from the first reading: trade fairs, and the price of the new calibration bench.",
    ),
    Meeting(
        "tenyearslunch", "Ten years of Fernhill - lunch", 4, 12.5, 90, (NADIA, f"{BOB}:accepted", ALICE),
        "The Old Granary", "There will be cake either way.",
    ),
    Meeting("firedrill", "Fire drill", 3, 11, 15, (NADIA, f"{ALICE}:accepted", f"{BOB}:accepted"), "Bicycle shed"),
    Meeting(
        "labexpo", "Northern Lab Expo, stand 14", 24, 0, 0, (ALICE,), "Harrogate",
        "Next to the seminar room. Ruth Kemp looks after exhibitors.",
    ),
    Meeting(
        "hiringtalk", "Webinar: hiring engineers in a small firm", 2, 16, 60,
        ("sophie.lang@harrowtalent.example", f"{ALICE}:declined"), "Online",
    ),
    Meeting("dentist", "Dentist", 6, 16, 60, (ALICE,), "Mill Street 4"),
    Meeting(
        "housingsamples", "SR-40 housing: look at the samples", -3, 10, 30, (BOB, f"{ALICE}:accepted"), "Workshop",
        "Aluminium or glass-filled nylon.",
    ),
    Meeting(
        "bobsupplier", "Calibration bench: visit of the supplier", 4, 10, 120, (BOB,), "Workshop",
        "Ask for the price that the budget needs.",
    ),
    Meeting("bobstraylight", "Stray light of Kestrel's second grating", 2, 9, 180, (BOB,), "Dark room"),
)  # fmt: skip


def sample_calendars(users: Iterable[User], now: Callable[[], datetime]) -> dict[str, Calendar]:
    """One calendar for each user, under the user's email, with the sample events of the people among them."""
    calendars = {user.email: Calendar(user.email, user.email, user.email, now) for user in users}
    for meeting in MEETINGS:
        _hold(calendars, meeting, now())
    _move_one(calendars, now())
    return calendars


def _hold(calendars: dict[str, Calendar], meeting: Meeting, now: datetime) -> None:
    event, organizer = _event(meeting, now), meeting.who[0]
    if organizer in calendars:
        stored = calendars[organizer].put(meeting.id, event)
        hand_out(calendars, calendars[organizer], stored, {})
        return
    for email in (name.partition(":")[0] for name in meeting.who[1:]):  # somebody from outside invited them
        if email in calendars:
            calendars[email].put(meeting.id, event)


def _event(meeting: Meeting, now: datetime) -> Json:
    guests = [_guest(name) for name in meeting.who] if len(meeting.who) > 1 else []
    person = {"email": meeting.who[0], "displayName": NAMES[meeting.who[0]]}
    told: Json = {
        "summary": meeting.title,
        "location": meeting.place,
        "description": meeting.about,
        "attendees": guests,
        "recurrence": [meeting.rule] if meeting.rule else [],
        "organizer": person,
        "creator": person,
    }
    return {key: value for key, value in told.items() if value} | _times(meeting, now)


def _guest(name: str) -> Json:
    email, _, answer = name.partition(":")
    return {"email": email, "displayName": NAMES[email]} | ({"responseStatus": answer} if answer else {})


def _times(meeting: Meeting, now: datetime) -> Json:
    day = working_day(meeting.days, now).astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    if meeting.rule:  # a series begins on the weekday that its rule names
        day -= timedelta(days=day.weekday())
    if not meeting.minutes:
        return {"start": {"date": f"{day:%Y-%m-%d}"}, "end": {"date": f"{day + timedelta(days=2):%Y-%m-%d}"}}
    start = day.replace(hour=int(meeting.hour), minute=round(meeting.hour % 1 * 60))
    return {"start": _bound(start), "end": _bound(start + timedelta(minutes=meeting.minutes))}


def _bound(at: datetime) -> Json:
    return {"dateTime": at.isoformat(timespec="seconds"), "timeZone": str(ZONE)}


def _move_one(calendars: dict[str, Calendar], now: datetime) -> None:
    """The Monday meeting after next takes place two hours later than usual."""
    calendar = calendars.get(BOB)
    if calendar is None:
        return
    later = sorted(
        (one for one in calendar.single(now, now + timedelta(days=21)) if one.get("recurringEventId")),
        key=lambda one: str(one["start"]["dateTime"]),
    )
    for number, one in enumerate(later):
        if number == 1:
            moved = {key: _later(one[key]) for key in ("start", "end")}
            hand_out(calendars, calendar, calendar.put(one["id"], one | moved), {})


def _later(value: Json) -> Json:
    return value | {"dateTime": (datetime.fromisoformat(value["dateTime"]) + timedelta(hours=2)).isoformat()}
