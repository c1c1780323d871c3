"""Raw mail as bytes: header fields read, added and removed without touching the rest, and addresses."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from email.errors import HeaderParseError
from email.header import Header, decode_header, make_header
from email.utils import formataddr, getaddresses, parseaddr

_ADDRESS = re.compile(r"[^@\s<>,;:\"()\[\]]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)+")
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
        return [(name, decoded(line.split(b":", 1)[1])) for name, line in self.fields]

    def all(self, name: str) -> list[str]:
        """Every field of that name, unfolded and decoded."""
        wanted = name.lower()
        return [decoded(line.split(b":", 1)[1]) for key, line in self.fields if key.lower() == wanted]

    def without(self, *names: str) -> "Raw":
        """The same mail without these fields."""
        gone = {name.lower() for name in names}
        return replace(self, fields=tuple(f for f in self.fields if f[0].lower() not in gone))

    def having(self, name: str, value: str) -> "Raw":
        """The same mail with one field of that name, in the old one's place or at the end."""
        line = (name, f"{name}: {encoded(value)}".encode("ascii"))
        places = [i for i, (key, _) in enumerate(self.fields) if key.lower() == name.lower()]
        if not places:
            return replace(self, fields=(*self.fields, line))
        first = places[0]
        kept = [line if i == first else f for i, f in enumerate(self.fields) if i == first or i not in places]
        return replace(self, fields=tuple(kept))

    def topped(self, fields: Iterable[tuple[str, str]]) -> "Raw":
        """The same mail with fields added above, as each server on the way does."""
        added = tuple((name, f"{name}: {encoded(value)}".encode("ascii")) for name, value in fields)
        return replace(self, fields=added + self.fields)

    def wire(self) -> bytes:
        """The mail on the wire, with CRLF line ends."""
        return b"".join(line + b"\r\n" for _, line in self.fields) + b"\r\n" + self.body


def split(raw: bytes) -> Raw:
    """Takes a mail apart; line ends become CRLF, and lines that are no header field end the header."""
    text = re.sub(rb"\r\n|\r|\n", b"\r\n", raw)
    fields: list[tuple[str, bytes]] = []
    at = 0
    while at < len(text):
        end = text.find(b"\r\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if not line:
            return Raw(tuple(fields), text[end + 2 :])
        if line[:1] in b" \t" and fields:
            fields[-1] = (fields[-1][0], fields[-1][1] + b"\r\n" + line)
        elif match := re.match(rb"([!-9;-~]+)[ \t]*:", line):
            fields.append((match[1].decode("ascii"), line))
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


def encoded(value: str) -> str:
    """A header value in ASCII: display names and words that need it become encoded words."""
    flat = re.sub(r"[\r\n]+", " ", value)
    if flat.isascii():
        return flat
    pairs = getaddresses([flat])
    if pairs and all(is_address(address) for _, address in pairs):
        return ", ".join(formataddr(pair) for pair in pairs)
    return Header(flat, "utf-8", maxlinelen=10_000).encode()


def is_address(address: str) -> bool:
    """Whether the text is one plain address with a dotted domain."""
    return bool(_ADDRESS.fullmatch(address))


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
