"""Italian phrases. `a/b` is a choice of words."""

PHRASES = {
    "question": """
cosa; che cosa; quando; dove; chi; perché; come; quale; quali; quanto; quanti; può; puoi; potrebbe; potresti;
potete; avete; hai; ha già; è possibile""",
    "request": """
può/puoi/potrebbe/potresti/potete/potreste
inviarmi/inviarci/confermare/confermarmi/dirmi/mandarmi/aiutarmi/controllare;
può/puoi/potrebbe/potresti/potete/potreste; mi/ci può/puoi/potrebbe/potresti/potete; per favore; per piacere; per
cortesia; la/ti/vi prego; le/ti/vi chiedo/chiediamo; le/ti/vi sarei grato/grata; vorrei sapere; volevo
chiedere/sapere; ho una domanda; ho bisogno; abbiamo bisogno; mi faccia sapere; fammi sapere; fateci sapere; mi
dica; dimmi; mi mandi; mandami; mi confermi; attendo; resto/restiamo in attesa; in attesa di un/una/suo/vostro/sua;
cosa ne pensi/pensa/pensate; che ne pensi/pensa/dici/dice; è/sei disponibile; siete disponibili; ha/hai
tempo/ricevuto/visto; ha/hai già; le/ti andrebbe; le/ti interessa; sarebbe possibile; è possibile; quando
può/puoi/possiamo/potremmo""",
    "you": "lei; le; la; suo; sua; suoi; tu; ti; te; tuo; tua; voi; vi; vostro; vostra",
    "soft": """
non esiti a; non esitare a; non esitate a; per qualsiasi domanda/informazione/dubbio; se ha domande; se hai domande;
resto a disposizione; restiamo a disposizione; rimango a disposizione; a sua disposizione; si prega di non
rispondere""",
    "fyi": """
per informazione; per conoscenza; a titolo informativo; in allegato; allego; come d'accordo; come concordato; come
richiesto; la informo; vi informiamo; la informiamo; le ricordiamo; ecco; non è necessario rispondere; nessuna
risposta""",
    "thanks": """
grazie; grazie mille; molte grazie; perfetto; d'accordo; va bene; ricevuto; capito; congratulazioni; complimenti""",
    "greeting": """
ciao; salve; buongiorno; buonasera; gentile; gentili; egregio; egregia; spettabile; caro; cara; cari""",
    "broadcast": "tutti; tutte; a tutti; team; squadra; colleghi; cliente; clienti; iscritto; signori",
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
    "scam": """
hai vinto; ha vinto; lotteria; milioni di dollari/euro; eredità; prestito; casinò; dimagrire; guadagnare soldi;
conto è stato bloccato/sospeso; verifica il tuo conto; bitcoin; criptovalute; il suo pacco; il tuo pacco""",
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
per il tuo acquisto""",
    "invoice": "fattura; fatture; importo dovuto; saldo; pagamento in sospeso",
    "meeting": "riunione; incontro; appuntamento; invito; ordine del giorno; videochiamata; colloquio",
    "travel": "volo; viaggio; albergo; hotel; prenotazione; biglietto; itinerario",
    "shipping": "spedito; spedizione; pacco; tracciamento; consegna; consegnato",
    "support": "ticket; errore; non funziona; problema con; assistenza; guasto",
    "sales": "preventivo; prezzo; prezzi; listino; proposta",
    "legal": "contratto; accordo; avvocato; tribunale; termini e condizioni; gdpr; clausola",
    "hiring": "candidatura; curriculum; posizione; colloquio; tirocinio; assunzione",
    "security": "password; avviso di sicurezza; nuovo accesso; codice di verifica; sospetta",
    "introduction": "mi chiamo; mi presento; le presento; ti presento",
    "follow_up": "sollecito; promemoria; aggiornamenti; novità su; non ho ricevuto risposta",
}
