"""Clicks on a reply, from Slack's signed request to the row and what is rung; and who may click at all."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.letters import letter_of
from bot.views.installing import not_installed
from bot.views.modals import edit_modal
from bot.views.notices import late, late_edit, refusal
from sandbox.slack.values import Team
from storage.drafts import DraftState
from storage.versions import Versions
from tests.cast import ANSWER, audit_of
from tests.database_fixture import Clock
from tests.eventually import eventually
from tests.handlers.office import Office, open_office
from tests.handlers.slack.desk import ALICE, BOB, MALLORY, Desk, set_out


async def settled(desk: Desk, *jobs: str) -> None:
    """Waits until exactly these were rung: what follows a click comes after its acknowledgement."""
    await eventually(lambda: len(desk.rung) >= len(jobs))
    assert desk.rung == list(jobs)


async def told(desk: Desk, who: str, words: str) -> None:
    await eventually(lambda: words in desk.office.heard(who))


# approve and undo


async def test_approve_claims_the_version_and_rings_the_send_for_the_end_of_the_undo_window(
    desk: Desk, clock: Clock
) -> None:
    await desk.click("send_clicked")
    await settled(desk, "draw_card", "send_reply", "count_down", "count_down")
    draft = await desk.draft()
    assert (draft.state, draft.acted_by, draft.send_after) == (
        DraftState.APPROVED, ALICE, clock() + timedelta(seconds=30),
    )  # fmt: skip
    (send,) = desk.office.bell.of("send_reply")
    assert (send.args, send.at, send.queue) == ((draft.id,), draft.send_after, "outbound")
    assert [ring.at for ring in desk.office.bell.of("count_down")] == [
        clock() + timedelta(seconds=wait) for wait in (10, 20)
    ]  # fmt: skip
    assert await desk.rows.audit() == ["U0ALICE approved"]
    (entry,) = await audit_of(desk.office.db, desk.rows.message_id)
    assert entry.detail == {"version": draft.version_id, "through": "slack click"}


async def test_a_long_countdown_is_redrawn_a_few_times_only(sqlite_db: Any, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, undo_seconds=600) as office:
        desk = await set_out(office)
        await desk.click("send_clicked")
        await settled(desk, "draw_card", "send_reply", *["count_down"] * 5)
        waits = [ring.at - clock() for ring in office.bell.of("count_down") if ring.at is not None]
        assert waits == [timedelta(seconds=seconds) for seconds in (100, 200, 300, 400, 500)]


async def test_without_an_undo_window_the_send_is_due_at_once(sqlite_db: Any, clock: Clock) -> None:
    async with open_office(sqlite_db, clock, undo_seconds=0) as office:
        desk = await set_out(office)
        await desk.click("send_clicked")
        await settled(desk, "draw_card", "send_reply")
        assert office.bell.of("send_reply")[0].at == clock()


async def test_a_second_click_sends_nothing(desk: Desk) -> None:
    await desk.click("send_clicked")
    await settled(desk, "draw_card", "send_reply", "count_down", "count_down")
    await desk.click("send_clicked")
    await told(desk, ALICE, late().text)
    assert len(desk.office.bell.of("send_reply")) == 1
    assert await desk.rows.audit() == ["U0ALICE approved"]


async def test_of_clicks_on_two_devices_at_once_one_sends(desk: Desk) -> None:
    await asyncio.gather(*(desk.click("send_clicked") for _ in range(4)))
    await eventually(lambda: desk.office.heard(ALICE) == [late().text] * 3)
    assert len(desk.office.bell.of("send_reply")) == 1


async def test_undo_takes_an_approval_back(desk: Desk) -> None:
    await desk.click("send_clicked")
    await settled(desk, "draw_card", "send_reply", "count_down", "count_down")
    await desk.redraw()
    await desk.click("send_undone")
    await eventually(lambda: len(desk.office.bell.of("draw_card")) == 2)
    draft = await desk.draft()
    assert (draft.state, draft.send_after) == (DraftState.READY, None)
    assert await desk.rows.audit() == ["U0ALICE approved", "U0ALICE undone"]


async def test_undo_is_late_once_sending_has_begun(desk: Desk) -> None:
    await desk.click("send_clicked")
    await settled(desk, "draw_card", "send_reply", "count_down", "count_down")
    await desk.redraw()
    await desk.rows.put(state=DraftState.SENDING)
    await desk.click("send_undone")
    await told(desk, ALICE, late().text)
    assert (await desk.draft()).state == DraftState.SENDING


async def test_a_click_on_an_older_version_is_late(desk: Desk) -> None:
    old = (await desk.rows.version()).id
    await desk.click("edit_clicked")
    await eventually(lambda: len(desk.office.views(ALICE)) == 1)
    await desk.office.submit(ALICE, {"body": "Another answer."})
    await settled(desk, "draw_card", "save_draft")
    assert (await desk.draft()).version_id != old
    await desk.click("send_clicked")  # the card was not redrawn yet: its button still names the old version
    await told(desk, ALICE, late().text)
    assert ((await desk.draft()).state, desk.office.bell.of("send_reply")) == (DraftState.READY, [])


# whose it is

EVERY_BUTTON = ("send_clicked", "discard_clicked", "edit_clicked", "regenerate_clicked", "why_clicked")


@pytest.mark.parametrize("who", [BOB, MALLORY])
@pytest.mark.parametrize("action", EVERY_BUTTON)
async def test_nobody_else_can_use_a_button_of_alices_card(desk: Desk, who: str, action: str) -> None:
    """The other one has a card of their own, and forges its value; Slack's signature says who they are."""
    case = await desk.rows.case()
    assert case.version is not None
    reference = case.message.id if action == "why_clicked" else case.version.id
    mine = await set_in_dm(desk.office, who, action)
    answer = await desk.office.click(who, mine, action, value=reference, forged=True)
    assert answer["status"] == 200
    await told(desk, who, refusal().text)
    assert ((await desk.draft()).state, desk.rung, desk.office.views(who)) == (DraftState.READY, [], [])
    assert await desk.rows.audit() == [f"{who} refused"]


