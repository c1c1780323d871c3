"""The words that part several tasks in one message from each other, in eight languages, folded."""

import re

from assistant.asking.names.words import MAIL, SAY
from assistant.asking.question.folding import word_set

AND = "and|und|et|y|e|en"
FRAMING = word_set(  # of "please do the following two things in the order they are given"
    "please do perform complete answer handle execute carry out help me with the following tasks task things thing "
    "questions question requests request steps step items points in order they are given listed this these here is "
    "what my list have i need want you to two three four five few some several couple of for can could would like "
    "know hi hello hey dear all both each below a and quick one by after another same sequence it as follows us "
    "again later "
    "bitte mache mach erledige bearbeite beantworte folgende folgenden folgendes aufgaben dinge fragen punkte sachen "
    "ich habe zwei drei vier funf ein paar einige die der das mir fur dich sie und in dieser reihenfolge nacheinander "
    "hallo kannst konntest konnen du noch mal hier sind meine "
    "fais faites effectue reponds repondez aux les taches choses suivantes suivants j'ai deux trois quatre cinq "
    "quelques dans l'ordre bonjour voici mes et a pour toi vous "
    "haz realiza responde las los siguientes tareas cosas preguntas tengo dos tres cuatro cinco unas el orden por "
    "favor hola estas son mis para "
    "fai esegui rispondi alle le seguenti cose domande compiti ho due tre quattro cinque alcune nell'ordine ciao ecco "
    "per "
    "faca responda as seguintes tarefas coisas perguntas tenho duas tres quatro cinco algumas na ordem ola aqui estao "
    "doe beantwoord de volgende taken dingen vragen zaken ik heb twee drie vier vijf een paar in volgorde hallo hier "
    "zijn mijn voor je aub alsjeblieft"
)
TASKS = word_set(
    "following tasks things questions requests steps items points folgende folgenden folgendes aufgaben dinge fragen "
    "punkte sachen taches choses suivantes suivants questions siguientes tareas cosas preguntas seguenti cose domande "
    "compiti seguintes tarefas coisas perguntas volgende taken dingen vragen zaken follows"
)
GREETING = word_set("hi hello hey dear all please hallo bonjour hola ciao ola bitte")
JAPANESE_FRAMING = re.compile(r"(?:以下|次|下記)の?.{0,16}(?:を|に).{0,12}|(?:質問|お願い)が.{0,12}あります?.{0,4}")

_POLITE = (
    r"please|kindly|(?:can|could|would|will) you(?: please| also)?|i (?:also )?(?:need|want)(?: you)? to|"
    r"i would like(?: you)? to|i'd like(?: you)? to|help me|bitte|(?:kannst|konntest) du(?: bitte)?|"
    r"(?:konnen|konnten) sie(?: bitte)?|s'il (?:te|vous) plait|(?:peux|pourrais)-tu|(?:pouvez|pourriez)-vous|"
    r"por favor|(?:puedes|podrias|puede|podria)|per favore|(?:puoi|potresti|puo|potrebbe)|(?:pode|poderia|podes)|"
    r"alsjeblieft|alstublieft|(?:kun|kan|zou) je(?: alsjeblieft)?|kunt u"
)
_JOIN = (
    r"and|also|then|next|finally|additionally|besides|plus|furthermore|moreover|second(?:ly)?|third(?:ly)?|last(?:ly)?|"
    r"afterwards|after that|in addition|first(?: of all)?(?=,)|firstly|as well|"
    r"und|auch|ausserdem|zudem|danach|dann|schliesslich|zuletzt|erstens|zweitens|drittens|des weiteren|"
    r"et|aussi|puis|ensuite|de plus|enfin|d'abord|y|tambien|luego|despues|ademas|por ultimo|primero|"
    r"e|anche|poi|inoltre|infine|tambem|depois|alem disso|por fim|en|ook|daarna|verder|bovendien|tot slot|ten slotte|"
    r"それから|そして|それと|また|次に|さらに|あと|まず"
)
JOINS = re.compile(rf"^\W*(?:(?:{_JOIN}|{_POLITE})(?:[\s,:]+|(?<=[\u3040-\u9fff])[、,]?\s*))+")
WHAT_ABOUT = re.compile(
    r"^\W*(?:(?:and|und|et|y|e|en)\s+)?(?:what about|how about|was ist mit|wie (?:ist|war) es mit|qu'en est-il|"
    r"que tal|y que hay de|che mi dici di|e quanto a|hoe zit het met)\b"
)
ADDING = re.compile(r"^\W*(?:and|und|et|y|e|en)\s")
OR = re.compile(r"^\W*(?:or|oder|ou|o|of)\s|^\W*(?:それとも|または)")

