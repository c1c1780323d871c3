"""Sentences of an answer that name no source: what may stand beside those that do."""

import re
from collections.abc import Iterator
from datetime import date

from assistant.asking.claims.denials import clauses
from assistant.asking.evidence.passages import occurs
from assistant.asking.question.filler import is_filler, is_japanese, spare_japanese
from assistant.asking.question.folding import fold, tokens_of, word_set
from assistant.dates import MONTHS, find_dates
from assistant.language import is_common
from assistant.numerals import find_numerals

_ANY_DAY = date(2000, 1, 1)  # which one it is says nothing about where days are named
_SHORT = 3  # letters of a word that tells something
_TELL = (  # what sources do
    r"found|find|mention\w*|sa(?:y|ys|id)|state[sd]?|specif\w+|named?|names|given|shown?|shows|indicat\w+|contain\w*|record\w*|"
    r"clear|information|details?|gefunden|finde|erwahn\w+|genannt|nenn\w+|angegeben|angaben|steh\w+|hervor|enthalt\w*|"
    r"information\w*|hinweis\w*|trouv\w+|mentionn\w+|indiqu\w+|precis\w+|di(?:t|sent)|encontr\w+|mencion\w+|indic\w+|dice\w*|"
    r"consta\w*|especific\w+|informacion\w*|trov\w+|menzion\w+|dicono|specific\w+|informazion\w+|risulta\w*|di(?:z|zem)|"
    r"informac\w+|gevonden|vind\w*|vermeld\w*|genoemd|noem\w+|staat|informatie|aangegeven|zegt"
)
_NO = (
    r"not|no|nothing|none|neither|nor|cannot|nicht|nichts|keine?[nmrs]?|weder|pas|rien|aucune?|nada|ningun[ao]?|non|nulla|niente|"
    r"nessun[ao]?|nao|nenhum[a]?|niet|niets|geen"
)
_BETWEEN = r"(?:\s+(?!that\b|dass\b|que\b|che\b|dat\b)[\w'’-]+){0,4}?\s+"
_FOUND_NOTHING = re.compile(
    rf"(?:\b(?:{_NO})|n['’]t)\b{_BETWEEN}(?:{_TELL})\b|\b(?:{_TELL})\b{_BETWEEN}(?:nicht|nichts|keine?[nmrs]?|pas|rien|aucune?|"
    r"nada|niet|niets|geen)\b|(?:見つかり|見つから|記載|書かれて|書いて|言及|情報|触れ)[^。]{0,8}(?:ません|ない|なかった)"
)
_HAS_NOTHING = re.compile(  # what was asked for is not there
    r"\b(?:(?:you have|there (?:is|are|was|were)) (?:no|nothing|none)|"
    r"(?:sie haben|du hast|es gibt) (?:keine?[nmrs]?|nichts)|vous n['’]avez|tu n['’]as|il n['’]y a|no (?:tienes?|hay)|"
    r"non (?:ha|hai|ci sono)|non c['’]e|nao (?:tem|ha)|(?:u hebt|je hebt|er (?:is|zijn)) (?:geen|niets))\b|"
    r"(?:あり|い)ません|(?:は|が)ない"
)
_INTRODUCES = re.compile(r"[:：]\s*$")
_OF_ANSWERS = word_set(  # what an answer says of itself and of its sources, in eight languages, folded
    "above according added adds ademas alem also altere another answer antwoord antwort archivo archivos arquivo "
    "arquivos asked asks aucun aucune ausserdem below bericht berichten bestand bestanden bittet both bovendien bron "
    "bronnen calendar check chiede comes contradict contradicts correo correos courriel courriels dann datei dateien "
    "demande detail details differ different differs disagree disso document documenti documento documents earlier "
    "echter ecrit email emails embargo encontrado enfin ensuite escreve escribe evenement event evento eventos events "
    "explains fichier fichiers file files finally first folgende folgenden folgendes following fonte fontes fonti "
    "found fragt fuente fuentes further geen gefunden here holds however information inoltre insgesamt item items "
    "itself jedoch kalender keine keinem keinen keiner kurz latest laut list listed mail mails meldet mensagem "
    "mensagens mensaje mensajes mentioned mentions message messages messaggi messaggio nachricht nachrichten nada "
    "nadie neither nenhum nenhuma nessun nessuna nessuno neuere never newer newest next nichts niemand niente niets "
    "ninguem ningun ninguna ninguno nobody none nor nothing nulla older oldest oui overall pede personne pide point "
    "points pontos primero punkte punten punti puntos quelle quellen quer question quiere reponse reported reports "
    "respectively resposta respuesta resume resumen resumo rien risposta sagt said same samengevat says schreibt "
    "schrieb schrijft scrive second secondo seguente seguenti seguinte seguintes segun segundo selon several short "
    "siguiente siguientes sim sin sintesi source sources suivant suivante suivantes suivants summarised summary sure "
    "termin termine then therefore these thing things third thread three thus together total toutefois trouve "
    "tuttavia usually veut voici volgende volgens vraagt vuole wants widersprechen wil writes wrote yes zuerst "
    "zusammengefasst"
)
_OF_ANSWERS_JAPANESE = re.compile(r"情報源|出典|以下|次|通り|メール|予定|資料|合計|要約")


def tells(sentence: str) -> bool:
    """Whether it has a word of its own: "Yes." and "In short:" have none."""
    return any(_content(sentence))


def leads(sentence: str) -> bool:
    """Whether it is nothing without what follows it: "Yes.", or the head of a list."""
    return _INTRODUCES.search(sentence) is not None or not tells(sentence)


def rests_on(sentence: str, told: str, question: str) -> bool:
    """Whether an uncited sentence claims nothing by itself: every word that tells something stands in what the others
    cite, or it only says that something was not found, or that what was asked for is not there. Of the head of a list
    half of them is enough."""
    parts = [sentence[start:end] for start, end in clauses(sentence)]
    nothing = [_FOUND_NOTHING.search(fold(part)) is not None for part in parts]
    introduces = _INTRODUCES.search(sentence) is not None
    asked = introduces or any(nothing) or _HAS_NOTHING.search(fold(sentence))
    known = f"{told}\n{question}" if asked else told
    words = [word for part, is_none in zip(parts, nothing, strict=True) if not is_none for word in _content(part)]
    strange = sum(not occurs(word, [known]) for word in words)
    return 2 * strange <= len(words) if introduces else not strange


def _content(text: str) -> Iterator[str]:
    """The words that tell something; figures and days are looked at elsewhere."""
    days = [(one.start, one.end) for one in find_dates(text, _ANY_DAY)]
    for start, end in [*days, *((one.start, one.end) for one in find_numerals(text))]:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    if is_japanese(text):
        yield from spare_japanese(_OF_ANSWERS_JAPANESE.sub(" ", text)).split()
        return
    for token in tokens_of(text, fold(text)):
        word = token.folded
        small = len(word) < _SHORT or is_filler(word) or is_common(token.text.lower()) or is_common(word)
        if not (small or word in _OF_ANSWERS or word in MONTHS or any(sign.isdigit() for sign in word)):
            yield word
