"""auth.*, api.test, team.info and the users.* methods."""

from collections.abc import Mapping

from sandbox.slack.methods.method import TIER_2, TIER_3, TIER_4, Method
from sandbox.slack.values import Json, SlackError, User
from sandbox.slack.wire import Args
from sandbox.slack.world import SlackWorld


def _auth_test(world: SlackWorld, args: Args) -> Json:
    return {
        "url": f"https://{world.team.domain}.slack.com/",
        "team": world.team.name,
        "user": world.app.bot_name.lower(),
        "team_id": world.team.id,
        "user_id": world.app.bot_user_id,
        "bot_id": world.app.bot_id,
        "is_enterprise_install": False,
    }


def _revoke(world: SlackWorld, args: Args) -> Json:
    if args.flag("test"):
        return {"revoked": False}
    world.revoke()
    return {"revoked": True}


def _api_test(world: SlackWorld, args: Args) -> Json:
    if args.text("error"):
        raise SlackError(args.text("error"), args=args.values)
    return {"args": args.values}


def _team_info(world: SlackWorld, args: Args) -> Json:
    return {"team": {"id": world.team.id, "name": world.team.name, "domain": world.team.domain}}


def _profile(world: SlackWorld, user: User) -> Json:
    profile: Json = {"real_name": user.real_name, "display_name": user.name, "team": world.team.id}
    first, _, last = user.real_name.partition(" ")
    profile |= {"first_name": first, "last_name": last, "image_72": ""}
    return {**profile, "email": user.email} if "users:read.email" in world.app.scopes else profile


def _person(world: SlackWorld, user: User, *, locale: bool = False) -> Json:
    shown: Json = {
        "id": user.id,
        "team_id": world.team.id,
        "name": user.name,
        "real_name": user.real_name,
        "deleted": user.deleted,
        "tz": user.tz,
        "tz_label": user.tz,
        "tz_offset": user.tz_offset,
        "profile": _profile(world, user),
        "is_bot": False,
        "is_email_confirmed": user.confirmed,
        "is_app_user": False,
        "is_admin": False,
        "updated": 0,
    }
    return {**shown, "locale": user.locale} if locale else shown


def _bot(world: SlackWorld) -> Json:
    app = world.app
    profile = {"real_name": app.bot_name, "bot_id": app.bot_id, "api_app_id": app.app_id, "team": world.team.id}
    shown = {"id": app.bot_user_id, "team_id": world.team.id, "name": app.bot_name.lower(), "deleted": False}
    return {**shown, "real_name": app.bot_name, "is_bot": True, "profile": profile, "tz": "UTC", "tz_offset": 0}


def _users_info(world: SlackWorld, args: Args) -> Json:
    wanted = args.need("user")
    if wanted == world.app.bot_user_id:
        return {"user": _bot(world)}
    return {"user": _person(world, world.person(wanted), locale=args.flag("include_locale"))}


def _users_list(world: SlackWorld, args: Args) -> Json:
    people = [_person(world, user, locale=args.flag("include_locale")) for user in world.users.values()]
    return {"members": [*people, _bot(world)], "cache_ts": int(world.now()), "response_metadata": {"next_cursor": ""}}


def _lookup_by_email(world: SlackWorld, args: Args) -> Json:
    wanted = args.need("email").lower()
    found = next((user for user in world.users.values() if user.email == wanted and not user.deleted), None)
    if found is None:
        raise SlackError("users_not_found")
    return {"user": _person(world, found)}


def _profile_get(world: SlackWorld, args: Args) -> Json:
    return {"profile": _profile(world, world.person(args.need("user")))}


METHODS: Mapping[str, Method] = {
    "auth.test": Method(_auth_test),
    "auth.revoke": Method(_revoke, (), TIER_3),
    "api.test": Method(_api_test, open=True),
    "team.info": Method(_team_info, ("team:read",), TIER_3),
    "users.info": Method(_users_info, ("users:read",), TIER_4),
    "users.list": Method(_users_list, ("users:read",), TIER_2),
    "users.lookupByEmail": Method(_lookup_by_email, ("users:read.email",), TIER_3),
    "users.profile.get": Method(_profile_get, ("users.profile:read",), TIER_4),
}
