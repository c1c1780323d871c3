"""Several tasks in one message: the items of a list, or sentences that each ask or order something of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.asking.names import words as people_words
from assistant.asking.question.filler import is_filler, is_japanese
from assistant.asking.question.folding import Token, fold, tokens_of
from assistant.asking.question.quoting import hidden
from assistant.asking.question.showing import shown_from
from assistant.asking.several import task_words as words
from assistant.asking.several.halves import halves
from assistant.asking.turns.continuing import asks
from assistant.asking.turns.following import names_pronoun

AT_MOST = 5  # that are worked on at once
SHORT = 5  # words of a question that only adds to another
_LONGEST = 3000  # characters that are looked at
_NUMBER = re.compile(
    r"(?:^|(?<=[:;.?!,)。：；？！、\n])|(?<=[:;.?!,)\n]\s)|(?<=\n\s\s)|(?<=[\u3040-\u9fff]\s))[ \t]*"
    r"(?P<n>\d{1,2})[.．、]\s*(?=[^\d\s])"
    r"|(?:^|(?<=\s)|(?<=[:。：？！]))\(?(?P<p>\d{1,2})\)\s*(?=\S)|(?P<c>[①-⑨])\s*"
)
_BULLET = re.compile(r"^[ \t]*(?:[-*•–·]|・)[ \t]*(?=\S)", re.M)
_END = re.compile(r"(?<=\x01)\s+(?=\S)|(?<=[.!?;])[\"”»’)\]]*\s+|(?<=[?!])(?=[\u3040-\u9fff])|(?<=。)\s*|\s*\n\s*")
_TRAILING = re.compile(rf"[\s,;]+(?:{words.AND})?[\s,;]*$")


@dataclass(frozen=True)
class Task:
    """One of them. `leans` where it needs what those before it name: "share it with Bob"."""

    text: str
    leans: bool = False


def tasks_of(text: str) -> tuple[Task, ...]:
    """The tasks in their order; one, with the whole text, where it holds no more. Never raises."""
    said = text[:_LONGEST]
    items = _listed(said)
    if items is None:
        items = _sentences_of_their_own(said)
    tasks = [Task(bare, leans_back(bare)) for bare in (_bare(_TRAILING.sub("", item)) for item in items) if bare]
    if len(tasks) > 1:
        return (Task(tasks[0].text), *tasks[1:])
    head = _framing_before(said)
    return (Task(said[head:].strip() if head and said[head:].strip() else text),)


def leans_back(text: str) -> bool:
    """Whether it speaks of something that is named elsewhere: "it", "her", "that file", "what about Bob?"."""
    folded = masked(text)
    tokens = tokens_of(text, folded)
    pointing = any(token.folded in words.POINTING for token in tokens) or words.POINTS.search(folded) is not None
    return pointing or names_pronoun(tokens) or adds(text)


def masked(text: str) -> str:
    """Folded, with what is quoted hidden: nothing is read out of it."""
    return fold(hidden(text, "\x01"))


def sentences_in(text: str) -> list[tuple[int, int]]:
    """Where each sentence begins and ends; none ends within a quotation."""
    said, spans, start = masked(text), list[tuple[int, int]](), 0
    for end in _END.finditer(said):
        if words.TITLE.search(said, start, end.start()) or not _ends(text, said, end):
            continue
        spans.append((start, end.start()))
        start = end.end()
    spans.append((start, len(text)))
    return [(begin, end) for begin, end in spans if text[begin:end].strip()]


def _ends(text: str, said: str, end: re.Match[str]) -> bool:
    """Whether a sentence ends there; behind a quotation only where it ends one: 'Say "I am late." What is new?'"""
    quoted = said[end.start() - 1] == "\x01"
    return not quoted or (text[: end.start() - 1].endswith((".", "?", "!", "。")) and text[end.end()].isupper())


def _listed(text: str) -> list[str] | None:
    """The items of a list; None where there is none. A list that belongs to an order or a question, such as the points
    of a letter, is no list of tasks: [the text]."""
    marks = _numbers(text) or [match.span() for match in _BULLET.finditer(masked(text))]
    if len(marks) < 2 or marks[0][0] >= shown_from(text):
        return None
    ends = [start for start, _ in marks[1:]] + [len(text)]
    items = [text[begin:end].strip() for (_, begin), end in zip(marks, ends, strict=True)]
    head = text[: marks[0][0]].strip()
    framed = _is_framing(head) if head else False
    if (head and not framed) or not (framed or all(begins_task(item) for item in items)):
        return [text]
    return items


def _numbers(text: str) -> list[tuple[int, int]]:
    """Where the markers 1, 2, 3 … stand, as far as they follow each other."""
    found = list[tuple[int, int]]()
    for match in _NUMBER.finditer(masked(text)):
        number = "①②③④⑤⑥⑦⑧⑨".find(match["c"]) + 1 if match["c"] else int(match["n"] or match["p"])
        if number == len(found) + 1:
            found.append(match.span())
    return found


def _sentences_of_their_own(text: str) -> list[str]:
    spans = sentences_in(text)
    if len(spans) > 1 and _is_framing(text[slice(*spans[0])]):
        spans = spans[1:]
    groups = list[list[tuple[int, int]]]()
    asked = False  # whether the group has a task already
    letter = False  # a letter's text is under way, and nobody says where it ends
    shown = shown_from(text)
    for span in spans:
        sentence = text[slice(*span)]
        begins = begins_task(sentence)
        letter = letter or span[0] >= shown
        if not groups or (asked and begins and not letter and _is_another(sentence)):
            groups.append([span])
        else:
            groups[-1].append(span)
        asked = asked or begins
        letter = letter or _shows_text(sentence)
        letter = letter or opens_letter(sentence)
    told = [text[group[0][0] : group[-1][1]].strip() for group in groups]
    return [half for one, group in zip(told, groups, strict=True) for half in _halves(one, len(group) == 1)]


def _halves(text: str, single: bool) -> list[str]:
    """The questions of one sentence; what has more of them belongs together."""
    return halves(text, masked(text)) if single and len(masked(text)) == len(text) else [text]


def _shows_text(sentence: str) -> bool:
    """Whether somebody begins to show a text that is not their own: "Summarise this mail: Dear …", "Bob wrote: …". What
    it tells its reader to do is no task of the one who shows it."""
    said = masked(sentence)
    head, mark, rest = said.partition(":")
    told = {token.folded for token in tokens_of(head, head)} & words.SHOWN if mark else set()
    shown = not is_write(sentence) and words.THIS_TEXT.search(said) is not None
    return shown or bool(told and not rest.lstrip().startswith("\x01"))


def _is_another(sentence: str) -> bool:
    """Whether what begins a task is one of its own, rather than more about the one before."""
    folded = masked(_bare(sentence))
    if words.BRANCH.match(fold(sentence)) or words.FORM.match(folded):
        return False
    if is_write(sentence) and words.THE_THING.search(folded):
        return False
    return adds(sentence) or not (leans_back(_bare(sentence)) or words.OR.match(fold(sentence)))


def begins_task(sentence: str) -> bool:
    """Whether it asks or orders something."""
    bare = _bare(sentence)
    folded = masked(bare)
    if words.NO_TASK.match(folded) or not _says_something(sentence):
        return False
    if folded.rstrip(' "”»’)\x01').endswith(("?", "？")) or words.JAPANESE_TASK.search(folded):
        return True
    return asks(folded) or _begins_with_order(folded)


def is_write(sentence: str) -> bool:
    """Whether it orders a change, rather than to find or tell something."""
    bare = _bare(sentence)
    folded = masked(bare)
    if words.JAPANESE_WRITE.search(folded):
        return True
    said = [token.folded for token in tokens_of(bare, folded)]
    finds = not said or (said[0] in words.FINDING and not _is_apart(said))
    return not finds and _begins_with_order(folded) and not words.TO_ME.match(folded)


def opens_letter(sentence: str) -> bool:
    """Whether an order begins to say what is to be written, without quotation marks that would say where it ends."""
    said = masked(sentence)
    mark = words.SAYING.search(said)
    return is_write(sentence) and mark is not None and not said[mark.end() :].lstrip(" ,:").startswith("\x01")


def _says_something(sentence: str) -> bool:
    """Whether it has a word of its own: not "can you do that?"."""
    said = masked(_bare(sentence))
    return "\x01" in said or is_japanese(said) or any(_tells(token) for token in tokens_of(said, said))


def _tells(token: Token) -> bool:
    return token.folded not in words.IDLE and not is_filler(token.folded)


def _bare(text: str) -> str:
    """Without what only joins it to the text before, and without courtesies; "and Bob?" keeps its "and"."""
    text = text.strip()
    joins = words.JOINS.match(fold(text))
    return text if not joins or adds(text) else text[joins.end() :]


def adds(text: str) -> bool:
    """Whether it only adds a person or a time to what was asked before: "and Bob?", "what about Friday?"."""
    folded = fold(text)
    if words.WHAT_ABOUT.match(folded):
        return True
    joins = words.ADDING.match(folded)
    if not joins or not folded.rstrip().endswith("?"):
        return False
    rest = folded[joins.end() :]
    return len(rest.split()) <= SHORT and not asks(rest) and not _begins_with_order(rest)


def _begins_with_order(folded: str) -> bool:
    said = [token.folded for token in tokens_of(folded, folded)]
    return bool(said) and (said[0] in people_words.ORDERS | words.FINDING or _is_apart(said))


def _is_apart(said: Sequence[str]) -> bool:
    """Whether its verb is in two parts: "sag das Treffen ab"."""
    return people_words.APART.get(said[0]) in said[1:]


def _is_framing(text: str) -> bool:
    """Whether it only says that tasks follow: "Please do the following:"."""
    folded = fold(text)
    if words.JAPANESE_FRAMING.fullmatch(folded.strip()):
        return True
    said = {token.folded for token in tokens_of(text, folded)}
    announces = bool(said & words.TASKS) or said <= words.GREETING or folded.rstrip().endswith(":")
    return bool(said) and said <= words.FRAMING and announces


def _framing_before(text: str) -> int:
    """Where the words end that only say that a task follows; 0 without such."""
    head, mark, _ = text.partition(":")
    return len(head) + 1 if mark and _is_framing(head) else 0
