"""What a person asks an assistant to do, as far as the stand-in reads it: what, with whom, when, which words."""

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sandbox.models import tongues
from sandbox.models.quoting import lift
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
    "update": r"\b(?:move|reschedule|postpone|rename|shift|push (?:.{1,40} )?back|delay|bring forward)\b"
    r"|\bchange the (?:name|time|title|place)\b",
    "create": rf"\b(?:put|schedule|book|create|set up|add|arrange|plan|block)\b.*\b{_THING}s?\b",
    "send": r"^(?:please |can you |could you |i need (?:you )?to )*(?:send|forward)\b.*"
    r"(?:\b(?:mail|e-?mail|message|note|reply|saying|that)\b|: ⟦)",
    "draft": r"^(?:please |can you |could you |i need (?:you )?to )*"
    r"(?:reply\b|(?:write|draft|answer|tell|e-?mail|let)\b(?! (?:me|us)\b)(?!.*\?$))",
    "free": r"\b(?:am i|are we|when .{0,20}\bi|is \w+) (?:\w+ )?(?:free|available|busy)\b|\bfree (?:slots?|times?)\b",
}
_THING_ASKED_FOR = re.compile(  # "Cancel policy?"
    r"(?:reply|cancel|draft|share|answer|plan|book|update) "
    rf"(?!(?:the|an?|all|my|our|it|this|that|him|her|them)\b)(?!.*\b(?:to|with|e?-?mail|message|{_THING})\b)(?-i:[a-z])[^.!?]*\?\s*$",
    re.I,
)
_NAMED = re.compile(
    rf"\b(?:with|to|cc|for|and|(?i:invite|write|tell|send|let|add|give)|remind|from|by|mail|answer|,)\s+(?P<who>{_NAME})"
)
_LED_ELSEWHERE = re.compile(rf"\b(?i:{tongues.LEADS})\s+(?P<who>{_NAME})")
_LOWER_NAMED = re.compile(r"\b(?:with|to|invite|tell|remind|from|if|mail|email|send|write)\s+(?=(?P<who>[a-z]{3,})\b)")
_SPOKEN_OF = re.compile(
    r"(?:^|(?<=[.!?,] ))(?P<who>[A-Za-z]{3,}) (?:is|has|was|left|leaves|will|quit|asked|says|called|can't|won't)\b"
)
_PART = re.compile(
    r"\b(?P<guests>attendees|participants|guests|invitees)\b|\bwith the (?P<sender>sender|author)\b", re.I
)
_NO_NAMES = frozenset(
    re.findall(
        r"\w+",
        "the this that them their our all you your next last first monday tuesday wednesday thursday friday saturday "
        "sunday january february march april may june july august september october november december today tomorrow "
        "which what reader writer read edit him her everybody everyone send reply write forward schedule book cancel "
        "delete move make check draft create find see know tell say have get let put set add remind ask answer share "
        "something anything there here and but not email mail message note any some each both attendees sender guests "
        "participants invitees it's mine who how why when where can could would will please she they he saying that "
        "work home office attend remember join from with for about by at on in to",
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
    r"(?:\bsaying|\band say that|\bto say|\bsays?|:|\bthat(?! (?:with|to|on|file|event|meeting|one)\b)|"
    r"\band tell (?:them|him|her))"
    r"\s+(?P<words>[^⟦⟧]{3,}?)[.\s]*$",
    re.S | re.I,
)
_TOLD = re.compile(  # without a word for it: "tell him we agree"
    rf"\b(?P<lead>(?:(?i:tell) (?:him|her|them|{_NAME})|(?i:let) (?:him|her|them|{_NAME}) know),?)"
    r" (?!(?:about|that|saying|to|if|whether|when|what|who|how|and|or)\b)(?P<words>[^⟦⟧,:]{3,}?)[.\s]*$"
)
_SAID = re.compile(
    r"(?:\bsaying|\bto say|\bsays?|\bwith|\btell (?:them|him|her)|\bmessage|\btext|:)\s*:?\s*(?P<words>⟦\d+⟧)"
    r"(?! as (?:the |its )?(?:title|subject))|(?P<before>⟦\d+⟧) (?:in|as) the (?:e-?mail|mail|message|body|text)",
    re.I,
)
_TITLED = re.compile(
    r"\b(?:called|titled?(?: it)?|named|call it|subject|with the (?:title|subject|name)|rename\w* .{0,60} to|"
    r"change the name of .{0,60} to)\s*:?\s*(?P<title>⟦\d+⟧|[^⟦,.?]{2,80})"
    r"|(?P<before>⟦\d+⟧) as (?:the |its )?(?:title|subject)",
    re.I,
)
_OF_MAIL = re.compile(
    r"\b(?:e-?mail|mail|message)s? (?:from|of|dated|sent on) (?P<day>[^⟦]{3,25}?) (?:about|called|titled) "
    r"(?P<about>⟦\d+⟧|.+?)(?=\s+and\s+(?:schedule|book|set|create|invite|put)\b|[.?!]\s|[.?!]?$)",
    re.I | re.S,
)
_BRANCH = re.compile(r"^(?:if (?:not|so)|otherwise),? (?:then )?", re.I)
_ASKS = re.compile(r"^(?:did|do|does|have|has|is|are|was|were|am|who|what|when|where|which|how|why)\b", re.I)
_PLACE = re.compile(r"\b(?:in|at) (?:the )?((?:room|office|meeting room|conference room) ?[\w-]*)", re.I)
WHEN = re.compile(
    r"\b(?:(?:on|in|for|since|until|by|during|from) )?(?:(?:this|last|next|past) (?:week|month|year|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)|today|tomorrow|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:january|february|march|april|"
    r"may|june|july|august|september|october|november|december)(?: \d{4})?|\d{4}-\d\d-\d\d)\b",
    re.I,
)
SAYS_NOTHING = "What shall it say?"


@dataclass(frozen=True)
class Order:
    """What is wanted. `kind` is '' for a question. `begins` is 'YYYY-MM-DDTHH:MM', a day alone, or ''.

    `mail` holds the words and the day of a mail that is spoken of besides.
    """

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
    mail: tuple[str, str] = ("", "")


def order_in(whole: str, today: date) -> Order:
    """The order in somebody's words, also one that hangs on a condition."""
    lifted = lift(whole)
    said = _ordering(_CONDITION.sub("", lifted.text))
    kind = _kind(said) or _kind(lifted.text)
    people = people_named(said) or _named_before(said, lifted.text)
    read = _READERS.get(kind)
    order = read(said, people, today) if read else Order(kind, people)
    title, text = (lifted.restored(part) for part in (order.title, order.text))
    return replace(order, title=title, text=text, mail=(lifted.restored(order.mail[0]), order.mail[1]))


def is_letter(text: str) -> bool:
    """Whether somebody has something written: what it is to say is no topic of theirs."""
    return _kind(lift(text).text) in ("send", "draft")


def _kind(said: str) -> str:
    if _THING_ASKED_FOR.match(said):
        return ""
    kinds = [*_KINDS.items(), *tongues.KINDS.items()]
    return next((name for name, pattern in kinds if re.search(pattern, said, re.I | re.M)), "")


def _ordering(bare: str) -> str:
    """Without the questions before an order: "Did I meet Bob? If not, send him …"."""
    parts = re.split(r"(?<=[.!?])\s+", bare)
    kept = [
        _CONDITION.sub("", re.sub(r"^if (?:not|so),? ", "", part, flags=re.I))
        for part in parts
        if not _ASKS.match(part)
    ]
    return "\n".join(kept) if any(map(_kind, kept)) else bare


def _create(said: str, people: tuple[str, ...], today: date) -> Order:
    own = _OF_MAIL.sub(" ", said)
    begins, minutes = _begins(own, today), _minutes(own)
    title = _title(said) or _named_after(said, people)
    timed = len(begins) > 10 or "vacation" in said.lower()
    missing = "" if timed else "At what time?" if begins else "On which day, and when?"
    part = _PART.search(said)
    if part and part["sender"]:
        people = (part["sender"],)
    return Order("create", people, title, begins, minutes, place=_place(said), missing=missing, mail=_mail(said, today))


def _mail(said: str, today: date) -> tuple[str, str]:
    found = _OF_MAIL.search(said)
    day = due_in(found["day"], today) if found else None
    if day and day > today:
        day = day.replace(year=day.year - 1)
    return (found["about"] if found else "", day.isoformat() if day else "")


def _update(said: str, people: tuple[str, ...], today: date) -> Order:
    minutes = _minutes(said)
    moved = re.search(r"\b(?:by|back|forward|earlier|later)\b", said) is not None
    shift = minutes * (-1 if re.search(r"\b(?:earlier|forward)\b", said) else 1) if moved else 0
    title = _title(said) if re.search(r"\brename|\bname of", said, re.I) else ""
    to = re.search(r"\b(?:to|on|auf|à|al?|para|naar|op|vendredi)\b(.*)$", said, re.S) or re.search(
        r"を(.*)$", said, re.S
    )
    return Order("update", (), title, "" if shift or title or not to else _begins(to[1], today), 0, shift)


def _invite(said: str, people: tuple[str, ...], today: date) -> Order:
    """Somebody more for an event that is there, or for one that is to be made at the time that is said."""
    if len(_begins(said, today)) > 10:
        return _create(said, people, today)
    return Order("update", people[:1], missing="" if people else "Whom shall I invite?")


def _share(said: str, people: tuple[str, ...], today: date) -> Order:
    edits = re.search(r"\b(?:edit|write|writer)\b", said)
    led = re.compile(rf"(?:^|\W)(?i:{tongues.WITH})\W+({_NAME})")
    named = set(led.findall(said)) | {found["who"] for found in tongues.JAPANESE_NAMED.finditer(said)}
    people = tuple(one for one in people if "@" in one or one in named) or people
    role = "writer" if edits else "commenter" if "comment" in said else "reader"
    return Order("share", people, role=role, missing="" if people else "With whom shall I share it?")


def people_named(said: str) -> tuple[str, ...]:
    """Addresses and names after words that lead to people."""
    bare = _TITLED.sub(" ", _TOLD.sub(r"\g<lead>", _SAYING.sub("", said)))
    plain = _ADDRESS.sub(" ", bare)  # an address is somebody already
    names = [found["who"] for found in _NAMED.finditer(plain)]
    if not tongues.ENGLISH.search(plain):
        names += [found["who"] for found in _LED_ELSEWHERE.finditer(plain)]
        names += [found["who"] for found in tongues.JAPANESE_NAMED.finditer(plain)]
    if not names:
        names = [found["who"] for found in _LOWER_NAMED.finditer(plain)]
    names = [" ".join(itertools.takewhile(lambda one: one.lower() not in _NO_NAMES, name.split())) for name in names]
    names = [re.sub(r"['’]s$", "", name) for name in names if name]
    return tuple(dict.fromkeys([*_ADDRESS.findall(bare), *names]))


def _named_before(said: str, whole: str) -> tuple[str, ...]:
    """Who is meant by "them" or "her": whoever the text names or speaks of."""
    if not re.search(r"\b(?:them|him|her)\b", said):
        return ()
    bare = whole.replace("\n", " ")
    spoken = tuple(found["who"] for found in _SPOKEN_OF.finditer(bare) if found["who"].lower() not in _NO_NAMES)
    return people_named(bare)[:1] or spoken[:1]


def _letter(said: str, people: tuple[str, ...], today: date) -> Order:
    kind = _kind(said)
    quoted = _SAID.search(said)
    text = (quoted["words"] or quoted["before"]) if quoted else ""
    words = None if quoted else _SAYING.search(said) or tongues.SAYING.search(said) or _TOLD.search(said)
    if words:
        text = (words["words"] or words["ja"]).strip()
        to = people[0].split()[0] if people and "@" not in people[0] else ""
        text = text if "\n" in text else f"Hi{f' {to}' if to else ''},\n\n{text[0].upper()}{text[1:].rstrip('.')}."
    bare = said.replace(text, " ") if text else said
    part = _PART.search(bare)
    if part and part["guests"]:
        return Order(kind, (part["guests"],), _title(bare), text=text, missing="" if text else SAYS_NOTHING)
    title = _title(_SAYING.sub("", bare)) or ("" if quoted else " ".join(text.split()[2:8]).rstrip(".,"))
    return Order(kind, people, title, text=text, missing="" if text else SAYS_NOTHING)


def _begins(said: str, today: date) -> str:
    day = due_in(said, today) or tongues.day_in(said, today)
    if day is None:
        return ""
    hour = _hour(said) or tongues.hour_in(said)
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
    quoted = re.search(r"⟦\d+⟧", said)
    title = (found["title"] or found["before"]) if found else quoted[0] if quoted else ""
    return title.strip()


def _named_after(said: str, people: tuple[str, ...]) -> str:
    thing = re.search(_THING, said, re.I)
    what = thing[0].capitalize() if thing else "Meeting"
    return f"{what} with {people[0]}" if people and "@" not in people[0] else what


def _place(said: str) -> str:
    found = _PLACE.search(said)
    return found[1] if found else ""


_READERS: Mapping[str, Callable[[str, tuple[str, ...], date], Order]] = {
    "create": _create, "update": _update, "share": _share, "invite": _invite, "send": _letter, "draft": _letter,
}  # fmt: skip
