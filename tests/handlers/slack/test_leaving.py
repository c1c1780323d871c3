"""Disconnecting and purging from Slack: nothing before the last word, only one's own, and it says what happens."""

import json
from typing import Any

import pytest

from jobs.draw_card import draw_card
from jobs.remove_posts import remove_posts
from storage.accounts import Accounts
from storage.drafts import DraftState
from storage.leavings import Leavings
from tests.cast import ALICE, BOB, Desk, audit_of, join, ready_reply
from tests.eventually import eventually
from tests.handlers.office import Json, Office
from tests.leaving import BOB_MAIL

MINE, THEIRS = ALICE.slack_id, BOB.slack_id
DRAFTS = {"drafts": ["drafts"]}


async def typed(office: Office, words: str, who: str = MINE) -> Json:
    answer = await office.command(who, words)
    said: Json = json.loads(answer["body"])
    return said


async def press(office: Office, action_id: str, value: str, who: str = MINE) -> None:
    """Clicks a button as what `/mailroom` answered shows it: only its owner sees that."""
    blocks = [{"type": "actions", "elements": [_button(action_id, value)]}]
    place = await office.card(who, "offer", blocks)
    answer = await office.click(who, place, action_id)
    assert answer["status"] == 200, answer


def _button(action_id: str, value: str) -> Json:
    return {"type": "button", "action_id": action_id, "value": value, "text": {"type": "plain_text", "text": "Go"}}


async def leaves(office: Office, account_id: str) -> Any:
    async with office.db.reading() as session:
        return await Leavings(session).get(account_id)


async def posted(office: Office) -> Desk:
    """Alice's mail on its card."""
    desk = await ready_reply(office.db)
    await draw_card(office.services, desk.message_id)
    return desk


def cards(office: Office) -> list[str]:
    messages = office.slack.talk.direct(MINE).messages
    return [one.text for one in messages if any(str(b.get("block_id", "")).startswith("card:") for b in one.blocks)]


async def test_one_is_asked_which_mailbox_and_told_where_there_is_none(office: Office) -> None:
    assert "no such mailbox of yours" in str(await typed(office, "disconnect"))
    account = await join(office.db)
    await join(office.db, email="second@fernhill.example")
    await join(office.db, BOB, BOB_MAIL)
    said = str(await typed(office, "disconnect"))
    assert account.id in said and "second@fernhill.example" in said and BOB_MAIL not in said
    named = str(await typed(office, "disconnect Second@fernhill.example"))
    assert account.id not in named and "second@fernhill.example" in named
    assert "no such mailbox of yours" in str(await typed(office, f"disconnect {BOB_MAIL}"))


async def test_nothing_happens_before_the_form_is_submitted_and_then_all_work_ends(office: Office) -> None:
    desk = await posted(office)
    await press(office, "disconnect_opened", desk.account.id)
    await eventually(lambda: bool(office.views(MINE)))
    view = office.views(MINE)[-1].body
    assert all(words in str(view) for words in ("alice@fernhill.example", "erased", "cannot be undone", "What stays"))
    assert await leaves(office, desk.account.id) is None
    await office.submit(MINE, DRAFTS)
    await eventually(lambda: bool(office.bell.of("leave_mailbox")) and bool(office.bell.of("remove_posts")))
    leaving = await leaves(office, desk.account.id)
    assert leaving is not None and leaving.drops_drafts
    await eventually(lambda: "is being erased" in str(office.heard(MINE)))
    async with office.db.reading() as session:
        assert await Accounts(session).working() == []
    assert "no such mailbox of yours" in str(await typed(office, "disconnect"))


async def test_drafts_are_kept_where_the_box_is_unticked(office: Office) -> None:
    account = await join(office.db)
    await press(office, "disconnect_opened", account.id)
    await eventually(lambda: bool(office.views(MINE)))
    await office.submit(MINE, {"drafts": []})
    await eventually(lambda: bool(office.bell.of("leave_mailbox")))
    assert not (await leaves(office, account.id)).drops_drafts


@pytest.mark.parametrize("value", ["", "unknown"])
async def test_somebody_elses_mailbox_is_refused_and_noted(office: Office, value: str) -> None:
    account = await join(office.db)
    await press(office, "disconnect_opened", value or account.id, THEIRS)
    await eventually(lambda: "not yours" in str(office.heard(THEIRS)))
    assert not office.views(THEIRS) and await leaves(office, account.id) is None
    assert [entry.action for entry in await audit_of(office.db, value or account.id)] == ["refused"]


async def test_a_purge_removes_what_is_settled_and_leaves_what_waits(office: Office) -> None:
    desk = await posted(office)
    assert "stay" in str(await typed(office, "purge"))
    await press(office, "purge_confirmed", "settled")
    await eventually(lambda: "nothing of Mailroom's" in str(office.heard(MINE)))
    assert len(cards(office)) == 1
    await desk.put(state=DraftState.SENT)
    await press(office, "purge_confirmed", "settled")
    await eventually(lambda: bool(office.bell.of("remove_posts")))
    await remove_posts(office.services, desk.account.user_id)
    assert cards(office) == []
    assert "1 message is being removed" in str(office.heard(MINE))
    assert (await desk.draft()).state == DraftState.SENT


async def test_a_purge_removes_open_cards_where_that_is_asked_for(office: Office) -> None:
    desk = await posted(office)
    await press(office, "purge_all_confirmed", "everything")
    await eventually(lambda: bool(office.bell.of("remove_posts")))
    await remove_posts(office.services, desk.account.user_id)
    assert cards(office) == []
    assert (await desk.draft()).state == DraftState.READY


async def test_a_purge_leaves_a_colleagues_messages(office: Office) -> None:
    desk = await posted(office)
    await press(office, "purge_all_confirmed", "everything", THEIRS)
    await eventually(lambda: "nothing of Mailroom's" in str(office.heard(THEIRS)))
    await remove_posts(office.services, desk.account.user_id)
    assert len(cards(office)) == 1