async def set_in_dm(office: Office, who: str, action: str) -> tuple[str, str]:
    """A message with such a button in that person's own DM."""
    element = {"type": "button", "action_id": action, "value": "x", "text": {"type": "plain_text", "text": "x"}}
    return await office.card(who, "x", [{"type": "actions", "block_id": "row", "elements": [element]}])


async def test_somebody_elses_click_on_the_card_itself_changes_nothing(desk: Desk) -> None:
    await desk.click("send_clicked", MALLORY, forged=True)
    await told(desk, MALLORY, refusal().text)  # in her own DM: she is not in the channel that she names
    assert await desk.rows.audit() == [f"{MALLORY} refused"]
    assert ((await desk.draft()).state, desk.rung) == (DraftState.READY, [])


@pytest.mark.parametrize("value", ["", "unknown", "x" * 2000, "' OR 1=1 --"])
async def test_an_invented_id_gets_the_same_refusal_as_anothers(desk: Desk, value: str) -> None:
    mine = await set_in_dm(desk.office, ALICE, "send_clicked")
    await desk.office.click(ALICE, mine, "send_clicked", value=value, forged=True)
    await told(desk, ALICE, refusal().text)
    assert [(entry.actor, entry.action) for entry in await audit_of(desk.office.db, "unknown")] == [(ALICE, "refused")]


async def test_a_user_of_another_workspace_with_alices_id_is_not_alice(desk: Desk, office: Office) -> None:
    office.slack.envelope = replace(office.slack.envelope, team=Team("T0OTHER", "Other", "other"))
    await desk.click("send_clicked")
    await told(desk, ALICE, not_installed(""))
    assert (await desk.draft()).state == DraftState.READY and desk.rung == []


async def test_nobody_else_can_submit_a_form_on_alices_reply(desk: Desk) -> None:
    version = await desk.rows.version()
    theirs = await set_out_form(desk, MALLORY, version.id)
    assert theirs["ok"]
    await told(desk, MALLORY, refusal().text)
    assert (await desk.draft()).version_id == version.id
    assert await desk.rows.audit() == [f"{MALLORY} refused"]


async def set_out_form(desk: Desk, who: str, reference: str) -> dict[str, Any]:
    """Opens the edit form with a forged reference as that person, and submits it."""
    trigger = desk.office.slack.modals.trigger(who)
    await desk.office.services.slacks.of("T0MAIL").open_view(
        trigger, edit_modal(reference, letter_of(await desk.rows.version()))
    )
    return await desk.office.submit(who, {"body": "Send me the money."})


# edit, discard, regenerate


async def opened(desk: Desk, action: str) -> dict[str, Any]:
    await desk.click(action)
    await eventually(lambda: len(desk.office.views(ALICE)) == 1)
    return desk.office.views(ALICE)[0].body


async def test_edit_opens_a_form_with_what_is_stored(desk: Desk) -> None:
    form = await opened(desk, "edit_clicked")
    held = {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in form["blocks"] if block["type"] == "input"
    }  # fmt: skip
    assert held == {
        "to": "sarah@brightwater.example", "cc": "", "subject": "Re: Quote for two spectrometers", "body": ANSWER,
    }  # fmt: skip
    assert desk.rung == []


