"""RFC 2047 encoded words: decoding what senders make of them, and encoding our own headers."""

import base64
import binascii
import re

from connectors.mail.charsets import decode_text

_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_CHUNK = 45  # bytes of UTF-8 in one encoded word: it stays under 75 characters


def decode_base64(content: bytes) -> bytes:
    """Base64 to bytes, skipping what does not belong there. Never raises."""
    try:
        return binascii.a2b_base64(content + b"==")
    except binascii.Error:  # one character too many: the last of them holds too few bits for a byte
        kept = _NOT_BASE64.sub(b"", content.split(b"=", 1)[0])
        return binascii.a2b_base64(kept[: len(kept) // 4 * 4])


def _bytes_of(encoding: str, text: str) -> bytes:
    content = text.encode("utf-8", "replace")
    return decode_base64(content) if encoding in "bB" else binascii.a2b_qp(content, header=True)


def decode_words(text: str) -> str:
    """A header's text with its encoded words decoded; neighbours in one charset are joined before decoding."""
    pieces: list[tuple[str, bytes]] = []  # charset and bytes; plain text is UTF-8 under ''
    end = 0
    for match in _WORD.finditer(text):
        between, charset = text[end : match.start()], match[1].lower()
        if between.strip() or not pieces:
            pieces.append(("", between.encode("utf-8", "replace")))
        content = _bytes_of(match[2], match[3])
        if pieces[-1][0] == charset:
            content = pieces.pop()[1] + content
        pieces.append((charset, content))
        end = match.end()
    pieces.append(("", text[end:].encode("utf-8", "replace")))
    return "".join(decode_text(content, charset) for charset, content in pieces)


def encode_words(text: str) -> list[str]:
    """Text as encoded words in UTF-8, each a unit that a header line may break before."""
    words: list[str] = []
    chunk = b""
    for character in text:
        encoded = character.encode("utf-8", "replace")
        if chunk and len(chunk) + len(encoded) > _CHUNK:
            words.append(f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=")
            chunk = b""
        chunk += encoded
    return [*words, f"=?utf-8?b?{base64.b64encode(chunk).decode()}?="]
