"""The files of the stand-in's users, who may see them, and the log of their changes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.google.calendars import stamp
from sandbox.google.errors import Json

DOCUMENT = "application/vnd.google-apps.document"
SHEET = "application/vnd.google-apps.spreadsheet"


@dataclass(frozen=True)
class Person:
    """Somebody a file is shared with; `role` is owner, writer, commenter or reader."""

    email: str
    name: str
    role: str

    @property
    def permission_id(self) -> str:
        """A number that stays the same for an address, as at Google."""
        return str(int(hashlib.sha256(self.email.encode()).hexdigest()[:16], 16))


@dataclass
class File:
    """One file; its first person is the owner."""

    id: str
    name: str
    kind: str
    content: bytes
    people: list[Person]
    created: datetime
    modified: datetime
    version: int = 1
    trashed: bool = False

    def person(self, email: str) -> Person | None:
        """The one among the people with this address."""
        return next((person for person in self.people if person.email == email), None)

    def shown(self, viewer: str) -> Json:
        """Every field that the stand-in knows of a file."""
        owner = self.people[0]
        shown: Json = {
            "kind": "drive#file",
            "id": self.id,
            "name": self.name,
            "mimeType": self.kind,
            "createdTime": stamp(self.created),
            "modifiedTime": stamp(self.modified),
            "version": str(self.version),
            "trashed": self.trashed,
            "starred": False,
            "spaces": ["drive"],
            "parents": ["0AFernhillSandboxRoot"],
            "owners": [user(owner, viewer)],
            "lastModifyingUser": user(owner, viewer),
            "ownedByMe": owner.email == viewer,
            "shared": len(self.people) > 1,
            "webViewLink": f"https://drive.google.com/file/d/{self.id}/view?usp=drivesdk",
            "permissions": [permission(person) for person in self.people],
        }
        if not self.is_google():
            shown |= {"size": str(len(self.content)), "md5Checksum": _md5(self.content)}
        return shown

    def is_google(self) -> bool:
        """Whether it is one of Google's own kinds, which are exported and not downloaded."""
        return self.kind.startswith("application/vnd.google-apps.")


def user(person: Person, viewer: str) -> Json:
    """A person as an owner or editor."""
    return {
        "kind": "drive#user",
        "displayName": person.name,
        "emailAddress": person.email,
        "permissionId": person.permission_id,
        "me": person.email == viewer,
    }


def permission(person: Person) -> Json:
    """A person as a permission."""
    return {
        "kind": "drive#permission",
        "id": person.permission_id,
        "type": "user",
        "role": person.role,
        "emailAddress": person.email,
        "displayName": person.name,
        "deleted": False,
    }


def _md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@dataclass
class Drive:
    """All files. `log` holds (file id, time) of each change; a page token counts into it, from 1."""

    now: Callable[[], datetime]
    files: dict[str, File] = field(default_factory=dict)
    log: list[tuple[str, datetime]] = field(default_factory=list)

    def put(self, file: File) -> None:
        """Adds a file, or notes that it has changed."""
        self.files[file.id] = file
        self.log.append((file.id, self.now()))

    def seen_by(self, email: str) -> list[File]:
        """The files of a user, newest change first."""
        found = [file for file in self.files.values() if file.person(email)]
        return sorted(found, key=lambda file: file.modified, reverse=True)
