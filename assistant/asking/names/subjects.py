"""Who is said to be free, or to be met, where no other word tells a name: without them a question for the time of
somebody whom nobody knows would be one for the asker's own."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.asking.names import words
from assistant.asking.names.named import Named
from assistant.asking.question.filler import is_filler
from assistant.asking.question.folding import Token, word_set
from assistant.asking.question.relating import Relation

_BE = word_set("is are ist sind est sont esta estan e sono estao zijn")
_REACH = 8  # words between "is" and "free"
_SMALL = (words.COMMON - words.NAMES_TOO) | words.EVENTS | words.ADVERBS | words.TITLES
_HOURS = word_set("early late noon midday lunchtime midnight mittag mittags midi mediodia mezzogiorno")


def subjects(
    tokens: Sequence[Token], text: str, blocked: bytearray, relations: Iterable[Relation], known: Sequence[Named]
) -> list[tuple[int, int]]:
    """Those of "is Zoe free", "are Bob and Zoe free", "when do I meet Zoe" who are not `known` yet, as places of words
    from the first to behind the last."""

    def is_name(at: int) -> bool:
        token = tokens[at]
        taken = any(blocked[token.start : token.end]) or any(
            one.start < token.end and token.start < one.end for one in known
        )
        says = is_filler(token.folded) or token.folded in _SMALL | _HOURS
        return token.folded.isalpha() and not taken and (not says or _is_called(token))

    found = set[tuple[int, int]]()
    for at, last in _places(tokens, relations):
        while at < last and (is_name(at) or _goes_on(tokens[at], known)):
            end = at + 1
            if is_name(at):
                while tokens[at].capital and end < last and is_name(end) and tokens[end].capital:
                    end += 1
                found.add((at, end))
                last = last if _is_listed(tokens, end, text) else end
            at = end
    return sorted(found)


def _is_called(token: Token) -> bool:
    """Whether a word is written as a name that it may be: "Will", not "will"."""
    return token.capital and token.folded in words.NAMES_TOO


def _is_listed(tokens: Sequence[Token], at: int, text: str) -> bool:
    """Whether somebody else may stand behind a name."""
    return at < len(tokens) and (
        tokens[at].folded in words.AND or text[tokens[at - 1].end : tokens[at].start].strip() == ","
    )


def _places(tokens: Sequence[Token], relations: Iterable[Relation]) -> Iterator[tuple[int, int]]:
    """Where such names may stand, as places of words: behind "is", before it, behind "is free", and behind "meet"."""
    for one in relations:
        start = next((at for at, token in enumerate(tokens) if token.end > one.start), len(tokens))
        end = next((at for at, token in enumerate(tokens) if token.start >= one.end), len(tokens))
        if one.kind in ("met", "meet"):
            yield end, min(end + 4, len(tokens))
        if one.kind != "free":
            continue
        verbs = [at for at in range(max(0, start - _REACH), start) if tokens[at].folded.partition("-")[0] in _BE]
        for verb in verbs[-1:]:
            yield (end, min(end + 4, len(tokens))) if verb + 1 == start else (verb + 1, start)
            before = verb
            while before and _may_list(tokens[before - 1]):
                before -= 1
            yield before, verb


def _goes_on(token: Token, known: Sequence[Named]) -> bool:
    """Whether more names may follow: "are Bob and Zoe free", "are you and Zoe"."""
    named = any(one.start <= token.start < one.end for one in known)
    return named or token.folded in words.AND | words.I | words.ME | words.TITLES


def _may_list(token: Token) -> bool:
    return token.folded in words.AND or (token.capital and not is_filler(token.folded))
