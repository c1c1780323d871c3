"""Gmail's threads: the same messages, by conversation."""

from collections.abc import Iterator

from sandbox.google.call import Call, Handler
from sandbox.google.errors import Json
from sandbox.google.gmail_messages import brief, label_changes, matching, page, shown, trash, wanted_format
from sandbox.google.mailbox import Stored


def _list(call: Call) -> Json:
    found, rest = page(call, _newest_of_each(call))
    threads = [_listed(call, stored) for stored in found]
    return ({"threads": threads} if threads else {}) | rest


def _newest_of_each(call: Call) -> Iterator[tuple[int, Stored]]:
    seen: set[str] = set()
    for place, stored in matching(call):
        if stored.thread_id not in seen:
            seen.add(stored.thread_id)
            yield place, stored


def _listed(call: Call, newest: Stored) -> Json:
    history = max(m.history_id for m in call.box.thread(newest.thread_id))
    return {"id": newest.thread_id, "snippet": newest.snippet, "historyId": str(history)}


def _get(call: Call) -> Json:
    form, messages = wanted_format(call), call.box.thread(call.path["id"])
    return {
        "id": call.path["id"],
        "historyId": str(max(m.history_id for m in messages)),
        "messages": [shown(m, form, call.many("metadataHeaders")) for m in messages],
    }


def _answer(call: Call, messages: list[Stored]) -> Json:
    return {"id": call.path["id"], "messages": [brief(m) for m in messages]}


def _modify(call: Call) -> Json:
    messages, (add, remove) = call.box.thread(call.path["id"]), label_changes(call)
    return _answer(call, [call.box.relabel(m.id, add, remove) for m in messages])


def _trash(call: Call) -> Json:
    return _answer(call, [trash(call.box, m.id) for m in call.box.thread(call.path["id"])])


def _untrash(call: Call) -> Json:
    return _answer(call, [call.box.relabel(m.id, (), ["TRASH"]) for m in call.box.thread(call.path["id"])])


def _delete(call: Call) -> None:
    for message in call.box.thread(call.path["id"]):
        call.box.remove(message.id)


THREADS: dict[str, Handler] = {
    "gmail.threads.list": _list,
    "gmail.threads.get": _get,
    "gmail.threads.modify": _modify,
    "gmail.threads.trash": _trash,
    "gmail.threads.untrash": _untrash,
    "gmail.threads.delete": _delete,
}
