"""Tokens of workspaces: sealed at rest, rotated once for all processes, and what is left when that fails."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import text
from structlog.testing import capture_logs

from assistant.installing import workspace_left
from bot.errors import Reconnect, Temporary, WorkspaceGone
from bot.slacks import Slacks
from bot.workspaces import InstalledTokens
from connectors.slack_oauth import SlackClient, SlackOAuth
from sandbox.faults import Fault, Faults
from sandbox.slack.oauth import Asked, Distribution
from sandbox.slack.oauth_api import oauth_routes
from sandbox.slack.tokens import HALF_A_DAY
from sandbox.slack.values import App, Json
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld
from storage.accounts import Accounts, AccountState
from storage.crypto import Vault
from storage.db import Database
from storage.leases import lease
from storage.workspaces import Workspaces, WorkspaceState
from tests.cast import TEAM, join
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.ports import free_port
from tests.sandbox.slack.rig import serve

BACK = "https://mailroom.example.com/slack/oauth_redirect"
TEN_HOURS = timedelta(hours=10, seconds=1).total_seconds()


@dataclass
class Town:
    """A workspace that installed the app, seen from a process of ours and from Slack."""

    db: Database
    url: str
    world: SlackWorld
    distribution: Distribution
    tokens: InstalledTokens
    slacks: Slacks

    def process(self) -> InstalledTokens:
        """The tokens as another process of ours has them: nothing in memory."""
        return InstalledTokens(self.db, Vault({"k1": bytes(32)}), self.oauth())

    def oauth(self) -> SlackOAuth:
        """Our side of Slack's OAuth."""
        app = self.distribution
        return SlackOAuth(SlackClient(app.client_id, app.client_secret, BACK, f"{self.url}/slack/api/"))

    async def install(self, tokens: InstalledTokens) -> str:
        """Installs the app; its token."""
        code = self.distribution.allow(Asked(self.world.app.scopes, BACK, ""), TEAM, "U0ALICE")
        installed = await self.oauth().exchange_code(code)
        await tokens.install(installed)
        return installed.tokens.access

    @property
    def rotations(self) -> int:
        """How often Slack was asked for another pair."""
        asked = [call for call in self.world.calls if call.arguments.get("grant_type") == "refresh_token"]
        return len(asked)

    async def state(self) -> str:
        """The workspace's state as stored."""
        async with self.db.reading() as session:
            row = await Workspaces(session).get(TEAM)
        assert row is not None
        return row.state


@pytest.fixture
async def town(sqlite_db: Database, clock: Clock, rotates: bool) -> AsyncIterator[Town]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world = SlackWorld(App(own_url=url, bot_token=""), Faults(), now=lambda: clock().timestamp())
    distribution = Distribution([world], BACK, rotates=rotates)
    app = web.Application()
    app.add_routes([*oauth_routes(distribution), *slack_routes(world)])
    runner = await serve(app, port)
    made = Town(sqlite_db, url, world, distribution, None, None)  # type: ignore[arg-type]
    made.tokens = made.process()
    made.slacks = Slacks(f"{url}/slack/api/", made.tokens)
    await made.install(made.tokens)
    yield made
    await made.slacks.close()
    await runner.cleanup()


@pytest.fixture
def rotates() -> bool:
    return True


async def test_a_token_serves_until_its_end_is_near_and_then_the_next_one_does(town: Town, clock: Clock) -> None:
    first = await town.tokens.token(TEAM)
    clock.advance(TEN_HOURS - 2)
    assert (await town.tokens.token(TEAM), town.rotations) == (first, 0)
    clock.advance(2)
    second = await town.tokens.token(TEAM)
    assert second != first and town.rotations == 1
    assert await town.process().token(TEAM) == second
    await town.slacks.of(TEAM).open_dm("U0ALICE")


async def test_for_two_days_the_workspace_is_served_without_a_gap(town: Town, clock: Clock) -> None:
    for _ in range(24):
        clock.advance(2 * 3600)
        await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert town.rotations == 4


