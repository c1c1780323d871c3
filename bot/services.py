"""The one place where concrete classes meet: everything a process needs, opened and closed together."""

from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeVar

from assistant.bearer import Bearer
from assistant.own_model import OwnModel
from bot.allowance import Allowance, build_allowance
from bot.cache import Cache
from bot.kept_answers import KeptAnswers
from bot.mailboxes import Mailboxes
from bot.queue import Doorbell
from bot.redis_cache import RedisCache
from bot.redis_gate import RedisGate
from bot.rq_doorbell import RqDoorbell
from bot.settings import Settings
from bot.slacks import SettingsToken, Slacks
from bot.workspaces import InstalledTokens
from connectors.calendar.google import GoogleCalendar
from connectors.calendar.source import CalendarSource
from connectors.drive.google import GoogleDrive
from connectors.drive.source import DriveSource
from connectors.embed.build import build_embedder
from connectors.embed.model import Embedder
from connectors.embed.openai import CIRCUIT
from connectors.gate import Gate, Turnstile
from connectors.google.client import AccessTokens, GoogleClient, GoogleWay
from connectors.google.oauth import OAuth, OAuthClient
from connectors.google.pull import ServiceAccount, Subscription
from connectors.google.push_token import PushTokens, fetch_over
from connectors.google.quota import SERVICES, Limits, Quotas
from connectors.google.transport import Transport
from connectors.llm.build import build_models
from connectors.llm.model import Model
from connectors.mail.gmail import Gmail
from connectors.mail.source import MailSource
from connectors.slack_oauth import SlackClient, SlackOAuth
from storage.contacts import AddressBooks
from storage.crypto import Vault
from storage.db import Database, open_database
from storage.index.library import Library
from storage.pushes import PushInbox


class _Part(Protocol):
    async def close(self) -> None: ...


P = TypeVar("P", bound=_Part | None)


@dataclass(frozen=True)
class Installs:
    """What installs the app in workspaces, where that is set up."""

    oauth: SlackOAuth
    tokens: InstalledTokens


@dataclass(frozen=True)
class Services:
    """What handlers and jobs work with. Opening connects to nothing: each part connects when it is first used."""

    settings: Settings
    db: Database
    library: Library
    embedder: Embedder | None
    cache: Cache
    allowance: Allowance
    kept_answers: KeptAnswers
    bell: Doorbell
    slacks: Slacks
    installs: Installs | None
    circuits: Gate  # `await circuits.states()`: how each service stands
    quotas: Quotas  # `await quotas.standing(account_id)`: how much of its quotas an account has used
    model: Model
    mailboxes: Mailboxes
    oauth: OAuth
    vault: Vault
    inbox: PushInbox
    push_tokens: PushTokens | None
    notices: Subscription | None = None  # where notices of new mail are pulled from
    books: AddressBooks = field(default_factory=AddressBooks)

    def model_for(self, *account_ids: str) -> Model:
        """The models for what is asked about these mailboxes, within their owners' limits (SPEC AC7)."""
        return OwnModel(self.db, self.vault, self.model, account_ids)

    @property
    def bearer(self) -> Bearer:
        """What signs and reads the API's access tokens."""
        return Bearer(self.vault.api_keys, self.settings.public_url)


def open_oauth(settings: Settings, transport: Transport, threads: Executor, now: Callable[[], datetime]) -> OAuth:
    """Google's token endpoint, for the client of the settings."""
    client = OAuthClient(
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret.get_secret_value(),
        redirect_uri=f"{settings.public_url}/auth/google/callback",
        authorize_url=settings.google_authorize_url,
        token_url=settings.google_token_url,
    )
    return OAuth(client, transport, threads, now)


