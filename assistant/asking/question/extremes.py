"""What a question asks of all things that match, rather than of the best finds: the first in an order, or how many.

"The three largest PDFs", "what did Priya change last?", "how many mails …". Read only where the word for it belongs to
mail or files: "the largest customer" and "the latest on the contract" are topics.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.asking.names.named import Named
from assistant.asking.question import extreme_words as words
from assistant.asking.question import owned_words
from assistant.asking.question.finding import Found
from assistant.asking.question.scopes import Mark
from assistant.asking.times.periods import Period
from assistant.asking.times.words import NUMBERS
from assistant.asking.values import Asked
from storage.index.entry import Filters, Order

MOST = 10  # of an order
_SERVICES = {"mails": "gmail", "replies": "gmail", "files": "drive", "kinds": "drive"}
_TOLD: Mapping[Order, str] = {
    "newest": "newest first",
    "oldest": "oldest first",
    "largest": "largest first",
    "smallest": "smallest first",
}
_ORDERS: Mapping[Order, str] = {
    "largest": words.LARGEST,
    "smallest": words.SMALLEST,
    "newest": words.NEWEST,
    "oldest": words.OLDEST,
}


def _bounded(pattern: str) -> str:
    """The words as whole ones, except where no spaces part them."""
    return rf"(?:(?<![a-z0-9])(?:{pattern})(?![a-z0-9]))"


def _either(pair: tuple[str, str]) -> str:
    return f"{pair[1]}|{pair[0]}"


_KIND = "|".join(map(_either, words.KINDS))
_THING = (
    rf"(?P<kinds>{_bounded(_KIND)})|(?P<files>{_bounded(_either(words.FILES))})|"
    rf"(?P<mails>{_bounded(_either(words.MAILS))})|(?P<replies>{_bounded(_either(words.REPLIES))})|"
    rf"(?P<papers>{_bounded(_either(words.PAPERS))})"
)
_COUNTED = _THING.partition("|(?P<replies>")[0]  # of papers and replies a mail may tell the number
_ONE = re.compile(
    "|".join([words.MAILS[0], words.REPLIES[0], words.FILES[0], words.PAPERS[0], *(one for one, _ in words.KINDS)])
)
_FIGURE = "|".join(sorted((one for one in NUMBERS if len(one) > 2), key=len, reverse=True))
_NUMBER = rf"(?P<{{}}>\d{{{{1,2}}}}|{_FIGURE})"
_BETWEEN = rf"(?:(?!(?:{words.BETWEEN})\s)[\w'’-]+\s+){{0,2}}?"
_WHICH = rf"(?:(?:{words.WHICH})['’\s]+){{0,4}}?"
_ENDS = (
    r"(?=\s*(?:$|[?.!,;:、。？]|(?:in|on|of|from|to|by|with|that|which|i|we|is|are|was|and|about|im|in|auf|von|vom|mit|"
    r"und|uber|ist|sind|de|du|des|dans|sur|avec|que|qui|est|et|en|mi|del|con|y|es|di|da|nel|nella|che|e|do|da|no|na|"
    r"meu|com|op|van|met|over|en)\b))"
)
_PATTERNS: Mapping[Order, tuple[re.Pattern[str], ...]] = {
    order: (
        re.compile(
            rf"(?:{_NUMBER.format('n1')}\s+)?(?P<sup>{_bounded(said)})\s*(?:{_NUMBER.format('n2')}\s+)?{_BETWEEN}"
            rf"(?:{_THING})"
        ),
        re.compile(rf"(?:{_NUMBER.format('n1')}\s+)?(?:{_THING})\s+{_BETWEEN}(?P<sup>{_bounded(said)}){_ENDS}"),
    )
    for order, said in _ORDERS.items()
}
_ROOM = re.compile(words.MOST_ROOM)
_BY_ME = re.compile(
    r"\b(?:did|have|had) (?:i|we)\b|\b(?:i|we) (?:have |last )?(?:chang|edit|modif|updat)ed\b|\bhabe? ich\b|\bai-je\b|"
    r"\bj'ai\b|\bhe (?:cambiado|modificado|editado)\b|\bho (?:cambiato|modificato|aggiornato)\b|\bheb ik\b|"
    r"(?:私|自分)が"
)
_SOME_KIND = re.compile(_bounded(_KIND))
_SOME_FILE = re.compile(rf"{_bounded(_KIND)}|{_bounded(_either(words.FILES))}|\bdrive\b|ドライブ")
_ACTS = f"{words.CHANGED}|{words.DONE}"
_DONE: Mapping[Order, str] = {"newest": words.LAST, "oldest": words.FIRST}
_ACTED: Mapping[Order, re.Pattern[str]] = {
    order: re.compile(
        rf"{_bounded(_ACTS)}(?:\s+(?:me|us|to me|moi|mir|uns|mi|nos|ci|mij|ons|in|on))?\s+"
        rf"(?P<sup>{_bounded(said)}){_ENDS}"
        rf"|(?P<sup2>{_bounded(said)})(?:\s+(?:an|from|from me|mich|etwas|was|von|mir|a|me|m'a|te|aan|mij|iets|ha|have|"
        rf"heard))*\s*(?P<act>{_bounded(_ACTS)})"
    )
    for order, said in _DONE.items()
}
_CHANGED = re.compile(_bounded(words.CHANGED))
_COUNTS = re.compile(
    rf"(?P<how>{_bounded(words.HOW_MANY)}|^\W*{_bounded(words.COUNT)})(?:\s*|の){_WHICH}(?:{_COUNTED})"
    rf"|(?:{_COUNTED.replace('(?P<', '(?P<x')})(?:[はがを]|\s)*(?P<how2>何(?:通|件|個|枚|本)|いくつ)"
)
_LISTS = re.compile(  # "which mails came in today?": all of them, and how many
    r"^\W*(?:which|what|(?:list|show)(?: me)?|welche|zeige?(?: mir)?|quels|montre(?:z|-moi)?|que|cuales|muestra(?:me)?|"
    rf"quali|mostra(?:mi)?|quais|mostre|welke|toon)\s+{_WHICH}{_bounded(words.MAILS[1])}"
)
_UNREAD = re.compile(
    rf"(?P<how>{_bounded(words.HOW_MANY)})\s+(?=unread|ungelesene|non lu|no leid|sin leer|nao lid|ongelezen)"
)
_OWNED_BY = re.compile(rf"\b(?:{owned_words.BELONGING}|{owned_words.OF})\s*$")
_OWNS = re.compile(rf"\s*(?:{owned_words.OWNS})\b|の")
_ABOUT = re.compile(_bounded(words.ABOUT))
_SPARE = re.compile(_bounded(f"{words.SPARE}|{words.HOLDING}"))


@dataclass(frozen=True)
class Extreme:
    """`most` is how many are asked for, 0 if it is not said; `marks` are the places that it was read from. `counts`:
    how many there are. `changed`: files are asked for by who changed them, `by_me` the asker's addresses where it was
    they."""

    order: Order | None = None
    most: int = 0
    counts: bool = False
    changed: bool = False
    services: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    marks: tuple[Mark, ...] = ()
    by_me: frozenset[str] = frozenset()


def extreme_of(folded: str, periods: Sequence[Period], is_command: bool) -> Extreme:
    """What a folded question, quotations hidden, asks of all things. "Last" of "last week" is none; a command that
    changes something ("send Bob the latest mail") has no number to be told."""
    found = next(_ordered(folded, periods), Extreme())
    if not is_command and (number := _counted(folded)):
        found = number
    changed = not is_command and _CHANGED.search(folded) is not None and not _is_mail(found)
    if found.order or found.counts:
        spare = (Mark(*one.span(), "order") for one in _SPARE.finditer(folded))
        return Extreme(
            found.order, found.most, found.counts, changed, found.services, found.kinds, (*found.marks, *spare)
        )
    return Extreme(changed=changed)


def with_extreme(read: Found) -> tuple[Found, Extreme]:
    """What was found in a question with the marks of what it asks of all things. Who changed a file is sure then."""
    extreme = extreme_of(read.folded, read.periods, read.order)
    named = [name for name in read.names if name.emails]
    by_editor = extreme.changed and named and not (read.has("gmail") or read.has("calendar") or read.has("diary"))
    if by_editor and (extreme.order or read.has("drive")):
        names = tuple(replace(name, sure=True, role="sender") if name.emails else name for name in read.names)
        return replace(read, names=names, marks=(*read.marks, *extreme.marks, *_changing(read))), extreme
    files = _is_of_files(read) or extreme.services == {"drive"}
    if extreme.changed and files and not named and _BY_ME.search(read.folded):
        marks = [replace(one, told="changed by you") for one in _changing(read)]
        return replace(read, marks=(*read.marks, *extreme.marks, *marks)), replace(extreme, by_me=read.directory.me)
    if extreme.counts and extreme.services == {"drive"} and (read.has("gmail") or read.has("attached")):
        return read, Extreme()  # how many files hang on a mail
    names, marks = read.names, [*read.marks, *extreme.marks]
    if extreme.services == {"drive"} or _is_of_files(read):
        names = tuple(_owner(name, read.folded) for name in names)
    if _is_of_files(read) and not extreme.order and not extreme.counts:
        marks += _changing(read) if read.periods else ()  # the time of a file is that of its last change
    return replace(read, names=names, marks=tuple(marks)), replace(extreme, changed=False)


def _is_of_files(read: Found) -> bool:
    """Whether it speaks of files of a drive, and of nothing else that is looked up."""
    elsewhere = any(read.has(kind) for kind in ("gmail", "calendar", "diary", "attached", "attachment"))
    return read.has("drive") and not elsewhere and not read.order


def _changing(read: Found) -> list[Mark]:
    return [Mark(*one.span(), "order") for one in _CHANGED.finditer(read.folded)]


def with_kind(read: Found) -> tuple[Found, Extreme] | None:
    """The same with the kind of files that is spoken of: "my spreadsheets". None where that is of none."""
    match = _SOME_KIND.search(read.folded) if _is_of_files(read) else None
    if match is None:
        return None
    extreme = Extreme(kinds=_kinds_of("kinds", match[0]), marks=tuple(_marks_of_thing("kinds", match[0], match.span())))
    return replace(read, marks=(*read.marks, *extreme.marks)), extreme


def _owner(name: Named, folded: str) -> Named:
    """A person as the owner of the files, where the words say so: "by Sarah", "Bob's largest file"."""
    before, own = _OWNED_BY.search(folded[: name.start]), re.search(r"'s$", folded[name.start : name.end])
    if name.sure or not name.emails or not (before or own or _OWNS.match(folded[name.end :])):
        return name
    return replace(name, start=before.start() if before else name.start, sure=True, role="sender")


def asked_of(extreme: Extreme, words: str, read: Found) -> Asked:
    """What is asked of all that match, once it is known which words are left: how many mails there are about them, not
    how many files "the customer has signed"."""
    if extreme.order:
        return extreme.order
    if extreme.counts and (not words or _ABOUT.search(read.folded)):
        return "count"
    if read.order:
        return ""
    if read.has("unanswered"):  # all of them, not the best finds
        return "newest"
    return "count" if not words and _LISTS.match(read.folded) else ""


def most_of(extreme: Extreme, asked: Asked) -> int:
    """How many are asked for, 0 if it is not said: of a list of all there is room for a few more than of finds."""
    lists = asked == "count" and not extreme.counts
    return extreme.most or (MOST if lists else 0)


def limited(filters: Filters, extreme: Extreme) -> Filters:
    """The filters with what an extreme limits a search to. A file's senders are its owners: who changed it is another
    filter."""
    if not (extreme.order or extreme.counts or extreme.changed or extreme.kinds):
        return filters
    services = filters.services or extreme.services or frozenset({"gmail", "drive"})
    if extreme.changed:
        editors = filters.senders or extreme.by_me
        filters = replace(filters, senders=frozenset(), editors=editors, outgoing=None)
        services = frozenset({"drive"})
    return replace(filters, services=services, kinds=extreme.kinds if services == {"drive"} else frozenset())


def _is_mail(found: Extreme) -> bool:
    return found.services == {"gmail"}


def _ordered(folded: str, periods: Sequence[Period]) -> Iterator[Extreme]:
    for order, patterns in _PATTERNS.items():
        for pattern in patterns:
            for match in pattern.finditer(folded):
                if not _overlaps(match.span("sup"), periods):
                    yield _of_thing(order, match)
    if (room := _ROOM.search(folded)) and (things := list(_SOME_FILE.finditer(folded))):
        marks = (_mark(room.span(), "largest"), *(Mark(*thing.span(), "order") for thing in things))
        kinds = (_kinds_of("kinds", thing[0]) for thing in things)
        drive = frozenset({"drive"})
        yield Extreme("largest", 1, services=drive, kinds=next(filter(None, kinds), frozenset()), marks=marks)
    for order, acted in _ACTED.items():
        for match in acted.finditer(folded):
            span = match.span("sup") if match["sup"] else match.span("sup2")
            if not _overlaps(span, periods):
                service = "drive" if _CHANGED.search(match[0]) else "gmail"
                yield Extreme(order, 1, services=frozenset({service}), marks=(_mark(span, order),))


def _overlaps(span: tuple[int, int], periods: Sequence[Period]) -> bool:
    return any(one.start < span[1] and span[0] < one.end for one in periods)


def _mark(span: tuple[int, int], order: Order) -> Mark:
    return Mark(*span, "order", _TOLD[order])


def _of_thing(order: Order, match: re.Match[str]) -> Extreme:
    kind, thing = _thing_of(match)
    number = next((match[name] for name in ("n1", "n2") if match.groupdict().get(name)), "")
    most = min(MOST, int(number) if number.isdigit() else NUMBERS.get(number, 0)) if number else 0
    one = 1 if _ONE.fullmatch(thing) else 0
    spans = [match.span("sup"), *(match.span(name) for name in ("n1", "n2") if match.groupdict().get(name))]
    marks = [_mark(spans[0], order), *(Mark(*span, "order") for span in spans[1:])]
    if kind != "papers":
        marks += _marks_of_thing(kind, thing, match.span(kind))
    services = frozenset({_SERVICES[kind]}) if kind in _SERVICES else frozenset[str]()
    return Extreme(order, most or one, services=services, kinds=_kinds_of(kind, thing), marks=tuple(marks))


def _marks_of_thing(kind: str, thing: str, span: tuple[int, int]) -> list[Mark]:
    """Its words, and the service that they name."""
    return [Mark(*span, "order", f"kind: {thing}" if kind == "kinds" else ""), Mark(span[0], span[0], _SERVICES[kind])]


def _thing_of(match: re.Match[str]) -> tuple[str, str]:
    names = match.groupdict()
    kind = next(name for name in ("kinds", "files", "mails", "replies", "papers") if names.get(name))
    return kind, match[kind]


def _kinds_of(kind: str, thing: str) -> frozenset[str]:
    if kind != "kinds":
        return frozenset()
    known = (told for names, told in words.KINDS.items() if re.fullmatch(_either(names), thing))
    return frozenset(next(known, ()))


def _counted(folded: str) -> Extreme | None:
    if match := _UNREAD.search(folded):
        mark = Mark(*match.span("how"), "order")
        return Extreme(counts=True, services=frozenset({"gmail"}), marks=(mark,))
    match = _COUNTS.search(folded)
    if match is None:
        return None
    prefix = "x" if match["how2"] else ""
    kind = next(name for name in ("kinds", "files", "mails") if match[prefix + name])
    marks = [Mark(*match.span("how2" if prefix else "how"), "order")]
    marks += _marks_of_thing(kind, match[prefix + kind], match.span(prefix + kind))
    kinds = _kinds_of(kind, match[prefix + kind])
    return Extreme(counts=True, services=frozenset({_SERVICES[kind]}), kinds=kinds, marks=tuple(marks))
