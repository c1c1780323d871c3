"""What the words of an order say of the things that it is about: which of several, and by what name."""

import re

from assistant.asking.evidence.passages import stems
from assistant.asking.names import words
from assistant.asking.names.orders import is_order
from assistant.asking.question.filler import is_filler, is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of, word_set
from assistant.asking.question.quoting import hidden
from assistant.asking.several.task_words import POINTING
from assistant.asking.turns.continuing import said_first
from assistant.asking.writes.order import Order

_PERIOD = (  # "next week" and "the last two days" are no first and last of anything
    r"(?!\W+(?:\d|two|three|few|couple|weeks?|months?|years?|quarter|days?|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"woche|monate?|jahr|quartal|tage?|\w+tag\b|semaine|mois|annee|semana|mes|ano|settimana|mese|anno|maand|jaar|dagen|"
    r"\w+dag\b|lunes|martes|miercoles|jueves|viernes|lundi|mardi|mercredi|jeudi|vendredi|lunedi|martedi|mercoledi|"
    r"giovedi|venerdi))"
)
_BEHIND = r"(?<!semaine )(?<!mois )(?<!annee )(?<!semana )(?<!mes )(?<!settimana )(?<!mese )(?<!lundi )(?<!vendredi )"
FIRST = re.compile(
    rf"\b{_BEHIND}(?:first|next|earliest|soonest|erste[nrms]?|nachste[nrms]?|premiere?|prochaine?|primer[ao]?|proxim[ao]|"
    r"prim[ao](?= (?:riunion|appuntament|incontr|event))|prossim[ao]|primeir[ao]|eerste|eerstvolgende|volgende)\b"
    rf"{_PERIOD}|最初の|次の(?![週月年日])|次回"
)
LAST = re.compile(
    rf"\b{_BEHIND}(?:last|latest|newest|letzte[nrms]?|neueste[nrms]?|derniere?|ultim[ao]|laatste)\b{_PERIOD}|最後の"
)
GENERIC = stems(  # words that say what kind of thing is meant, what is to be done with it, or when; no title by itself
    "meeting meetings event events appointment calendar session file document sheet first last next earliest latest "
    "cancel delete remove future coming upcoming leaving company something came move change rename reschedule postpone "
    "push back delay share please could shall all every both called name title place room time before after between "
    "minutes hours half hour today tomorrow morning afternoon evening monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december termin "
    "besprechung datei one ones second third fourth erste zweite dritte sick ill krank malade enfermo malato doente "
    "ziek"
)
_KIND = word_set(  # the same in other languages, and what is said of hours and mails, folded
    "ab absender afspraak afspraken after afternoons afzender agenda am anstehenden antes appuntamenti appuntamento "
    "apres archivo asistentes assunto asunto ate attend attendee attendees attending avant besprechungen betreff "
    "between bijeenkomst bis calendario calendrier cita citas compromisso compromissos convidados dalle das datei "
    "deelnemers demie depois des desde despues dopo earlier email emails entre evenement evenements eventi evento "
    "eventos everybody everyone expediteur fichier fino forward fra from fruher futuras future futures futuri futuros "
    "futurs gaste gasten genodigden guest guests halbe half hasta heure heures hora horas incontri incontro invitados "
    "invitati invitees invites jusqu kalender komende kommende kommenden kunftige kunftigen lassen later mail mails "
    "make manana manha matin mattina media mediodia meia message mezza mezzogiorno middag midday midi minuten minuti "
    "minutos minuut mittag mittente mornings na nach nachmittag nachricht noon objet ochtend oggetto onderwerp ora "
    "ore partecipanti participant participantes participants pm pomeriggio prima prochaines prochains prossime "
    "prossimi proximas proximos rdv remember remembers remetente remind remitente rendez-vous restlichen reuniao "
    "reunioes reunion reuniones reunions riunione riunioni saying sender since sitzung sitzungen spater stunde "
    "stunden subject sure tarde teilnehmer teilnehmern termine termins text till toekomstige tot tra treffen tussen "
    "uhr until uur vanaf venir vergadering vergaderingen voor vor vormittag werden zukunftige zukunftigen zwischen"
)
EXCLUDED = re.compile(  # what is named beside it is, or may be, what is not meant
    r"\b(?:except\w*|exclu\w*|apart from|aside from|besides|other than|rather than|save (?:the|my|for)|but (?:not|"
    r"the|for|my|keep|leave)|not (?:the|my|that|those|with|on|at)|instead of (?:the|my)|au(?:ß|ss)er|ausgenommen|"
    r"bis auf|aber nicht|nicht (?:den|die|das|mein\w*)|statt (?:de[rsm]|mein\w*)|sauf|hormis|a l'exception|"
    r"mais pas|pas (?:le|la|les|l'|celui|celle)|excepto|menos|salvo|pero no|no (?:el|la|las|los)|tranne|eccetto|"
    r"a parte|ma non|non (?:il|la|le|i|quell\w+)|exceto|fora (?:o|a|os|as)|mas nao|nao (?:o|a|os|as)|behalve|"
    r"uitgezonderd|maar niet|niet (?:de|het|die))(?!\w)|以外|除|ではなく|\b(?:minus|leave (?:the|my|out|alone)|(?:can|"
    r"may|should|will|kann|darf|soll|peut|puede|puo|pode|mag|kan) (?:stay|remain|bleiben|rester|quedarse|restare|"
    r"ficar|blijven)|stays?|remains|bleib(?:t|en)|reste(?:nt)?|se quedan?|resta(?:no)?|ficam?|blijf(?:t)?|blijven|"
    r"(?:is|are) (?:fine|ok|okay)|lass|laisse|deja|lascia|deixa|laat)\b|\b(?:or (?:the|my)|oder (?:de[rmn]|die|"
    r"das|mein\w*)|ou (?:le|la|les|o|a|os|as)|o (?:el|la|il|lo)|of (?:de|het))\b"
)
_REASON = re.compile(
    r"\b(?:because|so that|since i|as i|weil|da ich|damit|parce qu|car je|porque|perche|poiche|omdat)\b"
)
_SCRIPTS = re.compile(r"(?<=[a-zA-Z0-9])(?=[\u3040-\u9fff])|(?<=[\u3040-\u9fff])(?=[a-zA-Z0-9])")
_SENTENCE = re.compile(r"(?<=[.!?。])\s+|(?<=。)|\n")


