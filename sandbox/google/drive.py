"""The files of the stand-in's users, who may see them, and the log of their changes."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.google.errors import Json
from sandbox.google.times import stamp

GOOGLE = "application/vnd.google-apps."
DOCUMENT = f"{GOOGLE}document"
SHEET = f"{GOOGLE}spreadsheet"
SLIDES = f"{GOOGLE}presentation"
UNSIZED = (f"{GOOGLE}folder", f"{GOOGLE}shortcut")
ROLES = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")
SHARERS = ("writer", "fileOrganizer", "organizer", "owner")  # who may let others in


@dataclass(frozen=True)
class Person:
    """Somebody a file is shared with. `kind`: user, group, domain (`email` is its name) or anyone (`email` is '')."""

    email: str
    name: str
    role: str
    kind: str = "user"

    @property
    def permission_id(self) -> str:
        """A number that stays the same for an address, as at Google."""
        if self.kind == "anyone":
            return "anyoneWithLink"
        return str(int(hashlib.sha256(self.email.encode()).hexdigest()[:16], 16))


@dataclass
class File:
    """One file; its first person is the owner. With a `drive_id` it is in a shared drive, and nobody owns it."""

    id: str
    name: str
    kind: str
    content: bytes
    people: list[Person]
    created: datetime
    modified: datetime
    version: int = 1
    trashed: bool = False
    drive_id: str = ""
    editor: str = ""  # who changed it last: the owner where '' or no longer let in

    def person(self, email: str) -> Person | None:
        """The one among the people with this address."""
        return next((person for person in self.people if person.email == email), None)

    def may_share(self, email: str) -> bool:
        """Whether that person may let others in, and see who is."""
        person = self.person(email)
        return person is not None and person.role in SHARERS

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
            "parents": [self.drive_id or "0AFernhillSandboxRoot"],
            "lastModifyingUser": user(self.person(self.editor) or owner, viewer),
            "shared": len(self.people) > 1,
            "webViewLink": f"https://drive.google.com/file/d/{self.id}/view?usp=drivesdk",
            "capabilities": {"canShare": self.may_share(viewer), "canDownload": True},
        }
        return shown | self._ownership(viewer) | self._size()

    def _ownership(self, viewer: str) -> Json:
        """In a shared drive nobody owns a file, and its permissions are told by their own method only."""
        if self.drive_id:
            return {"driveId": self.drive_id, "teamDriveId": self.drive_id}
        owner = self.people[0]
        told: Json = {"owners": [user(owner, viewer)], "ownedByMe": owner.email == viewer}
        if self.may_share(viewer):
            told["permissions"] = [permission(person) for person in self.people]
        return told

    def _size(self) -> Json:
        """Google's own kinds have a size too today, folders and shortcuts have none."""
        if self.kind in UNSIZED:
            return {"quotaBytesUsed": "0"}
        sized: Json = {"size": str(len(self.content)), "quotaBytesUsed": str(len(self.content))}
        if self.is_google():
            return sized
        return sized | {"md5Checksum": hashlib.md5(self.content, usedforsecurity=False).hexdigest()}

    def is_google(self) -> bool:
        """Whether it is one of Google's own kinds, which are exported and not downloaded."""
        return self.kind.startswith(GOOGLE)


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
    told: Json = {"kind": "drive#permission", "id": person.permission_id, "type": person.kind, "role": person.role}
    if person.kind == "anyone":
        return told | {"allowFileDiscovery": False}
    if person.kind == "domain":
        return told | {"domain": person.email, "displayName": person.name, "allowFileDiscovery": False}
    return told | {"emailAddress": person.email, "displayName": person.name, "deleted": False}


@dataclass(frozen=True)
class Logged:
    """A change: of which file (or shared drive), when, and who can no longer see it since."""

    file_id: str
    at: datetime
    lost: frozenset[str] = frozenset()
    drive_id: str = ""

    @property
    def what(self) -> str:
        """What changed."""
        return self.drive_id or self.file_id


@dataclass(frozen=True)
class ShareMail:
    """A mail that Drive sent to somebody who was let in."""

    at: datetime
    file_id: str
    name: str
    sender: str
    to: str
    role: str
    message: str

    def shown(self) -> Json:
        """As people see it."""
        return vars(self) | {"at": self.at.isoformat()}


@dataclass
class Drive:
    """All files. A page token counts into `log`, from 1; `mails` are those that sharing sent."""

    now: Callable[[], datetime]
    files: dict[str, File] = field(default_factory=dict)
    log: list[Logged] = field(default_factory=list)
    mails: list[ShareMail] = field(default_factory=list)

    def put(self, file: File, lost: frozenset[str] = frozenset()) -> None:
        """Adds a file, or notes that it has changed; `lost` are those who cannot see it any more."""
        self.files[file.id] = file
        self.log.append(Logged(file.id, self.now(), lost))

    def remove(self, file_id: str) -> None:
        """Deletes a file for good."""
        file = self.files.pop(file_id)
        self.log.append(Logged(file_id, self.now(), frozenset(person.email for person in file.people)))

    def leave(self, drive_id: str, email: str) -> None:
        """Somebody is a member of a shared drive no longer: one change of the drive, none of its files."""
        for file in self.files.values():
            if file.drive_id == drive_id:
                file.people = [person for person in file.people if person.email != email]
        self.log.append(Logged("", self.now(), frozenset({email}), drive_id))

    def let_in(self, file: File, person: Person) -> Person:
        """Shares a file; whoever is in already keeps the higher role. Raises nothing."""
        old = next((one for one in file.people if one.permission_id == person.permission_id), None)
        kept = max(filter(None, (old, person)), key=lambda one: ROLES.index(one.role))
        fresh = replace(kept, name=(old or person).name)
        file.people = [fresh if one is old else one for one in file.people] + ([] if old else [fresh])
        self.put(file)
        return fresh

    def change_role(self, file: File, person: Person, role: str) -> Person:
        """Gives somebody who is in another role."""
        fresh = replace(person, role=role)
        file.people = [fresh if one is person else one for one in file.people]
        self.put(file)
        return fresh

    def put_out(self, file: File, person: Person) -> None:
        """Ends somebody's access."""
        file.people = [one for one in file.people if one is not person]
        self.put(file, frozenset({person.email}))

    def seen_by(self, email: str) -> list[File]:
        """The files of a user, newest change first."""
        found = [file for file in self.files.values() if file.person(email)]
        return sorted(found, key=lambda file: file.modified, reverse=True)
