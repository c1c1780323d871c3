"""What the asker's own words order to be done: a plan that would do something else is not followed.

"Remind me to cancel it" orders no cancellation, and "move it" none either.
"""

import re
from collections.abc import Sequence

from assistant.asking.names import act_words as words
from assistant.asking.names.orders import is_order, names_thing
from assistant.asking.names.words import ASKED_TO, INFINITIVES, MAIL, ME, ORDERLY
from assistant.asking.question.filler import is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of
from assistant.asking.turns.continuing import asks
from assistant.asking.writes.forbidding import ordering_sentences

Acts = frozenset[str]  # of act_words.Act
NOTHING: Acts = frozenset()
_ENCLITIC = re.compile(r"(?:me|le|les|lo|la|los|las|gli|mi|ci|li)$")
_BREAK = re.compile(r"[,;:.!?()]|\s-\s")
_SPEAKS = frozenset({"mail", "draft"})


def acts_in(text: str, people: Sequence[str] = ()) -> Acts:
    """All that is ordered in a text. What is quoted, forbidden, or told of one of those people orders nothing."""
    return frozenset().union(*orders_of(text, people))


def orders_of(text: str, people: Sequence[str] = ()) -> list[Acts]:
    """The same for each of the orders: of what it names, one is meant."""
    others = words.OTHERS | {fold(one).partition(" ")[0] for one in people}
    return [acts for sentence in ordering_sentences(text) for acts in _of(sentence, others)]


def _of(sentence: str, others: frozenset[str]) -> list[Acts]:
    if is_japanese(sentence) and (found := _japanese(sentence)):
        return found
    folded = fold(sentence)
    tokens = tokens_of(sentence, folded)
    said = {token.folded for token in tokens}
    if tokens and _asks(tokens, folded):
        return []
    return [_with_its_object(acts, folded, said) for acts in _heads(sentence, others)]


def _asks(tokens: Sequence[Token], folded: str) -> bool:
    """Whether it only asks: "who wants to cancel it?"."""
    first = tokens[0].folded
    if first in words.WHO:
        return True
    question = (asks(folded) and first not in ASKED_TO) or folded.rstrip().endswith("?")
    return question and first not in ORDERLY and (names_thing(tokens, folded) or not is_order(tokens))


def _with_its_object(acts: Acts, folded: str, said: set[str]) -> Acts:
    """With what a verb may mean besides by what it is said of: to make a mail, to send an invitation."""
    if "make" in acts and said & (MAIL | words.LETTERS):
        acts |= {"mail"}
    return acts | {"make", "invite"} if "mail" in acts and words.INVITATION.search(folded) else acts


def _heads(sentence: str, others: frozenset[str]) -> list[Acts]:
    """What each verb orders that hangs on no other: the first one, and those that are joined to it."""
    folded = fold(sentence)
    tokens, found = tokens_of(sentence, folded), list[Acts]()
    told = len(tokens) > 1 and tokens[0].folded in others and not _BREAK.search(folded[: tokens[1].start])
    for at, token in enumerate(tokens):
        tells = bool(found) and bool(found[-1] & _SPEAKS)
        if tells and (token.folded in words.TELLS or ":" in folded[tokens[at - 1].end : token.start]):
            break
        acts = acts_at(tokens, at, folded)
        if not acts or _is_noun(tokens, at):
            continue
        first = not found and not told and not _is_others(tokens, at, others)
        if first or _is_joined(tokens, at, folded) or _ends_clause(tokens, at, folded, found):
            found.append(acts)
        elif tells:
            break  # "tell Bob to cancel it and move the other one"
    return found


def acts_at(tokens: Sequence[Token], at: int, folded: str) -> Acts:
    """What the verb at that place orders, nothing if there is none, or if it is the asker who is to be told."""
    word, after = tokens[at].folded, tokens[at + 1].folded if at + 1 < len(tokens) else ""
    if after in words.NO_VERB.get(word, NOTHING):
        return NOTHING
    for one in dict.fromkeys((word, word.partition("-")[0])):
        for last, named in words.APART.get(one, {}).items():
            places = (n for n, other in enumerate(tokens[at + 1 :], at + 1) if other.folded == last)
            if any(_ends(tokens, n, folded) for n in places):
                return frozenset(named.split())
        if one == "call" or (one == "e" and word != one):
            continue
        bare = _ENCLITIC.sub("", one)
        for form in (one, bare, f"{bare}e"):
            if acts := words.ACTS.get(form, NOTHING):
                to_me = {after, word.partition("-")[2]} & ME and "mail" in acts and "make" not in acts
                return NOTHING if to_me else acts  # "tell me" asks
    return NOTHING


def _ends(tokens: Sequence[Token], at: int, folded: str) -> bool:
    """Whether a clause ends behind that word."""
    after = folded[tokens[at].end : tokens[at + 1].start if at + 1 < len(tokens) else len(folded)]
    following = tokens[at + 1].folded if at + 1 < len(tokens) else ""
    return not following or bool(_BREAK.search(after)) or following in words.JOINING | words.BEHIND_APART


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is spoken of, as "my plan" or "the mail" is."""
    verb_last = tokens[at].folded.endswith(("en", "er", "ar", "re", "ir"))
    return at > 0 and tokens[at - 1].folded in words.SPOKEN_OF and not verb_last


def _is_joined(tokens: Sequence[Token], at: int, folded: str) -> bool:
    """Whether it follows an "and" or a comma, with nothing but small words between."""
    place = at
    while place and not _BREAK.search(folded[tokens[place - 1].end : tokens[place].start]):
        if tokens[place - 1].folded in words.JOINING:
            return True
        if tokens[place - 1].folded not in words.BESIDE:
            return False
        place -= 1
    return place > 0


def _is_others(tokens: Sequence[Token], at: int, others: frozenset[str]) -> bool:
    """Whether somebody else will or shall do it: "so Sarah will move it", "I want Bob to move it"."""
    if at < 2:
        return False
    who, leads = tokens[at - 2].folded, tokens[at - 1].folded
    told = leads in words.OF_INFINITIVE and tokens[at].folded in INFINITIVES  # "di' a Clara di cancellarlo"
    return told or (leads in words.MODALS and who not in words.US) or (leads in words.UNDONE and who in others)


def _ends_clause(tokens: Sequence[Token], at: int, folded: str, found: Sequence[Acts]) -> bool:
    """Whether it is one more infinitive at the end of its clause: "Kannst du es absagen und Bob schreiben?"."""
    last = tokens[at].folded.endswith("en") and _ends(tokens, at, folded)
    return bool(found) and last and tokens[at - 1].folded not in words.UNDONE


def _japanese(sentence: str) -> list[Acts]:
    """The last verb, and each one before that is joined to what follows."""
    found = sorted(
        (match.start(), match.end(), acts) for pattern, acts in words.JAPANESE for match in pattern.finditer(sentence)
    )
    joined = [acts for _, end, acts in found[:-1] if words.JAPANESE_JOIN.match(sentence, end)]
    return [*joined, found[-1][2]] if found else []
