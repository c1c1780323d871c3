"""Quotations are lifted out of a question before anything is read in it, and put back into what is taken from it."""

import re
from dataclasses import dataclass

_PAIRED = re.compile(r"\"[^\"]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|「[^」]+」|『[^』]+』")
_MARK = re.compile(r"(?P<opens>(?<!\w)['‘](?=\w))|(?<=\S)['’](?!\w)")
_PLACE = re.compile(r"⟦(\d+)⟧")


@dataclass(frozen=True)
class Lifted:
    """A text with a mark such as ⟦0⟧ in place of each quotation, and the quotations."""

    text: str
    quotes: tuple[str, ...]

    def restored(self, part: str) -> str:
        """A part of the text with what was quoted in it, without the marks of quotation."""
        return _PLACE.sub(lambda found: self.quotes[int(found[1])][1:-1].strip(), part)

    def lines(self) -> list[str]:
        """The lines of the text as it was; none ends within a quotation."""
        return [_PLACE.sub(lambda found: self.quotes[int(found[1])], line) for line in self.text.splitlines()]


def lift(text: str) -> Lifted:
    """The text without its quotations."""
    pieces, quotes, at = list[str](), list[str](), 0
    while at < len(text):
        end = _end(text, at)
        pieces.append(f"⟦{len(quotes)}⟧" if end else text[at])
        quotes += [text[at:end]] if end else []
        at = end or at + 1
    return Lifted("".join(pieces), tuple(quotes))


def _end(text: str, at: int) -> int:
    """Behind the quotation that begins there, 0 if none does; one within another is a part of it."""
    if paired := _PAIRED.match(text, at):
        return paired.end()
    depth = 0
    if not (first := _MARK.match(text, at)) or not first["opens"]:
        return 0
    for mark in _MARK.finditer(text, at):
        depth += 1 if mark["opens"] else -1
        if depth == 0:
            return mark.end()
    return 0
