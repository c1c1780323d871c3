"""One sentence that asks two questions: "when do I meet Tom and what did he write about the lease?". Each is looked up
by itself, for they may be of different people, days and services."""

import re

from assistant.asking.question.filler import is_filler
from assistant.asking.question.folding import tokens_of, word_set
from assistant.asking.several import task_words as words
from assistant.asking.turns.following import names_pronoun

_DIRECT = {  # how a main clause asks; where one is part of another, the verb or the subject stands elsewhere
    "en": (
        r"(?:what time|when|where|why|how(?: (?:much|many|long|often|far|old))?(?: [\w-]+){0,2}|whom?|"
        r"(?:what|which|whose)(?: [\w-]+){0,4}) (?:is|are|was|were|am|do|does|did|has|have|had|will|would|can|could|"
        r"should|must|shall|may)\b|who (?:wrote|sent|said|asked|told|shared|replied|answered|wants|needs|comes|came|"
        r"organi[sz]e[sd]|signed|paid|invited)\b|"
        r"(?:is|are|was|were|am|do|does|did|has|have|had|will) (?!know\b)[\w'’]+ ",
        "and",
    ),
    "de": (
        r"(?:wann|wo|wer|wem|wen|warum|worum|was|wie(?:viele?|so)?(?: (?:viele?|lange|oft))?(?: \w+)?|"
        r"welche[rsnm]?(?: \w+){1,2}) (?:ist|sind|war|waren|hat|haben|habe|hatte|wird|werden|kommt|kommen|kann|soll|"
        r"muss|kostet|schrieb|schreibt|beginnt|findet|steht|treffe|trifft|geht|schickte|sagte)\b|(?:habe|hat|ist|sind|"
        r"gibt|war|kommt|kommen) (?:ich|wir|es|\w+) ",
        "und",
    ),
    "fr": (
        r"(?:quand|ou|qui|combien(?: de \w+)?|comment|pourquoi|(?:de )?quoi|quel(?:le)?s?(?: \w+)?) (?:est|sont|a|ont|"
        r"ai-je|a-t-il|a-t-elle|est-ce|dois|etait|coute|commence|arrive|vient|dit|ecrit)\b|qu'(?:est-ce|a|ai-je)|"
        r"(?:est-ce|ai-je|a-t-il|a-t-elle)\b",
        "et",
    ),
    "es": (
        r"(?:cuando|donde|quien(?:es)?|cuant[oa]s?(?: \w+)?|como|por que|que|cual(?:es)?(?: \w+)?) (?:es|son|esta|"
        r"estan|fue|tengo|tiene|hay|ha|han|dijo|escribio|envio|empieza|cuesta|debo|viene)\b|(?:tengo|hay|ha|han) \w+ ",
        "y",
    ),
    "it": (
        r"(?:quando|dove|chi|quant[oaie](?: \w+)?|come|perche|(?:che )?cosa|che|qual[ei]?(?: \w+)?) (?:e|sono|era|ho|"
        r"ha|hanno|devo|comincia|inizia|costa|viene|dice|scrive|c'e)\b|(?:ho|ha|c'e|ci sono) \w+ ",
        "e",
    ),
    "pt": (
        r"(?:quando|onde|quem|quant[oa]s?(?: \w+)?|como|por que|o que|que|qual|quais(?: \w+)?) (?:e|sao|era|tenho|tem|"
        r"ha|foi|disse|escreveu|enviou|comeca|custa|devo|vem)\b|(?:tenho|tem|ha) \w+ ",
        "e",
    ),
    "nl": (
        r"(?:wanneer|waar|wie|hoe(?:veel)?(?: \w+)?|waarom|wat|welke?(?: \w+){1,2}) (?:is|zijn|was|waren|heeft|heb|"
        r"hebben|had|wordt|komt|komen|kan|moet|kost|schreef|schrijft|begint|zei|stuurde)\b|(?:heb|heeft|is|zijn) \w+ ",
        "en",
    ),
}
_LED = (  # "by when must I answer?"
    r"(?:(?:at|by|until|till|since|from|for|to|with|about|ab|bis|seit|jusqu'a|d'ici|depuis|pour|hasta|desde|para|entro|"
    r"fino a|da|per|ate|tot|vanaf|sinds|voor) (?=wh|how|wan|quand|cuando|quando))?"
)
_TELL = (  # before a question, or a thing that is to be shown; "give me" says how it is to be told as well
    r"(?:(?:tell|show|let) (?:me|us)|(?:sag|zeig|nenn)e? (?:mir|uns)|(?:dis|montre)-(?:moi|nous)|dime|muestrame|dimmi|"
    r"mostrami|diga-me|mostre-me|(?:vertel|zeg|toon) (?:me|mij|ons))\b"
)
_BOTH = [
    (
        re.compile(rf"^\W*(?:{_LED}(?:{question})|{_TELL})"),
        re.compile(
            rf"(?:,?\s+{joins}|,)\s+(?:also |auch |aussi |ook |please |bitte )?(?={_LED}(?:{question})|(?<!,\s){_TELL})"
        ),
    )
    for question, joins in _DIRECT.values()
]
_OWN_AT_LEAST = 2  # words that say what about; a name counts twice
_ANCHOR = re.compile(  # "what are the next steps and who is responsible for the pilot?" is of the pilot alone
    r"\b(?:about|of|with|from|for|on|in|at|by|to|regarding|my|our|uber|von|mit|fur|am|im|bei|zum|zur|mein\w*|unser\w*|"
    r"sur|de|du|des|avec|pour|en|au|chez|mes|mon|ma|notre|sobre|del|con|para|mis?|su|di|della|dell|per|mi[aeo]|miei|do|"
    r"da|com|meus?|minhas?|over|van|met|voor|op|mijn|ons|onze)\b (?=\w)|d'|l'"
)
_OF_SOMETHING = word_set(  # "the delivery date": of what is said with the other question
    "date day time hour price cost amount total number name status deadline address place room location agenda reason "
    "subject plan next step steps last first new current main exact final datum preis kosten betrag summe nummer frist "
    "adresse ort grund nachste nachsten schritte schritt prix cout montant numero delai adresse lieu raison prochaines "
    "prochaine etapes fecha precio coste importe plazo direccion lugar razon proximos pasos data prezzo costo importo "
    "numero scadenza indirizzo luogo prossimi passi preco custo valor prazo endereco local proximos passos prijs "
    "kosten bedrag nummer adres plaats reden volgende stappen"
)
_COSTS = re.compile(r"\b(?:do|does|did|will|would) .+\bcost\b")  # no "cost" of something else: it is the verb
_ARTICLE_BEFORE = re.compile(  # or an adjective: German writes every noun with a capital
    r"(?:\b(?:the|an?|der|die|das|den|dem|des|\w*e[nrsm]?)|['’])\s*\Z", re.I
)
_IS = r"(?:is|are|ist|sind|est|sont|es|son|e|sono|sao|zijn)"
_WHEN_IS_IT = re.compile(  # "when is the lunch" says all that there is to say, and so does "tell me when the lunch is"
    rf"\W*(?:{_TELL}(?: know)?,? )?(?:when|where|(?:at )?what time|wann|wo|quand|ou|cuando|donde|quando|dove|onde|"
    rf"wanneer|waar) (?:{_IS} )?(?:the|my|our|der|die|das|mein\w*|unser\w*|le|la|les|mon|ma|mes|notre|el|los|las|mi|"
    rf"mis|il|lo|i|mi[ao]|o|a|os|as|meus?|minhas?|de|het|mijn|ons|onze)\s(?P<what>[\w-]+)(?: {_IS})?\W*"
)
_KNOWING = re.compile(
    r"^\W*(?:(?:do|can|could|are|would|did) you|is it|weisst du|kannst du|wissen sie|sais-tu|savez-vous|sabes|sabe|sai|"
    r"weet je|kun je)\b"
)