def ordering(text: str) -> str:
    """What was said from the first sentence on that orders something: "Olga has left the team. Cancel …"; with the one
    before where that says what is meant: "Find the lease. Share it …"."""
    bare, start, before = hidden(text), 0, 0
    for end in [*(match.end() for match in _SENTENCE.finditer(bare)), len(bare)]:
        piece = bare[start:end]
        tokens = tokens_of(piece, fold(piece))
        if is_order(tokens):
            return text[before if any(one.folded in POINTING for one in tokens) else start :]
        before, start = start, end
    return text


def spaced(text: str) -> str:
    """With a space where another script begins: the words of "ClaraをRetroに" are three."""
    return _SCRIPTS.sub(" ", text)


def searched(order: Order) -> frozenset[str]:
    """Stems of what the plan searched for by name, besides words that fit anything."""
    topic = " ".join(str(one.step.arguments.get("topic", "")) for one in order.needed.values())
    folded = fold(topic)
    told = " ".join(one.text for one in tokens_of(topic, folded) if not says_nothing(one.folded))
    return stems(told) - known_of(order)


def known_of(order: Order) -> frozenset[str]:
    """Stems of words that name nothing: what fits anything, the people, and what something is to be called. Whom nobody
    knows may be what tells one thing from another: "my next meeting with Zoe" is none of those with others."""
    named = [one.words for one in order.desk.reading.mentions if one.emails or one.role == "recipient"]
    told = () if order.step.operation == "event.delete" else order.arguments.get("people", ())  # it adds nobody
    people = " ".join([*told, *named])
    new = " ".join(order.text(name) for name in ("title", "place"))
    return GENERIC | stems(people) | stems(new)


def unmatched(order: Order) -> frozenset[str]:
    """Stems of the asker's words that were taken for neither a day, a person nor anything else, and so may name what is
    meant: "external" of "cancel my external meetings"."""
    return stems(" ".join(one.folded for one in _left(order))) - known_of(order)


def names_unmatched(order: Order) -> frozenset[str]:
    """Those of them that are written like names, and so surely belong to what is meant: "Zorblax" of "share the Zorblax
    list"."""
    names = " ".join(one.folded for one in _left(order) if one.capital and one.start)
    return stems(names) - frozenset(stem for one in known_of(order) for stem in stems(fold(one)))


def _left(order: Order) -> list[Token]:
    """The words that say neither when nor who nor what is to be done; none in Japanese, where no spaces part them:
    those that the plan searched for have to do."""
    reading = order.desk.reading
    read = {token.folded for token in tokens_of(reading.words, fold(reading.words))}
    filled_in = reading.text.split() != order.said[0].split()  # by a model, which may have dropped a word of theirs
    text = hidden(ordering(said_first(order.said[0])))
    folded = fold(text)
    if is_japanese(text):
        return []
    reason = _REASON.search(folded)
    folded = folded[: reason.start()] if reason else folded
    said = tokens_of(text[: len(folded)], folded)
    return [one for one in said if (filled_in or one.folded in read) and not says_nothing(one.folded)]


def says_nothing(word: str) -> bool:
    """Whether a folded word orders, asks or counts."""
    verb = word in words.ORDERS or word in words.INFINITIVES or word in words.APART or word in words.APART.values()
    return verb or word in _KIND or word in words.ORDERLY or is_filler(word) or word[0].isdigit()
