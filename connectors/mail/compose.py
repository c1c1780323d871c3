"""A reply to bytes (RFC 5322), and the fingerprint that tells whether a draft still is what was shown.

Headers are encoded here, not by the standard library: its folding loses characters of long names that are not ASCII.
"""

import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from bot.errors import Permanent
from connectors.mail.addresses import parse_addresses, parse_sender
from connectors.mail.clean import clean_line
from connectors.mail.email import Address
from connectors.mail.headers import Fields, every, first, text_of
from connectors.mail.parts import leaves, parse_parts
from connectors.mail.words import encode_words

KEPT_REFERENCES = 20  # at each end of a long list
_LINE = 76
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?=.{1,255}\Z)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_ID = re.compile(r"<[!-;=?-~]{1,900}>")
_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/?^_`{|}~-]+)*")
_PREFIXES = re.compile(
    r"(?:\s*(?:re|aw|antw|antwort|sv|vs|vá|odp|ynt|r|rif|res|ref|回复|答复|回覆|返信)\s*(?:\[\d+\]|\(\d+\)|\^\d+)?\s?[:：])+\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reply:
    """A reply to be sent. Ids are Message-IDs with angle brackets.

    `date` is aware; without one the mail service dates the mail when it sends it.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    body: str
    in_reply_to: str
    references: tuple[str, ...]
    rfc_id: str
    bcc: tuple[Address, ...] = ()
    date: datetime | None = None


def reply_subject(subject: str) -> str:
    """The subject of a reply: 'Re:' once, whatever answer prefixes it carried in whatever language."""
    subject = clean_line(subject)
    prefix = _PREFIXES.match(subject)
    return f"Re: {subject[prefix.end() :] if prefix else subject}".strip()


def compose(reply: Reply) -> bytes:
    """The reply as RFC 5322 bytes, all ASCII. Raises Permanent if a field could not be sent as it is."""
    if not reply.to and not reply.cc and not reply.bcc:
        raise Permanent("a reply needs a recipient")
    headers = [
        _header("From", [_mailbox(reply.sender)]),
        _header("To", _listed(reply.to)) if reply.to else "",
        _header("Cc", _listed(reply.cc)) if reply.cc else "",
        _header("Bcc", _listed(reply.bcc)) if reply.bcc else "",
        _header("Subject", [_text_units(_checked(reply.subject))]),
        _header("Date", [[format_datetime(reply.date)]]) if reply.date else "",
        _header("Message-ID", [_ids([reply.rfc_id])]),
        _header("In-Reply-To", [_ids([reply.in_reply_to])]),
        _header("References", [_ids(_kept([*reply.references, reply.in_reply_to]))]),
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable",
    ]
    return "\r\n".join([*filter(None, headers), "", ""]).encode("ascii") + _encoded(reply.body)


def is_writable(address: str) -> bool:
    """Whether `compose` can address a mail to it: ASCII, no quoted local part, a domain with a dot in it."""
    return _EMAIL.fullmatch(address) is not None


def _checked(value: str) -> str:
    """The value, which must stay on its line: a line break would begin another header."""
    if _CONTROLS.search(value):
        raise Permanent("a header field holds a control character")
    return value


def _text_units(text: str) -> list[str]:
    """Text as units between which its header line may be folded."""
    plain = text.isascii() and "=?" not in text and text == " ".join(text.split())
    return text.split(" ") if plain and max(map(len, text.split(" "))) < _LINE else encode_words(text)


def _mailbox(address: Address) -> list[str]:
    if not _EMAIL.fullmatch(_checked(address.email)):
        raise Permanent("an address cannot be written to")
    name = " ".join(_checked(address.name).split())
    if not name:
        return [address.email]
    if _PHRASE.fullmatch(name) and "=?" not in name:
        units = [name]
    elif name.isascii() and "=?" not in name and len(name) < _LINE - 10:
        units = ['"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"']
    else:
        units = encode_words(name)
    return [*units, f"<{address.email}>"]


def _listed(addresses: Sequence[Address]) -> list[list[str]]:
    boxes = [_mailbox(address) for address in addresses]
    return [*([*box[:-1], box[-1] + ","] for box in boxes[:-1]), boxes[-1]]


def _ids(ids: Sequence[str]) -> list[str]:
    return [rfc_id for rfc_id in map(_checked, ids) if _ID.fullmatch(rfc_id)]


def _kept(ids: Sequence[str]) -> list[str]:
    """The references to carry on: of a long list the beginning of the thread and its end."""
    unique = list(dict.fromkeys(filter(None, reversed(ids))))[::-1]
    kept = KEPT_REFERENCES
    return unique if len(unique) <= 2 * kept else unique[:kept] + unique[-kept:]


def _header(name: str, items: list[list[str]]) -> str:
    """One header, folded between its units; '' if it has none."""
    units = [unit for item in items for unit in item]
    if not units or units == [""]:
        return f"{name}: " if name == "Subject" else ""
    lines = [f"{name}: {units[0]}"]
    for unit in units[1:]:
        if len(lines[-1]) + 1 + len(unit) > _LINE:
            lines.append("")
        lines[-1] += f" {unit}"
    return "\r\n".join(lines)


def _encoded(body: str) -> bytes:
    text = body.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    encoded = binascii.b2a_qp(text.encode("utf-8", "replace"), istext=True)
    return re.sub(rb"(?m)^From ", b"=46rom ", encoded).replace(b"\n", b"\r\n")


def fingerprint(raw: bytes) -> str:
    """What a mail says and to whom, as a digest: sender, recipients, subject, every part in full.

    It takes bytes, not an Email, since an Email's text is cut and split. Line ends, header encoding and the mail's
    ids and dates do not count; any other edit does.
    """
    fields, tree, cut = parse_parts(raw)
    said = {
        "from": parse_sender(first(fields, "from")).email,
        **{name: sorted(_emails(fields, name)) for name in ("to", "cc", "bcc")},
        "subject": text_of(first(fields, "subject")),
        "parts": [[leaf.kind, leaf.name, _digest(leaf.kind, leaf.text, leaf.content)] for leaf in leaves(tree)],
        "rest": hashlib.sha256(raw).hexdigest() if cut else "",
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _emails(fields: Fields, name: str) -> set[str]:
    return {address.email for value in every(fields, name) for address in parse_addresses(value)}


def _digest(kind: str, text: str, content: bytes) -> str:
    if kind.startswith("text/"):
        content = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n").encode("utf-8", "replace")
    return hashlib.sha256(content).hexdigest()
