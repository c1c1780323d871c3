"""Modals and Home tabs: trigger ids, the stack of open views of each user, and what Slack refuses there."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.slack.block_kit import completed, view_flaws, view_too_large
from sandbox.slack.blocks import Surface
from sandbox.slack.values import App, Json, SlackError, Team

TRIGGER_SECONDS = 3
STACK = 3
_TRIGGERS_KEPT = 1000


@dataclass
class View:
    """An open modal or a Home tab. `state` is what the user has entered: block_id, action_id, value."""

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    state: dict[str, dict[str, Json]] = field(default_factory=dict)


@dataclass
class _Trigger:
    user: str
    at: float
    from_view: str | None
    used: bool = False


class Modals:
    """The views of all users."""

    def __init__(self, team: Team, app: App, now: Callable[[], float]) -> None:
        self._team, self._app, self._now = team, app, now
        self._triggers: dict[str, _Trigger] = {}
        self._numbers = itertools.count(1)
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.readers: dict[str, str] = {}  # whose each trigger id and each view is or was

    def trigger(self, user: str, from_view: str | None = None) -> str:
        """A new trigger id: good once, for three seconds, for this user."""
        while len(self._triggers) >= _TRIGGERS_KEPT:
            self._triggers.pop(next(iter(self._triggers)))
        name = f"{int(self._now() * 1000)}.{next(self._numbers)}.{secrets.token_hex(16)}"
        self._triggers[name] = _Trigger(user, self._now(), from_view)
        self.readers[name] = user
        return name

    def _exchange(self, trigger_id: str) -> _Trigger:
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self._now() - trigger.at > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def open(self, trigger_id: str, body: Any) -> View:
        """views.open: the user's stack is this view alone."""
        view = self._checked(body, "modal")
        trigger = self._exchange(trigger_id)
        self.stacks[trigger.user] = []
        return self._stack(trigger.user, view)

    def push(self, trigger_id: str, body: Any) -> View:
        """views.push: on top of the view in which the trigger arose."""
        view = self._checked(body, "modal")
        trigger = self._exchange(trigger_id)
        if trigger.from_view is None or not self.stacks.get(trigger.user):
            raise SlackError("not_found")
        return self.push_for(trigger.user, view)

    def push_for(self, user: str, body: Json) -> View:
        """Puts a checked view on top of the user's stack, three at most."""
        if len(self.stacks.get(user, [])) >= STACK:
            raise SlackError("push_limit_reached")
        return self._stack(user, body)

    def _stack(self, user: str, body: Json) -> View:
        stack = self.stacks.setdefault(user, [])
        view_id = self._view_id()
        root, previous = (stack[0].id, stack[-1].id) if stack else (view_id, None)
        view = View(view_id, user, body, self._hash(), root, previous)
        stack.append(view)
        self.readers[view_id] = user
        return view

    def update(self, body: Any, *, view_id: str, external_id: str, known_hash: str) -> View:
        """views.update: replaces what an open view shows; what the user entered in blocks that stay is kept."""
        view = self._find(view_id, external_id)
        checked = self._checked(body, "home" if view.body["type"] == "home" else "modal", own=view)
        if known_hash and known_hash != view.hash:
            raise SlackError("hash_conflict")
        self.replace(view, checked)
        return view

    def replace(self, view: View, body: Json) -> None:
        """Shows a checked body in an open view."""
        view.body, view.hash = body, self._hash()

    def publish(self, user: str, body: Any, known_hash: str) -> View:
        """views.publish: the user's Home tab."""
        home = self.homes.get(user)
        checked = self._checked(body, "home", own=home)
        if known_hash and home and known_hash != home.hash:
            raise SlackError("hash_conflict")
        view_id = home.id if home else self._view_id()
        self.homes[user] = View(view_id, user, checked, self._hash(), view_id)
        return self.homes[user]

    def all(self) -> Iterator[View]:
        """Every view that someone has before them."""
        yield from itertools.chain(*self.stacks.values(), self.homes.values())

    def of(self, user: str, view_id: str) -> View | None:
        """That user's open view or Home tab with this id."""
        return next((view for view in self.all() if view.id == view_id and view.user == user), None)

    def drop(self, view: View, *, whole_stack: bool = False) -> list[View]:
        """Closes a view (with all on top of it), or the whole stack; returns what was closed, top first."""
        stack = self.stacks.get(view.user, [])
        keep = 0 if whole_stack else stack.index(view)
        closed = stack[keep:][::-1]
        self.stacks[view.user] = stack[:keep]
        return closed

    def checked(self, body: Any) -> tuple[Json | None, list[str]]:
        """A view out of a response_action: its completed body, or why Slack would not show it."""
        try:
            return self._checked(body, "modal"), []
        except SlackError as error:
            return None, list(error.more.get("response_metadata", {}).get("messages", [error.error]))

    def _find(self, view_id: str, external_id: str) -> View:
        for view in self.all():
            if (view_id and view.id == view_id) or (external_id and view.body.get("external_id") == external_id):
                return view
        raise SlackError("not_found")

    def _checked(self, body: Any, kind: Surface, own: View | None = None) -> Json:
        flaws = view_flaws(body, kind)
        if flaws:
            messages = [f"[ERROR] {flaw}" for flaw in flaws]
            raise SlackError("invalid_arguments", response_metadata={"messages": messages})
        if view_too_large(body):
            raise SlackError("view_too_large")
        named = body.get("external_id")
        if named and any(view.body.get("external_id") == named for view in self.all() if view is not own):
            raise SlackError("duplicate_external_id")
        return {**body, "blocks": completed(body["blocks"])}

    def _view_id(self) -> str:
        return f"V{next(self._numbers):08d}{secrets.token_hex(2).upper()}"

    def _hash(self) -> str:
        return f"{int(self._now())}.{secrets.token_hex(4)}"

    def wire(self, view: View, values: Json) -> Json:
        """The view as Slack puts it into answers and payloads, with what the user has entered."""
        defaults: Json = {
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "title": None,
            "submit": None,
            "close": None,
        }
        return {
            **defaults,
            **view.body,
            "id": view.id,
            "team_id": self._team.id,
            "state": {"values": values},
            "hash": view.hash,
            "root_view_id": view.root,
            "previous_view_id": view.previous,
            "app_id": self._app.app_id,
            "app_installed_team_id": self._team.id,
            "bot_id": self._app.bot_id,
        }
