"""German phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
was; wann; wo; wer; wem; wen; warum; wieso; weshalb; wie; welche/welcher/welches/welchen;
haben/hast/können/kannst/könnten/könntest/würden/würdest/wollen/willst/sind/bist/werden/wirst/möchten/möchtest
sie/du/ihr; ist/gibt/kann/darf/soll/sollen/geht es/das/ich/wir/man""",
    "request": """
könnten/könntest/könntet/würden/würdest/würdet sie/du/ihr; bitte
sende/senden/schicke/schicken/schick/prüfe/prüfen/bestätigen/bestätige/melden/melde/antworten/antworte/rufen/ruf;
bitte teilen/teile/geben/gib/schauen/schau/lassen/lass/überprüfen/füllen/unterschreiben/nennen/sagen/sag/um; bitte
um; ich/wir bitte/bitten; wir bitten sie; ich bitte sie; bitten wir; bitte ich; geben sie mir/uns; gib mir/uns;
sagen sie mir/uns; sag mir/uns; lassen sie mich/uns; lass mich/uns wissen; rückmeldung; rückantwort; um antwort; um
bestätigung; um rückruf; haben sie zeit/interesse/schon/bereits/noch/vielleicht; hast du
zeit/schon/lust/noch/vielleicht; was meinen/meinst/halten/hältst/denken/denkst sie/du; wann
können/könnten/passt/hätten/haben sie/es/ihnen/dir; passt es/ihnen/dir; passt ihnen/dir; wäre es möglich; ist es
möglich; wären sie; wärst du; ich wollte fragen; ich würde gerne wissen; ich hätte eine frage; eine frage; ich habe
eine/einige/ein frage/fragen/paar; wir haben eine/einige frage/fragen; ich brauche; wir brauchen; wir benötigen; ich
benötige; benötigen wir; benötige ich; freue mich auf ihre/deine; freuen uns auf ihre; über eine
rückmeldung/antwort; warte auf; möchten sie; möchtest du; würden sie gerne; darf ich; dürfen wir; dürfte ich; bis
wann; schicken sie/senden mir/uns; senden sie mir/uns; wir bitten um; bitten um; ich bitte um; wäre ich ihnen/dir
dankbar; wäre/wären ihnen/dir dankbar/verbunden; dankbar wenn/für; lassen sie mir/uns; lass mir/uns; rufen sie mich;
ruf mich; passt dir/ihnen/es/euch; fehlt/fehlen uns/mir/noch; noch fehlt; uns noch fehlt; gewähren sie; schaffen
sie/du; schaffst du; hätten sie/du; hättest du; magst du; kannst du; wäre es; um zusendung; senden sie; schicken
sie; teilen sie; gib/geben bescheid/bitte; gib kurz; kurz bescheid; bescheid geben; noch keine antwort/rückmeldung;
brauche/bräuchte/benötige ich/von/noch/bis; bräuchten; bräuchte""",
    "you": "sie; ihnen; ihr; ihre; ihrer; ihren; ihrem; du; dich; dir; dein; deine; deinen; deiner; euch; euer",
    "soft": """
bei fragen; bei rückfragen; für fragen stehe/stehen; für rückfragen; falls sie/du fragen; sollten sie
fragen/rückfragen; wenn sie fragen; stehe ich/ihnen; stehen wir/ihnen; zögern sie nicht; bitte beachten; bitte
antworten sie nicht; bitte nicht antworten; jederzeit gerne; bei fragen können/wenden/melden; bitte sorgen; bitte
wenden sie; wenden sie sich; falls sie nicht""",
    "fyi": """
zur info; zur information; zu ihrer/deiner information; zur kenntnis; zur kenntnisnahme; nur zur info; anbei; im
anhang; wie besprochen; wie gewünscht; wie vereinbart; hiermit informieren; wir informieren; möchten sie
informieren; wir möchten sie darüber; hier ist/sind; beigefügt; kein handlungsbedarf; keine antwort
nötig/erforderlich/notwendig; zur erinnerung; wurde erfolgreich; nur zu ihrer/deiner; zur weiteren verwendung; für
ihre unterlagen; für deine unterlagen; wie gehabt; erhalten sie""",
    "thanks": """
danke; vielen dank; herzlichen dank; besten dank; dankeschön; alles klar; passt; einverstanden; perfekt; super;
prima; erledigt; gerne; herzlichen glückwunsch; danke dir; bis dann; gern; wunderbar""",
    "greeting": "hallo; hi; guten morgen/tag/abend; sehr geehrte/geehrter; liebe/lieber; moin; servus; grüß; grüezi",
    "broadcast": """
alle; allerseits; zusammen; team; kolleginnen; kollegen; damen und herren; kunde; kundin; kunden; leser; mitglieder;
abonnenten""",
    "closing": """
mit freundlichen grüßen/grüssen; freundliche grüße/grüsse; viele grüße/grüsse; beste grüße/grüsse; liebe
grüße/grüsse; herzliche grüße/grüsse; schöne grüße; gruß; grüße; mfg; lg; vg; danke; vielen dank; hochachtungsvoll""",
    "call": """
rufen sie mich; ruf mich; ruf an; rückruf; treffen wir; können wir telefonieren/sprechen/uns; sollen wir; wollen
wir; termin vereinbaren; zeit für; kurz telefonieren""",
    "deadline": """
frist; stichtag; spätestens; bis zum; bis ende; bis morgen; bis heute; fällig; fälligkeit; ende der woche; ablauf""",
    "urgent": """
dringend; eilig; eilt; sofort; umgehend; unverzüglich; schnellstmöglich; so schnell wie möglich; wichtig; notfall;
baldmöglichst""",
    "away": "abwesenheitsnotiz; automatische antwort; nicht im büro; nicht im haus; im urlaub; außer haus",
    "machine": """
automatisch generiert/erstellt/erzeugt/versendet; automatisch generierte; diese nachricht wurde automatisch; diese e
mail wurde automatisch; antworten sie nicht auf; bitte nicht antworten; unzustellbar""",
    "news": "newsletter; rundbrief; nachrichten; in dieser ausgabe; ausgabe; wochenrückblick",
    "bulk": """
abmelden; abbestellen; newsletter; abmeldelink; im browser ansehen/anzeigen; online ansehen; datenschutz;
datenschutzerklärung; impressum; sie erhalten diese; alle rechte vorbehalten; abonnement""",
    "offer": """
sonderangebot; angebote; jetzt kaufen/bestellen/sichern/anmelden/registrieren/zugreifen; rabatt; gratis; kostenlos;
kostenlose; nur heute; nur für kurze zeit; gutschein; versandkostenfrei; klicken sie hier; hier klicken; sparen sie;
exklusiv; gewinnspiel; schnäppchen; geld zurück garantie""",
    "pitch": """
auf ihr/ihre/euer unternehmen/firma/website/webseite/profil aufmerksam/gestoßen; aufmerksam geworden; wir
helfen/unterstützen unternehmen/firmen/mittelständlern/betrieben/selbstständigen; unternehmen/firmen wie
ihres/ihrem/ihre/eures; wie ihrem unternehmen; mehr neukunden/kunden/umsatz/anfragen/leads; neue kunden; neukunden;
neukundengewinnung; kundengewinnung; kaltakquise; leads; erstgespräch; unverbindlich;
unverbindliches/unverbindlichen; kostenloses/kostenlosen/kostenfreies erstgespräch/gespräch/beratung/analyse/demo;
kostenlose/kostenfreie beratung/demo/analyse/potenzialanalyse; 10/15/20/30 minuten zeit/für; umsatz steigern;
sichtbarkeit; bei google; erste seite; auf seite eins/1; suchmaschinenoptimierung; backlinks; gastbeitrag;
gastartikel; wir sind ein/eine führender/agentur/hersteller; hersteller von; wettbewerbsfähige preise; der
richtige/richtiger ansprechpartner; ansprechpartner für; wer ist bei ihnen; kein interesse; auf autopilot; planbar""",
    "phish": """
bestätigen/aktualisieren/verifizieren sie ihre/ihr/bitte daten/konto/identität/kontodaten/zahlungsdaten/ihre/ihr;
bestätigen sie ihre/ihr; konto/zugang/karte/postfach wird/wurde
gesperrt/eingeschränkt/deaktiviert/gelöscht/vorübergehend; ihr konto; innerhalb von 24/48; in 24/48 stunden;
innerhalb/binnen 24/48 stunden; andernfalls wird; ansonsten wird; sehr geehrter/geehrte/lieber kunde/kundin/nutzer;
geehrter kunde; läuft heute/morgen ab; folgenden/untenstehenden/nachstehenden link/button; klicken sie auf;
ungewöhnliche/verdächtige aktivität/anmeldung/aktivitäten; sicherheitsgründen; pushtan; speicherplatz;
versandkosten/zollgebühren ausstehend/nicht/offen; paket konnte nicht; rückerstattung; steuererstattung""",
    "stock": """
haben sie/du fragen/noch/hilfe; sie haben fragen; noch fragen; fragen; wie zufrieden; bewerten sie; hilfe benötigt;
brauchen sie hilfe/unterstützung; machen sie mit; sie möchten diesen/keine/den/nicht; möchten sie
diesen/keine/den/weiteren; nicht zu hause; bereit für; neugierig; kein interesse""",
    "scam": """
gewonnen; lotterie; millionen euro/dollar; erbschaft; kredit; sofortkredit; schulden; casino; potenz; abnehmen; geld
verdienen; nebenverdienst; konto wurde gesperrt/eingeschränkt; konto gesperrt; bestätigen sie ihr konto;
verifizieren sie; bitcoin; kryptowährung; ihre sendung konnte; zollgebühr; ohne schufa; kredite; kredit ohne;
zinssatz; dringend geld; geschenkkarten; guthabenkarten; neue bankverbindung; geänderte bankverbindung;
bankverbindung hat; erbe; millionen""",
    "attach": "im anhang; anbei; beigefügt; angehängt; als anhang; in der anlage; füge ich; hänge ich; lege ich bei",
    "yours": """
ihr anhang; ihrem anhang; ihren anhang; deinem anhang; deinen anhang; ihre anlage; den sie mir/uns; das sie mir/uns;
die sie mir/uns; kann den anhang nicht; der anhang fehlt; ließ sich nicht öffnen""",
    "commit": """
ich werde; wir werden; werde ich; werden wir; ich sage zu; wir sagen zu; ich verspreche; wir versprechen; ich
garantiere; wir garantieren; wir gewähren; gewähren wir; ich bestätige; wir bestätigen; wir akzeptieren; ich
akzeptiere; ich stimme; wir stimmen; wir können; ich kann; sie erhalten; gerne erstatten""",
    "costly": """
verspreche; versprechen; erstatten; erstattung; rückerstattung; rabatt; garantie; garantieren; kostenlos;
kostenfrei; unentgeltlich; entschädigung; zahlen; bezahlen; zahlung; ersatz; ersetzen; unterschreiben; liefern;
gutschrift; vertrag; kaufen; nachlass""",
    "receipt": """
ihre bestellung; bestellbestätigung; zahlungseingang; zahlungsbestätigung; quittung; beleg; danke für ihren einkauf;
ihre/deine/eure bestellung/rechnung/zahlung/buchung/quittung; auftragsbestätigung""",
    "invoice": "rechnung; rechnungen; rechnungsnummer; zahlbar; zahlungserinnerung; mahnung; offener betrag",
    "meeting": """
besprechung; termin; treffen; sitzung; einladung; tagesordnung; telefonat; terminvorschlag; videokonferenz""",
    "travel": "flug; reise; hotel; buchung; reservierung; bahn; fahrkarte; boardkarte",
    "shipping": """
versandt; versendet; sendung; sendungsnummer; paket; lieferung; zustellung; sendungsverfolgung; wurde
versandt/verschickt; ist unterwegs; versandbestätigung; ihr paket; dein paket""",
    "support": "ticket; fehler; fehlermeldung; funktioniert nicht; problem mit; defekt; störung",
    "sales": "angebot; preisliste; kostenvoranschlag; anfrage; preisanfrage; preise",
    "legal": "vertrag; vereinbarung; anwalt; gericht; kündigung; widerspruch; agb; dsgvo; rechtlich",
    "hiring": "bewerbung; lebenslauf; stelle; vorstellungsgespräch; praktikum; gehalt",
    "security": "passwort; sicherheitswarnung; anmeldung von; verdächtige; bestätigungscode; sicherheitscode",
    "introduction": "mein name ist; möchte mich vorstellen; darf ich vorstellen; stelle mich",
    "follow_up": "nachfragen; nachhaken; erinnerung; noch keine antwort; noch nichts gehört; stand der dinge",
}
