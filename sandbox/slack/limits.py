"""Slack's rate limits: a tier a method and minute, and about one message a second and channel."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.slack.values import Options, SlackError

_MINUTE = 60.0


@dataclass
class _Bucket:
    tokens: float
    at: float


@dataclass
class Limits:
    """Counts calls and refuses with 429 and Retry-After as Slack does."""

    now: Callable[[], float]
    options: Options
    _calls: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _posts: dict[str, _Bucket] = field(default_factory=dict)

    def call(self, method: str, per_minute: int | None) -> None:
        """One call of a method with that many a minute. Raises 429."""
        if per_minute is None or not self.options.rate_limits:
            return
        recent = self._calls[method]
        while recent and recent[0] <= self.now() - _MINUTE:
            recent.popleft()
        if len(recent) >= per_minute:
            raise _limited(recent[0] + _MINUTE - self.now())
        recent.append(self.now())

    def post(self, channel: str) -> None:
        """One message into a channel: one a second, with a short burst. Raises 429."""
        if not self.options.rate_limits:
            return
        burst = float(self.options.post_burst)
        bucket = self._posts.setdefault(channel, _Bucket(burst, self.now()))
        bucket.tokens = min(burst, bucket.tokens + self.now() - bucket.at)
        bucket.at = self.now()
        if bucket.tokens < 1:
            raise _limited(1 - bucket.tokens)
        bucket.tokens -= 1


def _limited(wait: float) -> SlackError:
    return SlackError("ratelimited", status=429, headers={"Retry-After": str(max(1, math.ceil(wait)))})
