"""A worker that is killed in the middle of everything loses nothing and repeats nothing (SPEC RE6)."""

import asyncio

import pytest

from tests.end_to_end.play import ALICES, Play, fresh, until
from tests.end_to_end.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")

MAILS, APPROVED, HELD = 20, 6, 3


async def _until_sends_are_held(play: Play) -> None:
    """Gmail has heard of them, and acts on them only after the worker's death: nobody hears what came of it."""

    async def taken() -> bool:
        return not await play.get("faults")

    await until(taken, what="the requests to send")


async def _count(play: Play, folder: str, words: str) -> int:
    return sum(words in mail["subject"] for mail in await play.get(f"mail/{ALICES}/{folder}"))


async def _until_some_are_drafted(play: Play, words: str) -> None:
    async def drafted() -> bool:
        return await _count(play, "drafts", words) > 2

    await until(drafted, what="some of the drafts")


async def test_after_kill_9_every_mail_has_one_card_and_every_approval_one_mail(play: Play, stack: Stack) -> None:
    approved = [fresh("Approved before the crash") for _ in range(APPROVED)]
    arriving = [fresh("In the middle of it") for _ in range(MAILS)]
    await asyncio.gather(*(play.deliver(subject) for subject in approved))
    cards = [await play.card(subject) for subject in approved]
    await play.fault("gmail", "drafts.send", "orphan", seconds=60, times=HELD)
    await asyncio.gather(*(play.click(card, "send_clicked") for card in cards))
    await _until_sends_are_held(play)
    await asyncio.gather(*(play.deliver(subject) for subject in arriving))
    await _until_some_are_drafted(play, "In the middle of it")
    dead = stack.kill("worker")
    assert await _count(play, "sent", "Approved before the crash") <= APPROVED - HELD
    assert len(await play.cards("In the middle of it")) < MAILS
    for subject in arriving:
        await play.card(subject, seconds=60)
    for subject in approved:
        await play.card(subject, "Read back from Gmail: it is word for word", seconds=60)
    assert stack.pid("worker") not in (None, dead)
    for subject in arriving:
        assert len(await play.cards(subject)) == len(await play.folder("drafts", subject)) == 1
    for subject in approved:
        assert len(await play.folder("sent", subject)) == 1
        assert not await play.folder("drafts", subject)
