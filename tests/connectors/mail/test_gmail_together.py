"""Many mails at the same moment over the wire, against the stand-in: one request, and each mail its own fate."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from connectors.google.client import GoogleWay
from connectors.mail.read import read_email
from tests.connectors.mail.gmail_stage import ALICE, CAROL, Stage, gmail_stage


@pytest.fixture
async def stage(way: GoogleWay) -> AsyncIterator[Stage]:
    async with gmail_stage(way) as staged:
        yield staged


async def arrive(stage: Stage, number: int) -> dict[str, str]:
    """So many mails: their ids, with the subject of each."""
    return {await stage.arrive(f"Order {n}"): f"Order {n}" for n in range(number)}


async def test_whatever_happens_to_parts_of_a_batch_each_mail_comes_under_its_own_id(stage: Stage) -> None:
    mails = await arrive(stage, 20)
    gone = "18c0ffee00000000"
    stage.tokens.next = stage.world.oauth.issue(ALICE)
    stage.fail("messages.get", "status", status=401, times=2)
    stage.fail("messages.get", "status", status=429, times=3)
    stage.fail("messages.get", "malformed", times=3)
    stage.fail("messages.get", "status", status=403, reason="userRateLimitExceeded", times=2)
    stage.fail("messages.get", "cut", times=1)
    stage.fail("messages.get", "status", status=503, times=2)
    found = await asyncio.gather(*map(stage.gmail.message, [*mails, gone]))
    assert found.pop() is None
    assert {one.remote_id: read_email(one.raw).subject for one in found if one} == mails
    assert stage.world.faults.listing() == []


async def test_many_mails_are_relabelled_at_once(stage: Stage) -> None:
    mails = await arrive(stage, 4)
    gone = "18c0ffee00000000"
    stage.fail("messages.modify", "status", status=503, times=1)
    both = {"add": frozenset({"STARRED"}), "remove": frozenset({"UNREAD"})}
    await asyncio.gather(*(stage.gmail.relabel(one, **both) for one in [*mails, gone]))
    for one in mails:
        labels = (await stage.shown(one))["labels"]
        assert ("STARRED" in labels, "UNREAD" in labels) == (True, False)


async def test_the_drafts_of_a_thread_and_sent_threads_come_together(stage: Stage) -> None:
    first = await stage.gmail.message(await stage.arrive())
    assert first is not None
    answers = f"In-Reply-To: {read_email(first.raw).rfc_id}\r\nSubject: Re: Order 17"
    mail = f"From: {ALICE}\r\nTo: {CAROL}\r\n{answers}\r\n\r\n"
    drafts = [await stage.gmail.create_draft(first.thread_id, f"{mail}{n}".encode()) for n in range(3)]
    found = await stage.gmail.drafts_in(first.thread_id)
    assert {one.remote_id: one.raw[-1:] for one in found} == {
        one.remote_id: str(n).encode() for n, one in enumerate(drafts)
    }
    since = first.received_at
    other = await stage.gmail.create_draft("", f"From: {ALICE}\r\nTo: {CAROL}\r\nSubject: Prices\r\n\r\nNew".encode())
    sent = [await stage.gmail.send_draft(one) for one in (drafts[0], other)]
    assert {entry.remote_id for entry in await stage.gmail.sent_to(CAROL, since)} == {
        one.remote_id for one in sent if one
    }
