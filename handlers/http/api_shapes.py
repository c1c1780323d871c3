"""The shapes of the API: what it answers and takes. The OpenAPI document is made from these."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """Values as they go over the wire; names that are not listed are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Refusal(Shape):
    """Why something was not done."""

    code: str = Field(description="the class of what went wrong; it stays the same when words change")
    message: str = Field(description="what happened, for a person")
    details: dict[str, Any] = Field(description="more of it: a title, what to do next, when to ask again, what to mend")
    timestamp: datetime
    request_id: str = Field(description="stands in the log too")


class BackFill(Shape):
    """How far the reading of older mail has come."""

    state: str = Field(description="reading, waiting, resting, stopped or finished")
    read: int = Field(description="mails that can be asked about")
    total: int = Field(description="mails that there are, as Gmail estimates it; 0 while that is not known")
    back_to: datetime | None = Field(description="everything newer than this has been read")


class Mailbox(Shape):
    """A mailbox of yours."""

    id: str
    address: str
    state: str = Field(description="connected; reconnect where its access has ended; asleep while nobody is served")
    paused: bool
    last_synced_at: datetime | None
    back_fill: BackFill | None = Field(description="null before it has begun")


class Mailboxes(Shape):
    """All mailboxes of yours, the oldest first. One that is being erased is not among them."""

    mailboxes: list[Mailbox]


class SyncState(StrEnum):
    """What became of the wish."""

    STARTED = "started"
    IN_PROGRESS = "in_progress"


class Sync(Shape):
    """A look at mail, calendar and files of one mailbox."""

    mailbox_id: str
    state: SyncState = Field(description="in_progress: it is being looked at already, or was within half a minute")
    message: str = Field(description="the same for a person")


class SyncOrder(Shape):
    """Nothing can be chosen: an empty object, or no body at all."""
