"""Whether the asker's own words order what a plan would change; a model's plan alone is no order (SPEC AS3, SE6)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.asking.names import words
from assistant.asking.names.orders import is_order, names_thing
from assistant.asking.plan.plans import plan_by_code
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.question.quoting import without_letter
from assistant.asking.question.showing import shown_from
from assistant.asking.replying import PREPARED
from assistant.asking.turns.continuing import asks
from assistant.asking.values import WRITES, Plan, Reading, Step
from assistant.asking.writes.acts import Acts, orders_of
from assistant.asking.writes.forbidding import MORE_ORDERS, ordering_sentences

DEPENDS = (
    "You made this depend on something, and whether it is so I leave to you: nothing is prepared yet. "
    "If it is, say “go ahead” in this thread."
)
DOUBTED = "I am not sure that you want {what}, so I left that out. If you do, please ask for it by itself."
UNPLANNED = "You asked for {what} as well, as I read it, and I prepared none. Please ask for that by itself."
_ORDERED_BY = {  # what of act_words.Act each write needs
    "mail.send": frozenset({"mail", "draft"}),
    "mail.draft": frozenset({"mail", "draft"}),
    "event.create": frozenset({"make"}),
    "event.update": frozenset({"move", "name", "invite"}),
    "event.delete": frozenset({"cancel"}),
    "file.share": frozenset({"share"}),
}
_FIELDS = {  # of an event that is changed, by the acts of which one is needed
    "begins": frozenset({"move"}),
    "shift": frozenset({"move"}),
    "minutes": frozenset({"move"}),
    "title": frozenset({"name"}),
    "place": frozenset({"name", "move"}),
    "text": frozenset({"name"}),
    "people": frozenset({"invite"}),
}
_TOPIC_ALONE = re.compile(r"(?:は|(?<!か)[？?])\Z")
_GIVE_ME = re.compile(r"\bgive (?:me|us)\b", re.I)
_CONDITION = re.compile(
    r"\b(?:if|unless|in case|provided that|as long as|once|as soon as|otherwise|or else|falls|sobald|wenn|sofern|sonst|"
    r"andernfalls|si|sauf si|sinon|a moins que|se|caso|altrimenti|senao|als|tenzij|indien|zo niet|zo ja|"
    r"de lo contrario)\b"
    r"|もし|場合|(?<!よけ)(?<!でき)(?<!あ)(?<!よかっ)(?:なら|たら|れば)[、,]"
)
_INDIRECT = re.compile(  # "ask Bob if he comes", "if possible": nothing hangs on these
    r"\b(?:ask\w*|know|check|see|wonder\w*|find out|tell|sure|frag\w*|demand\w*|pregunt\w*)\b"
    r"(?:\W+\w+){0,3}\W+(?:if|wenn|si)\b"
    r"|\bif (?:you can|you could|possible|needed|necessary|you like)\b|\bas soon as possible\b|\bat once\b"
)
_TEXT = re.compile(r"(?<!\d):|[\"“„«]|(?<!\w)['‘]|\b(?:saying|that says|to say|dass|que)\b")


@dataclass(frozen=True)
class Settled:
    """A plan without what nobody ordered, and what to ask the asker about it, '' if nothing."""

    plan: Plan
    question: str = ""


def settle(plan: Plan, reading: Reading, text: str, *, continued: bool = False) -> Settled:
    """The plan as far as the asker's text orders it; what was asked back of a `continued` one has been answered."""
    if not any(step.operation in WRITES for step in plan.steps):
        return Settled(plan)
    orders = orders_of(text, [one.words for one in reading.mentions])
    acts = frozenset[str]().union(*orders)
    if not acts and not is_ordered(text):
        left = [step for step in plan.steps if step.operation in WRITES and shown_from(text) < len(text)]
        return Settled(_reads_of(plan, reading), _doubted(left))
    if not continued and depends(text):
        return Settled(_reads_of(plan, reading), DEPENDS)
    steps = tuple(_bound(step, acts) for step in plan.steps if _is_wanted(step, acts))
    left = [step for step in plan.steps if not _is_wanted(step, acts)]
    question = _doubted(left) or _unplanned(orders, steps)
    kept = replace(plan, steps=steps)
    return Settled(kept if any(step.operation in WRITES for step in steps) else _reads_of(kept, reading), question)


