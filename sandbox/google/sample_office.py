"""A few events and files of the invented firm, so that calendars and drives are not empty."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sandbox.google.calendars import Calendar, stamp
from sandbox.google.cast import User
from sandbox.google.drive import DOCUMENT, SHEET, Drive, File, Person

_EVENTS = (
    # summary, days from today, hour, minutes, who comes besides the owner, place
    ("Sales round-up", 1, 9, 30, "bob@fernhill.example", "Room Larch"),
    ("Call with Northgate Labs about the pH probes", 2, 14, 45, "priya@northgatelabs.example", ""),
    ("Budget 2027, second reading", 4, 11, 90, "bob@fernhill.example", "Room Alder"),
    ("Dentist", 6, 16, 60, "", "Mill Street 4"),
)
_MINUTES = (
    "Budget 2027, first reading\n\nPresent: Alice Marsh, Bob Okafor.\n"
    "Travel stays at 18,000. Trade fairs go from 24,000 to 30,000 if the Lyon stand is confirmed by 15 December.\n"
    "Bob asks the workshop for a price for the new calibration bench.\n"
)
_PRICES = (
    "article,description,price_eur\nFH-210,pH probe,189.00\nFH-340,conductivity meter,642.00\nFH-900,bench,4120.00\n"
)
_WARRANTY = "Fernhill instruments carry a warranty of 24 months. Probes are wear parts and carry six.\n"


def sample_calendars(users: Iterable[User], now: Callable[[], datetime]) -> dict[str, Calendar]:
    """One calendar for each user, under the user's email; the first user's holds the sample events."""
    calendars = {user.email: Calendar(user.email, user.email, user.email, now) for user in users}
    first = next(iter(calendars.values()))
    morning = now().replace(hour=0, minute=0, second=0, microsecond=0)
    for number, (summary, days, hour, minutes, guest, place) in enumerate(_EVENTS):
        start = morning + timedelta(days=days, hours=hour)
        event = {
            "summary": summary,
            "location": place,
            "start": {"dateTime": stamp(start), "timeZone": "UTC"},
            "end": {"dateTime": stamp(start + timedelta(minutes=minutes)), "timeZone": "UTC"},
            "attendees": [{"email": guest, "responseStatus": "accepted"}] if guest else [],
        }
        first.put(f"fernhill{number:04d}", {key: value for key, value in event.items() if value})
    return calendars


def sample_drive(users: list[User], now: Callable[[], datetime]) -> Drive:
    """Three files of the first user, of which the minutes are shared with everybody here."""
    drive, owner = Drive(now), users[0]
    mine = Person(owner.email, owner.name, "owner")
    others = [Person(user.email, user.name, "writer") for user in users[1:]]
    for number, (name, kind, text, people) in enumerate(
        (
            ("Budget 2027 - minutes of the first reading", DOCUMENT, _MINUTES, [mine, *others]),
            ("Price list", SHEET, _PRICES, [mine]),
            ("warranty.txt", "text/plain", _WARRANTY, [mine]),
        )
    ):
        at = now() - timedelta(days=2 * number + 1)
        drive.put(File(f"1FernhillSample{number:04d}", name, kind, text.encode(), people, at - timedelta(days=9), at))
    return drive
