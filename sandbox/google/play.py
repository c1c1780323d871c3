"""The human side of the mailboxes: what people do in Gmail's web client, and mail that arrives from outside."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.google.compose import Delivery, DraftEdit, Writing, delivered, edited, written
from sandbox.google.errors import GoogleError, Json
from sandbox.google.gmail_drafts import send_draft
from sandbox.google.mailbox import Mailbox, Stored
from sandbox.google.mime import attachments, b64url, body_text, plain_text
from sandbox.google.post import Arrival
from sandbox.google.rfc822 import addresses, sender
from sandbox.google.world import GoogleWorld

_FOLDERS = {"inbox": "INBOX", "drafts": "DRAFT", "sent": "SENT", "spam": "SPAM", "trash": "TRASH", "all": ""}
_BEAT_SECONDS = 15
Form = TypeVar("Form", bound=BaseModel)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class OptionsForm(BaseModel):
    """The switches to flip; absent ones stay."""

    model_config = ConfigDict(extra="forbid")

    rewrite_message_id: bool | None = None
    push: bool | None = None
    push_shuffle: bool | None = None
    push_duplicates: bool | None = None


class Relabelling(BaseModel):
    """Labels that a user puts on or takes off, such as INBOX for archiving and UNREAD for reading."""

    model_config = ConfigDict(extra="forbid")

    add: list[str] = []
    remove: list[str] = []


class Repetition(BaseModel):
    """How often a push is repeated."""

    times: int = 1


def play_mail_routes(world: GoogleWorld) -> web.Application:
    """The human side as an application: `app.add_subapp("/play/mail/", play_mail_routes(world))`."""
    play, app = _Play(world), web.Application(middlewares=[plainly], client_max_size=64 * 1024 * 1024)
    user = "/{email:[^/]+@[^/]+}"
    app.add_routes(
        [
            web.get("/users", play.users),
            web.get("/events", play.events),
            web.post("/deliver", play.deliver),
            web.post("/options", play.options),
            web.post("/keys/rotate", play.rotate_keys),
            web.post("/push/token", play.push_token),
            web.post(f"{user}/send", play.send),
            web.post(f"{user}/revoke", play.revoke),
            web.post(f"{user}/history/expire", play.expire_history),
            web.post(f"{user}/push/repeat", play.repeat_push),
            web.get(f"{user}/messages/{{id}}", play.message),
            web.post(f"{user}/messages/{{id}}/labels", play.relabel),
            web.post(f"{user}/drafts/{{draft}}", play.edit_draft),
            web.delete(f"{user}/drafts/{{draft}}", play.delete_draft),
            web.post(f"{user}/drafts/{{draft}}/send", play.send_draft),
            web.get(f"{user}/{{folder}}", play.folder),
        ]
    )
    return app


@web.middleware
async def plainly(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Mistakes as `{"error"}` with the status that fits."""
    try:
        return await handler(request)
    except GoogleError as error:
        return web.json_response({"error": error.message}, status=error.code)
    except ValidationError as error:
        return web.json_response({"error": error.errors(include_url=False, include_context=False)}, status=400)
    except ValueError as error:
        return web.json_response({"error": str(error)}, status=400)


