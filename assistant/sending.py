"""Sending an approved reply: exactly what was shown, once, and proved by reading it back (SPEC SL2, SL13, SL14).

The order of things is the safety: the intention (SENDING) is committed before the mail service is asked, the result
after it answered. Whoever finds SENDING looks for the sent mail first and asks again only while the draft is still
there; a draft that was sent is gone, so even two requests send one mail.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from assistant.case import Case, case_of_draft
from assistant.reconcile import Standing, compare, find_sent, look, settle_gone
from bot.errors import Permanent, Reconnect, Temporary
from connectors.mail.compose import fingerprint
from connectors.mail.source import MailSource
from storage.audit import Audit
from storage.cards import Cards
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.leases import lease

LOOK_FOR = timedelta(minutes=5)  # how long a sent mail may take to show up before a person is asked
SHOW_WITHIN = timedelta(seconds=60)  # after that an approved reply goes out even if Slack cannot show it
WORK_SECONDS = 150


async def send(db: Database, mail: MailSource, draft_id: str, begun: Callable[[], Awaitable[None]]) -> None:
    """Does what is left to do for an approved reply; returns quietly if that is nothing.

    `begun` is called once the reply can no longer be taken back, before the mail service is asked.

    Raises Temporary (and OutcomeUnknown) to be called again, Busy while another worker is at it.
    """
    async with lease(db, f"draft:{draft_id}", WORK_SECONDS):
        case = await case_of_draft(db, draft_id)
        if case is None or case.draft is None or case.version is None:
            return
        if case.draft.state == DraftState.APPROVED:
            if await _begin_sending(db, mail, case):
                await begun()
                await _ask_to_send(db, mail, case)
        elif case.draft.state == DraftState.SENDING:
            await _send_again(db, mail, case)
        elif case.draft.state == DraftState.SENT and not case.draft.receipted:
            await _prove(db, mail, case)


async def _begin_sending(db: Database, mail: MailSource, case: Case) -> bool:
    """Whether this caller may send: the window is over, nothing has changed, and the claim is ours."""
    assert case.draft is not None and case.version is not None
    _wait_for_window(case, db.now())
    try:
        standing = await compare(db, mail, case)
    except Permanent as error:  # before anything was sent: the card says so and asks again
        note = "reconnect" if isinstance(error, Reconnect) else "refused"
        await _leave(db, case, DraftState.APPROVED, DraftState.READY, note=note, send_after=None)
        return False
    if standing is Standing.GONE:
        await settle_gone(db, mail, case)
    if standing is not Standing.SAME:
        return False
    now = db.now()
    return await _leave(
        db, case, DraftState.APPROVED, DraftState.SENDING, at_version=case.version.id, due=now, sending_at=now
    )


def _wait_for_window(case: Case, now: datetime) -> None:
    """Raises Temporary while the undo window is open, or while Undo has not been shown yet and may still be."""
    assert case.draft is not None
    due, card = case.draft.send_after or now, case.card
    if now < due:
        raise Temporary("the undo window is still open", retry_after=(due - now).total_seconds())
    if card is not None and card.drawn < card.wanted and now < due + SHOW_WITHIN:
        raise Temporary("the card does not show the approval yet", retry_after=3)


async def _send_again(db: Database, mail: MailSource, case: Case) -> None:
    """An earlier try had no answer that we know of. First see what became of it."""
    assert case.draft is not None and case.version is not None
    began = case.draft.sending_at
    remote = await look(mail, case.draft)
    sent = await find_sent(mail, remote, case, case.draft.acted_at or began)
    if sent is not None:
        return await _sent(db, mail, case, sent.remote_id)
    if remote.draft is None:
        if began is not None and db.now() - began < LOOK_FOR:
            raise Temporary("the draft is gone, its sent mail not seen yet", retry_after=20)
        return await _unsure(db, case)
    standing = await compare(db, mail, case)
    if standing is Standing.GONE:
        raise Temporary("the draft left while it was compared", retry_after=5)
    again = {"at_version": case.version.id, "sending_at": db.now()}
    if standing is Standing.SAME and await _leave(db, case, DraftState.SENDING, DraftState.SENDING, **again):
        await _ask_to_send(db, mail, case)
    return None


async def _ask_to_send(db: Database, mail: MailSource, case: Case) -> None:
    assert case.draft is not None
    try:
        sent = await mail.send_draft(case.draft.remote_id)
    except Reconnect:
        await _stop(db, case, "reconnect")
        raise
    except Permanent:
        return await _stop(db, case, "refused")
    if sent is None:  # gone: an earlier request of ours may have sent it, or a hand did
        raise Temporary("the draft was gone when it was to be sent", retry_after=5)
    await _sent(db, mail, case, sent.remote_id)


async def _stop(db: Database, case: Case, note: str) -> None:
    """The mail service refused it for good: nothing went out, and the card asks again."""
    await _leave(db, case, DraftState.SENDING, DraftState.READY, note=note, send_after=None, sending_at=None)


async def _unsure(db: Database, case: Case) -> None:
    await _leave(db, case, DraftState.SENDING, DraftState.UNSURE, note="")


async def _sent(db: Database, mail: MailSource, case: Case, remote_id: str) -> None:
    await _leave(db, case, DraftState.SENDING, DraftState.SENT, sent_id=remote_id, note="", receipt={})
    await _prove(db, mail, case, remote_id)


async def _leave(db: Database, case: Case, before: DraftState, after: DraftState, **values: Any) -> bool:
    """Moves the reply on, with its card and an entry in the audit log; False if another did."""
    assert case.draft is not None
    async with db.transaction() as session:
        moved = await Drafts(session).claim(case.draft.id, before, after, db.now(), **values)
        if moved:
            await Cards(session).want(case.message.id, case.user.id, db.now())
            await Audit(session).note(db.now(), "mailroom", str(after), case.message.id)
    return moved


async def _prove(db: Database, mail: MailSource, case: Case, remote_id: str = "") -> None:
    """Reads the sent mail back and keeps the receipt. A failure here unsends nothing: the job comes back for it."""
    assert case.draft is not None and case.version is not None
    message = await mail.message(remote_id or case.draft.sent_id)
    receipt = {
        "at": (message.received_at if message else db.now()).isoformat(),
        "remote_id": remote_id or case.draft.sent_id,
        "proven": message is not None and fingerprint(message.raw) == case.version.fingerprint,
    }
    async with db.transaction() as session:
        await Drafts(session).change(case.draft.id, receipt=receipt, receipted=True)
        await Cards(session).want(case.message.id, case.user.id, db.now())
