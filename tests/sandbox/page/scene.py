"""Canned Slack messages, views and mails for the page's tests, in the shapes of the /play interface."""

from typing import Any

Json = dict[str, Any]
DAY = 1_795_161_600  # 20 November 2026, 08:00 UTC


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    """A section of mrkdwn."""
    return {"type": "section", "block_id": "body", "text": mrkdwn(text), **more}


def button(action_id: str, label: str, **more: Any) -> Json:
    """A button element."""
    return {"type": "button", "action_id": action_id, "text": plain(label), "value": "draft-1", **more}


def actions(*elements: Json) -> Json:
    """A row of elements."""
    return {"type": "actions", "block_id": "actions", "elements": list(elements)}


def message(*blocks: Json, ts: float = DAY, **more: Any) -> Json:
    """A message of Mailroom's."""
    said = {"ts": f"{ts:.6f}", "user": "U0MAILROOM", "bot": True, "text": "", "blocks": list(blocks)}
    return {**said, "thread_ts": None, "edited": False, "ephemeral": False, **more}


def card(ts: float = DAY, **more: Any) -> Json:
    """A mail card with its buttons."""
    options = [{"text": plain(label), "value": label.lower()} for label in ("Archive", "Snooze", "Not spam")]
    row = actions(
        button("approve", "Approve", style="primary"),
        button("edit", "Edit"),
        button("discard", "Discard", style="danger"),
        {"type": "overflow", "action_id": "more", "options": options},
    )
    return message(
        {"type": "header", "block_id": "head", "text": plain("Two questions about the FH-200")},
        section("*Sarah Lindqvist* wants to order two spectrometers.\n> Is the price still good?"),
        row,
        ts=ts,
        **more,
    )


def text_input(block_id: str, label: str, **element: Any) -> Json:
    """An input block with a text field whose action_id is `value`."""
    field = {"type": "plain_text_input", "action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": field}


def modal(*blocks: Json, view_id: str = "V1", title: str = "Edit the draft") -> Json:
    """A modal with Save and Cancel."""
    words = {"title": plain(title), "submit": plain("Save"), "close": plain("Cancel")}
    return {"id": view_id, "type": "modal", "callback_id": "edit_draft", "blocks": list(blocks), **words}


def mail(mail_id: str, subject: str, **more: Any) -> tuple[Json, Json]:
    """A mail as (row of a list, whole message)."""
    base: Json = {
        "id": mail_id,
        "threadId": f"t-{mail_id}",
        "from": "Sarah Lindqvist <sarah@northlab.example>",
        "to": "alice@fernhill.example",
        "subject": subject,
        "date": "2026-11-20T08:00:00Z",
        "labels": ["INBOX"],
        **more,
    }
    text = more.get("text", "Hello,\n\nis the price still good?\n\nSarah")
    row = {**base, "snippet": text.replace("\n", " ")[:120], "unread": "UNREAD" in base["labels"]}
    headers = {
        "Message-ID": f"<{mail_id}@northlab.example>",
        "Subject": subject,
        "References": "<root@northlab.example>",
    }
    return row, {**base, "text": text, "headers": headers, "attachments": [], "cc": "", "raw": ""}
