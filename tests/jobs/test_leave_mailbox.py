"""A mailbox that is disconnected leaves nothing behind, whenever its erasure is stopped, and touches nothing else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from assistant.case import NotTheirs
from assistant.leaving import CLOSING_TRIES, QUIET, REVOKING_TRIES, disconnect
from bot.errors import Temporary
from jobs.draw_card import draw_card
from jobs.leave_mailbox import leave_mailbox
from jobs.runner import find_jobs
from jobs.sweep import sweep
from sandbox.faults import Fault
from storage.accounts import Accounts, AccountState
from storage.cards import Cards
from storage.drafts import DraftState
from storage.index.entry import Chunk, Entry
from storage.users import Users
from tests.cast import ALICE, BOB, MALLORY, Desk, audit_of, join, ready_reply
from tests.database_fixture import Clock
from tests.handlers.office import Office
from tests.leaving import BOB_MAIL, Parting, counts, has_words, parting

LEFT = {"audit", "users", "workspaces", "posts"}  # the post is what its owner was told at the end


async def leave(home: Parting, *, drops_drafts: bool = True) -> None:
    await disconnect(home.office.db, ALICE, home.account.id, drops_drafts=drops_drafts)


def words(home: Parting) -> str:
    return str([(message.text, message.blocks) for message in home.shown()])


async def test_nothing_of_a_disconnected_mailbox_is_left_and_its_owner_is_told(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    assert len(home.shown()) == 1 and home.is_granted()
    await leave(home)
    await home.finish()
    assert {name for name, count in (await counts(office)).items() if count} == LEFT
    assert not home.is_granted()
    assert not home.mail.drafts and home.mail.calls["unwatch"] == 1
    (told,) = home.shown()
    assert "is erased" in told.text and "Quote" not in words(home)
    noted = [(entry.actor, entry.action) for entry in await audit_of(office.db, home.account.id)]
    assert noted[-3:] == [("U0ALICE", "disconnected"), ("mailroom", "access returned"), ("mailroom", "erased")]


async def test_drafts_stay_in_gmail_if_their_owner_wants_that(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home, drops_drafts=False)
    await home.finish()
    assert len(home.mail.drafts) == 1
    assert await home.leaving() is None


@pytest.mark.parametrize("state", [DraftState.SENDING, DraftState.SENT, DraftState.UNSURE, DraftState.ELSEWHERE])
async def test_a_draft_that_may_have_been_sent_is_not_deleted(office: Office, clock: Clock, state: DraftState) -> None:
    home = await parting(office, clock)
    await home.desk.put(state=state)
    await leave(home)
    await home.finish()
    assert len(home.mail.drafts) == 1


async def test_what_was_under_way_is_over_before_anything_is_erased() -> None:
    assert max(job.timeout for job in find_jobs("jobs").values()) < QUIET.total_seconds()


async def test_rows_stand_until_then_but_access_is_returned_and_cards_go_at_once(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home)
    await home.work()
    assert home.shown() == [] and not home.is_granted()
    assert (await counts(office))["messages"] == 1
    clock.advance(QUIET.total_seconds() - 1)
    await home.work()
    assert (await counts(office))["messages"] == 1
    clock.advance(1)
    await home.work()
    assert (await counts(office))["messages"] == 0


class Killed(BaseException):
    """As a process is, by kill -9: nothing after it is run but what the database rolls back."""


def killing(services: Any, method: str) -> Any:
    """Services that die when that is called: 'db.5' is the fifth transaction, 'oauth.revoke' and so on a call."""
    part, _, name = method.partition(".")

    def die(*_args: Any, **_values: Any) -> Any:
        raise Killed

    if part == "db":
        return replace(services, db=Dying(services.db, int(name)))
    return replace(services, **{part: Proxy(getattr(services, part), {name: die})})


class Proxy:
    """Something with a few methods replaced."""

    def __init__(self, real: Any, replaced: dict[str, Callable[..., Any]]) -> None:
        self._real, self._replaced = real, replaced

    def __getattr__(self, name: str) -> Any:
        return self._replaced.get(name) or getattr(self._real, name)


class Dying:
    """A database whose nth transaction is never begun."""

    def __init__(self, real: Any, nth: int) -> None:
        self._real, self.left = real, nth

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def transaction(self) -> Any:
        self.left -= 1
        if self.left == 0:
            raise Killed
        return self._real.transaction()


STEPS = ["oauth.refresh", "mailboxes.with_token", "oauth.revoke", "library.erase", "cache.forget_of", "slacks.of"]


@pytest.mark.parametrize("step", [*STEPS, *(f"db.{number}" for number in (2, 6, 9, 13, 17))])
async def test_a_worker_that_is_killed_at_any_step_loses_nothing(office: Office, clock: Clock, step: str) -> None:
    home = await parting(office, clock)
    await leave(home)
    killed = False
    for _ in range(3):
        try:
            await replace(home, services=killing(home.services, step)).work()
        except Killed:
            killed = True
        clock.advance(QUIET.total_seconds() + 200)
    await home.finish()
    assert killed or step.startswith("db.")
    assert {name for name, count in (await counts(office)).items() if count} == LEFT
    assert "is erased" in words(home) and "Quote" not in words(home)
    assert not home.is_granted() and not home.mail.drafts


async def test_the_sweep_rings_for_what_nobody_rang(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home)
    clock.advance(121)
    await sweep(office.services, 1)
    assert [ring.args for ring in office.bell.of("leave_mailbox")] == [(home.account.id,)]
    assert [ring.args for ring in office.bell.of("remove_posts")] == [(home.account.user_id,)]


async def test_everything_is_erased_although_google_does_not_answer_and_the_token_is_returned_later(
    office: Office, clock: Clock
) -> None:
    home = await parting(office, clock)
    await leave(home)
    office.faults.add(Fault(service="oauth", kind="status", status=503))
    for _ in range(CLOSING_TRIES):
        await home.work()
        clock.advance(3600)
    await home.finish()
    leaving = await home.leaving()
    assert leaving is not None and leaving.erased_at and leaving.tokens and home.is_granted()
    assert (await counts(office))["messages"] == 0
    assert "has not taken the access back" in words(home)
    office.faults.clear()
    clock.advance(86_400)
    await home.work()
    assert await home.leaving() is None and not home.is_granted()


async def test_a_token_that_google_never_takes_back_is_thrown_away_and_its_owner_told(
    office: Office, clock: Clock
) -> None:
    home = await parting(office, clock)
    await leave(home)
    office.faults.add(Fault(service="oauth", kind="status", status=503))
    for _ in range(CLOSING_TRIES + REVOKING_TRIES + 1):
        await home.work()
        clock.advance(4 * 86_400)
    assert await home.leaving() is None
    assert "thrown its own copy away" in words(home)


async def test_a_mailbox_that_is_connected_anew_keeps_its_new_access(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home)
    office.faults.add(Fault(service="oauth", kind="status", status=503))
    for _ in range(CLOSING_TRIES + 1):
        await home.work()
        clock.advance(3600)
    office.faults.clear()
    await join(office.db)
    await home.work()
    assert await home.leaving() is None and home.is_granted()


async def test_a_mailbox_that_is_still_being_erased_cannot_be_connected(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home)
    with pytest.raises(Temporary, match="still being erased"):
        await parting(office, clock)
    await home.finish()
    again = await parting(office, clock)
    assert again.account.id != home.account.id


async def test_a_colleagues_mailbox_and_cards_are_not_touched(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    bob = await join(office.db, BOB, BOB_MAIL)
    theirs: Desk = await ready_reply(office.db, account=bob)
    await draw_card(office.services, theirs.message_id)
    async with office.db.transaction() as session:
        await office.services.library.put(session, bob.id, _entry())
    await leave(home)
    await home.finish()
    assert len(home.shown(BOB)) == 1 and (await theirs.draft()).state == DraftState.READY
    assert await has_words(office, bob.id) and not await has_words(office, home.account.id)
    async with office.db.reading() as session:
        account = await Accounts(session).get(bob.id)
    assert account is not None and account.state == AccountState.CONNECTED


def _entry() -> Entry:
    return Entry("d1", "Quote", "Sarah", (Chunk(0, "Two spectrometers."),))


@pytest.mark.parametrize("who", [BOB, MALLORY])
async def test_nobody_else_can_disconnect_it(office: Office, clock: Clock, who: Any) -> None:
    home = await parting(office, clock)
    with pytest.raises(NotTheirs):
        await disconnect(office.db, who, home.account.id, drops_drafts=True)
    assert await home.leaving() is None
    assert (await audit_of(office.db, home.account.id))[-1].action == "refused"


async def test_a_card_that_a_killed_worker_posted_without_noting_it_is_found_and_removed(
    office: Office, clock: Clock
) -> None:
    home = await parting(office, clock)
    async with office.db.transaction() as session:
        await Cards(session).drawn(home.desk.message_id, 1, "", "")
        await Cards(session).posting(home.desk.message_id, clock())
        await Users(session).opened_dm(home.account.user_id, office.slack.talk.direct("U0ALICE").id, "UTC")
    await leave(home)
    await home.finish()
    assert "Quote" not in words(home) and "is erased" in words(home)


async def test_a_card_is_not_drawn_any_more_once_its_mailbox_leaves(office: Office, clock: Clock) -> None:
    home = await parting(office, clock)
    await leave(home)
    await home.work()
    async with office.db.transaction() as session:
        await Cards(session).want(home.desk.message_id, home.account.user_id, clock())
    await draw_card(home.services, home.desk.message_id)
    assert home.shown() == []
    await leave_mailbox(home.services, "unknown")
