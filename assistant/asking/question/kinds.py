"""What kind of value a question asks for, a count, a sum, a time of day, a telephone number, and which text holds one.

In eight languages. Where it is not clear that nothing else would answer, no kind is told: what might be right stays.
"""

import re
from dataclasses import dataclass
from datetime import date

from assistant.amounts import find_numbers, find_times
from assistant.asking.question.folding import fold
from assistant.dates import MONTHS, find_dates
from assistant.grounds import without_other_figures

_OPENING = (
    # in the first words of a question; with bounds, for a text of nothing but commas would be read for seconds
    r"(?:^|[.,;:!?¿¡(\n]|\b(?:and|und|et|y|e|en)\b)\W{0,6}(?:[\w'’-]{1,40}\s{1,3}){0,2}?"
)
_PRICED = (
    r"costs?|pay|pays|paid|owes?|owed|charges?|charged|spend|spent|worth|earn|bid|"
    r"kostete?n?|(?:be)?zahl\w+|schuld\w+|geld|verdien\w+|wert|"
    r"coute\w*|pay\w+|doit|doivent|devons|vaut|gagne|"
    r"cuesta\w*|costo|costaron|valen?|pag\w+|debe\w*|debia\w*|gana|"
    r"costa\w*|costat[oaie]|val\w{1,2}|dobbiamo|deve|devono|guadagna|"
    r"custa\w*|custou|devemos|ganha|"
    r"kost(?:te|en|ten)?|betaal\w*|schuldig|waard|verdien\w*"
)
_PRICE = (
    r"salary|wages?|price|costs?|fees?|rent|bonus|fare|charge|deposit|amount|budget|"
    r"preis|gehalt|lohn|gebuhr|miete|betrag|kaution|"
    r"prix|cout|salaire|loyer|tarif|montant|caution|"
    r"precio|coste?|costo|salario|sueldo|alquiler|tarifa|importe|"
    r"prezzo|stipendio|affitto|canone|importo|tariffa|"
    r"preco|custo|aluguel|renda|valor|"
    r"prijs|salaris|huur|tarief|bedrag|borg"
)
_COUNTED = r"how many|wie ?viele[nr]?|combien d(?:e\b|['’])|cuant[oa]s|quant[ei]\b|quant[oa]s|hoeveel(?= \w+(?:en|s)\b)"
_MEASURED = r"how much|wie ?viel\b|combien\b|cuant[oa]\b|quant[oa]\b(?! (?:a|al|ao)\b)|hoeveel\b"
_MONEY = (
    rf"\b(?:{_MEASURED})[^?]{{0,80}}?\b(?:{_PRICED})\b"
    rf"|\bwhat (?:(?:is|was|are|were|'s) )?(?:(?:the|our|your|my|his|her|their|a|an) )?(?:[\w-]+ ){{0,2}}?(?:{_PRICE})"
    r"(?=\s*(?:$|[?,.]|of\b|for\b|on\b|in\b|at\b|per\b|to\b|did\b|do\b|does\b|is\b|was\b|are\b|will\b|would\b|has\b|"
    r"had\b|have\b|they\b|we\b|he\b|she\b))"
    r"|\bwhat (?:do|does|did|will|would) [^?]{1,60} costs?\b|\bhow expensive\b"
    r"|\bwas (?:kostet\w*|kosten|haben? [^?]{1,60} gekostet)\b|\bwie (?:teuer|hoch)\b"
    rf"|\b(?:welche[nrms]?|was|wie) (?:(?:ist|war|sind) )?(?:(?:der|die|das) )?(?:{_PRICE})\b"
    rf"|\bquel(?:le)?s? (?:(?:est|etait|sera) )?(?:(?:le|la|les) |l['’])?(?:{_PRICE})\b"
    rf"|\b(?:que|cual) (?:(?:es|era|fue|sera) )?(?:(?:el|la) )?(?:{_PRICE})\b"
    rf"|\bqual(?:e|i)? ?(?:(?:e|era|foi|sara)['’]? )?(?:(?:il|lo|la|o|a) |l['’])?(?:{_PRICE})\b"
    rf"|\bwat (?:kost\w*|(?:is|was) (?:de|het) (?:{_PRICE}))\b|\bwelke? (?:{_PRICE})\b|\bhoe (?:duur|hoog)\b"
    r"|いくら|(?:料金|値段|価格|金額|費用|給料|家賃)は"
)
_HOUR = (
    r"\b(?:what|which) time\b|\bum wie ?viel uhr\b|\bum welche (?:uhr)?zeit\b|\bquelle heure\b|\bque horas?\b|"
    r"\bche ora\b|\bhoe laat\b|何時"
)
_PHONE = (
    r"(?:^\W*(?:what|which|was|wie|welche|quel|cual|qual|wat|welk)\b[^?]{0,60}?)?"
    r"(?:\b(?:(?:tele)?phone|mobile) number|\b(?:telefon|handy)nummer|\btelefoonnummer|"
    r"\bnumero d[ei] (?:telephone|portable|telefon[eo]|movil|cellulare)|電話番号)"
)
_THINGS = (  # what is found is counted by finding it
    r"\W+(?:[\w'’-]+\s+){0,2}?(?:e-?mails?|mails?|messages?|replies|meetings?|events?|appointments?|calls?|files?|"
    r"documents?|days?|nachrichten|termine|besprechungen|dateien|dokumente|courriels|reunions|rendez-vous|fichiers|"
    r"documents|correos|mensajes|reuniones|citas|archivos|documentos|messaggi|riunioni|appuntamenti|documenti|"
    r"mensagens|reunioes|compromissos|arquivos|ficheiros|berichten|afspraken|vergaderingen|bestanden|documenten)\b"
)
_OTHER = re.compile(  # another thing is asked as well
    r"\b(?:who|whom|whose|what|which|where|when|why|how|wer|wen|wem|wessen|welche\w*|wo|wohin|wann|warum|wieso|wie|"
    r"qui|quoi|quels?|quelles?|quand|pourquoi|comment|quien|quienes|cual|cuales|donde|cuando|por que|como|"
    r"chi|quale|quali|dove|perche|come|quem|qual|quais|onde|quando|wie|welke?|waar|wanneer|waarom|hoe)\b|"
    r"誰|どこ|いつ|なぜ|どの|どれ"
)
_CARDINALS = (  # without those that are articles as well
    r"(?<!the )(?<!this )(?<!that )(?<!which )(?<!each )(?<!every )(?<!another )(?<!no )one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety|eins|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|\w+zehn|\w+zig|"
    r"deux|trois|quatre|cinq|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante|cinquante|"
    r"soixante|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|veinte|treinta|cuarenta|cincuenta|"
    r"due|tre|quattro|cinque|sette|otto|nove|dieci|undici|dodici|venti|trenta|quaranta|cinquanta|"
    r"dois|duas|quatro|sete|oito|dez|doze|vinte|quarenta|"
    r"twee|drie|vijf|zes|zeven|negen|tien|twaalf|twintig|dertig|veertig|vijftig"
)
_SCALES = (
    r"hundreds?|thousands?|millions?|dozens?|hundert|tausend|dutzend|cents?(?= \w)|mille|douzaine|cien(?:to|tos)?|mil|"
    r"docena|cento|mila|duzia|cem|honderd|duizend|dozijn|zero|null|cero|nul"
)
_QUANTIFIERS = (
    r"half|quarter|twice|single|couple|several|few|none|nobody|no one|nothing|both|all|everyone|everybody|neither|"
    r"(?:is|are|was|were|has|have|had|received|got|saw|with) no|no (?:people|other\w*|guests?)|"
    r"halb\w*|halfte|viertel|kein\w*|niemand|nichts|beide[nr]?|alle|mehrere|einige|"
    r"moitie|quart|aucune?|personne n(?:e\b|['’])|rien|tous|toutes|plusieurs|quelques|"
    r"mitad|ningun[oa]?|nadie|nada|tod[oa]s|amb[oa]s|vari[oa]s|algun[oa]s|"
    r"meta|nessun[oa]?|niente|tutt[ie]|entramb[ie]|divers[ie]|alcun[ie]|"
    r"metade|nenhuma?|ninguem|algun[s]|helft|kwart|geen|niets|allemaal|allebei|enkele|meerdere"
)
_SIGNS = r"[一二三四五六七八九十百千万半数]+(?=[人名社件個通本台枚割万円年日回倍])|全員|全部|ゼロ|なし|無し"
_COINS = r"euros?|dollars?|pounds?|yen|francs?|pence|pfund|franken|dolar(?:es)?|dollari|sterline|libras?|reais|ponden?"
_SAID = re.compile(rf"\b(?:{_CARDINALS}|{_SCALES}|{_QUANTIFIERS})\b|{_SIGNS}")
_SAID_SUM = re.compile(
    rf"\b(?:{_SCALES})\b|\b(?:{_CARDINALS}|half an?|une?|ein(?:en)?|um|een)\W+(?:{_COINS})\b|[一-十百千万]+円"
    r"|\b(?:nothing|free|no (?:cost|charge|fee)|kostenlos|kostenfrei|gratis|umsonst|nichts|gratuite?s?|rien|offerte?s?|"
    r"gratuit[oa]|niente|nada|niets)\b|無料"
)
_SAID_HOUR = re.compile(
    r"\b(?:noon|midday|midnight|mittags?|mitternacht|midi|minuit|mediodia|medianoche|mezzogiorno|mezzanotte|meio-dia|"
    r"meia-noite|middernacht|(?:at|by|um|a las?|alle|as|om|a) (?:half past |quarter (?:past|to) )?"
    rf"(?:{_CARDINALS}))\b|正午|[\d一二三四五六七八九十]時"
)
_GREETED = re.compile(
    r"\b(?:all the best|(?:hi|hello|dear|hey|thanks|hallo|liebe|bonjour a|hola a|ciao a|ola a|dag|beste)\s+(?:all\w*|"
    r"everyone|everybody|both|tous|toutes|tod[oa]s|tutt[ie]))\b"
)
_FIGURE = re.compile(
    r"(?<![\w.,/#-])(?:[a-z]{0,3}[$€£¥]\s?)?\d[\d.,'’]*(?:\s?(?:k|m|mm|bn|mio|mn|x|st|nd|rd|th)\b)?(?![a-z_/\d-])"
)
_CELL = re.compile(
    r"(\"|\b[a-z][\w-]*),(?=\d)"
)  # "HT-7,sensor,129.00": a cell of a table, behind a word; not of "1,290"
_SHARE = re.compile(r"\s?(?:%|％|percent|prozent|pour ?cent|por ?cien|por cento|per ?cento|procent)")
_SPAN = re.compile(
    r"\W?(?:minutes?|hours?|days?|weeks?|months?|years?|minuten|stunden?|tage?n?|wochen?|monate?n?|jahre?n?|heures?|jours?|"
    r"semaines?|mois|ans?|minutos|horas?|dias?|semanas?|mes(?:es)?|anos?|minuti|or[ae]|giorn[io]|settiman[ae]|mes[ei]|ann[io]|"
    r"uur|dag(?:en)?|we(?:ek|ken)|maand(?:en)?|jaar)\b|[分時日週月年]"
)
_ORDINAL = re.compile(r"(?:st|nd|rd|th)$")
_YEAR = re.compile(r"(?:19|20)\d\d[.,]*")
_IN_A_YEAR = re.compile(
    r"\b(?:in|since|of|for|by|during|until|from|im|seit|fur|en|depuis|pour|desde|de|nel|dal|em|sinds|voor)\s$"
)


