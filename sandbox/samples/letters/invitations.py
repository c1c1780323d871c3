"""Calendar mail: an invitation, and an updated one, with their text/calendar parts."""

from sandbox.samples.letter import INFORMATIONAL, File, Letter

_EVENT = """\
BEGIN:VCALENDAR
PRODID:-//Example Calendar//EN
VERSION:2.0
METHOD:REQUEST
BEGIN:VEVENT
UID:{uid}
SEQUENCE:{sequence}
DTSTART:{start}
DTEND:{end}
SUMMARY:{title}
LOCATION:{place}
ORGANIZER;CN={name}:mailto:{organizer}
ATTENDEE;CN=Alice Marsh;RSVP=TRUE;PARTSTAT=NEEDS-ACTION:mailto:alice@fernhill.example
STATUS:CONFIRMED
END:VEVENT
END:VCALENDAR
"""


def _event(uid: str, title: str, place: str, name: str, organizer: str, day: str, sequence: int = 0) -> File:
    start, end = f"[[{day} %Y%m%dT140000Z]]", f"[[{day} %Y%m%dT143000Z]]"
    text = _EVENT.format(
        uid=uid, title=title, place=place, name=name, organizer=organizer, start=start, end=end, sequence=sequence
    )
    return File("invite.ics", "text/calendar", text.replace("\n", "\r\n").encode())


LETTERS = (
    Letter(
        "invite-kestrel",
        92,
        "Graham Pell <gpell@kestreloptics.example>",
        "Invitation: Gratings for next year - call with Fernhill",
        """\
Gratings for next year - call with Fernhill
When: [[+9 %A %d %B]], 14:00 to 14:30 (London)
Where: video call, the link is in the calendar entry
Who: Graham Pell (organizer), Alice Marsh, Bob Okafor
""",
        INFORMATIONAL,
        client="outlook",
        files=(
            _event(
                "7f1c-kestrel@kestreloptics.example",
                "Gratings for next year - call with Fernhill",
                "Video call",
                "Graham Pell",
                "gpell@kestreloptics.example",
                "+9",
            ),
        ),
    ),
    Letter(
        "invite-lumen-moved",
        34,
        "Priya Nandakumar <priya@lumenbio.example>",
        "Updated invitation: HT-7 cabling walk-through",
        """\
This event has been changed: it takes place one day later.

HT-7 cabling walk-through
When: [[+13 %A %d %B]], 14:00 to 14:30 (London)
Where: Lumen Biotech, gate 3
""",
        INFORMATIONAL,
        client="plain",
        files=(
            _event(
                "22ab-ht7@lumenbio.example",
                "HT-7 cabling walk-through",
                "Lumen Biotech, gate 3",
                "Priya Nandakumar",
                "priya@lumenbio.example",
                "+13",
                sequence=1,
            ),
        ),
    ),
)
