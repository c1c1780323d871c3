"""What a question asks about several events at once: gaps, counts, the first one, overlaps, in eight languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from assistant.asking.question.folding import fold
from assistant.asking.times import words as times

Kind = Literal["gap", "count", "total", "length", "first", "last", "overlap", "busiest", "free", "met", "meet"]

PLAIN_EVENT = (
    r"meetings?|appointments?|events?|calls?|interviews?|sessions?|termine?n?|besprechung(?:en)?|sitzung(?:en)?|"
    r"veranstaltung(?:en)?|reunions?|rendez-vous|rdv|evenements?|reunion(?:es)?|citas?|eventos?|riunion[ei]|"
    r"appuntament[oi]|event[oi]|impegn[oi]|reuniao|reunioes|compromissos?|vergadering(?:en)?|afspra(?:ak|ken)"
)
_MEAL = (
    "lunch|dinner|breakfast|mittagessen|abendessen|dejeuner|diner|almuerzo|cena|comida|pranzo|almoco|jantar|avondeten"
)
_SORTS = (
    "reviews?|workshops?|trainings?|stand-?ups?|one-on-ones?|1:1s?|demos?|check-?ins?|syncs?|kick-?offs?|off-?sites?|conferences?|lunches|seminar\\w*|"
    "schulung(?:en)?|ateliers?|formations?|talleres|officine|oficinas?|conferenc\\w+"
)
_JAPANESE = "会議|予定|ミーティング|打ち合わせ|アポ|面談"
_CALENDAR = "calendar|kalender|calendrier|agenda|calendario"
_EVENT = re.compile(rf"\b(?:{PLAIN_EVENT}|{_SORTS}|{_MEAL}|{_CALENDAR})\b|{_JAPANESE}|ランチ")
_TWO = r"(?:\S+\s+){0,2}?"
_HOW_MANY = (
    "how many|number of|wie ?viele|anzahl der|combien (?:de |d')|nombre de|cuant[ao]s|numero de|quant[ei]|numero di|"
    "quant[oa]s|hoeveel|aantal"
)
_MORE = "more|fewer|mehr|weniger|(?:plus|moins) de|mas|menos|piu|meno|mais|meer|minder"
_TIME = (
    "how much time|how long|how many (?:minutes|hours)|wie ?viel zeit|wie lange?|wie ?viele (?:minuten|stunden)|"
    "combien de temps|cuanto tiempo|quanto tempo|hoeveel tijd|hoe lang"
)
_HOURS = "how many hours|wie ?viele stunden|combien d'heures|cuantas horas|quante ore|quantas horas|hoeveel uur"
_HAVE = (
    "do i have|have i(?: got)?|will i have|is there|is left|are there|would i have|habe ich|bleibt(?: mir)?|liegt|ist|"
    "ai-je|j'ai|y a-t-il|est-ce que j'ai|me reste(?:-t-il)?|il y a|tengo|hay|me queda|ho|c'e|mi resta|passa|tenho|ha|"
    "resta|heb ik|zit er|is er"
)
_BESIDE = (
    "between|before|after|until|till|to (?:get|go|make|reach|travel|walk|drive|be|prepare)|zwischen|vor|nach|"
    "bis|um|entre|avant|apres|jusqu'\\w+|pour|antes|despues|hasta|para|tra|fra|prima|dopo|fino|per|depois|ate|tussen|"
    "voor|na|tot|om"
)
_FIRST = "first|erste[rsnm]?|premiere?|primer[ao]?|prim[ao]|primeir[ao]|eerste"
_LAST = "last|final|letzte[rsnm]?|derniere?|ultim[ao]|laatste"
_MET = (
    r"when did (?:i|we) last (?:meet|see|talk to|speak (?:to|with))|when was the last time (?:i|we) (?:met|saw)|"
    r"last time (?:i|we) met|wann (?:habe ich|haben wir) (?=.{0,40}\bzuletzt\b.{0,20}(?:getroffen|gesehen))|"
    r"quand ai-je (?:vu|rencontre)|la derniere fois que j'ai (?:vu|rencontre)|cuando (?:vi|me reuni)|"
    r"la ultima vez que (?:vi|me reuni)|quando ho (?:visto|incontrato)|l'ultima volta che ho (?:visto|incontrato)|"
    r"quando (?:vi|encontrei)|a ultima vez que (?:vi|encontrei)|wanneer heb ik (?=.{0,40}\bvoor het laatst\b)|"
    r"最後に.{0,20}(?:会った|会いました|打ち合わせ)"
)
BOTH_HAVE_TIME = (  # the asker and somebody who is named
    r"do (?=[\w .]{1,30}?\band i\b)[\w .]{1,40}? have (?:any )?time|"
    r"haben (?=[\w .]{1,30}?\bund ich\b)[\w .:]{1,50}? zeit|et moi avons (?:\w+ )?(?:du|le) temps|"
    r"tenemos tiempo(?=[\w .]{1,30}?\by yo\b)|y yo tenemos tiempo|abbiamo tempo(?= io e\b|[\w .]{1,30}? e io\b)|"
    r"temos tempo(?= eu e\b|[\w .]{1,30}? e eu\b)|eu e (?:[oa] )?\w+ temos tempo"
)
_WORDS: dict[Kind, str] = {
    "busiest": rf"\b(?:busiest|(?:most|fewest) (?:{PLAIN_EVENT})|vollste[nr]?|meisten (?:{PLAIN_EVENT})|"
    rf"plus charge\w*|(?:le )?plus de (?:{PLAIN_EVENT})|mas (?:ocupado|cargado|{PLAIN_EVENT})|"
    rf"piu (?:impegnat\w|pien\w|{PLAIN_EVENT})|mais (?:ocupado|cheio|{PLAIN_EVENT})|drukste|"
    rf"meeste (?:{PLAIN_EVENT}))\b|(?:一番|最も)(?:忙しい|予定が多い)",
    "total": rf"\b(?:{_HOURS})\b(?=.{{0,40}}?\b(?:{PLAIN_EVENT})\b)|"
    rf"\b(?:{_TIME}|quantas horas|cuantas horas|quante ore|combien d'heures|hoeveel uur)\b"
    r".{0,40}?\b(?:spen[dt]|in (?:meetings|total)|altogether|all my|insgesamt|in (?:besprechungen|terminen|meetings)|"
    r"verbring\w+|au total|en (?:reunions?|total|reuniones)|passe|paso|in (?:totale|riunion[ei]|totaal|vergaderingen)|"
    r"passo|no total|em reunioes)\b|\btotal (?:time|length|duration)\b|合計|全部で何時間|何時間(?=.{0,6}会議)",
    "count": rf"\b(?:{_MORE})\s+(?=(?:{PLAIN_EVENT})\b)|\b(?:{_HOW_MANY})\s*(?={_TWO}(?:{PLAIN_EVENT}|{_SORTS})\b)|"
    rf"(?:{_JAPANESE})(?:は|が|の数は?)?.{{0,6}}?(?:いくつ|何[件回個])",
    "gap": rf"\b(?:{_TIME})\s+(?:{_HAVE})\b(?:(?!\?).){{0,60}}?\b(?:{_BESIDE})\b(?: my| to)?|"
    r"\b(?:gaps?|breaks?|buffers?|pausen?|lucken?|pauses?|pausas?|hueco|pauze|intervallo|intervalo)\s+"
    r"(?:\S+\s+){0,3}?(?:between|before|after|zwischen|vor|nach|entre|avant|apres|antes|tra|fra|tussen|voor|na)\b|"
    rf"\b(?:{_TIME})\s+(?:(?:is|are|est|sont|liegen|ci sono)\s+)?(?:between|zwischen|entre|tra|fra|tussen)\b|"
    rf"\b(?:{_TIME})\s+(?:until|till|before|bis|jusqu'\w+|avant|hasta|fino|ate|tot)\b|"
    r"(?:間の?|までの?|まで)(?:時間|空き|間隔)?(?:は|が|に)?(?:どれ(?:くらい|だけ|ほど)|何(?:分|時間))",
    "length": rf"\b(?:{_TIME}|cuanto|quanto)\s+(?:is|are|does|do|will|was|dauert|geht|ist|dure|est|dura|duran|durano|"
    r"duram|duurt|duren)\b|どれ(?:くらい|だけ)(?:の長さ|続)|長さは",
    "first": rf"\b(?:{_FIRST})\s+(?:thing\b|(?={_TWO}(?:{PLAIN_EVENT}|{_SORTS})\b))|\bday (?:start|begin)s?\b|"
    rf"\bbeginnt mein tag\b|\bcommence ma journee\b|最初の(?=.{{0,6}}(?:{_JAPANESE}))",
    "last": rf"\b(?:{_LAST})\s+(?={_TWO}(?:{PLAIN_EVENT}|{_SORTS})\b)|\bday (?:end|finish|over)\w*\b|"
    rf"\bendet mein tag\b|\bfinit ma journee\b|\b(?:{PLAIN_EVENT})\s+derniere?\b|最後の(?=.{{0,6}}(?:{_JAPANESE}))",
    "met": _MET,
    "meet": r"\bwhen (?:am i|are we|do i|do we|will i|will we) (?:next )?(?:meeting|seeing|meet|see)\b|"
    r"\bwann (?:treffe|sehe) ich\b|\bquand (?:est-ce que )?je (?:vois|rencontre)\b|\bcuando (?:veo|me reuno)\b|"
    r"\bquando (?:vedo|incontro|vejo|encontro)\b|\bwanneer (?:zie|spreek|ontmoet) ik\b|次に.{0,12}会(?:う|える|います)",
    "overlap": r"\b(?:overlap\w*|conflict(?:s|ing)?|clash\w*|double[- ]?book\w*|at the same time|uberschneid\w*|"
    r"uberlapp\w*|kollidier\w*|konflikte?|doppelt (?:gebucht|belegt)|gleichzeitig|chevauch\w*|conflits?|"
    r"en meme temps|solap\w*|conflictos?|coinciden|sovrappo\w*|conflitt[oi]|sobrep\w*|conflitos?|dubbel geboekt|"
    r"tegelijk(?:ertijd)?)\b|重なっ\w*|重複\w*|かぶっ\w*",
    "free": r"\b(?:free|busy|available|availability|frei|beschaftigt|verfugbar|libres?|occupee?s?|disponibles?|"
    r"ocupad[oa]s?|liber[oaie]|impegnat[oaie]|disponibil[ei]|livres?|disponive(?:l|is)|vrij|bezet|beschikbaar)\b|"
    r"\b(?:do (?:i|we) have|have i(?: got)?|is there) (?:any )?time\b|\b(?:habe ich|haben wir) .{0,40}?\bzeit\b|"
    r"\b(?:ai-je|avons-nous) (?:du|le) temps\b|\b(?:tengo|tenemos) tiempo\b|\b(?:ho|abbiamo|tenho|temos) tempo\b|"
    rf"\b(?:heb ik|hebben we) .{{0,40}}?\btijd\b|\b(?:{BOTH_HAVE_TIME})\b|"
    r"空いて\w*|時間(?:は|が)?(?:ある|あります|取れ)",
}
_OWN = frozenset({"met", "meet", "free"})  # they need no event beside them
_DATED = frozenset({"overlap", "busiest"})  # without one they are of the calendar where days are named
_HAVING = re.compile(
    r"\b(?:do i have|have i got|am i|are we|habe ich|ai-je|tengo|ho|tenho|heb ik|day|tag|jour|dia|giorno|dag)\b|日"
)


@dataclass(frozen=True)
class Relation:
    """What is asked, from character `start` to `end`; `sure` where events are spoken of as such."""

    kind: Kind
    start: int
    end: int
    sure: bool = True


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, pattern in _WORDS.items())


def find_relations(folded: str) -> list[Relation]:
    """What a folded question asks about events, where it speaks of events; what one has taken no other one takes."""
    speaks = _EVENT.search(folded) is not None or re.search(r"\b(?:my|mein|ma) (?:day|tag|journee)\b", folded)
    return list(_found(folded, speaks=bool(speaks)))


def _found(folded: str, *, speaks: bool) -> Iterator[Relation]:
    taken: list[tuple[int, int]] = []
    has = _HAVING.search(folded) is not None
    for kind, pattern in _patterns():
        sure = speaks or kind in _OWN
        for match in pattern.finditer(folded) if sure or (has and kind in _DATED) else ():
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                yield Relation(kind, *match.span(), sure)


def kinds_in(text: str) -> frozenset[Kind]:
    """The kinds of what is asked."""
    return frozenset(one.kind for one in find_relations(fold(text)))


def is_before(text: str) -> bool:
    """Whether the time before something is asked for."""
    return _says(text, rf"{times.BEFORE}|{times.UNTIL}|to (?:get|go|make|reach|travel|walk|drive|be|prepare)|まで|前")


def is_after(text: str) -> bool:
    """Whether the time after something is asked for."""
    return _says(text, rf"{times.AFTER}|後")


def _says(text: str, pattern: str) -> bool:
    gaps = [one for one in find_relations(fold(text)) if one.kind == "gap"]
    return any(re.search(rf"(?<![a-z])(?:{pattern})(?![a-z])", fold(text)[one.start : one.end]) for one in gaps)
