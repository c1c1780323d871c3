"""A worker that is killed in the middle of everything loses nothing and repeats nothing (SPEC RE6)."""

import asyncio

import pytest

from tests.end_to_end.play import Play, fresh, until
from tests.end_to_end.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAILS, APPROVED = 20, 6


async def test_after_kill_9_every_mail_has_one_card_and_every_approval_one_mail(play: Play, stack: Stack) -> None:
    approved = [fresh("Approved before the crash") for _ in range(APPROVED)]
    await asyncio.gather(*(play.deliver(subject) for subject in approved))
    cards = [await play.card(subject) for subject in approved]
    await asyncio.gather(*(play.click(card, "send_clicked") for card in cards))
    await play.fault("gmail", "drafts.send", "slow", seconds=0.7, times=APPROVED)  # the sends take a while each

    async def some_were_sent() -> bool:
        return any([await play.folder("sent", subject) for subject in approved])

    await until(some_were_sent)
    arriving = [fresh("In the middle of it") for _ in range(MAILS)]
    await asyncio.gather(*(play.deliver(subject) for subject in arriving))

    async def some_have_drafts() -> bool:
        return (
            sum(
                [
                    "In the middle of it" in mail["subject"]
                    for mail in await play.get("mail/alice@fernhill.example/drafts")
                ]
            )
            > 2
        )

    await until(some_have_drafts)
    dead = stack.kill("worker")
    for subject in arriving:
        await play.card(subject, seconds=60)
    for subject in approved:
        await play.card(subject, "Read back from Gmail", seconds=60)
    assert stack.pid("worker") not in (None, dead)
    for subject in arriving:
        assert len(await play.cards(subject)) == len(await play.folder("drafts", subject)) == 1
    for subject in approved:
        assert len(await play.folder("sent", subject)) == 1
        assert not await play.folder("drafts", subject)