def _doubted(left: Sequence[Step]) -> str:
    return DOUBTED.format(what=" and ".join(dict.fromkeys(PREPARED[step.operation] for step in left))) if left else ""


def _unplanned(orders: Sequence[Acts], steps: Sequence[Step]) -> str:
    """What to say of an order beside others for which nothing is planned."""
    planned = [_ORDERED_BY[step.operation] for step in steps if step.operation in WRITES]
    missing = [acts for acts in orders if not any(acts & needed for needed in planned)]
    if not planned or not missing:
        return ""
    names = (next(PREPARED[one] for one, needed in _ORDERED_BY.items() if acts & needed) for acts in missing)
    return UNPLANNED.format(what=" and ".join(dict.fromkeys(names)))


def _is_wanted(step: Step, acts: Acts) -> bool:
    """Whether a step changes nothing, or what is ordered."""
    return step.operation not in WRITES or bool(_ORDERED_BY[step.operation] & acts)


def _bound(step: Step, acts: Acts) -> Step:
    """The step without changes of an event that are none of those ordered: who moves one does not rename it. A mail
    that is only to be drafted is not sent."""
    if step.operation == "mail.send" and "draft" in acts and "mail" not in acts:
        return replace(step, operation="mail.draft")
    if step.operation != "event.update":
        return step
    kept = {name: value for name, value in step.arguments.items() if _FIELDS.get(name, acts) & acts}
    return replace(step, arguments=kept)


def _reads_of(plan: Plan, reading: Reading) -> Plan:
    steps = tuple(step for step in plan.steps if step.operation not in WRITES)
    return replace(plan, steps=steps or plan_by_code(reading).steps)


_JAPANESE_ASKS = re.compile(  # a question, or a thing that is named alone: "明日の予定は？", "最新のメール"
    r"(?:か|は|メール|メッセージ|ファイル|資料|文書|書類|予定|会議|件|返信)[\s。.?？!！]*$"
)


def is_to_be_done(text: str) -> bool:
    """The same of what may be a question: "give me the time" is one, and so is a topic in Japanese without a verb."""
    if is_japanese(text) and _TOPIC_ALONE.search(text.rstrip()):
        return False
    return is_ordered(_GIVE_ME.sub(" ", text))


def is_ordered(text: str) -> bool:
    """Whether anything is to be done, rather than found or left."""
    return any(_orders(sentence) for sentence in ordering_sentences(text))


def _orders(text: str) -> bool:
    """Whether a sentence holds an order, not only as its first word, and does not merely ask."""
    folded = fold(text)
    tokens = tokens_of(text, folded)
    said = [token.folded for token in tokens]
    if names_thing(tokens, folded):
        return False
    if is_order(tokens):
        return True
    if is_japanese(text):
        return _JAPANESE_ASKS.search(folded) is None
    polite = bool(said) and said[0] in words.ORDERLY
    if not polite and (asks(folded) or folded.rstrip().endswith("?")):
        return False
    verbs = words.ORDERS | MORE_ORDERS
    return bool(set(said) & (verbs if polite else verbs - words.MAIL))  # "the last email from Helen" orders nothing


def opens_text(text: str) -> bool:
    """Whether it begins to say what is to be written: what follows may be a part of that."""
    return _TEXT.search(fold(text)) is not None


def depends(text: str) -> bool:
    """Whether it shall be done on a condition: "if Bob has not answered, remind him"; not what a mail is to say."""
    folded = fold(without_letter(text))
    start = _TEXT.search(folded)
    return _CONDITION.search(_INDIRECT.sub(" ", folded[: start.start()] if start else folded)) is not None
