"""A notice whose worker was killed between posting and noting it is found by its block when it is to go."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from assistant.leaving import purge
from bot.errors import OutcomeUnknown, Permanent
from bot.views.mail_card import Drawn
from bot.views.text import section
from jobs.posting import post_kept
from jobs.remove_posts import remove_posts
from jobs.sweep import sweep
from sandbox.faults import Fault
from tests.cast import ALICE, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.jobs.test_posting import alice, kept, shown

SAID = Drawn("Something was said.", [section("Something was said.")])


@pytest.fixture
async def office(office: Office, clock: Clock) -> Office:
    """Alice's, on the clock that Slack stamps messages by."""
    clock.advance((datetime.now(UTC) - clock()).total_seconds())
    await join(office.db)
    return office


async def killed(office: Office, thread_ts: str = "") -> None:
    """Posts, and is killed when Slack has taken the message but its answer has not come."""
    before = len(shown(office))
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="timeout_after", seconds=60, times=1))
    posting = asyncio.create_task(post_kept(office.services, await alice(office), "", SAID, thread_ts))
    await eventually(lambda: len(shown(office)) > before)
    posting.cancel()
    await asyncio.gather(posting, return_exceptions=True)


async def purged(office: Office) -> int:
    """How many messages Alice was told will go; then they do."""
    user_id, count = await purge(office.db, ALICE, open_too=False)
    await remove_posts(office.services, user_id)
    return count


async def test_a_purge_finds_it_and_leaves_nothing(office: Office) -> None:
    await killed(office)
    assert [post.ts for post in await kept(office)] == [""]
    assert await purged(office) == 1
    assert shown(office) == [] and await kept(office) == []


async def test_it_is_found_in_its_thread_and_among_others_that_came_later(office: Office, clock: Clock) -> None:
    root = await post_kept(office.services, await alice(office), "", SAID)
    await killed(office, root)
    await killed(office)
    clock.advance(3600)
    await post_kept(office.services, await alice(office), "", SAID)
    assert sorted(post.thread_ts for post in await kept(office)) == ["", "", "", root]
    assert await purged(office) == 4
    assert shown(office) == [] and await kept(office) == []


async def test_what_slack_did_not_take_leaves_no_trace_and_what_it_may_have_taken_does(office: Office) -> None:
    for kind, error, left in (("refuse", Permanent, 0), ("status", OutcomeUnknown, 1)):
        office.faults.add(
            Fault.model_validate(
                {
                    "service": "slack",
                    "method": "chat.postMessage",
                    "kind": kind,
                    "times": 1,
                    "reason": "restricted_action",
                }
            )
        )
        with pytest.raises(error):
            await post_kept(office.services, await alice(office), "", SAID)
        assert [post.ts for post in await kept(office)] == [""] * left
    assert await purged(office) == 1
    assert shown(office) == [] and await kept(office) == []


async def test_where_the_app_may_not_read_the_purge_ends_all_the_same(office: Office) -> None:
    """Slack's scope im:history is in the manifest; a workspace that did not grant it keeps that one message."""
    await killed(office)
    await post_kept(office.services, await alice(office), "", SAID)
    office.slack.app = replace(office.slack.app, scopes=office.slack.app.scopes - {"im:history"})
    assert await purged(office) == 2
    assert len(shown(office)) == 1 and await kept(office) == []


async def test_one_that_arrives_after_a_purge_looked_for_it_goes_too(office: Office, clock: Clock) -> None:
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="slow", seconds=1, times=1))
    posting = asyncio.create_task(post_kept(office.services, await alice(office), "", SAID))
    await eventually(lambda: not office.faults.listing())  # Slack has it, and takes its time
    assert await purged(office) == 1 and await kept(office) == []
    await posting
    assert len(shown(office)) == 1
    clock.advance(121)
    await sweep(office.services, 1)
    (ring,) = office.bell.of("remove_posts")
    await remove_posts(office.services, str(ring.args[0]))
    assert shown(office) == [] and await kept(office) == []


async def test_every_notice_has_a_block_to_be_known_by(office: Office) -> None:
    await post_kept(office.services, await alice(office), "", SAID)
    (post,) = await kept(office)
    (message,) = office.slack.talk.direct("U0ALICE").messages
    assert message.blocks[0]["block_id"] == f"post:{post.id}" and "block_id" not in SAID.blocks[0]
