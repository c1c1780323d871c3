"""An approved reply, and running its send as the queue does."""

from typing import Any

from assistant.approval import Answer, approve
from assistant.sending import send
from bot.errors import Temporary
from bot.views.mail_card import mail_card
from storage.cards import Cards
from storage.db import Database
from storage.drafts import DraftState
from tests.cast import ALICE, Desk, ready_reply
from tests.database_fixture import Clock


async def approved(db: Database, undo_seconds: int = 0, **letter: Any) -> Desk:
    """A reply that Alice approved as it was shown."""
    desk = await ready_reply(db, **letter)
    assert (await approve(db, ALICE, (await desk.version()).id, undo_seconds)).answer is Answer.DONE
    return desk


async def draw(desk: Desk) -> None:
    """Slack shows the card as it stands."""
    async with desk.db.transaction() as session:
        await Cards(session).drawn(desk.message_id, (await desk.card()).wanted, "D0ALICE", "1.1")


async def words_of(desk: Desk) -> str:
    """What the card says as it stands."""
    return str(mail_card(await desk.case(), None, desk.db.now()).blocks)


async def say_nothing() -> None:
    """What the send tells when it can no longer be taken back."""


async def run(desk: Desk) -> None:
    """One run of the send, with a card that shows the present state."""
    await draw(desk)
    await send(desk.db, desk.mail, desk.draft_id, say_nothing)


async def run_until_quiet(desk: Desk, clock: Clock) -> None:
    """As the queue does: again after each error that says to come back."""
    for _ in range(30):
        try:
            return await run(desk)
        except Temporary:
            clock.advance(15)
    raise AssertionError("never came to rest")


async def assert_sent_once(desk: Desk) -> None:
    """Exactly one mail went out, its draft is gone, and the receipt proves it."""
    draft = await desk.draft()
    assert len(desk.mail.sends) == 1
    assert (draft.state, desk.mail.draft_ids) == (DraftState.SENT, [])
    assert draft.receipt["proven"] is True
    assert desk.mail.held[draft.sent_id].raw == desk.mail.sends[0]
