"""The words around a name that say what part a person has, in eight languages, folded (no accents, lower case)."""

from assistant.asking.question.folding import word_set

MAIL = word_set(
    "answer answers antwoord antwoorden antwort antworten bericht berichten correo correos correspondence courriel "
    "courriels courrier courriers e-mail e-mails email emails mail mails mailtje mailtjes mailverkehr mel mensagem "
    "mensagens mensaje mensajes message messages messaggi messaggio msg msgs nachricht nachrichten posta replies "
    "reply reponse reponses response responses resposta respostas respuesta respuestas risposta risposte"
)
TITLES = word_set(
    "dott dr frau herr herrn madame meneer mevrouw mme monsieur mr mrs ms prof senhor senhora senor senora sig signor "
    "signora sr sra"
)
TOGETHER = word_set("discussed discuss agreed talked spoke met besprochen vereinbart")
EVENTS = word_set(
    "abendessen almoco almuerzo anruf aperitivo appel avondeten besprechung borrel breakfast brunch cafe caffe call "
    "calls cena chamada chiamata coffee colazione colloquio comida conference dejeuner demo desayuno diner dinner "
    "drinks entretien entrevista etentje feest feestje feier festa fete fiesta fruhstuck gesprek hearing interview "
    "jantar kaffee kickoff koffie konferenz llamada lunch lunches meeting meetings mittagessen offsite ontbijt "
    "overleg party pequeno-almoco petit-dejeuner pranzo reuniao reunion riunione seance session sitzung soiree supper "
    "telefonat telefonata telefoontje treffen vergadering webinar weihnachtsfeier workshop"
)
TALK = MAIL | word_set(  # what two people have with each other
    "1:1 acordado afgesproken afspraak afspraken agree agreed almoco almuerzo anruf appointment appointments "
    "appuntamenti appuntamento available besprechung besprechungen besprochen breakfast call calls cena chat cita "
    "citas coffee colloquio combinado compromisso concordato convenu conversa conversacion conversaciones conversas "
    "conversation conversations conversazione corresponded dejeuner diner dinner discuss discussed discussion "
    "discussions echange entretien event events exchange free gesprach gesprache gesprek incontro interview "
    "invitation invites jantar lunch meet meeting meetings met mittagessen overleg pranzo rdv rendez-vous reuniao "
    "reunioes reunion reuniones reunions riunione riunioni speak spoke sync talk talked talking termin termine thread "
    "threads treffen verabredet vereinbart vergadering vergaderingen"
)
ANYTHING = word_set(  # what comes from somebody
    "adjuntos algo alguem alguien all allegati alles anexos angebot angebote anhang anhange any anybody anyone "
    "anything arrivato arrive arrived attachment attachments bekommen bijlagen came chose come contract contracts "
    "devis document documents erhalten etwas everything factura facturas facture facturen factures factuur fattura "
    "fatture fatura faturas file files gehoord gehort gekregen get got hear heard hearing iemand iets invitation "
    "invitations invoice invoices jemand jointes kam kamen latest neues newest news newsletter newsletters nieuws "
    "noticias notizie nouveau nouvelle nouvelles novo nuevo nuovo oferta ofertas offer offers offerta offerte offre "
    "offres ontvangen proposal proposals qualcosa qualcuno quelqu quelque quote quotes recebi recebido receipt "
    "receipts receive received rechnung rechnungen recibi recibido recu recus reminder reminders report reports "
    "request requests ricevuto somebody someone something stuff todo tout tudo tutto update updates word"
)
SAY = word_set(  # what people do with words
    "announce announced answer answered antwoordde antworten antwortet antwortete ask asked asks attach attached "
    "beloofd berichtet berichtete chiesto claim claimed comento comparti compartilhei compartilhou compartio complain "
    "complained condiviso confirm confirmed contado contestado conteste contesto conto demande detto dicho dije dijo "
    "disse dissi dit ecrire ecrit ecrite ecrits email emailed envia enviada enviado enviados enviaron envie enviei "
    "envio enviou envoye envoyee envoyees envoyer envoyes erwahnt erzahlt erzahlte escreveu escrevi escribe escribi "
    "escribieron escribio escrito escritos explain explained forward forwarded fragte geantwoord geantwortet "
    "gedeeld gefragt gemaild gemailt gemeldet gereageerd gesagt gesandt geschickt geschreven geschrieben gesendet "
    "gestuurd geteilt gevraagd gezegd inform informed inviai inviata inviati inviato invite invited mail mailed "
    "mailte mandado mandai mandaron mandati mandato mande mandei mando mandou menciono mention mentioned mentionne "
    "mentions message messaged mitgeteilt offer offered partage partilhou pediu perguntei perguntou pidio point "
    "pointed pregunte pregunto promesso prometeu prometi promis promise promised propos propose proposed proposto "
    "propuso quote quoted raconte reageerde reagi reagiert recommend recommended remind reminded replied replies "
    "reply repondu report reported request requested respond responded respondeu respondi respondido respondio "
    "risposto sagt sagte said say saying says schicken schickt schickte schreef schreiben schreibt schrieb schrijft "
    "scrisse scrissi scritta scritti scritto send senden sendet sending sends sent share shared spedito stuurde "
    "stuurt suggest suggested tell telling tells told transfere transmis versprochen verstuurd verteld verzonden "
    "voorgesteld vorgeschlagen weitergeleitet write writes writing written wrote zei"
)
ARRIVED = word_set(  # of a mail: it was received
    "came arrived angekommen eingegangen kam kamen arrive arrivee arrivees arrives llegado llegaron llego arrivato "
    "arrivata arrivati arrivate chegou chegaram binnengekomen gekomen kwam kwamen"
)
SENT = word_set(  # those that are of mail and talk alone
    "angekommen antwoordde antwortete arrivata arrivate arrivati arrivato arrived arrivee arrivees arrives "
    "bekommen binnengekomen came chegaram chegou contestado conteste contesto detto dicho dije dijo disse dissi "
    "dit ecrire ecrit ecrite ecrits eingegangen emailed emailing enviado enviados enviaron envie enviei envio "
    "enviou envoye envoyee envoyees envoyer envoyes erhalten escreveu escrevi escribi escribieron escribio "
    "escrito forwarded geantwoord geantwortet gekomen gekregen gemaild gemailt gesagt gesandt geschickt "
    "geschreven geschrieben gesendet gestuurd gezegd got inviai inviata inviati inviato kam kamen kwam kwamen "
    "llegado llegaron llego mailed mailte mandado mandai mandaron mandati mandato mande mandei mando mandou "
    "ontvangen recebi recebida recebidas recebido recebidos receive received recibi recibida recibidas recibido "
    "recibidos recu recue recues recus replied repondu responded respondeu respondi respondido respondio ricevuta "
    "ricevute ricevuti ricevuto risposto sagt sagte said say says schicken schickt schickte schreef schreiben "
    "schreibt schrieb scrisse scrissi scritti scritto send senden sendet sending sends sent spedito stuurde "
    "stuurt tell told transfere transmis verstuurd verzonden weitergeleitet write writes writing written wrote "
    "zei"
)
SHARED = word_set(
    "created cree edited erstellt gedeeld geteilt made modified owned partage sent shared uploaded written"
)
SHARING = word_set(
    "compartida compartidas compartido compartidos compartilhado compartilhados compartilhou compartio condivisi "
    "condiviso gedeeld gedeelde geteilt geteilte partage partagee partagees partages partilhados share shared shares "
    "teilte"
)
GIVING = SHARING | word_set(  # orders that name with whom, not whose
    "comparte compartir compartilhar compartilhe condividere condividi deel delen give partage partager partagez "
    "partilha partilhar partilhe share teile teilen"
)
AUXILIARY = word_set(
    "a avait did didn do does ha haben habia had han hanno has hasn hat hatte have haven hebben heeft ont tem tinha"
)
ADVERBS = word_set(
    "a actually al already also auch been bereits ci could deja didn even ever ha had hadn han has hasn hat hatte "
    "have haven heeft is ja just last m me mi mir nicht noch nos not nous ons ont recently schon still t tem uns will "
    "would ya yet zuletzt"
)
FROM = word_set("from")
OF = word_set("by d da dal dalla de del der di do du of par por van vom von")
TO = word_set("a aan al alla an ao au naar para to")
WITH = word_set("avec com con met mit with")
MY = word_set(  # before what is to be done something with
    "a all alle alles an any both das de den die everything gli het i il it la las le les los mein meine meinen mes mi "
    "mia mie miei mijn minha minhas meu meus mis mon my os our that the them this todas todo todos tous tout toutes "
    "tutte tutti"
)
THEY = word_set(  # somebody who was named before
    "ela elas ele eles ella ellas elle elles ellos eux haar hem hen her him hun ihm ihnen ihr lei loro lui them"
)
BETWEEN = word_set("between entre fra tra tussen zwischen")
AND = word_set("and e en et nor o oder of or ou u und y")
I = word_set("eu i ich ik io j je nous we wij wir yo")  # noqa: E741
MINE = word_set(  # verbs that hold the "I"
    "ai comparti compartilhei conteste dije dissi envie enviei escrevi escribi habe he heb ho inviai mandai mande "
    "mandei perguntei pregunte respondi scrissi"
)
ME = word_set("me mi mich mij mim mir moi myself noi nos nous ons uns us")
SKIP = word_set(  # before a name
    "a as boss colleague de dem den der dott dr el frau herr herrn il la le m madame meneer mevrouw mme monsieur mr "
    "mrs ms my o os our prof senhor senhora senor senora sig signor signora sr sra the"
)
PARTICLES = word_set("al bin da de del della den der di dos du el la le ten ter van von y zu zur")  # within names
ORDERS = word_set(
    "add adelanta adelante adia adiciona adicione adie agendar agende aggiungi ajoute ajoutez anada anade annule "
    "annuleer annulez annulla annulli answer antecipa antecipe anticipa antwoord antworte anula anule apaga apague "
    "aplace aplaza arrange ask atrasa atrase avance avancez beantwoord beantworte block book borra borre bring buch "
    "buche bump cambia cancel cancela cancele cancella change clear coloca comparte compartilhe compose condividi "
    "convida convide crea create cree creez crie decale decalez deel delay delete deplace deplacez desmarca desmarque "
    "disdici draft ecris ecrivez edit elimina elimine email encaminhe envia enviale envie envoie envoyez erase "
    "erstelle escreva escribe exclua extend fissa forward fuge give inoltra invia invita invite lade leg lege leite "
    "loesche losche maak maile make manda mande marca marque message mete mets mettez metti mova move mude mueva "
    "mueve nodig notify organise organisiere organize partage partagez pencil pianifica plaats plan plane planifie "
    "planifiez poe pon ponme pospon posponga posticipa postpone prenota programa programme programmez push put "
    "reenvia regel remind remove rename reply repondez reponds reporte reportez repousse repoussez reschedule reserva "
    "reserve reserveer reserviere respond responda responde retarde retardez retrasa retrase rimanda rinvia rispondi "
    "ritarda schedule schick schicke schrap schreib schreibe schrijf scrap scrivi send sende set setz setze share "
    "shift shorten sposta storniere streich streiche stuur supprime supprimez teile tell trag trage transfere update "
    "vereinbare verleg verlege verplaats verschieb verschiebe verschuif verwijder verzet voeg write zet"
)
INFINITIVES = word_set(  # what is to be done, behind "could you" or "I have to" in languages that put it last
    "absage absagen adelantar adiar afzeggen agendar anlegen annuler annuleren annullare antecipar anticipare "
    "antworten anular apagar aplazar atrasar avancer beantwoorden beantworten borrar buchen cancelar cancellare "
    "compartilhar compartir condividere convidar crear creare creer criar decaler delen deplacer desmarcar ecrire "
    "effacer einladen eintragen eliminar eliminare enviar envoyer erstellen escrever escribir fissare inviare invitar "
    "invitare inviter loschen maken mandar mandare marcar mover partager partilhar pianificare planifier plannen "
    "posponer posticipare programar programmer repondre reporter repousser responder retarder retrasar rimandare "
    "rinviare rispondere schicken schreiben schrijven scrivere senden spostare stornieren streichen sturen supprimer "
    "uitnodigen uitstellen vereinbaren verlangern verlegen verplaatsen verschieben verschuiven versturen vervroegen "
    "verwijderen verzetten"
)
ASKED_TO = word_set(  # words before those
    "debo devo dois faut gostaria kan kannst konnen konnten konntest kun kunt mochte moet muss mussen necesito peux "
    "pode poderia poderias podes podria podrias potrebbe potresti pourrais pourriez pouvez preciso puede puedes puoi "
    "quero quiero quisiera tengo veux voglio vorrei voudrais wil will wurden wurdest zou"
)
APART = {"sag": "ab", "sage": "ab", "sagen": "ab", "zeg": "af", "stel": "uit", "zieh": "vor"}  # verbs in two parts
ORDERLY = word_set(  # before an order
    "alsjeblieft and bitte can could d du favor favore i je kannst konntest kun kunt let like must need per plait "
    "please pode poderia podrias por potresti puedes puoi s s'il te then to us vous want would you"
)
TOPIC = word_set("about bezuglich concernant concerning on over regarding sobre su sul sulla sur uber zu zum zur")
BESIDE = word_set(  # stand between "mail" and "from" without being its topic
    "adjunto adjuntos allegati allegato anexo anexos anhang anhange anhangen attachment attachments bijlage bijlagen "
    "jointe jointes leidas leidos lette lidas lidos lues lus"
)
CONVERSATION = word_set(
    "acordado afgesproken agree agreed besprochen chat chats combinado conversa conversacion conversaciones conversas "
    "conversation conversations conversazione correspondence discuss discussed discussion discussions discute echange "
    "echanges exchange exchanges gesprach gesprache gesprek mailverkehr spoke talk talked thread threads unterhaltung "
    "vereinbart"
)
COMMON = word_set(  # words that are names of people as well
    "a about admin afternoon all alle am an and angel any anybody anyone apr april are art as at aug august avec "
    "baker banks bell best bill billing bishop bitte black bond brook brown bush but butler by calendar can carpenter "
    "carter case cash chance charity chase che chi christian church close com con cook cooper cosa could cross "
    "crystal cual cuales cuando dans das dash data dawn day dean dec december dem den der des did die do does donde "
    "dot dove drew drive e-mail e-mails earl east een ein eine el email emails energy est et eve evening everybody "
    "everyone faith fall farmer feb february field find first fisher for forest foster fox francis frank friday from "
    "gas gene general give gli gold good google grace grant gray green group haben hall hand hardy harmony has hat "
    "have he heath help her here het hill him holly home hope house how hunter i if il im in info iris is it its ivy "
    "jack jade jan january jean jewel joint joy judge jul july jun june justice king knight la lance lane las last "
    "latest law lee legal les levy light lily list little lo long los love low ma mail major mar march mark market "
    "mason max may me meeting melody mercy merry mes message messages met miles miller mills mis mit mon monday month "
    "moon more morning moss my new news next nice no noble nobody norm north not nov november oct october oder of "
    "office old on onde or os ou our page par para paris park parks pat patience peace pearl penny per piper please "
    "pope por pour power powers price prince product project quais qual quale quali quand quando que quel quelle "
    "quelles quels quem qui quien quienes quoi rain ray read reading recent reed report rich ring river rivers rob "
    "robin rock rose ruby rusty ryder sage sailor sales sand sandy saturday savage scout second sep september service "
    "services sharp she shepherd short show singer skip sky small smart snow so somebody someone south speed spring "
    "star stew stock stone storm strong sue summer sun sunday sunny support sweet swift taylor team tell temple terry "
    "than that the them then there these they third this those thursday tiffany to today tomorrow tony tracy trading "
    "trinity trip trust tuesday turner um uma un una und une update us user users usher van victor victory violet von "
    "voor waar wade walker walls wann wanneer ward was wat waters way we web wednesday week welche welcher welke "
    "wells wer were west what when where which white who why wie wild will wing winter wise with wo wolf wood woods "
    "work worth would y year yes yesterday you young your zeig zeige zu"
)
ENGLISH_SAY = word_set(
    "announce announced answer answered ask asked asks attach attached claim claimed complain complained confirm "
    "confirmed email emailed explain explained forward forwarded inform informed invite invited mail mailed mention "
    "mentioned message messaged offer offered point pointed promise promised propose proposed quote quoted recommend "
    "recommended remind reminded replied reply report reported request requested respond responded said say says "
    "schicken schreiben send senden sending sends sent share shared suggest suggested tell tells told write writes "
    "writing written wrote"
)
NOUNS = word_set(  # that stand behind a name as well: "the Outlook email migration"
    "answer answers antworten claim claims email forward mail message messages offer offers point post promise "
    "promises quote replies reply report reports request requests schreiben share"
)
NAMES_TOO = word_set(  # common words that are first names
    "april art august bill carter chase cooper dawn dean drew eve faith frank gene grace grant hope hunter iris jack "
    "jean joy june lee lily mark mason max may miles pat ray rich rob robin rose ruby sue taylor terry tony tracy "
    "violet will"
)
THEN = word_set("and dann e en et ou puis then und y please bitte")
CREATE = word_set(  # verbs that make an appointment: its guests are nobody to search for
    "add agenda agendar agende anlegen arrange book buche crea crear creare create cree creer criar crie erstelle "
    "erstellen inplannen invite lege maak make organise organize pianifica plan plane planen planifie planifier "
    "plannen programa programar schedule vereinbare"
)
