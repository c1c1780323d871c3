"""Gmail's account-wide methods: profile, history, labels, send-as addresses, watch and stop."""

import re
from datetime import timedelta

from sandbox.google.call import Call, Handler
from sandbox.google.cast import SendAs
from sandbox.google.discovery import required
from sandbox.google.errors import Json, invalid, not_found
from sandbox.google.push import Watch

_WATCH_LIFE = timedelta(days=7)


def _profile(call: Call) -> Json:
    return {
        "emailAddress": call.email,
        "messagesTotal": len(call.box),
        "threadsTotal": call.box.thread_count(),
        "historyId": str(call.box.history.current),
    }


def _history(call: Call) -> Json:
    start = int(required(call.query, "startHistoryId"))
    size = call.size("maxResults", 100, 500)
    label = call.text("labelId")
    if label and label not in call.box.labels:
        raise invalid(f"Invalid label: {label}")
    return call.box.history.page(start, call.many("historyTypes"), label, size, call.text("pageToken"))


# labels


def _labels(call: Call) -> Json:
    return {"labels": call.box.labels.listing()}


def _label(call: Call) -> Json:
    label = call.box.labels.get(call.path["id"])
    held = [m for _, _, m in call.box.newest() if label["id"] in m.labels]
    unread = [m for m in held if "UNREAD" in m.labels]
    return label | {
        "messagesTotal": len(held),
        "messagesUnread": len(unread),
        "threadsTotal": len({m.thread_id for m in held}),
        "threadsUnread": len({m.thread_id for m in unread}),
    }


def _create_label(call: Call) -> Json:
    return call.box.labels.create(call.body)


def _change_label(call: Call) -> Json:
    return call.box.labels.change(call.path["id"], call.body)


def _delete_label(call: Call) -> None:
    call.box.forget_label(call.path["id"])


# send-as addresses


def _send_as(call: Call) -> Json:
    return {"sendAs": [_shown(call, entry) for entry in call.box.user.send_as]}


def _one_send_as(call: Call) -> Json:
    wanted = call.path["sendAsEmail"].lower()
    entry = next((entry for entry in call.box.user.send_as if entry.email == wanted), None)
    if entry is None:
        raise not_found()
    return _shown(call, entry)


def _shown(call: Call, entry: SendAs) -> Json:
    """An address as the API shows it; false flags and what belongs to aliases only are left out, as Gmail does."""
    shown: Json = {
        "sendAsEmail": entry.email,
        "displayName": entry.name,
        "replyToAddress": entry.reply_to,
        "signature": entry.signature,
    }
    if entry.email == call.email:
        shown["isPrimary"] = True
    else:
        shown |= {"treatAsAlias": True, "verificationStatus": "accepted"}
    return shown | ({"isDefault": True} if entry.is_default else {})


# watch


def _watch(call: Call) -> Json:
    topic = str(call.body.get("topicName") or "")
    if not re.fullmatch(r"projects/[a-z0-9][a-z0-9.:-]*/topics/[A-Za-z][\w.~+%-]{0,254}", topic):
        raise invalid("Invalid topicName does not match projects/sandbox/topics/*")
    labels = call.body.get("labelIds") or []
    if unknown := [label for label in labels if label not in call.box.labels]:
        raise invalid(f"Invalid label: {unknown[0]}")
    behavior = call.body.get("labelFilterBehavior") or call.body.get("labelFilterAction") or "include"
    expires = call.world.now() + _WATCH_LIFE
    call.world.pusher.watches[call.email] = Watch(topic, frozenset(labels), behavior == "exclude", expires)
    return {"historyId": str(call.box.history.current), "expiration": str(int(expires.timestamp() * 1000))}


def _stop(call: Call) -> None:
    call.world.pusher.watches.pop(call.email, None)


ACCOUNT: dict[str, Handler] = {
    "gmail.getProfile": _profile,
    "gmail.history.list": _history,
    "gmail.labels.list": _labels,
    "gmail.labels.get": _label,
    "gmail.labels.create": _create_label,
    "gmail.labels.update": _change_label,
    "gmail.labels.patch": _change_label,
    "gmail.labels.delete": _delete_label,
    "gmail.settings.sendAs.list": _send_as,
    "gmail.settings.sendAs.get": _one_send_as,
    "gmail.watch": _watch,
    "gmail.stop": _stop,
}
