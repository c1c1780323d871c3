"""Every setting, read once from the environment and checked at start with messages that say what to set (SPEC OP6)."""

import base64
import binascii
import ipaddress
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

# What we ask for at Google's consent. Only the last one is needed; the person may untick the others.
# Calendar: the events of one's own calendars, and when colleagues are taken; nothing of others' calendars, no settings.
# Drive: nothing narrower can share a file or read one that was there before us: drive.file sees only files that were
# made with this app or picked in Google's own dialog, drive.readonly cannot share.
# https://developers.google.com/workspace/drive/api/guides/api-specific-auth
GOOGLE_SCOPES = (
    "https://www.googleapis.com/auth/calendar.events.freebusy",
    "https://www.googleapis.com/auth/calendar.events.owned",
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/gmail.modify",
)

# What we ask for at Slack's consent: the bot scopes of manifest.yml, which a test holds against these.
SLACK_SCOPES = (
    "app_mentions:read", "assistant:write", "chat:write", "commands", "im:history", "im:read", "im:write",
    "users:read", "users:read.email",
)  # fmt: skip


class SettingsError(Exception):
    """The environment is not usable; the message lists what to set, one line each, and holds no secret."""


class Settings(BaseSettings):
    """The environment's values. Field name in upper case = environment variable."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True)

    # where things are; the first two may hold a password
    database_url: str = Field("sqlite+aiosqlite:///.run/mailroom.db", repr=False)
    redis_url: str = Field("redis://127.0.0.1:6379/0", repr=False)
    chroma_url: str = ""  # empty: questions are searched by words alone
    public_url: str = "http://127.0.0.1:3000"
    host: str = "127.0.0.1"
    port: int = Field(3000, ge=0, le=65535)
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()

    # Slack
    slack_api_url: str = "https://slack.com/api/"
    slack_bot_token: SecretStr = SecretStr("")
    slack_client_id: str = ""
    slack_client_secret: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")

    # Google
    google_api_url: str = "https://www.googleapis.com/"
    google_authorize_url: str = "https://accounts.google.com/o/oauth2/v2/auth"
    google_token_url: str = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
    google_certs_url: str = "https://www.googleapis.com/oauth2/v3/certs"
    google_client_id: str = ""
    google_client_secret: SecretStr = SecretStr("")
    # what one Google user may spend a minute: units in Gmail and Drive, calls in Calendar; 0: no limit of ours
    gmail_units_per_minute: int = Field(6_000, ge=0)
    calendar_calls_per_minute: int = Field(600, ge=0)
    drive_units_per_minute: int = Field(325_000, ge=0)
    pubsub_topic: str = ""
    pubsub_audience: str = ""
    pubsub_service_account: str = ""
    pubsub_subscription: str = Field("", pattern="^(projects/[^/]+/subscriptions/[^/]+)?$")  # to pull notices from
    pubsub_api_url: str = "https://pubsub.googleapis.com/"
    google_application_credentials: str = ""  # a service account's key file; empty: what this machine has

    # models; their own settings stand in their connector's file
    llm_providers: Annotated[tuple[str, ...], NoDecode] = ("openai", "anthropic")
    openai_base_url: str = "https://api.openai.com/v1"
    openai_api_key: SecretStr = SecretStr("")
    openai_model_fast: str = "gpt-6-luna"
    openai_model_strong: str = "gpt-6.1-terra"
    openai_api: str = Field("auto", pattern="^(auto|responses|chat)$")
    anthropic_base_url: str = "https://api.anthropic.com"
    anthropic_api_key: SecretStr = SecretStr("")
    anthropic_model_fast: str = "claude-haiku-5-5"
    anthropic_model_strong: str = "claude-sonnet-5-5"
    openai_requests_per_minute: int = Field(0, ge=0)  # what the provider allows our account; 0: no limit of ours
    openai_tokens_per_minute: int = Field(0, ge=0)
    openai_embed_requests_per_minute: int = Field(0, ge=0)  # providers count those of embeddings by themselves
    openai_embed_tokens_per_minute: int = Field(0, ge=0)
    anthropic_requests_per_minute: int = Field(0, ge=0)
    anthropic_tokens_per_minute: int = Field(0, ge=0)
    model_timeout_seconds: float = Field(30, gt=0, le=300)
    model_prices: str = ""  # "name=in/out,…" in US dollars a million tokens, over the built-in dated table

    # what makes vectors of texts; see connectors/embed
    embeddings: str = Field("auto", pattern="^(auto|openai|minilm|none)$")
    openai_model_embed: str = "text-embedding-3-small"
    embedding_dimensions: int = Field(512, ge=64, le=3072)
    embedding_files: str = ""  # folder with model.onnx and tokenizer.json

    # secrets of our own
    token_keys: SecretStr = SecretStr("")

    # behaviour
    undo_seconds: int = Field(30, ge=0, le=600)
    first_sync_days: int = Field(3, ge=0, le=30)
    first_sync_limit: int = Field(25, ge=0, le=500)
    resync_days: int = Field(7, ge=1, le=60)
    resync_limit: int = Field(500, ge=1, le=5000)
    delta_sync_minutes: int = Field(15, ge=1, le=1440)
    webhook_per_minute: int = Field(100, ge=1)
    webhook_max_bytes: int = Field(65_536, ge=1024)
    api_per_minute: int = Field(100, ge=1)  # calls of one person
    history_days: int = Field(365, ge=0, le=3650)
    retention_days: int = Field(0, ge=0, le=3650)
    keep_previews: bool = False
    answer_days: int = Field(90, ge=1, le=3650)
    grace_days: int = Field(30, ge=0, le=365)
    ask_tier: str = Field("free", pattern="^(free|pro|enterprise)$")
    ask_per_hour_free: int = Field(100, ge=1)
    ask_per_hour_pro: int = Field(1_000, ge=1)
    ask_per_hour_enterprise: int = Field(10_000, ge=1)
    worker_concurrency: int = Field(100, ge=1, le=1000)
    google_threads: int = Field(16, ge=1, le=128)
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")

    @field_validator("database_url", "redis_url", "public_url", mode="before")
    @classmethod
    def _or_usual(cls, value: object, info: ValidationInfo) -> object:
        """Left empty, as in .env.example, it is the usual one; `make run` puts its own in its place."""
        return value if value != "" else cls.model_fields[str(info.field_name)].default

    @field_validator("llm_providers", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("slack_api_url", "google_api_url", "pubsub_api_url", mode="after")
    @classmethod
    def _end_with_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"

    @field_validator("chroma_url", "public_url", "openai_base_url", "anthropic_base_url", mode="after")
    @classmethod
    def _end_without_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @cached_property
    def prices(self) -> dict[str, tuple[Decimal, Decimal]]:
        """MODEL_PRICES as model name -> US dollars a million tokens (in, out). Raises SettingsError."""
        return dict(_price(item) for item in self.model_prices.split(",") if item.strip())

    @cached_property
    def keys(self) -> dict[str, bytes]:
        """TOKEN_KEYS as key id -> 32 bytes, in order; the first one encrypts. Raises SettingsError."""
        keys: dict[str, bytes] = {}
        for item in filter(None, (part.strip() for part in self.token_keys.get_secret_value().split(","))):
            name, _, text = item.partition(":")
            try:
                key = base64.b64decode(text, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if not name.isalnum() or len(key) != 32:
                raise SettingsError(f"TOKEN_KEYS: each entry must be NAME:BASE64 of 32 bytes. {MAKE_A_KEY}")
            if name in keys:  # what the first one sealed could never be opened again
                raise SettingsError(f"TOKEN_KEYS: two keys are named {name}.")
            keys[name] = key
        return keys


def _price(item: str) -> tuple[str, tuple[Decimal, Decimal]]:
    name, _, costs = item.partition("=")
    read, _, written = costs.partition("/")
    try:
        prices = Decimal(read.strip()), Decimal(written.strip())
    except InvalidOperation:
        prices = Decimal(-1), Decimal(-1)
    if not name.strip() or not all(price.is_finite() and price >= 0 for price in prices):
        raise SettingsError("MODEL_PRICES: each entry must be NAME=IN/OUT in US dollars, such as gpt-6-luna=0.10/0.50.")
    return name.strip(), prices


MAKE_A_KEY = "Make one: python3 -c \"import base64, os; print('k1:' + base64.b64encode(os.urandom(32)).decode())\""

_NEEDED = {
    "google_client_id": "GOOGLE_CLIENT_ID: the OAuth client of your Google Cloud project.",
    "google_client_secret": "GOOGLE_CLIENT_SECRET: the secret of that OAuth client.",
    "token_keys": f"TOKEN_KEYS: the keys that encrypt stored tokens. {MAKE_A_KEY}",
}
_SLACK = {
    "slack_bot_token": (
        "SLACK_BOT_TOKEN: the bot token (xoxb-…) of your Slack app, from 'OAuth & Permissions'; or SLACK_CLIENT_ID and "
        "SLACK_CLIENT_SECRET instead, to have it installed in several workspaces."
    ),
    "slack_client_id": "SLACK_CLIENT_ID: the client id of your Slack app, from 'Basic Information'.",
    "slack_client_secret": "SLACK_CLIENT_SECRET: the client secret of your Slack app, from 'Basic Information'.",
    "slack_signing_secret": "SLACK_SIGNING_SECRET: from 'Basic Information'; Socket Mode (SLACK_APP_TOKEN) needs none.",
}
_URLS = (
    "public_url",
    "slack_api_url",
    "google_api_url",
    "google_authorize_url",
    "google_token_url",
    "google_certs_url",
    "pubsub_api_url",
    "openai_base_url",
    "anthropic_base_url",
)


def _plain(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _missing(settings: Settings, *names: str) -> list[str]:
    return [name for name in names if not _plain(getattr(settings, name)).strip(" ,")]


def _slack_complaints(settings: Settings) -> list[str]:
    """What Slack needs: one workspace's token, or the client that is installed in any; and a way to be heard."""
    missing = _missing(settings, *_SLACK, "slack_app_token")
    found, client = [], {"slack_client_id", "slack_client_secret"} - {*missing}
    if "slack_bot_token" not in missing and client:
        found.append("SLACK_BOT_TOKEN and SLACK_CLIENT_ID: set the token for one workspace, or the client for any.")
    elif client:
        found += [_SLACK[name] for name in missing if name.startswith("slack_client")]
    elif "slack_bot_token" in missing:
        found.append(_SLACK["slack_bot_token"])
    if {"slack_signing_secret", "slack_app_token"} <= {*missing}:
        found.append(_SLACK["slack_signing_secret"])
    return found


