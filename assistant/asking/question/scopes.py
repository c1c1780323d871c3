"""What else a question limits itself to: services, labels, attachments, and whether it wants the newest first."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.asking.question import owned_words
from assistant.asking.question.event_words import ASKS_OF_EVENT, ASKS_WHERE
from assistant.asking.question.extreme_words import CHANGED
from assistant.asking.question.folder_words import IN_FOLDER, SPAM
from assistant.asking.question.relating import BOTH_HAVE_TIME
from assistant.asking.question.waiting_words import ASKS_OTHERWISE, ASKS_WHICH, OWING, WAITING
from assistant.asking.times import words as periods

_MAIL = (
    r"e-?mails?|mails?|messages?|inbox|correspondence|nachrichten?|postfach|posteingang|courriels?|courriers?|"
    r"boite de reception|correos?(?: electronicos?)?|mensajes?|bandeja de entrada|messaggi(?:o)?|posta(?: in arrivo| "
    r"elettronica)?|"
    r"mensage(?:m|ns)|caixa de entrada|berichten?|mailtjes?|postvak"
)
_DETERMINED = (
    r"the|any|all|my|our|your|his|her|their|these|those|this|that|which|what|an?|every|each|last|latest|newest|"
    r"recent|first|"
    r"unread|new|no|many|cuant[oa]s|quant[ei]|quantos|quantas|combien de|wie viele|hoeveel|some|few|other|important|"
    r"starred|find|show|me|list|search|of|in|"
    r"die|der|das|den|dem|alle|meine[rnms]?|welche[rnms]?|eine?[rnms]?|letzte[rnms]?|neueste[rnms]?|neue[rnms]?|"
    r"ungelesene[rnms]?|zeige?|"
    r"les?|las?|des?|mes|mon|ma|une?|quels?|quelles?|derniers?|dernieres?|tous|toutes|l|d|"
    r"el|los|mis?|tus?|una?|unos|ultim[oa]s?|nuev[oa]s?|todos|todas|que|"
    r"il|lo|gli|i|le|mio|mia|miei|quali|ultim[aei]|nuov[oaie]|tutt[eiao]|"
    r"os?|as?|meus?|minhas?|um|uma|quais|novos?|novas?|"
    r"de|het|een|mijn|welke|laatste|nieuwe|ongelezen|\d+"
)
_AFTER_MAIL = (
    r"from|to|about|that|which|with|without|ohne|sans|sin|senza|sem|zonder|sent|received|on|regarding|in|of|by|are|is|was|were|i|we|between|since|before|"
    r"after|"
    r"did|do|have|has|ho|ha|he|ai|ai-je|habe|hat|heb|recibi|recebi|tengo|concerning|mentioning|where|this|last|"
    r"von|an|uber|zu|mit|die|vom|aus|seit|im|gesendet|"
    r"de|du|des|a|au|sur|avec|qui|que|envoyes?|recus?|depuis|en|d|"
    r"sobre|con|para|enviados?|recibidos?|desde|llegaron|han|"
    r"di|da|su|che|inviat[ei]|ricevut[ei]|dal|del|sono|"
    r"do|dos|com|enviad[oa]s|recebid[oa]s|chegaram|"
    r"van|aan|over|met|verzonden|ontvangen|sinds|uit|"
    + "|".join(
        (
            periods.SINCE,
            periods.AFTER,
            periods.BEFORE,
            periods.UNTIL,
            periods.BETWEEN,
            periods.PLAIN,
            *periods.DAYS.values(),
        )
    )
)
_WHO_SENT = (
    r"(?=\s+[\w-]+(?:\s+[\w-]+)?\s+(?:sent|wrote|forwarded|has sent|had sent|geschickt|a envoye|ha enviado|envio|ha "
    r"mandato|enviou)\b)"
)
_IS_MAIL = re.compile(
    rf"(?:(?:^|[.,;:?!(]\s*|\b(?:{_DETERMINED})\s+)(?P<noun>{_MAIL})(?=$|[^\w]+(?:$|(?:{_AFTER_MAIL})\b)|\s*[?.,!:;)])"
    rf"|\b(?:unread|new|recent|important|starred|latest|last|ungelesene[nr]?|nuevos|nuovi|ongelezen|"
    rf"novos)\s+(?P<noun2>{_MAIL})\b"
    rf"|(?:^|\b(?:the|any|all|my|in my|der|meine|mes|mis|mijn)\s+)(?P<noun3>e?-?mails|inbox|postfach|posteingang)\b"
    rf"|\b(?P<noun4>{_MAIL})(?=\s+(?:non lus?|nao lid[oa]s|non lett[ei]|no leidos|sin leer|importantes?|wichtige)\b)"
    rf"|\b(?P<noun5>e-?mails?|mails?)(?=\s+(?:about|from|to|regarding|uber|von|an|sur|sobre|sul?|over|van|aan)\b)"
    rf"|\b(?P<noun6>e-?mails|mails)\b|\b(?:the|an?|that|die|der|le|el|il|la|o|de)\s+(?P<noun7>{_MAIL}){_WHO_SENT}"
    r"|(?P<ja>メール|受信トレイ|受信箱))"
)
_WHEN = "|".join(
    ("on|next", periods.THIS, *periods.DAYS.values(), *periods.WHOLE_PARTS.values(), *periods.WEEKDAYS.values())
)
_GMAIL = re.compile(r"(?<![@.\w])gmail\b(?!\.)")
_CALENDAR = re.compile(
    r"\b(?P<noun>(?:google )?calendars?(?! (?:year|quarter|month|\d))|kalender|calendrier|(?<=my )agenda|(?<=mi "
    r")agenda|(?<=mon )agenda|(?<=mijn )agenda|(?<=minha )agenda|(?<=mia )agenda|(?<=l')agenda|(?<=de )agenda|(?<=la "
    r")agenda|calendario|schedule(?=\s*[?.!]|$)|appointments?|"
    r"termine?|rendez-vous|rdv|citas?|appuntament[oi]|compromissos?|afspraak|afspraken)\b"
    r"|\b(?P<verb>(?:am i|are we|i'm|i am|will i be|when am i|bin ich|sind wir|wann bin ich|suis-je|je suis|quand "
    r"suis-je|"
    r"estoy|cuando estoy|sono|quando sono|estou|quando estou|ben ik|wanneer ben ik)\s+(?:[\w:.]+\s+){0,8}?(?:free|busy|"
    r"available|frei|verfugbar|"
    r"beschaftigt|libre|occupee?|disponible|ocupad[oa]|liber[oa]|impegnat[oa]|livre|vrij|bezet)"
    r"|(?:is|are|ist|est|esta|e)\s+[\w .,]{1,30}?\s(?:free|busy|available)(?= (?:on|at|this|next|tomorrow|today|"
    r"for)\b|\s*\?)"
    r"|(?:ist|sind|est|sont|sommes|esta|estan|estamos|e|sono|siamo|estao|is|zijn)(?:-ils?|-elles?)?\s+"
    r"(?:[\w .]{1,30}?\s)?(?:frei|verfugbar|libres?|disponibles?|liber[oaie]|disponibil[ei]|"
    r"livres?|disponive(?:l|is)|vrij|beschikbaar)"
    rf"(?=(?:\s\w+){{0,5}}?(?:\s(?:{_WHEN})\b|\s*[?!]|$))"
    rf"|{BOTH_HAVE_TIME}|free (?:time|slots?)|freie zeiten?|creneaux?)\b"
    r"|\b(?:my|our|any|alguma|alguna|qualche|all|next|first|last|upcoming|future|what|which|many|other|your|naechste[nrs]?|nachste[nrs]?|"
    r"meine[ns]?|mein|"
    r"welche|mes|ma|prochaines?|mis?|tengo|proxim[oa]s?|prossim[aeio]|mie|mia|quali|minhas?|mijn|welke|volgende)\s+"
    r"(?:\w+\s+){0,1}?(?P<meet>meetings?|events?|veranstaltung(?:en)?|besprechung(?:en)?|treffen|reunions?|evenements?|"
    r"reunion(?:es)?|eventos?|"
    r"riunion[ei]|event[oi]|reuniao|reunioes|vergadering(?:en)?)\b"
    r"|\b(?P<day>meetings|besprechungen|reunions|reuniones|riunioni|reunioes|vergaderingen)\s+(?=(?:do i have|have i|"
    r"are there|habe ich|"
    rf"ai-je|tengo|ho|tenho|heb ik|{_WHEN})\b)"
    r"|\b(?:(?:do|did|will|would) (?:i|we) have|have (?:i|we)(?: got)?|habe ich|haben wir|ai-je|avons-nous|tengo|ho|"
    r"abbiamo|tenho|temos|heb ik|hebben we)\s+(?:(?!to\b)\w+\s+){0,3}?(?:an?|another|ein(?:en?)?|une?|una|uma?|een)\s+"
    r"(?:\w+\s+){0,1}?(?P<had>meeting|event|call|besprechung|treffen|reunion|evento|riunione|reuniao|vergadering)\b"
    r"(?!\s+(?:notes?|minutes|rooms?|links?|requests?|invites?|invitations?)\b)"
    r"|\x01\s+(?P<quoted>events?|meetings?|appointments?|invites?)\b|\b(?P<called>events?|meeting|appointment)"
    r"\s+(?:(?:called|titled|named)\s+)?(?=\x01)"
    r"|^\W*(?P<begin>meetings?|events?|besprechungen|reunions?|reuniones|riunioni|reunioes|vergaderingen)"
    rf"\s+(?=(?:in|with|between|since|last|from|am|im|mit|avec|con|com|met|de|del|di|da|la|le|{_WHEN})\b)"
    r"|(?P<ja>カレンダー|予定|会議(?=.{0,12}(?:ある|あり|いつ|何時|入って))|アポ|空いて)"
)
_DIARY = re.compile(  # questions for the diary that name no service
    r"^\W*(?:what(?:'s| is) (?:on|happening|planned|scheduled|up|coming up)|what (?:do i have|have i got|am i doing)|"
    r"do i have (?:any )?(?:thing|something|plans?|conflicts?|time)|do i have anything|have i got anything|"
    r"anything (?:on|planned|scheduled)|is there anything|is there (?:a|any) (?:meeting|call|event|appointment)|"
    r"who(?:'s| is) coming|when am i|who am i (?:meeting|seeing)|(?:who|whom) did i (?:meet|see)|"
    r"when (?:am i|do i) (?:meeting|seeing|meet|see)|"
    r"(?:at )?(?:what time|when|where)(?: and (?:where|when|at what time))? (?:is|are|does) (?:the|my|our) .{0,40}?"
    r"(?:meeting|call|lunch|dinner|appointment|event|kickoff|party|offsite|interview|review)|"
    r"was habe ich|was (?:steht|liegt|ist) .{0,40}?\ban\b|habe ich .{0,40}?\b(?:etwas|was)|wann treffe ich|"
    r"qu'est-ce que j'ai|j'ai quoi|qu'ai-je|quand est-ce que je vois|que tengo|tengo algo|(?:che )?cosa (?:ho|c'e)|"
    r"when do (?:i|we) have (?:any )?time|(?:wann )?(?:habe ich|haben wir) .{0,30}?\bzeit|"
    r"(?:quand )?(?:ai-je|avons-nous) du temps|(?:cuando )?(?:tengo|tenemos) tiempo|"
    r"(?:quando )?(?:ho|abbiamo|tenho|temos) tempo|(?:wanneer )?(?:heb ik|hebben we) .{0,30}?\btijd|"
    r"ho qualcosa|o que (?:tenho|ha)|tenho algo|wat (?:heb ik|staat er)|heb ik iets)"
    r"(?=\W|$)(?!.{0,60}\b(?:mails?|emails?|about|sent|written|send|write)\b)"
)
_FILE = (
    r"files?|documents?|docs?|spreadsheets?|sheets?|slides?|slide decks?|decks?|presentations?|folders?|"
    r"datei(?:en)?|dokumente?|tabellen?|prasentation(?:en)?|ordner|fichiers?|feuilles? de calcul|diapositives?|"
    r"archivos?|ficheros?|documentos?|hojas? de calculo|presentacion(?:es)?|documenti|documento|fogli(?:o)?|"
    r"ficheiros?|arquivos?|planilhas?|apresentac(?:ao|oes)|bestand(?:en)?|documenten|spreadsheets?|presentaties?"
)
_OF_FILES = (
    rf"{CHANGED}|{owned_words.BELONGING}|{owned_words.SHARED}|{periods.SINCE}|pdf|were|wurden|wurde|ont|han|sont|sind|"
    "son|werden|zijn|ai|heb|he|ho"
)
_DRIVE = re.compile(
    r"\b(?P<noun>(?:(?:my|the|in|on|google|from|our|cloud|im|in|sur|en|nel|su|no|op|mein(?:em)?|"
    r"meine[mr]?)\s+(?:my\s+|the\s+|le\s+|cloud\s+|google\s+)?drive)"
    r"|google (?:docs?|sheets?|slides)|spreadsheets?|slide decks?|tabellenkalkulation)\b"
    rf"|\b(?:the|my|a|any|which|what|this|our|all|largest|latest|last|shared|newest|das|die|der|den|mein[enr]?|"
    rf"welche[rsn]?|alle|le|la|les|l|mon|mes|quel|quels|"
    rf"el|los|mis?|que|il|i|lo|quale|quali|os?|meus?|quais|het|de|mijn|welke?|welk)['’]?\s*(?P<file>{_FILE})\b"
    r"(?=\s*(?:$|[?.,!]|(?:named|called|containing|contains?|with|about|that|which|in|on|shared|owned|from|i|we|is|"
    r"was|of|for|did|has|hat|habe|haben|a|ha|heeft|j|"
    r"uber|mit|namens|von|im|sur|avec|qui|que|de|du|sobre|con|compartio|compartilhou|su|di|da|che|com|do|met|over|van|"
    rf"{_OF_FILES})\b))"
    r"|^\W*(?P<file2>"
    rf"{_FILE})(?=,?\s+(?:about|named|called|containing|on|in|shared|owned|from|of|by|uber|sur|sobre|su|over|"
    rf"von|de|di|do|van|(?:that|which|die|qui|que|che)\s+(?:[\w.-]+\s+){{0,4}}?(?:{CHANGED}|{owned_words.SHARED})|{_OF_FILES})\b)"
    rf"|\b\w{{2,30}}(?:'s|s') (?P<file3>{_FILE})\b(?=\s*(?:$|[?.,!]|(?:about|in|on|from|of|with|{_OF_FILES})\b))"
    # "the price list file": its title before what it is, in languages that say it so
    r"|\b(?:the|my|our|das|die|der|het|de|mijn)\s+(?:[\w'’-]+\s+){1,3}?"
    r"(?P<called>files?|documents?|spreadsheets?|sheets?|datei|dokument|tabelle|bestand|document)\b"
    r"(?=\s*(?:[?.!]|$|(?:say|says|said|contain|contains|list|lists|sagt|steht|enthalt|staat|zegt)\b))"
    r"|(?P<named>[\w-]{1,60}\.(?:docx?|xlsx?|pptx?|pdf|csv|odt))\b"
    r"|(?P<ja>ドライブ|(?<!添付)ファイル|スプレッドシート|スライド|ドキュメント|資料(?=は|を|が|どこ))"
)
_ATTACHED = re.compile(
    r"\b(?:(?:with|including|having|has|have|had)\s+(?:an?\s+|any\s+|the\s+)?(?:attachments?|attached\s+files?|"
    r"pdfs?\s+attached)|attachments?|attached|"
    r"mit\s+(?:einem\s+)?anhang|mit\s+anhangen|anhange?|angehangt\w*|avec\s+(?:une?\s+|des\s+)?pieces?\s+jointes?|"
    r"pieces?\s+jointes?|"
    r"(?:con\s+)?(?:un\s+)?(?:archivos?\s+)?adjuntos?|con\s+(?:un\s+)?allegat[oi]|allegat[oi]|"
    r"(?:com\s+)?(?:um\s+)?anexos?|"
    r"(?:met\s+(?:een\s+)?)?bijlagen?)\b|添付(?:ファイル)?(?:付き|のある|がある|された|の)?"
)
_WITH = re.compile(r"(?:with|including|having|ha[sd]|have|mit|avec|con|com|met)\b|添付")
_WITHOUT = re.compile(
    r"\b(?:without|with no|have no|has no|ohne|sans|sin|senza|sem|zonder)\s+"
    r"(?:an?\s+|any\s+|einen?\s+|une?\s+|um\s+|een\s+)?\Z"
)
_JAPANESE_WITHOUT = re.compile("(?:が|は|の)?(?:ない|なし)(?:の)?")
_NEAR = 20  # characters
_SENT_FILE = re.compile(
    r"\b(?:the|a|that|which|das|le|el|il|o|de|het|las?|les|den|die)?\s*(?P<file>pdfs?|spreadsheets?|word docs?|docx|"
    r"xlsx|excel|zip|photos?|pictures?|"
    r"slides|deck|presentation|dokumente?|datei(?:en)?|fichiers?|archivos?|file|files|documents?|documenti?|"
    r"documentos?|bestand(?:en)?)\s+"
    r"(?:that\s+|which\s+|die\s+|das\s+|den\s+|que\s+|qu'\s*|che\s+|dat\s+)?(?:\w+\s+){0,3}?(?:sent|emailed|mailed|"
    r"forwarded|geschickt|gesendet|envoye|envio|"
    r"mando|mandato|inviato|enviou|gestuurd|stuurde)\b"
)
_LABELS: tuple[tuple[str, str, re.Pattern[str]], ...] = (
    ("UNREAD", "unread", re.compile(
        r"\bunread\b|\bungelesene?[nrms]?\b|\bnon[- ]lue?s?\b|\bno leid[oa]s?\b|\bsin leer\b|\bnon lett[eiao]\b|\bda "
        r"leggere\b|"
        r"\bnao lid[oa]s?\b|\bongelezen\b|"
        r"\b(?:haven't|have not|not yet|not) (?:i )?(?:yet )?read\b|\bnicht gelesen\b|\bpas (?:encore )?lus?\b|"
        r"\bno he leido\b|\bnon ho (?:ancora )?letto\b|\bnao li\b|\bniet gelezen\b|未読(?:の)?")),
    ("STARRED", "starred", re.compile(
        r"\bstarred\b|\bmit stern\b|\bmarkierte?[nrms]?\b|\b(?:suivie?s|avec etoile)\b|\bdestacad[oa]s\b|\bcon "
        r"estrella\b|"
        r"\bspecial[ei] con stella\b|\bcon stella\b|\bcom estrela\b|\bmet ster\b|スター付き(?:の)?")),
    ("IMPORTANT", "important", re.compile(
        rf"\bimportant (?=(?:unread |new )?(?:{_MAIL})\b)|\bmarked (?:as )?important\b|\bwichtige[nrms]? "
        rf"(?=(?:{_MAIL})\b)|"
        rf"(?<=mails )importants?\b|(?<=messages )importants?\b|(?<=correos )importantes\b|(?<=mensajes )importantes\b|"
        rf"(?<=mail )importanti\b|(?<=messaggi )importanti\b|(?<=mails )importantes\b|(?<=mensagens )importantes\b|"
        rf"\bbelangrijke (?=(?:{_MAIL})\b)|重要な(?=メール)")),
    ("INBOX", "in the inbox", re.compile(
        r"\b(?:in|from|im|dans|en|nella|na|in de)\s+(?:my|the|meinem|ma|la|mi|mijn|de)?\s*(?:inbox|posteingang|boite "
        r"de reception|"
        r"bandeja de entrada|posta in arrivo|caixa de entrada|postvak in)\b|受信(?:トレイ|箱)の?")),
    ("SPAM", "in spam", re.compile(SPAM)),
    ("TRASH", "in the trash", re.compile(
        rf"{IN_FOLDER}(?:trash|papierkorb|corbeille|papelera|"
        r"cestino|lixeira|prullenbak)(?: folder)?\b|ゴミ箱の?")),
    ("DRAFT", "in drafts", re.compile(
        rf"{IN_FOLDER}(?:drafts|entwurfen?|brouillons|borradores|bozze|rascunhos|concepten)(?: folder)?\b|"
        r"下書き(?=に|の中|フォルダ)")),
    ("CATEGORY_PROMOTIONS", "in promotions", re.compile(r"\b(?:in|from) (?:my |the )?promotions(?: tab| folder)?\b")),
)  # fmt: skip
_SENT = re.compile(
    r"\b(?:in|from|im|dans|en|nella|na|in de)\s+(?:my|the|meinem|mes|mi|la|mijn|de)?\s*(?:sent(?: (?:mail|folder|"
    r"items|messages))?|gesendet(?:en|e)?|"
    r"messages envoyes|enviados|posta inviata|verzonden)\b|\bmy sent (?:mails?|emails?|messages|items)\b|"
    r"送信済み(?:メール)?の?"
)
_UNANSWERED = re.compile(WAITING)
_OWING = re.compile(OWING)
_WHICH = re.compile(rf"\W*(?:{ASKS_WHICH})")
_OTHERWISE = re.compile(rf"\W*(?:{ASKS_OTHERWISE})")
_COUNT = rf"(?:\s(?:\d{{1,3}}|{'|'.join(word for word in periods.NUMBERS if len(word) > 2)})(?=\s))?"  # "last 5 mails"
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent|recent|last(?= (?:\w+ ){0,2}?(?:e?-?mails?|messages?|thing|repl(?:y|ies)|"
    r"answers?|files?|documents?|version|time|one|update|news|"
    r"invoice|report|meeting|conversation))"
    r"|when did (?=(?:\w+ ){1,4}?last\b)|neueste[nrms]?|jungste[nrms]?|aktuellste[nrms]?|letzte[nrms]?(?= (?:\w+ "
    r")?(?:mails?|"
    r"e-mails?|nachricht|nachrichten|antwort|datei|version))|zuletzt|"
    r"derniere?s?(?= (?:\w+ )?(?:e?-?mails?|messages?|courriels?|reponses?|fichiers?|documents?|nouvelles))|plus "
    r"recente?s?|"
    r"(?:ultim[oa]s?|ultim[ei])(?= (?:\w+ )?(?:e?-?mails?|correos?|mensajes?|messagg\w+|mensage\w+|respuestas?|"
    r"risposte?|"
    r"respostas?|archivos?|documentos?))|mas recientes?|piu recent[ei]|"
    r"mais recentes?|(?:laatste|recentste|nieuwste)(?= (?:\w+ )?(?:e?-?mails?|berichten?|mailtjes?|antwoord|document|"
    rf"bestand)))\b{_COUNT}|最新の?|最後(?:の(?=メール)|に)|最近の?"
)


@dataclass(frozen=True)
class Mark:
    """A place that a scope was read from, and what it is: 'gmail', 'UNREAD', 'attachment', 'sent', 'latest' …"""

    start: int
    end: int
    kind: str
    told: str = ""


_NAMES = {"gmail": "in Gmail", "calendar": "in Calendar", "drive": "in Drive"}


def find_scopes(folded: str) -> list[Mark]:
    """Every scope that a folded question names."""
    return [*_services(folded), *_kinds(folded)]


def _services(folded: str) -> Iterator[Mark]:
    for service, pattern in (("gmail", _IS_MAIL), ("gmail", _GMAIL), ("calendar", _CALENDAR), ("drive", _DRIVE)):
        for match in pattern.finditer(folded):
            start, end = match.span(match.lastgroup or 0)
            yield Mark(start, start if match.lastgroup == "named" else end, service, _NAMES[service])
    if where := ASKS_WHERE.search(folded):
        yield Mark(*where.span(), "diary")
    elif diary := _DIARY.search(folded) or ASKS_OF_EVENT.search(folded):
        yield Mark(diary.start(), diary.start(), "diary")


def _kinds(folded: str) -> Iterator[Mark]:
    for label, told, pattern in _LABELS:
        yield from (Mark(*match.span(), label, told) for match in pattern.finditer(folded))
    for match in _ATTACHED.finditer(folded):
        if lacks := _WITHOUT.search(folded[max(0, match.start() - _NEAR) : match.start()]):
            yield Mark(match.start() - len(lacks[0]), match.end(), "unattached", "without an attachment")
        elif lacks := _JAPANESE_WITHOUT.match(folded, match.end()):
            yield Mark(match.start(), lacks.end(), "unattached", "without an attachment")
        else:
            kind = "attachment" if _WITH.match(match[0]) else "attached"
            yield Mark(*match.span(), kind, "with an attachment")
    yield from (
        Mark(match.start(), match.start(), "attachment", "with an attachment") for match in _SENT_FILE.finditer(folded)
    )
    yield from _waiting(folded)
    yield from (Mark(*match.span(), "sent", "sent by you") for match in _SENT.finditer(folded))
    yield from (Mark(*match.span(), "latest", "newest first") for match in _LATEST.finditer(folded))


def _waiting(folded: str) -> Iterator[Mark]:
    """The mails that wait for the asker's answer, where they are asked for: not when one has to be answered."""
    if _OTHERWISE.match(folded):
        return
    waiting = (_UNANSWERED, _OWING) if _WHICH.match(folded) else (_UNANSWERED,)
    for match in (match for pattern in waiting for match in pattern.finditer(folded)):
        yield Mark(*match.span(), "unanswered", "waiting for your answer")
        yield Mark(match.start(), match.start(), "gmail")
