"""Mails made from what people type: those that arrive from outside, and those written in Gmail's web client."""

import base64
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sandbox.google.cast import User
from sandbox.google.mime import Part, attachments
from sandbox.google.post import new_message_id
from sandbox.google.rfc822 import Raw, line, split


def _joined(value: object) -> object:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else value


Addresses = Annotated[str, BeforeValidator(_joined)]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class FileForm(_Form):
    """An attachment; `data` is base64url."""

    name: str
    kind: str = "application/octet-stream"
    data: str = ""


class Delivery(_Form):
    """A mail from outside: whole in `raw` (base64url), or in pieces.

    `date` is when it was written and arrived (now if absent); `labels` where it lands; `auth` what the checks of its
    origin said (`{"spf": "fail"}`), unless `headers` holds an Authentication-Results of mx.google.com.
    """

    raw: str = ""
    sender: str = Field("", alias="from")
    to: Addresses = ""
    cc: Addresses = ""
    bcc: Addresses = ""
    reply_to: Addresses = Field("", alias="replyTo")
    subject: str = ""
    text: str = ""
    html: str = ""
    in_reply_to: str = Field("", alias="inReplyTo")
    references: str = ""
    headers: dict[str, str] = Field(default_factory=dict)
    message_id: str = Field("", alias="messageId")
    date: datetime | None = None
    attachments: list[FileForm] = Field(default_factory=list)
    labels: list[str] = Field(default_factory=lambda: ["INBOX", "UNREAD", "CATEGORY_PERSONAL"])
    auth: dict[str, str] = Field(default_factory=lambda: {"spf": "pass", "dkim": "pass", "dmarc": "pass"})


class Writing(_Form):
    """A mail written in Gmail's web client; `replyTo` is the id of the message it answers."""

    to: Addresses = ""
    cc: Addresses = ""
    bcc: Addresses = ""
    subject: str = ""
    text: str = ""
    reply_to: str = Field("", alias="replyTo")
    sender: str = Field("", alias="from")


class DraftEdit(_Form):
    """What a user changes in a draft; absent fields stay as they are."""

    to: Addresses | None = None
    cc: Addresses | None = None
    bcc: Addresses | None = None
    subject: str | None = None
    text: str | None = None


def delivered(form: Delivery, now: Callable[[], datetime]) -> Raw:
    """The mail that a delivery describes."""
    if form.raw:
        return split(base64.urlsafe_b64decode(form.raw + "=" * (-len(form.raw) % 4)))
    message = _body(form.text, form.html)
    for file in form.attachments:
        data = base64.urlsafe_b64decode(file.data + "=" * (-len(file.data) % 4))
        main, _, sub = file.kind.partition("/")
        message.add_attachment(data, maintype=main, subtype=sub or "octet-stream", filename=file.name)
    fields = {
        "From": form.sender,
        "To": form.to,
        "Cc": form.cc,
        "Reply-To": form.reply_to,
        "Subject": form.subject,
        "Date": format_datetime(form.date or now()),
        "Message-ID": form.message_id or new_message_id().replace("mail.gmail.example", "outside.example"),
        "In-Reply-To": form.in_reply_to,
        "References": form.references or form.in_reply_to,
    }
    return _with_fields(message, {name: value for name, value in fields.items() if value} | form.headers)


def written(user: User, form: Writing, answered: Raw | None) -> Raw:
    """A mail from Gmail's web client, in answer to another one or not."""
    name, address = next(
        ((e.name, e.email) for e in user.send_as if e.email == form.sender.lower()), (user.name, user.email)
    )
    subject, to = form.subject, form.to
    fields: dict[str, str] = {}
    if answered is not None:
        message_id = answered.get("Message-ID")
        fields = {"In-Reply-To": message_id, "References": f"{answered.get('References')} {message_id}".strip()}
        base = answered.get("Subject")
        subject = subject or (base if base.lower().startswith("re:") else f"Re: {base}")
        to = to or answered.get("Reply-To") or answered.get("From")
    fields |= {"From": formataddr((name, address)), "To": to, "Cc": form.cc, "Bcc": form.bcc, "Subject": subject}
    fields["Message-ID"] = new_message_id()
    return _with_fields(_web_body(form.text), {key: value for key, value in fields.items() if value})


def edited(old: Raw, root: Part, text: str, form: DraftEdit) -> Raw:
    """A draft after a user changed it in Gmail's web client: another Message-ID, and always an HTML twin.

    `root` is the old draft's tree, `text` its words.
    """
    message = _web_body(text if form.text is None else form.text)
    for part in attachments(root):
        main, _, sub = part.kind.partition("/")
        message.add_attachment(part.content, maintype=main, subtype=sub, filename=part.filename)
    keep = ("From", "To", "Cc", "Bcc", "Reply-To", "Subject", "In-Reply-To", "References")
    fields = {name: old.get(name) for name in keep}
    changes = {"To": form.to, "Cc": form.cc, "Bcc": form.bcc, "Subject": form.subject}
    fields |= {name: value for name, value in changes.items() if value is not None}
    fields["Message-ID"] = new_message_id()
    return _with_fields(message, {name: value for name, value in fields.items() if value})


def _web_body(text: str) -> EmailMessage:
    lines = "<br>".join(escape(line) for line in text.splitlines())
    return _body(text, f'<div dir="ltr">{lines}</div>')


def _body(text: str, html: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    if text or not html:
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
    else:
        message.set_content(html, subtype="html")
    return message


def _with_fields(message: EmailMessage, fields: dict[str, str]) -> Raw:
    """The mail with these fields above those of its body. They are written as bytes, since people type what
    Python's mail library refuses."""
    raw = split(message.as_bytes())
    top = tuple((name, line(name, value)) for name, value in fields.items())
    return Raw(top + raw.fields, raw.body)
