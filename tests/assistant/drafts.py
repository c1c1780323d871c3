"""A mail that wants a reply, and one run of the drafting with the answers that a model gives."""

from typing import Any

from assistant.approval import regenerate
from assistant.drafting import draft
from storage.db import Database
from tests.cast import ALICE, Desk, question, ready_reply
from tests.fake_model import FakeModel


async def undrafted(db: Database, **headers: str) -> Desk:
    """Sarah's question, judged, with its reply still to be written."""
    return await ready_reply(db, undrafted=True, raw=question(**headers))


async def run(desk: Desk, *answers: Any) -> FakeModel:
    """One run; the model, to see what it was asked."""
    model = FakeModel(*answers)
    await draft(desk.db, desk.mail, model, desk.message_id)
    return model


async def regenerated(desk: Desk, instruction: str = "shorter") -> None:
    """Alice asks for another draft."""
    await regenerate(desk.db, ALICE, (await desk.version()).id, instruction)


async def only_draft(desk: Desk) -> bytes:
    """What the one draft in the mailbox holds."""
    [draft_id] = desk.mail.draft_ids
    assert (await desk.draft()).remote_id == draft_id
    return desk.mail.raw_draft(draft_id)
