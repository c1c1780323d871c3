"""From what Google granted to a connected mailbox, a question, or a reason why not: page, Slack and Google alike."""

import asyncio
from collections.abc import Sequence

import structlog
from aiohttp import web

from assistant.case import NotTheirs, Person
from assistant.connecting import BadLink, Held, Purpose, Wish, drop_held, end_held, hold_grant, name_held, spend
from assistant.owning import own_account
from bot.errors import Failure, MailroomError, Permanent, Temporary
from bot.queue import Ring
from bot.services import Services
from bot.settings import GOOGLE_SCOPES
from bot.views.text import cut
from connectors.google.oauth import Tokens
from connectors.google.scopes import EVERY, services_of
from handlers.http.connect_pages import LABELS, NO_WAY_ON, connected, failed, question, way_on
from jobs.read_history import read_history
from jobs.revoke_grant import give_back
from jobs.say_unconnected import say_unconnected
from jobs.service_rings import first_syncs
from jobs.watch_mailbox import watch_mailbox
from jobs.welcome import welcome

log = structlog.get_logger("google_oauth")
SLACK_WITHIN_SECONDS = 3.0
# in the words for somebody who waits before a page: nothing here is tried again by itself
HERE = {
    Failure.RATE_LIMIT: Failure.GOOGLE_BUSY,
    Failure.DAILY_QUOTA: Failure.GOOGLE_BUSY,
    Failure.SERVICE_DOWN: Failure.GOOGLE_AWAY,
    Failure.BAD_REQUEST: Failure.BAD_CLIENT,
    Failure.REVOKED: Failure.CODE_EXPIRED,
    Failure.EXPIRED: Failure.CODE_EXPIRED,
}


async def mailbox_of(services: Services, wish: Wish) -> str:
    """The address of the mailbox that is meant; '' for any, and for one that is no longer this Slack user's."""
    async with services.db.reading() as session:
        try:
            return (await own_account(session, wish.person, wish.account_id)).email
        except NotTheirs:
            return ""


async def ask_or_connect(services: Services, wish: Wish, tokens: Tokens, browser: str) -> web.Response:
    """Connects the mailbox where its address is the Slack user's own; else asks its owner first."""
    nonce = await hold_grant(services.db, services.vault, Held(wish, "", tokens), browser)
    try:
        mailbox = await services.mailboxes.address(tokens)
    except MailroomError:
        await end_held(services.db, nonce)
        raise
    held = Held(wish, mailbox, tokens)
    await name_held(services.db, services.vault, nonce, held)
    meant = await mailbox_of(services, wish)
    if meant and meant != mailbox:
        await give_back(services, nonce)
        raise Permanent("another mailbox was chosen than the one that was meant", Failure.OTHER_MAILBOX)
    if mailbox == await _address(services, wish.person):
        return await complete(services, held, nonce)
    return question(held, nonce, *await names_of(services, wish.person))


async def complete(services: Services, held: Held, nonce: str) -> web.Response:
    """Connects the mailbox, and rings for all that follows; `nonce` is where its tokens wait until an account has them.
    Raises BadLink where the link was used up meanwhile."""
    wish, tokens = held.wish, held.tokens
    try:
        await spend(services.db, wish)
        account_id = await services.mailboxes.connect(wish.person, tokens, held.mailbox)
    except (BadLink, MailroomError):
        await give_back(services, nonce)
        raise
    await drop_held(services.db, nonce)
    missing = sorted(EVERY - services_of(tokens.scopes or GOOGLE_SCOPES))
    after: list[Ring] = [watch_mailbox.ring(account_id), welcome.ring(account_id), read_history.ring(account_id)]
    await ring(services, [*after, *await first_syncs(services, account_id)])
    return connected(held.mailbox, missing, way_on(services, wish, "Ask Google again", Purpose.MORE, account_id))


async def ring(services: Services, rings: Sequence[Ring]) -> None:
    """Rings. Where the queue is down, rows say what is to be done: the sweep will ring."""
    try:
        await services.bell.ring(rings)
    except Temporary as error:
        log.warning("ring failed", error=str(error))


async def end(services: Services, wish: Wish, error: MailroomError) -> web.Response:
    """Nothing was connected: the page says why, and so does the Slack user's direct message."""
    failure = HERE.get(error.failure, error.failure)
    (log.error if failure is Failure.BAD_CLIENT else log.info)("not connected", failure=failure, reason=str(error))
    person = wish.person
    if failure is Failure.NOT_IN_SLACK:  # nobody is there to be told in Slack
        return failed(failure)
    await ring(services, [say_unconnected.ring(person.team_id, person.slack_id, failure.value, wish.account_id)])
    if failure in NO_WAY_ON:
        return failed(failure)
    purpose = Purpose.MORE if failure is Failure.NO_MAIL else wish.purpose
    wait = error.retry_after if isinstance(error, Temporary) else None
    return failed(failure, way_on(services, wish, LABELS.get(failure, "Try again"), purpose), wait)


async def _address(services: Services, person: Person) -> str:
    """The Slack user's own address; '' where Slack does not say at once.

    None counts where any workspace may install the app: its admins choose what addresses its people have, so whoever
    follows a link from there is always asked.
    """
    if services.installs is not None:
        return ""
    try:
        async with asyncio.timeout(SLACK_WITHIN_SECONDS):
            slack = services.slacks.of(person.team_id)
            known = await slack.identity()
            # elsewhere the same id may be another person
            return await slack.email(person.slack_id) if known.team_id == person.team_id else ""
    except (MailroomError, TimeoutError) as error:
        log.info("address not known", reason=type(error).__name__)
        return ""


async def names_of(services: Services, person: Person) -> tuple[str, str]:
    """The user and the workspace by name and id; by id alone where Slack does not say at once."""
    try:
        async with asyncio.timeout(SLACK_WITHIN_SECONDS):
            slack = services.slacks.of(person.team_id)
            known = await slack.identity()
            if known.team_id == person.team_id:
                name = await slack.name(person.slack_id)
                return _named(name, person.slack_id), _named(known.team, person.team_id)
    except (MailroomError, TimeoutError) as error:
        log.info("names not known", reason=type(error).__name__)
    return person.slack_id, person.team_id


def _named(name: str, known_id: str) -> str:
    """A name is anybody's choice, so the id always stands with it."""
    return f"“{cut(name, 80)}” ({known_id})" if name else known_id