POINTING = word_set(
    "it its those these one ones dies das dieser dieses dort celui-ci celle-ci cela ca la-bas eso esto "
    "ese esa ello alli quello questo cio ci isso isto esse essa ali dat dit daar erover"
) - word_set("das ci")
_THING = (
    "event|meeting|mail|e-?mail|message|file|document|invite|invitation|appointment|participants|attendees|guests|title|"
    "subject|location|description|body|sender|termin|besprechung|datei|nachricht|betreff|reunion|evenement|fichier|objet|"
    "evento|archivo|correo|asunto|riunione|messaggio|oggetto|reuniao|ficheiro|arquivo|mensagem|assunto|afspraak|"
    "vergadering|bestand|bericht|onderwerp"
)
POINTS = re.compile(
    r"\b(?:about|with|to|of|from|for|on|in|at|after|before|share|send|forward|move|cancel|delete|is|was|do|did|make|"
    r"and) (?:that|this)(?=\W*$|\s+(?:to|with|by|on|for|in|at|change)\b)"
    r"|(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?! (?:is|are|was|were|any|an?|will)\b)"
    rf"|\b(?:that|this|these|those|diese[mnrs]?|cett?e|este|esta|ese|questo|questa|esse|essa|dit|dat|deze) "
    rf"(?:{_THING})\b|(?:その|この|あの)(?:会議|予定|メール|ファイル|資料|人)|それ|そこ|そちら"
)
THE_THING = re.compile(  # in an order: that of which the order before it speaks
    rf"\b(?:the|das|dem|den|der|die|le|la|el|il|lo|het|de) (?:{_THING})\b(?!\s+(?:from|about|with|on|called|titled|"
    r"named|of|at|\x01|von|uber|mit|am|de|du|avec|sur|sobre|con|del|di|da|com|van|over|met|op))"
)
BRANCH = re.compile(
    r"^\W*(?:(?:and|but|und|et|y|e|en)\s+)?(?:if|otherwise|else|or else|in that case|in which case|unless|falls|wenn|"
    r"sonst|andernfalls|ansonsten|in dem fall|sinon|si|dans ce cas|dans le cas contraire|en caso|en ese caso|"
    r"de lo contrario|se|altrimenti|in tal caso|in caso|caso|senao|nesse caso|zo ja|zo niet|zo nee|als|indien|anders|"
    r"in dat geval)\b|^\W*(?:もし|そうで|その場合|でなけれ|なければ)"
)
FORM = re.compile(  # how an answer is to be written: part of the question before
    r"^\W*(?:give|tell|show|list|name|answer|reply|respond|summari[sz]e|explain|describe|keep|be|use|format|sort|write|"
    r"gib|nenne|fasse?|antworte|halte|donnez?|reponds|repondez|resumez?|da(?:me)?|responde|resume|dammi|rispondi|"
    r"riassumi|responda|resuma|geef|noem|vat|antwoord|houd)\b[^\x01@]*?\b(?:each|every one|them|it|those|these|result|"
    r"answer|answers|both|form|format|summary|summaries|brief(?:ly)?|short|bullets?|sentences?|words|alphabetical(?:ly)?|"
    r"jede[nmrs]?|sie|ergebnis|antwort|kurz|stichworten|satze?n?|chacune?|les|resultat|reponse|bref|phrases?|cada|"
    r"resultado|respuesta|breve|frases?|ciascun[oa]|risultato|risposta|frasi|resposta|elk|elke|resultaat|kort|zinnen)\b"
)
NO_TASK = re.compile(
    r"^\W*(?:do not|don't|do n't|never|remember|note that|is that (?:ok|okay|possible)|does that|bear in mind|thanks?|"
    r"vergiss|denk|n'oublie|no olvides|non dimenticare|nao esqueca|vergeet)\b"
)
TO_ME = re.compile(
    r"^\W*(?:give|tell|show|send|ask|read|write|sag|gib|donne|dis|da|di|geef|vertel)(?:-|\s+)"
    r"(?:me|us|mir|uns|moi|nous|ons|mij)\b"
)
FINDING = word_set(
    "find show list search summarize summarise check look get fetch tell give count read compare name see know locate "
    "finde find zeig zeige such suche liste pruf prufe gib nenne sag fasse zahle vergleiche "
    "trouve trouvez montre montrez montre-moi cherche cherchez resume resumez donne donnez dis compte verifie "
    "encuentra busca muestra muestrame dime dame lista cuenta revisa comprueba resume "
    "trova cerca mostra mostrami elenca riassumi dammi dimmi controlla conta "
    "encontre encontra procure procura mostre mostra liste resuma diga verifique conte "
    "vind zoek toon geef noem vertel controleer tel laat vat"
)
TITLE = re.compile(  # a full stop that ends no sentence
    r"\b(?:mrs?|ms|dr|prof|st|no|nr|vs|e\.g|i\.e|z\.b|hr|fr|mme|sra?|sig|dott|(?<= )[a-z])\.\Z"
)
IDLE = word_set(
    "help do it that this check look again please ok okay thanks thank think sure possible able work works right "
    "machen das geht moglich faire ca possible hacer eso posible fare questo possibile fazer isso possivel doen dat "
    "mogelijk idea danke merci gracias grazie obrigado obrigada dank"
)
SAYING = re.compile(
    r"(?<!\d):(?!\d)|\b(?:saying|says|to say|telling|that (?:says|reads)|with the (?:text|message|words)|dass|"
    r"mit dem text|disant|diciendo|que diga|dicendo|dizendo|waarin|met de tekst)\b"
    r"|\b(?:tell|write|let|sag|schreib|schreibe|dis|ecris)\b.{0,60}?\b(?:that|dass|que)\b|と(?:伝え|書い|送)"
)
SHOWN = MAIL | SAY  # before a colon and a text
THIS_TEXT = re.compile(  # "what does this mail mean?", and then the mail
    rf"\b(?:this|following|diese[nrms]?|folgende[nrms]?|cet|cette|ce|est[ea]|quest[oa]|ess[ea]|dit|deze|volgende) "
    rf"(?:[\w-]+ )?(?:text|{'|'.join(sorted(MAIL))})\b|(?:この|次の|以下の)(?:メール|メッセージ|文)"
)
JAPANESE_TASK = re.compile(r"(?:ください|下さい|お願いします|教えて|見せて|探して|送って|入れて|か)[。？?]?\s*$")
JAPANESE_WRITE = re.compile(
    r"(?:送っ|送信し|入れ|作成し|作っ|追加し|共有し|キャンセルし|取り消し|返信し|伝え|削除し|移し|移動し|変更し|延期し|ずらし)て"
    r"(?!い|くれた|くれまし|もら|き|あ)"
)
