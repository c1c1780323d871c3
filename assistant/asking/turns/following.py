"""Questions that lean on the turn before: "and what about last week?", "and from Bob?", "what did she reply?"."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile
from typing import Literal

from assistant.asking.question.folding import Token, word_set
from assistant.asking.values import Turn
from storage.index.entry import Filters

Speaker = Literal["asker", "other", ""]
_ADDING = (
    r"(?:and|what about|how about|or|also|but|then|und|was ist mit|wie (?:ist|war) es mit|et|qu'en est-il|y|e|en|"
    r"wat dacht je van|en wat|que tal|e quanto|ma|mais|pero|oder|ou|o|of|only|just|nur|seulement|solo|apenas|alleen|"
    r"same|そして|では|じゃあ|それで|あと)"
)
_OPENING = re.compile(rf"^\W*{_ADDING}(?=\W|[\u3040-\u9fff]|$)(?:\s+{_ADDING}(?=\W|$))?")
_PRONOUNS = word_set(
    "he she him her his hers they them their er ihm ihn sie ihr il elle lui ella ellos ellas lei ele ela dele dela hij "
    "zij hem haar"
)
_POINTING = word_set(
    "it that this those these one dies das dieser celui-ci cela eso esto quello questo isso isto dat dit"
)
_BARE = word_set(  # of a question that names nothing: "why?", "who else?"
    "what who whom whose when where why how which much many else so was wer wem wen wann wo warum wieso wie welche "
    "viel viele sonst noch quoi qui quand ou pourquoi comment combien d'autre que quien quienes cuando donde por como "
    "cuanto cuantos mas cosa chi dove perche come quando quanto quanti altro quem onde quantos mais wat wie waar "
    "wanneer waarom hoe hoeveel nog"
)
_JAPANESE_BARE = re.compile(
    r"(?:なぜ|どうして|いつ|誰|どこ|何|どう|いくら|いくつ|どれ)(?:が|に|から|ですか|でしょうか|なの)?[?？。\s]*"
)
_JAPANESE_TOPIC = re.compile(r"[^\s、。]{1,20}(?:から|へ|に|と)は[?？。\s]*")  # "Bobからは？": without a verb
_NOT_PERSONS = word_set("der die das ihr")
_LAST = 9  # of _NTH
_SHORT = 14  # words of a question that only adds to another
_NTH = re.compile(
    r"\b(?:the|der|die|das|le|la|el|il|lo|o|a|de|het)\s+(?:(?P<n1>first|erste[rn]?|premiere?|primer[oa]?|prim[oa]|"
    r"primeir[oa]|eerste)|"
    r"(?P<n2>second|zweite[rn]?|deuxieme|seconde?|segund[oa]|second[oa]|tweede)|(?P<n3>third|dritte[rn]?|troisieme|"
    r"tercer[oa]?|terz[oa]|"
    r"terceir[oa]|derde)|(?P<n4>fourth|vierte[rn]?|quatrieme|cuart[oa]|quart[oa]|vierde)|(?P<n9>last|letzte[rn]?|"
    r"derniere?|ultim[oa]|laatste))"
    r"(?:\s+(?:one|mail|email|message|result|file|event|meeting|mails|nachricht|e-mail|termin|datei|correo|mensaje|"
    r"bericht))?\s*(?=[?.!,]|$|\b(?:say|about|from|in detail)\b)"
    r"|(?P<ja>[一二三1-9])(?:番目|つ目)"
)


def leans(folded: str, tokens: Sequence[Token], turns: Sequence[Turn], has_person: bool) -> bool:
    """Whether the question cannot stand without the turn before."""
    if not turns or not tokens:
        return False
    words = {token.folded for token in tokens}
    if is_bare(folded, tokens) or _JAPANESE_TOPIC.fullmatch(folded):
        return True
    if opens(folded, tokens, turns) or _NTH.search(folded):
        return len(tokens) <= _SHORT
    if names_pronoun(tokens) and not has_person:
        return len(tokens) <= 20
    return bool(words & _POINTING) and len(tokens) <= 6


def is_bare(folded: str, tokens: Sequence[Token]) -> bool:
    """Whether it asks without a word of what it is about: "why?", "who else?"."""
    few = 0 < len(tokens) <= 3 and {token.folded for token in tokens} <= _BARE
    return few or _JAPANESE_BARE.fullmatch(folded) is not None


def opens(folded: str, tokens: Sequence[Token], turns: Sequence[Turn]) -> bool:
    """Whether it begins as a question that only adds to the one before: "and …", "what about …"."""
    return bool(turns) and len(tokens) <= _SHORT and _OPENING.match(folded) is not None


def opening_end(folded: str) -> int:
    """Where the words end that only tie the question to the one before."""
    match = _OPENING.match(folded)
    return match.end() if match else 0


def names_pronoun(tokens: Sequence[Token]) -> bool:
    """Whether a person is meant without being named."""
    said = {part for token in tokens for part in token.folded.split("-") if "-" in token.folded or part != "il"}
    return bool(said & _PRONOUNS - _NOT_PERSONS) or any(token.text.lower() == "él" for token in tokens)


def pointed_at(folded: str, turn: Turn) -> tuple[tuple[str, ...], tuple[int, int]]:
    """The thing that "the second one" means (see Turn.sources), and where the words stand; nothing if none is meant.

    What was worked out is none. Where it heads a list ("you have six:") the second one is the second of the list.
    """
    match = _NTH.search(folded)
    if match is None:
        return (), (0, 0)
    number, listed = _number(match), _listed(turn)
    if number == _LAST and not turn.sources:
        return (), (0, 0)
    meant = listed[-1:] if number == _LAST else listed[number - 1 : number]
    return tuple(filter(None, meant)), match.span()


def points_past(folded: str, turn: Turn) -> bool:
    """Whether "the second one" is said where the answer before had no second one, or only something that was worked
    out; not "the last mail", which there is without any list."""
    match = _NTH.search(folded)
    if match is None or _number(match) == _LAST:
        return False
    number, listed = _number(match), _listed(turn)
    return number > len(listed) or listed[number - 1 : number] == ("",)


def _listed(turn: Turn) -> tuple[str, ...]:
    return tuple(dropwhile(lambda place: not place, turn.sources))


def _number(match: re.Match[str]) -> int:
    if match["ja"]:
        return "一二三".find(match["ja"]) + 1 or int(match["ja"])
    return int((match.lastgroup or "")[1])


def before(turns: Sequence[Turn], tokens: Sequence[Token]) -> Filters:
    """The filters that a follow-up goes on with: those of the turn before, and where a pronoun stands for somebody the
    person who was named last."""
    last = turns[-1].filters
    named = next((turn.filters for turn in reversed(turns) if turn.filters.senders or turn.filters.people), last)
    return replace(last, senders=named.senders, people=named.people) if names_pronoun(tokens) else last


def merge(new: Filters, old: Filters, pronoun: bool, speaker: Speaker) -> Filters:
    """The filters of a follow-up: what it names replaces its like, the rest stays.

    `pronoun` says that a person is meant who is named before, `speaker` who is said to have written.
    """
    period = new if new.since or new.until else old
    mine = new.outgoing or (pronoun and speaker == "asker")
    filters = replace(
        old,
        services=new.services or old.services,
        since=period.since,
        until=period.until,
        labels=new.labels or old.labels,
        attachment=old.attachment if new.attachment is None else new.attachment,
        unanswered=new.unanswered or (old.unanswered and not mine),
    )
    person = old.senders or (old.people[0] if old.people else frozenset())
    if new.senders or new.people:
        return replace(filters, senders=new.senders, people=new.people, outgoing=new.outgoing)
    if pronoun and person and speaker == "asker":
        return replace(filters, senders=frozenset(), people=(person,), outgoing=True)
    if pronoun and person and speaker == "other":
        return replace(filters, senders=person, people=() if not old.senders else old.people, outgoing=None)
    return filters if new.outgoing is None else replace(filters, senders=frozenset(), outgoing=new.outgoing)