_ANY_DAY = date(2000, 1, 1)  # which one it is says nothing about where days are named


_BY_WHEN = (
    r"\b(?:by|until|till|before) (?:when|(?:which|what) (?:day|date))\b|\bwhen (?:is|are|was|were) [^?]{1,60} due\b|"
    r"(?:\b(?:what|which|was|welche\w*|quel\w*|cual(?:es)?|qual[ei]?|wat|welke?)['’]?\s(?:[\w'’]+\s){1,4}?)?"
    r"\b(?:deadlines?|due date|frist|date limite|echeance|fecha limite|plazo|scadenza|prazo|uiterste datum)\b|"
    r"\bbis (?:wann|zu welche[mr] (?:tag|datum))\b|\b(?:jusqu'a?|avant|pour|d'ici) ?quand\b|"
    r"\b(?:para|hasta|antes de) cuando\b|\b(?:entro|fino a|per|ate|para) quando\b|\b(?:tot|voor) wanneer\b|"
    r"いつまで|締め?切り?|期限"
)
_WHEN = rf"{_OPENING}(?:when|wann|quand|cuando|quando|wanneer)\b|いつ"
_WHERE = rf"{_OPENING}(?:where|wo|ou|donde|dove|onde|waar)\b|どこ"
_DUE = re.compile(
    r"\b(?:by|until|till|before|no later than|latest|deadline|due|within|bis|spatestens|frist|fallig|vor|innerhalb|"
    r"avant|jusqu\w*|d'ici|au plus tard|echeance|delai|antes del?|hasta|mas tardar|plazo|vence|entro|fino al?|"
    r"piu tardi|scadenza|scade|ate|mais tardar|prazo|uiterlijk|tot|voor|binnen)\b|まで|締め?切|期限"
)
_LASTING = re.compile(r"\b(?:\d+|a|one|two|three|ein\w*|zwei|drei|une?|deux|trois)\W(?=\w)")
_PLACED = re.compile(  # a name behind a preposition of place, or what is labelled as a place
    r"\b(?i:place|where|location|venue|ort|lieu|lugar|luogo|local|plaats|address)\s?:|"
    r"\b(?i:in|at|on|room|im|am|beim?|à|au|chez|dans|en|nel(?:la)?|presso|n[ao]|bij|op) "
    r"(?:(?:the|our|de[rmnt]?|die|das|la|le|les|el|il|lo|o|a|het) )?(?P<name>[A-ZÀ-Ý]\w+)"
)


