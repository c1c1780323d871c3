"""What `make run` plays and what is real, by what the user has set (SPEC SB2)."""

from pathlib import Path

import pytest

from sandbox.environment import Addresses, Plan, given, make_plan
from sandbox.processes import ROOT

WHERE = Addresses("http://127.0.0.1:3333", "http://127.0.0.1:4000", "redis://127.0.0.1:6390/0")


def plan_of(folder: Path, **env: str) -> Plan:
    return make_plan(env, WHERE, folder)


def test_with_nothing_set_everything_is_played(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    assert plan.played == ["Slack", "Gmail", "the model"]
    assert plan.environment["SLACK_API_URL"] == "http://127.0.0.1:4000/slack/api/"


def test_slacks_two_tokens_alone_bring_the_real_slack_over_a_socket_and_a_played_google(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SLACK_BOT_TOKEN="xoxb-real", SLACK_APP_TOKEN="xapp-real")
    assert plan.played == ["Gmail", "the model"]
    slack = {name: value for name, value in plan.environment.items() if name.startswith("SLACK")}
    assert slack == {"SLACK_BOT_TOKEN": "xoxb-real", "SLACK_APP_TOKEN": "xapp-real"}
    assert plan.environment["GOOGLE_CLIENT_ID"] == "sandbox-client"


def test_a_slack_client_brings_the_real_slack_too(tmp_path: Path) -> None:
    plan = plan_of(tmp_path, SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="real", SLACK_SIGNING_SECRET="real")
    assert plan.slack and "SLACK_BOT_TOKEN" not in plan.environment and "SLACK_API_URL" not in plan.environment


@pytest.mark.parametrize("name", ["SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_CLIENT_SECRET"])
def test_a_leftover_of_a_real_slack_does_not_reach_the_played_one(tmp_path: Path, name: str) -> None:
    plan = plan_of(tmp_path, **{name: "real"})
    assert not plan.slack and plan.environment.get(name) != "real"


def test_the_example_file_as_it_is_copied_leaves_everything_to_make_run(tmp_path: Path) -> None:
    plan = make_plan(given(ROOT / ".env.example"), WHERE, tmp_path)
    assert not (plan.slack or plan.google or plan.models)
    own = {"REDIS_URL": WHERE.redis, "PUBLIC_URL": WHERE.app}
    assert own.items() <= plan.environment.items() and str(tmp_path) in plan.environment["DATABASE_URL"]
