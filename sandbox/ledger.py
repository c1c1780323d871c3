"""What the stand-ins have handed out, held and been told since they began: for whoever looks for what leaked."""

import json
from collections.abc import Iterator, Mapping

from aiohttp import web

from sandbox.google.mime import plain_text
from sandbox.google.world import GoogleWorld
from sandbox.slack.values import Json
from sandbox.slack.world import Call, SlackWorld


def ledger(google: GoogleWorld, slack: SlackWorld) -> Json:
    """`secrets`: pairs of kind and text. `mails`: `owner` (a member's id), `subject` and `text`, also of what is gone.

    `told` is what the app said to Slack: `method`, `readers` (members' ids, none if nobody reads it) and `body`;
    `whole` is False if the stand-in no longer remembers all of that.
    """
    kept = (slack.calls, slack.replies)
    replies = [{"method": "reply", "readers": [user], "body": said} for user, said in slack.replies if said]
    return {
        "secrets": [[kind, text] for kind, text in dict.fromkeys(_secrets(google, slack)) if text],
        "mails": list(_mails(google, {user.email: user.id for user in slack.users.values()})),
        "told": [_told(slack, call) for call in slack.calls] + replies,
        "whole": all(some.maxlen is None or len(some) < some.maxlen for some in kept),
    }


def ledger_routes(google: GoogleWorld, slack: SlackWorld) -> list[web.RouteDef]:
    """The route /play/ledger (an absolute path), for `app.add_routes`."""

    async def shown(request: web.Request) -> web.Response:
        return web.json_response(ledger(google, slack))

    return [web.get("/play/ledger", shown)]


def _secrets(google: GoogleWorld, slack: SlackWorld) -> Iterator[tuple[str, str]]:
    yield from google.oauth.issued
    yield from (("signed token", token) for token in google.keys.signed)
    for grant in slack.tokens.standing:
        yield from (("bot token", grant.access), ("bot refresh token", grant.refresh))
    yield from (("bot token", token) for token in slack.tokens.revoked)
    yield from (("response link", link) for link in slack.links)


def _mails(google: GoogleWorld, members: Mapping[str, str]) -> Iterator[Json]:
    for email, box in google.boxes.items():
        for stored in box.ever:
            yield {"owner": members.get(email, email), "subject": stored.subject, "text": plain_text(stored.root)}


def _told(slack: SlackWorld, call: Call) -> Json:
    body = json.dumps(call.arguments, ensure_ascii=False)
    return {"method": call.method, "readers": sorted(_readers(slack, call)), "body": body}


def _readers(slack: SlackWorld, call: Call) -> set[str]:
    """The people before whom it appears, as far as Slack took it; else those before whom it was to appear."""
    asked, view = call.arguments, call.answer.get("view") or {}
    if call.method.startswith("views."):
        ids = (asked.get("user_id"), view.get("id"), asked.get("view_id"), asked.get("trigger_id"))
        known = (slack.modals.readers.get(str(one), str(one)) for one in ids if one)
        return {one for one in known if one in slack.users}
    if call.method == "chat.postEphemeral":
        return {str(asked.get("user"))}
    channel = slack.talk.channels.get(str(asked.get("channel") or asked.get("channel_id")))
    return {one for one in channel.members if one in slack.users} if channel else set()
