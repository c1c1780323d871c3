"""Settings are complete and readable, or the start says what to set, in one line each and without any secret."""

import base64
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.settings import Settings, SettingsError, load_settings
from connectors.llm.build import build_models

ROOT = Path(__file__).resolve().parents[2]
KEY = base64.b64encode(bytes(range(32))).decode()
NEEDED = {
    "SLACK_BOT_TOKEN": "xoxb-very-secret",
    "SLACK_SIGNING_SECRET": "signing-very-secret",
    "GOOGLE_CLIENT_ID": "client-id",
    "GOOGLE_CLIENT_SECRET": "client-very-secret",
    "TOKEN_KEYS": f"k1:{KEY}",
}
SECRETS = ("very-secret", KEY, KEY[:12])


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what is needed, and no .env file."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in NEEDED.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def complaint() -> str:
    with pytest.raises(SettingsError) as caught:
        load_settings()
    told = str(caught.value)
    assert not [secret for secret in SECRETS if secret in told]
    return told


def test_what_is_needed_is_enough() -> None:
    settings = load_settings()
    assert (settings.undo_seconds, settings.port, settings.trusted_proxies) == (30, 3000, ())


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("value", ["", "   "])
def test_every_needed_value_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert complaint().startswith(f"{name}: ")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SLACK_BOT_TOKEN": ""}, "SLACK_BOT_TOKEN"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "very-secret"}, "SLACK_BOT_TOKEN and SLACK_CLIENT_ID"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET"),
        ({"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_SECRET": "very-secret"}, "SLACK_CLIENT_ID"),
        ({"SLACK_SIGNING_SECRET": ""}, "SLACK_SIGNING_SECRET"),
    ],
)
def test_slack_needs_one_token_or_one_client_and_a_way_to_be_heard(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str], named: str
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    (line,) = complaint().splitlines()
    assert line.startswith(f"{named}: ")


@pytest.mark.parametrize(
    "changes",
    [
        {"SLACK_SIGNING_SECRET": "", "SLACK_APP_TOKEN": "xapp-very-secret"},
        {"SLACK_BOT_TOKEN": "", "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "very-secret"},
    ],
)
def test_a_socket_needs_no_signing_secret_and_a_client_no_token(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, str]
) -> None:
    for name, value in changes.items():
        monkeypatch.setenv(name, value)
    assert load_settings().slack_client_id == changes.get("SLACK_CLIENT_ID", "")


def test_a_topic_needs_somebody_who_is_pushed_to_or_somebody_who_pulls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUBSUB_TOPIC", "projects/p/topics/mail")
    monkeypatch.setenv("PUBSUB_SUBSCRIPTION", "projects/p/subscriptions/mail")
    assert load_settings().pubsub_api_url.endswith("/")


def test_all_that_is_missing_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NEEDED:
        monkeypatch.delenv(name)
    assert [line.partition(":")[0] for line in complaint().splitlines()] == list(NEEDED)


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "PUBLIC_URL"])
def test_an_address_left_empty_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "")
    assert getattr(load_settings(), name.lower()) == Settings.model_fields[name.lower()].default


BAD = {
    "PORT": ["web", "70000", "-1"],
    "UNDO_SECONDS": ["soon", "-1", "601"],
    "LOG_LEVEL": ["LOUD"],
    "OPENAI_API": ["completions"],
    "WEBHOOK_PER_MINUTE": ["0", "many"],
    "MODEL_TIMEOUT_SECONDS": ["0", "nan", "inf"],
    "PUBLIC_URL": ["mailroom.example.com", "ftp://x.example", "https://", "http://[::1", "https://x.example:web"],
    "SLACK_API_URL": ["slack.com/api", "javascript:alert(1)"],
    "GOOGLE_CERTS_URL": ["certs"],
    "OPENAI_BASE_URL": ["localhost:8080"],
    "DATABASE_URL": [
        "mysql://root:very-secret@db/x", "postgresql://u:very-secret@db/x", "mailroom.db",
        "postgresql+asyncpg://mail:very-secret/2@db:5432/x", "postgresql+asyncpg://mail:x@db:very-secret/x",
        "postgresql+asyncpg://",
    ],
    "REDIS_URL": ["http://:very-secret@cache", "cache:6379", "redis://:very-secret/2@cache:6379/0", "redis://[::1"],
    "TRUSTED_PROXIES": ["proxy.example", "10.0.0.0/33", "10.0.0.1;10.0.0.2"],
    "MODEL_PRICES": ["gpt", "g=", "gpt=1", "gpt=x/y", "gpt=1/", "=1/2", "gpt=1/2/3", "gpt=nan/1", "g=-1/1", "g=1/2,b"],
    "TOKEN_KEYS": [
        KEY, f":{KEY}", f"k1:{KEY[:-4]}", f"k1:{KEY}{KEY}", "k1:very-secret", f"k-1:{KEY}", f"k1:{KEY},k2", ",",
        f"k1:{KEY},k1:{base64.b64encode(bytes(32)).decode()}",
    ],
    "PUBSUB_AUDIENCE": ["https://x.example/"],
    "PUBSUB_SERVICE_ACCOUNT": ["a@b.example"],
    "PUBSUB_TOPIC": ["projects/p/topics/mail"],
    "PUBSUB_SUBSCRIPTION": ["mail", "projects/p/topics/x", "projects/p/subscriptions/", "projects/p/subscriptions/a/b"],
    "PUBSUB_API_URL": ["pubsub.googleapis.com"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REDIS_URL", "redis://:very%2Fsecret@cache:6379/0"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("DATABASE_URL", "postgresql+asyncpg://mailroom@/x?host=/var/run/postgresql"),
        ("DATABASE_URL", "postgresql+asyncpg://mail:very%2Fsecret@db/x"),
        ("DATABASE_URL", "sqlite+aiosqlite:////var/lib/mailroom.db"),
        ("PUBLIC_URL", "https://[::1]:3000"),
    ],
)
def test_an_address_that_can_be_taken_apart_is_taken(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    assert str(vars(load_settings())[name.lower()]) == value


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in BAD.items() for value in values])
def test_a_value_that_cannot_be_used_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert name in complaint()


