"""Sharing a file with one person: once, and only while those who can open it are those that the card showed."""

from assistant.proposal_content import access_list, file_name
from assistant.task import Task
from connectors.drive.source import RemoteFile

_RANKS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


async def share_file(task: Task) -> None:
    """Looks first: whoever has at least that role already keeps it and is told nothing."""
    content = task.content
    file = await task.hands.drive.file(content["file_id"])
    if file is None:
        return await task.over("gone")
    if may_already(file, content["email"], content["role"]):
        return await task.done("" if task.was_begun else "had", link=file.link)
    if access_list(file) != task.basis["access"] or file_name(file.name) != content["name"]:
        renewed = content | {"name": file.name, "link": file.link}
        return await task.ask_again(renewed, {"access": access_list(file)})
    if await task.start():
        await task.hands.drive.share(content["file_id"], content["email"], content["role"], content["message"])
        await task.done(link=file.link)
    return None


def may_already(file: RemoteFile, email: str, role: str) -> bool:
    """Whether this person has the role, or a wider one, in their own name."""
    held = [one.role for one in file.access if one.email == email and one.kind in ("user", "group")]
    return any(one in _RANKS and _RANKS.index(one) >= _RANKS.index(role) for one in held)
