"""What a person asks an assistant to do, as far as the stand-in reads it: what, with whom, when, which words."""

import re
from dataclasses import dataclass
from datetime import date

from sandbox.models.verdict import due_in

_NAME = r"[A-ZÄÖÜ][\w'’-]+(?: [A-ZÄÖÜ][\w'’-]+)?"
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_CONDITION = re.compile(r"^(?:if|unless|once)\b[^,.?]{3,120},\s*(?:then |please )*", re.I)
_THING = (
    r"(?:meeting|event|appointment|call|lunch|dinner|breakfast|coffee|review|sync|check-?up|session|reminder|slot|"
    r"vacation)"
)
_KINDS = {
    "share": r"^(?:please |can you |could you )*(?:share|give .{0,60}\baccess)\b",
    "delete": rf"\b(?:cancel|delete|remove|call off)\b.*\b(?:{_THING}s?|events?)\b|\bcancel\b",
    "update": r"\b(?:move|reschedule|postpone|rename|shift|push back|delay|bring forward)\b"
    r"|\bchange the (?:name|time|title|place)\b",
    "create": rf"\b(?:put|schedule|book|create|set up|add|arrange|plan|block)\b.*\b{_THING}s?\b",
    "send": r"^(?:please |can you |could you |i need (?:you )?to )*(?:send|forward)\b.*"
    r"\b(?:mail|e-?mail|message|note|reply|saying|that)\b",
    "draft": r"^(?:please |can you |could you |i need (?:you )?to )*"
    r"(?:reply\b|(?:write|draft|answer|tell|e-?mail|let)\b(?!.*\?$))",
    "free": r"\b(?:am i|are we|when .{0,20}\bi|is \w+) (?:\w+ )?(?:free|available|busy)\b|\bfree (?:slots?|times?)\b",
}
_NAMED = re.compile(rf"\b(?:with|to|for|and|invite|tell|send|remind|from|by|mail|write|answer|,)\s+(?P<who>{_NAME})")
_LOWER_NAMED = re.compile(r"\b(?:with|to|invite|tell|from|if)\s+(?P<who>[a-z]{3,})\b")
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "the this that them their our all you your next last first monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november december today tomorrow "
        "which what reader writer read edit him her everybody everyone",
    )
)
_TIME = re.compile(
    r"\b(?:at|from|to|for|um)\s+(?P<h>\d{1,2})(?:[:.](?P<m>\d\d))?\s*(?P<part>[ap]\.?m\b\.?)?(?!\s*(?:hours?|min|days?|%))"
    r"|\b(?P<h2>\d{1,2}):(?P<m2>\d\d)\s*(?P<part2>[ap]\.?m\b\.?)?|\b(?P<h3>\d{1,2})\s?(?P<part3>[ap]\.?m\b\.?)",
    re.I,
)
_LASTS = re.compile(r"\b(?P<n>\d+(?:\.\d+)?|an?|one|two|half an)[\s-]+(?P<unit>hours?|minutes?|mins?|h)\b", re.I)
_NUMBERS = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "half an": 0.5}
_SAYING = re.compile(
    r"(?:\bsaying|\bto say|\bsays?|:|\bthat|\bwith(?= ['\"“])|\band tell (?:them|him|her))\s+['\"“]?"
    r"(?P<words>[^\"”]{3,}?)['\"”]?(?: and title it .*)?[.\s]*(?:can you do that\?)?\s*$",
    re.S | re.I,
)
_QUOTED = re.compile(r"['\"“‘]([^'\"”’]{2,80})['\"”’]")
_TITLED = re.compile(
    r"\b(?:called|titled?(?: it)?|named|call it|rename\w* .{0,60} to|change the name of .{0,60} to)\s+['\"“]?"
    r"([^'\"”,.?]{2,80})",
    re.I,
)
_PLACE = re.compile(r"\b(?:in|at) (?:the )?((?:room|office|meeting room|conference room) ?[\w-]*)", re.I)
WHEN = re.compile(
    r"\b(?:(?:on|in|for|since|until|by|during|from) )?(?:(?:this|last|next|past) (?:week|month|year|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)|today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:january|february|march|april|"
    r"may|june|july|august|september|october|november|december)(?: \d{4})?|\d{4}-\d\d-\d\d)\b",
    re.I,
)


@dataclass(frozen=True)
class Order:
    """What is wanted. `kind` is '' for a question. `begins` is 'YYYY-MM-DDTHH:MM', a day alone, or ''."""

    kind: str = ""
    people: tuple[str, ...] = ()
    title: str = ""
    begins: str = ""
    minutes: int = 0
    shift: int = 0
    place: str = ""
    text: str = ""
    role: str = "reader"
    missing: str = ""