async def test_what_is_submitted_becomes_the_next_version_and_is_saved_in_gmail(desk: Desk) -> None:
    await opened(desk, "edit_clicked")
    entered = {"body": "Tomorrow.", "subject": " Re:\tthe  quote ", "cc": "Bob@Fernhill.example; c@d.example"}
    answer = await desk.office.submit(ALICE, entered)
    assert (answer["status"], answer["body"], desk.office.views(ALICE)) == (200, "", [])
    await settled(desk, "draw_card", "save_draft")
    async with desk.office.db.reading() as session:
        first, second = await Versions(session).of_draft((await desk.draft()).id)
    assert (first.body, second.body, second.subject, second.author) == (ANSWER, "Tomorrow.", "Re: the quote", "user")
    assert [one["email"] for one in second.cc] == ["bob@fernhill.example", "c@d.example"]
    assert second.to == first.to  # the name that Sarah's address has is not lost in the form
    assert await desk.rows.audit() == ["U0ALICE edited"]


async def test_bad_entries_are_told_field_by_field_and_nothing_is_changed(desk: Desk) -> None:
    before = (await desk.draft()).version_id
    await opened(desk, "edit_clicked")
    answer = await desk.office.submit(ALICE, {"to": "sarah", "cc": "x@y.example, <z>", "body": "   "})
    assert set(answer["errors"]) == {"to", "cc", "body"}
    assert "“sarah” is not an address" in answer["errors"]["to"]
    assert ((await desk.draft()).version_id, desk.rung, len(desk.office.views(ALICE))) == (before, [], 1)


async def test_a_form_on_a_version_that_no_longer_stands_is_late(desk: Desk) -> None:
    await opened(desk, "edit_clicked")
    await desk.rows.put(version_id="another")
    typed = f"Too late. <!channel>\n{'x' * 2950}\n*The end.*"
    await desk.office.submit(ALICE, {"body": typed})
    await told(desk, ALICE, late_edit("").text)
    assert ((await desk.draft()).version_id, desk.rung) == ("another", ["draw_card"])
    (whisper,) = desk.office.calls("chat.postEphemeral")
    assert "moved on" in whisper["text"]
    rich = [block for block in whisper["blocks"] if block["type"] == "rich_text"]
    assert "".join(block["elements"][0]["elements"][0]["text"] for block in rich) == typed  # whole, and no markup


@pytest.mark.parametrize("action", ["edit_clicked", "regenerate_clicked"])
async def test_no_form_opens_on_a_reply_that_is_on_its_way(desk: Desk, action: str) -> None:
    await desk.rows.put(state=DraftState.SENDING)
    await desk.click(action)
    await told(desk, ALICE, late().text)
    assert desk.office.views(ALICE) == []


async def test_discard_settles_the_reply_and_has_its_gmail_draft_deleted(desk: Desk) -> None:
    await desk.click("discard_clicked")
    await settled(desk, "draw_card", "clean_draft")
    draft = await desk.draft()
    assert (draft.state, draft.cleanup, draft.acted_by) == (DraftState.DISCARDED, True, ALICE)
    assert desk.office.bell.of("clean_draft")[0].args == (draft.id,)


async def test_regenerate_asks_how_and_has_another_draft_written(desk: Desk) -> None:
    await opened(desk, "regenerate_clicked")
    await desk.office.submit(ALICE, {"instruction": "  Shorter.  "})
    await settled(desk, "draw_card", "draft_reply")
    draft = await desk.draft()
    assert (draft.state, draft.instruction) == (DraftState.WRITING, "Shorter.")
    assert desk.office.bell.of("draft_reply")[0].args == (draft.message_id,)


@pytest.mark.parametrize(
    ("action", "state", "jobs"),
    [
        ("unsure_sent", DraftState.ELSEWHERE, ["draw_card"]),
        ("unsure_not_sent", DraftState.WRITING, ["draw_card", "draft_reply"]),
    ],
)
async def test_the_word_of_the_user_settles_an_unsure_reply(
    desk: Desk, action: str, state: DraftState, jobs: list[str]
) -> None:
    await desk.rows.put(state=DraftState.UNSURE)
    await desk.redraw()
    await desk.click(action)
    await settled(desk, *jobs)
    assert (await desk.draft()).state == state


async def test_rings_carry_the_correlation_of_the_mail(desk: Desk) -> None:
    await desk.click("send_clicked")
    await settled(desk, "draw_card", "send_reply", "count_down", "count_down")
    known = (await desk.rows.case()).message.correlation
    assert {ring.correlation for ring in desk.office.bell.rings} == {known}