@dataclass(frozen=True)
class Kind:
    """A kind of value: `told` completes "nothing that says …", '' where something else answers as well: what holds
    one is only shown before what does not."""

    name: str
    told: str

    @property
    def anywhere(self) -> bool:
        """Whether what holds one may answer without a word of the question: "My deadline is Monday"."""
        return not self.told


COUNT, AMOUNT, SUM = Kind("count", "how many"), Kind("amount", "how much"), Kind("sum", "how much")
HOUR, PHONE = Kind("hour", "at what time"), Kind("phone", "the telephone number")
BY, DAY, PLACE = Kind("by when", ""), Kind("day", ""), Kind("place", "")
_ASKED: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (PHONE, re.compile(_PHONE)),
    (HOUR, re.compile(_HOUR)),
    (SUM, re.compile(_MONEY)),
    (COUNT, re.compile(rf"{_OPENING}(?:{_COUNTED})(?!{_THINGS})|何[人名社]|いくつ")),
    (AMOUNT, re.compile(rf"{_OPENING}(?:{_MEASURED})(?!\W+(?:do|does|did) \w+ (?:know|care|like|matter|help)\b)")),
    (BY, re.compile(_BY_WHEN)),
    (DAY, re.compile(_WHEN)),
    (PLACE, re.compile(_WHERE)),
)


