"""How many questions a user may ask an hour: a token bucket in Redis, one for all processes (SPEC AS8)."""

import structlog
from redis import RedisError

from bot.redis_client import open_redis
from bot.settings import Settings

log = structlog.get_logger(__name__)

NAME = "mailroom:asks:"
HOUR = 3600.0  # seconds in which an empty bucket fills
PATIENCE_SECONDS = 0.5

# Reads, refills and takes in one step: nothing comes between. Times are the server's own, so that processes agree.
_TAKE = """
local limit, seconds = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local held = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens, at = tonumber(held[1]) or limit, tonumber(held[2]) or now
tokens = math.min(limit, tokens + math.max(0, now - at) * limit / seconds)
local wait = 0
if tokens >= 1 then tokens = tokens - 1 else wait = (1 - tokens) * seconds / limit end
redis.call('HSET', KEYS[1], 'tokens', tostring(tokens), 'at', string.format('%.6f', now))
redis.call('EXPIRE', KEYS[1], math.ceil(seconds) + 1)
return tostring(wait)
"""


class Allowance:
    """Lets each user ask as often as their tier allows. Connects at the first question."""

    def __init__(self, url: str, per_hour: dict[str, int], default: str, seconds: float = HOUR) -> None:
        self._per_hour = per_hour
        self._default = default
        self._seconds = seconds
        self._redis = open_redis(url, PATIENCE_SECONDS)
        self._take = self._redis.register_script(_TAKE)

    def limit(self, tier: str) -> int:
        """Questions an hour of that tier; '' and unknown ones are the default."""
        return self._per_hour.get(tier) or self._per_hour[self._default]

    async def wait(self, user_id: str, tier: str) -> float:
        """0 if the question is allowed (and counted), else the seconds until the next one is."""
        try:
            told = await self._take(keys=[NAME + user_id], args=[self.limit(tier), self._seconds])
        except (RedisError, OSError) as error:
            # Allowed: the limit guards the bill, and the queue is in the same Redis, so that next to nothing gets
            # through while it is down. A question that was stored would otherwise be refused for our own trouble.
            log.warning("allowance_not_counted", kind=type(error).__name__)
            return 0.0
        return float(told)

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._redis.aclose()


def build_allowance(settings: Settings) -> Allowance:
    """The allowance that the settings want."""
    per_hour = {
        "free": settings.ask_per_hour_free,
        "pro": settings.ask_per_hour_pro,
        "enterprise": settings.ask_per_hour_enterprise,
    }
    return Allowance(settings.redis_url, per_hour, settings.ask_tier)
