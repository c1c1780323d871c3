"""The few sentences that are shown of a text: those with the rarest words of a question, and the value it asks for."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from assistant.asking.evidence.passages import Aim, clean, hits
from assistant.asking.question.kinds import holds

SHOWN = 400  # characters of an extract
_MOST = 300  # pieces that are looked at
_TRIED, _FIRST = 12, 24  # of them in which a value is looked for: the best; the first
_VALUE = 0.5  # what a value of the kind asked for adds, as a share of the best piece
_LEAST = 40  # characters of a piece that is cut
_AGAIN = 0.2  # what a word is worth that is shown already
_BEHIND = 0.3  # what the piece behind one has of its worth: an answer often stands there
_END = re.compile(
    r"(?<=[.!?])[\"'”’)]*\s+|(?<=[。！？])|\n\s*\n\s*|\n(?=\s*(?:[-*•]|\d{1,2}[.)]\s|[A-Z][\w-]{1,20}:))|"
    r"(?<=\n)(?<!.{60}\n)"  # a short line ends by itself, a long one goes on in the next
)
_BY_ITSELF = re.compile(r"(?<=[^\s.,:;!?。、！？…>|-])[ \t]*\n\s*(?=[^\s>›|*•-])")
_LABEL = re.compile(r"[A-Z][\w-]{1,20}: ")  # "Guests: …" is a line of its own, however long
_WRAPPED, _NARROW = 60, 40  # characters of a line that goes on in the next; in the next one's small letter
_DOT = " ·"  # between lines, where nothing else parts them


@dataclass(frozen=True)
class _Piece:
    place: int
    text: str
    stems: frozenset[str]
    worth: float


def extract(text: str, aim: Aim, limit: int = SHOWN) -> str:
    """The sentences of the text that have most of what is looked for, in at most `limit` characters on one line."""
    text = _parted(clean(text))
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    pieces = _pieces(text, aim, limit - 4)
    valued = _valued(pieces, aim)
    if not any(piece.worth or valued(piece) for piece in pieces):
        return f"{_cut(line, limit - 4)} …"
    chosen = _chosen(pieces, aim, limit - 4, valued)
    told = [("" if piece.place - 1 in chosen or not piece.place else "… ") + piece.text for piece in chosen.values()]
    shown = " ".join(told).replace("… …", "…").removesuffix(_DOT).replace(f"{_DOT} …", " …")
    return shown if len(pieces) - 1 in chosen or shown.endswith("…") else f"{shown} …"


def _parted(text: str) -> str:
    """The text with a dot behind each line that ends by itself: on one line "Room Larch" and "Bob" are two things."""

    def told(found: re.Match[str]) -> str:
        begins = text.rfind("\n", 0, found.start()) + 1
        most = _NARROW if text[found.end()].islower() else _WRAPPED
        wrapped = found.start() - begins > most and found[0].count("\n") == 1 and not _LABEL.match(text, begins)
        return found[0] if wrapped else f"{_DOT}{found[0]}"

    return _BY_ITSELF.sub(told, text)


def _pieces(text: str, aim: Aim, limit: int) -> list[_Piece]:
    found = []
    for place, one in zip(range(_MOST), _parts(text, limit), strict=False):
        stems = frozenset(stem for _, stem in hits(one, aim))
        found.append(_Piece(place, one, stems, aim.of(stems)))
    return found


def _parts(text: str, limit: int) -> Iterator[str]:
    """Sentences, items of a list and short lines, each on one line of at most `limit` characters."""
    for one in _END.split(text):
        rest = " ".join(one.split())
        while rest:
            part = _cut(rest, limit)
            rest = rest[len(part) :].strip()
            yield part


def _cut(line: str, limit: int) -> str:
    return line if len(line) <= limit else line[:limit].rpartition(" ")[0] or line[:limit]


def _valued(pieces: Sequence[_Piece], aim: Aim) -> Callable[[_Piece], bool]:
    """Tells whether a piece, of the best and those behind them, holds a value of the kind asked for; of the first ones
    too, where none of its words need stand beside it. To look takes time: each is looked at once, and only those that
    are asked about."""
    best = sorted(pieces, key=lambda piece: -piece.worth)[:_TRIED]
    near = {place for piece in best if piece.worth for place in (piece.place, piece.place + 1)}
    kind = aim.kind
    near |= set(range(_FIRST if kind and kind.anywhere else 0))
    return cache(lambda piece: kind is not None and piece.place in near and holds(kind, piece.text))


def _chosen(pieces: Sequence[_Piece], aim: Aim, room: int, valued: Callable[[_Piece], bool]) -> dict[int, _Piece]:
    """The pieces that add most, by their places and in their order; the last of them may be cut."""
    chosen: dict[int, _Piece] = {}
    told: frozenset[str] = frozenset()
    worth = cache(aim.of)
    most_worth = max(piece.worth for piece in pieces) or 1.0
    value = _VALUE * most_worth if aim.kind else 0.0  # of the first piece that holds one

    def gain(piece: _Piece) -> float:
        before = chosen[piece.place - 1].worth if piece.place - 1 in chosen else 0.0
        return worth(piece.stems - told) + _AGAIN * worth(piece.stems & told) + _BEHIND * before

    while room > _LEAST:
        near = (one for one in pieces if one.worth or one.place - 1 in chosen or (value and valued(one)))
        left = [one for one in near if one.place not in chosen]
        best, most = None, 0.0
        for added, piece in sorted(((gain(piece), piece) for piece in left), key=lambda pair: -pair[0]):
            if added + value < most:
                break
            if value and valued(piece):
                added += value
            if best is None or (added, -piece.place) > (most, -best.place):
                best, most = piece, added
        if best is None or not most:
            break
        shown = _cut(best.text, room)
        chosen[best.place] = replace(best, text=shown if shown == best.text else f"{shown} …")
        told |= best.stems
        value = 0.0 if value and valued(best) else value
        room -= len(shown) + 3
    return dict(sorted(chosen.items()))
