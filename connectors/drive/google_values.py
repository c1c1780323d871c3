"""What Google Drive's answers hold, as our values, and which kinds of files have text."""

import codecs
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.drive.source import Access, RemoteFile

GOOGLE = "application/vnd.google-apps."
FOLDER = f"{GOOGLE}folder"
EXPORTS = {
    f"{GOOGLE}document": "text/plain",
    f"{GOOGLE}presentation": "text/plain",
    f"{GOOGLE}spreadsheet": "text/csv",  # its first sheet
}
_TEXTS = {"application/json", "application/csv", "application/xml", "application/x-yaml", "application/x-markdown"}
_RANKS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def file_of(entry: Mapping[str, Any]) -> RemoteFile:
    """A file as Google answers it, whatever of the optional parts it lacks."""
    owner: Mapping[str, Any] = next(iter(entry.get("owners", [])), {})
    editor: Mapping[str, Any] = entry.get("lastModifyingUser") or {}
    size = entry.get("size")
    return RemoteFile(
        id=str(entry.get("id", "")),
        name=str(entry.get("name", "")),
        kind=str(entry.get("mimeType", "")),
        modified_at=_moment(entry.get("modifiedTime")),
        owner=str(owner.get("emailAddress", "")).lower(),
        owner_name=str(owner.get("displayName", "")),
        link=str(entry.get("webViewLink", "")),
        size=None if size is None else int(size),
        editor=str(editor.get("emailAddress", "")).lower(),
        editor_name=str(editor.get("displayName", "")),
        trashed=bool(entry.get("trashed", False)),
        mine=bool(entry.get("ownedByMe", False)),  # nobody owns what is in a shared drive
        access=tuple(map(access_of, filter(_lives, entry.get("permissions", [])))),
    )


def _lives(permission: Mapping[str, Any]) -> bool:
    return not permission.get("deleted")


def access_of(permission: Mapping[str, Any]) -> Access:
    """One permission."""
    return Access(
        id=str(permission.get("id", "")),
        email=str(permission.get("emailAddress", "")).lower(),
        role=str(permission.get("role", "")),
        kind=str(permission.get("type", "user")),
    )


def _moment(text: object) -> datetime:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=UTC)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def covers(held: str, wanted: str) -> bool:
    """Whether one role allows all that the other does."""
    return held in _RANKS and _RANKS.index(held) >= _RANKS.index(wanted)


def is_text(kind: str) -> bool:
    """Whether a file of that kind is itself text."""
    kind = kind.partition(";")[0].strip().lower()
    return kind.startswith("text/") or kind in _TEXTS


def decoded(content: bytes) -> str:
    """A text file's words. Without a mark of its encoding it is UTF-8, or else what Windows writes."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(content)  # the last character may have been cut
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def quoted(text: str) -> str:
    """A string of Drive's query language: https://developers.google.com/workspace/drive/api/guides/search-files"""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
