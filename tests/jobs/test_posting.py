"""What Mailroom says in Slack besides cards and answers is noted, so that it can be taken back."""

import pytest
from sqlalchemy import select

from assistant.leaving import purge
from bot.views.mail_card import Drawn
from jobs.posting import post_kept
from jobs.remove_posts import AT_ONCE, remove_posts
from jobs.say_reconnect import say_reconnect
from jobs.welcome import welcome
from sandbox.faults import Fault
from storage.accounts import Accounts, AccountState
from storage.posts import Post, Posts
from storage.users import User, Users
from tests.cast import ALICE, join
from tests.database_fixture import Clock
from tests.handlers.office import Office

NEVER = Fault(
    service="slack", method="chat.delete", kind="refuse", reason="compliance_exports_prevent_deletion", times=1
)  # fmt: skip


async def alice(office: Office) -> User:
    async with office.db.reading() as session:
        user = await Users(session).find(ALICE.team_id, ALICE.slack_id)
    assert user is not None
    return user


async def kept(office: Office) -> list[Post]:
    async with office.db.reading() as session:
        return list(await session.scalars(select(Post).order_by(Post.ts)))


def shown(office: Office) -> list[str]:
    return [message.ts for message in office.slack.talk.direct("U0ALICE").messages if not message.ephemeral_for]


async def say(office: Office, count: int) -> None:
    """Says so many things as if over many minutes: Slack takes one a second."""
    office.slack.options.rate_limits = False
    for number in range(count):
        await post_kept(office.services, await alice(office), "", Drawn(f"Notice {number}", []))
    office.slack.options.rate_limits = True


async def test_a_welcome_and_a_call_to_reconnect_are_noted_with_their_mailbox(office: Office) -> None:
    account = await join(office.db)
    await welcome(office.services, account.id)
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT, end_told=False)
    await say_reconnect(office.services, account.id)
    assert [(post.account_id, post.ts) for post in await kept(office)] == [(account.id, ts) for ts in shown(office)]
    assert len(shown(office)) == 2


async def test_a_purge_takes_away_some_a_minute_until_nothing_is_left(office: Office, clock: Clock) -> None:
    await join(office.db)
    await say(office, AT_ONCE + 2)
    user_id, count = await purge(office.db, ALICE, open_too=False)
    assert (user_id, count) == ((await alice(office)).id, AT_ONCE + 2)
    await remove_posts(office.services, user_id)
    assert len(shown(office)) == 2
    (ring,) = office.bell.of("remove_posts")
    assert ring.at is not None and (ring.at - clock()).total_seconds() == 60
    await remove_posts(office.services, user_id)
    assert shown(office) == [] and await kept(office) == []


async def test_messages_that_are_gone_already_hold_nothing_up(office: Office) -> None:
    await join(office.db)
    await say(office, 2)
    user_id, _ = await purge(office.db, ALICE, open_too=False)
    await office.services.slacks.of(ALICE.team_id).delete("D0ALICE", shown(office)[1])
    await remove_posts(office.services, user_id)
    assert shown(office) == [] and await kept(office) == []


@pytest.mark.parametrize("fault", [Fault(service="slack", method="chat.delete", kind="status", status=503)])
async def test_what_slack_does_not_remove_now_is_left_to_the_sweep(office: Office, clock: Clock, fault: Fault) -> None:
    await join(office.db)
    await say(office, 1)
    user_id, _ = await purge(office.db, ALICE, open_too=False)
    office.faults.add(fault)
    await remove_posts(office.services, user_id)
    async with office.db.reading() as session:
        assert await Posts(session).users_waiting(clock(), 10) == []
        clock.advance(61)
        assert await Posts(session).users_waiting(clock(), 10) == [user_id]
    office.faults.clear()
    await remove_posts(office.services, user_id)
    assert shown(office) == []


async def test_a_message_that_slack_never_deletes_holds_up_no_other_and_its_owner_is_told(
    office: Office, clock: Clock
) -> None:
    await join(office.db)
    await say(office, 3)
    newest = shown(office)[-1]
    await purge(office.db, ALICE, open_too=True)
    office.faults.add(NEVER)
    await remove_posts(office.services, (await alice(office)).id)
    assert shown(office)[:-1] == [newest]
    told = office.slack.talk.direct("U0ALICE").messages[-1]
    assert told.text == "Slack refuses to delete 1 message that Mailroom wrote for you."
    assert [(post.ts, post.refused) for post in await kept(office)] == [(told.ts, False)]
    clock.advance(600)
    await remove_posts(office.services, (await alice(office)).id)
    assert shown(office) == [newest, told.ts]


async def test_what_slack_never_deletes_is_told_once_slack_can_be_reached(office: Office, clock: Clock) -> None:
    await join(office.db)
    await say(office, 1)
    await purge(office.db, ALICE, open_too=True)
    office.faults.add(NEVER)
    office.faults.add(Fault(service="slack", method="chat.postMessage", kind="status", status=503))
    user = await alice(office)
    await remove_posts(office.services, user.id)
    assert len(shown(office)) == 1
    office.faults.clear()
    clock.advance(600)
    async with office.db.reading() as session:
        assert await Posts(session).left(user.id) == 0
        assert await Posts(session).users_waiting(office.db.now(), 9) == [user.id]
    await remove_posts(office.services, user.id)
    assert len(shown(office)) == 2
    assert [post.leaves_at for post in await kept(office) if post.ts] == [None]
