"""Italian phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
cosa; che cosa; quando; dove; chi; perché; come; quale; quali; quanto; quanti; può; puoi; potrebbe; potresti;
potete; avete; hai; ha già; è possibile""",
    "request": """
potrebbe/potresti/potreste; può/puoi/potrebbe/potresti/potete/potreste
inviarmi/inviarci/confermare/confermarmi/dirmi/mandarmi/aiutarmi/controllare; mi/ci
può/puoi/potrebbe/potresti/potete; per favore; per piacere; per cortesia; la/ti/vi prego; le/ti/vi chiedo/chiediamo;
le/ti/vi sarei grato/grata; vorrei sapere; volevo chiedere/sapere; ho una domanda; ho bisogno; abbiamo bisogno; mi
faccia sapere; fammi sapere; fateci sapere; mi dica; dimmi; mi mandi; mandami; mi confermi; attendo; resto/restiamo
in attesa; in attesa di un/una/suo/vostro/sua; cosa ne pensi/pensa/pensate; che ne pensi/pensa/dici/dice; è/sei
disponibile; siete disponibili; ha/hai tempo/ricevuto/visto; ha/hai già; le/ti andrebbe; le/ti interessa; sarebbe
possibile; è possibile; quando può/puoi/possiamo/potremmo; le/ti/vi chiediamo/chiedo/chiederei/pregherei;
chiediamo/richiediamo/chiedo un/una/di/cortesemente; con la presente; cortese riscontro; riscontro; in attesa;
attendo/attendiamo una/tua/sua/vostra/un/tuo/suo; tua/sua/vostra conferma; fammi/facci sapere/avere; mi/ci
faccia/facci sapere/avere; mi/ci può/puoi/manda/mandi/invii/invia; può/puoi/potete
inviare/mandare/inviarci/dirci/verificare/chiamarmi/confermarci; un dubbio; dei dubbi; non ci/mi è chiaro; mi serve;
ci serve/servono; mi servono; avrei/avremmo bisogno; ci vediamo/sentiamo; a che ora; quando arrivi/puoi/può;
manca/mancano ancora; ancora non/nessuna; non abbiamo ancora; dimmi/ci; gradirei/gradiremmo; vorrei/vorremmo;
sapermi dire; avvisami; chiamami; sei d'accordo; che dici""",
    "you": "lei; suo; sua; suoi; tu; ti; te; tuo; tua; voi; vi; vostro; vostra",
    "soft": """
non esiti a; non esitare a; non esitate a; per qualsiasi domanda/informazione/dubbio; se ha domande; se hai domande;
resto a disposizione; restiamo a disposizione; rimango a disposizione; a sua disposizione; si prega di non
rispondere; eventuali chiarimenti; per eventuali; per qualsiasi; a disposizione""",
    "fyi": """
per informazione; per conoscenza; a titolo informativo; in allegato; allego; come d'accordo; come concordato; come
richiesto; la informo; vi informiamo; la informiamo; le ricordiamo; ecco; non è necessario rispondere; nessuna
risposta; ti informo; le comunico; ti comunico; vi comunico; vi informo; per tua informazione; per vostra; la
informo che; si informa""",
    "thanks": """
grazie; grazie mille; molte grazie; perfetto; d'accordo; va bene; ricevuto; capito; congratulazioni; complimenti;
ottimo; perfetto grazie; benissimo; tutto ok; va benissimo; ok; bene""",
    "greeting": """
ciao; salve; buongiorno; buonasera; gentile; gentili; egregio; egregia; spettabile; caro; cara; cari""",
    "broadcast": "tutti; tutte; a tutti; team; squadra; colleghi; cliente; clienti; iscritto",
    "closing": """
cordiali saluti; distinti saluti; saluti; un saluto; a presto; cordialmente; grazie; grazie mille; buona giornata;
un abbraccio""",
    "call": """
mi chiami; chiamami; possiamo sentirci/vederci/parlare; ci sentiamo; ci vediamo; un appuntamento; una chiamata""",
    "deadline": "scadenza; entro; entro il; al più tardi; termine; scade; fine giornata",
    "urgent": "urgente; urgenza; urgentemente; al più presto; il prima possibile; subito; immediatamente",
    "away": "risposta automatica; fuori ufficio; in ferie; assente",
    "machine": """
messaggio automatico; generato automaticamente; inviata automaticamente; non rispondere; non rispondere a questa""",
    "news": "newsletter; notiziario; notizie; in questo numero",
    "bulk": """
disiscriverti; disiscriversi; annulla iscrizione; cancellarti; cancellati; newsletter; visualizza nel browser;
informativa sulla privacy; ricevi questa; tutti i diritti riservati""",
    "offer": """
offerta; offerte; offerta speciale/esclusiva; sconto; sconti; gratis; gratuito; clicca qui; acquista ora;
approfitta; spedizione gratuita; promozione; saldi; senza impegno""",
    "pitch": """
aiutiamo le/aziende/imprese/i aziende/imprese/professionisti/negozi; aziende come la/le tua/sua/vostra;
visto/visitato il tuo/vostro/suo sito/profilo/azienda; nuovi clienti; più clienti/vendite/contatti; trovare
clienti/nuovi; lead; leads; aumentare/raddoppiare le/i tue/vendite/sue; call/consulenza/demo/analisi
conoscitiva/gratuita; demo gratuita; consulenza gratuita; 10/15/20/30 minuti per/questa/di/in; di 15/20/30 minuti;
prenota qui/una; prima pagina; su google; posizionamento; backlink; articolo sponsorizzato; senza impegno;
intelligenza artificiale; produttore di; prezzi competitivi; persona giusta; non ti interessa""",
    "phish": """
verifica/conferma/aggiorna/confermi/verifichi/aggiorni subito/i/il/la/le/suoi/tuoi
i/tuoi/suoi/tuo/suo/dati/conto/identità/account; tuoi dati; suoi dati; conto/carta/account è/sarà/verrà
stato/stata/bloccato/sospeso; stato sospeso/bloccato/limitato; blocco definitivo/del; entro 24/48 ore; gentile
cliente/utente; cliccando sul; clicca sul; link sottostante/seguente; seguente link; accesso anomalo/sospetto/non;
attività sospetta/insolita; pacco è/in giacenza/attesa/trattenuto; spese di dogana/spedizione/consegna; rimborso di;
ha diritto; diritto a un""",
    "stock": """
hai/ha bisogno; bisogno di; hai/ha domande; domande; come è andata; lascia una recensione; valuta; recensisci; non
vuoi più; non desideri più; non sei stato; pronto a/per""",
    "scam": """
hai vinto; ha vinto; lotteria; milioni di dollari/euro; eredità; prestito; casinò; dimagrire; guadagnare soldi;
conto è stato bloccato/sospeso; verifica il tuo conto; bitcoin; criptovalute; il suo pacco; il tuo pacco; carte
regalo; nuove coordinate bancarie; nuovo iban; coordinate bancarie; cambio di iban; milioni; prestiti""",
    "attach": "in allegato; allego; allegato trova; alleghiamo; allegato alla presente; ti allego; le allego",
    "yours": """
il suo allegato; il tuo allegato; che mi ha inviato; che mi hai inviato; che ci ha inviato; non riesco ad aprire""",
    "commit": """
prometto; promettiamo; garantisco; garantiamo; accetto; accettiamo; confermo; confermiamo; mi impegno; ci
impegniamo; posso; possiamo; riceverà; riceverai; le offriamo; offriamo; offro; invieremo; manderemo; rimborseremo""",
    "costly": """
prometto; promettiamo; rimborso; rimborsare; rimborseremo; rimborserò; sconto; gratis; gratuitamente; senza costi;
garanzia; garantiamo; risarcimento; pagare; pagamento; sostituire; sostituzione; firmare; contratto; acquistare""",
    "receipt": """
il suo ordine; il tuo ordine; conferma d'ordine; ricevuta; pagamento ricevuto; grazie per il suo acquisto; grazie
per il tuo acquisto; conferma ordine; il/tuo/suo tuo/suo/ordine pagamento/ordine/acquisto; grazie per il tuo/suo
ordine/acquisto; tua/sua/la fattura/prenotazione; la tua/sua fattura/prenotazione""",
    "invoice": "fattura; fatture; importo dovuto; saldo; pagamento in sospeso",
    "meeting": "riunione; incontro; appuntamento; invito; ordine del giorno; videochiamata; colloquio",
    "travel": "volo; viaggio; albergo; hotel; prenotazione; biglietto; itinerario",
    "shipping": """
spedito; spedizione; pacco; tracciamento; consegna; consegnato; è stato spedito; sarà spedita/spedito; in consegna;
in arrivo; codice di tracciamento; numero di tracking""",
    "support": "ticket; errore; non funziona; problema con; assistenza; guasto",
    "sales": "preventivo; prezzo; prezzi; listino; proposta",
    "legal": "contratto; accordo; avvocato; tribunale; termini e condizioni; gdpr; clausola",
    "hiring": "candidatura; curriculum; posizione; colloquio; tirocinio; assunzione",
    "security": "password; avviso di sicurezza; nuovo accesso; codice di verifica; sospetta",
    "introduction": "mi chiamo; mi presento; le presento; ti presento",
    "follow_up": "sollecito; promemoria; aggiornamenti; novità su; non ho ricevuto risposta",
}
