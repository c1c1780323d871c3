"""The words of conditions about one's own calendar, in eight languages, folded (no accents, lower case)."""

import re

from assistant.asking.question.folding import word_set

IF = (
    r"only if|if|in case|provided(?: that)?|as long as|wenn|falls|sofern|si|a condition que|en caso de que|siempre que|"
    r"se|qualora|nel caso(?: in cui)?|caso|als|indien|mits"
)
UNLESS = r"unless|except if|es sei denn|ausser(?: wenn)?|sauf si|a moins que|a menos que|salvo si|a meno che|tenzij"
_SUBJECT = r"i am|i'm|i do|i have|i was|that is the case|that's the case|it is|it's|there is|there are"
_OPENED = r"(?:^\W*|[.?!,;:–—-]\s*|\s(?:and|but|or|und|oder|et|ou|y|o|e|en|of)\s+)"
_LIKE_SO = (
    rf"if (?:so|yes|(?:{_SUBJECT})(?: free| busy| there)?(?=\s*[,:]|\s+then\b))|in that case|falls ja|wenn ja|"
    rf"in dem fall|si oui|dans ce cas|"
    r"si es asi|si si|en caso afirmativo|de ser asi|en ese caso|se si|in tal caso|in caso affermativo|se sim|"
    r"nesse caso|"
    r"em caso afirmativo|zo ja|in dat geval|indien ja|"
    r"(?:もし)?(?:そうなら|そうであれば|はいなら|その場合は?|空いていれば|空いていたら)"
)
_NOT_SO = (
    r"if (?:not|no|(?:i'm not|i am not|i don't|i do not|i haven't|it isn't|there isn't|there aren't|"
    r"that is not the case)"
    r"(?: free| busy)?(?=\s*[,:]|\s+then\b))|otherwise|or else|else|falls nicht|wenn nicht|falls nein|sonst|"
    r"andernfalls|ansonsten|sinon|si non|"
    r"si ce n'est pas le cas|"
    r"dans le cas contraire|si no|en caso contrario|de lo contrario|se no|altrimenti|in caso contrario|se nao|"
    r"caso contrario|"
    r"senao|zo niet|zo nee|anders|indien niet|(?:もし)?(?:そうでなければ|でなければ|違えば|なければ|いいえなら)"
)
BRANCHES = re.compile(
    rf"{_OPENED}(?:(?P<no>{_NOT_SO})|(?P<so>{_LIKE_SO}))(?=\W|[\u3040-\u9fff]|$)[\s,:、]*"
    r"(?:then|please|dann|bitte|alors|entonces|allora|entao|dan)?[\s,]*"
)
LEADING = re.compile(rf"(?:^\W*|[.?!]\s+)(?:(?P<un>{UNLESS})|(?P<if>{IF}))\s+")
AND_IF = re.compile(
    rf"[,;]?\s+(?:and|but|und|aber|et|mais|y|pero|e|ma|mas|en|maar)\s+(?=(?:{UNLESS}|{IF})\s)|[;]\s+(?=(?:{IF})\s)"
)
THEN = re.compile(r"^\W*(?:then|please|dann|bitte|alors|entonces|allora|entao|dan)[\s,]+")
INNER_THEN = re.compile(r"\s(?:then|dann|alors|entonces|allora|entao)\s")
TRAILING = re.compile(rf"[\s,](?:(?P<un>{UNLESS})|(?P<if>{IF}))\s+")
JAPANESE = re.compile(
    r"(?P<clause>.{2,80}?)(?P<end>(?:ない|なけれ|なかっ|い|っ|て)?(?:なら|たら|れば|場合は?|ば))[、,]\s*"
)

_ASKED = (
    r"(?:please |can you |could you |i need to |i want to |i'd like to )*(?:check|see|look|find out|tell me|know|"
    r"verify)"
    r"(?: up| first| in my calendar| my calendar)*(?:,)? (?:if|whether)|"
    r"(?:bitte )?(?:pruf\w*|schau\w*|sieh|sag mir)(?: bitte| mal| nach| bitte nach)*,? ob|(?:verifie|regarde|"
    r"dis-moi)z? si|"
    r"(?:comprueba|mira|revisa|dime) si|(?:controlla|verifica|guarda|dimmi) se|(?:verifica|verifique|ve|veja|"
    r"diga-me) se|"
    r"(?:controleer|kijk|check) (?:even )?of"
)
ASKED = re.compile(rf"\b(?:{_ASKED})\b")

