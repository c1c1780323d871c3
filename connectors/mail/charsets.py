"""Bytes to text, whatever the label says: wrong, missing and invented charset names included."""

import codecs
import re

_FAMILIES = re.compile(
    r"(utf|us_?ascii|ascii|iso|latin|l\d|windows|cp|\d|koi8|euc|big5|gb|hz|shift|sjis|s_jis|ms|mac|ks_?c|uhc|tis|ptcp|johab)"
)
# The label's narrower charset to the wider one that senders mean by it.
_WIDER = {
    "gb2312": "gb18030",
    "gb_2312_80": "gb18030",
    "gbk": "gb18030",
    "x_gbk": "gb18030",
    "euc_kr": "cp949",
    "ks_c_5601_1987": "cp949",
    "ks_c_5601": "cp949",
    "shift_jis": "cp932",
    "sjis": "cp932",
    "x_sjis": "cp932",
    "iso_2022_jp": "iso2022_jp_ext",
    "tis_620": "cp874",
    "windows_874": "cp874",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "utf8mb4": "utf_8",
    "utf_8_sig": "utf_8",
}
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WESTERN = ("", "us_ascii", "ascii", "iso_8859_1", "iso8859_1", "latin1", "latin_1", "windows_1252", "cp1252", "utf_8")


def _codec(label: str) -> str:
    """The codec for a charset label, '' where there is none that decodes text."""
    name = _WIDER.get(label, label)
    if not _FAMILIES.match(name):
        return ""
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _attempt(content: bytes, codec: str, errors: str) -> str | None:
    try:
        return content.decode(codec, errors)
    except (UnicodeError, LookupError, ValueError):
        return None


def decode_text(content: bytes, charset: str) -> str:
    """The text of some bytes under a charset label. Never raises; what cannot be read becomes U+FFFD."""
    if content.isascii() and not re.match(r"\s*[\"']?(utf.?(7|16|32)|iso.?2022|hz)", charset, re.IGNORECASE):
        return content.decode("ascii")
    label = re.sub(r"[^a-z0-9]+", "_", charset.lower()).strip("_")
    candidates = [codec for mark, codec in _BYTE_ORDER_MARKS if content.startswith(mark)]
    if label in _WESTERN:  # the labels that are put on everything; bytes that read as UTF-8 are UTF-8
        candidates.append("utf-8")
    codec = _codec(label)
    for candidate in [*candidates, codec, "utf-8"]:
        if candidate and (text := _attempt(content, candidate, "strict")) is not None:
            return text
    fallback = "cp1252" if not codec or label in _WESTERN else codec
    return _attempt(content, fallback, "replace") or content.decode("cp1252", "replace")
