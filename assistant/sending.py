"""Sending an approved reply: exactly what was shown, once, and proved by reading it back (SPEC SL2, SL13, SL14).

The order of things is the safety: the intention (SENDING) is committed before the mail service is asked, the result
after it answered. Whoever finds SENDING looks for the sent mail first and asks again only while the draft is still
there; a draft that was sent is gone, so even two requests send one mail.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from assistant.case import Case, case_of_draft, noted
from assistant.departing import OwnerGone, still_there
from assistant.reconcile import Standing, compare, find_sent, is_same, look, settle_gone
from bot.errors import Permanent, Reconnect, Waiting
from connectors.mail.compose import fingerprint
from connectors.mail.source import MailSource, RemoteDraft
from storage.cards import Cards
from storage.db import Database
from storage.drafts import Drafts, DraftState
from storage.leases import lease

LOOK_FOR = timedelta(minutes=5)  # how long a sent mail may take to show up before a person is asked
ARRIVES_WITHIN = timedelta(seconds=60)  # how long a request whose answer was lost may be on its way
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
        try:
            async with db.reading() as session:
                await still_there(session, case.user.id)
            await _go_on(db, mail, case, begun)
        except OwnerGone:
            await _take_back(db, case)


async def _go_on(db: Database, mail: MailSource, case: Case, begun: Callable[[], Awaitable[None]]) -> None:
    assert case.draft is not None
    if case.draft.state == DraftState.APPROVED:
        await _send_first(db, mail, case, begun)
    elif case.draft.state == DraftState.SENDING:
        await _send_again(db, mail, case)
    elif case.draft.state == DraftState.SENT and not case.draft.receipted:
        await _prove(db, mail, case)


async def _take_back(db: Database, case: Case) -> None:
    """Its owner is gone: should they come back, their card asks again, or tells that nobody knows whether it went."""
    await _leave(db, case, DraftState.APPROVED, DraftState.READY, note="left", send_after=None)
    await _leave(db, case, DraftState.SENDING, DraftState.UNSURE, note="left")


async def _send_first(db: Database, mail: MailSource, case: Case, begun: Callable[[], Awaitable[None]]) -> None:
    """Sends if the window is over, nothing has changed, and the claim is ours."""
    assert case.draft is not None and case.version is not None
    _wait_for_window(case, db.now())
    try:
        found = await compare(db, mail, case)
    except Permanent as error:  # before anything was sent: the card says so and asks again
        note = "reconnect" if isinstance(error, Reconnect) else "refused"
        await _leave(db, case, DraftState.APPROVED, DraftState.READY, note=note, send_after=None)
        return
    if found.standing is Standing.GONE:
        await settle_gone(db, mail, case)
    if found.standing is Standing.SAME and found.draft is not None:
        now = db.now()
        if await _start(db, case, DraftState.APPROVED, now, due=now):
            await begun()
            await _ask_to_send(db, mail, case, found.draft, now)


async def _start(db: Database, case: Case, before: DraftState, now: datetime, **where: Any) -> bool:
    assert case.version is not None
    return await _leave(db, case, before, DraftState.SENDING, at_version=case.version.id, sending_at=now, **where)


def _wait_for_window(case: Case, now: datetime) -> None:
    """Raises Waiting while the undo window is open, or while Undo has not been shown yet and may still be."""
    assert case.draft is not None
    due, card = case.draft.send_after or now, case.card
    if now < due:
        raise Waiting("the undo window is still open", retry_after=(due - now).total_seconds())
    if card is not None and card.drawn < card.wanted and now < due + SHOW_WITHIN:
        raise Waiting("the card does not show the approval yet", retry_after=3)


async def _send_again(db: Database, mail: MailSource, case: Case) -> None:
    """An earlier try had no answer that we know of. First see what became of it."""
    assert case.draft is not None and case.version is not None
    began = case.draft.sending_at
    try:
        remote = await look(mail, case.draft)
    except Reconnect:
        raise
    except Permanent as error:  # a refusal to be asked says nothing of the mail: in the end a person must look
        if began is not None and db.now() - began < LOOK_FOR:
            raise Waiting("it cannot be seen what became of the send", retry_after=20) from error
        return await _unsure(db, case)
    sent = await find_sent(mail, remote, case.version, case.draft.acted_at or began)
    if sent is not None:
        return await _sent(db, mail, case, sent.remote_id)
    if remote.draft is None:
        if began is not None and db.now() - began < LOOK_FOR:
            raise Waiting("the draft is gone, its sent mail not seen yet", retry_after=20)
        return await _unsure(db, case)
    if not is_same(remote, case.version) and began is not None and db.now() - began < ARRIVES_WITHIN:
        raise Waiting("an unanswered request may still send it", retry_after=20)
    found = await compare(db, mail, case)
    if found.standing is Standing.GONE:
        raise Waiting("the draft left while it was compared", retry_after=5)
    now, same = db.now(), found.standing is Standing.SAME
    if same and found.draft is not None and await _start(db, case, DraftState.SENDING, now, began=began):
        await _ask_to_send(db, mail, case, found.draft, now)
    return None


async def _ask_to_send(db: Database, mail: MailSource, case: Case, shown: RemoteDraft, began: datetime) -> None:
    """Asks once, unless another worker took over since `began`."""
    assert case.draft is not None
    async with db.transaction() as session:
        sending = DraftState.SENDING
        if not await Drafts(session).claim(case.draft.id, sending, sending, db.now(), began=began):
            return
    try:
        sent = await mail.send_draft(shown)
    except Reconnect:
        await _stop(db, case, "reconnect", began)
        raise
    except Permanent:
        return await _stop(db, case, "refused", began)
    if sent is None:  # gone: an earlier request of ours may have sent it, or a hand did
        raise Waiting("the draft was gone when it was to be sent", retry_after=5)
    await _sent(db, mail, case, sent.remote_id)


async def _stop(db: Database, case: Case, note: str, began: datetime) -> None:
    """The mail service refused it for good: nothing went out, and the card asks again."""
    values: dict[str, Any] = {"note": note, "send_after": None, "sending_at": None}
    await _leave(db, case, DraftState.SENDING, DraftState.READY, began=began, **values)


async def _unsure(db: Database, case: Case) -> None:
    await _leave(db, case, DraftState.SENDING, DraftState.UNSURE, note="")


async def _sent(db: Database, mail: MailSource, case: Case, remote_id: str) -> None:
    """It is a fact, whatever state the reply was put into while the answer was on its way."""
    assert case.version is not None
    others = tuple(state for state in DraftState if state is not DraftState.SENT)
    values: dict[str, Any] = {"sent_id": remote_id, "note": "", "receipt": {}, "cleanup": False, "instruction": ""}
    if await _leave(db, case, others, DraftState.SENT, version_id=case.version.id, **values):
        await _prove(db, mail, case, remote_id)


async def _leave(
    db: Database, case: Case, before: DraftState | Sequence[DraftState], after: DraftState, **values: Any
) -> bool:
    """Moves the reply on, with its card and an entry in the audit log; False if another did.

    Raises OwnerGone where it is to be sent and nobody is there any more whose mail it would be.
    """
    assert case.draft is not None
    async with db.transaction() as session:
        if after is DraftState.SENDING:
            await still_there(session, case.user.id)
        moved = await Drafts(session).claim(case.draft.id, before, after, db.now(), **values)
        if moved:
            await Cards(session).want(case.message.id, case.user.id, db.now())
            why = {"note": str(values["note"])} if values.get("note") else {}
            await noted(session, db.now(), case, str(after), **why)
    return moved


async def _prove(db: Database, mail: MailSource, case: Case, remote_id: str = "") -> None:
    """Reads the sent mail back and keeps the receipt. A failure here unsends nothing: the job comes back for it."""
    assert case.draft is not None and case.version is not None
    message = await mail.message(remote_id or case.draft.sent_id)
    receipt = {
        "at": (message.received_at if message else db.now()).isoformat(),
        "remote_id": remote_id or case.draft.sent_id,
        "proven": fingerprint(message.raw) == case.version.fingerprint if message else None,  # None: not there to read
    }
    async with db.transaction() as session:
        await Drafts(session).change(case.draft.id, receipt=receipt, receipted=True)
        await Cards(session).want(case.message.id, case.user.id, db.now())
