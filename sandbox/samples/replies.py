"""What Alice and Bob would answer to the mails of the sample: found by a phrase, with the days it names."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Script:
    """A reply to the letter `key`. `phrase` is a pattern that only this letter matches; {1} is its first group."""

    key: str
    phrase: str
    body: str
    writer: str = "Alice"


SCRIPTS = (
    Script(
        "brightwater-three-questions",
        r"have the SR-40 here before (\d+ \w+)\?.*an answer by (\w+)",
        """\
Hi Helen,

Good news from the committee, thank you. To your three questions:

1. Six weeks from order is what I can promise today, so {1} is tight. I am asking Bob whether we can bring your unit
forward, or lend you the demo SR-40 until yours arrives, and will tell you before {2}.
2. The plan as quoted includes travel to your Leeds site only. I will send you a price for adding Galway, so that the
committee can compare.
3. I will take 30 days net to our accounts team and confirm it together with the other two.

If you would like to place the order in the meantime, FQ-2218 stays valid as it is.

Best wishes,""",
    ),
    Script(
        "kestrel-confirm-po",
        r"accept 40 by (\d+ \w+) and the other 20 by (\d+ \w+)",
        """\
Hi Graham,

Thank you for holding the old price.

Yes, we accept two deliveries for PO-3391: 40 gratings by {1} and the other 20 by {2}, all at £80.50.

You will have the signed order confirmation before Friday, so please keep the lot off the new price list.

Best wishes,""",
    ),
    Script(
        "bob-housing-decision",
        r"do we go for nylon, or stay with aluminium",
        """\
Hi Bob,

Let's go for nylon. The tool is paid for after eighteen months and customers do ask about the weight, so please take
the toolmaker's slot.

And yes, I'd like to tell Brightwater before they order rather than after, since theirs would be the first one. Could
you send me two lines and a photo of the new housing that I can pass on to Helen?""",
    ),
    Script(
        "riverside-visit-time",
        r"on \w+ \d+ \w+ from 10 to 12, or on (\w+ \d+ \w+) from 13 to 15",
        """\
Hi Tom,

{1}, 13 to 15, suits me well. Please put me down for a visitor pass: Alice Marsh.

I would like Bob Okafor to come too. I am checking his calendar and will confirm his name in time for the passes.

Boots are packed.

Best wishes,""",
    ),
    Script(
        "lindenau-pump",
        r"P12-0847",
        """\
Sehr geehrter Herr Professor Weißmüller,

vielen Dank für Ihre genaue Beschreibung der P-12 mit der Seriennummer P12-0847. Zu Ihren drei Fragen:

- Ja, Sie können das Gerät zur Kalibrierung an uns schicken. Den Kalibrierschein legen wir der Rücksendung bei.
- Wie lange Sie darauf verzichten müssen, kläre ich heute mit unserer Werkstatt und nenne Ihnen dann einen festen
Termin.
- Ein Leihgerät für Ihr Praktikum prüfe ich gleich mit. Bitte schicken Sie die Pumpe erst ab, wenn Sie von mir die
Zusage dafür haben, damit Ihnen kein Versuch ausfällt.

Mit freundlichen Grüßen""",
    ),
    Script(
        "brightwater-invoice-query",
        r"whether the second carriage line is correct",
        """\
Dear Ms Whitlock,

Thank you for checking invoice INV-10482 so carefully (your reference AP/77-0931).

Your purchase order allows for one carriage line of £120.00, and I can see no reason for a second one. I am having our
accounts team look at it today. If it is our mistake, you will receive a corrected invoice or a credit note,
whichever you prefer, before the due date.

Please hold the payment until you hear from us, so that nothing has to be paid twice.

Kind regards""",
    ),
    Script(
        "labcurrents-interview",
        r"putting together a feature on small companies that still build instruments",
        """\
Dear Daniel,

Thank you for thinking of us. I am glad to talk for twenty minutes, this week or early next. Tell me a time that suits
you and the number I should expect.

I will have both answers ready: how long we keep parts, and what repairing rather than replacing means for our prices.
I would rather give you our real figures than a guess by mail.

A photograph of the workshop with somebody in it can be done. I will ask the engineers who is willing, and send it
well before your deadline.

Best wishes,""",
    ),
    Script(
        "vauclair-devis",
        r"devis pour trois sondes avec câbles",
        """\
Bonjour Madame Dubreuil,

Merci pour votre demande. Je prépare le devis pour trois sondes pH-5 avec câbles de cinq mètres et je vous l'envoie
très prochainement, libellé au Laboratoire Vauclair, 8 rue des Tanneurs, 21000 Dijon.

Le devis indiquera le délai de livraison jusqu'à Dijon, que je fais confirmer par notre atelier, et précisera si les
solutions d'étalonnage sont comprises ou proposées en option.

S'il vous faut ces informations avant une date précise, dites-le-moi.

