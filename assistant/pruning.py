"""Pruning: what of a mailbox is kept, for how long, as its owner and the deployment want it (SPEC AC6).

Nothing here touches Gmail, and nothing that still waits for a decision. Every step does some rows in one transaction
and says how many, so that it may stop anywhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from assistant.chunking import entry_of
from assistant.indexing import new_of, remove_documents
from assistant.preferences import preferences_of
from bot.settings import Settings
from storage.accounts import Account
from storage.db import Database
from storage.documents import Document, Documents, DocumentState, Service
from storage.index.library import Library
from storage.messages import Message
from storage.places import Places
from storage.posts import Posts
from storage.retention import EMPTY, Retention

PREVIEW = 200  # characters of a body that are kept
AT_ONCE = 100  # rows a transaction
INDEXED_AT_ONCE = 25  # documents a transaction: each is indexed anew, and nobody else can write to SQLite meanwhile


@dataclass(frozen=True)
class Rule:
    """How much of a mailbox is kept: previews of bodies alone, and only so many days (0: all)."""

    previews: bool
    days: int


def usual_rule(settings: Settings) -> Rule:
    """What the deployment keeps of every mailbox."""
    return Rule(settings.keep_previews, settings.retention_days)


def rule_of(account: Account, usual: Rule) -> Rule:
    """What holds for a mailbox: its owner may keep less than the deployment does, never more."""
    wanted = preferences_of(account.preferences)
    days = min((days for days in (wanted.keep_days, usual.days) if days), default=0)
    return Rule(usual.previews or wanted.keep == "previews", days)


def preview(text: str) -> str:
    """The beginning of a text, in whole words."""
    if len(text) <= PREVIEW:
        return text
    words = text[:PREVIEW].rsplit(maxsplit=1)
    return f"{words[0]}…" if words else ""


def cut_email(email: Mapping[str, Any]) -> dict[str, Any]:
    """A stored email with a preview of its text, and none of what it quotes."""
    if not email:
        return {}
    return {**email, "text": preview(str(email["text"])), "quoted": "", "signature": "", "truncated": True}


async def cut_messages(db: Database, account_id: str) -> int:
    """Cuts some settled mails, and the replies to them, to previews; how many."""
    async with db.transaction() as session:
        retention = Retention(session)
        messages: Sequence[Message] = await retention.whole_messages(account_id, AT_ONCE)
        for version in await retention.versions_of([message.id for message in messages]):
            await retention.cut_version(version.id, preview(version.body))
        for message in messages:
            await retention.cut_message(message.id, cut_email(message.email), db.now())
    return len(messages)


async def cut_documents(db: Database, library: Library, account_id: str) -> int:
    """Cuts some documents to previews, in the index as well; their vectors follow. How many."""
    async with db.transaction() as session:
        documents = await Retention(session).whole_documents(account_id, INDEXED_AT_ONCE)
        for document in documents:
            await _cut_document(session, library, document, db.now())
    return len(documents)


async def _cut_document(session: AsyncSession, library: Library, document: Document, now: datetime) -> None:
    new = replace(new_of(document), text=preview(document.text), quoted="")
    values: dict[str, Any] = {"pruned_at": now}
    if (new.text, new.quoted) != (document.text, document.quoted):
        state = DocumentState.DUE if library.embedder else document.state
        values |= {"text": new.text, "quoted": "", "state": state, "changed_at": now}
        await library.put(session, document.account_id, entry_of(document.id, new))
    await Retention(session).cut_document(document.id, **values)


async def erase_old(db: Database, library: Library, account: Account, before: datetime) -> int:
    """Erases some mail from before then, with index, verdicts, replies and cards; how much."""
    async with db.reading() as session:
        indexed = await Retention(session).old_mails(account.id, before, AT_ONCE)
    await remove_documents(db, library, account.id, Service.GMAIL, indexed)
    async with db.transaction() as session:
        retention = Retention(session)
        ids = await retention.old_messages(account.id, before, AT_ONCE)
        ended = await Places(session).ended_before(account.user_id, before)
        cards = await retention.erase_messages(account.id, ids)
        await Posts(session).take_back(account.user_id, [*cards, *ended], db.now())
        await retention.forget_contacts(account.id, before)
        await retention.forget_answers(before, account.user_id)
        await retention.forget_proposals(before, account.user_id)
    return len(indexed) + len(ids)


async def forget_gone(db: Database, account: Account) -> None:
    """Empties answers that quote something of this mailbox that is not there any more, and drops it from what they
    have besides."""
    async with db.transaction() as session:
        answers = await Retention(session).answers_of(account.user_id)
        named = {
            str(one["document_id"])
            for _, sources, answer in answers
            for one in (*sources, *answer.get("more", ()))
            if one.get("account_id") == account.id and one.get("document_id")
        }
        gone = named - set(await _living(session, account.id, sorted(named)))
        for question_id, sources, answer in answers if gone else ():
            await _forget(session, question_id, sources, answer, gone)


async def _living(session: AsyncSession, account_id: str, ids: Sequence[str]) -> list[str]:
    found: list[str] = []
    for at in range(0, len(ids), 500):
        found += await Documents(session).of_ids(account_id, ids[at : at + 500])
    return found


async def _forget(
    session: AsyncSession,
    question_id: str,
    sources: Sequence[Mapping[str, Any]],
    answer: Mapping[str, Any],
    gone: set[str],
) -> None:
    if any(one.get("document_id") in gone for one in sources):
        return await Retention(session).change_answer(question_id, **EMPTY)
    more = answer.get("more", [])
    left = [one for one in more if one.get("document_id") not in gone]
    if len(left) != len(more):
        await Retention(session).change_answer(question_id, answer={**answer, "more": left})


async def forget_old_answers(db: Database, days: int) -> None:
    """Empties everybody's answers, and erases proposals that came to an end, after so many days."""
    before = db.now() - timedelta(days=days)
    async with db.transaction() as session:
        await Retention(session).forget_answers(before)
        await Retention(session).forget_proposals(before)
