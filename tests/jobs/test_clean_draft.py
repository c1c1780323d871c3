"""Deleting the draft of a discarded reply, and only that one."""

import pytest

from bot.errors import Temporary
from connectors.mail.source import RemoteDraft
from jobs.clean_draft import clean_draft
from storage.drafts import Drafts, DraftState
from tests.cast import ready_reply
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail

S = DraftState


async def test_the_draft_of_a_discarded_reply_is_deleted_once(office: Office) -> None:
    desk = await ready_reply(office.db)
    await desk.put(state=S.DISCARDED, cleanup=True)
    for _ in range(2):
        await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert (desk.mail.draft_ids, desk.mail.calls["delete_draft"]) == ([], 1)
    assert not (await desk.draft()).cleanup
    assert await desk.audit() == ["mailroom draft deleted"]


@pytest.mark.parametrize("state", [state for state in S if state is not S.DISCARDED])
async def test_a_reply_that_is_not_discarded_keeps_its_draft(office: Office, state: S) -> None:
    desk = await ready_reply(office.db)
    await desk.put(state=state, cleanup=True)
    await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert desk.mail.calls["delete_draft"] == 0


async def test_a_draft_left_over_during_the_deletion_of_another_is_deleted_too(office: Office) -> None:
    desk = await ready_reply(office.db)
    await desk.put(state=S.DISCARDED, cleanup=True)
    made: list[RemoteDraft] = []
    ours = desk.mail.raw_draft((await desk.draft()).remote_id)

    async def another_appears() -> None:
        made.append(await desk.mail.create_draft(desk.thread_id, ours))
        async with office.db.transaction() as session:
            await Drafts(session).left_over(desk.draft_id, made[0].remote_id)

    desk.mail.meanwhile("delete_draft", another_appears)
    await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert ((await desk.draft()).cleanup, desk.mail.draft_ids) == (True, [made[0].remote_id])
    await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert ((await desk.draft()).cleanup, desk.mail.draft_ids) == (False, [])


async def test_words_that_were_never_shown_are_kept_and_drawn(office: Office) -> None:
    desk = await ready_reply(office.db)
    desk.mail.edit_by_hand((await desk.draft()).remote_id, "An hour of my own work.")
    await desk.put(state=S.DISCARDED, cleanup=True)
    for _ in range(2):
        await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert (len(desk.mail.draft_ids), office.bell.names) == (1, ["draw_card"])
    draft = await desk.draft()
    assert (draft.state, draft.note, (await desk.version()).body) == (S.READY, "edited", "An hour of my own work.")


@pytest.mark.parametrize("method", ["draft", "delete_draft"])
async def test_a_deletion_that_fails_is_still_to_be_done(office: Office, method: str) -> None:
    desk = await ready_reply(office.db)
    await desk.put(state=S.DISCARDED, cleanup=True)
    desk.mail.fail(method, Temporary("down"))
    with pytest.raises(Temporary):
        await clean_draft(with_mail(office, desk.mail), desk.draft_id)
    assert ((await desk.draft()).cleanup, len(desk.mail.draft_ids)) == (True, 1)
