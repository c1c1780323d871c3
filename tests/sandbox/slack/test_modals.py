"""Modals and the Home tab: triggers, the stack of three, hashes, submissions and what the app answers to them."""

from typing import Any

import pytest
from aiohttp import web

from tests.sandbox.slack.rig import ALICE, BOB, Rig, button, modal, section, text_input
from tests.sandbox.slack.test_web_api import refusal

TROUBLE = "We had some trouble connecting. Try again?"


async def opened(rig: Rig, *blocks: dict[str, Any], **more: Any) -> str:
    """Opens a modal for Alice; its id."""
    view = modal(*(blocks or (text_input("body", initial_value="Dear Sarah"),)), **more)
    return str((await rig.client.views_open(trigger_id=await rig.trigger(), view=view))["view"]["id"])


async def stack(rig: Rig, user: str = ALICE) -> list[str]:
    return [view["id"] for view in await rig.look(f"{user}/views")]


def said(answer: dict[str, Any]) -> web.Response:
    return web.json_response(answer)


async def test_a_modal_opens_for_the_user_of_the_trigger_alone(rig: Rig) -> None:
    trigger = await rig.trigger()
    answer = await rig.client.views_open(trigger_id=trigger, view=modal(text_input("body"), private_metadata="7"))
    view = answer["view"]
    assert (view["private_metadata"], view["root_view_id"], view["team_id"]) == ("7", view["id"], "T0MAIL")
    assert view["state"]["values"]["body"]["text"] == {"type": "plain_text_input", "value": None}
    assert await stack(rig) == [view["id"]]
    assert await stack(rig, BOB) == []


async def test_a_trigger_is_good_once_and_for_three_seconds(rig: Rig) -> None:
    first = await rig.trigger()
    await rig.client.views_open(trigger_id=first, view=modal(section("x")))
    assert (await refusal(rig.client.views_open(trigger_id=first, view=modal(section("x")))))["error"] == (
        "exchanged_trigger_id"
    )
    late = await rig.trigger()
    rig.clock.offset += 3.5
    assert (await refusal(rig.client.views_open(trigger_id=late, view=modal(section("x")))))["error"] == (
        "expired_trigger_id"
    )
    assert (await refusal(rig.client.views_open(trigger_id="1.2.x", view=modal(section("x")))))["error"] == (
        "invalid_trigger_id"
    )


async def test_a_bad_view_is_explained_with_pointers(rig: Rig) -> None:
    bad = modal(section("x"), private_metadata="x" * 3001)
    refused = await refusal(rig.client.views_open(trigger_id=await rig.trigger(), view=bad))
    assert refused["error"] == "invalid_arguments"
    assert refused["response_metadata"]["messages"] == [
        "[ERROR] failed to match all allowed schemas [json-pointer:/view]",
        "[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ]


async def test_three_modals_lie_on_each_other_and_a_fourth_is_refused(rig: Rig) -> None:
    view = modal({"type": "actions", "elements": [button("deeper")]})

    async def push() -> Any:
        await rig.play(f"{ALICE}/click", view_id=(await stack(rig))[-1], action_id="deeper")
        trigger = rig.receiver.received[-1].data["trigger_id"]
        return await rig.client.views_push(trigger_id=trigger, view=view)

    await rig.client.views_open(trigger_id=await rig.trigger(), view=view)
    second = await push()
    await push()
    assert second["view"]["previous_view_id"] == second["view"]["root_view_id"]
    assert (await refusal(push()))["error"] == "push_limit_reached"
    assert len(await stack(rig)) == 3


async def test_nothing_is_pushed_from_outside_a_modal(rig: Rig) -> None:
    refused = await refusal(rig.client.views_push(trigger_id=await rig.trigger(), view=modal(section("x"))))
    assert refused["error"] == "not_found"


async def test_an_update_with_an_old_hash_is_refused(rig: Rig) -> None:
    view_id = await opened(rig, external_id="draft-7")
    first = (await rig.look(f"{ALICE}/views"))[0]["hash"]
    await rig.client.views_update(external_id="draft-7", hash=first, view=modal(section("new")))
    refused = await refusal(rig.client.views_update(view_id=view_id, hash=first, view=modal(section("newer"))))
    assert refused["error"] == "hash_conflict"
    assert (await refusal(rig.client.views_update(view_id="V9", view=modal(section("x")))))["error"] == "not_found"


async def test_an_external_id_stands_once(rig: Rig) -> None:
    await opened(rig, external_id="draft-7")
    home = {"type": "home", "external_id": "draft-7", "blocks": []}
    refused = await refusal(rig.client.views_publish(user_id=ALICE, view=home))
    assert refused["error"] == "duplicate_external_id"


async def test_home_is_published_seen_and_clicked(rig: Rig) -> None:
    home = {"type": "home", "blocks": [section("Hello"), {"type": "actions", "elements": [button("sync")]}]}
    view = (await rig.client.views_publish(user_id=ALICE, view=home))["view"]
    assert (await rig.look(f"{ALICE}/home"))["id"] == view["id"]
    assert await rig.look(f"{BOB}/home") is None
    await rig.play(f"{ALICE}/click", view_id=view["id"], action_id="sync")
    payload = rig.receiver.received[-1].data
    assert (payload["container"], payload["view"]["type"]) == ({"type": "view", "view_id": view["id"]}, "home")
    assert "response_url" not in payload
    refused = await refusal(rig.client.views_publish(user_id=ALICE, view=home, hash="1.old"))
    assert refused["error"] == "hash_conflict"


async def test_a_submission_carries_what_was_entered_and_closes_the_modal(rig: Rig) -> None:
    view_id = await opened(rig, text_input("body", initial_value="Dear Sarah"), text_input("cc"))
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id, values={"cc": {"text": "Bob"}})
    payload = rig.receiver.received[-1].data
    assert rig.receiver.received[-1].signed
    assert (payload["type"], payload["user"]["id"], payload["view"]["callback_id"]) == (
        "view_submission",
        ALICE,
        "edit",
    )
    assert payload["view"]["state"]["values"] == {
        "body": {"text": {"type": "plain_text_input", "value": "Dear Sarah"}},
        "cc": {"text": {"type": "plain_text_input", "value": "Bob"}},
    }
    assert (answer["status"], answer["ok"], await stack(rig)) == (200, True, [])


