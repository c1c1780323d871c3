"""The card of a mail that was given up says what the list of failures says, and follows what is decided about it."""

import pytest

from bot.errors import Failure, Permanent, Reconnect, Temporary
from bot.views.notices import delayed, late
from handlers.slack.failures import TRIED
from jobs.draft_reply import draft_reply
from jobs.draw_card import draw_card
from storage.drafts import DraftState
from storage.messages import MessageState
from tests.cast import Desk, audit_of, ready_reply
from tests.eventually import eventually
from tests.handlers.office import Office
from tests.handlers.slack.typing import shown
from tests.jobs.failing import fail, only


@pytest.fixture
async def desk(office: Office) -> Desk:
    """Alice's mail is judged, and its reply is still to be written."""
    desk = await ready_reply(office.db)
    await desk.put(state=DraftState.WRITING, remote_id="")
    return desk


async def given_up(office: Office, desk: Desk, error: BaseException) -> tuple[str, str]:
    """Writing the reply fails for good; where the card stands."""
    await fail(office, draft_reply.path, desk.message_id, error=error)
    return await drawn(office, desk)


async def drawn(office: Office, desk: Desk) -> tuple[str, str]:
    """The card is drawn because it was rung for; where it stands."""
    await eventually(lambda: bool(office.bell.of("draw_card")))
    office.bell.rings.clear()
    await draw_card(office.services, desk.message_id)
    card = (await desk.case()).card
    assert card is not None and card.drawn == card.wanted
    return card.channel, card.ts


def words(office: Office, place: tuple[str, str]) -> str:
    return next(str(one.blocks) for one in office.slack.talk.direct("U0ALICE").messages if one.ts == place[1])


@pytest.mark.parametrize(
    ("error", "said", "way"),
    [
        (Permanent("400"), "That was not accepted", ""),
        (Temporary("503"), "A service is not answering", "mail_retried"),
        (ValueError("Dear Alice"), "Reference: trace", "mail_retried"),
        (Reconnect("invalid_grant", Failure.RUN_OUT), "permission has ended", "connect_clicked"),
    ],
)
async def test_the_card_tells_the_failure_that_is_known_with_the_way_out_that_can_help(
    office: Office, desk: Desk, error: BaseException, said: str, way: str
) -> None:
    told = words(office, await given_up(office, desk, error))
    assert said in told and ("Something went wrong" in told) == ("Reference" in said)
    assert [one for one in ("mail_retried", "connect_clicked") if one in told] == ([way] if way else [])


async def test_try_again_on_the_card_is_the_retry_of_the_list_and_the_card_says_so(office: Office, desk: Desk) -> None:
    place = await given_up(office, desk, Temporary("503"))
    await office.click("U0ALICE", place, "mail_retried")
    await eventually(lambda: bool(office.bell.of("draw_card")))
    assert [ring.args for ring in office.bell.of("draft_reply")] == [(desk.message_id,)]
    assert (await desk.case()).message.state == MessageState.JUDGED
    letter = await only(office.db)
    assert (letter.resolution, letter.resolved_by) == ("retried", "U0ALICE")
    assert [entry.action for entry in await audit_of(office.db, letter.id)] == ["failure retried"]
    told = words(office, await drawn(office, desk))
    assert "Writing a reply" in told and "not answering" not in told


async def test_nobody_else_tries_it_again(office: Office, desk: Desk) -> None:
    place = await given_up(office, desk, Temporary("503"))
    await office.click("U0MALLORY", place, "mail_retried", forged=True)
    await eventually(lambda: any("not yours to decide" in heard for heard in office.heard("U0MALLORY")))
    assert (await only(office.db)).resolved_at is None and office.bell.rings == []


@pytest.mark.parametrize(
    ("click", "said"), [("failure_dismissed", "you let that rest"), ("failure_retried", "Writing a reply")]
)
async def test_what_is_decided_in_the_list_shows_on_the_card(office: Office, desk: Desk, click: str, said: str) -> None:
    place = await given_up(office, desk, Permanent("400"))
    await office.click("U0ALICE", await shown(office, "failures"), click)
    assert await drawn(office, desk) == place
    told = words(office, place)
    assert said in told and "not accepted" not in told


async def test_while_the_queue_is_away_the_click_is_noted_and_the_second_one_told_so(
    office: Office, desk: Desk
) -> None:
    place = await given_up(office, desk, Temporary("503"))
    office.bell.down = True
    for heard in (delayed(), late(TRIED)):
        await office.click("U0ALICE", place, "mail_retried", stale=True)
        await eventually(lambda heard=heard: office.heard("U0ALICE")[-1:] == [heard.text])  # type: ignore[misc]
    assert (await desk.case()).message.state == MessageState.JUDGED
