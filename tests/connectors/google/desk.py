"""Calls for mails that are made at the same moment, on a scripted server."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from connectors.google.client import GoogleClient
from connectors.google.discovery import batch_url
from connectors.google.together import Together
from tests.connectors.google.batches import Batches, mail
from tests.connectors.google.client_stage import Stage


@dataclass
class Desk:
    """Calls for mails that are made at the same moment."""

    stage: Stage
    batches: Batches
    together: Together

    async def ask(self, remote_ids: Iterable[str]) -> list[Any]:
        """The id that each was answered with, or the error."""
        url = self.stage.server.url
        calls = (self.together.call(mail(url, one), one) for one in remote_ids)
        answers = await asyncio.gather(*calls, return_exceptions=True)
        return [answer if isinstance(answer, BaseException) else answer["id"] for answer in answers]


def desk_at(stage: Stage, client: GoogleClient) -> Desk:
    """The server answers as a test scripts it for each mail."""
    batches = Batches()
    stage.server.otherwise = batches
    return Desk(stage, batches, Together(client, batch_url("gmail", stage.server.url)))
