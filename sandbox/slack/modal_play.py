"""The human in front of a modal: submits it, closes it, and sees what the app answers (`response_action`)."""

from typing import Any

from sandbox.slack.block_kit import walk
from sandbox.slack.delivery import Answer
from sandbox.slack.entries import missing, values
from sandbox.slack.human import Human, Impossible, enter, told
from sandbox.slack.methods.views import shown
from sandbox.slack.modals import View
from sandbox.slack.orders import Close, Submit
from sandbox.slack.values import Json, SlackError
from sandbox.slack.world import SlackWorld

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(world: SlackWorld, human: Human, order: Submit) -> Json:
    """Presses submit. `errors` by block_id: of Slack's own interface (nothing was sent) or of the app."""
    view = _topmost(world, human, order.view_id)
    if "submit" not in view.body:
        raise Impossible("this modal has no submit button")
    blocks = view.body["blocks"]
    complaints = enter(blocks, view.state, order.values)
    complaints = {**missing(blocks, values(blocks, view.state)), **complaints}
    if complaints:
        return {"sent": False, "status": 0, "body": "", "ms": 0, "ok": False, "errors": complaints}
    trigger = world.modals.trigger(human.user.id, view.id)
    payload = world.envelope.interaction("view_submission", human.user, trigger)
    answer = await world.delivery.interaction({**payload, "view": shown(world, view), "response_urls": []})
    world.replies.append((human.user.id, answer.body))
    outcome = _apply(world, view, answer)
    world.watchers.tell([human.user.id])
    return told(answer, sent=True, **outcome)


async def close(world: SlackWorld, human: Human, order: Close) -> Json:
    """Presses close (or the cross, with `clear`); the app hears of it if it asked to be notified."""
    view = _topmost(world, human, order.view_id)
    whole = order.clear or bool(view.body.get("clear_on_close"))
    closed = world.modals.drop(view, whole_stack=whole)
    world.watchers.tell([human.user.id])
    answers = []
    for one in closed:
        if one.body.get("notify_on_close"):
            payload = world.envelope.interaction("view_closed", human.user)
            answers.append(
                await world.delivery.interaction({**payload, "view": shown(world, one), "is_cleared": whole})
            )
    last = told(answers[-1]) if answers else {"status": 0, "body": "", "ms": 0, "ok": True}
    return {**last, "closed": [one.id for one in closed], "notified": len(answers)}


def _topmost(world: SlackWorld, human: Human, view_id: str) -> View:
    view = human.view(view_id)
    stack = world.modals.stacks.get(human.user.id, [])
    if not stack or stack[-1] is not view:
        raise Impossible("this view is not the topmost modal", 409)
    return view


def _apply(world: SlackWorld, view: View, answer: Answer) -> Json:
    """What the human sees after the app's answer: nothing more, errors, another view, or trouble."""
    if not answer.ok:
        return {"shown": TROUBLE, "problem": answer.failure}
    if not answer.body.strip():
        world.modals.drop(view)
        return {}
    said = answer.json()
    if not isinstance(said, dict):
        return {"shown": TROUBLE, "problem": "the answer is neither empty nor a JSON object"}
    return _obey(world, view, said)


def _obey(world: SlackWorld, view: View, said: Json) -> Json:
    kind = said.get("response_action")
    if kind is None:
        world.modals.drop(view)
        return {}
    if kind == "clear":
        world.modals.drop(view, whole_stack=True)
        return {}
    if kind == "errors":
        return _errors(view, said.get("errors"))
    if kind not in ("update", "push"):
        return {"shown": TROUBLE, "problem": f"unknown response_action: {kind}"}
    body, flaws = world.modals.checked(said.get("view"))
    if body is None:
        return {"shown": TROUBLE, "problem": "invalid view", "flaws": flaws}
    if kind == "update":
        world.modals.replace(view, body)
        return {}
    try:
        world.modals.push_for(view.user, body)
    except SlackError as error:
        return {"shown": TROUBLE, "problem": error.error}
    return {}


def _errors(view: View, errors: Any) -> Json:
    """Errors must name blocks that are inputs of this view; Slack drops the answer otherwise."""
    inputs = {block["block_id"] for _, block in walk(view.body["blocks"]) if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not all(isinstance(e, str) and e for e in errors.values()):
        return {"shown": TROUBLE, "problem": "errors must map block ids to texts"}
    strangers = sorted(set(errors) - inputs)
    if strangers:
        return {"shown": TROUBLE, "problem": f"errors name blocks that are no inputs: {', '.join(strangers)}"}
    return {"errors": errors}
