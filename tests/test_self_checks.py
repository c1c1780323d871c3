"""The project held against itself: manifest and listeners, jobs and queues, and what Bolt would ignore."""

import ast
import importlib
import inspect
import json
import pkgutil
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import cache
from typing import Any

import jsonschema_rs
import pytest
import yaml
from slack_bolt.async_app import AsyncApp
from slack_bolt.kwargs_injection.async_args import AsyncArgs

import handlers.slack
from assistant.failing import Failing, Failings
from assistant.letters import letter_of
from assistant.preferences import Preferences
from assistant.preferring import Preferred
from assistant.remembering import Progress
from assistant.remembering import Stand as Reached
from bot.app import make_bolt
from bot.errors import Failure
from bot.queue import QUEUES
from bot.settings import SLACK_SCOPES
from bot.views.answer import answer_card
from bot.views.api_keys import api_keys
from bot.views.asking import heard, pointer
from bot.views.connecting import connect_offer, reconnect
from bot.views.exporting import export_offer
from bot.views.failures import failures_list, failures_notice
from bot.views.history import history_message
from bot.views.leaving import disconnect_form, disconnect_offer, purge_offer
from bot.views.mail_card import Drawn, mail_card
from bot.views.modals import edit_modal, instruct_modal, why_modal
from bot.views.preferring import pause_offers, settings_form, settings_offers
from bot.views.proposal_card import proposal_card
from bot.views.sharing import share_form
from bot.views.status import Machine, status
from jobs.runner import find_jobs
from sandbox.slack.values import App
from storage.access_tokens import AccessToken
from storage.db import Database
from storage.dead_letters import DeadLetter
from storage.drafts import DraftState
from storage.messages import MessageState
from tests.bot.views.answers import HEADING, reply, whole
from tests.bot.views.cases import NOW, case_of, draft_of, verdict_of, version_of
from tests.bot.views.payloads import contracts, objects
from tests.bot.views.proposal_cases import every_proposal
from tests.bot.views.stands import troubled
from tests.database_fixture import Clock
from tests.handlers.office import open_office
from tests.sources import ROOT, sources

Json = dict[str, Any]


@cache
def manifest() -> Json:
    found: Json = yaml.safe_load((ROOT / "manifest.yml").read_text())
    return found


def registered(kind: str) -> set[str]:
    """What the Slack handlers register for, read from their source: `@bolt.action("…")` and its kin."""
    found = set()
    for _, module in sources("handlers/slack"):
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == kind:
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return {str(name) for name in found}


# the manifest


def test_the_manifest_is_of_slacks_own_published_type() -> None:
    path = contracts() / "AppManifest.schema.json"
    if not path.exists():
        pytest.skip(f"Slack's published types are not on this machine: {path} (set MAILROOM_CONTRACTS)")
    validator = jsonschema_rs.Draft7Validator(json.loads(path.read_text()))
    known = json.loads(json.dumps(manifest()))
    known["oauth_config"]["scopes"]["bot"].remove("assistant:write")  # younger than the published type
    known["settings"]["event_subscriptions"]["bot_events"].remove("agent_session_stopped")
    assert [error.message for error in validator.iter_errors(known)] == []


def test_every_command_of_the_manifest_has_a_listener_and_the_other_way_round() -> None:
    assert {one["command"] for one in manifest()["features"]["slash_commands"]} == registered("command")


def test_every_event_of_the_manifest_has_a_listener_and_the_other_way_round() -> None:
    events = {name.split(".")[0] for name in manifest()["settings"]["event_subscriptions"]["bot_events"]}
    assert events == registered("event")


NEEDS = {
    "chat.postMessage": {"chat:write"}, "chat.update": {"chat:write"}, "chat.postEphemeral": {"chat:write"},
    "chat.startStream": {"chat:write"}, "chat.appendStream": {"chat:write"}, "chat.stopStream": {"chat:write"},
    "chat.getPermalink": set(), "chat.delete": {"chat:write"}, "agents.sessions.setStatus": {"chat:write"},
    "assistant.threads.setSuggestedPrompts": {"assistant:write"}, "conversations.replies": {"im:history"},
    "conversations.open": {"im:write"}, "conversations.history": {"im:history"}, "users.info": {"users:read"},
    "auth.test": set(), "views.open": set(), "views.publish": set(),
}  # fmt: skip
METHOD = re.compile(r'"((?:chat|conversations|users|auth|views|agents\.sessions|assistant\.threads)\.\w+)"')


def test_the_manifest_asks_for_the_scopes_that_our_calls_need_and_no_more() -> None:
    connector = [(ROOT / f"connectors/{name}.py").read_text() for name in ("slack", "slack_streams")]
    called = {method for source in connector for method in METHOD.findall(source)}
    assert "chat.startStream" in called and "chat.postMessage" in called
    needed = set().union(*(NEEDS[method] for method in called)) | {"commands"}
    asked = set(manifest()["oauth_config"]["scopes"]["bot"])
    assert needed <= asked
    # what the events app_home_opened (with the Messages tab) and app_mention come with, and who a mailbox's owner is
    assert asked - needed <= {"im:read", "app_mentions:read", "users:read.email"}


def test_an_installation_asks_for_the_scopes_of_the_manifest() -> None:
    assert list(SLACK_SCOPES) == manifest()["oauth_config"]["scopes"]["bot"]


