"""The words around a name that say what part a person has, in eight languages, folded (no accents, lower case)."""


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


MAIL = _set(
    "mail mails email emails e-mail e-mails message messages msg msgs reply replies response responses answer answers "
    "correspondence "
    "nachricht nachrichten mailverkehr antwort antworten e-mails "
    "courriel courriels courrier courriers mel reponse reponses "
    "correo correos mensaje mensajes respuesta respuestas "
    "messaggio messaggi risposta risposte posta "
    "mensagem mensagens resposta respostas "
    "bericht berichten mailtje mailtjes antwoord antwoorden"
)
TALK = MAIL | _set(
    "conversation conversations thread threads chat call calls meeting meetings appointment appointments lunch dinner "
    "breakfast coffee event events exchange discussion discussions 1:1 sync interview discuss discussed spoke speak talk "
    "talked talking met meet agreed agree corresponded free available invitation invites "
    "termin termine treffen besprechung besprechungen gesprach gesprache anruf mittagessen vereinbart besprochen verabredet "
    "rendez-vous reunion reunions rdv entretien dejeuner diner echange convenu conversacion cita citas almuerzo cena "
    "reuniones acordado conversaciones riunione riunioni appuntamento appuntamenti incontro pranzo cena colloquio "
    "concordato conversazione reuniao reunioes compromisso almoco jantar conversa conversas combinado afspraak afspraken "
    "vergadering vergaderingen overleg gesprek lunch afgesproken"
)
ANYTHING = _set(
    "anyone anybody someone somebody jemand quelqu alguien qualcuno alguem iemand nouveau nouvelle nuevo nuovo novo nieuws "
    "anything something everything news word stuff all any invoice invoices offer offers quote quotes proposal proposals "
    "receipt receipts update updates request requests newsletter newsletters contract contracts document documents file "
    "files attachment attachments reminder reminders invitation invitations report reports "
    "etwas alles neues rechnung rechnungen angebot angebote "
    "quelque chose tout facture factures offre offres devis nouvelles "
    "algo todo factura facturas oferta ofertas noticias qualcosa tutto fattura fatture offerta notizie "
    "tudo fatura faturas iets alles factuur facturen offerte nieuws "
    "heard hear got received get receive came arrived come arrive hearing gehort bekommen erhalten kam kamen recu recus recibido "
    "recibi ricevuto arrivato recebi recebido ontvangen gekregen gehoord"
)
SAY = _set(
    "send sent sends sending write wrote written writes writing email emailed mail mailed forward forwarded reply replied "
    "replies answer answered respond responded say said says tell told tells ask asked asks mention mentioned mentions "
    "suggest suggested recommend recommended propose proposed promise promised explain explained request requested "
    "report reported announce announced confirm confirmed complain complained invite invited share shared point pointed "
    "attach attached offer offered claim claimed remind reminded inform informed message messaged quote quoted "
    "geschickt schickte schickt schicken geschrieben schrieb schreibt schreiben gesendet gesandt sendet senden gesagt "
    "sagte sagt fragte gefragt geantwortet antwortete antwortet antworten erwahnt weitergeleitet gemailt mailte vorgeschlagen versprochen "
    "mitgeteilt geteilt "
    "envoye envoyes envoyee envoyees envoyer ecrit ecrits ecrite ecrire dit repondu demande transmis transfere propose "
    "promis partage mentionne "
    "envio enviado enviados enviada enviaron envia mando mandado mandaron escribio escrito escribe escribieron dijo dicho "
    "respondio respondido contesto contestado pregunto pidio propuso compartio menciono comento "
    "inviato inviati inviata mandato mandati scritto scritti scritta scrisse detto risposto chiesto spedito proposto "
    "condiviso promesso "
    "enviou mandou escreveu escritos disse respondeu perguntou pediu propos prometeu compartilhou partilhou "
    "gestuurd stuurde stuurt verstuurd verzonden geschreven schreef schrijft gezegd zei geantwoord antwoordde gevraagd "
    "gemaild voorgesteld beloofd gedeeld gereageerd reageerde reagiert reagi "
    "envie escribi respondi enviei escrevi mandei prometi"
)
SENT = _set(  # those that are of mail and talk alone
    "send sent sends sending write wrote written writes writing emailed mailed forwarded replied "
    "responded say said says tell told received receive emailing got "
    "geschickt schickte schickt schicken geschrieben schrieb schreibt schreiben gesendet gesandt sendet senden gesagt sagte sagt "
    "geantwortet antwortete weitergeleitet gemailt mailte bekommen erhalten "
    "envoye envoyes envoyee envoyees envoyer ecrit ecrits ecrite ecrire repondu recu recus recue recues transmis transfere dit "
    "enviado enviados enviaron envio mando mandado mandaron escribio escrito escribieron respondio respondido contesto contestado dijo "
    "dicho recibido recibidos recibida recibidas recibi envie escribi "
    "inviato inviati inviata mandato mandati scritto scritti scrisse risposto spedito detto ricevuto ricevuti ricevuta ricevute "
    "enviou mandou escreveu respondeu disse recebi recebido recebidos recebida recebidas enviei escrevi "
    "gestuurd stuurde stuurt verstuurd verzonden geschreven schreef geantwoord antwoordde gemaild zei gezegd ontvangen gekregen"
)
SHARED = _set("shared owned created edited uploaded modified made sent written geteilt erstellt partage cree gedeeld")
SHARING = _set(
    "share shared shares geteilt teilte partage partages compartio compartido condiviso compartilhou gedeeld"
)
AUXILIARY = _set(
    "did has have had does do hat hatte haben a ont avait ha han habia hanno tem tinha heeft had hebben didn hasn haven"
)
ADVERBS = _set(
    "already just recently ever not also actually still last even yet schon bereits zuletzt auch noch nicht mir uns deja "
    "m t hasn haven didn hadn nous me ya nos mi ci ja al ons me has have had hat hatte a ont ha han tem heeft will is would could"
)
FROM = _set("from")
OF = _set("by of von van vom de du d da do dal dalla di del par por der")
TO = _set("to an a au para aan naar ao al alla")
WITH = _set("with mit avec con com met")
BETWEEN = _set("between zwischen entre tra fra tussen")
AND = _set("and or und oder et ou y o e of en u nor")
I = _set("i we ich wir je j nous yo io eu ik wij")  # noqa: E741
MINE = _set("ai ho he heb habe enviei escrevi mandei envie escribi mande respondi")  # verbs that hold the "I"
ME = _set("me mir mich us uns moi mi mim mij ons myself nous nos noi")
MY = _set(
    "my mein meine meinem meinen meiner mon ma mes mi mis mio mia miei mie meu minha meus minhas mijn our unser unsere"
)
SKIP = _set(
    "mr mrs ms dr prof herr herrn frau monsieur madame m mme senor senora sr sra sig signor signora dott senhor senhora "
    "meneer mevrouw our my colleague boss the the a o os as il la le el den dem der de"
)
PARTICLES = _set("van von de der den di da la le del della dos du bin al el ten ter zu zur y")
ORDERS = _set(
    "send forward reply respond write draft share schedule book create invite email compose answer tell ask remind cancel "
    "change edit postpone push move reschedule delete add rename update set invite notify message plan arrange give "
    "schicke schick sende schreibe schreib antworte beantworte plane buche erstelle verschiebe losche teile leite lade "
    "envoie envoyez ecris ecrivez reponds repondez partage partagez planifie cree annule deplace invite transfere "
    "envia enviale escribe responde comparte programa crea cancela mueve invita reenvia "
    "invia manda scrivi rispondi condividi pianifica crea annulla sposta inoltra "
    "envie escreva responda compartilhe agende crie cancele mova encaminhe "
    "stuur schrijf antwoord beantwoord deel plan maak annuleer verplaats nodig"
)
ORDERLY = _set("please can could would need want i you to bitte kannst konntest du kannst s'il te vous plait puedes podrias "
               "por favor puoi potresti per favore pode poderia kun kunt je alsjeblieft and then")  # fmt: skip

