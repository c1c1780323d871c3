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
reactie; je reactie; wanneer kun/kunt/kan/kunnen; graag ontvangen/ontvang wij/ik/we/van/een/uw/je; ontvangen
wij/we/graag; kunt/kun/kan u/je/jij/jullie daarbij/mij/me/ons/dit/dat/het/even/deze; kunt u; kun je; zou
je/u/jullie; zou willen; willen opsturen/sturen/doorgeven/laten; opsturen; graag hoor; schikt
het/woensdag/maandag/dinsdag/donderdag/vrijdag/dat; komt dat/het uit; lukt het/dat; ontbreekt/ontbreken
is/nog/het/de; nog ontbreekt; wat nog; nog geen/niet reactie/ontvangen/antwoord; graag een/je/uw
reactie/bevestiging/antwoord/offerte; bel me; bel mij; terugbellen; wil je/u; heb je; heeft u; wachten nog; wacht
op; laat even; laat het weten; gaarne; verzoek; verzoeken wij; we/wij/ik willen/wil graag/u/je; akkoord geven;
jouw/je/uw akkoord""",
    "you": "je; jij; jou; jouw; u; uw; jullie",
    "soft": """
aarzel niet; aarzelt u niet; schroom niet; bij vragen; mocht je/u vragen; mocht u nog; heb je vragen; heeft u
vragen; als je vragen; als u vragen; neem gerust contact; niet beantwoorden; gelieve niet te; mocht je nog; mocht
u/je; als je niet; niet op deze""",
    "fyi": """
ter info; ter informatie; ter kennisgeving; bijgevoegd; in de bijlage; zoals besproken; zoals afgesproken; zoals
gevraagd; hierbij; hierbij stuur; ik wil je/u laten weten; we willen je/u informeren; ter herinnering; hier is/zijn;
geen actie nodig; per 1; neemt over; ter kennisname; voor uw/je administratie; bij deze""",
    "thanks": """
bedankt; dank je; dank u; dankjewel; hartelijk dank; dank; prima; akkoord; goed; oké; duidelijk; gefeliciteerd; top;
dank je wel; dank u wel; fijn; helemaal goed; tot dan; super; ok; perfect; mooi""",
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
    "pitch": """
wij/we helpen bedrijven/ondernemers/mkb/teams/organisaties; bedrijven zoals het/die/de jouwe/uwe/jullie; zoals
het/dat jouwe/uwe; nieuwe klanten; meer klanten/omzet/leads/verkeer; leads; kwalitatieve leads; vrijblijvend;
vrijblijvende; kennismaking; kennismakingsgesprek; gratis demo/audit/analyse/scan/adviesgesprek; 10/15/20/30
minuten/minuutjes voor/tijd/deze; minuten voor; op google; in google; eerste pagina; vindbaarheid; backlinks;
gastblog; gesponsord artikel; je/jouw/uw website/bedrijf tegen; kwam je/jouw/uw; omzet verhogen; op de automatische;
juiste persoon; geen interesse; fabrikant van; concurrerende prijzen""",
    "phish": """
bevestig/verifieer/controleer/actualiseer/werk uw/je/jouw gegevens/account/identiteit/rekening/betaalgegevens; uw
gegevens; binnen 24/48 uur; account/rekening/pas is/wordt/zal geblokkeerd/opgeschort/beperkt/tijdelijk; wordt
geblokkeerd/verwijderd/afgesloten; klik op de/onderstaande; onderstaande link; recht op een; teruggave van; geachte
klant; beste klant; geachte heer; ongebruikelijke/verdachte activiteit/inlogpoging; openstaande
verzendkosten/douanekosten; pakket kon niet; pakket wordt vastgehouden; verloopt vandaag/morgen""",
    "stock": """
niet thuis; hulp nodig; heb/heeft je/u hulp/vragen/nog; vragen; nog vragen; wat vond je/u; laat een beoordeling;
beoordeel; wilt u deze; wil je deze/geen; niet meer ontvangen; klaar voor""",
    "scam": """
u heeft gewonnen; je hebt gewonnen; loterij; miljoen dollar/euro; erfenis; lening; casino; afvallen; geld verdienen;
rekening is geblokkeerd; account is geblokkeerd; verifieer uw; bitcoin; uw pakket; cadeaukaarten; nieuw
rekeningnummer; gewijzigd rekeningnummer; rekeningnummer is gewijzigd; leningen; miljoenen""",
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
bestelling; je/jouw/uw bestelling/factuur/betaling/boeking/reservering/aankoop; bestelbevestiging; bedankt voor
je/uw bestelling""",
    "invoice": "factuur; facturen; openstaand bedrag; betalingsherinnering; aanmaning",
    "meeting": "vergadering; afspraak; bijeenkomst; uitnodiging; overleg; agenda",
    "travel": "vlucht; reis; hotel; boeking; reservering; ticket",
    "shipping": """
verzonden; pakket; bezorging; bezorgd; track en trace; levering; is onderweg; is verzonden; wordt bezorgd; wordt
morgen bezorgd; track trace; uw pakket; je pakket""",
    "support": "storing; fout; foutmelding; werkt niet; probleem met; helpdesk",
    "sales": "offerte; prijs; prijzen; prijslijst; voorstel",
    "legal": "contract; overeenkomst; advocaat; rechtbank; algemene voorwaarden; avg; clausule",
    "hiring": "sollicitatie; cv; functie; vacature; sollicitatiegesprek; stage",
    "security": "wachtwoord; beveiligingswaarschuwing; nieuwe aanmelding; verificatiecode; verdachte",
    "introduction": "mijn naam is; ik heet; stel me voor; mezelf voorstellen",
    "follow_up": "herinnering; nog geen reactie; stand van zaken; al nieuws",
}
