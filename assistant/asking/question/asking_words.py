"""The words that ask rather than say what about, in eight languages, folded (no accents, lower case)."""

from collections.abc import Mapping

from assistant.asking.question.folding import word_set

ASKING: Mapping[str, frozenset[str]] = {
    "en": word_set(
        "a about after again ago all already also am an and another any anybody anyone anything are aren as at back "
        "be been before being both but by called can concerning could currently d did didn do does doesn doing don "
        "each ever every everything exactly find first for from future get give go going got had has hasn have haven "
        "having he hear heard hello her here hey hi him his how i if in into is isn it its just kind know last latest "
        "let list ll look looking m many me mentioned more most much must my need newest not now of on one ones or "
        "other our out over past please pull re recent recently regarding s said say search see she should show so "
        "some somebody someone something sort still summarise summarize t tell than thanks that the their them then "
        "there these they thing things this those till titled to until up upcoming us ve was wasn we were weren what "
        "what's when where whether which who whom whose why will with would yet you your"
    ),
    "de": word_set(
        "aber alle allem allen als am an auch auf aus bei betreff bezuglich bin bis bist bitte da das dass dein dem "
        "den denen denn der des die dir doch du ein eine einem einen einer eines er es etwas fasse finde fur gab geht "
        "gemeldet gibt ging habe haben hast hat hatte ich ihm ihn ihr ihre im in irgendwas ist ja jemand jetzt kam "
        "kamen kann kannst konnte konntest letzte letzten mal man mein meine meinem meinen meiner mich mir mit muss "
        "mussen nach neues neueste neuesten nicht noch nur ob oder ohne sag schon sein seine sich sie sieht sind so "
        "soll sollte steht suche thema treffe uber um und uns unser unsere viele vom von vor wann war waren warum was "
        "welche welchem welchen welcher welches wem wen wer werde werden wie wieviel wieviele wir wird wo worum wurde "
        "wurden zeig zeige zu zuletzt zum zur zusammen"
    ),
    "fr": word_set(
        "a a-t-elle a-t-il ai ai-je as au aux avec avez avons c ce cela ces cet cette ceux cherche chose combien "
        "comment concernant d dans de dernier derniere dernieres derniers des devons-nous devrais-je dis-moi dit-elle "
        "dois dois-je du elle elles en est est-ce et etait eu il ils j je jusqu jusque l la le les leur leurs lui m ma "
        "me mes moi mon montre montre-moi montrez n ne nos notre nous nouveau on ont ou par pas peux plait pour "
        "pourquoi propos qu quand que quel quelle quelles quelqu quelque quels qui quoi ressemble s sa se ses si son "
        "sont suis sujet sur t t-elle t-il te tes toi ton tous tout toute toutes trouve trouver tu un une vous y "
        "y-a-t-il"
    ),
    "es": word_set(
        "a acerca al algo alguien algun alguna algunos ayuda busca buscar como con cual cuales cuando cuantas cuanto "
        "cuantos de debo del dime donde el ella ellas ellos en encuentra ensename era es esa ese eso esta estan este "
        "esto estoy favor fue ha haber han hasta hay he hemos hubo la las le les lo los mas me mi mis muestra "
        "muestrame muestreme no nos o para pero por porque puedes que quien quienes reciente respecto respondi se ser "
        "si sobre son su sus te tema tengo tiene todas todo todos tu ultima ultimas ultimo ultimos un una unas unos y "
        "ya yo"
    ),
    "it": word_set(
        "a ad ai al alla alle c c'e cerca che chi ci come con cos cosa cui da dagli dal dalla degli dei del dell della "
        "delle devo di dimmi dov dove e e' ed entro era fammi favore fino fra gli ha hai hanno ho i il in io l la le "
        "lei lo loro ma me mi mia mie miei mio mostra mostrami ne nei nel nell nella nelle no noi non o per perche piu "
        "puoi qual qualcosa qualcuno quale quali quando quante quanti quanto riassumi riguardo se sei si sono stato su "
        "sua sui sul sull sulla sulle suo te ti tra trova tu tutte tutti tutto ultima ultime ultimi ultimo un una uno "
        "vedere"
    ),
    "pt": word_set(
        "a acerca algo alguem algum alguma ao aos as ate com como da das de dela dele devo diga-me do dos e ela ele "
        "eles em encontre era essa esse esta este estou eu favor foi foram ha houve isso mais mas me meu meus mim "
        "minha minhas mostra mostre mostre-me na nao nas no nos o onde os ou para pela pelo por porque pra procure "
        "quais qual qualquer quando quantas quanto quantos que quem recente respeito resuma sao se sem ser seu seus "
        "sobre sua suas te tem temos tenho tudo ultima ultimas ultimo ultimos um uma umas uns voce"
    ),
    "nl": word_set(
        "aan al alle alles als alsjeblieft ben betreft bij dan dat de den der deze die dit door een en er gaat geef "
        "geen had heb hebben heeft het hij hoe hoeveel hun iemand iets ik in is je jij jullie kan kun kunt laat "
        "laatste maar me mee met mij mijn moet moeten na naar niet nieuwste nog of om ons onze ook op over recentste "
        "samen staat te toen toon tot u uit uw van veel vertel voor waar waarom wanneer waren was wat we wel welk "
        "welke werd wie wij word worden zal ze zei zien zij zijn zo zoek"
    ),
}
TELLING: Mapping[str, frozenset[str]] = {  # tell the language of a question, and may be its topic
    "en": word_set("emails files meetings month send sent since today tomorrow unread week write wrote yesterday"),
    "de": word_set(
        "anhang dateien denen dezember dienstag donnerstag februar freitag gemeldet geschickt geschrieben gestern "
        "ging heute jahr januar juli juni mai mails marz mittwoch monat montag morgen nachrichten oktober seit "
        "termine treffe ungelesene woche"
    ),
    "fr": word_set(
        "annee aout aujourd'hui avant avril courriels d'hier demain depuis ecrit envoye fevrier fichiers hier janvier "
        "jeudi juillet juin lundi lus mails mardi mars mercredi mois non recus reunion semaine vendredi"
    ),
    "es": word_set(
        "adjuntos antes archivos ayer correos desde enero enviado escribio febrero hoy jueves julio junio leidos "
        "lunes manana martes marzo mayo miercoles pasada reuniones semana viernes"
    ),
    "it": word_set(
        "allegati domani febbraio gennaio giovedi giugno ieri inviato luglio lunedi maggio mail martedi marzo "
        "mercoledi mese messaggi modificati oggi prima riunioni scorsa scritto settimana venerdi"
    ),
    "pt": word_set(
        "amanha anexos arquivos desde e-mails enviou escreveu fevereiro hoje janeiro julho junho maio marco mensagens "
        "mes ontem passada quarta-feira quinta-feira reunioes segunda-feira semana sexta-feira terca-feira"
    ),
    "nl": word_set(
        "afspraken berichten bestanden bijlagen dinsdag donderdag februari geschreven gestuurd gisteren januari juli "
        "juni maand maandag maart mails mei morgen ongelezen sinds tussen vandaag vergaderingen vrijdag week woensdag"
    ),
}
