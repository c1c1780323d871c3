"""Text made harmless: one kind of line end, and none of the characters that hide, reorder or smuggle."""

import re

# Kept: tab, newline, and joiners and variation selectors where a script or an emoji needs them.
_LINE_ENDS = re.compile("\r\n|\r|\x85|\u2028|\u2029|\x0c")
_DROPPED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_ODD_ASCII = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
# A joiner is a letter's own business in Persian or Hindi and in compound emoji; beside ASCII it only hides.
_STRAY_JOINERS = re.compile("[\u200c\u200d]+(?=[\x00-\x7f]|$)|(?<=[\x00-\x7f])[\u200c\u200d]+|^[\u200c\u200d]+")
_JOINER_RUNS = re.compile("([\u200c\u200d])[\u200c\u200d]+")
# One selector may follow a character; a run of them is a way to carry hidden bytes.
_SELECTOR_RUNS = re.compile("([\ufe00-\ufe0f])[\ufe00-\ufe0f]+")
# A letter of any living script carries fewer marks; more of them are drawn over the lines above and below.
_MARKS = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_PILES = re.compile(f"({_MARKS}{{4}}){_MARKS}+")
_BLANK = r"[ \t\xa0\u2000-\u200a\u3000\u2800]"
_BLANKS = re.compile(_BLANK + "{9,}")
_BLANK_LINES = re.compile(rf"\n(?:{_BLANK}*\n){{3,}}")
_INVISIBLE = re.compile("[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\u2800]")


def clean_text(text: str) -> str:
    """The text with '\\n' line ends and without control, bidi, zero-width and tag characters. Idempotent."""
    if text.isascii() and not _ODD_ASCII.search(text):  # most texts: looked through once, not six times
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _PILES.sub(r"\1", _SELECTOR_RUNS.sub(r"\1", _DROPPED.sub("", text)))
    return _STRAY_JOINERS.sub("", _JOINER_RUNS.sub(r"\1", text))


def clean_line(text: str) -> str:
    """Clean text on one line, its runs of white space made one space: for names and subjects."""
    return " ".join(clean_text(text).split())


def without_gaps(text: str) -> str:
    """The text with at most two blank lines and eight blanks in a row: nothing is pushed out of sight."""
    return _BLANK_LINES.sub("\n\n\n", _BLANKS.sub(" " * 8, text))


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing."""
    return not _INVISIBLE.sub("", clean_text(text)).strip()
