"""Moves a mail into or out of the mail service's spam folder after the user said what it is."""

from assistant.case import Case, load_case, noted
from bot.errors import Permanent, Reconnect
from bot.services import Services
from jobs.runner import Retries, job
from storage.db import Database
from storage.verdicts import Verdict, Verdicts

SPAM, INBOX = frozenset({"SPAM"}), frozenset({"INBOX"})


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=10, cap=300))
async def relabel_message(services: Services, message_id: str) -> None:
    """Follows the correction that stands now, unless that was done. What is refused for good is not asked again."""
    async with services.db.reading() as session:
        case = await load_case(session, message_id)
    if case is None or case.verdict is None or case.verdict.relabel_at is None:
        return
    try:
        moved = await _move(services, case, spam=case.verdict.corrected_to == "spam")
    except Permanent as error:
        if not isinstance(error, Reconnect):
            await _done(services.db, case, case.verdict, "")
        raise
    await _done(services.db, case, case.verdict, moved)


async def _move(services: Services, case: Case, *, spam: bool) -> str:
    """Asks where the mail lies: what is stored may be older than the last move. One that is gone is left alone.

    Says where it moved it, '' if it did not.
    """
    mailbox = services.mailboxes.of(case.account.id)
    entries = await mailbox.thread(case.message.thread_id)
    labels = next((entry.labels for entry in entries if entry.remote_id == case.message.remote_id), None)
    if labels is None or spam == ("SPAM" in labels):
        return ""
    add, remove = (SPAM, INBOX) if spam else (INBOX, SPAM)
    await mailbox.relabel(case.message.remote_id, add=add, remove=remove)
    return "spam" if spam else "inbox"


async def _done(db: Database, case: Case, followed: Verdict, moved: str) -> None:
    async with db.transaction() as session:
        if moved:
            await noted(session, db.now(), case, "moved", to=moved)
        await Verdicts(session).relabelled(followed)
