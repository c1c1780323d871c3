"""Google Drive as a drive source, over Google's own client library."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from bot.errors import Failure, OutcomeUnknown, Permanent, Reconnect
from connectors.cursor import CursorExpired
from connectors.drive.google_values import EXPORTS, FOLDER, access_of, covers, decoded, file_of, is_text, quoted
from connectors.drive.source import Access, FileChange, FileOrder, FilePage, RemoteFile, Role
from connectors.google.client import GoogleClient
from connectors.google.discovery import google_service
from connectors.google.failures import Gone, Invalid
from connectors.mail.html_text import html_to_text

TEXT_BYTES = 1_000_000  # of a file that are read
_PAGE = 100  # with the list of those who may open them, Google gives no more
_WORDS = 10  # of a search
_HIDDEN = ("folder", "shortcut", "form", "map", "site")  # Google's own kinds without text or facts of their own
_FILE = (
    "id,name,mimeType,modifiedTime,owners(emailAddress,displayName),webViewLink,size,trashed,ownedByMe,"
    "lastModifyingUser(emailAddress,displayName),"
    "permissions(id,type,role,emailAddress,deleted)"
)
_ORDERS = {
    "newest": "modifiedTime desc",
    "oldest": "modifiedTime",
    "largest": "quotaBytesUsed desc",  # nearly the size: kept revisions count as well
    "smallest": "quotaBytesUsed",
}
_ACCESS = "id,type,role,emailAddress,deleted"
_EVERYWHERE = {"supportsAllDrives": True, "includeItemsFromAllDrives": True}


class GoogleDrive:
    """One person's files, those of shared drives included; a DriveSource."""

    def __init__(self, client: GoogleClient, api_url: str) -> None:
        service = google_service("drive", api_url)
        self._client = client
        self._files = service.files()
        self._changes = service.changes()
        self._permissions = service.permissions()

    async def changes(self, cursor: str, *, limit: int) -> AsyncIterator[FilePage]:
        """Everything changed since the cursor, page by page; with cursor '' the files last changed.

        The first cursor is taken before the listing: what comes between is seen twice, never missed.
        """
        if cursor:
            async for page in self._since(cursor):
                yield page
            return
        start = await self._client.call(self._changes.getStartPageToken(supportsAllDrives=True))
        left, token = limit, ""
        while True:
            answer = await self._listed("trashed = false", token, min(left, _PAGE), order="modifiedTime desc")
            files = [file_of(entry) for entry in answer.get("files", [])]
            left, token = left - len(files), str(answer.get("nextPageToken", ""))
            more = bool(token) and left > 0
            changes = tuple(FileChange(file.id, file) for file in files if not is_hidden(file.kind))
            yield FilePage(changes, None if more else str(start.get("startPageToken", "")))
            if not more:
                return

    async def _since(self, cursor: str) -> AsyncIterator[FilePage]:
        token = cursor
        while True:
            request = self._changes.list(
                pageToken=token, pageSize=_PAGE, includeRemoved=True, spaces="drive", **_EVERYWHERE,
                fields=f"changes(changeType,removed,fileId,file({_FILE})),nextPageToken,newStartPageToken",
            )  # fmt: skip
            try:
                answer = await self._client.call(request)
            except (Gone, Invalid) as error:
                raise CursorExpired from error
            if any(map(_is_drive_lost, answer.get("changes", []))):
                raise CursorExpired  # nobody names the files that went with the drive: all are listed afresh
            found = tuple(change for entry in answer.get("changes", []) for change in _change(entry))
            token = str(answer.get("nextPageToken", ""))
            yield FilePage(found, None if token else str(answer.get("newStartPageToken") or cursor))
            if not token:
                return

    async def _listed(self, query: str, token: str, size: int, order: str | None = None) -> dict[str, Any]:
        request = self._files.list(
            q=query, pageSize=size, pageToken=token or None, orderBy=order, spaces="drive", **_EVERYWHERE,
            fields=f"files({_FILE}),nextPageToken",
        )  # fmt: skip
        return await self._client.call(request)

    async def text(self, file: RemoteFile) -> str:
        """What the file says as plain text; '' for kinds that have none, and for what Google will not give out:
        exports over 10 MB, files whose owner has forbidden it."""
        if file.kind in EXPORTS:
            request = self._files.export_media(fileId=file.id, mimeType=EXPORTS[file.kind])
        elif is_text(file.kind):
            request = self._files.get_media(fileId=file.id, supportsAllDrives=True)
        else:
            return ""
        try:
            content = await self._client.download(request, TEXT_BYTES)
        except Reconnect:
            raise
        except Permanent as error:
            if error.failure not in (Failure.BAD_REQUEST, Failure.NOT_FOUND):
                raise
            return ""
        text = decoded(content)
        return html_to_text(text).text if file.kind.startswith("text/html") else text

    async def search(self, words: str, *, since: datetime | None = None, limit: int = 20) -> list[RemoteFile]:
        """Files that hold all the words in name or text, the last changed first.

        Google gives a search for text in an order of its own and refuses to sort it: it is sorted here.
        """
        terms = [f"fullText contains {quoted(word)}" for word in words.split()[:_WORDS]]
        terms += [f"modifiedTime > {_time(since)}"] if since else []
        query = " and ".join(["trashed = false", *terms])
        found = await self._found(query, None if words.split() else "modifiedTime desc", limit)
        return sorted(found, key=lambda file: file.modified_at, reverse=True)[:limit]

    async def first(
        self, order: FileOrder, *, since: datetime | None = None, until: datetime | None = None, limit: int = 20
    ) -> list[RemoteFile]:
        """Of all files, or those changed within these times (`until` excluded), the first in that order.

        More are read than asked for: what Google sorts by is not quite the size.
        """
        terms = ["trashed = false", f"mimeType != {quoted(FOLDER)}"]
        terms += [f"modifiedTime >= {_time(since)}"] if since else []
        terms += [f"modifiedTime < {_time(until)}"] if until else []
        found = await self._found(" and ".join(terms), _ORDERS[order], max(limit, _PAGE))
        if order in ("newest", "oldest"):
            return sorted(found, key=lambda file: file.modified_at, reverse=order == "newest")[:limit]
        sized = [file for file in found if file.size is not None]
        return sorted(sized, key=lambda file: file.size or 0, reverse=order == "largest")[:limit]

    async def _found(self, query: str, order: str | None, limit: int) -> list[RemoteFile]:
        """At least so many files that match, if there are."""
        found: list[RemoteFile] = []
        token = ""
        while len(found) < limit:
            answer = await self._listed(query, token, min(limit, _PAGE), order)
            found += [file for file in map(file_of, answer.get("files", [])) if not is_hidden(file.kind)]
            token = str(answer.get("nextPageToken", ""))
            if not token:
                break
        return found

    async def file(self, file_id: str) -> RemoteFile | None:
        """The file with its access list, None if it is gone."""
        request = self._files.get(fileId=file_id, supportsAllDrives=True, fields=_FILE)
        try:
            entry = await self._client.call(request)
            if entry.get("trashed"):
                return None
            if "permissions" not in entry:  # so it is in shared drives
                entry["permissions"] = await self._entries(file_id)
        except Gone:
            return None
        return file_of(entry)

    async def _entries(self, file_id: str) -> list[dict[str, Any]]:
        """Who may open a file, in Google's words; nobody where that may not be seen."""
        try:
            return [entry async for entry in self._permitted(file_id)]
        except (Gone, Reconnect):
            raise
        except Permanent as error:
            if error.failure != Failure.BAD_REQUEST:
                raise
            return []

    async def _permitted(self, file_id: str) -> AsyncIterator[dict[str, Any]]:
        token: str | None = None
        while True:
            request = self._permissions.list(
                fileId=file_id, pageSize=_PAGE, pageToken=token, supportsAllDrives=True,
                fields=f"permissions({_ACCESS}),nextPageToken",
            )  # fmt: skip
            answer = await self._client.call(request)
            for entry in answer.get("permissions", []):
                yield entry
            token = answer.get("nextPageToken")
            if not token:
                return

    async def share(self, file_id: str, email: str, role: Role, message: str) -> Access:
        """Lets one person open a file, and tells them by mail; whoever has at least that role keeps it."""
        held = await self._held(file_id, email)
        if held and covers(held.role, role):
            return held
        if held:
            request = self._permissions.update(
                fileId=file_id, permissionId=held.id, body={"role": role}, supportsAllDrives=True, fields=_ACCESS
            )  # fmt: skip
            return access_of({"emailAddress": email, **await self._client.call(request)})
        return await self._grant(file_id, email, role, message)

    async def _grant(self, file_id: str, email: str, role: Role, message: str) -> Access:
        """Adds the permission once: a second call would mail the person again."""
        request = self._permissions.create(
            fileId=file_id, body={"type": "user", "role": role, "emailAddress": email}, supportsAllDrives=True,
            sendNotificationEmail=True, emailMessage=message or None, fields=_ACCESS,
        )  # fmt: skip
        try:
            return access_of({"emailAddress": email, **await self._client.call_once(request)})
        except OutcomeUnknown:
            held = await self._held(file_id, email)
            if held and covers(held.role, role):
                return held
            raise

    async def _held(self, file_id: str, email: str) -> Access | None:
        """What this person may do with the file now."""
        wanted = email.lower()
        entries = [access_of(entry) async for entry in self._permitted(file_id) if not entry.get("deleted")]
        return next((one for one in entries if one.email == wanted and one.kind in ("user", "group")), None)


def _time(moment: datetime) -> str:
    return quoted(moment.astimezone(UTC).isoformat())


def is_hidden(kind: str) -> bool:
    """Whether a file of that kind is none to be asked about: a folder, a shortcut …"""
    return kind.removeprefix("application/vnd.google-apps.") in _HIDDEN


def _is_drive_lost(entry: dict[str, Any]) -> bool:
    """Whether a whole shared drive was deleted, or may no longer be seen."""
    return entry.get("changeType") == "drive" and bool(entry.get("removed"))


def _change(entry: dict[str, Any]) -> list[FileChange]:
    """One change of a file; changes of whole drives are none."""
    if entry.get("changeType", "file") != "file" or not entry.get("fileId"):
        return []
    file_id, told = str(entry["fileId"]), entry.get("file")
    if entry.get("removed") or not told or told.get("trashed"):
        return [FileChange(file_id, None)]
    file = file_of(told)
    return [] if is_hidden(file.kind) else [FileChange(file_id, file)]
