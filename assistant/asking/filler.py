"""The words of a question that ask rather than say what about, in eight languages; what is left is searched for."""

import re
from collections.abc import Mapping, Sequence

from assistant.asking.folding import Token
from assistant.language import guess_language

ASKING: Mapping[str, frozenset[str]] = {
    code: frozenset(words.split())
    for code, words in {
        "en": "a about all am an and any anything are as at be been being but by can could did do does doing don for from get give go "
        "going got had has have having he hello hey hi her him his how i if in into is it its just let list look looking many me mentioned "
        "more much my need not of on or our out over please regarding s search she should show so some something tell than thanks that the "
        "their them then there these they thing things this those to up us was we were what what's when where whether which who whom "
        "whose why will with would you your find ever exactly everything concerning again also back here hear heard know called "
        "titled one ones see anyone anybody someone somebody pull summarise summarize t ve re ll m d latest last newest recent recently currently now most first upcoming future past still yet "
        "already ago both each every other another said say kind sort",
        "de": "aber alle allem allen als am an auch auf aus bei bin bis bitte bist da das dass dein dem den denn der des die dir doch du "
        "ein eine einem einen einer eines er es etwas finde für fur gab gibt habe haben hast hat hatte ich ihm ihn ihr ihre im in ist ja "
        "jetzt kann kannst konntest könnte man mal mein meine meinem meinen meiner mich mir mit nach nicht noch nur ob oder ohne sag "
        "schon sein seine sich sie sind so suche über uber um und uns unser unsere vom von vor war waren was welche welchem welchen "
        "welcher welches wann warum wem wen wer werde werden wie wieviel wieviele viele wir wird wo worum wurde wurden zeig zeige zu zum "
        "zur bezüglich bezuglich thema neueste neuesten letzte letzten zuletzt geht steht betreff jemand irgendwas neues kam kamen",
        "fr": "a ai ai-je as au aux avec avons avez c ce cela ces cet cette ceux combien comment concernant d dans de des dit-elle du elle elles en "
        "est est-ce et eu il ils j je l la le les leur leurs lui m ma me mes moi mon montre montre-moi montrez n ne nos notre nous on ont "
        "ou où par pas pour pourquoi propos qu quand que quel quelle quelles quels qui quoi s sa se ses si son sont sujet sur t te tes toi "
        "ton tous tout toute toutes tu un une y trouve trouver cherche dernier derniere derniers dernieres plait vous y-a-t-il t-il t-elle "
        "peux quelque chose a-t-il a-t-elle suis etait quelqu nouveau",
        "es": "a acerca al algo algun alguna algunos ayuda con cual cuales cuando cuanto cuantos cuantas como de del donde el ella ellas "
        "ellos en encuentra era es esa ese eso esta este esto estan fue ha haber hay han he hemos hubo la las le les lo los me mi mis "
        "muestra muestrame muestreme no nos o para pero por porque que quien quienes se ser si sobre son su sus te tengo tema tiene todo "
        "todos todas tu un una unas unos y ya yo busca buscar puedes favor ultimo ultima ultimos ultimas mas reciente dime enseñame alguien "
        "ensename respecto estoy",
        "it": "a ad ai al alla alle c che chi ci come con cosa cos cui da dagli dal dalla degli dei del dell della delle di dove e ed era "
        "fammi fra gli ha hai hanno ho i il in io l la le lei lo loro ma me mi mia mie miei mio mostra mostrami ne nel nell nella nelle "
        "nei no noi non o per perche piu puoi qual quale quali quando quanti quante quanto qualcosa riguardo se sei si sono su sua sui sul sulla sulle "
        "sull suo te ti tra trova tu tutte tutti tutto un una uno vedere c'e cerca favore ultimo ultima ultimi ultime stato e' qualcuno",
        "pt": "a acerca ao aos as até com como da das de dela dele do dos e ela ele eles em era essa esse esta este estou está eu foi foram ha há "
        "isso mais mas me mim meu meus minha minhas mostra mostre mostre-me na nas não nao no nos o onde os ou para pela pelo por porque "
        "pra quais qual quando quanto quantos quantas que quê quem se sem ser seu seus sobre sua suas são sao tem tenho temos te tudo um uma umas uns "
        "voce você encontre procure ultimo ultima ultimos ultimas recente favor algo alguma algum houve qualquer respeito alguem",
        "nl": "aan al alle als ben bij dan dat de den der deze die dit door een en er geen geef gaat had heb hebben heeft het hij hoe hoeveel "
        "hun ik in is iets je jij jullie kan kun kunt laat maar me mee met mij mijn na naar niet nog of om onze ons ook op over "
        "staat te toen toon tot uit u uw van veel voor waar waarom wanneer waren was wat we welk welke wel werd wie wij word worden zal ze "
        "zei zien zijn zo zoek zij laatste recentste nieuwste betreft alles alsjeblieft iemand",
    }.items()
}
_ALL = frozenset().union(*ASKING.values())
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_JAPANESE_ASKING = re.compile(
    r"(?:について(?:の|は)?|に関する|に関して(?:の)?|に関しては|(?:を|は)?(?:見せて|教えて|探して|見つけて|表示して|検索して|まとめて|確認して|知りたい|調べて)"
    r"(?:ください|下さい|くれますか|もらえますか)?|ください|お願いします|(?:何|なに|なん)(?:を|が|と|か|て)?|いつ|どこ(?:に|で(?!す))?|誰(?:が|から|に)?|"
    r"どれ|どの|いくら|いくつ|"
    r"(?:し|い|り|き|っ|え|れ)?(?:ました|ません|ます|まし|でした|です|った|いた|ている|ています|ていた|ていました)(?:か|よね)?|書いて|言って|送って|ありますか|ある|あった|"
    r"(?:送|書|言|届|来|受け取)(?:って|いて|られ|き|り|い|っ)(?:きた|くれた|くれました|きました|した|しました|た|ました|った|いた|いました|りました)?(?:か)?|"
    r"私(?:が|は|の|に)?|自分(?:が|の)?|来た|のは|すべて(?:の)?|全て(?:の)?|全部|メール|[？?。、！!「」]|(?<![\u3040-\u309f])(?:は|が|を|の|に|で|と|も|か|へ|や)(?![\u3040-\u309f])"
    r"|(?<=[\u4e00-\u9fff\u30a0-\u30ffA-Za-z0-9])(?:は|が|を|の|に|で|と|も|か|へ|や|から)(?=\s|$|[?？。]|どこ|いつ|誰|何|[\u4e00-\u9fff\u30a0-\u30ffA-Za-z]))"
)


