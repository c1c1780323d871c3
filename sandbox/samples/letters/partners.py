"""Letters of suppliers, the press, a recruiter, an organizer, and projects with several people on the line."""

from sandbox.samples.files import pdf_file
from sandbox.samples.letter import ALICE, BOB, INFORMATIONAL, Letter, Truth
from sandbox.samples.letters.long_report import REPORT

GRAHAM = "Graham Pell <gpell@kestreloptics.example>"
DANIEL = "Daniel Osei <d.osei@labcurrents.example>"
SOPHIE = "Sophie Lang <sophie.lang@harrowtalent.example>"
PRIYA = "Priya Nandakumar <priya@lumenbio.example>"
WEI = "Wei Zhang <wei.zhang@lumenbio.example>"
ADAEZE = "Prof. Adaeze Nwosu <a.nwosu@coastal-research.example>"

LETTERS = (
    Letter(
        "kestrel-offer",
        128,
        GRAHAM,
        "Gratings G-1200: new price list",
        """\
Alice,

A heads-up before the formal letter reaches you: our coating supplier has gone up, and from the 1st of next month the
G-1200 gratings will cost £84.00 instead of £80.50. Orders placed this month keep the old price.

Regards
Graham Pell
Kestrel Optics
""",
        INFORMATIONAL,
        client="outlook",
    ),
    Letter(
        "kestrel-order",
        104,
        ALICE,
        "Re: Gratings G-1200: new price list",
        """\
Hi Graham,

Thanks for the warning. Then please take this as our order, PO-3391: 60 gratings G-1200 at £80.50, to be delivered
within six weeks.

Best wishes,
Alice
""",
        INFORMATIONAL,
        to=(GRAHAM,),
        folder="sent",
        parent="kestrel-offer",
    ),
    Letter(
        "kestrel-confirm-po",
        2,
        GRAHAM,
        "RE: Gratings G-1200: new price list",
        """\
Alice,

PO-3391 is booked at the old price of £80.50. Two points before I release it to the shop floor:

We can only coat 40 pieces before the coating line goes into service. Would you accept 40 by [[+14 %-d %B]] and the
other 20 by [[+42 %-d %B]], at the same price?

I also need a signed order confirmation from you by Friday, otherwise the system moves the whole lot to the new price
list and I cannot stop it.

Regards
Graham Pell
Kestrel Optics
""",
        Truth("needs_reply", ("accept 40 pieces first and 20 four weeks later", "signed order confirmation by Friday")),
        unread=True,
        parent="kestrel-order",
        client="outlook",
    ),
    Letter(
        "labcurrents-interview",
        26,
        DANIEL,
        "Lab Currents: a piece on small instrument makers, two questions for you",
        """\
Dear Alice Marsh,

I write for Lab Currents and I am putting together a feature on small companies that still build instruments in
Britain. A reader in Leeds told me that you repair everything you have ever sold, which is rare enough to be a story.

Would you be willing to talk for twenty minutes on the phone this week or early next? What I would like to ask: how
long do you keep parts for an instrument, and what does repairing rather than replacing mean for your prices?

My deadline is [[+6 %A, %-d %B]]. A photograph of the workshop would be welcome as well, with somebody in it.

With best wishes
Daniel Osei
Staff writer, Lab Currents
""",
        Truth(
            "needs_reply", ("twenty minutes on the phone", "parts and repair questions", "photograph of the workshop")
        ),
    ),
    Letter(
        "harrow-interview",
        46,
        SOPHIE,
        "Interview slots for Michael Brandt (applications engineer)",
        """\
Hi Alice,

Michael Brandt liked the conversation with Bob very much and would come for a second interview, this time with you.

He can do [[+4 %A]] at 9:30, [[+4 %A]] at 16:00 or [[+7 %A]] at 11:00. Which would you prefer, and should he come to
the office or would a video call do? He travels about two hours, so he would be grateful for an early answer.

Kind regards
Sophie
Harrow Talent
""",
        Truth("needs_reply", ("which slot", "office or video call")),
    ),
    Letter(
        "expo-booth",
        53,
        "Northern Lab Expo <exhibitors@expo-mailer.example>",
        "Your stand 14: please confirm power and fascia text",
        """\
Dear exhibitor,

The hall plan is final and Fernhill Instruments has stand 14, next to the seminar room.

Please let me know two things so that the builders can start:

  - Do you need the 3 kW supply, or is a normal double socket enough?
  - Is "Fernhill Instruments" the right text for the fascia board?

Just answer this mail, it comes straight to me.

Ruth Kemp
Exhibitor services, Northern Lab Expo
""",
        Truth("needs_reply", ("power supply for the stand", "text of the fascia board")),
        reply_to="Ruth Kemp <ruth.kemp@northernlabexpo.example>",
        client="plain",
    ),
    Letter(
        "lumen-kickoff",
        87,
        PRIYA,
        "HT-7 logging for the cold rooms",
        """\
Hi Alice, hi Bob,

We are extending the cold store by two rooms and would like HT-7 sensors in both, on the same logger as the first
four. Wei looks after the building network and is copied in.

The rooms will be ready in about five weeks.

Priya
""",
        INFORMATIONAL,
        to=(ALICE, BOB),
        cc=(WEI,),
        client="apple",
    ),
    Letter(
        "lumen-network",
        61,
        WEI,
        "Re: HT-7 logging for the cold rooms",
        """\
Hello everybody,

From the network side: two free ports in the rack, fixed addresses only, no wireless in the cold rooms.

Wei
""",
        INFORMATIONAL,
        to=(PRIYA,),
        cc=(ALICE, BOB),
        parent="lumen-kickoff",
    ),
    Letter(
        "lumen-reply-all",
        36,
        PRIYA,
        "Re: HT-7 logging for the cold rooms",
        """\
Thanks Wei.

Alice, two questions to settle this: does the logger take six HT-7 sensors, or do we need a second one? And can your
people fit the sensors themselves, or should our electrician do it? Please answer to all, so that Wei can plan the
cabling.

Priya
""",
        Truth("needs_reply", ("does the logger take six sensors", "who fits the sensors")),
        to=(ALICE,),
        cc=(BOB, WEI),
        parent="lumen-network",
        client="apple",
    ),
    Letter(
        "coastal-report",
        98,
        ADAEZE,
        "Six months with the SR-12 at sea: our notes, and one request at the end",
        REPORT,
        Truth("needs_reply", ("a spare SR-12 on loan for the cruise",)),
        client="gmail",
    ),
    Letter(
        "coastal-empty",
        97.5,
        ADAEZE,
        "Fwd: cruise plan",
        "",
        INFORMATIONAL,
        client="plain",
        files=(pdf_file("cruise-plan.pdf", "Coastal Research Institute - next cruise - stations and dates"),),
    ),
)
