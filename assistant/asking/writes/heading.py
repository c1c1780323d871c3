"""The head that somebody writes to their letter below the order of it: "Draft a mail to Bob", and on the next lines
"Cc: Nadia" and "Subject: Lunch". Its people are read as if they stood on the line of the order."""

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.asking.names import act_words
from assistant.asking.names.words import MAIL, TO
from assistant.asking.question.dictating import HEADER, orders_writing, shows_answered
from assistant.asking.question.folding import fold, tokens_of, word_set
from assistant.asking.question.showing import shown_from
from assistant.asking.several.task_words import SAYING
from assistant.asking.writes.telling import REPLIES

_PEOPLE = re.compile(r"(?:(?P<to>to|an|a|para|aan)|b?cc)[ \t]*:[ \t]*(?P<who>[^\s\d:][^\n:]*)\Z")
_FIELD = re.compile(r"[\w-]+[ \t]*:[ \t]*\S")  # of a head that goes on: a mail program wrote it
_OF_OTHERS = word_set("this following below dies diese diesen folgende forward fwd weiterleiten leite inoltra reenvia")
_MAILS = MAIL | act_words.LETTERS
_LEADS = TO - {"a"}  # an English article as well, as "an" is before a mail


def with_head(text: str) -> str:
    """The text with the people of such a head on the line of its order, and the letter below a colon. As it was where
    there is no such head, or it may be that of a mail which is pasted there: nobody in it is a recipient."""
    lines = text.split("\n")
    shown = shown_from(text)
    for at, order in enumerate(lines[:-1]):
        if len("\n".join(lines[:at])) >= shown:
            break
        head = _head(lines[at + 1 :])
        people = [found for one in head if (found := _PEOPLE.match(fold(one)))]
        if people and _is_own(order, people, lines[at + 1 + len(head) :]):
            titles = [one for one in head if HEADER.match(fold(one))]
            letter = "\n".join(lines[at + 1 + len(head) :]).strip("\n")
            line = "".join([order.rstrip(" \t:.!?"), *map(_joined, head)])
            return "\n".join([*lines[:at], f"{line}:", *titles, "", letter])
    return text


def _head(lines: Sequence[str]) -> list[str]:
    """Those lines of a head that follow each other from the first on."""
    end = next((at for at, one in enumerate(lines) if not _is_line(fold(one))), len(lines))
    return list(lines[:end])


def _is_line(said: str) -> bool:
    return bool(HEADER.match(said) or _PEOPLE.match(said))


def _joined(line: str) -> str:
    """The people of one line of a head as they stand on that of the order: " to Bob", ", cc Nadia"."""
    found = _PEOPLE.match(fold(line))
    if not found:
        return ""
    who = line[found.start("who") :].strip().replace(";", ",")
    word = line[: found.start("who")].strip(" \t:").lower()
    return f" {word} {who}" if found["to"] else f", {word} {who}"


def _is_own(order: str, people: Sequence[re.Match[str]], below: Sequence[str]) -> bool:
    """Whether a head is of the letter that the line above it orders, which does not say itself what to write."""
    said = fold(order.rstrip(" \t:.!?"))
    if not below or _FIELD.match(below[0]) or not orders_writing(said) or shows_answered(said) or SAYING.search(said):
        return False
    return all(_may_address(order, one["who"]) for one in people if one["to"])


def _may_address(order: str, who: str) -> bool:
    """Whether a line "To: …" is of the letter, for it names whom the order names, or that names nobody. A mail that is
    pasted to be answered or passed on has one as well."""
    said = fold(order)
    tokens = tokens_of(order, said)
    words = [one.folded for one in tokens]
    if all(set(words) & {one.folded for one in tokens_of(part, part)} for part in re.split("[,;]", who)):
        return True
    named = any(one.text[:1].isupper() and one.folded not in _MAILS for one in tokens[1:]) or "@" in said
    led = any(one in _LEADS and after not in _MAILS for one, after in pairwise(words))
    others = any(one in _OF_OTHERS and after not in _MAILS for one, after in pairwise([*words, ""]))
    return not (named or led or others or REPLIES.search(said))
