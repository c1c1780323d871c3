"""Calls that are made at the same time, by whomever, sent together: many mails cost few round trips (SPEC RE2)."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any

from bot.errors import Permanent, Reconnect, Temporary
from connectors.gate import urgency
from connectors.google.batch import Batch, Part, answered, refused
from connectors.google.client import GoogleClient
from connectors.google.failures import Gone, NotOffered

LINGER_SECONDS = 0.01  # where such a call is under way more may follow; the first of them waits for nobody
_Kind = tuple[str, str]  # how urgent, and which method: only what is alike goes together


class Together:
    """Takes the single calls of one account. Each gets its own answer or error, whatever becomes of the others."""

    def __init__(self, client: GoogleClient, url: str) -> None:
        """`url` is where batches go."""
        self._client = client
        self._url = url
        self._waiting: dict[_Kind, list[Part]] = {}
        self._under_way: Counter[_Kind] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._offered = True

    async def call(self, request: Any, of: str) -> dict[str, Any]:
        """Executes a googleapiclient request that may safely be done twice, as `GoogleClient.call` does.

        `of` is the id of what is asked for. An answer about anything else is none, and raises Temporary.
        """
        part = Part(request, of, asyncio.get_running_loop().create_future())
        kind = (urgency.get(), str(request.methodId))
        if kind in self._waiting:
            self._waiting[kind].append(part)
        else:
            self._waiting[kind] = [part]
            task = asyncio.create_task(self._gather(kind))  # of nobody's job: one that ends takes no other with it
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        try:
            return await part.answer
        finally:
            del part  # an error holds this frame: without a way back to itself it goes as soon as it was dealt with

    async def _gather(self, kind: _Kind) -> None:
        await asyncio.sleep(LINGER_SECONDS if self._under_way[kind] else 0)
        parts = self._waiting.pop(kind)
        most = self._client.most_together(kind[1])
        self._under_way[kind] += 1
        try:
            some = (parts[at : at + most] for at in range(0, len(parts), most))
            await asyncio.gather(*map(self._send, some))
        finally:
            self._under_way[kind] -= 1

    async def _send(self, parts: list[Part]) -> None:
        """Sends them and lets go of them: an error that one was told of would keep the answers to all."""
        try:
            await self._send_all(parts)
        finally:
            parts.clear()

    async def _send_all(self, parts: list[Part]) -> None:
        if len(parts) == 1 or not self._offered:
            await asyncio.gather(*map(self._send_alone, parts))
            return
        try:
            await self._client.call_each(Batch(self._url, parts))
        except Permanent as error:
            if isinstance(error, Reconnect):
                return _fail(parts, error)
            self._offered = not isinstance(error, NotOffered | Gone)
            await asyncio.gather(*(self._send_alone(part) for part in parts if not part.answer.done()))
        except Exception as error:  # noqa: BLE001 - its callers wait for it elsewhere
            _fail(parts, error)

    async def _send_alone(self, part: Part) -> None:
        try:
            answer = await self._client.call(part.request)
            if answer.get("id", part.id) != part.id:
                raise Temporary("an answer is about something else")
        except Exception as error:  # noqa: BLE001 - its caller waits for it elsewhere
            refused(part, error)
        else:
            answered(part, answer)


def _fail(parts: Sequence[Part], error: Exception) -> None:
    for part in parts:
        refused(part, error)
