"""How sending ends: a refusal that asks again, or a receipt that was proved by reading the mail back (SPEC SL14)."""

import pytest

from assistant.approval import approve
from bot.errors import OutcomeUnknown, Permanent, Reconnect, Temporary
from storage.db import Database
from storage.drafts import DraftState
from tests.assistant.sends import approved, assert_sent_once, run, words_of
from tests.cast import ALICE
from tests.database_fixture import Clock

S = DraftState
CUT = OutcomeUnknown("cut")


# refusals


async def test_a_refusal_for_good_asks_again_with_a_note(db: Database, clock: Clock) -> None:
    desk = await approved(db)
    desk.mail.fail("send_draft", Permanent("recipient rejected"))
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.note, draft.send_after, desk.mail.sends) == (S.READY, "refused", None, [])
    await approve(db, ALICE, (await desk.version()).id, 0)
    await run(desk)
    await assert_sent_once(desk)
    assert (await desk.draft()).note == ""


async def test_an_account_that_must_be_reconnected_keeps_the_reply_and_says_so(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)
    desk.mail.fail("send_draft", Reconnect("revoked"))
    with pytest.raises(Reconnect):
        await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.note, desk.mail.sends) == (S.READY, "reconnect", [])


# the receipt


async def test_a_receipt_that_could_not_be_read_is_kept_by_the_next_run(db: Database) -> None:
    desk = await approved(db)
    desk.mail.fail("message", Temporary("down"))
    with pytest.raises(Temporary):
        await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.receipt) == (S.SENT, {})
    await run(desk)
    await assert_sent_once(desk)


async def test_a_mail_that_was_changed_on_its_way_is_not_called_proven(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)

    async def add_a_footer() -> None:
        [(remote_id, held)] = [(one, held) for one, held in desk.mail.held.items() if "SENT" in held.labels]
        desk.mail.held[remote_id] = type(held)(**(vars(held) | {"raw": held.raw + b"Sent by a gateway\r\n"}))

    desk.mail.meanwhile("message", add_a_footer)
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.receipt["proven"]) == (S.SENT, False)


async def test_a_sent_mail_that_is_deleted_at_once_is_sent_but_not_proven(sqlite_db: Database) -> None:
    desk = await approved(sqlite_db)

    async def delete() -> None:
        for remote_id in [one for one, held in desk.mail.held.items() if "SENT" in held.labels]:
            del desk.mail.held[remote_id]

    desk.mail.meanwhile("message", delete)
    await run(desk)
    draft = await desk.draft()
    assert (draft.state, draft.receipt["proven"], len(desk.mail.sends)) == (S.SENT, None, 1)
    assert "differs from what you approved" not in await words_of(desk)
    assert "could not be read back" in await words_of(desk)
