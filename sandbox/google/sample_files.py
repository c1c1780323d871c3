"""The sample files: what the letters of the sample mailbox speak of, and who may open which."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.google.cast import User
from sandbox.google.drive import DOCUMENT, SHEET, SLIDES, Drive, File, Person
from sandbox.google.sample_events import ALICE, BOB, NADIA, NAMES

SHARED_DRIVE = "0AFernhillShared"


@dataclass(frozen=True)
class Paper:
    """One file. `who` are those who may open it as 'email:role', the owner first; `days` since it was changed."""

    name: str
    kind: str
    text: str
    days: int
    who: tuple[str, ...]
    drive: str = ""


_MINUTES = """\
Budget 2027, first reading

Present: Alice Marsh, Bob Okafor, Nadia Rahimi.

Travel stays at 18,000. Trade fairs go from 24,000 to 30,000 if the Lyon stand is confirmed by 15 December.
Bob asks the workshop for a price for the new calibration bench.
Nadia checks what the lunch for the ten years may cost.
"""
_BUDGET = """\
item,spent 2026,planned 2027,remark
travel,17650,18000,as before
trade fairs,23890,30000,24000 if the Lyon stand is not confirmed by 15 December
calibration bench,0,,price to come from Bob
SR-40 tooling (nylon housing),0,4200,once
training,5200,6000,two service engineers
"""
_PRICES = """\
article,description,price_eur
FH-210,pH probe,189.00
FH-340,conductivity meter,642.00
FH-900,bench,4120.00
SR-40,spectrometer with flow cell and cuvette holder,21400.00
TB-3,turbidity sensor,880.00
HT-7,humidity and temperature sensor,129.00
"""
_WARRANTY = "Fernhill instruments carry a warranty of 24 months. Probes are wear parts and carry six.\n"
_MONDAY = """\
Monday meeting, minutes in full

Firmware 2.4 for the TB-3 passed the long test and goes out with every unit from now on.
Kestrel's new gratings measure better than the old ones: 71 % at 250 nm. Kestrel stays first source.
Two P-30 came back with worn seals after running on acetone. Bob rewrites page 9 of the manual.
Alice takes the Northern Lab Expo, Bob stays with the instruments.
Open: who answers the press (Lab Currents), and whether the demo SR-40 goes to Brightwater.
"""
_CONTRACT = """\
Service plan for Brightwater Analytics - draft, not signed

1. One preventive visit a year to the laboratory in Leeds, all parts and travel included.
2. The second site in Galway is not covered. A visit there costs 640 pounds and the travel.
3. The price is 1,290 pounds a year, payable 14 days after the visit. Brightwater asks for 30 days net.
4. Notice is three months to the end of a year.
"""
_PLAN = """\
SR-40 housing: plan

Decision between aluminium (61 pounds a unit) and nylon (38 pounds a unit, 4,200 pounds once for the tool).
Week 1: order the tool. Week 6: first parts. Week 8: drop test. Week 9: first SR-40 in the new housing, for Brightwater.
The toolmaker holds the slot only until noon of the next working day.
"""
_SLIDES = """\
Northern Lab Expo - stand 14
What we show: SR-40 with flow cell, TB-3 with firmware 2.4, the HT-7 logger
Who is there: Alice, on both days
To do: power supply for the stand, text of the fascia board, 200 price lists
"""
_CABLING = """\
Cold store, HT-7 cabling plan

Two new rooms, six sensors on one logger. Two free ports in the rack, fixed addresses only, no wireless.
Cables are drawn by our electrician before the walk-through; Fernhill fits the sensors.
"""
_SALARIES = "Salary review 2027. For Bob's eyes only: proposals for the workshop are due in January.\n"

ALICES, BOBS = f"{ALICE}:owner", f"{BOB}:owner"
PAPERS = (
    Paper("Budget 2027 - minutes of the first reading", DOCUMENT, _MINUTES, 1, (ALICES, f"{BOB}:writer")),
    Paper("Price list", SHEET, _PRICES, 3, (ALICES,)),
    Paper("warranty.txt", "text/plain", _WARRANTY, 5, (ALICES,)),
    Paper("Budget 2027", SHEET, _BUDGET, 2, (ALICES, f"{BOB}:commenter", f"{NADIA}:reader")),
    Paper("Monday meeting - minutes in full", DOCUMENT, _MONDAY, 6, (f"{BOB}:organizer", f"{ALICE}:writer"),
          SHARED_DRIVE),
    Paper("Service plan Brightwater - contract draft", DOCUMENT, _CONTRACT, 4, (ALICES,)),
    Paper("SR-40 housing - project plan", DOCUMENT, _PLAN, 2, (BOBS, f"{ALICE}:reader")),
    Paper("Northern Lab Expo - what we show", SLIDES, _SLIDES, 9, (ALICES, f"{BOB}:reader")),
    Paper("HT-7 cabling plan", DOCUMENT, _CABLING, 8, ("priya@lumenbio.example:owner", f"{ALICE}:reader",
                                                       f"{BOB}:reader")),
    Paper("Salary review 2027", DOCUMENT, _SALARIES, 7, (f"{NADIA}:owner", f"{BOB}:writer")),
    Paper("Hall plan.pdf", "application/pdf", "%PDF-1.4 hall plan", 10, (ALICES,)),
)  # fmt: skip


def sample_drive(users: list[User], now: Callable[[], datetime]) -> Drive:
    """The sample files."""
    drive, names = Drive(now), NAMES | {user.email: user.name for user in users}
    for number, paper in enumerate(PAPERS):
        at = now() - timedelta(days=paper.days)
        people = [Person(email, names[email], role) for email, _, role in (who.partition(":") for who in paper.who)]
        drive.put(
            File(
                f"1FernhillSample{number:04d}", paper.name, paper.kind, paper.text.encode(), people,
                at - timedelta(days=9), at, drive_id=paper.drive,
            )
        )  # fmt: skip
    return drive