def language_of(text: str, tokens: Sequence[Token]) -> str:
    """ISO 639-1 code of a question's language, of which there may be four words only; 'en' when it cannot be told."""
    if _KANA.search(text):
        return "ja"
    counts = {code: sum(token.folded in own for token in tokens[:200]) for code, own in _OWN.items()}
    best = max(counts, key=lambda code: (counts[code], code == "en"))
    if counts[best] > counts["en"]:
        return best
    return "en" if counts["en"] else guess_language(text)


_OWN: Mapping[str, frozenset[str]] = {code: own | extra for (code, own), extra in zip(ASKING.items(), (
    frozenset("emails sent wrote write send yesterday week month today tomorrow unread since files meetings".split()),
    frozenset("mails nachrichten geschickt geschrieben gestern heute morgen woche monat jahr ungelesene seit termine anhang dateien "
              "habe ich von letzte letzten der die montag dienstag mittwoch donnerstag freitag januar februar marz mai juni juli oktober dezember seit vom im vor".split()),
    frozenset("courriels hier demain semaine mois annee depuis recus envoye ecrit reunion fichiers non lus mails d'hier "
              "aujourd'hui derniere lundi mardi mercredi jeudi vendredi janvier fevrier mars avril juin juillet aout d avant".split()),
    frozenset("correos ayer hoy manana semana pasada enviado escribio desde reuniones archivos leidos adjuntos lunes martes miercoles jueves viernes enero febrero marzo mayo junio julio antes del".split()),
    frozenset("ieri oggi domani settimana scorsa mese inviato scritto riunioni allegati messaggi lunedi martedi mercoledi giovedi venerdi gennaio febbraio marzo maggio giugno luglio mail prima del".split()),
    frozenset("ontem hoje amanha semana passada enviou escreveu reunioes anexos mensagens e-mails desde mes segunda-feira terca-feira quarta-feira quinta-feira sexta-feira janeiro fevereiro marco maio junho julho".split()),
    frozenset("berichten gisteren vandaag morgen week maand gestuurd geschreven sinds vergaderingen bijlagen afspraken ongelezen maandag dinsdag woensdag donderdag vrijdag januari februari maart mei juni juli voor van tussen mails".split()),
), strict=True)}  # fmt: skip


def is_filler(word: str) -> bool:
    """Whether a folded word only asks."""
    return word in _ALL


def spare_japanese(text: str) -> str:
    """The topic of a Japanese question, without what only asks."""
    return " ".join(_JAPANESE_ASKING.sub(" ", text).split())


def is_japanese(text: str) -> bool:
    """Whether there are Japanese (or Chinese) characters in it."""
    return _JAPANESE.search(text) is not None
