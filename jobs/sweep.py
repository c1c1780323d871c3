"""Every minute: rings again for whatever stands still too long. The database is the to-do list, this reads it."""

from datetime import datetime, timedelta

from assistant.own_model import KEPT_FOR
from assistant.pruning import forget_old_answers
from bot.queue import Ring
from bot.services import Services
from jobs.embed_documents import embed_documents
from jobs.erase_workspace import erase_workspace
from jobs.heal import heal
from jobs.index_mails import index_mails
from jobs.leave_mailbox import leave_mailbox
from jobs.prune_mailbox import prune_mailbox
from jobs.remove_posts import remove_posts
from jobs.revoke_grant import revoke_grant
from jobs.runner import Retries, job
from jobs.say_reconnect import say_reconnect
from jobs.sealing import seal_log
from jobs.service_rings import due_services, ring_of
from jobs.still import AT_ONCE, Since, still_rings
from jobs.sync_mailbox import sync_mailbox
from jobs.tell_history import tell_history
from jobs.turns import is_turn, turns_of, watches_due
from jobs.watch_mailbox import watch_mailbox
from storage.access_tokens import AccessTokens
from storage.accounts import Accounts
from storage.answers import ModelAnswers
from storage.document_states import DocumentStates
from storage.documents import DocumentState
from storage.exports import Exports
from storage.leases import Leases
from storage.leavings import Leavings
from storage.oauth_states import OAuthStates
from storage.posts import Posts
from storage.pushes import Pushes
from storage.seen_events import SeenEvents
from storage.syncs import READING, Syncs
from storage.workspaces import Workspaces

STILL = timedelta(minutes=2)
CARD_STILL = timedelta(seconds=30)
CHECK_STILL = timedelta(minutes=1)


@job(queue="bulk", timeout=60, retries=Retries(tries=1, base=1, cap=1))
async def sweep(services: Services, minute: int) -> None:
    """`minute` counts from the epoch; it spreads the accounts' own delta syncs over their window."""
    now = services.db.now()
    since = Since(now, now - STILL, now - CARD_STILL, now - CHECK_STILL)
    rings = [*await still_rings(services, since), *await _accounts(services, minute, now)]
    rings += [*await _documents(services, now), *await _leaving(services, now), *await _prunings(services, minute)]
    if rings:
        await services.bell.ring(rings)
    await seal_log(services, minute)
    if minute % 60 == 0:
        await services.bell.ring([heal.ring(minute // 60)])
        await _hourly(services, now)


async def _documents(services: Services, now: datetime) -> list[Ring]:
    async with services.db.transaction() as session:
        states, syncs = DocumentStates(session), Syncs(session)
        vectors = await states.waiting_accounts([DocumentState.DUE, DocumentState.GONE], now - STILL)
        waiting = await states.waiting_accounts([DocumentState.FOUND, DocumentState.LEAVING], now - STILL)
        unread = await syncs.quiet(waiting, READING, now - STILL)
        for account_id in unread:
            await syncs.ensure(account_id, READING)
            await syncs.touch(account_id, READING, now)
        histories = await syncs.under_way(AT_ONCE)
    told = [tell_history.ring(account_id, "") for account_id in histories]
    return [*map(embed_documents.ring, vectors), *(index_mails.ring(account_id, "") for account_id in unread), *told]


async def _leaving(services: Services, now: datetime) -> list[Ring]:
    """What is on its way out: mailboxes, and messages in Slack."""
    async with services.db.transaction() as session:
        leavings = await Leavings(session).due(now - STILL, AT_ONCE)
        await Leavings(session).touch(leavings, now)
        people = await Posts(session).users_waiting(now - STILL, AT_ONCE)
    return [*map(leave_mailbox.ring, leavings), *map(remove_posts.ring, people)]


async def _prunings(services: Services, minute: int) -> list[Ring]:
    """Each mailbox once an hour, in a minute of its own."""
    async with services.db.reading() as session:
        accounts = await Accounts(session).ids()
    return [prune_mailbox.ring(account_id) for account_id in accounts if is_turn(account_id, minute, 60)]


async def _accounts(services: Services, minute: int, now: datetime) -> list[Ring]:
    async with services.db.transaction() as session:
        accounts = Accounts(session)
        working = await accounts.working()
        turns = turns_of(working, minute, services.settings.delta_sync_minutes)
        if turns:
            await accounts.want_sync([account.id for account in turns])
        late = await accounts.overdue(now - STILL)
        services_due = await due_services(session, turns, now)
        ended = await accounts.ended_untold()
        refused = await OAuthStates(session).unanswered(now)
    watches = map(watch_mailbox.ring, watches_due(working, now)) if services.settings.pubsub_topic else ()
    syncs = [sync_mailbox.ring(account_id) for account_id in {*(account.id for account in turns), *late}]
    syncs += [ring_of(account_id, service) for account_id, service in services_due]
    told = (say_reconnect.ring(account_id) for account_id in ended)
    return [*syncs, *watches, *told, *map(revoke_grant.ring, refused)]


async def _hourly(services: Services, now: datetime) -> None:
    async with services.db.transaction() as session:
        await Pushes(session).forget(now - timedelta(days=7))
        await SeenEvents(session).forget(now - timedelta(days=1))
        await OAuthStates(session).forget(now)
        await ModelAnswers(session).forget(now - KEPT_FOR)
        await Leases(session).forget(now - timedelta(days=1))
        await Exports(session).forget(now)
        await AccessTokens(session).forget(now - timedelta(days=1))
        await Posts(session).forget(now - timedelta(days=400))
        left = await Workspaces(session).gone_before(now - timedelta(days=services.settings.grace_days))
    await forget_old_answers(services.db, services.settings.answer_days)
    if left:
        await services.bell.ring([erase_workspace.ring(team_id) for team_id in left])
