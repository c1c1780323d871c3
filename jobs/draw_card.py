"""Posts a mail's card, or redraws it, until it shows the present state."""

from datetime import timedelta

from assistant.case import Case, load_case
from bot.errors import Permanent, Reconnect
from bot.services import Services
from bot.views.mail_card import Drawn, mail_card
from jobs.runner import Retries, job
from storage.cards import Cards
from storage.leases import Busy, lease
from storage.users import Users
from storage.versions import DraftVersion, Versions

LEASE_SECONDS = 75
REST = timedelta(minutes=5)  # while the workspace's access to Slack has ended: its cards are not broken


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=5, cap=120))
async def draw_card(services: Services, message_id: str) -> None:
    """Draws until nothing newer is wanted. Exactly one message stands in Slack, whatever is run twice or killed."""
    while await _out_of_date(services, message_id):
        try:
            async with lease(services.db, f"card:{message_id}", LEASE_SECONDS):
                while await _out_of_date(services, message_id):
                    await _draw(services, message_id)
        except Busy:
            return  # whoever holds it looks again after letting go


async def _out_of_date(services: Services, message_id: str) -> bool:
    async with services.db.reading() as session:
        card = await Cards(session).get(message_id)
    return card is not None and card.wanted > card.drawn and not card.failed


async def _draw(services: Services, message_id: str) -> None:
    async with services.db.reading() as session:
        case = await load_case(session, message_id)
        versions = await Versions(session).of_draft(case.draft.id) if case and case.draft else []
    if case is None or case.card is None:
        return
    drawn = mail_card(case, _before(versions, case), services.db.now())
    try:
        await _show(services, case, drawn)
    except Reconnect:
        async with services.db.transaction() as session:
            await Cards(session).rest(message_id, case.card.wanted, services.db.now() + REST)
        raise
    except Permanent as error:
        async with services.db.transaction() as session:
            await Cards(session).failed(message_id, case.card.wanted, str(error))
        raise
    async with services.db.transaction() as session:
        await Cards(session).drawn(message_id, case.card.wanted)


def _before(versions: list[DraftVersion], case: Case) -> DraftVersion | None:
    older = [version for version in versions if case.version and version.number < case.version.number]
    return older[-1] if older else None


async def _show(services: Services, case: Case, drawn: Drawn) -> None:
    assert case.card is not None
    if case.card.ts:
        await services.slack.update(case.card.channel, case.card.ts, drawn.text, drawn.blocks)
        return
    channel, ts = case.card.channel or await _channel(services, case), None
    if case.card.posting_at is not None:  # an earlier try may have posted it: there is no asking twice
        ts = await services.slack.find_message(channel, f"card:{case.message.id}", case.card.posting_at)
    if ts is None:
        async with services.db.transaction() as session:
            await Cards(session).posting(case.message.id, channel, services.db.now())
        ts = await services.slack.post(channel, drawn.text, drawn.blocks)
    else:  # it shows what was true when it was posted
        await services.slack.update(channel, ts, drawn.text, drawn.blocks)
    async with services.db.transaction() as session:
        await Cards(session).posted(case.message.id, channel, ts)


async def _channel(services: Services, case: Case) -> str:
    if case.user.dm_channel:
        return case.user.dm_channel
    channel = await services.slack.open_dm(case.user.slack_id)
    zone = await services.slack.zone(case.user.slack_id)
    async with services.db.transaction() as session:
        await Users(session).opened_dm(case.user.id, channel, zone)
    return channel
