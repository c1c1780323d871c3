"""Sending an approved reply: exactly what was shown, once, and proved by reading it back (SPEC SL2, SL13, SL14).

The order of things is the safety: the intention (SENDING) is committed before the mail service is asked, the result
after it answered. Whoever finds SENDING looks for the sent mail first and asks again only while the draft is still
there; a draft that was sent is gone, so even two requests send one mail.
"""

from datetime import timedelta
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
WORK_SECONDS = 150


async def send(db: Database, mail: MailSource, draft_id: str) -> None:
    """Does what is left to do for an approved reply; returns quietly if that is nothing.

    Raises Temporary (and OutcomeUnknown) to be called again, Busy while another worker is at it.
    """
    async with lease(db, f"draft:{draft_id}", WORK_SECONDS):
        case = await case_of_draft(db, draft_id)
        if case is None or case.draft is None or case.version is None:
            return
        if case.draft.state == DraftState.APPROVED:
            await _send_first(db, mail, case)
        elif case.draft.state == DraftState.SENDING:
            await _send_again(db, mail, case)
        elif case.draft.state == DraftState.SENT and not case.draft.receipt:
            await _prove(db, mail, case)


async def _send_first(db: Database, mail: MailSource, case: Case) -> None:
    assert case.draft is not None and case.version is not None
    if case.draft.send_after is not None and db.now() < case.draft.send_after:
        raise Temporary("the undo window is still open", retry_after=(case.draft.send_after - db.now()).total_seconds())
    standing = await compare(db, mail, case)
    if standing is Standing.GONE:
        return await settle_gone(db, mail, case)
    if standing is Standing.CHANGED:
        return None
    async with db.transaction() as session:
        claimed = await Drafts(session).claim(
            case.draft.id, DraftState.APPROVED, DraftState.SENDING, db.now(),
            at_version=case.version.id, due=db.now(), sending_at=db.now(),
        )  # fmt: skip
        if claimed:
            await Cards(session).want(case.message.id, case.user.id, db.now())
            await Audit(session).note(db.now(), "mailroom", "sending", case.message.id, version=case.version.id)
    if claimed:
        await _ask_to_send(db, mail, case)


async def _send_again(db: Database, mail: MailSource, case: Case) -> None:
    """An earlier try had no answer that we know of. First see what became of it."""
    assert case.draft is not None and case.version is not None
    began = case.draft.sending_at
    remote = await look(mail, case.draft)
    sent = await find_sent(mail, remote, case, began)
    if sent is not None:
        return await _sent(db, mail, case, sent.remote_id)
    if remote.draft is None:
        if began is not None and db.now() - began < LOOK_FOR:
            raise Temporary("the draft is gone, its sent mail not seen yet", retry_after=20)
        return await _unsure(db, case)
    standing = await compare(db, mail, case)
    if standing is Standing.GONE:
        raise Temporary("the draft left while it was compared", retry_after=5)
    if standing is Standing.SAME:
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
    await _leave_sending(db, case, DraftState.READY, note=note, send_after=None, sending_at=None)


async def _unsure(db: Database, case: Case) -> None:
    await _leave_sending(db, case, DraftState.UNSURE, note="")


async def _sent(db: Database, mail: MailSource, case: Case, remote_id: str) -> None:
    await _leave_sending(db, case, DraftState.SENT, sent_id=remote_id, note="", receipt={})
    await _prove(db, mail, case, remote_id)


async def _leave_sending(db: Database, case: Case, after: DraftState, **values: Any) -> None:
    assert case.draft is not None
    async with db.transaction() as session:
        if await Drafts(session).claim(case.draft.id, DraftState.SENDING, after, db.now(), **values):
            await Cards(session).want(case.message.id, case.user.id, db.now())
            await Audit(session).note(db.now(), "mailroom", str(after), case.message.id)


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
        await Drafts(session).change(case.draft.id, receipt=receipt)
        await Cards(session).want(case.message.id, case.user.id, db.now())
