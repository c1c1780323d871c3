"""Which order of things the stand-in takes a question to ask for, and how many of them."""

import re

_THING = r"(?:\w+ ){0,2}?(?:e?-?mails?|messages?|files?|documents?|pdfs?|spreadsheets?|presentations?)\b"
_ORDERS = {
    "largest": r"\b(?:largest|biggest)\b",
    "smallest": r"\bsmallest\b",
    "newest": rf"\b(?:newest|latest|last)\b(?= (?:\w+ )?{_THING})",
    "oldest": rf"\b(?:oldest|first)\b(?= (?:\w+ )?{_THING})",
    "count": rf"\bhow many (?={_THING})",
}
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def order_of(question: str) -> dict[str, object]:
    """The arguments for it, under the names that steps have."""
    folded = question.lower()
    asked = next((name for name, words in _ORDERS.items() if re.search(words, folded)), "")
    if asked in ("largest", "smallest") and not re.search(_THING, folded):
        asked = ""
    said = re.search(rf"\b(\d|{'|'.join(_NUMBERS)})\b", folded)
    most = 0 if not said or not asked else _NUMBERS.get(said[1]) or int(said[1])
    return {"order": asked, "most": most}
