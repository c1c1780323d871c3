"""A card that tells of a failure shows the present state once the failure is healed, by itself."""

import pytest
from sqlalchemy import delete

from assistant.failing import dismiss, retry
from assistant.triage import triage
from bot.errors import Permanent, Temporary
from jobs.draft_reply import draft_reply
from jobs.draw_card import draw_card
from jobs.heal import heal
from jobs.triage_message import triage_message
from storage.cards import Cards
from storage.db import update_of
from storage.drafts import Draft, DraftState
from storage.messages import Message, MessageState
from storage.verdicts import Verdict
from storage.versions import DraftVersion
from tests.cast import ALICE, Desk, judgement_of, ready_reply
from tests.database_fixture import Clock
from tests.fake_model import FakeModel
from tests.handlers.office import Office
from tests.jobs.failing import fail, only

DOWN = Temporary("503")


@pytest.fixture
async def desk(office: Office) -> Desk:
    """Alice's mail is judged, and its reply is still to be written."""
    desk = await ready_reply(office.db)
    await desk.put(state=DraftState.WRITING, remote_id="")
    return desk


async def unread(desk: Desk) -> None:
    """As if it had never been read."""
    values: dict[str, object] = {"state": MessageState.FOUND, "email": {}, "received_at": None}
    async with desk.db.transaction() as session:
        for table in (DraftVersion, Draft, Verdict):
            await session.execute(delete(table))
        await session.execute(update_of(Message).values(**values))


async def card(office: Office, desk: Desk) -> str:
    """What the one card shows, drawn if that is wanted."""
    await draw_card(office.services, desk.message_id)
    (shown,) = office.slack.talk.direct("U0ALICE").messages
    return str(shown.blocks)


async def test_a_reply_that_was_written_after_all_shows_once_it_is_healed(office: Office, desk: Desk) -> None:
    await fail(office, draft_reply.path, desk.message_id, error=DOWN)
    assert "not answering" in await card(office, desk)
    await desk.put(state=DraftState.READY, remote_id="r1")
    office.bell.rings.clear()
    await heal(office.services, 1)
    assert [ring.args for ring in office.bell.of("draw_card")] == [(desk.message_id,)]
    assert "send_clicked" in (told := await card(office, desk)) and "not answering" not in told


@pytest.mark.parametrize(("labels", "words"), [(None, "deleted in Gmail"), ({"SENT"}, "left alone")])
async def test_a_mail_that_need_not_be_read_any_more_says_so(
    office: Office, desk: Desk, labels: set[str] | None, words: str
) -> None:
    await unread(desk)
    await fail(office, triage_message.path, desk.message_id, error=DOWN)
    assert "could not read yet" in await card(office, desk)
    await heal(office.services, 1)
    remote = desk.mail.held.pop((await desk.case()).message.remote_id)
    if labels is not None:
        desk.mail.deliver(remote.raw, labels=frozenset(labels))
        async with desk.db.transaction() as session:
            await session.execute(update_of(Message).values(remote_id=[*desk.mail.held][-1]))
    await triage(desk.db, desk.mail, FakeModel(), desk.message_id)
    told = await card(office, desk)
    assert words in told and "could not read" not in told and "mail_retried" not in told


async def test_a_mail_that_turns_out_to_be_spam_has_its_card_put_right_and_gets_no_new_one(
    office: Office, desk: Desk
) -> None:
    await unread(desk)
    await fail(office, triage_message.path, desk.message_id, error=DOWN)
    await card(office, desk)
    await heal(office.services, 1)
    await triage(desk.db, desk.mail, FakeModel(judgement_of("spam")), desk.message_id)
    told = await card(office, desk)
    assert "could not read" not in told and "mail_retried" not in told


async def test_a_card_that_could_not_be_drawn_is_drawn_when_its_failure_is_tried_again(
    office: Office, desk: Desk, clock: Clock
) -> None:
    async with desk.db.transaction() as session:
        await Cards(session).want(desk.message_id, desk.account.user_id, clock())
        await Cards(session).failed(desk.message_id, 2, "slack: channel_not_found")
    await fail(office, draw_card.path, desk.message_id, error=Permanent("slack: channel_not_found"))
    await draw_card(office.services, desk.message_id)
    assert office.slack.talk.direct("U0ALICE").messages == []
    await retry(desk.db, ALICE, (await only(desk.db)).id)
    assert "card:" in await card(office, desk)


async def test_what_its_owner_lets_rest_is_not_tried_by_itself(office: Office, desk: Desk) -> None:
    await fail(office, draft_reply.path, desk.message_id, error=DOWN)
    await dismiss(desk.db, ALICE, (await only(desk.db)).id)
    await heal(office.services, 1)
    assert (await desk.case()).message.state == MessageState.STUCK
    assert "you let that rest" in await card(office, desk)
