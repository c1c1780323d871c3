"""What looks like an order and is none: "don't cancel it", "can I cancel it?", "Bob wrote: cancel it"."""

import re

from assistant.asking.names import words
from assistant.asking.question.folding import fold, word_set
from assistant.asking.question.quoting import hidden
from assistant.asking.question.showing import shown_from
from assistant.asking.several.task_words import SAYING
from assistant.asking.turns.continuing import SINCE

_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。？])|\n")
MORE_ORDERS = word_set(  # besides words.ORDERS
    "remove let drop invite confirm remind shift rename set save loop fill"
)
_VERB = rf"(?:{'|'.join(sorted(words.ORDERS | words.INFINITIVES | MORE_ORDERS, key=len, reverse=True))})\b"
_BETWEEN = (  # an order and its "not"; "forget" is none: "don't forget to cancel it" is an order
    r"(?:you|to|want|ever|just|yet|going|have|need|be|like|me|us|do|anyone|anybody|wish|dare|start|actually|simply)"
)
_NOT = (
    r"(?:\b(?:not|never|dont|no (?:need|reason)|nobody|no one)|n't)(?:\s+" + _BETWEEN + r"){0,5}\s+"
    r"|\b(?:no|non|nao|ne|nunca|jamais|nie|niemals|nooit)\s+(?:(?:me|le|la|les|lo|los|las|mi|o|a|os|as)\s+)?|\bn'"
)
_ASIDE = re.compile(r"\b(?:not|never|n't),[^,.?!]{1,60},")  # "do not, under any circumstances, cancel it"
_UNDECIDED = (
    r"\b(?:(?:can|could|may|might|should|must|shall|do|did|would|will) (?:i|we)(?: just| simply| really)?|"
    r"(?:i|we) (?:might|may|was going to|were going to|was about to|used to|almost|will|could|never|already)|"
    r"(?:soll|sollte|kann|darf|muss) ich|sollen wir|puis-je|(?:dois|devrais)-je|dois je|puedo|debo|deberia|posso|devo|"
    r"(?:kan|mag|moet|zal) ik)(?:\s+[\w'-]+){0,6}?\s+"
)
_TOLD = (
    r"(?<!\bi )\b(?:wrote|writes|said|says|replied|claims|schrieb|schreibt|sagt|sagte|ecrit|dit|escribio|dice|dijo|"
    r"scrive|scritto|diz|disse|escreveu|schreef|schrijft|zei|zegt)(?:\s*:[^.?!]{0,120}?|\s+(?:to\s+)?)"
)
_NO_ORDER = re.compile(rf"(?:{_NOT}|{_UNDECIDED}|{_TOLD})\b{_VERB}")
_BEHIND = re.compile(  # German and Dutch say "not" at the end, Japanese within the verb
    r"\b(?:sage?n?\b(?=[^,;:.?!]{0,200}\bab\b)|storniere?n?|losche?n?|verschiebe?n?|streiche?n?|verlege?n?|teilen?|lade?n?|zeg\b(?=[^,;:.?!]{0,200}\baf\b)|annuleer|verwijder|"
    r"verplaats|schrap|deel|verzet)\b(?![^,;:.?!]{0,200}\b(?:dass|dat)\b)[^,;:.?!]{0,200}"
    r"\b(?:nicht|keine?[nmrs]?|niet|geen)\b"
    r"(?! (?:nur|alleen))"
    r"|[^。\n]{0,200}(?:(?<!忘れ)ないで|しなくて|必要は(?:ない|ありません)|のはやめて)[^。\n]*"
)


def ordering_sentences(text: str) -> list[str]:
    """The sentences of that text. Lines of a letter that it dictates are none: they are for its reader."""
    return [sentence for said in orders_in(text).split(SINCE) for sentence in _SENTENCE.split(_letter_joined(said))]


def _letter_joined(said: str) -> str:
    opens = SAYING.search(fold(said))
    at = opens.end() if opens else len(said)
    return said[:at] + said[at:].replace("\n", " ")


def orders_in(text: str) -> str:
    """The text without what is quoted or shown and without each verb that nobody orders; every other character in its
    place."""
    own = shown_from(text)
    bare = hidden(text)[:own] + " " * (len(text) - own)
    bare = bare if bare.strip() else text
    folded = _ASIDE.sub(_without_aside, fold(bare))
    spans = sorted(found.span() for pattern in (_NO_ORDER, _BEHIND) for found in pattern.finditer(folded))
    for start, end in spans:
        bare = f"{bare[:start]}{' ' * (end - start)}{bare[end:]}"
    return bare


def _without_aside(found: re.Match[str]) -> str:
    said = found[0].partition(",")[0]
    return said + " " * (len(found[0]) - len(said))