async def read_form(request: web.Request, kind: type[Form]) -> Form:
    """What was sent along, checked. Raises ValidationError."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
    return kind.model_validate_json(bytes(body) or b"{}")


class _Play:
    def __init__(self, world: GoogleWorld) -> None:
        self._world = world

    def _box(self, request: web.Request) -> Mailbox:
        box = self._world.boxes.get(request.match_info["email"].lower())
        if box is None:
            raise GoogleError(404, "notFound", "Nobody here has this address.")
        return box

    async def users(self, request: web.Request) -> web.Response:
        """Who has a mailbox, and whether an app is connected to it."""
        users = self._world.users
        listed = [{"email": u.email, "name": u.name, "connected": self._world.oauth.connected(u.email)} for u in users]
        return web.json_response(listed)

    async def folder(self, request: web.Request) -> web.Response:
        """A folder's messages, newest first."""
        name, box = request.match_info["folder"], self._box(request)
        if name not in _FOLDERS:
            raise GoogleError(404, "notFound", f"There is no folder {name}.")
        label = _FOLDERS[name]
        found = [m for _, _, m in box.newest() if not label or label in m.labels]
        return web.json_response([_listed(box, m) for m in found])

    async def message(self, request: web.Request) -> web.Response:
        """One message in full."""
        box = self._box(request)
        return web.json_response(_detailed(box, box.get(request.match_info["id"])))

    async def relabel(self, request: web.Request) -> web.Response:
        """The user archives, reads, stars, throws away …"""
        box, form = self._box(request), await read_form(request, Relabelling)
        box.labels.check_change(form.add, form.remove)
        stored = box.relabel(request.match_info["id"], form.add, form.remove)
        return web.json_response({"id": stored.id, "labels": sorted(stored.labels)})

    async def deliver(self, request: web.Request) -> web.Response:
        """Mail arrives from outside."""
        form = await read_form(request, Delivery)
        raw = delivered(form, self._world.now)
        envelope = addresses(raw.having("X-Bcc", form.bcc) if form.bcc else raw, "To", "Cc", "Bcc", "X-Bcc")
        at = form.date or self._world.now()
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        arrival = Arrival(at, sender(raw)[1], form.auth, frozenset(form.labels))
        ids = self._world.post.deliver(raw.without("Bcc"), envelope, arrival)
        return web.json_response({"ids": ids}, status=201)

    async def send(self, request: web.Request) -> web.Response:
        """The user writes a mail in Gmail's web client."""
        box, form = self._box(request), await read_form(request, Writing)
        answered = box.get(form.reply_to) if form.reply_to else None
        raw = written(box.user, form, answered.raw if answered else None)
        thread = box.thread_for(raw, answered.thread_id if answered else "")
        stored = self._world.post.send(box, raw, thread)
        return web.json_response({"id": stored.id, "threadId": stored.thread_id}, status=201)

    async def edit_draft(self, request: web.Request) -> web.Response:
        """The user changes a draft in Gmail's web client."""
        box, form, draft_id = self._box(request), await read_form(request, DraftEdit), request.match_info["draft"]
        old = box.draft(draft_id)
        raw = edited(old.raw, old.root, plain_text(old.root), form)
        stored = box.replace_draft(draft_id, raw, old.thread_id)
        return web.json_response({"draftId": draft_id, "id": stored.id, "threadId": stored.thread_id})

    async def delete_draft(self, request: web.Request) -> web.Response:
        """The user throws a draft away."""
        box = self._box(request)
        box.remove(box.draft(request.match_info["draft"]).id)
        return web.json_response({})

    async def send_draft(self, request: web.Request) -> web.Response:
        """The user sends a draft by hand."""
        stored = send_draft(self._world.post, self._box(request), request.match_info["draft"])
        return web.json_response({"id": stored.id, "threadId": stored.thread_id})

    async def revoke(self, request: web.Request) -> web.Response:
        """The user takes back every app's access, as a change of password does."""
        return web.json_response({"revoked": self._world.oauth.revoke_all(self._box(request).user.email)})

    async def expire_history(self, request: web.Request) -> web.Response:
        """Every history id handed out so far is answered with 404 from now on."""
        box = self._box(request)
        box.expire_history()
        return web.json_response({"historyId": str(box.history.current)})

    async def repeat_push(self, request: web.Request) -> web.Response:
        """The last push goes out again."""
        email, form = self._box(request).user.email, await read_form(request, Repetition)
        return web.json_response({"sent": self._world.pusher.repeat(email, form.times)})

    async def options(self, request: web.Request) -> web.Response:
        """Flips switches, and shows how all of them stand."""
        form = await read_form(request, OptionsForm)
        for name, value in form.model_dump(exclude_none=True).items():
            setattr(self._world.options, name, value)
        return web.json_response(vars(self._world.options))

    async def rotate_keys(self, request: web.Request) -> web.Response:
        """Pushes are signed with a new key from now on."""
        self._world.rotate_keys()
        return web.json_response({})

    async def push_token(self, request: web.Request) -> web.Response:
        """The identity token that goes with pushes now, for a load test that plays Pub/Sub itself."""
        return web.json_response({"token": self._world.pusher.token()})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: `{"email"}` whenever a mailbox changes."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        stream = web.StreamResponse(headers=headers)
        queue = self._world.listen()
        try:
            await stream.prepare(request)
            await stream.write(b": open\n\n")
            while event := await _next_event(queue):
                await stream.write(event)
        except ConnectionError:
            return stream
        else:
            return stream
        finally:
            self._world.unlisten(queue)


async def _next_event(queue: asyncio.Queue[Json]) -> bytes:
    """The next event, or a comment that keeps the connection alive; nothing once the world closes."""
    try:
        event = await asyncio.wait_for(queue.get(), _BEAT_SECONDS)
    except TimeoutError:
        return b": still here\n\n"
    return f"data: {json.dumps(event)}\n\n".encode() if event else b""


def _listed(box: Mailbox, stored: Stored) -> Json:
    raw, draft = stored.raw, box.draft_id(stored.id)
    return {
        "id": stored.id,
        "threadId": stored.thread_id,
        "from": raw.get("From"),
        "to": raw.get("To"),
        "subject": stored.subject,
        "snippet": stored.snippet,
        "date": datetime.fromtimestamp(stored.received_ms / 1000, UTC).isoformat(),
        "labels": sorted(stored.labels),
        "unread": "UNREAD" in stored.labels,
    } | ({"draftId": draft} if draft else {})


def _detailed(box: Mailbox, stored: Stored) -> Json:
    raw, html = stored.raw, body_text(stored.root, "text/html")
    files = [{"name": p.filename, "kind": p.kind, "size": len(p.content)} for p in attachments(stored.root)]
    return {
        **_listed(box, stored),
        "headers": dict(reversed(raw.items())),
        "cc": raw.get("Cc"),
        "bcc": raw.get("Bcc"),
        "text": plain_text(stored.root),
        "attachments": files,
        "raw": b64url(stored.wire),
    } | ({"html": html} if html else {})
