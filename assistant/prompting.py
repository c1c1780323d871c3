"""Prompt files, and the only way by which somebody's words get into one: between fences that they cannot close."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

from connectors.llm.model import Prompt, Tier
from connectors.mail.clean import clean_line, clean_text
from connectors.mail.email import Address, Email

FOLDER = Path(__file__).parent / "prompts"

# What a fence holds. The prompts say of each kind what it may be used for; only `instruction` is the user's own wish.
Kind = Literal[
    "mail", "thread", "example", "lesson", "draft", "instruction", "source", "question", "turn", "reading"
]  # fmt: skip

TRUSTED_LENGTH = 200
MAIL_LIMIT = 12_000  # characters; some 3,000 tokens
THREAD_LIMIT = 8_000
EXAMPLES_LIMIT = 4_000
EARLIER_LIMIT = 4_000
LESSONS_LIMIT = 2_000
INSTRUCTION_LIMIT = 1_000
HEADER_LIMIT = 1_000  # of each header: a long one must not push the ones below it, or the text, out of the fence

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_FENCED = re.compile(r"<(?P<tag>[a-z]+-[0-9a-f]{16})>\n(?P<body>.*)\n</(?P=tag)>", re.S)
_ANGLES = re.compile("[<>]")
# What could pass for a tag of ours, whatever its number, also in full-width letters.
_TAG_LIKE = re.compile(rf"[<＜﹤](?=[ \t]?[/／]?[ \t]?(?:{'|'.join(get_args(Kind))})[-－‐‑﹣])", re.I)
# Control words of chat templates: some servers of local models obey them wherever they stand
# (github.com/vllm-project/vllm/pull/31735). A space within makes them letters.
_CONTROL = re.compile(
    r"[<＜﹤](?=[|｜])|[|｜](?=[>＞﹥])|<(?=<?/?SYS>)|\[(?=/?(?:INST|TOOL_CALLS|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\])"
    r"|<(?=/?(?:s|bos|eos|pad|unk|think|tool_call|tool_response|(?:start|end)_of_turn)>)",
    re.I,
)


@dataclass(frozen=True)
class Fenced:
    """Somebody's words between fences. Comes from `fence`; bare text raises ValueError."""

    text: str

    def __post_init__(self) -> None:
        found = _FENCED.fullmatch(self.text)
        if not found or found["tag"].rpartition("-")[2] in found["body"]:
            raise ValueError("only fence() makes fenced text")


@dataclass(frozen=True)
class Trusted:
    """A short single line of our own making: a date, a name of the user. Anything longer is somebody's words."""

    text: str

    def __post_init__(self) -> None:
        if len(self.text) > TRUSTED_LENGTH or self.text != clean_line(self.text) or _ANGLES.search(self.text):
            raise ValueError("trusted text is one short line without angle brackets")


NOTHING = Trusted("(none)")


@dataclass(frozen=True)
class Numbered:
    """Several fences, each under its number from 1: the number stands outside, where nobody else writes."""

    parts: tuple[Fenced, ...]

    @property
    def text(self) -> str:
        """All of them."""
        return "\n\n".join(f"[{number}]\n{part.text}" for number, part in enumerate(self.parts, start=1))


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:16]


def number_outside(body: str, number: str) -> str:
    """The number, or one made from it that the body does not contain."""
    while number in body:
        number = _digest(number)
    return number


def fence(text: str, limit: int, kind: Kind = "mail", place: int = 0) -> Fenced:
    """The text as data for a model: cleaned, cut visibly after `limit` characters, between tags it cannot contain.

    The tag's number comes from the content, so that the same mail makes the same prompt; and from its `place` among
    others, so that equal texts have tags of their own.
    """
    body = _cut(_defused(clean_text(text)).strip(), limit)
    number = number_outside(body, _digest(f"{place or ''}{body}"))
    return Fenced(f"<{kind}-{number}>\n{body}\n</{kind}-{number}>")


def _defused(text: str) -> str:
    """The text without what a model could take for a tag of ours or for a turn of the conversation."""
    return _CONTROL.sub(lambda found: f"{found[0]} ", _TAG_LIKE.sub("‹", text))


def _cut(text: str, limit: int) -> str:
    left_out = len(text) - limit
    return f"{text[:limit]}\n[… {left_out} more characters cut]" if left_out > 0 else text


