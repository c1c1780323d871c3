"""Sharing a file with one person: once, and only while those who can open it are those that the card showed."""

from datetime import datetime, timedelta

from assistant.proposal_content import access_list, file_name
from assistant.task import Task
from bot.errors import OutcomeUnknown, Temporary
from connectors.drive.source import RemoteFile

BY_HAND = timedelta(minutes=3)  # after that somebody may have seen what was shared, and have taken it back
_RANKS = ("reader", "commenter", "writer", "fileOrganizer", "organizer", "owner")


async def share_file(task: Task) -> None:
    """Looks first: whoever has at least that role already keeps it and is told nothing."""
    content = task.content
    file = await task.hands.drive.file(content["file_id"])
    if file is None:
        return await task.over("gone")
    if may_already(file, content["email"], content["role"]):
        return await task.done("" if task.was_begun else "had", link=file.link)
    changed = access_list(file) != task.basis["access"] or file_name(file.name) != content["name"]
    if changed or _perhaps_taken_back(task):
        renewed = content | {"name": file.name, "link": file.link}
        return await task.ask_again(renewed, {"access": access_list(file)}, "changed" if changed else "perhaps")
    await _share(task, file)
    return None


async def _share(task: Task, file: RemoteFile) -> None:
    """Asks once. What came of it is `open`, since that moment, until there is an answer, if only one that says that
    nothing was done."""
    content, before = task.content, task.result.get("open")
    if not await task.start(open=before if _open_since(task) else task.now().isoformat()):
        return
    try:
        await task.hands.drive.share(content["file_id"], content["email"], content["role"], content["message"])
    except OutcomeUnknown:
        raise
    except Temporary:
        await task.keep(open=before)
        raise
    await task.done(link=file.link)


def _open_since(task: Task) -> datetime | None:
    """Since when it may have been shared by an earlier try, the first of them. A click since then says that it is
    wanted."""
    began, due = task.result.get("open"), task.proposal.due_at
    since = datetime.fromisoformat(began) if began else None
    return None if since is None or (due is not None and due > since) else since


def _perhaps_taken_back(task: Task) -> bool:
    """Whether an earlier try may have shared it so long ago that a hand may have taken that back."""
    since = _open_since(task)
    return since is not None and task.now() - since > BY_HAND


def may_already(file: RemoteFile, email: str, role: str) -> bool:
    """Whether this person has the role, or a wider one, in their own name."""
    held = [one.role for one in file.access if one.email == email and one.kind in ("user", "group")]
    return any(one in _RANKS and _RANKS.index(one) >= _RANKS.index(role) for one in held)
