"""A reply on a card whose mailbox is paused: Approve says so and sends nothing, what was approved before goes out."""

from assistant.preferring import pause
from bot.views.notices import on_hold
from storage.drafts import DraftState
from tests.cast import ALICE as OWNER
from tests.eventually import eventually
from tests.handlers.slack.desk import ALICE, Desk


async def test_while_the_mailbox_is_paused_approve_says_so_and_the_card_stays_as_it_is(desk: Desk) -> None:
    await pause(desk.office.db, OWNER, desk.rows.account.id, paused=True)
    await desk.click("send_clicked")
    await eventually(lambda: on_hold().text in desk.office.heard(ALICE))
    assert ((await desk.draft()).state, "send_reply" in desk.rung) == (DraftState.READY, False)
    await pause(desk.office.db, OWNER, desk.rows.account.id, paused=False)
    await desk.click("send_clicked")
    await eventually(lambda: "send_reply" in desk.rung)
