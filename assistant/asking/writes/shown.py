"""What "it" means in an order that follows an answer: the thing that the answer has cited, not what a search finds."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asking.agents.desk import Desk
from assistant.asking.agents.pointing import pointed_at
from assistant.asking.evidence.passages import stems
from assistant.asking.names import act_words, words
from assistant.asking.plan.plans import NEEDED, SEARCHES
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of, word_set
from assistant.asking.question.quoting import hidden
from assistant.asking.several.task_words import POINTING, POINTS, THE_THING
from assistant.asking.turns.continuing import said_first
from assistant.asking.values import POINTED, Plan, Step, Turn
from assistant.asking.writes.telling import REPLIES, before_text
from assistant.asking.writes.wording import FIRST, GENERIC, LAST, says_nothing
from assistant.dates import find_dates

_IT = (POINTING | words.THEY | word_set("that this es le la les lo los las het")) - word_set(
    "its there dort la-bas alli ahi daar erover ci ich"
)
_NEEDED = NEEDED | dict.fromkeys(("mail.draft", "mail.send"), "gmail")
_WITH = re.compile(rf"\b(?:{'|'.join(sorted(words.WITH))})\b")  # whom a file is for; of a meeting it says which
_FILE = word_set(  # said of any file
    "file document datei dokument fichier archivo documento ficheiro arquivo bestand access zugriff acces acceso "
    "accesso acesso toegang"
)
_ENCLITIC = re.compile(r"(?:lo|la|los|las)$")
_JAPANESE = re.compile(r"(?:それ|これ|(?:その|この)(?:会議|予定|ファイル|資料))[をは]")


async def about_shown(desk: Desk, plan: Plan, text: str, turns: Sequence[Turn]) -> Plan:
    """The plan in which an order that names its thing by a pronoun alone is about what the answer before has cited of
    the service that the order needs: in place of the searches for it. Of several things the asker is asked which."""
    places = dict.fromkeys(filter(None, turns[-1].sources)) if turns and not turns[-1].asked_back else {}
    needy = [step for step in plan.steps if step.operation in _NEEDED]
    if not places or len(needy) != 1 or not _points(desk, needy[0], said_first(text)):
        return plan
    [write], service = needy, _NEEDED[needy[0].operation]
    shown = {one: (await pointed_at(desk, [one])).sources for one in places}
    meant = [one for one, found in shown.items() if any(source.service == service for source in found)]
    if not meant:
        return plan
    searches = {step.id for step in plan.steps if step.id in write.needs and step.operation.startswith(service)}
    kept = [step for step in plan.steps if step.id not in searches and not searches & set(step.needs)]
    read = Step(POINTED, SEARCHES[service], {"words": "", "filters": {}, "places": meant})
    needs = (POINTED, *(need for need in write.needs if need in {step.id for step in kept}))
    return replace(plan, steps=(read, *kept, replace(write, needs=needs)))


def _points(desk: Desk, write: Step, text: str) -> bool:
    """Whether the order says "it", and no word by which a thing is called; of an answer to a mail it need not even."""
    answers = write.operation.startswith("mail")
    bare = before_text(hidden(text)) if answers else hidden(text)
    folded = fold(bare)
    tokens = tokens_of(bare, folded)
    if is_japanese(bare):
        return not answers and _JAPANESE.search(bare) is not None
    if FIRST.search(folded) or LAST.search(folded):
        return False
    given = _WITH.sub(",", folded) if write.operation == "file.share" else folded
    if not (REPLIES.search(folded) if answers else _says_it(given, tokens)):
        return False
    people = [*write.arguments.get("people", ()), *(one.words for one in desk.reading.mentions)]
    new = [] if answers else [str(write.arguments.get(name, "")) for name in ("title", "place")]
    known = stems(fold(" ".join([*people, *new])))
    dated = [(one.start, one.end) for one in find_dates(bare, desk.asker.now.date())]
    if answers and dated:  # "the mail of Monday": a day tells one mail from another
        return False
    left = [one for one in tokens if not any(start <= one.start < end for start, end in dated)]
    return all(_is_idle(one) or stems(one.folded) <= known for one in left)


def _says_it(folded: str, tokens: Sequence[Token]) -> bool:
    said = {part for one in tokens for part in (one.folded, one.folded.partition("-")[2])}
    pointing = POINTS.search(folded) or THE_THING.search(folded)
    return bool(said & _IT or pointing or any(map(_holds_it, tokens)))


def _holds_it(word: Token) -> bool:
    """Whether it is a verb that ends with its object, as "compártelo" does."""
    bare = _ENCLITIC.sub("", word.folded)
    return bare != word.folded and word.folded not in act_words.ACTS and bare in act_words.ACTS


def _is_idle(word: Token) -> bool:
    parts = [part for part in word.folded.split("-") if part]
    return _holds_it(word) or all(
        one in _IT | _FILE or one in act_words.ACTS or says_nothing(one) or stems(one) <= GENERIC for one in parts
    )