async def test_many_calls_in_several_processes_rotate_once(town: Town, clock: Clock) -> None:
    processes = [town.process() for _ in range(3)]
    clock.advance(TEN_HOURS)
    got = await asyncio.gather(*(process.token(TEAM) for process in processes for _ in range(20)))
    assert town.rotations == 1
    assert {await process.token(TEAM) for process in processes} == {town.world.tokens.standing[-1].access}
    for token in set(got):
        town.world.authenticate(token)  # whoever did not wait got one that works too


async def test_many_processes_wait_for_the_one_that_rotates_when_nothing_is_usable(town: Town, clock: Clock) -> None:
    clock.advance(HALF_A_DAY + 1)
    got = await asyncio.gather(*(town.process().token(TEAM) for _ in range(5)))
    assert town.rotations == 1 and set(got) == {town.world.tokens.standing[-1].access}


async def test_a_token_that_slack_calls_expired_before_its_time_is_rotated_and_the_call_done_once(town: Town) -> None:
    town.world.tokens.standing[-1].expires_at = 0
    await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert town.rotations == 1
    assert [call.answer["ok"] for call in town.world.calls if call.method == "conversations.open"] == [False, True]


async def test_while_another_process_rotates_the_standing_token_serves(town: Town, clock: Clock) -> None:
    first = await town.tokens.token(TEAM)
    clock.advance(TEN_HOURS)
    async with lease(town.db, f"slack:{TEAM}", 40):
        assert await town.tokens.token(TEAM) == first


@pytest.mark.parametrize("fault", [Fault(service="slack", kind="status"), Fault(service="slack", kind="cut")])
async def test_while_slack_cannot_rotate_the_standing_token_serves_and_it_is_tried_again(
    town: Town, clock: Clock, fault: Fault
) -> None:
    first = await town.tokens.token(TEAM)
    clock.advance(TEN_HOURS)
    town.world.faults.add(fault.model_copy(update={"method": "oauth.v2.access"}))
    with capture_logs() as logs:
        assert [await town.tokens.token(TEAM) for _ in range(9)] == [first] * 9
    assert [line["event"] for line in logs] == ["slack token not rotated"]  # then it rests for five minutes
    town.world.faults.clear()
    clock.advance(301)
    assert await town.tokens.token(TEAM) != first and town.rotations == 1


async def test_past_its_end_a_token_that_cannot_be_rotated_is_a_passing_trouble(town: Town, clock: Clock) -> None:
    clock.advance(HALF_A_DAY + 1)
    town.world.faults.add(Fault(service="slack", method="oauth.v2.access", kind="status"))
    with pytest.raises(Temporary):
        await town.tokens.token(TEAM)
    assert await town.state() == WorkspaceState.INSTALLED


async def test_a_pair_that_was_lost_on_its_way_costs_nothing_until_the_standing_token_ends(
    town: Town, clock: Clock
) -> None:
    """As if the process had died between Slack's answer and our storing it: the refresh token is spent."""
    account = await join(town.db)
    first = await town.tokens.token(TEAM)
    clock.advance(TEN_HOURS)
    town.world.faults.add(Fault(service="slack", method="oauth.v2.access", kind="cut_after", times=1))
    assert await town.tokens.token(TEAM) == first
    clock.advance(3600)
    assert await town.process().token(TEAM) == first  # Slack refuses the spent one; the token is good for an hour yet
    clock.advance(3600)
    with pytest.raises(WorkspaceGone):
        await town.process().token(TEAM)
    assert await town.state() == WorkspaceState.ENDED and not await town.tokens.serves(TEAM)
    await town.install(town.process())
    await town.slacks.of(TEAM).open_dm("U0ALICE")
    async with town.db.reading() as session:
        again = await Accounts(session).get(account.id)
    assert again is not None and (again.state, again.sync_wanted) == (AccountState.CONNECTED, account.sync_wanted + 1)


