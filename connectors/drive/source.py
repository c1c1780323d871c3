"""The drive socket: what Mailroom asks of somebody's files, in its own values. One file a vendor beside it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

Role = Literal["reader", "commenter", "writer"]
FileOrder = Literal["newest", "oldest", "largest", "smallest"]  # by their last change, by their size


@dataclass(frozen=True)
class Access:
    """Somebody who may open a file. `role` also 'owner' and others of the vendor's; `email` '' for a link or domain."""

    id: str
    email: str
    role: str
    kind: str = "user"  # user, group, domain, anyone


@dataclass(frozen=True)
class RemoteFile:
    """A file's facts. `kind` is its MIME type, `size` in bytes, None where it is not told; `editor` the address of who
    changed it last, '' where nobody says; `access` is () where the owner of the account may not see it."""

    id: str
    name: str
    kind: str
    modified_at: datetime
    owner: str = ""
    owner_name: str = ""
    link: str = ""
    size: int | None = None
    editor: str = ""
    editor_name: str = ""
    trashed: bool = False
    mine: bool = True
    access: tuple[Access, ...] = ()


@dataclass(frozen=True)
class FileChange:
    """A file that changed; `file` is None if it was removed or may no longer be seen."""

    id: str
    file: RemoteFile | None


@dataclass(frozen=True)
class FilePage:
    """Some changes and the cursor to store once they are stored; None while more pages follow."""

    changes: tuple[FileChange, ...]
    cursor: str | None


class DriveSource(Protocol):
    """One person's files, shared drives included. Methods raise Temporary, Permanent or Reconnect (bot.errors)."""

    def changes(self, cursor: str, *, limit: int) -> AsyncIterator[FilePage]:
        """Everything changed since the cursor, page by page. With cursor '' the files last changed, `limit` at most.
        Raises CursorExpired."""
        ...

    async def text(self, file: RemoteFile) -> str:
        """What the file says as plain text ('' for kinds that have none): documents, sheets, slides and text files."""
        ...

    async def search(self, words: str, *, since: datetime | None = None, limit: int = 20) -> list[RemoteFile]:
        """Files that hold all the words in name or text, the last changed first."""
        ...

    async def first(
        self, order: FileOrder, *, since: datetime | None = None, until: datetime | None = None, limit: int = 20
    ) -> list[RemoteFile]:
        """Of all files, or those changed within these times (`until` excluded), the first in that order."""
        ...

    async def file(self, file_id: str) -> RemoteFile | None:
        """The file with its access list, None if it is gone."""
        ...

    async def share(self, file_id: str, email: str, role: Role, message: str) -> Access:
        """Lets one person open a file, and tells them by mail. Whoever has at least that role already keeps it, and is
        told nothing. Never `anyone`, never a domain. Safe to repeat."""
        ...
