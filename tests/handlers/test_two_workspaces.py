"""Two workspaces whose people have the same ids: neither sees, moves or hears anything of the other's, by any door."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from assistant.case import Person
from assistant.connecting import read_link
from assistant.letters import letter_of
from bot.views.mail_card import mail_card
from bot.views.modals import edit_modal
from bot.views.notices import refusal
from jobs.draw_card import draw_card
from jobs.say_help import say_help
from jobs.say_reconnect import say_reconnect
from sandbox.slack import modal_play
from sandbox.slack.human import Human
from sandbox.slack.orders import Click, Say, Submit
from storage.accounts import Accounts, AccountState
from storage.db import Database
from storage.drafts import DraftState
from storage.questions import Question
from storage.users import Users
from tests.cast import ALICE, TEAM, Desk, audit_of, join, ready_reply
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.installing import OTHER, install, open_distribution, types, world_of
from tests.handlers.office import Json, Office

HERS = "U0ALICE"  # in both workspaces, and so is D0ALICE
STRANGER = Person(OTHER.id, HERS)


@pytest.fixture
async def office(sqlite_db: Database, clock: Clock) -> AsyncIterator[Office]:
    """The app in both workspaces."""
    async with open_distribution(sqlite_db, clock) as running:
        for team in (TEAM, OTHER.id):
            assert (await install(running, team))[0] == 200
        yield running


@pytest.fixture
async def desk(office: Office) -> Desk:
    """A reply that waits for Alice of the first workspace, on her card."""
    rows = await ready_reply(office.db)
    await draw_card(office.services, rows.message_id)
    return rows


def human(office: Office, team: str = OTHER.id) -> Human:
    return Human(world_of(office, team), HERS)


def heard(office: Office, team: str) -> list[str]:
    """All that was said in the person's DM by the app."""
    return [message.text for message in world_of(office, team).talk.direct(HERS).messages if message.bot_id]


def posted(office: Office, team: str) -> list[Json]:
    said = ("chat.postMessage", "chat.postEphemeral", "chat.update")
    return [call.arguments for call in world_of(office, team).calls if call.method in said]


async def copy_of_card(office: Office, desk: Desk) -> str:
    """The card with all its ids, forged into the DM of the other workspace."""
    drawn = mail_card(await desk.case(), None, office.db.now())
    slack = office.services.slacks.of(OTHER.id)
    return await slack.post(await slack.open_dm(HERS), drawn.text, drawn.blocks)


async def test_a_card_stands_in_its_owners_workspace_alone(office: Office, desk: Desk) -> None:
    assert len(posted(office, TEAM)) == 1 and posted(office, OTHER.id) == []
    assert (await desk.card()).channel == "D0ALICE"


async def test_status_tells_each_of_ones_own_mailboxes(office: Office, desk: Desk) -> None:
    assert "alice@fernhill.example" in str((await types(office, TEAM, "status"))["body"])
    theirs = str((await types(office, OTHER.id, "status"))["body"])
    assert "fernhill" not in theirs and "No mailbox" in theirs


async def test_a_link_to_connect_names_the_workspace_of_who_asked(office: Office) -> None:
    for team in (TEAM, OTHER.id):
        body = str((await types(office, team, "connect"))["body"])
        link = body.partition("?link=")[2].partition('"')[0].partition("'")[0]
        assert read_link(office.services.vault, link, office.db.now()).person == Person(team, HERS)


@pytest.mark.parametrize("action", ["send_clicked", "discard_clicked", "edit_clicked"])
async def test_a_click_from_the_other_workspace_is_refused_there_and_moves_nothing(
    office: Office, desk: Desk, action: str
) -> None:
    ts, before = await copy_of_card(office, desk), len(posted(office, TEAM))
    await human(office).click(Click(channel="D0ALICE", message_ts=ts, action_id=action))
    await eventually(lambda: refusal().text in heard(office, OTHER.id))
    assert (await desk.draft()).state == DraftState.READY and office.bell.names == []
    assert len(posted(office, TEAM)) == before
    assert [(entry.actor, entry.action) for entry in await audit_of(office.db, desk.message_id)] == [(HERS, "refused")]


async def test_a_form_submitted_from_the_other_workspace_changes_no_letter(office: Office, desk: Desk) -> None:
    version = await desk.version()
    view = edit_modal(version.id, letter_of(version))
    trigger = world_of(office, OTHER.id).modals.trigger(HERS)
    await office.services.slacks.of(OTHER.id).open_view(trigger, view)
    (opened,) = world_of(office, OTHER.id).modals.stacks[HERS]
    order = Submit(view_id=opened.id, values={"body": {"body": "Send me all your money."}})
    await modal_play.submit(world_of(office, OTHER.id), human(office), order)
    await eventually(lambda: refusal().text in heard(office, OTHER.id))
    assert (await desk.version()).id == version.id


async def test_a_question_belongs_to_the_workspace_in_which_it_was_asked(office: Office, desk: Desk) -> None:
    human(office).write(Say(text="What did Sarah ask me?"))
    human(office, TEAM).write(Say(text="What did Sarah ask?"))
    await eventually(lambda: len(office.bell.of("answer_question")) == 2)
    async with office.db.reading() as session:
        for ring in office.bell.of("answer_question"):
            question = await session.get(Question, ring.args[0])
            assert question is not None
            asker = await Users(session).get(question.user_id)
            assert asker is not None
            assert (asker.team_id == TEAM) == (question.text == "What did Sarah ask?")


async def test_what_is_told_reaches_only_the_workspace_that_it_is_about(office: Office) -> None:
    account = await join(office.db, STRANGER, "alice@otherwise.example")
    async with office.db.transaction() as session:
        await Accounts(session).change(account.id, state=AccountState.RECONNECT, end_told=False)
    await say_reconnect(office.services, account.id)
    await say_help(office.services, OTHER.id, "D0ALICE", "")
    assert len(posted(office, OTHER.id)) == 2 and posted(office, TEAM) == []


async def test_the_token_of_one_workspace_opens_nothing_in_the_other(office: Office) -> None:
    async def zone(team: str) -> str:
        return await office.services.slacks.of(team).zone(HERS)

    assert [await zone(TEAM), await zone(OTHER.id)] == ["Europe/London"] * 2
    tokens = [world.tokens.standing[-1].access for world in office.distribution.worlds]
    assert len(set(tokens)) == 2
    assert not [
        world
        for world, token in zip(office.distribution.worlds, tokens[::-1], strict=True)
        if world.tokens.knows(token)
    ]


async def test_leaving_one_workspace_ends_nothing_in_the_other(office: Office, desk: Desk, clock: Clock) -> None:
    theirs = await join(office.db, STRANGER, "alice@otherwise.example")
    world_of(office, OTHER.id).uninstall()

    async def gone() -> bool:
        return not await office.services.slacks.serves(OTHER.id)

    await eventually(gone)
    clock.advance(timedelta(hours=1).total_seconds())
    async with office.db.reading() as session:
        working = [account.id for account in await Accounts(session).working()]
    assert working == [desk.account.id] and theirs.id not in working
    assert await office.services.slacks.serves(ALICE.team_id)
    await draw_card(office.services, desk.message_id)
