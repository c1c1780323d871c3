"""What each verb of an order may change, in eight languages, folded (no accents, lower case); those of Japanese by
their stems."""

import re
from collections.abc import Mapping
from typing import Literal

from assistant.asking.question.folding import word_set

Act = Literal["cancel", "move", "name", "make", "invite", "share", "draft", "mail"]

_VERBS: Mapping[str, str] = {
    "cancel": (
        "cancel delete remove scrap clear erase drop storniere stornieren losche loschen loesche streich streiche "
        "streichen absage absagen entferne entfernen annule annulez annuler supprime supprimez supprimer efface "
        "effacer cancela cancele cancelar anula anule anular elimina elimine eliminar borra borre borrar annulla "
        "annulli annullare cancella cancellare eliminare disdici disdire rimuovi desmarca desmarque desmarcar apaga "
        "apague apagar exclua excluir remova remover annuleer annuleren schrap schrappen verwijder verwijderen afzeggen"
    ),
    "move": (
        "move reschedule postpone shift push bump delay extend shorten bring verschieb verschiebe verschieben verleg "
        "verlege verlegen verlangere verlangern verkurze schieb schiebe schieben vorziehen zieh deplace deplacez "
        "deplacer decale decalez decaler reporte reportez reporter repousse repoussez repousser avance avancez avancer "
        "retarde retardez retarder mueve mueva mover aplaza aplace aplazar pospon posponga posponer adelanta adelante "
        "adelantar retrasa retrase retrasar sposta sposti spostare rinvia rinviare rimanda rimandare posticipa "
        "posticipare anticipa anticipare ritarda mova adia adie adiar antecipa antecipe antecipar atrasa atrase "
        "atrasar fuge verplaats verplaatsen verzet verzetten verschuif verschuiven uitstellen vervroeg vervroegen"
    ),
    "move name invite": (
        "change update edit modify andere andern modifie modifier cambia cambie cambiar modifica modificar altera "
        "altere alterar mude muda mudar wijzig wijzigen verander"
    ),
    "name": "rename umbenennen benenne renomme renommer renombra renombrar rinomina rinominare renomeie hernoem",
    "make": (
        "schedule book create arrange organize organise plan block pencil reserve fill prepare anlegen buch buche "
        "buchen erstelle erstellen vereinbare vereinbaren organisiere reserviere plane planen eintragen ansetzen cree "
        "creez creer planifie planifiez planifier programme programmez programmer organise reserver fixe fixer crea "
        "crear programa programar agenda agende agendar reserva organiza creare fissa fissare pianifica pianificare "
        "programma prenota prepara prepare crie criar marca marque marcar maak maken plannen inplannen regel reserveer"
    ),
    "make move": (
        "put set trag trage leg lege setz setze mach mache mets mettez mettre pon ponme poner mete metti mettere poe "
        "coloca coloque zet zetten plaats"
    ),
    "make move name share": "make",
    "make invite name": (
        "add ajoute ajoutez ajouter anade anada anadir aggiungi aggiungere adiciona adicione adicionar hinzufugen "
        "toevoegen"
    ),
    "invite make": "invite invita invitar invitare inviter invitez einladen convida convide convidar uitnodigen loop",
    "share": (
        "share give gib gebe geef donne donnez teile teilen freigeben "
        "partage partagez partager "
        "comparte compartir compartilhe compartilhar condividi condividere partilha partilhe partilhar deel delen"
    ),
    "share mail": "send sende senden schick schicke schicken envoie envoyez envoyer "
    "envia envie enviar enviale manda mande mandar mandare invia inviare stuur sturen",
    "draft": "draft entwirf entwerfe entwerfen redige redigez rediger redacta redactar redigi redija",
    "mail": (
        "maile write reply respond answer email mail message compose tell ask notify inform thank forward let confirm "
        "save schreib schreibe schreiben antwort antworte antworten beantworte beantworten sag sage sagen frag frage "
        "fragen bitten informiere leite mitteilen weiterleiten ecris ecrivez ecrire reponds repondez repondre repondu "
        "dis dites demande demandez demander previens transmets escribe escriba escribir responde responda responder "
        "dile avisa pregunta pide pida pedir redactado contesta reenvia scrivi scriva scrivere rispondi rispondere "
        "digli dille avvisa chiedi chiedere inoltra escreva escrever diga avise pergunte peca encaminhe schrijf "
        "schrijven antwoord antwoorden beantwoord beantwoorden zeg vertel vraag vragen laat versturen verzend"
    ),
    "mail move": "transfere",
    "mail make": (
        "remind erinnere erinner erinnern rappelle rappelez rappeler recuerda recuerde recordar ricorda ricordare "
        "lembra lembre lembrar herinner herinneren"
    ),
}  # fmt: skip
ACTS: Mapping[str, frozenset[str]] = {
    verb: frozenset(acts.split()) for acts, verbs in _VERBS.items() for verb in verbs.split()
}
APART: Mapping[str, Mapping[str, str]] = {  # by the word with which a verb's clause ends
    "sag": {"ab": "cancel"}, "sage": {"ab": "cancel"}, "sagen": {"ab": "cancel"}, "zeg": {"af": "cancel"},
    "call": {"off": "cancel"}, "leg": {"um": "move", "an": "make"}, "lege": {"um": "move", "an": "make"},
    "setz": {"um": "move"}, "setze": {"um": "move"}, "zieh": {"vor": "move"}, "stel": {"uit": "move", "op": "draft"},
    "benenne": {"um": "name"}, "nenne": {"um": "name"}, "lad": {"ein": "invite make"}, "lade": {"ein": "invite make"},
    "laden": {"ein": "invite make"}, "nodig": {"uit": "invite make"}, "voeg": {"toe": "make invite name"},
    "fug": {"hinzu": "make invite name"}, "fuge": {"hinzu": "make invite name"}, "gib": {"frei": "share"},
    "geben": {"frei": "share"}, "teil": {"mit": "mail"}, "teile": {"mit": "mail"}, "plan": {"in": "make"},
}  # fmt: skip
SPOKEN_OF = word_set(  # before a noun that looks like a verb
    "a an the my your our his her their this that these those its no any every each all some of for about der die das "
    "den dem des ein eine einen einem mein meine meinen meinem dein le la les l un une mon ma mes ton ta tes ce cette "
    "du des el los las mi mis tu tus su sus este esta il lo gli i uno una mio mia o os as um uma meu minha de het een "
    "mijn je deze dit dat new next last"
)
JOINING = word_set(
    "and then but und dann aber et puis mais ensuite y e luego entonces pero poi ma depois mas en daarna maar plus"
)
BESIDE = word_set(  # between what joins and the verb
    "also then please just so kindly bitte auch dann noch aussi ensuite tambien luego anche poi tambem depois ook dan "
    "daarna graag you could can"
)
BEHIND_APART = word_set(  # "nodig Clara uit voor …", "call off the …", "sag alle ab außer …"
    "aan voor om naar met tot bij the my our all it außer ausgenommen wegen weil wenn falls sobald "
    "damit behalve omdat als"
)
TELLS = word_set(  # what is to be said begins behind it
    "that dass que qu che dat whether if ob saying asking telling damit"
)
UNDONE = word_set("zu te to um om")  # right before an infinitive that is no order of its own
WHO = word_set("who whose wer wessen qui quien chi quem wie")
OF_INFINITIVE = word_set("di de d")
MODALS = word_set("will would can could may might should must shall")
US = word_set("i we you")
OTHERS = word_set("he she they it er elle il ils elles el ella ellos lui lei loro ele ela eles hij zij ze someone")
NO_VERB = {"let": word_set("s us"), "make": word_set("sure"), "mach": word_set("sicher")}
LETTERS = word_set("draft drafts reply note entwurf brouillon borrador bozza rascunho concept")  # besides words.MAIL
INVITATION = re.compile(
    r"\b(?:invit\w*|einladung\w*|convite\w*|convoc\w*|uitnodiging\w*|calendar|meeting request)\b|招待"
)

