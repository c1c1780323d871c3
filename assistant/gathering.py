"""Gathering: mail becomes documents that can be asked about, as it arrives, is sent, or is read from the history."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

import structlog

from assistant.case import load_case
from assistant.indexing import index_document, index_many, remove_documents
from bot.errors import Failure, MailroomError, Reconnect
from connectors.gate import NotAdmitted
from connectors.mail.email import Email, email_from_json
from connectors.mail.read import read_email
from connectors.mail.source import MailSource
from storage.accounts import Account
from storage.db import Database
from storage.document_states import DocumentStates
from storage.documents import QUOTED_AT_MOST, TEXT_AT_MOST, Documents, NewDocument, Service
from storage.index.library import Library
from storage.messages import Message, Messages

READ_AT_ONCE = 10  # mails asked for at the same moment, so that they come together, and indexed together
UNWANTED = frozenset({"DRAFT", "CHAT", "SPAM", "TRASH"})  # labels of what is not to be found
log = structlog.get_logger("gathering")
_FORWARDED = re.compile(r"^\s*(?:(?:re|aw|sv)\s*:\s*)*(?:fwd?|wg|tr|rv|enc|i|doorst)\s*:", re.I)


def mail_link(account_email: str, remote_id: str) -> str:
    """Where the mail opens in Gmail, in the right one of several signed-in accounts."""
    return f"https://mail.google.com/mail/?authuser={quote(account_email)}#all/{quote(remote_id)}"


def text_of(email: Email) -> str:
    """What is worth reading: what the sender wrote, and of a forward what was passed on. History of a reply is not:
    it stands in the mail that it quotes."""
    passed_on = email.quoted if _is_passed_on(email) else ""
    return "\n\n".join(part for part in (email.text.strip(), passed_on.strip()) if part)[:TEXT_AT_MOST]


def quoted_of(email: Email) -> str:
    """The history of a reply: a mail that only says "agreed" is about what it quotes."""
    return "" if _is_passed_on(email) else email.quoted.strip()[:QUOTED_AT_MOST]


def _is_passed_on(email: Email) -> bool:
    return bool(email.quoted) and (bool(_FORWARDED.match(email.subject)) or not email.text.strip())


def document_of(
    email: Email, account: Account, place: tuple[str, str], labels: Sequence[str], at: datetime
) -> NewDocument:
    """The mail as a document; `place` is its remote id and thread id."""
    me = {account.email, *(str(alias["email"]).lower() for alias in account.aliases)}
    others = dict.fromkeys(one.email for one in (*email.to, *email.cc, *email.bcc) if one.email)
    return NewDocument(
        service=Service.GMAIL,
        remote_id=place[0],
        thread_id=place[1],
        title=email.subject,
        text=text_of(email),
        quoted=quoted_of(email),
        at=at,
        sender=email.sender.email,
        sender_name=email.sender.name,
        people=tuple(others),
        labels=tuple(sorted(labels)),
        outgoing=email.sender.email in me or "SENT" in labels,
        attachments=tuple(part.name for part in email.attachments if part.name),
        link=mail_link(account.email, place[0]),
    )


async def gather_message(db: Database, library: Library, message_id: str) -> bool:
    """Indexes a mail that triage has read; False if there is nothing to index."""
    async with db.reading() as session:
        case = await load_case(session, message_id)
    if case is None or not case.message.email or case.message.received_at is None:
        return False
    message = case.message
    if UNWANTED & set(message.labels):
        return False
    place = (message.remote_id, message.thread_id)
    new = document_of(case.email, case.account, place, message.labels, case.message.received_at)
    return await index_document(db, library, case.account.id, new, noted=True)


async def gather(
    db: Database, library: Library, mail: MailSource, account: Account, limit: int, since: datetime | None = None
) -> int:
    """Reads and indexes mails that are known by id only, and takes out those that are gone; gives how many it read.

    With `since` only what came from then on: its owner has stopped the reading of older mail. A mail that fails is
    tried again later, after all others. Where none can be read that stops it: the rows of what is left stay to be read
    by the next run.
    """
    await clear_out(db, library, account.id, limit)
    async with db.reading() as session:
        ids = await Documents(session).unread(account.id, limit, db.now(), since)
    for at in range(0, len(ids), READ_AT_ONCE):
        some = ids[at : at + READ_AT_ONCE]
        read = await _read(db, mail, account, some)
        failed = {one: error for one, error in read.items() if isinstance(error, BaseException)}
        news = {one: new for one, new in read.items() if isinstance(new, NewDocument)}
        await remove_documents(db, library, account.id, Service.GMAIL, [one for one in some if read[one] is None])
        failed |= await _index(db, library, account.id, news)
        await _put_behind(db, account.id, failed, of=len(some))
    return len(ids)


async def _index(
    db: Database, library: Library, account_id: str, news: Mapping[str, NewDocument]
) -> dict[str, BaseException]:
    """Indexes mails together, which costs less than one by one; if that fails, each alone: those that
    failed."""
    if not news:
        return {}
    together = index_many(db, library, account_id, list(news.values()), noted=True)
    (error,) = await asyncio.gather(together, return_exceptions=True)
    if not isinstance(error, BaseException):
        return {}
    each = (index_document(db, library, account_id, new, noted=True) for new in news.values())
    done = zip(news, await asyncio.gather(*each, return_exceptions=True), strict=True)
    return {one: error for one, error in done if isinstance(error, BaseException)}


async def _put_behind(db: Database, account_id: str, failed: Mapping[str, BaseException], of: int) -> None:
    """Puts off the mails that failed. Raises what says that no other mail could be read either."""
    for one, error in failed.items():
        if not isinstance(error, Exception) or isinstance(error, Reconnect | NotAdmitted) or _is_limit(error):
            raise error
        log.warning("mail not read", remote_id=one, kind=type(error).__name__, reason=str(error))
    if failed:
        async with db.transaction() as session:
            await DocumentStates(session).put_behind(account_id, list(failed), db.now())
    if len(failed) == of:
        raise next(iter(failed.values()))


def _is_limit(error: Exception) -> bool:
    return isinstance(error, MailroomError) and error.failure in (Failure.RATE_LIMIT, Failure.DAILY_QUOTA)


async def clear_out(db: Database, library: Library, account_id: str, limit: int) -> None:
    """Takes out documents that were deleted at their service."""
    async with db.reading() as session:
        leaving = await Documents(session).leaving(account_id, limit)
    for service in {service for service, _ in leaving}:
        ids = [remote_id for one, remote_id in leaving if one == service]
        await remove_documents(db, library, account_id, service, ids)


async def _read(
    db: Database, mail: MailSource, account: Account, ids: Sequence[str]
) -> dict[str, NewDocument | BaseException | None]:
    """Each mail as a document, or why it could not be read; None if it is gone or nothing that should be found."""
    async with db.reading() as session:
        known = await Messages(session).read_of(account.id, ids)
    each = (_read_one(mail, account, one, known.get(one)) for one in ids)
    return dict(zip(ids, await asyncio.gather(*each, return_exceptions=True), strict=True))


async def _read_one(mail: MailSource, account: Account, remote_id: str, known: Message | None) -> NewDocument | None:
    """One mail, which may be `known` from its triage."""
    if known is not None and known.received_at is not None:
        place = (remote_id, known.thread_id)
        new = document_of(email_from_json(known.email), account, place, known.labels, known.received_at)
        labels = frozenset(known.labels)
    else:
        remote = await mail.message(remote_id)
        if remote is None:
            return None
        place = (remote_id, remote.thread_id)
        new = document_of(read_email(remote.raw), account, place, sorted(remote.labels), remote.received_at)
        labels = remote.labels
    return None if labels & UNWANTED else new
