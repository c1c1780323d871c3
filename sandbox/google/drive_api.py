"""Google Drive, the part that Mailroom asks for: files, their text, their changes and permissions."""

import re
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import NoReturn

from sandbox.google.calendars import stamp
from sandbox.google.call import Call, Handler, Media
from sandbox.google.drive import File, permission
from sandbox.google.errors import Json, PlainError
from sandbox.google.fields import parse_mask, select

_FILE = "kind,id,name,mimeType"
_EXPORTS = {"document": ("text/plain", "text/markdown"), "spreadsheet": ("text/csv",)}
_TERM = re.compile(
    r"\s*(?:(?P<and>and\b)|(?P<not>not\b)|"
    r"'(?P<who>(?:[^'\\]|\\.)*)'\s+in\s+(?P<where>owners|writers|readers|parents)|"
    r"(?P<field>\w+)\s*(?P<operator>contains|!=|<=|>=|=|<|>)\s*(?:'(?P<text>(?:[^'\\]|\\.)*)'|(?P<word>true|false)))"
)
Test = Callable[[File], bool]


def _refuse(code: int, reason: str, message: str, parameter: str) -> NoReturn:
    raise PlainError(code, reason, message, location=("parameter", parameter))


def _usually(fields: str) -> Callable[[Callable[[Call], Json]], Callable[[Call], Json]]:
    """Cuts the answer down to Drive's few default fields when the caller names none."""
    mask = parse_mask(fields)

    def wrap(handler: Callable[[Call], Json]) -> Callable[[Call], Json]:
        @wraps(handler)
        def answered(call: Call) -> Json:
            answer: Json = handler(call) if call.text("fields") else select(mask, handler(call))
            return answer

        return answered

    return wrap


def _file(call: Call) -> File:
    file = call.world.drive.files.get(call.path["fileId"])
    if file is None or file.person(call.email) is None:
        _refuse(404, "notFound", f"File not found: {call.path['fileId']}.", "fileId")
    return file


def _start(call: Call) -> int:
    token = call.text("pageToken")
    if token and not token.isdigit():
        _refuse(400, "invalid", "Invalid Value", "pageToken")
    return int(token or 0)


# files


@_usually(f"kind,incompleteSearch,nextPageToken,files({_FILE})")
def _list(call: Call) -> Json:
    tests, at, size = _tests(call.text("q"), call.email), _start(call), call.size("pageSize", 100, 1000)
    found = [f for f in call.world.drive.seen_by(call.email) if all(test(f) for test in tests)]
    page = [file.shown(call.email) for file in found[at : at + size]]
    answer: Json = {"kind": "drive#fileList", "incompleteSearch": False, "files": page}
    return answer | ({"nextPageToken": str(at + size)} if at + size < len(found) else {})


def _get(call: Call) -> Json | Media:
    file = _file(call)
    if call.text("alt") == "media":
        if file.is_google():
            message = "Only files with binary content can be downloaded. Use Export with Docs Editors files."
            _refuse(403, "fileNotDownloadable", message, "alt")
        return Media(file.kind, file.content)
    return _shown(call)


@_usually(_FILE)
def _shown(call: Call) -> Json:
    return _file(call).shown(call.email)


def _export(call: Call) -> Media:
    file, kind = _file(call), call.text("mimeType")
    if not file.is_google():
        _refuse(403, "fileNotExportable", "Export only supports Docs Editors files.", "fileId")
    if kind not in _EXPORTS.get(file.kind.rpartition(".")[2], ()):
        _refuse(400, "badRequest", "The requested conversion is not supported.", "convertTo")
    return Media(kind, file.content)


def _tests(query: str, viewer: str) -> list[Test]:
    """The terms of a search, joined by `and`. https://developers.google.com/drive/api/guides/search-files"""
    tests: list[Test] = []
    at, negated = 0, False
    while at < len(query.rstrip()):
        term = _TERM.match(query, at)
        if term is None:
            _refuse(400, "invalid", "Invalid Value", "q")
        at = term.end()
        if term["and"]:
            continue
        if term["not"]:
            negated = True
            continue
        tests.append(_negated(_test(term, viewer)) if negated else _test(term, viewer))
        negated = False
    return tests


