"""What a Web API method is: how it runs, which scope it needs and how often it may be called."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.values import Json
from sandbox.slack.wire import Args
from sandbox.slack.world import SlackWorld

TIER_2, TIER_3, TIER_4 = 20, 50, 100  # calls a minute: https://docs.slack.dev/apis/web-api/rate-limits


@dataclass(frozen=True)
class Method:
    """`scopes`: any one of them is enough, none: no scope needed. `open`: no token needed."""

    run: Callable[[SlackWorld, Args], Json]
    scopes: tuple[str, ...] = ()
    per_minute: int | None = None
    open: bool = False
