"""Answers of the API that are kept for a while by Idempotency-Key, in Redis: the same key gives the same answer (OP8).

Whoever comes first has the turn, for half a minute at most, so that a process that dies blocks nobody for longer; what
was answered is kept for five. Names begin as the cache's do: what is forgotten of a person there goes with it.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

import structlog
from redis import RedisError

from bot.errors import Failure, Permanent, Temporary
from bot.redis_client import open_redis

log = structlog.get_logger(__name__)

NAME = "mailroom:cache:api:"
TURN_SECONDS = 30
KEPT_SECONDS = 300
PATIENCE_SECONDS = 2.0

# What stands there with the milliseconds that it lasts, or nothing and the turn is the asker's: in one step.
_TAKE = """
local held = redis.call('GET', KEYS[1])
if held then return {held, redis.call('PTTL', KEYS[1])} end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
return {}
"""
# Whoever lost the turn meanwhile changes nothing.
_END = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then return redis.call('DEL', KEYS[1]) end
redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
return 1
"""


@dataclass(frozen=True)
class Order:
    """A request that is to be done once: whose, by which key, and what was asked."""

    user_id: str
    method: str
    path: str
    key: str
    body: bytes

    @property
    def place(self) -> str:
        """Where its answer is kept."""
        return f"{NAME}{self.user_id}:{_digest(f'{self.method} {self.path} {self.key}'.encode())}"

    @property
    def fingerprint(self) -> str:
        """What tells its body from another one."""
        return _digest(self.body)


@dataclass(frozen=True)
class Turn:
    """The right to do it now."""

    order: Order
    held: str


@dataclass(frozen=True)
class Kept:
    """What was answered before."""

    status: int
    body: str


class KeptAnswers:
    """Connects at the first question."""

    def __init__(self, url: str) -> None:
        self._redis = open_redis(url, PATIENCE_SECONDS)
        self._take, self._end = map(self._redis.register_script, (_TAKE, _END))

    async def begin(self, order: Order) -> Turn | Kept:
        """The turn, or what was answered to the same request. Raises Permanent (ONCE_REUSED) where the key was used
        with another body, Temporary while the first one is at work (ONCE_RUNNING), or where Redis does not answer."""
        held = json.dumps({"fingerprint": order.fingerprint, "turn": secrets.token_hex(8)})
        try:
            told = await self._take(keys=[order.place], args=[held, TURN_SECONDS])
        except (RedisError, OSError) as error:
            raise Temporary(f"kept answers: {type(error).__name__}") from error
        if not told:
            return Turn(order, held)
        standing: dict[str, Any] = json.loads(told[0])
        if standing["fingerprint"] != order.fingerprint:
            raise Permanent("the idempotency key was used for another body", Failure.ONCE_REUSED)
        if "turn" in standing:
            raise Temporary("the first request is at work", Failure.ONCE_RUNNING, retry_after=told[1] / 1000)
        return Kept(standing["status"], standing["body"])

    async def keep(self, turn: Turn, answer: Kept) -> None:
        """Keeps the answer for five minutes."""
        kept = {"fingerprint": turn.order.fingerprint, "status": answer.status, "body": answer.body}
        await self._over(turn, json.dumps(kept))

    async def give_back(self, turn: Turn) -> None:
        """Nothing was answered that is worth keeping: the same request may be tried at once."""
        await self._over(turn, "")

    async def _over(self, turn: Turn, kept: str) -> None:
        try:
            await self._end(keys=[turn.order.place], args=[turn.held, kept, KEPT_SECONDS])
        except (RedisError, OSError) as error:  # what was done is done; the turn ends by itself
            log.warning("answer not kept", kind=type(error).__name__)

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._redis.aclose()


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