def _negated(test: Test) -> Test:
    return lambda file: not test(file)


def _test(term: re.Match[str], viewer: str) -> Test:
    if term["where"]:
        return _people_test(term["where"], re.sub(r"\\(.)", r"\1", term["who"]), viewer)
    name, operator = term["field"], term["operator"]
    text = re.sub(r"\\(.)", r"\1", term["text"] or term["word"] or "")
    if name == "name" and operator in ("contains", "=", "!="):
        same: Test = lambda f: f.name.casefold() == text.casefold()  # noqa: E731
        return _negated(same) if operator == "!=" else same if operator == "=" else lambda f: _holds(f.name, text)
    if name == "fullText" and operator == "contains":
        return lambda f: _holds(f"{f.name} {f.content.decode('utf-8', 'replace')}", text)
    if name == "mimeType" and operator in ("=", "!=", "contains"):
        return lambda f: (text in f.kind) if operator == "contains" else (f.kind == text) == (operator == "=")
    if name == "trashed" and operator in ("=", "!="):
        return lambda f: (f.trashed == (text == "true")) == (operator == "=")
    if name == "modifiedTime" and operator in ("<", "<=", ">", ">=", "=", "!="):
        return _time_test(operator, text)
    _refuse(400, "invalid", "Invalid Value", "q")


def _holds(text: str, words: str) -> bool:
    return all(word in text.casefold() for word in words.strip('"').casefold().split())


def _people_test(where: str, who: str, viewer: str) -> Test:
    if where == "parents":
        return lambda f: who in ("root", "0AFernhillSandboxRoot")
    roles = {"owners": ("owner",), "writers": ("owner", "writer"), "readers": ("owner", "writer", "reader")}[where]
    email = viewer if who == "me" else who
    return lambda f: any(person.email == email and person.role in roles for person in f.people)


def _time_test(operator: str, text: str) -> Test:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        _refuse(400, "invalid", "Invalid Value", "q")
    edge = stamp(at if at.tzinfo else datetime.fromisoformat(f"{text}+00:00"))
    if operator in ("=", "!="):
        return lambda f: (stamp(f.modified) == edge) == (operator == "=")
    below = operator.startswith("<")
    return lambda f: (stamp(f.modified) < edge) == below or (operator.endswith("=") and stamp(f.modified) == edge)


# changes and permissions


def _start_token(call: Call) -> Json:
    return {"kind": "drive#startPageToken", "startPageToken": str(len(call.world.drive.log) + 1)}


@_usually(f"kind,nextPageToken,newStartPageToken,changes(kind,type,changeType,time,removed,fileId,file({_FILE}))")
def _changes(call: Call) -> Json:
    log, at, size = call.world.drive.log, _start(call), call.size("pageSize", 100, 1000)
    if not 1 <= at <= len(log) + 1:
        _refuse(400, "invalid", "Invalid Value", "pageToken")
    until = min(at - 1 + size, len(log))
    files = ((call.world.drive.files[file_id], time) for file_id, time in log[at - 1 : until])
    changes = [_change(call, file, time) for file, time in files if file.person(call.email)]
    answer: Json = {"kind": "drive#changeList", "changes": changes}
    return answer | ({"nextPageToken": str(until + 1)} if until < len(log) else {"newStartPageToken": str(until + 1)})


def _change(call: Call, file: File, time: datetime) -> Json:
    return {
        "kind": "drive#change",
        "type": "file",
        "changeType": "file",
        "time": stamp(time),
        "removed": False,
        "fileId": file.id,
        "file": file.shown(call.email),
    }


@_usually("kind,nextPageToken,permissions(kind,id,type,role)")
def _permissions(call: Call) -> Json:
    return {"kind": "drive#permissionList", "permissions": [permission(person) for person in _file(call).people]}


DRIVE: dict[str, Handler] = {
    "drive.files.list": _list,
    "drive.files.get": _get,
    "drive.files.export": _export,
    "drive.changes.getStartPageToken": _start_token,
    "drive.changes.list": _changes,
    "drive.permissions.list": _permissions,
}
