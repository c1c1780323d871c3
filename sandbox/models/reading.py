"""Reading a prompt as a careful model would: what is instruction, what is somebody's mail and only data."""

import re
from dataclasses import dataclass
from datetime import date

_FENCES = (
    re.compile(r"^<(?P<name>[A-Za-z][\w:.-]*)[^<>\n]*>(?P<body>.*)</(?P=name)>", re.M | re.S),
    re.compile(r"^<{3,}(?P<name>[^\n]*)\n(?P<body>.*)^[^\n]*>{3,}\s*$", re.M | re.S),
    re.compile(r"^[^\w\n]*(?:BEGIN|START)\b(?P<name>[^\n]*)\n(?P<body>.*)^[^\w\n]*END\b[^\n]*$", re.M | re.S),
    re.compile(r"^(?:```|~~~|\"\"\")(?P<name>[^\n]*)\n(?P<body>.*)^(?:```|~~~|\"\"\")\s*$", re.M | re.S),
)
_HEADER = re.compile(
    r"^\W{0,3}(from|sender|reply-to|to|cc|subject|date|sent|list|sender checks|attachments|note)\W{0,3}:[ \t]*(.*)$",
    re.M | re.I,
)
_TODAY = re.compile(r"^today\W.*?(\d{4}-\d\d-\d\d)", re.M | re.I)
_USER = re.compile(r"^the user\b[^:\n]{0,60}:[ \t]*(\S.*)$", re.M | re.I)
_INSTRUCTION = re.compile(
    r"^\W{0,3}[\w '-]{0,40}(?:instruct|wish|asks?\b|rewrite|change)[\w '-]{0,30}:[ \t]*(\S.*)$", re.M | re.I
)
_WISH_FENCE = re.compile(r"instruct|wish|change", re.I)
_MAIL_FENCE = re.compile(r"mail|message", re.I)
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|(?<=[。！？])|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)])\s)")
_QUOTED = re.compile(
    r"^(?:On .{5,200} wrote:|Am .{5,200} schrieb .{2,150}:|Le .{5,200} a écrit\s?:|-{3,} ?Original Message|_{10,}).*",
    re.M | re.S,
)
_GREETING = re.compile(
    r"^(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten tag|sehr geehrte|liebe|bonjour|madame|"
    r"monsieur)\b[^.!?\n]{0,60}|(?:alice|bob)(?:,? (?:and )?\w+)?)[,!:.]?$",
    re.I,
)


@dataclass(frozen=True)
class Mail:
    """A mail as found in a prompt. `text` is without headers and without quoted history; `head` are the headers."""

    sender: str
    subject: str
    text: str
    head: str = ""


@dataclass(frozen=True)
class Reading:
    """A prompt taken apart. `outside` is what no fence holds.

    `instruction` and `user` are '', `today` None if the prompt holds none.
    """

    mail: Mail
    outside: str
    fenced: tuple[tuple[str, str], ...]
    instruction: str
    today: date | None
    user: str = ""


def read(prompt: str) -> Reading:
    """Takes a prompt apart. Nothing inside a fence is ever taken for an instruction, except a fence of that name."""
    outside, blocks = _split(prompt)
    mails = [body for name, body in blocks if not _WISH_FENCE.search(name)]
    named = [body for name, body in blocks if _MAIL_FENCE.search(name)]
    primary = (named or mails or [_unfenced_mail(prompt)])[0]
    wishes = [body.strip() for name, body in blocks if _WISH_FENCE.search(name)]
    said = wishes or _INSTRUCTION.findall(outside if blocks else _before_mail(prompt))
    day = _TODAY.search(outside)
    today = date.fromisoformat(day[1]) if day else None
    user = _USER.search(outside)
    said_last = said[-1].strip() if said else ""
    return Reading(_mail(primary, outside), outside, tuple(blocks), said_last, today, user[1] if user else "")


def _split(prompt: str) -> tuple[str, list[tuple[str, str]]]:
    """What no fence holds, and the (name, body) of each outermost fence in order.

    Matching is greedy: a closing mark inside a mail does not end the fence early.
    """
    found = [match for fence in _FENCES for match in fence.finditer(prompt)]
    found.sort(key=lambda match: (match.start(), -match.end()))
    outside, blocks, at = [], [], 0
    for match in found:
        if match.start() >= at:
            outside.append(prompt[at : match.start()])
            blocks.append((match["name"], match["body"].strip()))
            at = match.end()
    return "\n".join([*outside, prompt[at:]]), blocks


def _before_mail(prompt: str) -> str:
    """The part of an unfenced prompt that stands before the mail's headers."""
    header = _HEADER.search(prompt)
    return prompt[: header.start()] if header else ""


def _unfenced_mail(prompt: str) -> str:
    header = _HEADER.search(prompt)
    return prompt[header.start() :] if header else prompt


def _mail(block: str, outside: str) -> Mail:
    headers = {name.lower(): value.strip() for name, value in reversed(_HEADER.findall(f"{block}\n{outside}"))}
    lines = block.strip("\n").split("\n")
    head: list[str] = []
    while lines and _HEADER.match(lines[0]):
        head.append(lines.pop(0))
    text = _QUOTED.sub("", "\n".join(line for line in lines if not line.startswith(">")))
    return Mail(
        headers.get("from", headers.get("sender", "")), headers.get("subject", ""), text.strip(), "\n".join(head)
    )


def sentences(text: str) -> list[str]:
    """The text's sentences and list items without greetings, each on one line."""
    flat = (re.sub(r"\s+", " ", part).strip(" -*•\t") for part in _SENTENCE.split(_without_greeting(text)))
    return [part for part in flat if len(part) > 2]


def _without_greeting(text: str) -> str:
    head, _, rest = text.strip().partition("\n")
    return rest if _GREETING.match(head.strip()) else text


def language(text: str) -> str:
    """'ja', 'de', 'fr' or 'en', by script and small words."""
    if re.search(r"[\u3040-\u30ff]", text):
        return "ja"
    words = re.findall(r"[^\W\d_]+", text.lower())
    small = {
        "de": {"und", "wir", "sie", "die", "der", "das", "ist", "nicht", "mit", "für", "eine", "bitte", "ihr", "ich"},
        "fr": {"et", "nous", "vous", "le", "la", "les", "est", "pas", "avec", "pour", "une", "merci", "votre", "des"},
        "en": {"and", "we", "you", "the", "is", "not", "with", "for", "a", "please", "your", "of", "to", "i"},
    }
    counts = {name: sum(word in marks for word in words) for name, marks in small.items()}
    return max(("en", "de", "fr"), key=lambda name: counts[name])


def first_name(sender: str) -> str:
    """The given name in 'Jane Roe <jane@x.example>' or 'Jane Roe (jane@x.example)', '' if there is none."""
    name = re.sub(r"[<(].*", "", sender).strip(" \"'")
    if not name or "@" in name:
        return ""
    if "," in name:
        name = name.split(",", 1)[1].strip()
    words = [word for word in name.split() if not re.fullmatch(r"(?:dr|prof|mr|mrs|ms|herr|frau|mme|m)\.?", word, re.I)]
    return words[0] if words else ""
