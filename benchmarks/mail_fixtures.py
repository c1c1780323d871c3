"""Fixtures with a known parse: how often ours agrees, field by field, and how many replies are stripped to the word."""

import json
import tarfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from mailparser_reply import EmailReplyParser

from benchmarks.table import Row
from connectors.mail.clean import clean_line, clean_text
from connectors.mail.email import Address, Email
from connectors.mail.parts import leaves, parse_parts
from connectors.mail.read import read_email, read_full_text

UNREAD = "\ufffd"  # what the other parser wrote where it could not read a character: nothing to agree with
UNITS = ("year", "month", "day", "hour", "minute", "second")
FIELDS: dict[str, Callable[[Email], Any]] = {
    "subject": lambda email: email.subject,
    "from": lambda email: _pairs((email.sender,)) if email.sender != Address("", "") else [],
    "to": lambda email: _pairs(email.to),
    "cc": lambda email: _pairs(email.cc),
    "date": lambda email: email.date,
    "attachments": lambda email: [one.name for one in email.attachments],
}


def files_of(archive: Path) -> dict[str, bytes]:
    """All files of an archive by their names."""
    with tarfile.open(archive) as tar:
        return {one.name: stream.read() for one in tar if one.isfile() and (stream := tar.extractfile(one))}


def _pairs(people: tuple[Address, ...]) -> list[tuple[str, str]]:
    return [(one.name, one.email) for one in people]


def _header(part: dict[str, Any], name: str) -> Any:
    return next((one["value"] for one in part["headers"] if one["name"] == name and one["value"] != "Empty"), None)


def _people(value: Any) -> list[tuple[str, str]]:
    found = (value or {}).get("Address") or {}
    listed = found.get("List") or [one for group in found.get("Group", []) for one in group["addresses"]]
    return [(clean_line(one["name"] or ""), (one["address"] or "").lower()) for one in listed]


def _date(value: Any) -> datetime | None:
    when = (value or {}).get("DateTime")
    if not when:
        return None
    offset = timedelta(hours=when["tz_hour"], minutes=when["tz_minute"]) * (-1 if when["tz_before_gmt"] else 1)
    year, month, day, hour, minute, second = (when[name] for name in UNITS)
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset


def _file_name(part: dict[str, Any]) -> str:
    for header, wanted in (("content_disposition", "filename"), ("content_type", "name")):
        given = ((_header(part, header) or {}).get("ContentType") or {}).get("attributes") or []
        for one in given:
            if one["name"] == wanted:
                return str(one["value"])
    return ""


def _expected(document: dict[str, Any]) -> dict[str, Any]:
    top = document["parts"][0]
    return {
        "subject": clean_line((_header(top, "subject") or {}).get("Text") or ""),
        "from": _people(_header(top, "from"))[:1],
        "to": _people(_header(top, "to")),
        "cc": _people(_header(top, "cc")),
        "date": _date(_header(top, "date")),
        "attachments": [_file_name(document["parts"][index]) for index in document["attachments"]],
    }


def _texts(document: dict[str, Any]) -> list[str]:
    bodies = [part["body"] for part in document["parts"] if isinstance(part["body"], dict)]
    found = [_flat(str(body.get("Text", body.get("Html")))) for body in bodies if "Text" in body or "Html" in body]
    return [text for text in found if text]


def _flat(text: str) -> str:
    return " ".join(clean_text(text).split())


def _comparisons(raw: bytes, document: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """(field, expected, ours) of one mail; fields that neither of the two has are left out."""
    email = read_email(raw)
    for name, expected in _expected(document).items():
        ours = FIELDS[name](email)
        if expected or ours:
            yield name, expected, ours
    texts = {_flat(leaf.text) for leaf in leaves(parse_parts(raw)[1])}
    yield from (("texts", text, text if text in texts else None) for text in _texts(document))


def agreement(archive: Path) -> list[Row]:
    """Rows by field: how often our reading is that of stalwart's mail-parser, fuzz and damaged expectations aside."""
    files = files_of(archive)
    same, total = Counter[str](), Counter[str]()
    for name, raw in files.items():
        parse = files.get(name.removesuffix(".eml") + ".json")
        if not name.endswith(".eml") or parse is None or "/malformed/" in name:
            continue
        for field, expected, ours in _comparisons(raw, json.loads(parse)):
            if UNREAD not in repr(expected):
                total[field] += 1
                same[field] += expected == ours
    return [
        Row(f"fixtures read alike: {field}", str(same[field]), "stalwart mail-parser", str(count))
        for field, count in total.items()
    ]


def reply_stripping(archive: Path) -> list[Row]:
    """Rows: replies of twelve mail programs, and nine in HTML, of which exactly the new words are left."""
    files = files_of(archive)
    plain = [raw for name, raw in files.items() if name.startswith("talon/standard_replies/") and name.endswith(".eml")]
    pages = [raw for name, raw in files.items() if name.startswith("talon/html_replies/")]
    ours = sum(read_email(raw).text.strip() == "Hello" for raw in plain)
    theirs = sum(_stripped(read_full_text(raw)) == "Hello" for raw in plain)
    head = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
    rich = sum(read_email(head + raw).text.strip() == "Hi. I am fine." for raw in pages)
    return [
        Row("plain replies stripped to the word", str(ours), f"mail-parser-reply {theirs}", str(len(plain))),
        Row("HTML replies stripped to the word", str(rich), "–", str(len(pages))),
    ]


def _stripped(text: str) -> str:
    return str(EmailReplyParser(languages=["en"]).read(text).replies[0].body).strip()