TOPIC = _set("about regarding concerning on uber zu zum zur sur concernant sobre su sul sulla over bezuglich")
BESIDE = _set(  # stands between "mail" and "from" without being its topic
    "attachment attachments anhang anhangen jointe jointes adjunto adjuntos allegato allegati anexo anexos bijlage bijlagen "
    "lus lues leidos leidas lette lidas lidos"
)
CONVERSATION = _set(
    "conversation conversations thread threads correspondence exchange exchanges discussion discussions chat chats gesprach "
    "gesprache mailverkehr unterhaltung echange echanges conversacion conversaciones conversazione conversa conversas gesprek "
    "agree agreed discuss discussed talk talked spoke besprochen vereinbart discute acordado combinado afgesproken"
)
COMMON = _set(
    "e-mail e-mails us them him her someone anyone everybody everyone nobody somebody anybody me today tomorrow "
    "will grant mark bill may april june august rose hope faith joy grace summer art frank drew chase rich pat sue jack "
    "rob dean page price king young long brown green white black gray love best good power powers field wood park banks "
    "day west north east south new old major general read reed wells case cash church close cook cross hall hand hill "
    "holly home house ivy jade jean joint lance light little low max may miles mills moon more moss nice noble pearl penny "
    "ray rain reading ring river rivers robin rock ruby ryder sage sand sandy savage sharp short singer small smart snow "
    "speed spring star stone storm strong sun sunny sweet swift temple trip trust turner usher van victor victory violet "
    "wade walker walls ward waters way web west wild wise wolf woods work worth angel baker bell bishop bond brook bush "
    "butler carpenter carter chance charity christian cooper crystal dawn dash dot earl eve fall farmer fisher forest "
    "foster fox francis gene gold hardy harmony heath hunter iris jewel judge justice knight lane law lee levy lily major "
    "mason melody mercy merry miller monday norm north paris parks patience peace piper pope prince rusty sailor scout "
    "shepherd sky skip stew stock taylor terry tiffany tony tracy trinity wing winter "
    "team group office support info sales news help billing service services mail email emails message messages meeting "
    "calendar drive google project product report update data market energy gas trading legal list user users admin "
    "what when where who which why how show find give list tell did does do is are was were has have any all the a an "
    "please can could would i my me we our you your it its he she they them this that these those and or but not no yes "
    "from to by with about for in on at of as if so then than there here last next first second third new latest recent "
    "today yesterday tomorrow week month year morning afternoon evening january february march july september october "
    "november december monday tuesday wednesday thursday friday saturday sunday jan feb mar apr jun jul aug sep oct nov dec "
    "was wer wann wo welche welcher hat haben der die das den dem ein eine und oder mit von an zu im am bitte zeig zeige "
    "alle qui que quoi quand ou quel quelle quels quelles les des une un est et avec par pour dans mes mon ma quien quienes "
    "cuando donde cual cuales los las el la una y con por para mis chi che cosa quando dove quale quali gli il lo una con "
    "per quem qual quais onde os as um uma com wie wat wanneer waar welke het een met voor van"
)
