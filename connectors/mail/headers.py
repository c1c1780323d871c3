"""The header block of a mail: its fields as readable text, dates, ids and the receiving server's findings."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from connectors.mail.clean import clean_line
from connectors.mail.email import AuthResults
from connectors.mail.words import decode_words

MOST_BYTES = 131_072  # of one header block
MOST_FIELD = 32_768  # bytes of one field
_BLANK = re.compile(rb"(?:\A|\n)\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_ID = re.compile(r"<[^<>\s\x00-\x1f\x7f]{1,995}>")
_BARE_ID = re.compile(r"[^<>\s@,;\x00-\x1f\x7f]{1,400}@[^<>\s@,;\x00-\x1f\x7f]{1,400}")
_COMMENT = re.compile(r"\([^()]*\)")
_FINDING = re.compile(r"^\s*(spf|dkim|dmarc)\s*=\s*([a-z]{1,20})", re.IGNORECASE)

Fields = Sequence[tuple[str, str]]


def split_headers(raw: bytes) -> tuple[Fields, bytes]:
    """The fields (lower-case name, unfolded value) in order, and the body after them. Never raises.

    A line that is no field (an mbox 'From ' line, junk) is skipped if a field follows at once, else the body starts
    there: some programs forget the empty line.
    """
    blank = _BLANK.search(raw)
    block = raw[: blank.start() + 1 if blank else len(raw)]
    fields: list[tuple[str, str]] = []
    position, end = 0, min(len(block), MOST_BYTES)
    while position < end:
        if match := _FIELD.match(block, position, end):
            fields.append((match[1].decode("ascii").lower(), _readable(match[2])))
            position = match.end()
        else:
            following = block.find(b"\n", position) + 1
            if not following or not _FIELD.match(block, following, end):
                return fields, raw[position:]
            position = following
    return fields, raw[blank.end() :] if blank else b""


def _readable(value: bytes) -> str:
    unfolded = value[:MOST_FIELD].replace(b"\r", b"").replace(b"\n", b"").strip()
    try:
        return unfolded.decode("utf-8")
    except UnicodeDecodeError:
        return unfolded.decode("cp1252", "replace")


def first(fields: Fields, name: str) -> str:
    """The value of the topmost field of that name, '' if there is none."""
    return next((value for key, value in fields if key == name), "")


def every(fields: Fields, name: str) -> list[str]:
    """The values of all fields of that name, topmost first."""
    return [value for key, value in fields if key == name]


def text_of(value: str) -> str:
    """A header value as a person reads it."""
    return clean_line(decode_words(value))


def ids_of(value: str) -> tuple[str, ...]:
    """The message ids in a value, each with angle brackets."""
    found = _ID.findall(value) or [f"<{bare}>" for bare in _BARE_ID.findall(value[:2000])]
    return tuple(dict.fromkeys(found))


def date_of(value: str) -> datetime | None:
    """A Date header as aware UTC, or None."""
    try:
        date = parsedate_to_datetime(value[:200])
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def auth_of(fields: Fields) -> AuthResults:
    """What the receiving server found. Only its own, topmost header counts: anyone may write one further down."""
    value = first(fields, "authentication-results")[:4000]
    for _ in range(3):  # comments nest
        value = _COMMENT.sub("", value)
    found: dict[str, str] = {}
    for part in value.split(";")[1:]:
        if match := _FINDING.match(part):
            method, result = match[1].lower(), match[2].lower()
            if method not in found or result == "pass":  # several DKIM signatures: one good one is enough
                found[method] = result
    return AuthResults(found.get("spf", ""), found.get("dkim", ""), found.get("dmarc", ""))
