"""Media uploads under /upload/: the mail alone, or beside its JSON in a multipart/related body."""

import re

from multidict import CIMultiDict, MultiMapping

from sandbox.google.discovery import Method
from sandbox.google.errors import GoogleError, invalid


def take_upload(
    method: Method, query: MultiMapping[str], headers: CIMultiDict[str], body: bytes
) -> tuple[bytes, bytes]:
    """The JSON (maybe empty) and the mail of an upload. Raises 400 for what is none."""
    if not method.takes_upload:
        raise GoogleError(400, "badRequest", "This method takes no media upload.")
    content_type = headers.get("Content-Type", "")
    kind = query.get("uploadType", "")
    if kind == "media":
        return b"", _mail(content_type, body)
    if kind == "multipart":
        return _related(content_type, body)
    if kind == "resumable":
        raise GoogleError(501, "notImplemented", "The sandbox does not offer resumable uploads.")
    raise invalid(f"Invalid upload request: unknown uploadType '{kind}'")


def _mail(content_type: str, body: bytes) -> bytes:
    media = content_type.partition(";")[0].strip().lower()
    if not media.startswith("message/"):
        message = f"Media type '{media}' is not supported. Valid media types: [message/*]"
        raise GoogleError(400, "badContent", message)
    return body


def _related(content_type: str, body: bytes) -> tuple[bytes, bytes]:
    parts = multipart(content_type, body)
    if len(parts) != 2:
        raise invalid("A multipart upload must have exactly two parts")
    (_, metadata), (headers, mail) = parts
    mail = _mail(headers.get("Content-Type", ""), mail)
    if headers.get("Content-Transfer-Encoding", "").lower() == "base64":
        raise invalid("The media part of an upload must be binary")
    return metadata, mail


def multipart(content_type: str, body: bytes) -> list[tuple[CIMultiDict[str], bytes]]:
    """The parts of a multipart body, each with its headers. Raises 400 for a body without a boundary."""
    found = re.search(r'boundary="?([^";]+)"?', content_type, re.IGNORECASE)
    if not content_type.lower().startswith("multipart/") or found is None:
        raise invalid("Failed to parse the multipart body: no boundary")
    pieces = (b"\r\n" + re.sub(rb"\r?\n", b"\r\n", body)).split(b"\r\n--" + found[1].encode())
    return [_part(piece) for piece in pieces[1:] if not piece.startswith(b"--")]


def _part(piece: bytes) -> tuple[CIMultiDict[str], bytes]:
    head, _, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    return header_lines(head), content


def header_lines(head: bytes) -> CIMultiDict[str]:
    """`Name: value` lines."""
    lines = (line.partition(":") for line in head.decode("latin-1").split("\r\n") if ":" in line)
    return CIMultiDict((name.strip(), value.strip()) for name, _, value in lines)
