"""The one token of the settings: it speaks in its own workspace and nowhere else."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp import web
from sqlalchemy import text

from assistant.installing import workspace_left
from bot.errors import Reconnect, Temporary, WorkspaceGone
from bot.slacks import SettingsToken, Slacks
from sandbox.faults import Fault, Faults
from sandbox.slack.values import App
from sandbox.slack.web_api import slack_routes
from sandbox.slack.world import SlackWorld
from storage.accounts import Accounts, AccountState
from storage.db import Database
from storage.workspaces import Workspaces, WorkspaceState
from tests.cast import TEAM, join
from tests.eventually import eventually
from tests.ports import free_port
from tests.sandbox.slack.rig import serve


@dataclass(frozen=True)
class Scene:
    """A workspace, and our Slacks with its token."""

    db: Database
    world: SlackWorld
    slacks: Slacks

    @property
    def asked(self) -> int:
        """How often Slack was asked whose token it is."""
        return len([call for call in self.world.calls if call.method == "auth.test"])

    async def refuses(self) -> bool:
        """Whether another workspace is refused, as soon as Slack has said whose token it is."""
        return not await self.slacks.serves("T0OTHER")

    async def state(self) -> str:
        """The workspace's state as stored."""
        async with self.db.reading() as session:
            row = await Workspaces(session).get(TEAM)
        return row.state if row else ""


@pytest.fixture
async def scene(sqlite_db: Database) -> AsyncIterator[Scene]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    world = SlackWorld(App(own_url=url), Faults())
    app = web.Application()
    app.add_routes(slack_routes(world))
    runner = await serve(app, port)
    slacks = Slacks(f"{url}/slack/api/", SettingsToken(sqlite_db, f"{url}/slack/api/", "xoxb-sandbox"))
    yield Scene(sqlite_db, world, slacks)
    await slacks.close()
    await runner.cleanup()


async def test_slack_is_asked_once_whose_token_it_is(scene: Scene) -> None:
    for _ in range(3):
        await scene.slacks.of(TEAM).open_dm("U0ALICE")
        assert await scene.slacks.serves(TEAM)
    assert scene.asked == 1
    async with scene.db.reading() as session:
        row = await Workspaces(session).get(TEAM)
    assert row is not None and (row.name, row.bot_user_id, row.tokens) == ("Fernhill Instruments", "U0MAILROOM", "")


async def test_nothing_is_said_for_another_workspace(scene: Scene) -> None:
    await eventually(scene.refuses)
    with pytest.raises(WorkspaceGone):
        await scene.slacks.of("T0OTHER").open_dm("U0ALICE")
    assert {call.method for call in scene.world.calls} == {"auth.test"}


@pytest.mark.parametrize("fault", [{"kind": "slow", "seconds": 20.0}, {"kind": "status"}, {"kind": "cut"}])
async def test_while_slack_does_not_say_whose_it_is_people_are_heard_and_nobody_is_told_anything(
    scene: Scene, fault: dict[str, object]
) -> None:
    scene.world.faults.add(Fault.model_validate({"service": "slack", "method": "auth.test", **fault}))
    assert await scene.slacks.serves(TEAM) and await scene.slacks.serves("T0OTHER")
    if fault["kind"] != "slow":
        with pytest.raises(Temporary):
            await scene.slacks.of("T0OTHER").open_dm("U0ALICE")
    scene.world.faults.clear()
    await eventually(scene.refuses)
    assert not [call for call in scene.world.calls if call.method == "conversations.open"]


async def test_where_the_app_was_removed_the_workspace_rests_until_it_is_heard_of_again(scene: Scene) -> None:
    account = await join(scene.db)
    await scene.slacks.of(TEAM).open_dm("U0ALICE")
    scene.world.installed = False
    for _ in range(2):
        with pytest.raises(WorkspaceGone):
            await scene.slacks.of(TEAM).open_dm("U0ALICE")
    assert await scene.state() == WorkspaceState.GONE
    scene.world.installed = True

    async def back() -> bool:
        return await scene.slacks.serves(TEAM) and await scene.state() == WorkspaceState.INSTALLED

    await eventually(back)
    async with scene.db.reading() as session:
        again = await Accounts(session).get(account.id)
    assert again is not None and again.state == AccountState.CONNECTED


async def test_slack_may_say_itself_that_the_app_was_removed(scene: Scene) -> None:
    await scene.slacks.of(TEAM).open_dm("U0ALICE")
    assert await workspace_left(scene.db, TEAM, scene.db.now()) and await scene.state() == WorkspaceState.GONE

    async def back() -> bool:
        return await scene.slacks.serves(TEAM) and await scene.state() == WorkspaceState.INSTALLED

    await eventually(back)


async def test_while_the_database_is_away_its_own_people_are_heard(scene: Scene) -> None:
    await eventually(scene.refuses)
    async with scene.db.transaction() as session:
        await session.execute(text("ALTER TABLE workspaces RENAME TO away"))
    assert await scene.slacks.serves(TEAM) and not await scene.slacks.serves("T0OTHER")


async def test_a_token_that_slack_does_not_know_is_a_setting_to_mend_and_ends_nothing(scene: Scene) -> None:
    await scene.slacks.of(TEAM).open_dm("U0ALICE")
    scene.world.faults.add(Fault(service="slack", kind="refuse", reason="invalid_auth"))
    with pytest.raises(Reconnect):
        await scene.slacks.of(TEAM).open_dm("U0ALICE")
    assert await scene.state() == WorkspaceState.INSTALLED
