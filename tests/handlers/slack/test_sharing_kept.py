"""A share that was wanted is posted and told, whatever is lost in between."""

import pytest

from bot.errors import MailroomError
from jobs.share_answer import share_answer
from jobs.sweep import sweep
from sandbox.faults import Fault
from tests.cast import join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.jobs.asking import FakeAnswers, ask_in_dm, reply, run, stored

ALICE = "U0ALICE"


async def test_a_share_whose_ring_was_lost_is_rung_again_until_it_is_told(office: Office, clock: Clock) -> None:
    await join(office.db)
    question = await ask_in_dm(office)
    await run(office, question, FakeAnswers(said=reply()))
    await office.click(ALICE, ("D0ALICE", (await stored(office, question)).answer_ts), "answer_shared")
    await eventually(lambda: bool(office.views(ALICE)))
    await office.submit(ALICE, {"target": "C0INBOX"})
    await eventually(lambda: bool(office.bell.of("share_answer")))
    office.bell.rings.clear()
    clock.advance(180)
    await sweep(office.services, 7)
    (ring,) = office.bell.of("share_answer")
    await share_answer(office.services, *map(str, ring.args))
    assert "Shared in <#C0INBOX>" in office.heard(ALICE)[-1]
    office.bell.rings.clear()
    clock.advance(180)
    await sweep(office.services, 7)
    assert office.bell.of("share_answer") == []


async def test_a_refusal_whose_word_was_lost_is_told_by_the_next_run(office: Office) -> None:
    await join(office.db)
    question = await ask_in_dm(office)
    await run(office, question, FakeAnswers(said=reply()))
    office.faults.add(Fault(service="slack", method="chat.postEphemeral", kind="status", status=503))
    with pytest.raises(MailroomError):
        await share_answer(office.services, question, "C0GENERAL", "V1")
    assert office.heard(ALICE) == []
    office.faults.clear()
    for _ in range(2):
        await share_answer(office.services, question, "C0GENERAL", "V1")
    assert len(office.heard(ALICE)) == 1 and "/invite" in office.heard(ALICE)[0]
