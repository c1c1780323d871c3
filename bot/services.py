"""The one place where concrete classes meet: everything a process needs, opened and closed together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from connectors.google.oauth import GoogleOAuth
from connectors.google.push_token import PushTokens
from connectors.mail.gmail import GmailApi

from bot.mailboxes import Mailboxes
from bot.queue import Doorbell
from bot.rq_doorbell import RqDoorbell
from bot.settings import Settings
from connectors.llm.build import build_models
from connectors.llm.model import Model
from connectors.slack import Slack
from storage.crypto import Vault
from storage.db import Database, open_database
from storage.pushes import PushInbox


@dataclass(frozen=True)
class Services:
    """What handlers and jobs work with. Opening connects to nothing: each part connects when it is first used."""

    settings: Settings
    db: Database
    bell: Doorbell
    slack: Slack
    model: Model
    mailboxes: Mailboxes
    oauth: GoogleOAuth
    vault: Vault
    inbox: PushInbox
    push_tokens: PushTokens | None


def _oauth(settings: Settings) -> GoogleOAuth:
    return GoogleOAuth(
        authorize_url=settings.google_authorize_url,
        token_url=settings.google_token_url,
        client_id=settings.google_client_id,
        client_secret=settings.google_client_secret.get_secret_value(),
    )


def _push_tokens(settings: Settings) -> PushTokens | None:
    if not settings.pubsub_audience:
        return None
    return PushTokens(settings.google_certs_url, settings.pubsub_audience, settings.pubsub_service_account)


@asynccontextmanager
async def open_services(settings: Settings) -> AsyncIterator[Services]:
    """The services of one process, closed in reverse order at the end."""
    db = open_database(settings.database_url)
    vault, oauth = Vault(settings.keys), _oauth(settings)
    api = GmailApi(settings.google_api_url, threads=settings.google_threads)
    slack = Slack(settings.slack_api_url, settings.slack_bot_token.get_secret_value())
    bell, model, inbox = RqDoorbell(settings.redis_url), build_models(settings), PushInbox(db)
    tokens = _push_tokens(settings)
    try:
        yield Services(
            settings, db, bell, slack, model, Mailboxes(db, vault, oauth, api), oauth, vault, inbox, tokens
        )  # fmt: skip
    finally:
        await inbox.close()
        for part in (model, slack, bell, api, oauth, *([tokens] if tokens else []), db):
            await part.close()
