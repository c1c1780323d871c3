"""Slack's agent surface, outbound: messages that are written while they are read, sessions, suggested prompts."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import Failure, OutcomeUnknown, Permanent, Temporary

Block = dict[str, Any]
Once = Callable[[str, Mapping[str, Any]], Awaitable[AsyncSlackResponse]]
Session = Literal["active", "processing", "suspended", "closed"]
SHORT = 256  # characters of a task's title and details
TITLE = 200  # characters of a session's title
# Slack allows 20 starts, 50 statuses and 100 appends a minute and workspace: we keep below, since there may be other
# processes, and of the statuses far below: each that says "processing" needs one that takes it back.
STARTS, STATUSES, APPENDS = 15, 20, 80
STATUS, PROMPTS = "agents.sessions.setStatus", "assistant.threads.setSuggestedPrompts"
LOOKING, LOOKED = "Looking for the answer", "How this was found"  # above the tasks
OVER = {"message_not_in_streaming_state", "message_not_found", "unknown_method", "method_deprecated"}

log = structlog.get_logger("slack")


class NotStreaming(Permanent):
    """The message takes no more of a stream (any more): it can only be replaced."""


class StoppedByUser(Permanent):
    """The person pressed Stop."""


@dataclass(frozen=True)
class Place:
    """A thread, and the person for whom something is written there."""

    channel: str
    thread_ts: str
    team_id: str
    slack_id: str


@dataclass(frozen=True)
class Task:
    """A line of progress. A title and a status replace what was there, details are appended by Slack."""

    id: str
    title: str
    status: Literal["in_progress", "complete", "error"]
    details: str = ""

    def chunk(self) -> dict[str, Any]:
        """The task as a chunk of a stream."""
        more = {"details": self.details[:SHORT]} if self.details else {}
        title = self.title[:SHORT] or "…"
        return {"type": "task_update", "id": self.id[:SHORT], "title": title, "status": self.status, **more}


class Budget:
    """So many calls in any minute; after Slack's refusal none until it said so."""

    def __init__(self, limit: int, clock: Callable[[], float]) -> None:
        self._limit, self._clock = limit, clock
        self._calls: list[float] = []
        self._quiet_until = 0.0

    def take(self) -> bool:
        """Counts a call and says whether it may be made."""
        now = self._clock()
        self._calls = [at for at in self._calls if at > now - 60]
        if now < self._quiet_until or len(self._calls) >= self._limit:
            return False
        self._calls.append(now)
        return True

    def rest(self, seconds: float) -> None:
        """Slack asked for silence."""
        self._quiet_until = self._clock() + seconds


class Streams:
    """Streams and sessions of one workspace. `once` makes one call, `patient` waits for rate limits as well.

    What only decorates (tasks, spinners, prompts) is given up without a word where Slack does not take it.
    """

    def __init__(self, once: Once, patient: Once, clock: Callable[[], float] = time.monotonic) -> None:
        self._once, self._patient = once, patient
        self._starts, self._appends = Budget(STARTS, clock), Budget(APPENDS, clock)
        self._statuses = Budget(STATUSES, clock)

    async def start(self, place: Place, blocks: Sequence[Block]) -> str:
        """Begins a message that shows these blocks; its ts, '' where Slack does not stream now or here.

        May raise OutcomeUnknown: look before repeating.
        """
        if not self._starts.take():
            return ""
        arguments = {
            "channel": place.channel,
            "thread_ts": place.thread_ts,
            "recipient_team_id": place.team_id,
            "recipient_user_id": place.slack_id,
            "task_display_mode": "plan",
            "chunks": [_titled(LOOKING), {"type": "blocks", "blocks": list(blocks)}],
        }
        try:
            return str((await self._once("chat.startStream", arguments))["ts"])
        except Permanent as error:
            log.info("not streamed", reason=str(error))
        except Temporary as error:
            if error.failure is not Failure.RATE_LIMIT:
                raise
            self._starts.rest(error.retry_after or 1)
        return ""

    async def append(self, channel: str, ts: str, tasks: Sequence[Task]) -> bool:
        """Shows how the tasks stand; False if that is to wait. Raises NotStreaming or StoppedByUser."""
        if not self._appends.take():
            return False
        chunks = [task.chunk() for task in tasks]
        try:
            await self._once("chat.appendStream", {"channel": channel, "ts": ts, "chunks": chunks})
        except Permanent as error:
            raise _ended(error) from None
        except Temporary as error:
            if error.failure is Failure.RATE_LIMIT:
                self._appends.rest(error.retry_after or 1)
            return False
        return True

    async def stop(
        self, channel: str, ts: str, blocks: Sequence[Block], tasks: Sequence[Task] = (), session: Session | None = None
    ) -> None:
        """Ends the message with these blocks below what was streamed. Raises NotStreaming or StoppedByUser."""
        arguments: dict[str, Any] = {"channel": channel, "ts": ts}
        if blocks:
            arguments["blocks"] = list(blocks)
            arguments["chunks"] = [_titled(LOOKED), *(task.chunk() for task in tasks)]
        if session:
            arguments["session_status"] = session
        try:
            await self._patient("chat.stopStream", arguments)
        except Permanent as error:
            raise _ended(error) from None

    def may_process(self) -> bool:
        """Whether `process` may be called now; asked once for each call."""
        return self._statuses.take()

    async def process(self, place: Place, title: str) -> bool:
        """Shows a spinner with a Stop button in the thread until `settle`: Slack never takes it back by itself. False
        where it certainly does not stand there; then it is done without."""
        more = {"title": title[:TITLE]} if title else {}
        try:
            await self._once(STATUS, _session(place, "processing") | more)
        except OutcomeUnknown as error:
            log.info("perhaps done without", method=STATUS, reason=str(error))
        except (Permanent, Temporary) as error:
            if isinstance(error, Temporary) and error.failure is Failure.RATE_LIMIT:
                self._statuses.rest(error.retry_after or 1)
            log.info("done without", method=STATUS, reason=str(error))
            return False
        return True

    async def settle(self, place: Place, status: Session) -> None:
        """Takes the spinner away. Raises Temporary: it may still stand. What Slack refuses for good has no spinner."""
        try:
            await self._once(STATUS, _session(place, status))
        except Permanent as error:
            log.info("done without", method=STATUS, reason=str(error))

    async def prompts(self, channel: str, title: str, prompts: Mapping[str, str]) -> bool:
        """Suggests what to ask at the top of the Messages tab: label -> what is said then; at most four."""
        offered = [{"title": label, "message": said} for label, said in list(prompts.items())[:4]]
        arguments = {"channel_id": channel, "title": title, "prompts": offered}
        try:
            await self._once(PROMPTS, arguments)
        except (Permanent, Temporary) as error:
            log.info("done without", method=PROMPTS, reason=str(error))
            return False
        return True


def _session(place: Place, status: Session) -> dict[str, Any]:
    person = {"initiator_user_id": place.slack_id}
    return {"channel_id": place.channel, "thread_ts": place.thread_ts, "status": status} | person


def _titled(title: str) -> dict[str, Any]:
    return {"type": "plan_update", "title": title}


def _ended(error: Permanent) -> Permanent:
    reason = str(error).removeprefix("slack: ")
    if reason == "stopped_by_user":
        return StoppedByUser(str(error))
    return NotStreaming(str(error)) if reason in OVER else error