def open_slacks(settings: Settings, db: Database, vault: Vault) -> tuple[Slacks, Installs | None]:
    """The Slacks, of the one workspace whose token is set or of those that install the app; what installs it."""
    if not settings.slack_client_id:
        token = settings.slack_bot_token.get_secret_value()
        return Slacks(settings.slack_api_url, SettingsToken(db, settings.slack_api_url, token)), None
    client = SlackClient(
        settings.slack_client_id,
        settings.slack_client_secret.get_secret_value(),
        f"{settings.public_url}/slack/oauth_redirect",
        settings.slack_api_url,
    )
    oauth = SlackOAuth(client)
    tokens = InstalledTokens(db, vault, oauth)
    return Slacks(settings.slack_api_url, tokens), Installs(oauth, tokens)


def _limits(settings: Settings) -> Limits:
    return Limits(
        settings.gmail_units_per_minute, settings.calendar_calls_per_minute, settings.drive_units_per_minute
    )  # fmt: skip


def open_push_tokens(
    settings: Settings, transport: Transport, threads: Executor, now: Callable[[], datetime]
) -> PushTokens | None:
    """What verifies pushes of new mail; None where none are set up."""
    if not settings.pubsub_audience:
        return None
    fetch = fetch_over(transport, threads)
    return PushTokens(settings.google_certs_url, settings.pubsub_audience, settings.pubsub_service_account, fetch, now)


def _subscription(settings: Settings) -> Subscription | None:
    if not settings.pubsub_subscription:
        return None
    account = ServiceAccount(settings.google_application_credentials)
    return Subscription(settings.pubsub_api_url, settings.pubsub_subscription, account)


def open_google(
    settings: Settings, way: GoogleWay, now: Callable[[], datetime]
) -> tuple[
    Callable[[AccessTokens], MailSource],
    Callable[[AccessTokens], CalendarSource],
    Callable[[AccessTokens], DriveSource],
]:
    """What opens an account's mail, calendar and files."""
    api = settings.google_api_url
    return (
        lambda tokens: Gmail(GoogleClient(way, tokens), api, now),
        lambda tokens: GoogleCalendar(GoogleClient(way, tokens), api),
        lambda tokens: GoogleDrive(GoogleClient(way, tokens), api),
    )


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """The services of one process, closed in reverse order at the end."""
    async with AsyncExitStack() as ends:

        def kept(part: P) -> P:
            if part is not None:
                ends.push_async_callback(part.close)
            return part

        db, vault = kept(open_database(settings.database_url)), Vault(settings.keys)
        transport = ends.enter_context(closing(Transport(settings.google_threads)))
        threads = ThreadPoolExecutor(settings.google_threads, thread_name_prefix="google")
        ends.callback(threads.shutdown, wait=False, cancel_futures=True)
        circuits = kept(RedisGate(settings.redis_url, [*SERVICES, *settings.llm_providers, CIRCUIT]))
        door, oauth = Turnstile(circuits), open_oauth(settings, transport, threads, db.now)
        way = GoogleWay(transport, threads, door=door, limits=_limits(settings))
        gmail, calendar, drive = open_google(settings, way, db.now)
        embedder = kept(build_embedder(settings, door))
        slacks, installs = open_slacks(settings, db, vault)
        yield Services(
            settings=settings,
            db=db,
            library=kept(Library(db, settings.chroma_url, embedder.name if embedder is not None else "")),
            embedder=embedder,
            cache=kept(RedisCache(settings.redis_url)),
            allowance=kept(build_allowance(settings)),
            kept_answers=kept(KeptAnswers(settings.redis_url)),
            bell=kept(RqDoorbell(settings.redis_url)),
            slacks=kept(slacks),
            installs=installs,
            circuits=circuits,
            quotas=Quotas(circuits, _limits(settings)),
            model=kept(build_models(settings, door)),
            mailboxes=Mailboxes(db, vault, oauth, gmail, open_calendar=calendar, open_drive=drive),
            oauth=oauth,
            vault=vault,
            inbox=kept(PushInbox(db)),
            push_tokens=open_push_tokens(settings, transport, threads, db.now),
            notices=kept(_subscription(settings)),
        )