async def test_an_empty_required_input_never_reaches_the_app(rig: Rig) -> None:
    view_id = await opened(rig, text_input("body", min_length=3), {**text_input("note"), "optional": True})
    before = len(rig.receiver.received)
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id, values={"body": {"text": ""}})
    assert answer["errors"] == {"body": "Please complete this required field."}
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id, values={"body": {"text": "ab"}})
    assert answer["errors"] == {"body": "Please enter at least 3 characters."}
    assert (answer["sent"], len(rig.receiver.received)) == (False, before)


async def test_the_apps_errors_are_shown_under_their_inputs(rig: Rig) -> None:
    view_id = await opened(rig)
    rig.receiver.answers = [said({"response_action": "errors", "errors": {"body": "Too short"}})]
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id)
    assert answer["errors"] == {"body": "Too short"}
    assert await stack(rig) == [view_id]


@pytest.mark.parametrize(
    "reply",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "jump"},
    ],
)
async def test_an_answer_that_slack_would_not_understand_is_trouble(rig: Rig, reply: dict[str, Any]) -> None:
    view_id = await opened(rig)
    rig.receiver.answers = [said(reply)]
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id)
    assert answer["shown"] == TROUBLE
    assert answer["problem"]
    assert await stack(rig) == [view_id]


async def test_a_submission_that_the_app_fails_is_trouble_and_stays_open(rig: Rig) -> None:
    view_id = await opened(rig)
    rig.receiver.answers = [web.Response(status=500)]
    answer = await rig.play(f"{ALICE}/submit", view_id=view_id)
    assert (answer["shown"], answer["status"], await stack(rig)) == (TROUBLE, 500, [view_id])


async def test_an_answer_may_update_push_and_clear(rig: Rig) -> None:
    view_id = await opened(rig)
    rig.receiver.answers = [
        said({"response_action": "update", "view": modal(text_input("other", initial_value="x"))}),
        said({"response_action": "push", "view": modal(text_input("top", initial_value="x"))}),
        said({"response_action": "clear"}),
    ]
    await rig.play(f"{ALICE}/submit", view_id=view_id)
    assert (await rig.look(f"{ALICE}/views"))[0]["blocks"][0]["block_id"] == "other"
    await rig.play(f"{ALICE}/submit", view_id=view_id)
    top = (await stack(rig))[-1]
    assert len(await stack(rig)) == 2
    assert (await rig.play(f"{ALICE}/submit", view_id=view_id))["http"] == 409
    await rig.play(f"{ALICE}/submit", view_id=top)
    assert await stack(rig) == []


async def test_closing_is_told_only_to_apps_that_asked(rig: Rig) -> None:
    quiet = await opened(rig)
    assert (await rig.play(f"{ALICE}/close", view_id=quiet))["notified"] == 0
    loud = await opened(rig, notify_on_close=True)
    assert (await rig.play(f"{ALICE}/close", view_id=loud, clear=True))["notified"] == 1
    payload = rig.receiver.received[-1].data
    assert (payload["type"], payload["is_cleared"], payload["view"]["id"]) == ("view_closed", True, loud)
    assert await stack(rig) == []


async def test_what_was_typed_survives_an_update_of_the_modal(rig: Rig) -> None:
    view_id = await opened(rig, text_input("body"), {"type": "actions", "elements": [button("regenerate")]})
    await rig.play(f"{ALICE}/click", view_id=view_id, action_id="regenerate", values={"body": {"text": "typed"}})
    assert rig.receiver.received[-1].data["view"]["state"]["values"]["body"]["text"]["value"] == "typed"
    await rig.client.views_update(view_id=view_id, view=modal(section("note"), text_input("body")))
    (view,) = await rig.look(f"{ALICE}/views")
    assert view["state"]["values"]["body"]["text"]["value"] == "typed"


async def test_an_input_is_sent_at_once_only_with_dispatch_action(rig: Rig) -> None:
    view_id = await opened(rig, text_input("quiet"), {**text_input("loud"), "dispatch_action": True})
    refused = await rig.play(f"{ALICE}/click", view_id=view_id, block_id="quiet", action_id="text", value="x")
    assert refused["http"] == 400
    await rig.play(f"{ALICE}/click", view_id=view_id, block_id="loud", action_id="text", value="x")
    assert rig.receiver.received[-1].data["actions"][0]["value"] == "x"