Bien cordialement,""",
    ),
    Script(
        "aozora-catalogue",
        r"SR-12 を2台検討しております",
        """\
あおぞら化学株式会社 購買部
田中様

お世話になっております。SR-12 についてお問い合わせいただき、ありがとうございます。

2台の納期は製造部門に確認のうえ、改めてご連絡いたします。日本語マニュアルの有無につきましても、あわせてお知らせいたします。

どうぞよろしくお願いいたします。""",
    ),
    Script(
        "fjordlab-enquiry",
        r"educational price for the SR-40\?.*placed before (\d+ \w+)",
        """\
Hello Elin,

Thank you for writing, and it is good to hear that the Lindenau group mentions us.

I will send you our price for teaching laboratories for the SR-40 in writing, early enough for you to order before {1}.

You are very welcome to see one running before you decide. The quickest way is a video call, in which one of our
engineers measures whatever you like. Which days suit you? If you would rather see it in Bergen, tell me and I will
find out what we can arrange.

Best wishes,""",
    ),
    Script(
        "harrow-interview",
        r"(\w+) at 9:30, \w+ at 16:00 or (\w+) at 11:00",
        """\
Hi Sophie,

Please book {2} at 11:00 for Michael. I would like to meet him here at the office, so that he also sees the workshop;
11:00 leaves him time for the journey. If travelling is difficult that day, a video call at the same hour is fine.

Best wishes,""",
    ),
    Script(
        "expo-booth",
        r"has stand 14, next to the seminar room",
        """\
Dear Ruth,

Thank you for the hall plan. For stand 14:

- A normal double socket is enough, we do not need the 3 kW supply.
- "Fernhill Instruments" is the right text for the fascia board.

Best wishes,""",
    ),
    Script(
        "lumen-reply-all",
        r"does the logger take six HT-7 sensors",
        """\
Hi Priya, hi Wei,

Bob, please correct me if I am wrong on either point.

I am having Bob confirm whether your logger takes six HT-7 sensors or whether you need a second one, before Wei plans
the cabling. You will have a definite answer from us, not a guess.

Our people are glad to fit the sensors. If you would rather have your electrician do it, that works too; in that case
we send the fitting instructions ahead.

Best wishes,""",
    ),
    Script(
        "riverside-readings",
        r"Sensor B has read about 15 % below sensor A",
        """\
Hi Tom,

Thank you for the readings and the inspection sheet. I have both here, and Bob is looking at the CSV now.

Please leave sensor B where it is for the moment. Bob will tell you whether it can be put right at Weir Lane or has to
come back to us, and if it has to come back I will make sure that you are not without a reading.

Best wishes,""",
    ),
    Script(
        "coastal-report",
        r"next cruise leaves on (\d+ \w+)",
        """\
Dear Adaeze,

What a report, thank you. The strap holes, the lamp button and the cold battery go straight to Bob, and we would be
proud to use your notes with your name.

I would very much like to lend you a second SR-12 for the three weeks. I am checking which unit is free, so that it
reaches you well before {1}. Insurance on your side and an honest log are exactly what we would ask for.

Warm regards,""",
    ),
    Script(
        "nadia-lunch",
        r"table at the Old Granary",
        """\
Hi Nadia,

Count me in for lunch at the Old Granary! Yes, I eat meat, and I would not miss the cake.""",
    ),
    Script(
        "andina-seals",
        r"four seal kits SK-30",
        """\
Hi Carlos,

I am checking whether four SK-30 kits are on the shelf. If they are, they go to Quito by courier, we charge the card
you used last time, and I send you the tracking number the same day.

Best wishes,""",
    ),
    Script(
        "kestrel-for-bob",
        r"Efficiency at 250 nm came out at 71 %",
        """\
Graham,

71 % at 250 nm is good news, thank you.

I will run the second sample on our bench and send you the stray light figure as soon as I have it, so that you can
put both numbers on the data sheet.""",
        writer="Bob",
    ),
    Script(
        "nadia-lunch",
        r"table at the Old Granary",
        """\
Hi Nadia,

I'm in. Meat is fine, and I'll bring the camera for the cake.""",
        writer="Bob",
    ),
)


def scripted_reply(text: str, writer: str = "Alice") -> str | None:
    """The writer's reply to the sample mail with this text, None if it is not one of them."""
    flat = re.sub(r"\s+", " ", text)
    for script in SCRIPTS:
        found = re.search(script.phrase, flat, re.S)
        if found and script.writer == writer:
            return _unwrapped(script.body).format(found[0], *found.groups())
    return None


def _unwrapped(body: str) -> str:
    """The body with each paragraph and list item on one line."""
    return re.sub(r"(?<=\S{2})\n(?=\S)(?!- |\d\. )", _join, body)


def _join(found: re.Match[str]) -> str:
    """A line that was full in this file goes on; a short one was meant to end."""
    line = found.string[: found.start()].rpartition("\n")[2]
    return " " if len(line) > 88 else "\n"
