"""The words of a question for one event, when and where it is and who comes, in eight languages, folded."""

import re

from assistant.asking.names.words import EVENTS
from assistant.asking.question.folding import word_set

_NOUN = rf"(?:{'|'.join(sorted(EVENTS, key=len, reverse=True))}|\w+(?:besprechung|sitzung|feier|essen|fest|treffen))"
_AT_WHAT = (
    r"wann|wo|um wie ?viel uhr|um welche (?:uhr)?zeit|quand|ou|a quelle heure|cuando|donde|a que horas?|quando|"
    r"dove?|a che ora|onde|wanneer|waar|hoe laat"
)
_IS = (
    r"ist|findet|beginnt|startet|war|fand|est|commence|etait|es|sera|empieza|comienza|fue|era|e|inizia|comincia|comeca|"
    r"foi|is|begint|was|(?:est-ce que?|est-ce qu')(?: \S+){0,4}? (?:est|commence)"
)
_WHO_COMES = (
    r"wer (?:kommt|nimmt|ist|geht|kam|war)|qui (?:vient|participe|assiste|sera|est (?:invite|present|venu)|etait)|"
    r"quien(?:es)? (?:viene|vienen|va|van|asiste|participa|vino|vinieron|fue|estuvo)|"
    r"chi (?:viene|va|partecipa|ci sara|c'e|c'era|e venuto)|quem (?:vem|vai|participa|estara|veio|foi|esteve)|"
    r"wie (?:komt|komen|gaat|kwam|was)|"
    r"who (?:comes|attends|joins|goes|came|was|attended|joined|is going|will (?:come|be|join|attend))"
)
_JAPANESE = (
    "ランチ|昼食|昼ご飯|夕食|夕ご飯|ディナー|朝食|コーヒー|お茶|電話|通話|パーティー|飲み会|会議|"
    "ミーティング|打ち合わせ|面談"
)
_OVER = r"(?!.{0,16}(?:ました|でした|だった))"
_OF = r"(?:fur|von|vom|uber|pour|de|du|sur|para|sobre|per|di|del|do|da|voor|van|over)\b"  # "the file for the call"
_ITS_NOUN = rf"[^?]{{0,40}}?\b(?P<noun>{_NOUN})\b"
_THE_NOUN = rf"(?: de)?(?: (?!{_OF})[\w'’-]+){{0,4}}? (?P<event>{_NOUN})\b"
_TELL = (  # before the question itself, which may end with its verb then: "tell me when the lunch is"
    r"(?:please |bitte )?(?:(?:can|could) you )?(?:(?:tell|let) (?:me|us)(?: know)?|(?:do )?you know|sage? (?:mir|uns)|"
    r"weisst du|dis-(?:moi|nous)|sais-tu|dime|sabes|dimmi|sai|diga-me|sabe|vertel (?:me|mij|ons)|weet je)\b,? "
)
ASKS_OF_EVENT = re.compile(
    rf"^\W*{_TELL}(?:what time|when|where|wann|wo|wanneer|waar)(?: (?!for\b|fur\b|voor\b)[\w'’-]+){{0,4}}? "
    rf"(?P<told>{_NOUN})"
    r"(?: [\w'’-]+){0,4}? (?:is|was|starts|begins|takes|ist|war|beginnt|stattfindet|begint)\b"
    rf"|^\W*(?:{_TELL})?(?:{_AT_WHAT})\b['’ ]\s*(?:{_IS})\b{_THE_NOUN}|^\W*(?:{_TELL})?(?:{_WHO_COMES})\b{_ITS_NOUN}"
    rf"|^\W*(?:c'est|es|e) (?:{_AT_WHAT}){_THE_NOUN.replace('<event>', '<event2>')}"
    rf"|^\W*(?:{_TELL})?(?:what time|when|where) (?:is|was) (?:(?:the|my|our) )?(?P<bare>{_NOUN})\b"
    rf"|(?P<ja>{_JAPANESE})(?:は|には?|が)?(?:いつ|何時|どこ|誰|だれ){_OVER}"
    rf"|^(?:いつ|どこ|誰|だれ)(?:が|で|に)?.{{0,12}}?(?P<ja2>{_JAPANESE}){_OVER}"
)
ASKS_WHERE = re.compile(  # where the asker has to be; "where are we with the lease?" asks something else
    rf"^\W*(?:{_TELL})?(?!.{{0,80}}\b(?:mails?|about|sent|write|written|mentioned)\b)(?:"
    r"where (?:(?:do|did|must|should|shall|will) )?(?:i|we) (?:(?:have|need|had) to |must |should |will )?(?:be|go)\b"
    r"|where (?:(?:am|was) i|i (?:am|was))\b"
    r"|wo (?:muss|soll|sollte|mussen|sollen) (?:ich|wir)\b(?=.{0,40}\b(?:sein|hin)\b)"
    r"|wohin (?:muss|soll|sollte|mussen|sollen) (?:ich|wir)\b|wo (?:bin|war) ich\b"
    r"|ou (?:suis-je|serai-je|etais-je|(?:dois-je|devons-nous|est-ce que (?:je dois|nous devons)) (?:etre|aller))\b"
    r"|(?:a )?donde (?:estoy|estare|estuve|(?:tengo que|debo|tenemos que|debemos) (?:estar|ir))\b"
    r"|dove (?:saro|saremo|(?:devo|dobbiamo) (?:essere|andare|stare))\b"
    r"|onde (?:estou|estarei|estive|(?:tenho (?:de|que)|devo|temos (?:de|que)|devemos) (?:estar|ir))\b"
    r"|waar (?:ben|was) ik\b|waar (?:moet|moeten) (?:ik|we|wij)\b(?=.{0,40}\b(?:zijn|heen|naartoe)\b))"
    rf"|どこ(?:に|へ)(?:(?:行け|いれ)ばいい|行く|いる)(?:んですか|のですか|ですか|の)?{_OVER}"
)
ASKING = word_set(  # that ask about it, and say nothing of what it is
    "come comes coming attend attends attending invited join joins joining kommt kommen nimmt teil vient viennent "
    "participe assiste viene vienen asiste participa vengono partecipa vem vao komt komen time uhr heure hora horas "
    "ora laat findet statt beginnt commence empieza comienza inizia comincia comeca begint viel kam "
    "came attended joined venu vino veio kwam hin heen naartoe"
)


def without_event(folded: str) -> str:
    """The text with the event that it asks about blanked: the lunch that somebody comes to is no hour."""
    found = ASKS_OF_EVENT.search(folded)
    if found is None or found.lastgroup is None:
        return folded
    start, end = found.span(found.lastgroup)
    return folded[:start] + "\x01" * (end - start) + folded[end:]
