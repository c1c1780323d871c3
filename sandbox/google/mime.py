"""A stored mail as Gmail shows it: the tree of MIME parts, the text, the snippet, the attachments."""

import base64
import html
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser

from sandbox.google.errors import Json
from sandbox.google.rfc822 import Raw, decoded

_SNIPPET_LENGTH = 200
_nonces = itertools.count(1)


def b64url(data: bytes) -> str:
    """Bytes as Gmail writes them in JSON."""
    return base64.urlsafe_b64encode(data).decode("ascii")


@dataclass(frozen=True)
class Part:
    """One MIME part; `number` is Gmail's partId ('' for the whole mail), `content` is decoded, text in UTF-8."""

    number: str
    kind: str
    filename: str
    headers: tuple[tuple[str, str], ...]
    content: bytes
    parts: tuple["Part", ...]

    def walk(self) -> Iterator["Part"]:
        """This part and every part below it, depth first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def is_file(self) -> bool:
        """Whether Gmail hands it out through attachments.get only."""
        return bool(self.filename) or (not self.parts and not self.kind.startswith(("text/", "multipart/")))


def parse(raw: Raw) -> Part:
    """The tree of a mail, however broken it is."""
    return _part(message_from_bytes(raw.wire()), "", tuple(raw.items()))


def _part(message: Message, number: str, headers: tuple[tuple[str, str], ...]) -> Part:
    payload = message.get_payload()
    inner = [m for m in payload if isinstance(m, Message)] if isinstance(payload, list) else []
    dot = f"{number}." if number else ""
    return Part(
        number=number,
        kind=message.get_content_type(),
        filename=message.get_filename() or "",
        headers=headers,
        content=b"" if inner else _content(message),
        parts=tuple(_part(m, f"{dot}{i}", _headers(m)) for i, m in enumerate(inner)),
    )


def _headers(message: Message) -> tuple[tuple[str, str], ...]:
    return tuple((k, decoded(str(v).encode("utf-8", "surrogateescape"))) for k, v in message.items())


def _content(message: Message) -> bytes:
    data = message.get_payload(decode=True)
    content = data if isinstance(data, bytes) else b""
    if message.get_content_maintype() != "text":
        return content
    charset = message.get_content_charset() or "utf-8"
    try:
        return content.decode(charset, "replace").encode()
    except LookupError:
        return content.decode("utf-8", "replace").encode()


def body_text(root: Part, kind: str) -> str:
    """The text of the first part of that kind which is no attachment."""
    found = (p.content.decode("utf-8", "replace") for p in root.walk() if p.kind == kind and not p.filename)
    return next(found, "")


def plain_text(root: Part) -> str:
    """The mail's text; made from its HTML if it has no plain part."""
    return body_text(root, "text/plain") or strip_markup(body_text(root, "text/html"))


def snippet(root: Part) -> str:
    """The first words, with HTML escapes as Gmail writes them."""
    words = " ".join(plain_text(root).split())
    return html.escape(words[:_SNIPPET_LENGTH].rsplit(" ", 1)[0] if len(words) > _SNIPPET_LENGTH else words)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("style", "script", "head")
        if tag in ("p", "div", "br", "tr", "li"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "script", "head") and self._silent > 0

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data)


def strip_markup(markup: str) -> str:
    """HTML as rough text."""
    parser = _Text()
    parser.feed(markup)
    parser.close()
    return "".join(parser.found).strip()


def attachments(root: Part) -> list[Part]:
    """The parts that are files."""
    return [part for part in root.walk() if part.is_file()]


def full_payload(part: Part) -> Json:
    """A part as `format=full` shows it. An attachment's id is another one at each reading."""
    shown: Json = {
        "partId": part.number,
        "mimeType": part.kind,
        "filename": part.filename,
        "headers": [{"name": name, "value": value} for name, value in part.headers],
        "body": {"size": len(part.content)},
    }
    if part.is_file():
        shown["body"]["attachmentId"] = "ANGjdJ" + b64url(f"{next(_nonces):012d}:{part.number}".encode()).rstrip("=")
    elif part.content:
        shown["body"]["data"] = b64url(part.content)
    if part.parts:
        shown["parts"] = [full_payload(inner) for inner in part.parts]
    return shown


def metadata_payload(part: Part, wanted: list[str]) -> Json:
    """A mail's headers as `format=metadata` shows them; `wanted` empty means all."""
    names = {name.lower() for name in wanted}
    headers = [{"name": n, "value": v} for n, v in part.headers if not names or n.lower() in names]
    return {"mimeType": part.kind, "headers": headers}


def attachment(root: Part, attachment_id: str) -> Part | None:
    """The file that an attachment id of this mail stands for."""
    try:
        text = attachment_id.removeprefix("ANGjdJ")
        number = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(":", 1)[1]
    except (ValueError, IndexError):
        return None
    return next((part for part in attachments(root) if part.number == number), None)
