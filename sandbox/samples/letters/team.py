"""Letters inside Fernhill: a decision that Bob needs, lunch, minutes, and a reminder from the office."""

from sandbox.samples.letter import ALICE, BOB, INFORMATIONAL, Letter, Truth

NADIA = "Nadia Rahimi <nadia@fernhill.example>"

LETTERS = (
    Letter(
        "bob-housing-first",
        96,
        BOB,
        "SR-40 housing: two samples on your desk",
        """\
Alice,

The two sample housings arrived. Aluminium is the heavier one with the blue sticker, the other is the glass-filled
nylon. Drop them, scratch them, put coffee on them. I need to know what a customer would say.

Bob
""",
        INFORMATIONAL,
    ),
    Letter(
        "bob-housing-answer",
        79,
        ALICE,
        "Re: SR-40 housing: two samples on your desk",
        """\
The aluminium feels like an instrument, the nylon feels like a printer. But nobody has ever asked me about the
housing, and two customers last month asked about the weight. What does each cost us?

Alice
""",
        Truth("needs_reply", ("what each housing costs",)),
        to=(BOB,),
        folder="sent",
        parent="bob-housing-first",
    ),
    Letter(
        "bob-housing-decision",
        3.5,
        BOB,
        "Re: SR-40 housing: two samples on your desk",
        """\
Numbers are in. Aluminium costs us £61 a unit, nylon £38 plus £4,200 once for the tool. At 120 units a year the tool
has paid for itself after eighteen months. Nylon saves 1.4 kg.

The toolmaker holds the slot for us until [[+1 %A]] noon, after that we wait six weeks. So I need a decision from you:
do we go for nylon, or stay with aluminium for this batch? And do you want to tell Brightwater, since theirs would
be the first one in the new housing?

Bob
""",
        Truth("needs_reply", ("nylon or aluminium", "tell Brightwater about the new housing")),
        unread=True,
        parent="bob-housing-answer",
    ),
    Letter(
        "nadia-lunch",
        58,
        NADIA,
        "🎉 Ten years of Fernhill - lunch on [[+4 %A]], who's in?",
        """\
Hi all,

Fernhill turns ten this week! I have a table at the Old Granary on [[+4 %A]] at 12:30.

Could you tell me by [[+1 %A]] noon whether you are coming, and whether you eat meat? There will be cake either way 🍰

Nadia
""",
        Truth("needs_reply", ("coming to lunch", "eats meat or not")),
        to=(ALICE, BOB, "Team <team@fernhill.example>"),
    ),
    Letter(
        "nadia-fire-drill",
        27,
        NADIA,
        "Fire drill on [[+3 %A]] at 11",
        """\
For your information: there will be a fire drill on [[+3 %A]] at eleven. Leave your desk, use the back stairs, meet at
the bicycle shed. It takes fifteen minutes. Visitors have to come along as well.

Nadia
""",
        INFORMATIONAL,
        to=("Team <team@fernhill.example>",),
        mailboxes=("alice@fernhill.example", "bob@fernhill.example"),
    ),
    Letter(
        "bob-minutes",
        165,
        BOB,
        "Minutes of the Monday meeting",
        """\
Short version of Monday:

- Firmware 2.4 for the TB-3 passed the long test and goes out with every unit from now on.
- Kestrel's new gratings measure better than the old ones. We keep Kestrel as first source.
- Two P-30 came back with worn seals. Both had run on acetone, which the manual forbids on page 9.
- Alice takes the Northern Lab Expo, I stay with the instruments.

Nothing for you to do. The long version is on the shared drive.

Bob
""",
        INFORMATIONAL,
        to=(ALICE,),
        cc=(NADIA,),
    ),
    Letter(
        "alice-to-bob-demo",
        145,
        ALICE,
        "Demo unit for Brightwater",
        """\
Bob, if Brightwater want to try before they buy: is the demo SR-40 free next month? No hurry.

Alice
""",
        Truth("needs_reply", ("is the demo SR-40 free next month",)),
        to=(BOB,),
        folder="sent",
    ),
    Letter(
        "bob-demo-free",
        143,
        BOB,
        "Re: Demo unit for Brightwater",
        """\
It is free from the 1st to the 19th. I have pencilled Brightwater in, and I check it over myself before it goes out.

Bob
""",
        INFORMATIONAL,
        parent="alice-to-bob-demo",
        client="apple",
    ),
    Letter(
        "kestrel-for-bob",
        33,
        "Graham Pell <gpell@kestreloptics.example>",
        "Test data for the second grating sample",
        """\
Bob,

Efficiency at 250 nm came out at 71 %, so a little better than the first sample. Could you run it in your own bench
and send me your stray light figure? I would like to put both numbers on the data sheet.

Graham
""",
        Truth("needs_reply", ("run the grating on the bench", "send the stray light figure")),
        to=(BOB,),
        client="outlook",
    ),
)
