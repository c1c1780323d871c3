"""What somebody puts in quotation marks is a text or a title, and a letter below the order to write it is a text too:
nothing in them is read as an order, a day or a person."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.asking.question.dictating import Span, letter_in, parts_of

_PAIRS = {"“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "「": "」", "『": "』", "〈": "〉", "《": "》"}
_SINGLE = "'‘’"  # marks that are apostrophes too
_ADDRESS = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_CLIPPED = re.compile(r"(?:[stn]|em|til|cause|\d0s)\b", re.I)  # "'t", "the '90s": no quotation begins there
SHORTEST = 2  # characters; a mark around less is none


def quotations(text: str) -> tuple[Span, ...]:
    """Where the quotations of a text stand, with their marks, and a letter below its order; in its order."""
    letter = _letter(text)
    return tuple(sorted([*_outside(text, letter), *([letter] if letter else [])]))


def quoted(text: str) -> tuple[str, ...]:
    """What stands between the marks of each quotation."""
    return tuple(text[start + 1 : end - 1].strip() for start, end in _outside(text, _letter(text)))


def hidden(text: str, mark: str = " ") -> str:
    """The text with that mark in place of each character of a quotation: everything else keeps its place."""
    return covered(text, quotations(text), mark)


def covered(text: str, spans: Sequence[Span], mark: str) -> str:
    """The text with that mark in place of each character of the spans, which are in order."""
    pieces, at = [], 0
    for start, end in spans:
        pieces += [text[at:start], mark * (end - start)]
        at = end
    return "".join([*pieces, text[at:]])


def letter_of(text: str) -> tuple[str, str]:
    """The subject and the text of the letter below its order, word for word, without marks around all of it; '' for
    what there is none of."""
    letter = _letter(text)
    title, words = parts_of(text[slice(*letter)]) if letter else ("", "")
    return title, words[1:-1].strip() if words and _end_of(words, 0) == len(words) else words


def without_letter(text: str) -> str:
    """The text with spaces in its place."""
    letter = _letter(text)
    return covered(text, [letter] if letter else [], " ")


def _letter(text: str) -> Span | None:
    """Where it stands. A quotation of several lines holds none."""
    letter = letter_in(text)
    return letter if letter and not any(start < letter[0] < end for start, end in _marked(text)) else None


def _outside(text: str, letter: Span | None) -> list[Span]:
    """The quotations that are no part of the letter."""
    return [one for one in _marked(text) if not letter or one[1] <= letter[0] or one[0] >= letter[1]]


@lru_cache(maxsize=256)
def _marked(text: str) -> tuple[Span, ...]:
    """Where quotations stand between marks, over several lines too. An address in marks is none: it is somebody to
    write to."""
    found, at, unclosed = list[Span](), 0, False
    while at < len(text):
        single = text[at] in _SINGLE
        end = 0 if single and unclosed else _end_of(text, at)
        unclosed = unclosed or (single and not end and _opens(text, at))  # no mark ends one, from here on
        if end > at + SHORTEST + 1 and not _ADDRESS.fullmatch(text[at + 1 : end - 1].strip()):
            found.append((at, end))
        at = max(end, at + 1)
    return tuple(found)


def _end_of(text: str, at: int) -> int:
    """Behind the quotation that begins there; 0 if none does."""
    if text[at] in _SINGLE:
        return _single(text, at) if _opens(text, at) else 0
    if text[at] == '"':
        end = text.find('"', at + 1) if _free(text, at - 1) else -1
        return end + 1
    closing = _PAIRS.get(text[at], "")
    return min((place for mark in closing if (place := text.find(mark, at + 1)) > 0), default=-1) + 1


def _single(text: str, at: int) -> int:
    """The same for marks that are apostrophes as well. One within another is a part of it; where 'the teams' plan'
    seems to end early, it ends with the mark that nothing has opened."""
    depth, end, early = 0, 0, False
    for place, opens in _marks(text, at):
        if opens:
            if end and not depth:
                break  # the next one
            depth += 1
        elif depth:
            depth, end = depth - 1, place + 1
            early = depth == 0 and text[place - 1] in "sSzZxX"
            if depth == 0 and not early:
                break
        elif early:
            end = place + 1
            break
    return end


def _marks(text: str, at: int) -> Iterator[tuple[int, bool]]:
    """The single marks from there on that stand at the beginning of a word (True) or at its end."""
    for place in range(at, len(text)):
        if text[place] in _SINGLE:
            if _opens(text, place):
                yield place, True
            elif text[place] != "‘" and place and not text[place - 1].isspace() and _free(text, place + 1):
                yield place, False


def _opens(text: str, at: int) -> bool:
    after = text[at + 1 : at + 2]
    return _free(text, at - 1) and bool(after) and not after.isspace() and not _CLIPPED.match(text, at + 1)


def _free(text: str, at: int) -> bool:
    """Whether no word of a script that parts its words stands there."""
    return not 0 <= at < len(text) or not text[at].isalnum() or ord(text[at]) >= 0x3000
