"""Posts a mail's card, or redraws it, until it shows the present state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.case import Case, load_case
from bot.errors import Permanent, Reconnect
from bot.services import Services
from bot.views.mail_card import Drawn, mail_card
from jobs.drop_twins import LATE, drop_twins
from jobs.posting import post_once
from jobs.runner import Retries, job
from jobs.standing import reached
from storage.cards import Card, Cards
from storage.dead_letters import DeadLetters
from storage.leases import Busy, Hold, held, hold, let_go
from storage.messages import MessageState
from storage.users import Users
from storage.versions import Versions

LEASE_SECONDS = 75
REST = timedelta(minutes=5)  # while the workspace's access to Slack has ended: its cards are not broken


@dataclass(frozen=True)
class _Picture:
    """What a card is to show, as it was read under the lease."""

    case: Case
    card: Card
    drawn: Drawn


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=5, cap=120))
async def draw_card(services: Services, message_id: str) -> None:
    """Draws until nothing newer is wanted. Exactly one message stands in Slack, whatever is run twice or killed."""
    db = services.db
    try:
        async with db.transaction() as session:
            taken = await hold(session, f"card:{message_id}", LEASE_SECONDS, db.now())
            picture = await _next(session, message_id, db.now())
            if picture is None:
                return await let_go(session, taken)
    except Busy:
        return  # whoever holds it looks again before letting go
    async with held(db, taken):
        while picture is not None:
            picture = await _draw(services, picture, taken)


async def _next(session: AsyncSession, message_id: str, now: datetime) -> _Picture | None:
    """What the card is to show, if that is more than it shows; before a first post the intention is kept as well."""
    case = await load_case(session, message_id)
    if case is None or case.card is None or case.card.failed or case.card.wanted <= case.card.drawn:
        return None
    card = case.card
    if not card.ts:
        await reached(session, case.user.id)
    if case.message.state == MessageState.STUCK:
        case = replace(case, failed=await DeadLetters(session).of_mail(message_id))
    before = None
    if case.version is not None and case.version.number > 1:
        before = await Versions(session).before(case.version)
    if not card.ts and card.posting_at is None:
        await Cards(session).posting(message_id, now)
    return _Picture(case, card, mail_card(case, before, now))


async def _draw(services: Services, picture: _Picture, taken: Hold) -> _Picture | None:
    """Shows it, and gives what was wished meanwhile; if that is nothing, lets go."""
    message_id, seen, db = picture.card.message_id, picture.card.wanted, services.db
    try:
        channel, ts = await _show(services, picture)
    except Reconnect:
        async with db.transaction() as session:
            await Cards(session).rest(message_id, seen, db.now() + REST)
        raise
    except Permanent as error:
        async with db.transaction() as session:
            await Cards(session).failed(message_id, seen, str(error))
        raise
    async with db.transaction() as session:
        more = await Cards(session).drawn(message_id, seen, channel, ts)
        following = await _next(session, message_id, db.now()) if more else None
        if following is None:
            await let_go(session, taken)
    if not picture.card.ts and picture.card.posting_at is not None:
        await services.bell.ring([drop_twins.ring("card", message_id, at=db.now() + LATE)])
    return following


async def _show(services: Services, picture: _Picture) -> tuple[str, str]:
    """Where the card stands now. The picture's own intention to post is not in it, an earlier try's is."""
    slack, card, drawn = services.slacks.of(picture.case.user.team_id), picture.card, picture.drawn
    if card.ts:
        await slack.update(card.channel, card.ts, drawn.text, drawn.blocks)
        return card.channel, card.ts
    channel = picture.case.user.dm_channel or await _channel(services, picture.case)
    return channel, await post_once(slack, drawn, channel, meant_at=card.posting_at)


async def _channel(services: Services, case: Case) -> str:
    slack = services.slacks.of(case.user.team_id)
    channel = await slack.open_dm(case.user.slack_id)
    zone = await slack.zone(case.user.slack_id)
    async with services.db.transaction() as session:
        await Users(session).opened_dm(case.user.id, channel, zone)
    return channel
