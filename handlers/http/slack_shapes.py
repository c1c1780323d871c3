"""The shapes of what Slack sends, as far as we read it: whatever differs is refused before anybody works on it."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

Id = Annotated[str, Field(max_length=255)]
Text = Annotated[str, Field(max_length=200_000)]
Json = dict[str, Any]


class _Shape(BaseModel):
    """Names that are not listed may hold anything; the listed ones nothing but what is said, if they are there."""

    model_config = ConfigDict(strict=True, extra="allow")


class _Thing(_Shape):
    """A workspace, person or conversation."""

    id: Id | None = None
    team_id: Id | None = None


class _Container(_Shape):
    message_ts: Id | None = None
    channel_id: Id | None = None
    thread_ts: Id | None = None
    view_id: Id | None = None
    is_ephemeral: bool | None = None


class _Option(_Shape):
    value: Id | None = None


class _Action(_Shape):
    action_id: Id
    block_id: Id | None = None
    value: Text | None = None
    selected_option: _Option | None = None


class _State(_Shape):
    values: dict[str, dict[str, Json]] = {}


class _View(_Shape):
    type: Id  # Bolt's own log falls over one without
    id: Id | None = None
    callback_id: Id | None = None
    private_metadata: Text | None = None
    state: _State | None = None
    hash: Id | None = None


class _Interaction(_Shape):
    """A click, a submission or a closed form."""

    type: Id
    team: _Thing | None = None
    user: _Thing
    channel: _Thing | None = None
    container: _Container | None = None
    trigger_id: Id | None = None
    response_url: Text | None = None
    actions: list[_Action] = []
    view: _View | None = None
    message: Json | None = None


class _Authorization(_Shape):
    team_id: Id | None = None
    user_id: Id | None = None
    is_bot: bool | None = None


class _Member(_Shape):
    """A person as `user_change` tells of them; all other events name them by id."""

    id: Id
    deleted: bool | None = None


class _Happening(_Shape):
    """What an event tells."""

    type: Id | None = None
    subtype: Id | None = None
    user: Id | _Member | None = None
    user_team: Id | None = None
    bot_id: Id | None = None
    channel: Id | None = None
    channel_type: Id | None = None
    text: Text | None = None
    ts: Id | None = None
    thread_ts: Id | None = None
    tab: Id | None = None

    @model_validator(mode="after")
    def _names_by_id(self) -> Self:
        if isinstance(self.user, _Member) and self.type != "user_change":
            raise ValueError("a person is named by id")
        return self


class _Event(_Shape):
    type: Id | None = None
    team_id: Id | None = None
    event_id: Id | None = None
    event: _Happening | None = None
    authorizations: list[_Authorization] | None = None
    challenge: Text | None = None


class _Command(_Shape):
    command: Id
    text: Text | None = None
    team_id: Id | None = None
    user_id: Id | None = None
    channel_id: Id | None = None
    trigger_id: Id | None = None


def is_slacks(body: Json) -> bool:
    """Whether a parsed body is of a shape that Slack sends."""
    shape = _Command if "command" in body else _Interaction if "user" in body or "view" in body else _Event
    try:
        shape.model_validate(body)
    except ValidationError:
        return False
    needed = {
        "block_actions": bool(body.get("actions")), "event_callback": body.get("event") is not None,
        "view_submission": body.get("view") is not None, "view_closed": body.get("view") is not None,
    }  # fmt: skip
    return needed.get(str(body.get("type")), True)
