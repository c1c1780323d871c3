"""The stand-in's opinion of a mail: plain marks of requests, bulk and fraud, and nothing cleverer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sandbox.models.marks import ASKS, BULK, SPAM, TAGS, URGENT, hits
from sandbox.models.reading import Mail, language, sentences

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TAGE = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_ASKS_IN = {"en": "asks", "de": "fragt", "fr": "demande", "ja": "様より"}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True)
class Action:
    """Something the mail asks for, and by when if it says so."""

    text: str
    due: date | None


@dataclass(frozen=True)
class Verdict:
    """What the stand-in thinks of a mail. `urgency` is 0 (none) to 1."""

    category: str
    confidence: float
    reasoning: str
    summary: str
    tags: tuple[str, ...]
    urgency: float
    actions: tuple[Action, ...]


def judge(mail: Mail, hints: str, today: date, user: str = "") -> Verdict:
    """A verdict on a mail for its user. `hints` is what the prompt itself says about it."""
    whole = f"{mail.sender}\n{mail.subject}\n{mail.head}\n{mail.text}"
    spam = hits(SPAM, f"{whole}\n{hints}") + 2 * _lookalike(mail.sender)
    bulk = hits(BULK, whole)
    asked = [s for s in sentences(_without_links(mail.text)) if hits(ASKS, s)]
    category, why = _category(spam, bulk, [] if _only_copied(mail, user) else asked)
    certain = {"spam": 0.6 + 0.12 * spam, "needs_reply": 0.7 + 0.07 * len(asked), "informational": 0.72 + 0.08 * bulk}
    actions = tuple(Action(s[:200], due_in(s, today)) for s in asked[:5]) if category == "needs_reply" else ()
    urgent = bool(URGENT.search(whole)) or any(action.due for action in actions)
    urgency = {"needs_reply": 0.9 if urgent else 0.55, "informational": 0.2, "spam": 0.0}[category]
    return Verdict(
        category, round(min(0.97, certain[category]), 2), why, summary(mail, asked), tags(whole), urgency, actions
    )


def _category(spam: int, bulk: int, asked: Sequence[str]) -> tuple[str, str]:
    if spam >= 2:
        return "spam", f"It carries {spam} marks of unwanted or fraudulent mail."
    if bulk and not (asked and bulk == 1 and len(asked) > 3):
        return "informational", "It is sent automatically or to many people, and nobody waits for an answer."
    if spam:
        return "spam", "It carries a mark of unwanted mail and comes unasked."
    if asked:
        return "needs_reply", f"The sender asks for an answer: {asked[0][:120]}"
    return "informational", "It tells something and asks for nothing."


def _only_copied(mail: Mail, user: str) -> bool:
    """Whether the user stands under Cc, not under To, and the mail does not speak to them by name."""
    name = re.sub(r"[<(].*", "", user).strip()
    lines = {line.partition(":")[0].lower(): line for line in mail.head.split("\n")}
    if not name or name not in lines.get("cc", "") or name in lines.get("to", ""):
        return False
    return not re.search(rf"\b{re.escape(name.split()[0])}\b", mail.text)


def _without_links(text: str) -> str:
    return re.sub(r"https?://\S+", "", text)


def _lookalike(sender: str) -> bool:
    """Whether the sender's domain has a digit in the place of a letter, as in fernhi11."""
    domain = sender.rpartition("@")[2].strip(" <>").lower()
    return bool(re.search(r"[a-z][015]+[a-z]|[a-z][01]{2}", domain.split(".")[0]))


def summary(mail: Mail, asked: Sequence[str] = ()) -> str:
    """One line: what the sender asks if anything, else the subject and the first thing the mail says."""
    if asked:
        name = re.sub(r"\s*[<(].*", "", mail.sender).strip("\"' ") or "?"
        more = f" (+{len(asked) - 1})" if len(asked) > 1 else ""
        return f"{name} {_ASKS_IN[language(mail.text)]}: {_shortened(asked[0], 90)}{more}"
    said = sentences(_without_links(mail.text))
    subject = re.sub(r"^(?:(?:re|fwd?|aw|wg|tr)\s*:\s*)+", "", mail.subject, flags=re.I).strip()
    line = ": ".join(part for part in (subject, said[0] if said else "") if part)
    return _shortened(line, 140) or "(an empty mail)"


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def tags(text: str) -> tuple[str, ...]:
    """The tags whose marks stand in the text, at most four."""
    return tuple(tag for tag, pattern in TAGS.items() if pattern.search(text))[:4]


def due_in(sentence: str, today: date) -> date | None:
    """The day by which a sentence wants something, None if it names none."""
    low = sentence.lower()
    if exact := re.search(r"\b(20\d\d)-(\d\d)-(\d\d)\b", low):
        return _date(int(exact[1]), int(exact[2]), int(exact[3]))
    for pattern, day, month in (
        (r"\b(\d{1,2})(?:st|nd|rd|th)? (MMM)", 1, 2),
        (r"\b(MMM)[a-z]* (\d{1,2})(?:st|nd|rd|th)?\b", 2, 1),
    ):
        if named := re.search(pattern.replace("MMM", "|".join(_MONTHS)), low):
            found = _date(today.year, _MONTHS.index(named[month]) + 1, int(named[day]))
            return found.replace(year=today.year + 1) if found and (today - found).days > 60 else found
    for word, days in (("tomorrow", 1), ("morgen", 1), ("demain", 1), ("today", 0), ("heute", 0)):
        if re.search(rf"\b{word}\b", low):
            return today + timedelta(days=days)
    for names in (_DAYS, _TAGE, _JOURS):
        for number, name in enumerate(names):
            if re.search(rf"\b{name}\b", low):
                return today + timedelta(days=(number - today.weekday() - 1) % 7 + 1)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
