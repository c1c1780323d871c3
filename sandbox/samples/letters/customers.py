"""Letters of customers: a quote with three questions, an invoice query, a delivery and a site visit to arrange."""

from sandbox.samples.files import csv_file, pdf_file
from sandbox.samples.letter import ALICE, BOB, INFORMATIONAL, Letter, Truth

HELEN = "Helen Castellane <helen.castellane@brightwater.example>"
JANET = '"Whitlock, Janet" <accounts.payable@brightwater.example>'
TOM = "Tom Averill <t.averill@riverside-water.example>"

_QUOTE = (
    Letter(
        "brightwater-enquiry",
        268,
        HELEN,
        "Bench spectrometer for our new water lab",
        """\
Hello Alice,

We met briefly at the Leeds open day, you showed me the SR-40 with the flow cell. We are fitting out a second lab
and I have to put three offers in front of our procurement people.

Could you send me a quotation for one SR-40 with the flow cell and the cuvette holder, plus whatever you recommend as
a service plan? Our budget for the instrument is somewhere around 19,000 pounds before VAT.

Many thanks
Helen

Dr Helen Castellane
Head of Analytical Services, Brightwater Analytics
+44 113 496 0142
""",
        Truth("needs_reply", ("quotation for one SR-40 with flow cell and cuvette holder", "service plan")),
    ),
    Letter(
        "brightwater-quote",
        246,
        ALICE,
        "Re: Bench spectrometer for our new water lab",
        """\
Hi Helen,

Good to hear from you, and I remember the flow cell question well. Here is quotation FQ-2218:

- SR-40 with flow cell and cuvette holder: £18,450.00
- Service plan, per year: £1,290.00 (one preventive visit, all parts, travel to your Leeds site)

Delivery is six weeks from your order, payment 14 days after delivery. Prices are before VAT and hold for 60 days.
Installation and half a day of training are included.

If it helps your procurement colleagues, I am happy to answer their questions directly.

Best wishes,
Alice
""",
        INFORMATIONAL,
        to=(HELEN,),
        folder="sent",
        parent="brightwater-enquiry",
        files=(pdf_file("FQ-2218.pdf", "Fernhill Instruments - Quotation FQ-2218 - SR-40 - GBP 18,450.00"),),
    ),
    Letter(
        "brightwater-thanks",
        222,
        HELEN,
        "Re: Bench spectrometer for our new water lab",
        """\
Perfect, thank you Alice. It goes to the committee next week and I will come back to you with their questions. They
always have questions.

Helen
""",
        INFORMATIONAL,
        parent="brightwater-quote",
    ),
    Letter(
        "brightwater-three-questions",
        0.7,
        HELEN,
        "Re: Bench spectrometer for our new water lab",
        """\
Hi Alice,

As promised, the committee met this morning. They like FQ-2218 and I would like to place the order next week, but
three things came up:

1. Is there any way to have the SR-40 here before [[+30 %d %B]]? The lab opens that week and six weeks from order
would just miss it.
2. Does the service plan also cover travel to our second site in Galway, or only to Leeds?
3. Our standard terms are 30 days net. Could you accept that instead of 14?

If you can let me have an answer by [[+2 %A]] I can still get it into this month's purchasing run.

Best
Helen

Dr Helen Castellane
Head of Analytical Services, Brightwater Analytics
+44 113 496 0142
""",
        Truth(
            "needs_reply",
            ("earlier delivery than six weeks", "does the service plan cover Galway", "30 days net instead of 14"),
        ),
        unread=True,
        parent="brightwater-thanks",
    ),
)

_INVOICE = (
    Letter(
        "brightwater-invoice-query",
        9,
        JANET,
        "Query on invoice INV-10482 (£4,860.00)",
        """\
Dear Ms Marsh,

We have received your invoice INV-10482 over £4,860.00, due on [[+6 %d %B %Y]].

Our goods-in shows two P-30 syringe pumps at £2,310.00 each, which comes to £4,620.00. The invoice carries two lines
"carriage and packing" of £120.00, and our purchase order 77-0931 allows for one. Please confirm whether the second
carriage line is correct. If it is not, we need a credit note or a corrected invoice before the due date, otherwise
the payment will be held automatically.

Please quote our reference AP/77-0931 in your answer.

Kind regards

Janet Whitlock
Accounts Payable
Brightwater Analytics Ltd, registered in England
""",
        Truth("needs_reply", ("is the second carriage line of £120.00 correct", "credit note or corrected invoice")),
        unread=True,
        client="outlook",
        charset="windows-1252",
        cte="quoted-printable",
    ),
)

_VISIT = (
    Letter(
        "riverside-readings",
        74,
        TOM,
        "TB-3 readings at the Weir Lane intake look low",
        """\
Alice, Bob,

Attached are last week's readings from the two TB-3 turbidity sensors at Weir Lane, and the inspection sheet from
when we fitted them. Sensor B has read about 15 % below sensor A since Thursday. The water is the same water.

Can you have a look at the CSV and tell me whether B needs to come back to you, or whether we can recalibrate it here?

Tom Averill
Process Engineer, Riverside Water Board
""",
        Truth("needs_reply", ("look at the readings", "send sensor B back, or recalibrate on site")),
        to=(ALICE, BOB),
        client="apple",
        files=(
            csv_file(
                "weir-lane-turbidity.csv",
                ("time", "sensor_a_ntu", "sensor_b_ntu"),
                [(f"day {day} 06:00", 4.1 + day / 10, round((4.1 + day / 10) * 0.85, 2)) for day in range(1, 8)],
            ),
            pdf_file("inspection-sheet.pdf", "Riverside Water Board - Weir Lane intake - inspection sheet TB-3"),
        ),
    ),
    Letter(
        "riverside-swap",
        70,
        BOB,
        "Re: TB-3 readings at the Weir Lane intake look low",
        """\
Hi Tom,

A constant 15 % points to a film on the window of sensor B, not to the electronics: drift would grow, and yours does
not. Please clean the window with the supplied cloth and let it settle for an hour. If it still reads low after that,
we will bring a replacement when we come to see the intake.

Bob
""",
        INFORMATIONAL,
        to=(TOM,),
        cc=(ALICE,),
        parent="riverside-readings",
    ),
    Letter(
        "riverside-cleaned",
        51,
        TOM,
        "Re: TB-3 readings at the Weir Lane intake look low",
        """\
Cleaned it, waited an hour, and B is back to within 2 % of A. Good call. I'd still like the two of you to see the
intake before the weather turns.

Tom
""",
        INFORMATIONAL,
        to=(BOB,),
        cc=(ALICE,),
        parent="riverside-swap",
        client="apple",
    ),
    Letter(
        "riverside-visit-time",
        5,
        TOM,
        "Site visit at Weir Lane - which day suits you?",
        """\
Alice,

I have the gate keys and a safety officer on [[+4 %A %-d %B]] from 10 to 12, or on [[+7 %A %-d %B]] from 13 to 15.
Which one suits you? And will Bob come too? I need names for the visitor passes the day before.

Bring boots, it is a proper riverbank.

Tom
""",
        Truth("needs_reply", ("which of the two times", "will Bob come, names for passes")),
        unread=True,
        client="apple",
    ),
    Letter(
        "riverside-sent-manual",
        190,
        ALICE,
        "TB-3 manual and spare windows",
        """\
Hi Tom,

The manual is on its way to you by post, and the two spare windows with it. There is no charge for the windows.

Best wishes,
Alice
""",
        INFORMATIONAL,
        to=(TOM,),
        folder="sent",
    ),
)

LETTERS = _QUOTE + _INVOICE + _VISIT
