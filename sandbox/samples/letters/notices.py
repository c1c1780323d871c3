"""Mail that machines write: receipts, parcels, bank and code notices, automatic replies, a bounce."""

from sandbox.samples.letter import INFORMATIONAL, File, Letter

_AUTO = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))
_REPLIED = (("Auto-Submitted", "auto-replied"), ("Precedence", "auto_reply"))

_STATUS = b"""\
Reporting-MTA: dns; mx.google.example
Arrival-Date: Mon, 01 Jan 2001 09:00:00 +0000

Final-Recipient: rfc822; purchasing@moorgate-optical.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user here
"""

_RECEIPTS = (
    Letter(
        "receipt-train",
        132,
        "Northline Rail <tickets@northline.example>",
        "Your receipt for booking NR-48-77120",
        """\
Thank you for your payment.

Leeds to Carlisle, return, standard class
Outward [[-3 %d %B]] 07:42, return the same day 18:05
Total paid: £64.20 by card ending 4417

Your ticket is in the app. Please do not reply to this mail, this address is not read.
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
    Letter(
        "receipt-office",
        200,
        "Paperclip Office Supplies <no-reply@paperclip-office.example>",
        "Receipt for order 100-88231",
        """\
Thank you for your order.

2 x archive boxes, 1 x label tape 12 mm, 1 x whiteboard pens (mixed)
Paid: £41.90 including VAT

This is an automated message from an address that cannot receive mail.
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
    Letter(
        "receipt-hosting",
        290,
        "Graniteworks Hosting <billing@graniteworks.example>",
        "Invoice GW-20266 has been paid",
        """\
Your invoice GW-20266 over £38.00 has been paid by direct debit. There is nothing for you to do.

You find all your invoices in the customer area. This is an automated notification.
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
)

_PARCELS = (
    Letter(
        "parcel-out",
        1.5,
        "Swiftparcel <notifications@swiftparcel.example>",
        "Your parcel SP-339-118-02 arrives tomorrow",
        "",
        INFORMATIONAL,
        unread=True,
        html="""\
<html><body style="font-family: Verdana"><h2>Your parcel arrives tomorrow</h2>
<p>Sender: Delmar Electronics<br>Tracking number: <b>SP-339-118-02</b><br>Between 9:10 and 11:10</p>
<p>Nobody at home? <a href="https://swiftparcel.example/t/33911802">Choose a neighbour or another day</a>.</p>
<p style="color:#777">This message was sent automatically, please do not reply.</p></body></html>
""",
        headers=_AUTO,
    ),
    Letter(
        "parcel-delivered",
        103,
        "Swiftparcel <notifications@swiftparcel.example>",
        "Delivered: parcel SP-337-902-55 to Andina Labs",
        """\
Your shipment SP-337-902-55 has been handed to the air courier.

Recipient: Andina Labs, Quito
Expected delivery: [[-1 %A, %d %B]]

This message was sent automatically, please do not reply.
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
)

_NO_REPLY = (
    Letter(
        "bank-statement",
        160,
        "Fell & Dale Bank <noreply@felldale-bank.example>",
        "Your monthly statement is ready",
        """\
Dear customer,

Your statement for the business account ending 0921 is now in your online mailbox.

We never ask for your PIN or password by mail. Please do not reply to this message.

Fell & Dale Bank
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
    Letter(
        "code-release",
        137,
        "Codeforge <noreply@codeforge.example>",
        "[fernhill/tb3-firmware] Release v2.4.0",
        """\
bob-okafor published release v2.4.0 of fernhill/tb3-firmware.

- long-run drift below 0.1 NTU in 30 days
- the log keeps its place after a power cut

You are receiving this because you watch this repository. Unwatch it or unsubscribe at
https://codeforge.example/notifications
""",
        INFORMATIONAL,
        client="plain",
        headers=(("List-Id", "fernhill/tb3-firmware <tb3-firmware.fernhill.codeforge.example>"), *_AUTO),
    ),
    Letter(
        "sign-in-notice",
        83,
        "Tidemark CRM <security@tidemark.example>",
        "New sign-in from Leeds",
        """\
Your account alice@fernhill.example was used on a new device in Leeds. If this was you, there is nothing to do.

If not, open Tidemark as you usually do and end the session under Settings. We do not put links into these mails.

This is an automated message.
""",
        INFORMATIONAL,
        client="plain",
        headers=_AUTO,
    ),
)

_AUTOMATIC = (
    Letter(
        "auto-out-of-office",
        221.9,
        "Owen Prentice <owen.prentice@brightwater.example>",
        "Automatic reply: Bench spectrometer for our new water lab",
        """\
I am out of the office until [[-4 %A]] and read mail in the evening only. In urgent matters please ask Helen
Castellane.

Owen Prentice, Brightwater Analytics
""",
        INFORMATIONAL,
        parent="brightwater-quote",
        client="plain",
        headers=_REPLIED,
    ),
    Letter(
        "auto-ticket",
        176,
        "Delmar Electronics Support <support@delmar.example>",
        "[Ticket 55102] We have received your request",
        """\
Thank you for writing to Delmar Electronics. Your request has the number 55102. An engineer answers within one working
day; you do not have to do anything until then.

This is an automatic reply.
""",
        INFORMATIONAL,
        client="plain",
        headers=_REPLIED,
    ),
    Letter(
        "alice-to-moorgate",
        180.1,
        "Alice Marsh <alice@fernhill.example>",
        "Service intervals for your two SR-40",
        """\
Hello,

Your two SR-40 instruments are due for their yearly check next month. Shall I put you down for the second week?

Best wishes,
Alice
""",
        INFORMATIONAL,
        to=("purchasing@moorgate-optical.example",),
        folder="sent",
    ),
    Letter(
        "bounce",
        180,
        "Mail Delivery Subsystem <mailer-daemon@google.example>",
        "Delivery Status Notification (Failure)",
        """\
Your message to purchasing@moorgate-optical.example could not be delivered. The remote server said:

    550 5.1.1 No such user here

The message was not delivered and will not be tried again.
""",
        INFORMATIONAL,
        parent="alice-to-moorgate",
        client="plain",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Failed-Recipients", "purchasing@moorgate-optical.example")),
        files=(File("status.txt", "message/delivery-status", _STATUS),),
    ),
)

LETTERS = _RECEIPTS + _PARCELS + _NO_REPLY + _AUTOMATIC
