"""Raw mail as bytes: header fields read, added and removed without touching the rest, and addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.utils import formataddr, getaddresses, parseaddr

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
_ADDRESS_FIELDS = frozenset({"from", "to", "cc", "bcc", "reply-to", "sender", "delivered-to", "return-path"})
_PREFIX = re.compile(r"^\s*(re|fwd?|aw|wg|sv|antw)(\[\d+\])?:\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Raw:
    """A mail split into its header fields (name as written, whole bytes without the last line end) and its body."""

    fields: tuple[tuple[str, bytes], ...]
    body: bytes

    def get(self, name: str) -> str:
        """The first field of that name, unfolded and decoded; '' if there is none."""
        return next(iter(self.all(name)), "")

    def items(self) -> list[tuple[str, str]]:
        """Every field in order, unfolded and decoded."""
        return [(name, decoded(wire.split(b":", 1)[1])) for name, wire in self.fields]

    def all(self, name: str) -> list[str]:
        """Every field of that name, unfolded and decoded."""
        wanted = name.lower()
        return [decoded(wire.split(b":", 1)[1]) for key, wire in self.fields if key.lower() == wanted]

    def without(self, *names: str) -> "Raw":
        """The same mail without these fields."""
        gone = {name.lower() for name in names}
        return replace(self, fields=tuple(f for f in self.fields if f[0].lower() not in gone))

    def having(self, name: str, value: str) -> "Raw":
        """The same mail with one field of that name, in the old one's place or at the end."""
        field = (name, line(name, value))
        places = [i for i, (key, _) in enumerate(self.fields) if key.lower() == name.lower()]
        if not places:
            return replace(self, fields=(*self.fields, field))
        first = places[0]
        kept = [field if i == first else f for i, f in enumerate(self.fields) if i == first or i not in places]
        return replace(self, fields=tuple(kept))

    def topped(self, fields: Iterable[tuple[str, str]]) -> "Raw":
        """The same mail with fields added above, as each server on the way does."""
        added = tuple((name, line(name, value)) for name, value in fields)
        return replace(self, fields=added + self.fields)

    def wire(self) -> bytes:
        """The mail on the wire, with CRLF line ends."""
        return b"".join(wire + b"\r\n" for _, wire in self.fields) + b"\r\n" + self.body


def split(raw: bytes) -> Raw:
    """Takes a mail apart; line ends become CRLF, and lines that are no header field end the header."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    fields: list[tuple[str, bytes]] = []
    at = 0
    while at < len(text):
        end = text.find(b"\r\n", at)
        end = len(text) if end < 0 else end
        wire = text[at:end]
        if not wire:
            return Raw(tuple(fields), text[end + 2 :])
        if wire[:1] in b" \t" and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + b"\r\n" + wire)
        elif match := re.match(rb"([!-9;-~]+)[ \t]*:", wire):
            fields.append((match[1].decode("ascii"), wire))
        else:
            return Raw(tuple(fields), text[at:])
        at = end + 2
    return Raw(tuple(fields), b"")


def decoded(value: bytes) -> str:
    """A header value as text: unfolded, encoded words read, undecodable bytes replaced."""
    text = re.sub(r"\r\n(?=[ \t])", "", value.decode("utf-8", "replace")).strip()
    try:
        return str(make_header(decode_header(text)))
    except (HeaderParseError, LookupError, ValueError):
        return text


def line(name: str, value: str) -> bytes:
    """A header field on the wire, in ASCII: words and display names that need it become encoded words."""
    flat = re.sub(r"[\r\n]+", " ", value)
    if not flat.isascii():
        flat = _encoded_addresses(flat) if name.lower() in _ADDRESS_FIELDS else ""
        flat = flat or Header(re.sub(r"[\r\n]+", " ", value), "utf-8", header_name=name).encode(linesep="\r\n")
    return f"{name}: {flat}".encode("ascii")


def _encoded_addresses(value: str) -> str:
    """An address list in ASCII, or '' if it is none."""
    pairs = getaddresses([value])
    return ", ".join(formataddr(pair) for pair in pairs) if all(is_address(address) for _, address in pairs) else ""


def is_address(address: str) -> bool:
    """Whether the text is one plain address with a dotted domain."""
    return address.isascii() and bool(_ADDRESS.fullmatch(address))


def addresses(raw: Raw, *names: str) -> list[str]:
    """The lower-cased addresses in these fields, each once, in order. Malformed ones are left out."""
    values = [value for name in names for value in raw.all(name)]
    found = [address.lower() for _, address in getaddresses(values) if is_address(address)]
    return list(dict.fromkeys(found))


def well_formed(raw: Raw, name: str) -> bool:
    """Whether every entry of an address field is an address; an empty field is."""
    values = [value for value in raw.all(name) if value.strip()]
    return all(is_address(address) for _, address in getaddresses(values))


def sender(raw: Raw) -> tuple[str, str]:
    """Display name and lower-cased address of From."""
    name, address = parseaddr(raw.get("From"))
    return name, address.lower()


def message_ids(text: str) -> list[str]:
    """The `<…>` ids in a References or In-Reply-To field."""
    return re.findall(r"<[^<>\s]+>", text)


def base_subject(text: str) -> str:
    """A subject without its reply and forward prefixes, for comparing."""
    while match := _PREFIX.match(text):
        text = text[match.end() :]
    return " ".join(text.split()).casefold()