def asked_kind(question: str) -> Kind | None:
    """The kind of value without which nothing answers the question; None where something else may."""
    folded = fold(question)
    for kind, pattern in _ASKED:
        if found := pattern.search(folded):
            rest = f"{folded[: found.start()]} {folded[found.end() :]}"
            return None if _OTHER.search(rest) else kind
    return None


def holds(kind: Kind, text: str) -> bool:
    """Whether a text has any value of that kind: a day or a year is none, a share or a time is no sum."""
    folded = _GREETED.sub(" ", fold(text))
    if kind in (BY, DAY):
        return (kind is DAY or _DUE.search(folded) is not None) and _names_day(text, folded)
    if kind is PLACE:
        named = _PLACED.finditer(_without_days(text))
        return any(fold(found["name"] or "") not in MONTHS for found in named)
    if kind is PHONE:
        return any(key.isdigit() for _, key in find_numbers(text))
    if kind is HOUR or (kind is AMOUNT and find_times(text)):  # "how much time is there": 1:30
        return bool(find_times(text)) or _SAID_HOUR.search(folded) is not None
    if (_SAID_SUM if kind is SUM else _SAID).search(folded):
        return True
    bare = _CELL.sub(r"\1, ", fold(without_other_figures(text, _ANY_DAY)))
    return any(_is_value(kind, bare, found) for found in _FIGURE.finditer(bare))


def _without_days(text: str) -> str:
    for found in find_dates(text, _ANY_DAY):  # "on Monday" is no place
        text = text[: found.start] + "\x01" * (found.end - found.start) + text[found.end :]
    return text


def _names_day(text: str, folded: str) -> bool:
    """Whether it says when something is: a day, an hour, or in how many days."""
    times = bool(find_dates(text, _ANY_DAY)) or bool(find_times(text)) or _SAID_HOUR.search(folded) is not None
    return times or any(_SPAN.match(folded, found.end()) for found in _LASTING.finditer(folded))


def _is_value(kind: Kind, text: str, found: re.Match[str]) -> bool:
    if kind is SUM and _SPAN.match(text, found.end()):
        return False
    if _ORDINAL.search(found[0]) or (kind is not AMOUNT and _SHARE.match(text, found.end())):
        return False
    return not (_YEAR.fullmatch(found[0]) and _IN_A_YEAR.search(text[: found.start()]))
