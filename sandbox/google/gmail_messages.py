"""Gmail's messages: listing, reading, labelling, sending."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from sandbox.google.call import Call, Handler
from sandbox.google.discovery import decode_bytes
from sandbox.google.errors import GoogleError, Json, invalid, not_found
from sandbox.google.mailbox import Mailbox, Stored
from sandbox.google.mime import attachment, b64url, full_payload, metadata_payload
from sandbox.google.post import check_size
from sandbox.google.query import search
from sandbox.google.rfc822 import Raw, split

T = TypeVar("T")
_HIDDEN = frozenset({"SPAM", "TRASH"})
_METADATA = "https://www.googleapis.com/auth/gmail.metadata"
_MANY = 201  # what Gmail estimates whenever there is more than a page
_BATCH_MOST = 1000


# how messages look


def brief(stored: Stored) -> Json:
    """A message as writing methods answer it."""
    return {"id": stored.id, "threadId": stored.thread_id, "labelIds": sorted(stored.labels)}


def shown(stored: Stored, form: str, headers: list[str]) -> Json:
    """A message in one of the formats `full`, `metadata`, `minimal`, `raw`."""
    message = {
        **brief(stored),
        "snippet": stored.snippet,
        "historyId": str(stored.history_id),
        "internalDate": str(stored.received_ms),
        "sizeEstimate": len(stored.wire),
    }
    if form == "raw":
        message["raw"] = b64url(stored.wire)
    elif form == "metadata":
        message["payload"] = metadata_payload(stored.root, headers)
    elif form != "minimal":
        message["payload"] = full_payload(stored.root)
    return message


def wanted_format(call: Call) -> str:
    """The format asked for. Raises 403 if the token may see headers only."""
    form = call.text("format", "full")
    if form in ("full", "raw") and call.scopes & call.method.scopes == {_METADATA}:
        raise GoogleError(403, "forbidden", f"Metadata scope doesn't allow format {form.upper()}")
    return form


def mail_of(call: Call, message: Json) -> Raw:
    """The mail that a call brings: in `raw`, or as a media upload. Raises 400 without, 413 if it is too large."""
    data = call.upload if call.upload is not None else decode_bytes(message.get("raw") or "", "message.raw")
    if not data.strip():
        raise invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required")
    return split(check_size(data))


# listing


def matching(call: Call) -> Iterator[tuple[int, Stored]]:
    """The messages that a list call asks for, newest first, each with its place in that order (a page token)."""
    box, wanted = call.box, set(call.many("labelIds"))
    if unknown := [label for label in wanted if label not in box.labels]:
        raise invalid(f"Invalid label: {unknown[0]}")
    if call.text("q") and call.scopes & call.method.scopes == {_METADATA}:
        raise GoogleError(403, "forbidden", "Metadata scope does not support 'q' parameter")
    query = search(call.text("q"), box.labels, call.world.now())
    hides = not (call.flag("includeSpamTrash") or query.everywhere or wanted & _HIDDEN)
    for ms, arrival, stored in box.newest():
        if wanted <= stored.labels and not (hides and stored.labels & _HIDDEN) and query.test(stored):
            yield ms * 10**7 + arrival, stored


def page(call: Call, found: Iterable[tuple[int, T]]) -> tuple[list[T], Json]:
    """One page of what was found, and the fields that follow a list: nextPageToken, resultSizeEstimate."""
    token = call.text("pageToken")
    if token and not token.isdigit():
        raise invalid("Invalid pageToken")
    size, items, last = call.size("maxResults", 100, 500), list[T](), 0
    for place, item in found:
        if token and place >= int(token):
            continue
        if len(items) == size:
            return items, {"nextPageToken": str(last), "resultSizeEstimate": _MANY}
        items.append(item)
        last = place
    return items, {"resultSizeEstimate": len(items)}


def _list(call: Call) -> Json:
    found, rest = page(call, matching(call))
    listed = [{"id": m.id, "threadId": m.thread_id} for m in found]
    return ({"messages": listed} if listed else {}) | rest


# reading


def _get(call: Call) -> Json:
    return shown(call.box.get(call.path["id"]), wanted_format(call), call.many("metadataHeaders"))


def _attachment(call: Call) -> Json:
    part = attachment(call.box.get(call.path["messageId"]).root, call.path["id"])
    if part is None:
        raise invalid("Invalid attachment token")
    return {"size": len(part.content), "data": b64url(part.content)}


# changing


def label_changes(call: Call) -> tuple[list[str], list[str]]:
    """The labels to add and to remove, checked."""
    add, remove = call.body.get("addLabelIds") or [], call.body.get("removeLabelIds") or []
    call.box.labels.check_change(add, remove)
    return add, remove


def trash(box: Mailbox, message_id: str) -> Stored:
    """Throws a message away."""
    return box.relabel(message_id, ["TRASH"], ["INBOX"])


def _modify(call: Call) -> Json:
    call.box.get(call.path["id"])
    return brief(call.box.relabel(call.path["id"], *label_changes(call)))


def _batch_modify(call: Call) -> None:
    ids = _ids(call)
    add, remove = label_changes(call)
    for message_id in ids:
        if _is_there(call.box, message_id):
            call.box.relabel(message_id, add, remove)


def _batch_delete(call: Call) -> None:
    for message_id in _ids(call):
        if _is_there(call.box, message_id):
            call.box.remove(message_id)


def _ids(call: Call) -> list[str]:
    ids: list[str] = call.body.get("ids") or []
    if not ids:
        raise invalid("No message ids specified")
    if len(ids) > _BATCH_MOST:
        raise invalid(f"Too many message ids: {len(ids)}, the limit is {_BATCH_MOST}")
    return ids


def _is_there(box: Mailbox, message_id: str) -> bool:
    """Batches pass over messages that are gone."""
    try:
        box.get(message_id)
    except GoogleError as error:
        if error.code == not_found().code:
            return False
        raise
    return True


def _trash(call: Call) -> Json:
    return brief(trash(call.box, call.path["id"]))


def _untrash(call: Call) -> Json:
    return brief(call.box.relabel(call.path["id"], (), ["TRASH"]))


def _delete(call: Call) -> None:
    call.box.remove(call.path["id"])


def _send(call: Call) -> Json:
    raw = mail_of(call, call.body)
    thread = call.box.thread_for(raw, call.body.get("threadId") or "")
    return brief(call.world.post.send(call.box, raw, thread))


MESSAGES: dict[str, Handler] = {
    "gmail.messages.list": _list,
    "gmail.messages.get": _get,
    "gmail.messages.attachments.get": _attachment,
    "gmail.messages.modify": _modify,
    "gmail.messages.batchModify": _batch_modify,
    "gmail.messages.batchDelete": _batch_delete,
    "gmail.messages.trash": _trash,
    "gmail.messages.untrash": _untrash,
    "gmail.messages.delete": _delete,
    "gmail.messages.send": _send,
}
