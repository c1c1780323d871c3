"""What the app is told in its environment: credentials of the user where set, of the stand-ins where not (SB2)."""

import base64
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from sandbox.server import PUSH_ACCOUNT


@dataclass(frozen=True)
class Addresses:
    """Where everything is served on this machine."""

    app: str
    stage: str
    redis: str
    chroma: str = ""  # none: questions are searched by words alone


@dataclass(frozen=True)
class Plan:
    """Which services no stand-in plays, and the whole environment of the app's processes."""

    slack: bool
    google: bool
    models: bool
    environment: dict[str, str]

    @property
    def played(self) -> list[str]:
        """The services that the stand-ins play."""
        real = {"Slack": self.slack, "Gmail": self.google, "the model": self.models}
        return [name for name, is_real in real.items() if not is_real]


def given(file: Path) -> dict[str, str]:
    """The environment over the .env file; empty values count as not set."""
    values = {**dotenv_values(file), **os.environ}
    return {name: value for name, value in values.items() if value}


def has_slack(env: Mapping[str, str]) -> bool:
    """Whether the real Slack is set up: for one workspace by its token, for several by a client."""
    return "SLACK_BOT_TOKEN" in env or "SLACK_CLIENT_ID" in env


def make_plan(env: Mapping[str, str], where: Addresses, folder: Path) -> Plan:
    """What is real and what is played. A token key, if none is given, is made once and kept in `folder`."""
    slack = has_slack(env)
    google = "GOOGLE_CLIENT_ID" in env
    none = env.get("LLM_PROVIDERS") == "none"  # our word for: without any model, as the app itself can do
    models = none or "OPENAI_API_KEY" in env or "ANTHROPIC_API_KEY" in env
    mine = {
        "REDIS_URL": where.redis,
        "CHROMA_URL": where.chroma,
        "PUBLIC_URL": where.app,
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder}/mailroom.db",
    }
    mine["TOKEN_KEYS"] = _key(folder / "token.key")
    mine |= {} if slack else _slack(where)
    mine |= {} if google else _google(where)
    mine |= {} if models else _models(where)
    host, _, port = where.app.rpartition("//")[2].partition(":")
    ours = {"HOST": host, "PORT": port, "PYTHONUNBUFFERED": "1"} | ({"LLM_PROVIDERS": ""} if none else {})
    theirs = {name: value for name, value in env.items() if name not in _played(slack, google, models, where)}
    return Plan(slack, google, models, {**mine, **theirs, **ours})


def _played(slack: bool, google: bool, models: bool, where: Addresses) -> set[str]:
    """Settings that must be the stand-in's own, whatever the environment says of the service that it plays."""
    groups = ((slack, _slack(where)), (google, _google(where)), (models, _models(where)))
    return {name for is_real, group in groups if not is_real for name in group}


def _slack(where: Addresses) -> dict[str, str]:
    return {
        "SLACK_API_URL": f"{where.stage}/slack/api/",
        "SLACK_BOT_TOKEN": "xoxb-sandbox",
        "SLACK_SIGNING_SECRET": "sandbox-signing-secret",
        "SLACK_CLIENT_ID": "",
        "SLACK_CLIENT_SECRET": "",
        "SLACK_APP_TOKEN": "",
    }


def _google(where: Addresses) -> dict[str, str]:
    google = f"{where.stage}/google"
    return {
        "GOOGLE_API_URL": f"{google}/",
        "GOOGLE_AUTHORIZE_URL": f"{google}/o/oauth2/v2/auth",
        "GOOGLE_TOKEN_URL": f"{google}/token",
        "GOOGLE_CERTS_URL": f"{google}/oauth2/v3/certs",
        "GOOGLE_CLIENT_ID": "sandbox-client",
        "GOOGLE_CLIENT_SECRET": "sandbox-secret",
        "PUBSUB_TOPIC": "projects/sandbox/topics/mail",
        "PUBSUB_AUDIENCE": f"{where.app}/api/webhook/gmail",
        "PUBSUB_SERVICE_ACCOUNT": PUSH_ACCOUNT,
        "FIRST_SYNC_DAYS": "1",  # a first screen of a dozen cards, not of a fortnight
    }


def _models(where: Addresses) -> dict[str, str]:
    return {
        "OPENAI_BASE_URL": f"{where.stage}/openai/v1",
        "OPENAI_API_KEY": "sk-sandbox",
        "ANTHROPIC_BASE_URL": f"{where.stage}/anthropic",
        "ANTHROPIC_API_KEY": "sk-ant-sandbox",
    }


def _key(file: Path) -> str:
    """A token key of this machine, made once and readable by its owner only."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write(f"k1:{base64.b64encode(os.urandom(32)).decode()}")
    return file.read_text().strip()
