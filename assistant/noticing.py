"""Noticing: what a notice from Pub/Sub says, whichever way it came; anybody may have written it."""

import base64
import binascii
import json

from pydantic import BaseModel, Field, ValidationError

from storage.pushes import Notice

DATA_AT_MOST = 8192
_PRINTED = "[^@\\s\\x00-\\x1f\\x7f]"  # PostgreSQL refuses NUL, and with it every notice of the same group


class _Data(BaseModel):
    email: str = Field(alias="emailAddress", min_length=3, max_length=320, pattern=f"^{_PRINTED}+@{_PRINTED}+$")
    history_id: int = Field(alias="historyId", ge=1, lt=2**64)


class _Message(BaseModel):
    data: str = Field(max_length=DATA_AT_MOST)
    message_id: str = Field("", alias="messageId", max_length=200, pattern="^[!-~]*$")


class _Envelope(BaseModel):
    message: _Message
    subscription: str = Field("", max_length=500)


_UNREADABLE = (ValidationError, binascii.Error, UnicodeDecodeError, json.JSONDecodeError, RecursionError)


def read_push(body: bytes) -> Notice:
    """The notice in a push envelope. Raises ValueError, which says nothing of the content."""
    try:
        return _notice(_Envelope.model_validate_json(body).message)
    except _UNREADABLE as error:
        raise ValueError(type(error).__name__) from None


def read_message(message: object) -> Notice:
    """The notice in a message that was pulled. Raises ValueError, which says nothing of the content."""
    try:
        return _notice(_Message.model_validate(message))
    except _UNREADABLE as error:
        raise ValueError(type(error).__name__) from None


def _notice(message: _Message) -> Notice:
    text = message.data.translate(str.maketrans("-_", "+/"))
    data = _Data.model_validate(json.loads(base64.b64decode(text + "=" * (-len(text) % 4), validate=True)))
    return Notice(data.email.lower(), str(data.history_id), message.message_id)