def test_the_stand_in_for_slack_knows_the_app_as_the_manifest_makes_it() -> None:
    commands = {one["command"] for one in manifest()["features"]["slash_commands"]}
    assert commands == App().commands
    assert set(manifest()["oauth_config"]["scopes"]["bot"]) <= App().scopes
    assert set(manifest()["settings"]["event_subscriptions"]["bot_events"]) <= App().events


def test_the_manifest_is_for_agents_of_today_and_has_one_address() -> None:
    assert "agent_view" in manifest()["features"] and "assistant_view" not in manifest()["features"]
    addresses = set(re.findall(r"https://mailroom\S+", (ROOT / "manifest.yml").read_text()))
    home = "https://mailroom.example.com/slack"
    assert addresses == {f"{home}/events", f"{home}/oauth_redirect"}


# listeners


def standing_of_everything() -> list[Drawn]:
    """What is shown of mailboxes, their settings and what failed."""
    box, boxes = troubled(), [Preferred("a1", "a@x.example", paused, Preferences()) for paused in (True, False)]
    failings = Failings((Failing("1", "send_reply", Failure.UNKNOWN, box.email, "", NOW, 1),), 2)
    history = [Progress(stand, 1, 2, NOW, 0, Failure.UNKNOWN) for stand in Reached]
    return [
        *(status([replace(box, paused=paused)], Machine(), NOW) for paused in (True, False)),
        *(failures_notice(failings), failures_list(failings), settings_offers(boxes), pause_offers(boxes)),
        *(history_message("a1", box.email, progress, 40) for progress in history),
    ]


def test_everything_that_can_be_clicked_has_a_listener_of_its_own() -> None:
    shown: list[Any] = [connect_offer("https://x.example/").blocks, reconnect("alice@x.example", "a1").blocks]
    for state in DraftState:
        case = case_of(verdict=verdict_of(), draft=draft_of(state), version=version_of())
        shown.append(mail_card(case, None, NOW).blocks)
    letter = DeadLetter(id="1", failure=Failure.UNKNOWN, correlation="c", resolution="")
    shown.append(mail_card(replace(case_of(state=MessageState.STUCK), failed=letter), None, NOW).blocks)
    shown += [answer_card(HEADING, said).blocks for said in (reply(), whole("A"))]
    shown.append(pointer("https://x.example/", answered=True).blocks)
    shown += [proposal_card(one, NOW).blocks for one in every_proposal()]
    shown.append(export_offer("https://x.example/", "ABCDEFGH").blocks)
    key = AccessToken(id="1", name="laptop", key="k1", made_at=NOW, expires_at=NOW)
    shown.append(api_keys([key], "https://x.example/").blocks)
    shown += [disconnect_offer([case_of(None).account]).blocks, purge_offer().blocks]
    shown += [drawn.blocks for drawn in standing_of_everything()]
    kinds = ("button", "overflow")
    actions = {element["action_id"] for kind in kinds for element in objects(shown, kind)}
    assert actions == registered("action")


def test_every_form_has_a_listener_and_the_other_way_round() -> None:
    version = version_of()
    forms = [edit_modal(version.id, letter_of(version)), instruct_modal(version.id), why_modal(case_of(None))]
    forms.append(share_form("1", heard()))
    forms.append(disconnect_form(case_of(None).account))
    forms.append(settings_form(Preferred("a1", "a@x.example", False, Preferences()), ["openai"]))
    assert {form["callback_id"] for form in forms if "submit" in form} == registered("view")


@pytest.fixture
async def bolt(sqlite_db: Database, clock: Clock) -> AsyncIterator[AsyncApp]:
    async with open_office(sqlite_db, clock) as office:
        yield make_bolt(office.services)


def test_every_parameter_of_every_listener_is_one_that_bolt_knows(bolt: AsyncApp) -> None:
    """Bolt passes None, with a warning, for a name that it does not know."""
    known = set(AsyncArgs.__annotations__) | {"error"}
    functions = [listener.ack_function for listener in bolt._async_listeners]  # Bolt has no public list of them
    functions += [one.func for one in bolt._async_middleware_list if hasattr(one, "func")]
    functions.append(bolt._async_listener_runner.listener_error_handler.func)  # type: ignore[attr-defined]
    assert len(functions) >= len(registered("action")) + len(registered("view")) + 3
    for function in functions:
        assert set(inspect.signature(function).parameters) <= known, function.__qualname__


def test_every_file_of_slack_handlers_is_registered(bolt: AsyncApp) -> None:
    modules = {module.name for module in pkgutil.iter_modules(handlers.slack.__path__)}
    with_doors = {name for name in modules if hasattr(importlib.import_module(f"handlers.slack.{name}"), "register")}
    there = {listener.ack_function.__module__.rpartition(".")[2] for listener in bolt._async_listeners}
    assert there == with_doors


# jobs


def test_every_job_is_on_a_queue_that_workers_serve_and_is_named_like_its_file() -> None:
    jobs = find_jobs("jobs")
    assert len(jobs) >= 10
    for path, job in jobs.items():
        assert job.queue in QUEUES
        assert path == f"jobs.{job.call.__name__}.{job.call.__name__}"
        assert 1 <= job.timeout <= 3600


def test_every_job_can_be_rung_over_the_queue() -> None:
    """Its arguments are ids and markers, so that they can be JSON and tell nothing."""
    for job in find_jobs("jobs").values():
        _, *arguments = inspect.signature(job.call).parameters.values()
        assert all(argument.annotation in (str, int) for argument in arguments), job.path