FREE = re.compile(
    r"\b(?:free|available|frei|verfugbar|libre|disponible|disponibile|liber[oa]|livre|disponivel|vrij|beschikbaar)\b|"
    r"\b(?:do i|i|have i(?: got)?|i've got|habe ich|ich|ai-je|j'ai|tengo|ho|tenho|heb ik|ik)\b.{0,40}?"
    r"\b(?:time|zeit|(?:du|le) temps|tiempo|tempo|tijd)\b|空いて|空き|あいて|暇"
)
BUSY = re.compile(
    r"\b(?:busy|booked|occupied|tied up|unavailable|beschaftigt|belegt|verplant|occupee?|pris|prise|ocupad[oa]|"
    r"impegnat[oa]|bezet|volgeboekt)\b|埋まって|忙し|ふさが"
)
MEETING = re.compile(  # not a call or an interview: those are kinds of their own, which no calendar tells apart
    r"\b(?:meetings?|meet|appointments?|termine?n?|besprechung(?:en)?|treffen|reunions?|rendez-vous|rdv|reunion(?:es)?|"
    r"citas?|riunion[ei]|appuntament[oi]|reuniao|reunioes|vergadering(?:en)?|afspra(?:ak|ken))\b|"
    r"会議|打ち合わせ|ミーティング|アポ|面談"
)
ANYTHING = re.compile(
    r"\b(?:anything|something|nothing|plans|conflicts?|commitments?|events?|empty|leer|vide|vaci[oa]|vuot[oa]|"
    r"vazi[oa]|leeg|etwas|nichts|quelque chose|rien|algo|nada|compromisos?|compromissos?|impegn[oi]|planes|qualcosa|"
    r"niente|nulla|iets|niets|plannen|eventos?|event[oi]|evenements?)\b|予定"
)
EMPTY = re.compile(r"\b(?:empty|leer|vide|vaci[oa]|vuot[oa]|vazi[oa]|leeg)\b")
NONE = re.compile(
    r"\b(?:no|not|none|nothing|never|nor|neither|cannot|without|kein\w*|nicht|nichts|ohne|pas|aucune?|rien|sans|"
    r"ningun\w*|nada|sin|non|nessun\w*|niente|nulla|senza|nao|nenhum\w*|sem|niet|geen|niets|zonder)\b|n't\b|"
    r"ない|なけれ|なかっ|ません|なし"
)
CONCORD = re.compile(  # two words that say no once: "non ho nessuna riunione"
    r"\b(?:non|no|nao)\b(?=.*\b(?:nessun\w*|niente|nulla|ningun\w*|nada|nenhum\w*)\b)"
)
_THERE = r"\b(?:is|are)(?:n't)? there\b|\bthere(?:'s| is| are| isn't| aren't)\b|\bnothing\b"
SUBJECT = {  # the asker alone, not "we"; by language, for "Ho" and "Ben" are names too
    "en": re.compile(rf"\b(?:i|i'm|i've|my)\b|{_THERE}"),
    "de": re.compile(r"\b(?:ich|mein\w*|gibt es|es gibt)\b"),
    "fr": re.compile(r"\b(?:je|j'\w+|ai-je|suis-je|mon|ma|mes|y a-t-il|il n'y a|il y a)\b"),
    "es": re.compile(r"\b(?:yo|tengo|estoy|mis?|hay)\b"),
    "it": re.compile(r"\b(?:ho|sono|c'e|ci sono)\b"),
    "pt": re.compile(r"\b(?:eu|tenho|estou|meus?|minhas?)\b"),
    "nl": re.compile(r"\b(?:ik|mijn|is er|er is)\b"),
    "ja": re.compile(""),
}
KNOWN = word_set(  # that say no more than that something stands in the calendar
    "i n j did mit my me a an the in on at for of to ich je eu yo ik mein meinem meinen mon ma mes mi mis meu minha "
    "mijn ein eine einen einem im am um der den dem die das bin habe hab un une le la les l'agenda ai ai-je j'ai "
    "n'ai n'y il y a-t-il suis suis-je dans el los las tengo estoy hay lo gli ho sono c'e ci nel nella o os as uma "
    "tenho estou ha na em een het de er is heb ben op ga some already yet still scheduled schedule planned plan "
    "booked book set arranged arrange calendar diary agenda up then there time slot timeslot slots free available "
    "busy anything something nothing meeting meetings event events appointment appointments with meet met conflict "
    "conflicts commitment commitments plans working hour got happening tied occupied unavailable currently entry "
    "entries are do does have has been was were empty leer vide vacio vacia vuoto vuota vazio vazia leeg vorhabe "
    "vorhaben schon bereits noch geplant eingetragen kalender dann zeit frei verfugbar belegt beschaftigt verplant "
    "termin termine besprechung besprechungen treffen etwas nichts kein keine keinen keinem uhr vor stunde ob "
    "steht gibt deja prevu prevue calendrier alors temps libre disponible occupe occupee reunion reunions "
    "rendez-vous rdv rien aucun aucune pas quelque chose heure avec ya programado programada calendario entonces "
    "tiempo ocupado ocupada reuniones cita citas evento eventos nada ningun ninguna nadie hora con gia fissato "
    "fissata allora tempo libero libera disponibile impegnato impegnata riunione riunioni appuntamento "
    "appuntamenti niente nulla nessun nessuna impegno impegni ora ja marcado marcada entao livre disponivel "
    "reuniao reunioes compromisso compromissos nenhum nenhuma com al gepland afgesproken vrij beschikbaar bezet "
    "afspraak afspraken vergadering vergaderingen niets geen iets tijd uur niet no not non nao nicht sin ohne sans "
    "sem zonder any"
)
OCCASIONS = word_set(  # for which somebody is free
    "call calls chat lunch dinner breakfast coffee interview mittagessen abendessen kaffee anruf dejeuner diner "
    "almuerzo cena comida llamada pranzo almoco jantar cafe avondeten gesprek"
)
WITH = re.compile(  # before somebody's name
    r"\b(?:with|mit|avec|con|com|met|meet|meeting|seeing|treffe)\W+(?:\w+\W+)?\Z"
)
WITH_SOMEBODY = re.compile(
    r"\b(?:with (?:him|her|them)|mit (?:ihm|ihr|ihnen)|avec (?:lui|elle|eux)|con (?:ella|ellos|lui|lei|loro)|"
    r"com (?:ele|ela|eles)|met (?:hem|haar|hen))\b"
)
AND = re.compile(r"\b(?:and|but|or|und|aber|oder|et|mais|ou|pero|oppure|maar)\b|(?<=\w) [ye] (?=\w)|、")
SOMEBODY = word_set(  # besides the asker, without a name
    "he she him her his hers they them their theirs we us our you your er ihm ihn ihr ihre ihrem ihren wir uns unser "
    "elle lui ils elles eux leur nous vous ella ellos ellas nosotros lei noi loro ele ela eles elas dele dela nos hij "
    "zij ze hem haar hen wij we ons"
)
EVEN = re.compile(r"\b(?:even|as|what|only|selbst|auch|sogar|meme|incluso|aun|anche|perfino|mesmo|zelfs|ook)\W*\Z")
JAPANESE_KNOWN = re.compile(
    r"予定|会議|打ち合わせ|ミーティング|アポ|空い|空き|あいて|暇|埋まって|忙し|時間|入って|カレンダー|私|もう|すでに|何|ない|なけれ|なかっ|ません|"
    r"なし|ある|あれ|あっ|い|く|て|た|ら|ば|れ|なら|場合|の|が|は|も|に|と|を|で|か|し|ます|です|ランチ|昼食|[、。？?！,\s]"
)
GO_AHEAD = re.compile(
    r"\W*(?:yes|yep|yeah|ok(?:ay)?|sure|go ahead|do it|please do|ja|mach es|los|oui|vas-y|allez-y|si|adelante|hazlo|"
    r"procedi|vai|sim|avance|faca|ga je gang|doe maar|はい|お願いします|やって)\b[\W\w]{0,30}"
)
THERE = {  # at the time that the condition names, as it is written
    code: re.compile(rf"(?i)(?<![\w-])(?:{names})(?![\w-])")
    for code, names in {
        "en": "there|then", "de": "da|dort|dann", "fr": "là|alors", "es": "ahí|allí|entonces", "it": "lì|là|allora",
        "pt": "lá|aí|então", "nl": "daar|dan",
    }.items()
}  # fmt: skip
HOUR = re.compile(
    r"\d{1,2}(?:[.:h]\d\d)?(?:am|pm|h|uhr|uur)?|am|pm|uhr|uur|h|heures?|horas?|ore|noon|midday|mittags?|midi|mezzogiorno|"
    r"mediodia|meio-dia|middag"
)
