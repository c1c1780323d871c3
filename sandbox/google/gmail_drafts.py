"""Gmail's drafts: a draft's id stays while its message is replaced; sending ends it."""

from collections.abc import Iterator

from sandbox.google.call import Call, Handler
from sandbox.google.errors import Json
from sandbox.google.gmail_messages import brief, mail_of, matching, page, shown, wanted_format
from sandbox.google.mailbox import Mailbox, Stored
from sandbox.google.post import PostOffice, check_address_fields
from sandbox.google.rfc822 import Raw


def send_draft(post: PostOffice, box: Mailbox, draft_id: str) -> Stored:
    """Sends a draft as it stands: its message goes, and one in Sent takes its place in the thread.

    Raises 404 for a draft that is gone, 400 (and keeps it) for one that cannot be sent.
    """
    draft = box.draft(draft_id)
    post.prepare(box.user, draft.raw)
    box.remove(draft.id)
    return post.send(box, draft.raw, draft.thread_id)


def _message(call: Call) -> Json:
    message: Json = call.body.get("message") or {}
    return message


def _mail(call: Call) -> Raw:
    raw = mail_of(call, _message(call))
    check_address_fields(raw)
    return raw


def _create(call: Call) -> Json:
    draft_id, stored = call.box.create_draft(_mail(call), _message(call).get("threadId") or "")
    return {"id": draft_id, "message": brief(stored)}


def _update(call: Call) -> Json:
    draft_id = call.path["id"]
    call.box.draft(draft_id)
    stored = call.box.replace_draft(draft_id, _mail(call), _message(call).get("threadId") or "")
    return {"id": draft_id, "message": brief(stored)}


def _get(call: Call) -> Json:
    stored = call.box.draft(call.path["id"])
    return {"id": call.path["id"], "message": shown(stored, wanted_format(call), [])}


def _list(call: Call) -> Json:
    found, rest = page(call, _matching(call))
    drafts = [{"id": i, "message": {"id": m.id, "threadId": m.thread_id}} for i, m in found]
    return ({"drafts": drafts} if drafts else {}) | rest


def _matching(call: Call) -> Iterator[tuple[int, tuple[str, Stored]]]:
    ids = {stored.id: draft_id for draft_id, stored in call.box.drafts()}
    return ((place, (ids[m.id], m)) for place, m in matching(call) if m.id in ids)


def _send(call: Call) -> Json:
    draft_id = str(call.body.get("id") or "")
    call.box.draft(draft_id)
    if call.upload is not None or _message(call).get("raw"):
        call.box.replace_draft(draft_id, _mail(call), _message(call).get("threadId") or "")
    return brief(send_draft(call.world.post, call.box, draft_id))


def _delete(call: Call) -> None:
    call.box.remove(call.box.draft(call.path["id"]).id)


DRAFTS: dict[str, Handler] = {
    "gmail.drafts.create": _create,
    "gmail.drafts.update": _update,
    "gmail.drafts.get": _get,
    "gmail.drafts.list": _list,
    "gmail.drafts.send": _send,
    "gmail.drafts.delete": _delete,
}