def _complaints(settings: Settings) -> list[str]:
    found = [*_slack_complaints(settings), *(_NEEDED[name] for name in _missing(settings, *_NEEDED))]
    for name in _URLS:
        if not _is_address(getattr(settings, name), ("http", "https")):
            found.append(f"{name.upper()}: must be a full http:// or https:// address.")
    if bool(settings.pubsub_audience) != bool(settings.pubsub_service_account):
        found.append("PUBSUB_AUDIENCE and PUBSUB_SERVICE_ACCOUNT: set both, or neither (then mail is polled).")
    if settings.pubsub_topic and not (settings.pubsub_audience or settings.pubsub_subscription):
        found.append(
            "PUBSUB_TOPIC: needs PUBSUB_AUDIENCE and PUBSUB_SERVICE_ACCOUNT too, or every push is refused; "
            "or PUBSUB_SUBSCRIPTION, from which notices are pulled."
        )
    return [*found, *_unreadable(settings)]


def _unreadable(settings: Settings) -> list[str]:
    """What is set, but in a form that cannot be read."""
    found = []
    for read in (lambda: settings.keys, lambda: settings.prices):
        try:
            read()
        except SettingsError as error:
            found.append(str(error))
    if not _is_address(settings.redis_url, ("redis", "rediss", "unix")):
        found.append(f"REDIS_URL: must begin with redis://, rediss:// or unix://. {ENCODED}")
    if not _is_address(settings.database_url, ("sqlite+aiosqlite", "postgresql+asyncpg")):
        found.append(f"DATABASE_URL: must begin with sqlite+aiosqlite:// or postgresql+asyncpg://. {ENCODED}")
    if not all(map(_is_network, settings.trusted_proxies)):
        found.append("TRUSTED_PROXIES: must be networks or addresses such as 10.0.0.0/8,192.168.1.7.")
    return found


ENCODED = "Write special characters of a password as %2F and the like."


def _is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Whether a library could take it apart: its own complaint would quote a password written unencoded."""
    try:
        parts = urlsplit(text)
        readable = parts.port is None or parts.port > 0
    except ValueError:
        return False
    local = parts.scheme in ("unix", "sqlite+aiosqlite") or parts.query.startswith("host=/")  # a socket
    return readable and parts.scheme in schemes and (local or bool(parts.hostname))


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def load_settings() -> Settings:
    """The settings, complete and checked. Raises SettingsError with one line for each thing to set."""
    try:
        settings = Settings()
    except ValidationError as error:
        lines = [f"{'.'.join(map(str, e['loc'])).upper()}: {e['msg']}." for e in error.errors(include_input=False)]
        raise SettingsError("\n".join(lines)) from None
    if found := _complaints(settings):
        raise SettingsError("\n".join(found))
    return settings
