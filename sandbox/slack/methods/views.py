"""The views.* methods."""

from collections.abc import Mapping

from sandbox.slack.entries import values
from sandbox.slack.methods.method import TIER_4, Method
from sandbox.slack.modals import View
from sandbox.slack.values import Json
from sandbox.slack.wire import Args, invalid
from sandbox.slack.world import SlackWorld


def shown(world: SlackWorld, view: View) -> Json:
    """The view as it is sent to the app."""
    return world.modals.wire(view, values(view.body["blocks"], view.state))


def _answer(world: SlackWorld, view: View) -> Json:
    world.watchers.tell([view.user])
    return {"view": shown(world, view)}


def _body(args: Args) -> object:
    if not args.has("view"):
        raise invalid("missing required field: view")
    return args.json("view")


def _open(world: SlackWorld, args: Args) -> Json:
    return _answer(world, world.modals.open(args.need("trigger_id"), _body(args)))


def _push(world: SlackWorld, args: Args) -> Json:
    return _answer(world, world.modals.push(args.need("trigger_id"), _body(args)))


def _update(world: SlackWorld, args: Args) -> Json:
    view_id, external_id = args.text("view_id"), args.text("external_id")
    if not view_id and not external_id:
        raise invalid("missing required field: view_id")
    updated = world.modals.update(_body(args), view_id=view_id, external_id=external_id, known_hash=args.text("hash"))
    return _answer(world, updated)


def _publish(world: SlackWorld, args: Args) -> Json:
    user = world.person(args.need("user_id"))
    return _answer(world, world.modals.publish(user.id, _body(args), args.text("hash")))


METHODS: Mapping[str, Method] = {
    "views.open": Method(_open, (), TIER_4),
    "views.push": Method(_push, (), TIER_4),
    "views.update": Method(_update, (), TIER_4),
    "views.publish": Method(_publish, (), TIER_4),
}
