"""Letters of customers abroad, in their languages, character sets and ways of writing."""

from sandbox.samples.letter import ALICE, INFORMATIONAL, SALES, Letter, Truth

JUERGEN = "Prof. Dr. Jürgen Weißmüller <j.weissmueller@th-lindenau.example>"
CLAIRE = "Claire Dubreuil <claire.dubreuil@vauclair.example>"
TANAKA = "田中 美咲 <tanaka@aozora-kagaku.example>"
ELIN = "Elin Sørensen <elin.sorensen@fjordlab.example>"
CARLOS = "Carlos Ibáñez <cibanez@andinalabs.example>"

LETTERS = (
    Letter(
        "lindenau-pump",
        7,
        JUERGEN,
        "Förderrate unserer P-12 weicht ab - Kalibrierschein und Leihgerät?",
        """\
Sehr geehrte Frau Marsh,

seit etwa zwei Wochen fördert eine unserer drei Schlauchpumpen P-12 (Seriennummer P12-0847) rund sieben Prozent
weniger als eingestellt. Den Schlauch haben wir bereits zweimal gewechselt, ohne Erfolg. Die beiden anderen Geräte
laufen einwandfrei.

Dazu habe ich drei Fragen:

- Können wir das Gerät bei Ihnen neu kalibrieren lassen, und bekommen wir danach einen Kalibrierschein?
- Wie lange müssten wir ungefähr darauf verzichten?
- Könnten Sie uns für diese Zeit ein Leihgerät zur Verfügung stellen? Unser Praktikum beginnt am [[+17 %d.%m.]], und
  ohne die dritte Pumpe fällt ein Versuch aus.

Für eine kurze Rückmeldung in den nächsten Tagen wäre ich Ihnen sehr dankbar.

Mit freundlichen Grüßen
Jürgen Weißmüller

Technische Hochschule Lindenau
Institut für Verfahrenstechnik, Raum 2.14
""",
        Truth("needs_reply", ("recalibration with certificate", "how long it takes", "loan pump")),
        unread=True,
        client="outlook_de",
        charset="iso-8859-1",
        cte="quoted-printable",
        zone=1,
    ),
    Letter(
        "lindenau-order",
        300,
        ALICE,
        "Auftragsbestätigung AB-5518",
        """\
Sehr geehrter Herr Professor Weißmüller,

vielen Dank für Ihren Auftrag über zehn Schlauchsätze für die P-12. Die Sendung verlässt unser Haus am [[-9 %d.%m]].

Mit freundlichen Grüßen
Alice Marsh
""",
        INFORMATIONAL,
        to=(JUERGEN,),
        folder="sent",
    ),
    Letter(
        "vauclair-devis",
        30,
        CLAIRE,
        "Demande de devis : trois sondes pH-5",
        """\
Bonjour Madame Marsh,

Nous souhaitons remplacer les sondes pH de notre station pilote et nous nous intéressons à votre modèle pH-5.

Pourriez-vous nous faire parvenir un devis pour trois sondes avec câbles de cinq mètres, et nous indiquer le délai de
livraison jusqu'à Dijon ? Nous aimerions aussi savoir si les solutions d'étalonnage sont comprises dans le prix.

Merci de libeller le devis à l'adresse suivante :
Laboratoire Vauclair, 8 rue des Tanneurs, 21000 Dijon

Dans l'attente de votre réponse, je vous souhaite une bonne journée.

Claire Dubreuil
Responsable des achats
""",
        Truth(
            "needs_reply", ("quote for three pH-5 probes", "delivery time to Dijon", "calibration solutions included")
        ),
        client="thunderbird_fr",
        cte="8bit",
        zone=1,
    ),
    Letter(
        "aozora-catalogue",
        40,
        TANAKA,
        "SR-12 の納期について",
        """\
フェーンヒル・インスツルメンツ
Alice Marsh 様

お世話になっております。あおぞら化学の田中です。

ハンディ分光計 SR-12 を2台検討しております。納期と、日本語のマニュアルの有無を教えていただけますでしょうか。

どうぞよろしくお願いいたします。

田中 美咲
あおぞら化学株式会社 購買部
""",
        Truth("needs_reply", ("delivery time for two SR-12", "is there a Japanese manual")),
        client="plain",
        charset="iso-2022-jp",
        cte="7bit",
        zone=9,
    ),
    Letter(
        "fjordlab-enquiry",
        28,
        ELIN,
        "Educational price for the SR-40?",
        """\
Hello,

I found you through a paper from the Lindenau group. We teach about forty chemistry students a year and our old
spectrometer gave up last month.

Do you have an educational price for the SR-40? And would it be possible to see one running, either here in Bergen or
on a video call, before we decide? The money has to be spent this budget year, so the order would need to be placed
before [[+18 %-d %B]].

Kind regards
Elin Sørensen
Fjordlab, teaching laboratories
""",
        Truth("needs_reply", ("educational price for the SR-40", "demonstration in Bergen or by video")),
        to=(f"Fernhill Sales <{SALES}>",),
        charset="iso-8859-1",
        zone=1,
    ),
    Letter(
        "andina-seals",
        119,
        CARLOS,
        "Spare seals for P-30",
        "",
        Truth("needs_reply", ("are seal kits SK-30 in stock", "can they go by courier to Quito")),
        html="""\
<html><head><style>p { font-family: Calibri; font-size: 11pt; margin: 0 0 8pt 0 }</style></head><body>
<p>Dear Alice,</p>
<p>Two of our <b>P-30</b> pumps are losing pressure and my technician is sure it is the <i>front seals</i>.</p>
<p>Do you have <b>four seal kits SK-30</b> in stock? If yes, can you send them to Quito by courier and tell me the
tracking number? We pay by card as the last time.</p>
<table border="1" cellpadding="4"><tr><td>Pump</td><td>Serial</td></tr>
<tr><td>P-30</td><td>P30-1162</td></tr><tr><td>P-30</td><td>P30-1175</td></tr></table>
<p>Saludos,<br>Carlos Ib&aacute;&ntilde;ez<br>Andina Labs, Quito</p>
</body></html>
""",
        zone=-5,
    ),
    Letter(
        "andina-seals-sent",
        101,
        ALICE,
        "Re: Spare seals for P-30",
        """\
Hi Carlos,

Yes, four SK-30 kits are on the shelf and they leave here tomorrow morning. The courier will mail you the tracking
number directly. We charge the card you used last time.

Best wishes,
Alice
""",
        INFORMATIONAL,
        to=(CARLOS,),
        folder="sent",
        parent="andina-seals",
    ),
)