JAPANESE: tuple[tuple[re.Pattern[str], frozenset[str]], ...] = tuple(
    (re.compile(pattern), frozenset(acts.split()))
    for pattern, acts in (
        (r"キャンセル|取り消|取消|中止|削除|消し", "cancel"),
        (r"移動|移し|ずらし|延期|リスケ|早め|遅らせ|繰り上げ|前倒し|後ろ倒し|変更|変え", "move name"),
        (r"改名|名付け", "name"),
        (r"作成|作っ|設定|予約|登録|組ん|セット|確保|ブロック|スケジュール|調整", "make"),
        (r"入れ|追加|加え", "make invite"),
        (r"招待|誘っ", "invite make"),
        (r"共有|シェア", "share"),
        (r"送っ|送信|送り", "mail share"),
        (r"下書き", "draft"),
        (r"メール(?=し|を?お願い)|返信|返事|伝え|知らせ|連絡|書い|頼ん|依頼|聞い|尋ね|転送|答え", "mail"),
        (r"リマインド|思い出させ", "mail make"),
    )
)
JAPANESE_JOIN = re.compile(r"(?:し|っ|い|え|せ)?[てり][、,]|し[、,]")
JAPANESE_BEYOND = re.compile(
    r"(?:アーカイブし|承諾し|辞退し|印刷し|支払っ|リマインドし|思い出させ|転送し|予約し)て(?!い|くれた|きた)"
)
BEYOND = word_set(  # what Mailroom does not do at all
    "accept decline archive unarchive unsubscribe subscribe snooze star unstar flag label tag pin unpin mute mark "
    "upload print pay buy rsvp undo restore unsend recall archiviere archivieren akzeptiere akzeptieren "
    "markiere markieren drucke drucken bezahle bezahlen kaufe archivez archiver accepte acceptez accepter refuse "
    "refusez refuser imprime imprimez imprimer paie paye payez payer archiva archivar acepta acepte aceptar rechaza "
    "rechace rechazar imprima imprimir paga pague pagar compra archivia archiviare accetta accetti accettare "
    "rifiuta rifiutare stampa stampare pagare arquive arquiva arquivar aceite aceitar recuse recusa recusar "
    "archiveer archiveren accepteer accepteren weiger weigeren druk betaal betalen koop"
)
NOUNS_TOO = word_set(  # verbs that are nouns as well: they order something before "the" or a person only
    "book plan draft reply answer update change share set schedule block move edit delay push shift drop fill "
    "loop pencil clear star flag label tag pin mark print pay recall buch programme programma reserva marca agenda "
    "partage regel lade stampa paga compra archive druk avance fixe note mache test accept "
    "decline refuse subscribe restore buy invite add"
)
BEFORE_PEOPLE = word_set(  # of these, before a person only: "let Bob know"
    "let laat frage fragen vraag vragen demande pregunta confirm save"
)
MADE_TO_READ = word_set(  # who has these made asks
    "question questions list lists summary summaries overview table report timeline digest recap briefing brief "
    "comparison chart liste ubersicht zusammenfassung tabelle bericht resume apercu tableau rapport lista resumen "
    "tabla informe riassunto riepilogo tabella elenco resumo tabela relatorio lijst samenvatting overzicht tabel"
)
