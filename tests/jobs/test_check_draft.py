"""Holding a reply against the mail service: no wish for a look is lost, whoever is busy and whoever dies."""

import asyncio

import pytest

from bot.errors import Permanent, Reconnect, Temporary
from jobs.check_draft import check_draft
from storage.drafts import Drafts, DraftState
from storage.leases import lease
from tests.cast import Desk, ready_reply
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail

S = DraftState


async def want(desk: Desk) -> None:
    async with desk.db.transaction() as session:
        await Drafts(session).want_check([desk.draft_id], desk.db.now())


async def is_open(desk: Desk) -> bool:
    draft = await desk.draft()
    return draft.check_wanted > draft.check_done


async def test_an_edit_by_hand_is_taken_over_and_the_wish_is_answered(office: Office) -> None:
    desk = await ready_reply(office.db)
    desk.mail.edit_by_hand((await desk.draft()).remote_id, "Another text\n")
    await want(desk)
    await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert (await desk.version()).body == "Another text"
    assert office.bell.names == ["draw_card"]
    assert not await is_open(desk)


async def test_without_a_wish_the_mail_service_is_not_asked(office: Office) -> None:
    desk = await ready_reply(office.db)
    await check_draft(with_mail(office, desk.mail), desk.draft_id)
    await check_draft(with_mail(office, desk.mail), "unknown")
    assert desk.mail.calls["draft"] == 0


async def test_a_wish_that_meets_a_busy_lease_stays_open(office: Office) -> None:
    desk = await ready_reply(office.db)
    await want(desk)
    async with lease(office.db, f"draft:{desk.draft_id}", 60):
        await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert desk.mail.calls["draft"] == 0
    assert await is_open(desk)


async def test_a_wish_that_comes_during_a_look_is_answered_by_another(office: Office) -> None:
    desk = await ready_reply(office.db)
    await want(desk)

    async def edit_again() -> None:
        await want(desk)
        await check_draft(with_mail(office, desk.mail), desk.draft_id)  # finds the lease taken

    desk.mail.meanwhile("thread", edit_again)
    async with asyncio.timeout(20):
        await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert desk.mail.calls["thread"] == 2
    assert ((await desk.draft()).check_wanted, (await desk.draft()).check_done) == (2, 2)


@pytest.mark.parametrize("error", [Temporary("down"), Reconnect("revoked"), asyncio.CancelledError()])
async def test_a_look_that_was_cut_short_is_still_wanted(office: Office, error: BaseException) -> None:
    desk = await ready_reply(office.db)
    await want(desk)
    desk.mail.fail("draft", error)
    with pytest.raises(type(error)):
        await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert await is_open(desk)


async def test_a_look_that_is_refused_for_good_is_not_asked_for_again(office: Office) -> None:
    desk = await ready_reply(office.db)
    await want(desk)
    desk.mail.fail("draft", Permanent("never"))
    with pytest.raises(Permanent):
        await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert not await is_open(desk)


@pytest.mark.parametrize("state", [S.WRITING, S.SENDING])
async def test_news_about_a_reply_that_is_being_worked_on_waits_for_its_time(office: Office, state: S) -> None:
    desk = await ready_reply(office.db)
    await desk.put(state=state)
    await want(desk)
    await check_draft(with_mail(office, desk.mail), desk.draft_id)
    async with office.db.transaction() as session:
        await Drafts(session).checked(desk.draft_id, 1)  # a look that began before the work did saw nothing
    assert desk.mail.calls["draft"] == 0
    assert await is_open(desk)
    await desk.put(state=S.READY)
    await check_draft(with_mail(office, desk.mail), desk.draft_id)
    assert desk.mail.calls["draft"] == 1
    assert not await is_open(desk)
