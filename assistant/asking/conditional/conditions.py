"""Orders that hang on the asker's own calendar, in their parts: "if I am free at noon on the 19th, …; otherwise …"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.asking.conditional import condition_words as words
from assistant.asking.names.words import ORDERS
from assistant.asking.question.filler import is_filler, is_japanese, language_of
from assistant.asking.question.folding import fold, tokens_of
from assistant.asking.several.tasks import Task, begins_task, is_write, masked, opens_letter, sentences_in, tasks_of
from assistant.asking.turns.continuing import asks
from assistant.asking.writes.ordered import depends, opens_text
from assistant.dates import find_dates

_ANY_DAY = date(2026, 1, 1)  # it only matters where days are named


@dataclass(frozen=True)
class Conditional:
    """`clause` is what it hangs on, `before` what was said before that. `then` is wanted where the clause is true,
    `otherwise` where it is not; '' for nothing. Of `events_only` nothing but events may be changed."""

    before: str
    clause: str
    then: str
    otherwise: str
    events_only: bool = False

    @property
    def context(self) -> str:
        """What the branches follow: who "her" is, and which day is meant."""
        return f"{self.before} {self.clause}".strip()

    @property
    def is_sure(self) -> bool:
        """Whether nothing else is ordered before, and each branch is one order that hangs on nothing more."""
        branches = [branch for branch in (self.then, self.otherwise) if branch]
        first = self.then if self.otherwise else ""
        return (
            not any(begins_task(self.before[slice(*span)]) for span in sentences_in(self.before))
            and all(begins_task(one) and len(tasks_of(one)) == 1 and not depends(one) for one in branches)
            and not opens_letter(first)  # else who knows whether the letter or the order ends there
        )


def conditional(text: str) -> Conditional | None:
    """The message as a condition with its branches; None where it is none that is surely read."""
    if not depends(text):
        return None
    said = masked(text)
    marks = [mark for mark in words.BRANCHES.finditer(said) if said[: mark.start()].strip()]
    found = _with_branches(text, marks) if marks else _leading(text) or _trailing(text) or _japanese(text)
    found = _completed(found) if found and marks else found
    return found if found and found.is_sure else None


def parted(task: Task) -> tuple[Task, ...]:
    """A task, and what is ordered behind it on a condition: "move the review to 4, and if I am free at 3 put lunch
    there". Of a letter nobody knows where it ends, but where what follows speaks of its reader as "him"."""
    said = masked(task.text)
    for mark in words.AND_IF.finditer(said):
        head, rest = task.text[: mark.start()].rstrip(" ,;"), task.text[mark.end() :].strip()
        pronoun = any(token.folded in words.SOMEBODY for token in tokens_of(rest, fold(rest)))
        ends = not opens_letter(head) or (pronoun and ":" not in masked(head))
        if ends and begins_task(head) and is_write(head) and not depends(head) and conditional(rest):
            return replace(task, text=head), Task(rest, leans=True)
    return (task,)


