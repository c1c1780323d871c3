"""What the page, a test or a benchmark may ask of the human side of Slack (the JSON bodies of /play/slack)."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.slack.values import REAL_RETRY_WAITS, Options

Entries = dict[str, dict[str, Any]]  # block_id, action_id, the plain value


class Order(BaseModel):
    """Every order refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Click(Order):
    """A click on a button or a choice in a menu, in a message (channel and message_ts) or in a view (view_id).

    `selected` is an option's value, a date, a user … or a list of them; `values` is what was entered beside it.
    `stale` also finds elements that the message had before its last updates: another device may still show them.
    `forged` drops the check that the user can see the message at all: for testing that the app checks who clicked.
    """

    action_id: str
    block_id: str | None = None
    channel: str = ""
    message_ts: str = ""
    view_id: str = ""
    value: str | None = None
    selected: Any = None
    values: Entries = Field(default_factory=dict)
    stale: bool = False
    forged: bool = False


class Submit(Order):
    """The submit button of the topmost modal."""

    view_id: str
    values: Entries = Field(default_factory=dict)


class Close(Order):
    """The close button of the topmost modal; `clear` is the cross that closes the whole stack."""

    view_id: str
    clear: bool = False


class Command(Order):
    """A slash command as it is typed; without `channel` in the direct message with the app."""

    command: str = Field(pattern=r"^/\S+$")
    text: str = ""
    channel: str = ""


class Say(Order):
    """A message as it is typed; without `channel` in the direct message with the app."""

    text: str = Field(min_length=1, max_length=12_000)
    channel: str = ""
    thread_ts: str = ""


class OpenHome(Order):
    """A click on the app: its Home tab or its Messages tab."""

    tab: Literal["home", "messages"] = "home"


class Stop(Order):
    """The native Stop button of an agent session."""

    channel: str = ""
    thread_ts: str


class Deactivate(Order):
    """An admin deactivates a member (or, with `deleted` false, lets them back in)."""

    deleted: bool = True


class OptionsChange(Order):
    """New values for some of the options; `retry_waits` may be "real" for Slack's own."""

    retry: bool | None = None
    retry_waits: list[Annotated[float, Field(ge=0)]] | Literal["real"] | None = None
    latency_ms: float | None = Field(None, ge=0, le=60_000)
    ack_seconds: float | None = Field(None, gt=0, le=60)
    rate_limits: bool | None = None
    post_burst: int | None = Field(None, ge=1)
    echo: bool | None = None

    def apply(self, options: Options) -> None:
        """Changes what is named."""
        for name in self.model_fields_set:
            value = getattr(self, name)
            if name == "retry_waits" and value is not None:
                value = REAL_RETRY_WAITS if value == "real" else tuple(value)
            if value is not None:
                setattr(options, name, value)
