"""Disconnecting a mailbox and removing what Mailroom wrote in Slack (SPEC AC6, SL7, SL17)."""

from collections.abc import Sequence
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp

from assistant.case import NotTheirs, Person
from assistant.leaving import disconnect, own_accounts, purge
from assistant.owning import account_named
from bot.errors import Temporary
from bot.queue import Ring
from bot.services import Services
from bot.views.leaving import disconnect_form, disconnect_offer, leaving_now, purge_offer, purging
from bot.views.mail_card import Drawn
from bot.views.notices import refusal
from handlers.slack.clicks import Body, person_in, value_in, whisper
from jobs.leave_mailbox import leave_mailbox
from jobs.remove_posts import remove_posts

log = structlog.get_logger("leaving")


async def disconnect_typed(services: Services, person: Person, rest: str) -> Drawn:
    """`/mailroom disconnect [address]`: which mailbox. Nothing happens before the form is submitted."""
    async with services.db.reading() as session:
        mine = await own_accounts(session, person)
    wanted = rest.strip().lower()
    return disconnect_offer([account for account in mine if wanted in ("", account.email)])


async def purge_typed(services: Services, person: Person, rest: str) -> Drawn:
    """`/mailroom purge`: what would go. Nothing happens before a click."""
    return purge_offer()


async def _opened(services: Services, body: Body) -> None:
    try:
        account = await account_named(services.db, person_in(body), value_in(body))
    except NotTheirs:
        return await whisper(services, body, refusal())
    await services.slacks.of(person_in(body).team_id).open_view(body["trigger_id"], disconnect_form(account))


async def _disconnected(services: Services, body: Body, view: dict[str, Any]) -> None:
    chosen = ((view.get("state") or {}).get("values") or {}).get("drafts", {}).get("drafts", {})
    drops = any(one.get("value") == "drafts" for one in chosen.get("selected_options") or [])
    try:
        account = await disconnect(services.db, person_in(body), str(view.get("private_metadata")), drops_drafts=drops)
    except NotTheirs:
        return await whisper(services, body, refusal())
    await _ring(services, [leave_mailbox.ring(account.id), remove_posts.ring(account.user_id)])
    await whisper(services, body, leaving_now(account.email))


async def _purged(services: Services, body: Body, *, open_too: bool) -> None:
    user_id, count = await purge(services.db, person_in(body), open_too=open_too)
    if count:
        await _ring(services, [remove_posts.ring(user_id)])
    await whisper(services, body, purging(count))


async def _ring(services: Services, rings: Sequence[Ring]) -> None:
    try:
        await services.bell.ring(rings)
    except Temporary as error:  # the rows say what is to be done: the sweep will ring
        log.warning("ring failed", reason=str(error))


def register(bolt: AsyncApp, services: Services) -> None:
    """Adds the listeners."""

    @bolt.action("disconnect_opened")
    async def disconnect_opened(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _opened(services, body)

    @bolt.view("mailbox_disconnected")
    async def mailbox_disconnected(ack: AsyncAck, body: Body, view: dict[str, Any]) -> None:
        await ack()
        await _disconnected(services, body, view)

    @bolt.action("purge_confirmed")
    async def purge_confirmed(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _purged(services, body, open_too=False)

    @bolt.action("purge_all_confirmed")
    async def purge_all_confirmed(ack: AsyncAck, body: Body) -> None:
        await ack()
        await _purged(services, body, open_too=True)