async def test_an_installation_that_comes_while_a_token_is_rotated_wins(town: Town, clock: Clock) -> None:
    clock.advance(TEN_HOURS)
    town.world.faults.add(Fault(service="slack", method="oauth.v2.access", kind="slow", seconds=0.3, times=1))
    rotating = asyncio.create_task(town.tokens.token(TEAM))
    await eventually(lambda: town.world.faults.listing() == [])  # Slack has the question and thinks
    installed = await town.install(town.process())
    assert await rotating == installed and await town.process().token(TEAM) == installed


async def test_a_process_with_an_old_token_goes_on_with_that_of_a_new_installation(town: Town) -> None:
    await town.slacks.of(TEAM).open_dm("U0ALICE")
    for _ in range(2):  # Slack revokes the eldest of three
        await town.install(town.process())
    await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert town.rotations == 0 and await town.state() == WorkspaceState.INSTALLED


async def test_whoever_waits_for_a_rotation_elsewhere_takes_what_came_instead(town: Town, clock: Clock) -> None:
    """The process that had begun to rotate is dead, and its lease stands."""
    clock.advance(HALF_A_DAY + 1)
    async with lease(town.db, f"slack:{TEAM}", 40):
        waiting = asyncio.create_task(town.process().token(TEAM))
        installed = await town.install(town.process())
        assert await asyncio.wait_for(waiting, 10) == installed


@pytest.mark.parametrize("why", ["token_revoked", "account_inactive"])
@pytest.mark.parametrize("rotates", [False, True])
async def test_a_removed_app_ends_the_workspace_even_if_slack_never_told_us(town: Town, why: str) -> None:
    account = await join(town.db)
    if why == "token_revoked":
        town.world.tokens.revoke()
    else:
        town.world.installed = False
    with pytest.raises(WorkspaceGone):
        await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert await town.state() == WorkspaceState.GONE
    async with town.db.reading() as session:
        asleep = await Accounts(session).get(account.id)
        assert asleep is not None and asleep.state == AccountState.ASLEEP
        assert await Accounts(session).working() == []


@pytest.mark.parametrize("rotates", [False])
async def test_a_refusal_that_may_be_slacks_own_trouble_ends_nothing(town: Town) -> None:
    town.world.faults.add(Fault(service="slack", kind="refuse", reason="invalid_auth", times=1))
    with pytest.raises(Reconnect):
        await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert await town.state() == WorkspaceState.INSTALLED
    await town.slacks.of(TEAM).open_dm("U0ALICE")


@pytest.mark.parametrize("rotates", [False])
async def test_a_token_without_rotation_lasts(town: Town, clock: Clock) -> None:
    clock.advance(400 * 86_400)
    await town.slacks.of(TEAM).open_dm("U0ALICE")
    assert town.rotations == 0


async def test_an_old_word_of_leaving_does_not_end_a_new_installation(town: Town, clock: Clock) -> None:
    left = clock()
    clock.advance(60)
    await town.install(town.tokens)
    assert not await workspace_left(town.db, TEAM, left)
    assert await town.tokens.serves(TEAM)
    assert await workspace_left(town.db, TEAM, clock()) and not await workspace_left(town.db, TEAM, clock())


async def test_while_the_database_is_away_those_are_heard_whose_token_is_at_hand(town: Town) -> None:
    await town.tokens.token(TEAM)
    async with town.db.transaction() as session:
        await session.execute(text("ALTER TABLE workspaces RENAME TO away"))
    assert await town.tokens.serves(TEAM)
    for unknown in (town.tokens.serves("T0OTHER"), town.process().serves(TEAM)):
        with pytest.raises(Temporary):  # not: it is not installed
            await unknown


async def test_nothing_that_is_logged_or_shown_holds_a_token(town: Town, clock: Clock) -> None:
    secrets = {town.world.tokens.standing[-1].access, town.world.tokens.standing[-1].refresh}
    with capture_logs() as logs:
        clock.advance(HALF_A_DAY + 1)
        await town.tokens.token(TEAM)
        town.world.tokens.revoke()
        with pytest.raises(WorkspaceGone) as gone:
            await town.slacks.of(TEAM).open_dm("U0ALICE")
    said: Json = {"logs": logs, "error": str(gone.value), "held": town.tokens._held}
    assert not [secret for secret in secrets if secret in repr(said)]
