"""Moves a mail into or out of the mail service's spam folder after the user said what it is."""

from assistant.case import load_case
from bot.services import Services
from jobs.runner import Retries, job

SPAM, INBOX = frozenset({"SPAM"}), frozenset({"INBOX"})


@job(queue="interactive", timeout=60, retries=Retries(tries=4, base=10, cap=300))
async def relabel_message(services: Services, message_id: str) -> None:
    """Follows the correction that stands now."""
    async with services.db.reading() as session:
        case = await load_case(session, message_id)
    if case is None or case.verdict is None or not case.verdict.corrected_to:
        return
    spam = case.verdict.corrected_to == "spam"
    if spam == ("SPAM" in case.message.labels):
        return
    add, remove = (SPAM, INBOX) if spam else (INBOX, SPAM)
    await services.mailboxes.of(case.account.id).relabel(case.message.remote_id, add=add, remove=remove)