def halves(text: str, masked: str) -> list[str]:
    """The questions of a sentence, in their order; [the text] where it holds no more than one, or where one of them
    says too little by itself. `masked` is the text folded, with what is quoted hidden, of the same length."""
    for direct, joint in _BOTH:
        if not direct.match(masked) or _KNOWING.match(masked):
            continue
        ends = [found.span() for found in joint.finditer(masked)]
        bounds = list(zip([0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)], strict=True))
        if len(bounds) > 1 and all(_stands_alone(text[slice(*one)], masked[slice(*one)]) for one in bounds):
            return [text[slice(*one)].strip() for one in bounds]
    return [text]


def _stands_alone(text: str, masked: str) -> bool:
    """Whether it says of whom, when or what it is, and does not point at a thing that is named elsewhere."""
    if when := _WHEN_IS_IT.fullmatch(masked):
        return when["what"] not in _OF_SOMETHING and when["what"] not in words.POINTING
    tokens = tokens_of(text, masked)
    if words.POINTS.search(masked) or any(token.folded in words.POINTING for token in tokens):
        return False
    capitals = (token for token in tokens[1:] if token.capital and token.text != "I")
    named = any(not _ARTICLE_BEFORE.search(text[: token.start]) for token in capitals)
    named = named or "\x01" in masked or names_pronoun(tokens)
    own = {token.folded for token in tokens if not is_filler(token.folded) and token.folded not in words.IDLE}
    things = own - (_OF_SOMETHING - {"cost"} if _COSTS.search(masked) else _OF_SOMETHING)
    anchored = named or _ANCHOR.search(masked) is not None or len(things) >= _OWN_AT_LEAST
    return anchored and len(own) + named >= _OWN_AT_LEAST