def test_an_unknown_provider_is_named_beside_those_that_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_PROVIDERS", "openai, skynet")
    with pytest.raises(SettingsError, match=r"LLM_PROVIDERS: unknown skynet. Known: anthropic, openai"):
        build_models(load_settings())


def test_prices_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MODEL_PRICES", " gpt-x = 0.10 / 0.50, local=0/0 ,")
    prices = load_settings().prices
    assert prices == {"gpt-x": (Decimal("0.10"), Decimal("0.50")), "local": (Decimal(0), Decimal(0))}


def test_the_first_key_comes_first_and_the_older_ones_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    old = base64.b64encode(bytes(32)).decode()
    monkeypatch.setenv("TOKEN_KEYS", f" k2:{KEY} , k1:{old},")
    assert list(load_settings().keys.items()) == [("k2", bytes(range(32))), ("k1", bytes(32))]


def test_lists_are_read_and_slashes_are_put_right(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "TRUSTED_PROXIES": "10.0.0.0/8, ::1", "LLM_PROVIDERS": "anthropic", "PUBLIC_URL": "https://x.example/",
        "SLACK_API_URL": "https://slack.example/api", "GOOGLE_API_URL": "https://google.example/",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    settings = load_settings()
    assert (settings.trusted_proxies, settings.llm_providers) == (("10.0.0.0/8", "::1"), ("anthropic",))
    assert (settings.public_url, settings.slack_api_url) == ("https://x.example", "https://slack.example/api/")


def test_a_dotenv_file_is_read_and_the_environment_wins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("UNDO_SECONDS=5\nPORT=4711\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "4712")
    settings = load_settings()
    assert (settings.undo_seconds, settings.port) == (5, 4712)


def test_settings_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://mailroom:very-secret@db/mailroom")
    monkeypatch.setenv("REDIS_URL", "redis://:very-secret@cache/0")
    assert not [secret for secret in SECRETS if secret in repr(load_settings())]


def test_every_secret_is_kept_as_one() -> None:
    secret = re.compile("(token|secret|keys?|api_key)$")
    for name, field in Settings.model_fields.items():
        if secret.search(name):
            assert field.annotation is SecretStr, name


def start(**changes: str) -> "subprocess.CompletedProcess[str]":
    """`python -m bot`, which must not come up."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **NEEDED, **changes}
    return subprocess.run(
        [sys.executable, "-m", "bot"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"SLACK_SIGNING_SECRET": "", "TOKEN_KEYS": ""}, ("SLACK_SIGNING_SECRET: ", "TOKEN_KEYS: ")),
        ({"LLM_PROVIDERS": "skynet"}, ("LLM_PROVIDERS: ",)),
    ],
)
def test_the_process_does_not_start_and_says_why_without_a_traceback(
    changes: dict[str, str], named: tuple[str, ...]
) -> None:
    ended = start(**changes)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr.startswith("Mailroom cannot start:\n") and "Traceback" not in ended.stderr
    assert all(name in ended.stderr for name in named)
    assert not [secret for secret in SECRETS if secret in ended.stderr]


def test_the_example_lists_exactly_the_settings_with_their_defaults() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    pairs = [line.partition("=")[::2] for line in lines if line and not line.startswith("#")]
    shown = dict(pairs)
    assert len(pairs) == len(shown)
    assert set(shown) == {name.upper() for name in Settings.model_fields}
    assert Settings(_env_file=ROOT / ".env.example").model_dump() == Settings(_env_file=None).model_dump() | {
        name: SecretStr(os.environ[name.upper()]) if name != "google_client_id" else os.environ[name.upper()]
        for name in map(str.lower, NEEDED)
    }
