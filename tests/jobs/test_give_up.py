"""What is told of a reply once its jobs are out of tries."""

import pytest

from assistant.approval import settle_unsure
from bot.errors import OutcomeUnknown, Permanent
from jobs.dead_letters import DeadLetterBox
from jobs.draft_reply import draft_reply
from jobs.runner import Call, find_jobs, perform
from jobs.sweep import sweep
from storage.drafts import DraftState
from storage.messages import MessageState
from tests.assistant.sends import approved, run, words_of
from tests.cast import ALICE, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.jobs.mailbox import with_mail


def last_try(job: str, *args: str | int) -> Call:
    return Call("j", "e", "inbound", job, args, 60, (), 1, 0, "c", {})


async def test_a_reply_that_cannot_be_written_again_says_so(office: Office) -> None:
    """Unsure, "it was not sent", and then the mail service takes no new draft."""
    desk = await ready_reply(office.db)
    desk.mail.delete_by_hand((await desk.draft()).remote_id)
    await desk.put(state=DraftState.UNSURE)
    await settle_unsure(office.db, ALICE, (await desk.version()).id, was_sent=False)
    desk.mail.fail("create_draft", Permanent("400 invalid"))
    call = last_try(draft_reply.path, desk.message_id)
    jobs = find_jobs("jobs")
    await perform(call, jobs, with_mail(office, desk.mail), DeadLetterBox(office.db, office.bell, jobs))
    assert (await desk.case()).message.state == MessageState.STUCK
    assert "Writing a" not in await words_of(desk)


async def test_an_hour_of_refusals_while_it_is_unknown_whether_a_reply_went_out_is_told(
    office: Office, clock: Clock
) -> None:
    desk = await approved(office.db)
    desk.mail.fail("send_draft", OutcomeUnknown("cut"))
    with pytest.raises(OutcomeUnknown):
        await run(desk)
    services, box = with_mail(office, desk.mail), DeadLetterBox(office.db, office.bell, find_jobs("jobs"))
    desk.mail.fail("draft", Permanent("403 dailyLimitExceeded"), times=60)
    for minute in range(1, 60):
        clock.advance(60)
        office.bell.rings.clear()
        await sweep(services, minute)
        for ring in office.bell.of("send_reply"):
            await perform(last_try(ring.job, *ring.args), find_jobs("jobs"), services, box)
    assert (await desk.draft()).state == DraftState.UNSURE
    assert "Sending…" not in await words_of(desk)
