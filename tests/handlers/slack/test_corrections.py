"""The card's menu: the user's own word on what a mail is, and the reasons of a verdict."""

import pytest

from assistant.judgement import Category
from bot.views.mail_card import mail_card
from bot.views.notices import delayed, late, refusal
from jobs.sweep import sweep
from storage.drafts import DraftState
from storage.messages import MessageState
from tests.cast import Desk as Rows
from tests.cast import join, judged, question
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.fakes import FakeMail
from tests.handlers.office import Office
from tests.handlers.slack.desk import ALICE, MALLORY, Desk


async def sorted_away(office: Office, category: str) -> Desk:
    """A card of a mail that was judged to need no reply."""
    account, mail = await join(office.db), FakeMail(office.db.now)
    message_id = await judged(office.db, account, mail.deliver(question()), category=category)
    rows = Rows(office.db, mail, account, message_id, "")
    drawn = mail_card(await rows.case(), None, office.db.now())
    return Desk(office, rows, await office.card(ALICE, drawn.text, drawn.blocks))


async def settled(desk: Desk, *jobs: str) -> None:
    await eventually(lambda: len(desk.rung) >= len(jobs))
    assert desk.rung == list(jobs)


@pytest.mark.parametrize("category", ["spam", "informational"])
async def test_a_mail_that_needs_no_reply_loses_its_draft(desk: Desk, category: str) -> None:
    await desk.click("class_corrected", selected=f"{category}:{desk.rows.message_id}")
    await settled(desk, "draw_card", "clean_draft", "relabel_message")
    case, draft = await desk.rows.case(), await desk.draft()
    assert case.verdict is not None and (case.verdict.corrected_to, case.verdict.corrected_by) == (category, ALICE)
    assert (draft.state, draft.cleanup) == (DraftState.DISCARDED, True)
    assert await desk.rows.audit() == ["U0ALICE corrected"]


@pytest.mark.parametrize("category", ["spam", "informational"])
async def test_a_mail_that_needs_a_reply_after_all_gets_one(office: Office, category: str) -> None:
    desk = await sorted_away(office, category)
    await desk.click("class_corrected", selected=f"needs_reply:{desk.rows.message_id}")
    await settled(desk, "draw_card", "draft_reply", "relabel_message")
    assert (await desk.rows.case()).message.state == MessageState.JUDGED


async def test_a_mail_without_a_draft_is_only_moved(office: Office) -> None:
    desk = await sorted_away(office, "informational")
    await desk.click("class_corrected", selected=f"spam:{desk.rows.message_id}")
    await settled(desk, "draw_card", "relabel_message")


async def test_a_correction_is_late_once_the_reply_is_on_its_way(desk: Desk) -> None:
    await desk.rows.put(state=DraftState.SENDING)
    await desk.click("class_corrected", selected=f"spam:{desk.rows.message_id}")
    await eventually(lambda: office_told(desk, ALICE, late().text))
    assert (await desk.draft()).state == DraftState.SENDING


def office_told(desk: Desk, who: str, words: str) -> bool:
    return words in desk.office.heard(who)


@pytest.mark.parametrize("value", ["mine:%s", "spam:", "%s", ":", ""])
async def test_a_choice_that_is_none_changes_nothing(desk: Desk, value: str) -> None:
    """Slack shows only our own menu; whatever else is in the payload is answered and dropped or refused."""
    element = {
        "type": "button", "action_id": "class_corrected", "value": "x", "text": {"type": "plain_text", "text": "x"},
    }  # fmt: skip
    blocks = [{"type": "actions", "block_id": "row", "elements": [element]}]
    place = await desk.office.card(ALICE, "x", blocks)
    sent = value % desk.rows.message_id if "%s" in value else value
    answer = await desk.office.click(ALICE, place, "class_corrected", value=sent, forged=True)
    assert (answer["status"], (await desk.draft()).state) == (200, DraftState.READY)


@pytest.mark.parametrize("category", list(Category))
async def test_nobody_else_can_correct_a_mail_of_alices(desk: Desk, category: Category) -> None:
    option = {"text": {"type": "plain_text", "text": "x"}, "value": f"{category}:{desk.rows.message_id}"}
    menu = {"type": "overflow", "action_id": "class_corrected", "options": [option]}
    place = await desk.office.card(MALLORY, "x", [{"type": "actions", "block_id": "row", "elements": [menu]}])
    await desk.office.click(MALLORY, place, "class_corrected", selected=option["value"])
    await eventually(lambda: office_told(desk, MALLORY, refusal().text))
    case = await desk.rows.case()
    assert case.verdict is not None and (case.verdict.corrected_to, desk.rung) == ("", [])


async def test_a_reference_with_half_a_character_is_refused_like_any_unknown_one(desk: Desk) -> None:
    element = {"type": "button", "action_id": "why_clicked", "value": "x", "text": {"type": "plain_text", "text": "x"}}
    place = await desk.office.card(ALICE, "x", [{"type": "actions", "block_id": "row", "elements": [element]}])
    await desk.office.click(ALICE, place, "why_clicked", value="v\ud800", forged=True)
    await eventually(lambda: office_told(desk, ALICE, refusal().text))


async def test_a_correction_while_the_queue_is_down_moves_the_mail_later(desk: Desk, clock: Clock) -> None:
    desk.office.bell.down = True
    await desk.click("class_corrected", selected=f"spam:{desk.rows.message_id}")
    await eventually(lambda: desk.office.bell.refused == 1)
    await eventually(lambda: office_told(desk, ALICE, delayed().text))
    verdict = (await desk.rows.case()).verdict
    assert verdict is not None and verdict.corrected_to == "spam"
    desk.office.bell.down = False
    clock.advance(121)
    await sweep(desk.office.services, 7)
    assert [ring.args for ring in desk.office.bell.of("relabel_message")] == [(desk.rows.message_id,)]


async def test_why_opens_the_reasons_as_stored(desk: Desk) -> None:
    await desk.click("why_clicked")
    await eventually(lambda: len(desk.office.views(ALICE)) == 1)
    assert "Asks for a quote." in str(desk.office.views(ALICE)[0].body)


async def test_opening_gmail_is_only_acknowledged(desk: Desk) -> None:
    await desk.click("gmail_opened")
    assert (desk.rung, desk.office.heard(ALICE)) == ([], [])
