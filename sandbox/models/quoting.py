"""Quotations, and a letter below its order, are lifted out of a question before anything is read in it, and put back
into what is taken from it."""

import re
from dataclasses import dataclass

_PAIRED = re.compile(r"\"[^\"]+\"|“[^”]+”|„[^“”]+[“”]|«[^»]+»|「[^」]+」|『[^』]+』")
_MARK = re.compile(r"(?P<opens>(?<!\w)['‘](?=\w))|(?<=\S)['’](?!\w)")
_PLACE = re.compile(r"⟦(\d+)⟧")
_ANSWERED = re.compile(r"\b(?:reply to|answer|respond to) (?:this|these)\b", re.I)
_BELOW = re.compile(  # what was said when it was asked back stands below two empty lines
    r"(?P<order>[^\n]*\b(?:e-?mail|mail|message|draft|write|reply|answer|tell|send|let|schreib\w*|antworte?|beantworte|"
    r"écri\w+|réponds?|envoie|escribe|responde|scrivi|rispondi|escreva|responda|schrijf|beantwoord)\b[^\n]*?)"
    r"(?P<title>\n+Subject:[^\n]*)?:?\n+"
    r"(?P<letter>(?:(?<=[^\n]\n\n)|(?<=:\n)|(?<=\n)(?=```|[^\W\d_][^\n.?!,;:]{0,40},\s*\n)|(?=(?:hi|hello|dear|hallo|liebe[rs]?|"
    r"bonjour|hola|ciao|olá|beste)\b))\S.*?)(?=\n\n\n|\Z)",
    re.S | re.I,
)


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


def _marked(text: str) -> str:
    """With marks of quotation around a letter, which has none; not around a mail that is to be answered."""
    found = _BELOW.search(text)
    if not found or _ANSWERED.search(found["order"]) or _is_quoted(text, found.start("letter")):
        return text
    title = (found["title"] or "").strip().partition(":")[2].strip()
    order = f"{found['order']} called 『{title}』" if title else found["order"]
    return f"{text[: found.start()]}{order}: 『{found['letter'].strip('` ')}』{text[found.end() :]}"


def _is_quoted(text: str, place: int) -> bool:
    at = 0
    while at < place:
        at = _end(text, at) or at + 1
    return at > place


def lift(text: str) -> Lifted:
    """The text without its quotations."""
    text, pieces, quotes, at = _marked(text), list[str](), list[str](), 0
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
