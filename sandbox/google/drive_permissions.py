"""Who may open a file: Drive's permissions, with the mails that sharing sends."""

from typing import NoReturn

from sandbox.google.call import Call, Handler
from sandbox.google.drive import ROLES, File, Person, ShareMail, permission
from sandbox.google.drive_api import file_of, usually
from sandbox.google.drive_query import refuse
from sandbox.google.errors import Json, PlainError

_FIELDS = "kind,id,type,role"
_KINDS = ("user", "group", "domain", "anyone")


def _refuse(code: int, reason: str, message: str) -> NoReturn:
    raise PlainError(code, reason, message)


def _shared(call: Call) -> File:
    """The file, whose people the caller may see and change. Raises 404 and 403."""
    file = file_of(call)
    if not file.may_share(call.email):
        _refuse(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
    return file


def _person(call: Call, file: File) -> Person:
    wanted = call.path["permissionId"]
    found = next((person for person in file.people if person.permission_id == wanted), None)
    if found is None:
        refuse(404, "notFound", f"Permission not found: {wanted}.", "permissionId")
    return found


@usually(f"kind,nextPageToken,permissions({_FIELDS})")
def _list(call: Call) -> Json:
    return {"kind": "drive#permissionList", "permissions": [permission(person) for person in _shared(call).people]}


@usually(_FIELDS)
def _create(call: Call) -> Json:
    file, wanted = _shared(call), _wanted(call)
    _check_role(call, file, wanted)
    notified = call.text("sendNotificationEmail", "true").lower() == "true" and wanted.kind in ("user", "group")
    if not notified and wanted.kind == "user" and wanted.email not in call.world.boxes:
        message = f"Bad Request. User message: \"You are trying to invite {wanted.email}. Since there is no Google account associated with this email address, you must check the 'Notify people' box to invite this recipient.\""  # noqa: E501
        _refuse(400, "invalidSharingRequest", message)
    person = call.world.drive.let_in(file, wanted)
    call.world.announce()
    if notified:
        drive = call.world.drive
        text = call.text("emailMessage")
        drive.mails.append(
            ShareMail(drive.now(), file.id, file.name, call.email, wanted.email, person.role, text)
        )  # fmt: skip
    return permission(person)


def _wanted(call: Call) -> Person:
    kind, role = str(call.body.get("type", "")), str(call.body.get("role", ""))
    email = str(call.body.get("emailAddress", "")).lower()
    if not kind or not role:
        _refuse(400, "required", f"The permission {'role' if kind else 'type'} field is required.")
    if kind not in _KINDS:
        _refuse(400, "invalid", "The permission type field is invalid.")
    if role not in ROLES:
        _refuse(400, "invalid", "The specified role is invalid or not supported.")
    if kind in ("user", "group") and "@" not in email:
        _refuse(
            400, "invalid", "The specified emailAddress is invalid or not applicable for the given permission type."
        )
    if kind == "domain" and not call.body.get("domain"):
        _refuse(400, "invalid", "The specified domain is invalid or not applicable for the given type.")
    name = next((user.name for user in call.world.users if user.email == email), email)
    return Person(str(call.body.get("domain", "")) if kind == "domain" else email, name, role, kind)


def _check_role(call: Call, file: File, wanted: Person) -> None:
    if wanted.role == "owner" and not call.flag("transferOwnership"):
        message = 'The transferOwnership parameter must be enabled when the permission role is "owner".'
        refuse(403, "forbidden", message, "transferOwnership")
    if wanted.role == "owner" or (wanted.role in ("organizer", "fileOrganizer") and not file.drive_id):
        _refuse(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
    if wanted.kind in ("domain", "anyone") and wanted.role not in ("reader", "commenter", "writer"):
        _refuse(400, "invalid", "The specified role is invalid or not supported.")


@usually(_FIELDS)
def _update(call: Call) -> Json:
    file = _shared(call)
    person, role = _person(call, file), str(call.body.get("role", ""))
    if role not in ROLES:
        _refuse(400, "invalid", "The specified role is invalid or not supported.")
    if fixed := sorted(set(call.body) - {"role", "expirationTime"}):
        _refuse(403, "fieldNotWritable", f"The resource body includes fields which are not directly writable: {fixed}")
    _check_role(call, file, Person(person.email, person.name, role, person.kind))
    if person.role == "owner":
        _refuse(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
    return permission(call.world.drive.change_role(file, person, role))


def _delete(call: Call) -> None:
    file = file_of(call)
    person = _person(call, file)
    if person.role == "owner" or (person.email != call.email and not file.may_share(call.email)):
        _refuse(403, "insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
    call.world.drive.put_out(file, person)


PERMISSIONS: dict[str, Handler] = {
    "drive.permissions.list": _list,
    "drive.permissions.create": _create,
    "drive.permissions.update": _update,
    "drive.permissions.delete": _delete,
}
