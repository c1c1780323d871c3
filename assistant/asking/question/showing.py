"""Where somebody shows a text rather than says it: "Is this a scam? Please transfer …". What it orders, they do not."""

import re

from assistant.asking.names.orders import is_order
from assistant.asking.question.dictating import answered_from, greets, pasted_from
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.question.quoting import hidden
from assistant.asking.several.task_words import THIS_TEXT

_QUOTED = re.compile(r"^[ \t]*>", re.M)  # as mail programs mark what was written before
_FIRST = re.compile(
    r"\W*(?:(?:hi|hello|hey|hallo|bonjour|hola|ciao|ola)\b[^.?!:\n]{0,20}[,.!\n]\s*)?[^.?!:\n。？]*(?:[.?!:。？]+|\n)\s*"
)
_END = re.compile(r"[.?!:。？]+\s+|\s*\n\s*")
_WHAT_IT_IS = (
    r"(?=\W*(?:[.?!:;,>\n]|$)|\s+(?:an?|from|by|true|real|genuine|phishing|spam|scam|legit\w*|ok|okay|safe|right|means?|"
    r"says?|wants?|ein(?:e[nr]?)?|echt|von|wahr|betrug|une?|de|vrai|serieux|una?|real|verdad|di|vero|sicuro|uma?|seguro|"
    r"een|van|waar)\b)"
)
_THIS = re.compile(
    rf"\b(?:this|das|dies(?:es)?|ceci|cela|ca|esto|eso|questo|isto|isso|dit|dat)(?: here| hier| ici)?{_WHAT_IT_IS}|これ"
)
_TO_BE_DONE = re.compile(  # "is this OK with you?", "can you do this?": of what the asker wants, and says next
    r"\W*(?:(?:is|would|ist|ware|est|est-ce|es|esta|e)\b.* (?:with|for|by|fur|pour|para|per|voor|met) "
    r"(?:you|dich|sie|toi|vous|ti|te|lei|voce|je|jou|u)\W*\Z|(?:can|could|would) you (?:please )?(?:do|arrange)\b|"
    r"(?:kannst|konntest) du\b.* (?:machen|erledigen)\W*\Z|(?:peux-tu|pouvez-vous|puedes|puoi|podes?|kun je)\b.* "
    r"(?:faire|hacer|fare|fazer|doen)\b)"
)


def shown_from(text: str) -> int:
    """Where such a text begins: a line behind ">", a mail that greets its reader or is to be answered, or what follows
    a first sentence that asks about "this". The length of the text where none does."""
    folded = fold(hidden(text, "\x01"))
    starts = [answered_from(text), pasted_from(folded), *_named(text, folded)]
    starts += [found.start() for found in [_QUOTED.search(folded)] if found]
    first = _FIRST.match(folded)
    if first and _THIS.search(first[0]) and not _is_own(first[0], text[first.end() :]):
        starts.append(first.end())
    return min(starts)


def _named(text: str, folded: str) -> list[int]:
    """Where a text begins that is spoken of before it: "Summarise this mail:", and then the mail. On the line of a
    question it begins with a greeting, else it may be the asker who goes on."""
    for named in THIS_TEXT.finditer(folded):
        start = max((end.end() for end in _END.finditer(folded[: named.start()])), default=0)
        end = _END.search(folded, named.end())
        if end and not is_order(tokens_of(folded[start : end.start()], folded[start : end.start()])):
            shown = ":" in end[0] or "\n" in end[0] or greets(text[end.end() :])
            return [end.end()] if shown else []
    return []


def _is_own(first: str, rest: str) -> bool:
    """Whether that sentence orders something, or asks for what the asker orders behind it: what is pasted begins a line
    of its own, or greets."""
    asks_for = _TO_BE_DONE.match(first) and "\n" not in first and not greets(rest)
    return bool(asks_for) or is_order(tokens_of(first, first))