def _with_branches(text: str, marks: Sequence[re.Match[str]]) -> Conditional | None:
    """ "Am I free on Friday at 3? If so, …; otherwise …"."""
    said = masked(text)
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = {bool(mark["no"]): text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
    if len(parts) < len(marks):
        return None  # two times the same
    start = marks[0].start()
    head = text[: start + 1 if said[start] in "?!." else start].strip()
    if opens_text(head):
        return None
    if begun := _leading(head):
        plain = begun.then and not any(mark["so"] for mark in marks)
        return Conditional(begun.before, begun.clause, begun.then, parts[True]) if plain else None
    before, clause = _asked(head)
    if words.NONE.search(masked(clause)):
        return None  # "Don't I have …? If not": who knows which of the two is meant
    return Conditional(before, clause, parts.get(False, ""), parts.get(True, "")) if clause else None


def _completed(found: Conditional) -> Conditional:
    """With a branch that only names another time as an order: "put a call there; otherwise on Monday at 10"."""
    if _is_time(found.otherwise):
        return replace(found, otherwise=_at_that_time(found, found.then, found.otherwise))
    if _is_time(found.then):
        return replace(found, then=_at_that_time(found, found.otherwise, found.then))
    return found


def _is_time(branch: str) -> bool:
    """Whether it says when, and nothing else."""
    said = masked(branch)
    days = find_dates(branch, _ANY_DAY)
    for one in days:
        said = f"{said[: one.start]}{' ' * (one.end - one.start)}{said[one.end :]}"
    rest = [token.folded for token in tokens_of(said, said)]
    hours = [word for word in rest if words.HOUR.fullmatch(word)]
    return bool(days or hours) and all(word in hours or is_filler(word) for word in rest)


def _at_that_time(found: Conditional, branch: str, time: str) -> str:
    """The order of the other branch, with this time in place of its "there"; the time alone where it has one itself."""
    if find_dates(branch, _ANY_DAY) or re.search(r"\d", branch):
        return time
    order, time = branch.rstrip(" .;,"), time.strip(" .;,")
    whole = f"{found.context} {found.then} {found.otherwise}"
    there = words.THERE.get(language_of(whole, tokens_of(whole, fold(whole))), words.THERE["en"])
    placed, count = there.subn(lambda _: time, order, count=1)
    return placed if count else f"{order} {time}"


def _asked(head: str) -> tuple[str, str]:
    """What stands before a question, and the question itself, without "check whether"."""
    spans = sentences_in(head)
    if not spans:
        return "", ""
    last = head[slice(*spans[-1])]
    told = words.ASKED.match(masked(last).lstrip())
    if not told and not (fold(last).rstrip().endswith(("?", "？")) or asks(fold(last))):
        return "", ""
    clause = last.lstrip()[told.end() :] if told else last
    return head[: spans[-1][0]].strip(), clause.strip(" ?？.,;")


def _leading(text: str) -> Conditional | None:
    """ "If I am free on Friday at 3, …"."""
    said = masked(text)
    begin = words.LEADING.search(said)
    if begin is None:
        return None
    for place in _breaks(said, begin.end()) or _before_order(said, begin.end()):
        then = text[place + len(said[place:]) - len(words.THEN.sub("", said[place:])) :].strip()
        if begins_task(then):
            clause = text[begin.end() : place].strip(" ,、")
            before = text[: begin.start() + 1].strip() if begin.start() else ""
            return Conditional(before, clause, "", then) if begin["un"] else Conditional(before, clause, then, "")
    return None


def _before_order(said: str, start: int) -> list[int]:
    """Where the clause ends without a comma: before the only word that orders something."""
    verbs = [token.start for token in tokens_of(said, said) if token.start > start and token.folded in ORDERS]
    return verbs if len(verbs) == 1 else []


def _breaks(said: str, start: int) -> list[int]:
    """Where the clause may end: at a comma or a "then" of its sentence."""
    end = min((place for mark in "?!\n" if (place := said.find(mark, start)) > 0), default=len(said))
    commas = [found.end() for found in re.finditer(r"[,、]\s*", said[:end]) if found.start() > start]
    thens = [found.start() for found in words.INNER_THEN.finditer(said[:end]) if found.start() > start]
    return sorted([*commas, *thens])


def _trailing(text: str) -> Conditional | None:
    """ "Put lunch there if I am free": only of one sentence, and only of events, for of a mail it may be the text."""
    said = masked(text)
    found = words.TRAILING.search(said)
    if found is None or words.EVEN.search(said[: found.start()]) or len(sentences_in(text)) > 1 or not is_write(text):
        return None
    before, clause = text[: found.start()].strip(" ,"), text[found.end() :].strip(" .!,")
    then, otherwise = ("", before) if found["un"] else (before, "")
    return Conditional("", clause, then, otherwise, events_only=True)


def _japanese(text: str) -> Conditional | None:
    found = words.JAPANESE.match(text) if is_japanese(text) else None
    if found is None:
        return None
    then = text[found.end() :].strip()
    return Conditional("", f"{found['clause']}{found['end']}", then, "") if then else None
