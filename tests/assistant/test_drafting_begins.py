"""When a ring for a draft finds nothing to write: it changes nothing, and waits for nobody."""

from assistant.drafting import draft
from storage.db import Database
from storage.leases import lease
from storage.messages import Messages, MessageState
from tests.assistant.drafts import run, undrafted
from tests.cast import reply_of
from tests.fake_model import FakeModel


async def test_mail_that_is_stuck_keeps_waiting_for_its_reply_whatever_rings_late(db: Database) -> None:
    desk = await undrafted(db)
    async with db.transaction() as session:
        assert await Messages(session).move(desk.message_id, MessageState.JUDGED, MessageState.STUCK, db.now())
    await draft(db, desk.mail, FakeModel(), desk.message_id)
    case = await desk.case()
    assert (case.message.state, case.draft) == (MessageState.STUCK, None)


async def test_a_second_ring_while_a_ready_reply_is_looked_at_ends_quietly(db: Database) -> None:
    desk = await undrafted(db)
    await run(desk, reply_of())
    async with lease(db, f"draft:{(await desk.draft()).id}", 60):
        await draft(db, desk.mail, FakeModel(), desk.message_id)
