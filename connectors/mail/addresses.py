"""Address headers taken apart: quoted names, comments, groups, and what broken programs write instead."""

import re
from collections.abc import Iterator

from connectors.mail.clean import clean_line
from connectors.mail.email import Address
from connectors.mail.words import decode_words

MOST_ADDRESSES = 500  # of one header
LONGEST_NAME = 200  # characters
_PIECES = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|\\.|[(),;:]|[^"<(),;:\\]+|.', re.DOTALL)
_EMAIL = re.compile(r'(?:[^\s<>()\[\],;:"@\\\x00-\x1f\x7f]+|"[^"\\\x00-\x1f\x7f]*")@[^\s<>()\[\],;:"@\\\x00-\x1f\x7f]+')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def _entries(header: str) -> Iterator[tuple[str, str, str]]:
    """Each address of the header as (words before or instead of the angle brackets, inside them, comments)."""
    words, angle, comment, depth = "", "", "", 0
    for piece in _PIECES.findall(header):
        if piece in "()":
            depth = max(0, depth + (1 if piece == "(" else -1))
        elif depth:
            comment += piece
        elif piece in ",;":
            yield words, angle, comment
            words, angle, comment = "", "", ""
        elif piece == ":" and "@" not in words and not angle:
            words = ""  # the name of a group
        elif piece[0] == "<" and len(piece) > 1:
            angle = piece[1:-1]
        else:
            words += piece
    yield words, angle, comment


def _name(text: str) -> str:
    """A display name without its quotes; encoded words are decoded only now, after the structure was read."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = _ESCAPED.sub(r"\1", text[1:-1])
    return clean_line(decode_words(text)).strip("\"' ")[:LONGEST_NAME].rstrip()


def _find(text: str) -> re.Match[str] | None:
    """The first email address in the text; looks near each '@' only, so that its time is bounded."""
    at = -1
    for _ in range(5):
        at = text.find("@", at + 1)
        if at < 0:
            return None
        if found := _EMAIL.search(text, max(0, at - 128), at + 256):
            return found
    return None


def _address(words: str, angle: str, comment: str) -> Address | None:
    if found := _find(angle.rsplit(":", 1)[-1]):  # <@route:a@b> is an old form
        return Address(_name(words), found.group().lower())
    if found := _find(words):
        rest = words[: found.start()] + words[found.end() :]
        return Address(_name(rest.strip("<> ")) or _name(comment), found.group().lower())
    return None


def parse_addresses(header: str) -> tuple[Address, ...]:
    """The addresses of one header value (encoded words still encoded), without those that are none."""
    found: list[Address] = []
    for words, angle, comment in _entries(header):
        address = _address(words, angle, comment)
        if address is not None:
            found.append(address)
        if len(found) >= MOST_ADDRESSES:
            break
    return tuple(found)


def parse_sender(header: str) -> Address:
    """The first address; where there is none, one with the header's words as name and '' as email."""
    found = parse_addresses(header) or parse_addresses(decode_words(header))
    return found[0] if found else Address(_name(header), "")
