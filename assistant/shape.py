"""The shape of a mail: what stays the same in every mail that one sender makes from one template (SPEC TR4)."""

import re
from hashlib import sha256

from assistant.signals import OFFICE, is_robot
from assistant.words import words_of
from connectors.mail.email import Email

_READ = 6000
_ENOUGH_WORDS = 5
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»\n]{1,80}[\"”“»]")
_LINK = re.compile(r"(?:https?://|www\.)\S+|<[^<>\s]*>")
_ADDRESS = re.compile(r"[^\s<>()\[\]@]{1,64}@[^\s<>()\[\]]+")
_NUMBER = re.compile(r"(?<![^\s,;:()\[\]])[^\s,;:()\[\]\d]{0,40}\d(?:[^\s.,;:()\[\]]|[.,:'’](?=\w))*")
_WHEN = re.compile(
    r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(?:mon|tue|wed|thu|fri|sat|sun)\b\.?|"
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december)\b|"
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?|\b(?:am|pm|utc|gmt|cet|est|pst)\b|"
    r"\b(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|januar|februar|märz|mai|juni|juli|oktober|dezember)\b",
    re.I,
)
_CURRENCY = re.compile(r"[$€£¥₹]|\b(?:usd|eur|gbp|chf|jpy)\b", re.I)
_GREETED = re.compile(
    r"(?im)^(\s*(?:hi|hello|hey|dear|hallo|liebe[r]?|bonjour|cher|chère|hola|ciao|olá|beste)\s+)[^\n,!:]{1,60}(?=[,!:\n]|$)"
)
_MASKS = re.compile(r"(?:[#@~]\s*){2,}")


def shape_of(email: Email) -> str:
    """A hash equal for mails of one sender and one template, whatever their numbers, names and dates.

    Mail that no machine seems to have made gets a hash of its own: a verdict on a person's mail is never reused.
    """
    parts = [_sender(email.sender.email)]
    if _is_made(email):
        parts += [email.list_id.lower(), mask(email.subject, email), mask(email.text[:_READ], email)]
    else:
        parts += ["one", email.rfc_id, str(email.date), email.subject, email.text[:_READ]]
    return sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _is_made(email: Email) -> bool:
    """Whether a machine made this mail from a template: it says so, and it answers nobody."""
    if email.in_reply_to or email.references or len(words_of(email.text[:_READ])) < _ENOUGH_WORDS:
        return False
    local = email.sender.email.partition("@")[0]
    declared = email.auto_submitted not in ("", "no") or email.precedence in ("bulk", "junk")
    return declared or email.list_unsubscribe or is_robot(email.sender) or bool(OFFICE.match(local))


def _sender(address: str) -> str:
    """The address without what changes from mail to mail: '+tags', numbers, long tokens."""
    local, _, domain = address.lower().partition("@")
    local = re.sub(r"\+.*|[=].*", "", local)
    return f"{re.sub(r'[0-9a-f]*[0-9][0-9a-f._-]*', '#', local)}@{domain}"


def mask(text: str, email: Email) -> str:
    """The text with links, addresses, numbers, dates, quoted words and the people's names taken out."""
    text = _GREETED.sub(r"\1~", text)
    for pattern, sign in (
        (_LINK, "@"),
        (_ADDRESS, "@"),
        (_QUOTED, "~"),
        (_CURRENCY, "#"),
        (_NUMBER, "#"),
        (_WHEN, "#"),
    ):
        text = pattern.sub(f" {sign} ", text)
    for name in _names(email):
        text = re.sub(rf"\b{re.escape(name)}\b", " ~ ", text, flags=re.I)
    lines = [" ".join(_MASKS.sub("# ", " ".join(line.split())).lower().split()) for line in text.split("\n")]
    # a list of two items and one of five have the same shape
    return "\n".join(line for line, before in zip(lines, ["", *lines], strict=False) if line and line != before)


def _names(email: Email) -> list[str]:
    """The recipients' names, whole and by the word, the longest first."""
    whole = [address.name for address in (*email.to, *email.cc) if address.name]
    return sorted({part for name in whole for part in (name, *name.split()) if len(part) > 2}, key=len, reverse=True)[
        :40
    ]
