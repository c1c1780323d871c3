"""Dutch phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
wat; wanneer; waar; wie; waarom; hoe; welke; welk; hoeveel; kun/kan/kunt/zou/wil/heb/ben/ga je/jij/u;
heeft/kunt/zou/wilt/bent/gaat u; is/kan het/dit/dat; zijn er""",
    "request": """
kun/kan/zou/wil je/jij; kunt/zou/wilt/kan u; kunnen jullie/we; zou u/je kunnen/willen; gelieve; alsjeblieft;
alstublieft; aub; a.u.b; graag ontvang/ontvangen/hoor/horen/verneem/uw/je/een; hoor graag; hoor het graag; ik/we
hoor/horen graag; laat me/het/ons/mij weten; laat het me; laat u me; stuur me/mij/ons; bel me/mij; geef me/mij;
bevestig; ik wil graag weten; ik vroeg me af; ik heb een vraag; een vraag; ik heb nodig; we hebben nodig; heb nodig;
wat vind/vindt je/u; wat denk/denkt je/u; ben je beschikbaar/vrij; bent u beschikbaar; heb je tijd/al/nog/de/het;
heeft u tijd/al/nog/de/het; is het mogelijk; zou het mogelijk; schikt het; komt het uit; in afwachting van; uw
reactie; je reactie; wanneer kun/kunt/kan/kunnen""",
    "you": "je; jij; jou; jouw; u; uw; jullie",
    "soft": """
aarzel niet; aarzelt u niet; schroom niet; bij vragen; mocht je/u vragen; mocht u nog; heb je vragen; heeft u
vragen; als je vragen; als u vragen; neem gerust contact; niet beantwoorden; gelieve niet te""",
    "fyi": """
ter info; ter informatie; ter kennisgeving; bijgevoegd; in de bijlage; zoals besproken; zoals afgesproken; zoals
gevraagd; hierbij; hierbij stuur; ik wil je/u laten weten; we willen je/u informeren; ter herinnering; hier is/zijn;
geen actie nodig""",
    "thanks": """
bedankt; dank je; dank u; dankjewel; hartelijk dank; dank; prima; akkoord; goed; oké; duidelijk; gefeliciteerd; top""",
    "greeting": "hallo; hoi; beste; geachte; goedemorgen; goedemiddag; goedenavond; goedendag; dag; lieve",
    "broadcast": """
allemaal; iedereen; allen; team; collega's; klant; klanten; abonnee; heer mevrouw; dames en heren; leden""",
    "closing": """
met vriendelijke groet; met vriendelijke groeten; vriendelijke groet; vriendelijke groeten; hartelijke groet; groet;
groeten; groetjes; mvg; bedankt; alvast bedankt""",
    "call": "bel me; bel mij; kunnen we bellen/afspreken/overleggen; zullen we; een afspraak; even bellen",
    "deadline": "deadline; uiterlijk; voor het einde; uiterste datum; vervaldatum; vervalt; eind van de",
    "urgent": "dringend; spoed; urgent; zo snel mogelijk; zsm; onmiddellijk; direct; met spoed",
    "away": "automatisch antwoord; afwezig; niet op kantoor; met vakantie; op vakantie",
    "machine": """
automatisch gegenereerd; automatisch verzonden; automatisch bericht; niet te beantwoorden; niet beantwoorden""",
    "news": "nieuwsbrief; nieuws; in deze editie",
    "bulk": """
uitschrijven; afmelden; nieuwsbrief; bekijk in browser; in je browser; in uw browser; privacybeleid; je ontvangt
deze; u ontvangt deze; alle rechten voorbehouden""",
    "offer": """
aanbieding; aanbiedingen; korting; kortingen; gratis; klik hier; koop nu; bestel nu; profiteer; gratis verzending;
actie; uitverkoop; vrijblijvend""",
    "scam": """
u heeft gewonnen; je hebt gewonnen; loterij; miljoen dollar/euro; erfenis; lening; casino; afvallen; geld verdienen;
rekening is geblokkeerd; account is geblokkeerd; verifieer uw; bitcoin; uw pakket""",
    "attach": "bijgevoegd; in de bijlage; als bijlage; bijgesloten; ik stuur bijgaand; bijgaand",
    "yours": """
uw bijlage; je bijlage; jouw bijlage; die u stuurde; die je stuurde; kan de bijlage niet; die u heeft gestuurd""",
    "commit": """
ik zal; we zullen; wij zullen; zal ik; zullen wij; ik beloof; wij beloven; we beloven; ik garandeer; wij garanderen;
we garanderen; ik accepteer; wij accepteren; ik ga akkoord; wij gaan akkoord; ik bevestig; wij bevestigen; u
ontvangt; je ontvangt; wij kunnen; ik kan""",
    "costly": """
beloof; beloven; terugbetalen; terugbetaling; restitutie; korting; gratis; kosteloos; garantie; garanderen;
vergoeden; vergoeding; betalen; betaling; vervangen; vervanging; tekenen; leveren; contract; kopen""",
    "receipt": """
uw bestelling; je bestelling; orderbevestiging; betaling ontvangen; bon; bedankt voor je bestelling; bedankt voor uw
bestelling""",
    "invoice": "factuur; facturen; openstaand bedrag; betalingsherinnering; aanmaning",
    "meeting": "vergadering; afspraak; bijeenkomst; uitnodiging; overleg; agenda",
    "travel": "vlucht; reis; hotel; boeking; reservering; ticket",
    "shipping": "verzonden; pakket; bezorging; bezorgd; track en trace; levering",
    "support": "storing; fout; foutmelding; werkt niet; probleem met; helpdesk",
    "sales": "offerte; prijs; prijzen; prijslijst; voorstel",
    "legal": "contract; overeenkomst; advocaat; rechtbank; algemene voorwaarden; avg; clausule",
    "hiring": "sollicitatie; cv; functie; vacature; sollicitatiegesprek; stage",
    "security": "wachtwoord; beveiligingswaarschuwing; nieuwe aanmelding; verificatiecode; verdachte",
    "introduction": "mijn naam is; ik heet; stel me voor; mezelf voorstellen",
    "follow_up": "herinnering; nog geen reactie; stand van zaken; al nieuws",
}
