"""The MIME tree of a mail: split at its boundaries, transfer-decoded, bounded in depth and number.

The standard library's parser takes seconds on hostile structure (an unclosed quote before many semicolons, deep
nesting) and half a second on a large attachment, so only its reading of parameters is used here.
"""

import binascii
import re
from dataclasses import dataclass
from email.message import Message

from connectors.mail.charsets import decode_text
from connectors.mail.clean import clean_line
from connectors.mail.headers import Fields, first, split_headers, text_of
from connectors.mail.words import decode_base64

DEEPEST = 12
MOST_PARTS = 150
LONGEST_FIELD = 2000  # of the two fields with parameters: the standard library reads those in quadratic time
MOST_PARAMETERS = 40
_TYPE = re.compile(r"\s*([\w.+-]{1,60})/([\w.+-]{1,80})")


@dataclass(frozen=True)
class Part:
    """A node of the tree: a leaf with decoded `content`, or a multipart with `children`."""

    kind: str
    charset: str
    name: str
    disposition: str
    content: bytes
    children: tuple["Part", ...] = ()

    @property
    def text(self) -> str:
        """The content as text."""
        return decode_text(self.content, self.charset)


@dataclass
class _Budget:
    parts: int = MOST_PARTS
    cut: bool = False


def parse_parts(raw: bytes) -> tuple[Fields, Part, bool]:
    """The top header fields, the tree, and whether some of it was left out. Never raises."""
    budget = _Budget()
    fields, body = split_headers(raw.lstrip(b"\r\n"))
    return fields, _part(fields, body, "text/plain", 0, budget), budget.cut


def leaves(part: Part) -> list[Part]:
    """The leaves in order."""
    return [leaf for child in part.children for leaf in leaves(child)] if part.children else [part]


def _part(fields: Fields, body: bytes, default: str, depth: int, budget: _Budget) -> Part:
    header = Message()
    kind = _kind(first(fields, "content-type"), default)
    header["Content-Type"] = _bounded(first(fields, "content-type")) or kind
    header["Content-Disposition"] = _bounded(first(fields, "content-disposition"))
    if kind.startswith("multipart/"):
        children = _children(body, _parameter(header, "boundary"), kind, depth, budget)
        if children:
            return Part(kind, "", "", "", b"", children)
        kind = "text/plain"  # no boundary to split at: what is there is still worth reading
    return Part(
        kind,
        _parameter(header, "charset"),
        _file_name(header),
        first(fields, "content-disposition").split(";")[0].strip().lower(),
        _decoded(body, first(fields, "content-transfer-encoding")),
    )


def _bounded(value: str) -> str:
    return ";".join(value[:LONGEST_FIELD].split(";")[:MOST_PARAMETERS])


def _kind(content_type: str, default: str) -> str:
    match = _TYPE.match(content_type)
    return f"{match[1]}/{match[2]}".lower() if match else default


def _parameter(header: Message, name: str) -> str:
    try:
        value = header.get_param(name, "")
    except (ValueError, TypeError, IndexError, LookupError):  # broken RFC 2231 parameters
        return ""
    return (value[2] if isinstance(value, tuple) else str(value or "")).strip()


def _file_name(header: Message) -> str:
    try:
        name = header.get_filename("")
    except (ValueError, TypeError, IndexError, LookupError):
        return ""
    return re.split(r"[/\\]", text_of(clean_line(name)))[-1][:255]


def _children(body: bytes, boundary: str, kind: str, depth: int, budget: _Budget) -> tuple[Part, ...]:
    if not boundary or depth >= DEEPEST:
        budget.cut = budget.cut or depth >= DEEPEST
        return ()
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    found: list[Part] = []
    for section in _sections(body, boundary.encode("utf-8", "replace")):
        if budget.parts <= 0:
            budget.cut = True
            break
        budget.parts -= 1
        fields, content = _section_headers(section)
        found.append(_part(fields, content, default, depth + 1, budget))
    return tuple(found)


def _section_headers(section: bytes) -> tuple[Fields, bytes]:
    """A part may start with an empty line: then it has no header, and text like 'Note: …' is its body."""
    if section[:1] == b"\n" or section[:2] == b"\r\n":
        return (), section[1:] if section[:1] == b"\n" else section[2:]
    return split_headers(section)


def _sections(body: bytes, boundary: bytes) -> list[bytes]:
    """What stands between the delimiter lines."""
    delimiter = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    body = b"\n" + body
    sections: list[bytes] = []
    start: int | None = None
    for match in delimiter.finditer(body):
        if start is not None:
            sections.append(_inside(body[start : match.start()]))
        start = None if match[1] else match.end()
        if match[1] or len(sections) > MOST_PARTS:
            break
    if start is not None:  # cut short in transit
        sections.append(_inside(body[start:]))
    return sections


def _inside(section: bytes) -> bytes:
    """The section without the line ends that belong to its delimiters."""
    return section.removeprefix(b"\r").removeprefix(b"\n").removesuffix(b"\r")


def _decoded(body: bytes, encoding: str) -> bytes:
    name = encoding.split(";")[0].strip().lower()
    if name == "base64":
        return decode_base64(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(body)
    if name in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(body)
    return body


def _uudecoded(body: bytes) -> bytes:
    lines = body.splitlines()
    begin = next((index for index, line in enumerate(lines) if line.startswith(b"begin ")), len(lines))
    decoded = bytearray()
    for line in lines[begin + 1 :]:
        if line.strip() in (b"end", b"`", b""):
            break
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
        for length in (len(line), size):  # a line padded too long, by a known old encoder: its length byte is right
            try:
                decoded += binascii.a2b_uu(line[:length])
                break
            except binascii.Error:  # such a line is left out if neither helps
                continue
    return bytes(decoded)
