"""Rate limits of one process: a token bucket for each key, refilled evenly over a minute."""

import time
from collections import OrderedDict
from collections.abc import Callable

KEYS_AT_MOST = 50_000


class PerMinute:
    """Allows `limit` calls a minute for each key; the whole minute's worth may come at once."""

    def __init__(self, limit: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait(self, key: str) -> float:
        """0 if the call is allowed (and counted), else the seconds until the next one is."""
        now = self._clock()
        tokens, since = self._buckets.pop(key, (float(self._limit), now))
        tokens = min(float(self._limit), tokens + (now - since) * self._limit / 60)
        allowed = tokens >= 1
        self._buckets[key] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > KEYS_AT_MOST:
            self._buckets.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) * 60 / self._limit