def order_in(said: str, today: date) -> Order:
    """The order in somebody's words, also one that hangs on a condition."""
    said = _CONDITION.sub("", said)
    kind = next((name for name, pattern in _KINDS.items() if re.search(pattern, said, re.I)), "")
    people = people_named(said)
    begins, minutes = _begins(said, today), _minutes(said)
    if kind == "create":
        title = _title(said) or _named_after(said, people)
        missing = (
            ""
            if len(begins) > 10 or "vacation" in said.lower()
            else "At what time?"
            if begins
            else "On which day, and when?"
        )
        return Order(kind, people, title, begins, minutes, place=_place(said), missing=missing)
    if kind == "update":
        moved = re.search(r"\b(?:by|back|forward)\b", said) is not None
        shift = minutes * (-1 if re.search(r"\b(?:earlier|forward)\b", said) else 1) if moved else 0
        title = _title(said) if re.search(r"\brename|\bname of", said, re.I) else ""
        to = re.search(r"\bto\b(.*)$", said, re.S)
        return Order(kind, (), title, "" if shift or title or not to else _begins(to[1], today), 0, shift)
    if kind == "share":
        role = (
            "writer"
            if re.search(r"\b(?:edit|write|writer)\b", said)
            else "commenter"
            if "comment" in said
            else "reader"
        )
        return Order(kind, people, role=role, missing="" if people else "With whom shall I share it?")
    if kind in ("send", "draft"):
        return _letter(kind, said, people)
    return Order(kind, people)


def people_named(said: str) -> tuple[str, ...]:
    """Addresses and names after words that lead to people."""
    bare = _SAYING.sub("", said)
    names = [found["who"] for found in _NAMED.finditer(bare)]
    if not names:
        names = [found["who"] for found in _LOWER_NAMED.finditer(bare)]
    names = [re.sub(r"['’]s$", "", name) for name in names if name.split()[0].lower() not in _NO_NAMES]
    return tuple(dict.fromkeys([*_ADDRESS.findall(bare), *names]))


def _letter(kind: str, said: str, people: tuple[str, ...]) -> Order:
    words = _SAYING.search(said)
    text = words["words"].strip() if words else ""
    if text and "\n" not in text:
        to = people[0].split()[0] if people and "@" not in people[0] else ""
        text = f"Hi{f' {to}' if to else ''},\n\n{text[0].upper()}{text[1:].rstrip('.')}."
    title = _title(_SAYING.sub("", said)) or " ".join(text.split()[2:8]).rstrip(".,")
    return Order(kind, people, title, text=text, missing="" if text else "What shall it say?")


def _begins(said: str, today: date) -> str:
    day = due_in(said, today)
    if day is None:
        return ""
    hour = _hour(said)
    return f"{day.isoformat()}T{hour}" if hour else day.isoformat()


def _hour(said: str) -> str:
    bare = re.sub(r"\b\d{4}-\d\d-\d\d\b", " ", said)
    if re.search(r"\b(?:noon|midday)\b", bare, re.I):
        return "12:00"
    for found in _TIME.finditer(bare):
        hour = int(found["h"] or found["h2"] or found["h3"])
        part = (found["part"] or found["part2"] or found["part3"] or "").lower()
        hour = hour % 12 + 12 if part.startswith("p") else hour % 12 if part.startswith("a") else hour
        if not part and 1 <= hour <= 6 and len(found[0].split(":")[0].split()[-1]) == 1:  # nobody meets at 3 at night
            hour += 12
        if hour < 24:
            return f"{hour:02}:{int(found['m'] or found['m2'] or 0):02}"
    return ""


def _minutes(said: str) -> int:
    found = _LASTS.search(said)
    if not found:
        return 30 if re.search(r"\bhalf an? hour\b", said, re.I) else 0
    number = _NUMBERS.get(found["n"].lower()) or float(found["n"])
    return round(number * (60 if found["unit"].lower().startswith("h") else 1))


def _title(said: str) -> str:
    found = _TITLED.search(said)
    quoted = _QUOTED.search(said)
    return (found[1] if found else quoted[1] if quoted else "").strip()


def _named_after(said: str, people: tuple[str, ...]) -> str:
    thing = re.search(_THING, said, re.I)
    what = thing[0].capitalize() if thing else "Meeting"
    return f"{what} with {people[0]}" if people and "@" not in people[0] else what


def _place(said: str) -> str:
    found = _PLACE.search(said)
    return found[1] if found else ""
