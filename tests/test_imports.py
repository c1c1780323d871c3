"""What each kind of process imports: none pays, in start-up time and memory, for what it never uses (SPEC SC5)."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SDKS = {"openai", "anthropic", "googleapiclient", "chromadb"}
ENTRIES = {"web": "bot.__main__", "worker": "jobs.worker", "schedule": "jobs.schedule"}
LIMIT_SECONDS = 120
NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-test",
    "SLACK_SIGNING_SECRET": "test",
    "GOOGLE_CLIENT_ID": "test",
    "GOOGLE_CLIENT_SECRET": "test",
    "TOKEN_KEYS": "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
}
IMPORTED = "import json, sys; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
OPENED = """
import asyncio
from bot.services import open_services
from bot.settings import load_settings
async def main():
    async with open_services(load_settings()) as services:
        {act}
asyncio.run(main())
"""


def _imported(code: str, folder: Path, **settings: str) -> set[str]:
    """The SDKs that a fresh Python holds after this code. It runs in an empty folder: no .env is read."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **NEEDED, **settings}
    command = [sys.executable, "-c", f"{code}\n{IMPORTED}"]
    ran = subprocess.run(
        command, env=environment, cwd=folder, capture_output=True, text=True, check=False, timeout=LIMIT_SECONDS
    )
    assert ran.returncode == 0, ran.stderr
    return SDKS & set(json.loads(ran.stdout.splitlines()[-1]))


def _opened(entry: str, act: str, folder: Path, **settings: str) -> set[str]:
    return _imported(f"import {entry}{OPENED.format(act=act)}", folder, **settings)


@pytest.mark.parametrize("kind", ENTRIES)
def test_no_process_imports_an_sdk_before_its_settings_are_read(kind: str, tmp_path: Path) -> None:
    assert _imported(f"import {ENTRIES[kind]}", tmp_path) == set()


def test_the_web_process_holds_no_sdk_once_it_is_up(tmp_path: Path) -> None:
    keys = {"OPENAI_API_KEY": "sk-test", "ANTHROPIC_API_KEY": "sk-ant-test"}
    act = "from bot.app import make_app; make_app(services)"
    assert _opened(ENTRIES["web"], act, tmp_path, **keys) == set()


def test_the_schedule_holds_no_sdk_once_its_services_are_open(tmp_path: Path) -> None:
    keys = {"OPENAI_API_KEY": "sk-test", "ANTHROPIC_API_KEY": "sk-ant-test"}
    assert _opened(ENTRIES["schedule"], "pass", tmp_path, **keys) == set()


@pytest.mark.parametrize(
    ("keys", "sdks"),
    [
        ({"OPENAI_API_KEY": "sk-test"}, {"openai"}),
        ({"ANTHROPIC_API_KEY": "sk-ant-test"}, {"anthropic"}),
        ({"OPENAI_API_KEY": "sk-test", "ANTHROPIC_API_KEY": "sk-ant-test"}, {"openai"}),
        ({}, set()),
    ],
)
def test_a_warm_worker_holds_the_sdk_of_its_first_provider_only(
    keys: dict[str, str], sdks: set[str], tmp_path: Path
) -> None:
    found = _opened(ENTRIES["worker"], "services.model.warm()", tmp_path, **keys)
    assert found & {"openai", "anthropic", "chromadb"} == sdks
