"""Google Drive, the part that Mailroom asks for: files, their text and their changes."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from sandbox.google.call import Call, Handler, Media
from sandbox.google.drive import UNSIZED, File, Logged
from sandbox.google.drive_query import refuse, tests_of
from sandbox.google.errors import Json
from sandbox.google.fields import parse_mask, select
from sandbox.google.times import stamp

EXPORT_MOST = 10 * 1024 * 1024  # https://developers.google.com/workspace/drive/api/reference/rest/v3/files/export
_FILE = "kind,id,name,mimeType"
_EXPORTS = {
    "document": ("text/plain", "text/markdown"),
    "spreadsheet": ("text/csv",),
    "presentation": ("text/plain",),
}
_SORTS = ("createdTime", "folder", "modifiedByMeTime", "modifiedTime", "name", "name_natural", "quotaBytesUsed",
          "recency", "sharedWithMeTime", "starred", "viewedByMeTime")  # fmt: skip

_KEYS: Mapping[str, Callable[[File], Any]] = {
    "name": lambda file: file.name.casefold(),
    "name_natural": lambda file: file.name.casefold(),
    "quotaBytesUsed": lambda file: 0 if file.kind in UNSIZED else len(file.content),
    "createdTime": lambda file: file.created,
    "modifiedTime": lambda file: file.modified,
}


def usually(fields: str) -> Callable[[Callable[[Call], Json]], Callable[[Call], Json]]:
    """Cuts the answer down to Drive's few default fields when the caller names none."""
    mask = parse_mask(fields)

    def wrap(handler: Callable[[Call], Json]) -> Callable[[Call], Json]:
        @wraps(handler)
        def answered(call: Call) -> Json:
            answer: Json = handler(call) if call.text("fields") else select(mask, handler(call))
            return answer

        return answered

    return wrap


def file_of(call: Call) -> File:
    """The file that the call is about. Raises 404, also for one of a shared drive that the caller cannot handle."""
    file = call.world.drive.files.get(call.path["fileId"])
    if file is None or file.person(call.email) is None or (file.drive_id and not _knows_drives(call)):
        refuse(404, "notFound", f"File not found: {call.path['fileId']}.", "fileId")
    return file


def _knows_drives(call: Call) -> bool:
    """Whether the caller is up to shared drives; an export need not say so."""
    return call.flag("supportsAllDrives") or "supportsAllDrives" not in call.method.parameters


def _start(call: Call) -> int:
    token = call.text("pageToken")
    if token and not token.isdigit():
        refuse(400, "invalid", "Invalid Value", "pageToken")
    return int(token or 0)


def _everywhere(call: Call) -> bool:
    """Whether files of shared drives are wanted too. Raises 403."""
    wanted = call.flag("includeItemsFromAllDrives")
    if wanted and not call.flag("supportsAllDrives"):
        message = "The supportsAllDrives parameter must be set when includeItemsFromAllDrives is."
        refuse(403, "teamDrivesParameterRequired", message, "supportsAllDrives")
    return wanted


# files


@usually(f"kind,incompleteSearch,nextPageToken,files({_FILE})")
def _list(call: Call) -> Json:
    query, drives = call.text("q"), _everywhere(call)
    tests, at, size = tests_of(query, call.email), _start(call), call.size("pageSize", 100, 1000)
    found = [f for f in call.world.drive.seen_by(call.email) if all(test(f) for test in tests)]
    found = _sorted(call, [f for f in found if drives or not f.drive_id])
    page = [file.shown(call.email) for file in found[at : at + size]]
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": page}
    return answer | ({"nextPageToken": str(at + size)} if at + size < len(found) else {})


def _sorted(call: Call, found: list[File]) -> list[File]:
    """In the order that was asked for, the last changed first if none. Raises 400 and 403."""
    keys = [key.split() for key in call.text("orderBy").split(",") if key.strip()]
    if any(key[0] not in _SORTS or key[1:] not in ([], ["desc"]) for key in keys):
        refuse(400, "invalid", "Invalid Value", "orderBy")
    if keys and "fullText" in call.text("q"):
        message = "Sorting is not supported for queries with fullText terms. Results are always in descending relevance order."  # noqa: E501
        refuse(403, "forbidden", message, "orderBy")
    for key in reversed(keys):
        found.sort(key=_KEYS.get(key[0], _KEYS["modifiedTime"]), reverse=len(key) > 1)
    return found


def _get(call: Call) -> Json | Media:
    file = file_of(call)
    if call.text("alt") == "media":
        if file.is_google():
            message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
            refuse(403, "fileNotDownloadable", message, "alt")
        return Media(file.kind, file.content)
    return _shown(call)


@usually(_FILE)
def _shown(call: Call) -> Json:
    return file_of(call).shown(call.email)


def _export(call: Call) -> Media:
    file, kind = file_of(call), call.text("mimeType")
    if not file.is_google():
        refuse(403, "fileNotExportable", "Export only supports Docs Editors files.", "fileId")
    if kind not in _EXPORTS.get(file.kind.rpartition(".")[2], ()):
        refuse(400, "badRequest", "The requested conversion is not supported.", "convertTo")
    if len(file.content) > EXPORT_MOST:
        refuse(403, "exportSizeLimitExceeded", "This file is too large to be exported.", "fileId")
    return Media(kind, file.content)


# changes


def _start_token(call: Call) -> Json:
    return {"kind": "drive#startPageToken", "startPageToken": str(len(call.world.drive.log) + 1)}


@usually(f"kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file({_FILE}))")
def _changes(call: Call) -> Json:
    log, at, size = call.world.drive.log, _start(call), call.size("pageSize", 100, 1000)
    if not 1 <= at <= len(log) + 1:
        refuse(400, "invalid", "Invalid Value", "pageToken")
    everywhere = _everywhere(call)
    until = min(at - 1 + size, len(log))
    last = {
        logged.drive_id or logged.file_id: number for number, logged in enumerate(log)
    }  # each file is told once, as it stands now
    told = [
        log[number] for number in range(at - 1, until) if last[log[number].drive_id or log[number].file_id] == number
    ]
    changes = [change for logged in told for change in _change(call, logged, everywhere=everywhere)]
    answer: Json = {"kind": "drive#changeList", "changes": changes}
    return answer | ({"nextPageToken": str(until + 1)} if until < len(log) else {"newStartPageToken": str(until + 1)})


def _drive_change(call: Call, logged: Logged) -> list[Json]:
    if call.email not in logged.lost:
        return []
    told: Json = {"kind": "drive#change", "type": "drive", "changeType": "drive", "time": stamp(logged.at)}
    return [told | {"removed": True, "driveId": logged.drive_id, "teamDriveId": logged.drive_id}]


def _change(call: Call, logged: Logged, *, everywhere: bool) -> list[Json]:
    if logged.drive_id:
        return _drive_change(call, logged) if everywhere else []
    told: Json = {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": stamp(logged.at),
        "removed": False,
        "fileId": logged.file_id,
    }
    file = call.world.drive.files.get(logged.file_id)
    if file and file.person(call.email):
        return [told | {"file": file.shown(call.email)}] if everywhere or not file.drive_id else []
    lost = any(call.email in one.lost for one in call.world.drive.log if one.file_id == logged.file_id)
    return [told | {"removed": True}] if lost and call.text("includeRemoved").lower() != "false" else []


DRIVE: dict[str, Handler] = {
    "drive.files.list": _list,
    "drive.files.get": _get,
    "drive.files.export": _export,
    "drive.changes.getStartPageToken": _start_token,
    "drive.changes.list": _changes,
}