def _people(addresses: Sequence[Address]) -> str:
    return ", ".join(f"{a.name} ({a.email})" if a.name else a.email for a in addresses[:20])


def mail_text(email: Email) -> str:
    """The mail as a model reads it: the headers that matter, then what the sender newly wrote. Not fenced yet."""
    auth = email.auth
    checks = [f"{name}={value}" for name, value in vars(auth).items() if value]
    headers = {
        "From": _people([email.sender]),
        "Reply-To": _people(email.reply_to),
        "To": _people(email.to),
        "Cc": _people(email.cc),
        "Date": email.date.strftime("%A %Y-%m-%d %H:%M UTC") if email.date else "",
        "Subject": email.subject,
        "List": email.list_id,
        "Sender checks": ", ".join(checks),
        "Attachments": ", ".join(a.name for a in email.attachments[:20]),
        "Note": "hidden text was removed from this mail" if email.hidden_removed else "",
    }
    lines = [f"{name}: {clean_line(value)[:HEADER_LIMIT]}" for name, value in headers.items() if value]
    return "\n".join(lines) + f"\n\n{email.text}"


def fence_mail(email: Email, limit: int = MAIL_LIMIT) -> Fenced:
    """The mail, headers and new text, as data."""
    return fence(mail_text(email), limit, "mail")


def day(moment: datetime) -> Trusted:
    """A day with its weekday, in the zone that the moment carries: 'Friday 20 November 2026 (2026-11-20)'."""
    return Trusted(f"{moment:%A} {moment.day} {moment:%B %Y} ({moment:%Y-%m-%d})")


def person(name: str, addresses: Sequence[str] = ()) -> Trusted:
    """The user: a name as Slack has it, with their own addresses as far as they fit."""
    own = f" ({', '.join(addresses)[:100]})" if addresses else ""
    return Trusted(clean_line(_ANGLES.sub("", clean_line(name)[:80] + own)) or "the user")


@dataclass(frozen=True)
class PromptFile:
    """A prompt as it stands in prompts/: its parts, settings and the slots of its user part."""

    name: str
    version: str  # first 8 hex digits of the file's SHA-256
    tier: Tier
    max_tokens: int
    system: str
    user: str

    @property
    def slots(self) -> frozenset[str]:
        """The names between double braces."""
        return frozenset(_SLOT.findall(self.user))


def read_prompt(name: str, content: str) -> PromptFile:
    """A prompt file's parts. Raises ValueError if it is not 'key: value' lines, then '=== system', then '=== user'."""
    head, _, rest = content.partition("\n=== system\n")
    system, _, user = rest.partition("\n=== user\n")
    keys = {key: value for key, _, value in (line.partition(": ") for line in head.splitlines())}
    tiers: dict[str, Tier] = {"fast": "fast", "strong": "strong"}
    if (
        not system.strip()
        or not user.strip()
        or keys.keys() != {"tier", "max_tokens"}
        or keys["tier"] not in tiers
        or _SLOT.search(system)
    ):
        # The system part is the same for everybody: providers cache it, and nobody's words can get into it.
        raise ValueError(f"prompts/{name}.md: needs tier, max_tokens, a system part without slots, and a user part")
    version = sha256(content.encode()).hexdigest()[:8]
    return PromptFile(name, version, tiers[keys["tier"]], int(keys["max_tokens"]), system.strip(), user.strip())


@lru_cache
def load(name: str) -> PromptFile:
    """The prompt file of that name."""
    return read_prompt(name, (FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def fill(file: PromptFile, **slots: Fenced | Trusted | Numbered) -> Prompt:
    """The prompt with every slot filled. Raises TypeError for bare text, ValueError for a missing or unknown slot."""
    for name, value in slots.items():
        if not isinstance(value, Fenced | Trusted | Numbered):
            raise TypeError(f"{file.name}: slot {name} takes fenced or trusted text, not {type(value).__name__}")
    if slots.keys() != file.slots:
        raise ValueError(f"{file.name}: slots are {', '.join(sorted(file.slots))}")
    user = _SLOT.sub(lambda found: slots[found[1]].text, file.user)  # one pass: braces in a mail are only braces
    return Prompt(file.name, file.version, file.tier, file.system, user, file.max_tokens)
