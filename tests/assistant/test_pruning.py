"""Of what is settled only as much is kept as is wanted; what waits is not touched; and it may stop anywhere."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from assistant.indexing import index_document, remove_documents
from assistant.pruning import (
    PREVIEW,
    Rule,
    cut_documents,
    cut_messages,
    erase_old,
    forget_gone,
    forget_old_answers,
    preview,
    rule_of,
)
from storage.accounts import Account
from storage.cards import Cards
from storage.db import Database
from storage.documents import Document, DocumentState, NewDocument, Service
from storage.drafts import DraftState
from storage.index.entry import Filters
from storage.index.library import Library
from storage.messages import Message, Messages, MessageState
from storage.posts import Posts
from storage.proposals import Proposal
from storage.questions import Question, Questions, QuestionState
from tests.cast import SARAH, Desk, join, judged, question, ready_reply
from tests.database_fixture import START, Clock
from tests.fakes import FakeMail
from tests.proposals import ask

LONG = "Dear Alice, the quote follows. " * 20 + "heliotrope"
WAITS = [DraftState.WRITING, DraftState.READY, DraftState.APPROVED, DraftState.SENDING, DraftState.UNSURE]


def library(db: Database) -> Library:
    return Library(db, "")


def mail(remote_id: str, at: datetime = START, text: str = LONG) -> NewDocument:
    return NewDocument(Service.GMAIL, remote_id, "Quote", text, at, sender=SARAH.email, quoted="saffron")


async def document(db: Database, remote_id: str) -> Document | None:
    async with db.reading() as session:
        return await session.scalar(select(Document).where(Document.remote_id == remote_id))


async def found(db: Database, account: Account, words: str) -> list[str]:
    hits = (await library(db).search(account.id, words, Filters())).hits
    return [hit.document.remote_id for hit in hits]


async def count(db: Database, table: Any) -> int:
    async with db.reading() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def sent(db: Database) -> Desk:
    """A reply that went out and was proved."""
    desk = await ready_reply(db, raw=question(LONG))
    await desk.put(state=DraftState.SENT, receipted=True)
    return desk


@pytest.mark.parametrize(
    ("wanted", "usual", "holds"),
    [
        ({}, Rule(False, 0), Rule(False, 0)),
        ({"keep": "previews", "keep_days": 30}, Rule(False, 0), Rule(True, 30)),
        ({"keep_days": 30}, Rule(True, 90), Rule(True, 30)),
        ({"keep": "full", "keep_days": 900}, Rule(True, 90), Rule(True, 90)),
    ],
)
def test_an_owner_may_keep_less_than_the_deployment_never_more(wanted: Any, usual: Rule, holds: Rule) -> None:
    assert rule_of(Account(preferences=wanted), usual) == holds


@pytest.mark.parametrize("text", ["", "Short.", LONG, "x" * 1000, "é" * 400, " " * 400])
def test_a_preview_is_the_beginning_and_stays_what_it_is(text: str) -> None:
    short = preview(text)
    assert len(short) <= PREVIEW + 1 and text.startswith(short.removesuffix("…"))
    assert preview(short[:PREVIEW]) == short[:PREVIEW]


async def test_a_settled_mail_and_its_reply_are_cut_once(db: Database) -> None:
    desk = await sent(db)
    assert await cut_messages(db, desk.account.id) == 1
    case = await desk.case()
    assert case.email.text == preview(LONG.strip()) and case.email.truncated and case.message.pruned_at == db.now()
    assert len((await desk.version()).body) <= PREVIEW + 1
    assert await cut_messages(db, desk.account.id) == 0


@pytest.mark.parametrize("state", WAITS)
async def test_mail_that_waits_is_neither_cut_nor_erased(sqlite_db: Database, clock: Clock, state: DraftState) -> None:
    desk = await ready_reply(sqlite_db, raw=question(LONG))
    await desk.put(state=state)
    remote_id = (await desk.case()).message.remote_id
    await index_document(sqlite_db, library(sqlite_db), desk.account.id, mail(remote_id))
    clock.advance(86_400 * 90)
    assert await cut_messages(sqlite_db, desk.account.id) == 0
    assert await cut_documents(sqlite_db, library(sqlite_db), desk.account.id) == 0
    assert await erase_old(sqlite_db, library(sqlite_db), desk.account, clock()) == 0
    assert "heliotrope" in (await desk.case()).email.text
    assert await found(sqlite_db, desk.account, "heliotrope") == [remote_id]


async def test_a_sent_reply_is_kept_until_it_is_proved(db: Database) -> None:
    desk = await ready_reply(db, raw=question(LONG))
    await desk.put(state=DraftState.SENT)
    assert await cut_messages(db, desk.account.id) == 0


async def test_a_document_is_cut_in_the_index_as_well_and_found_by_what_is_left(db: Database) -> None:
    account = await join(db)
    await index_document(db, library(db), account.id, mail("m1"))
    assert await found(db, account, "heliotrope") == await found(db, account, "saffron") == ["m1"]
    assert await cut_documents(db, library(db), account.id) == 1
    assert await cut_documents(db, library(db), account.id) == 0
    assert await found(db, account, "heliotrope") == await found(db, account, "saffron") == []
    assert await found(db, account, "quote follows") == ["m1"]


async def test_the_vectors_of_a_cut_document_are_made_anew(db: Database) -> None:
    account = await join(db)
    shelves = Library(db, "http://127.0.0.1:9", "fake")
    await index_document(db, library(db), account.id, mail("m1"))
    await index_document(db, library(db), account.id, mail("m2", text="Short."))
    await cut_documents(db, shelves, account.id)
    one, two = await document(db, "m1"), await document(db, "m2")
    assert one is not None and one.state == DocumentState.DUE
    assert two is not None and two.state == DocumentState.DUE and two.quoted == ""


async def test_reading_a_mail_again_does_not_bring_its_body_back_unless_it_has_changed(db: Database) -> None:
    account = await join(db)
    await index_document(db, library(db), account.id, mail("m1"))
    await cut_documents(db, library(db), account.id)
    await index_document(db, library(db), account.id, replace(mail("m1"), labels=("STARRED",)))
    kept = await document(db, "m1")
    assert kept is not None and kept.labels == ["STARRED"] and kept.text == preview(LONG) and kept.quoted == ""
    await index_document(db, library(db), account.id, mail("m1", text=LONG + " and more"))
    assert await cut_documents(db, library(db), account.id) == 1


async def test_old_mail_is_erased_with_index_reply_verdict_and_card(db: Database, clock: Clock) -> None:
    desk = await sent(db)
    await index_document(db, library(db), desk.account.id, mail("old"))
    async with db.transaction() as session:
        await Cards(session).drawn(desk.message_id, 1, "D0ALICE", "1.5")
    clock.advance(86_400 * 10)
    await index_document(db, library(db), desk.account.id, mail("new", clock()))
    fresh = await judged(db, desk.account, desk.mail.deliver(question()), category="informational")
    assert await erase_old(db, library(db), desk.account, clock() - timedelta(days=5)) == 2
    assert await found(db, desk.account, "quote") == ["new"]
    async with db.reading() as session:
        assert list(await session.scalars(select(Message.id))) == [fresh]
        (post,) = await Posts(session).leaving(desk.account.user_id, 10)
    assert (post.channel, post.ts, post.account_id) == ("D0ALICE", "1.5", desk.account.id)
    assert await erase_old(db, library(db), desk.account, clock() - timedelta(days=5)) == 0


async def test_a_mail_that_could_not_be_read_waits_and_is_not_erased(db: Database, clock: Clock) -> None:
    account = await join(db)
    message_id = await judged(db, account, FakeMail(db.now).deliver(question()))
    async with db.transaction() as session:
        await Messages(session).move(message_id, MessageState.JUDGED, MessageState.STUCK, clock())
    clock.advance(86_400 * 10)
    assert await erase_old(db, library(db), account, clock()) == 0


def source(account: Account, document_id: str) -> dict[str, Any]:
    return {"account_id": account.id, "document_id": document_id, "extract": "heliotrope", "title": "Quote"}


async def answered(db: Database, account: Account, sources: list[Any], more: list[Any]) -> str:
    key = await ask(db, account)
    async with db.transaction() as session:
        answer = {"text": "It says heliotrope [1]", "sources": sources, "more": more}
        await Questions(session).finish(key, QuestionState.ANSWERED, db.now(), sources=sources, answer=answer)
    return key


async def stored(db: Database, key: str) -> Question:
    async with db.reading() as session:
        found = await Questions(session).get(key)
    assert found is not None
    return found


async def test_an_answer_keeps_nothing_of_a_mail_that_was_deleted_since(db: Database) -> None:
    account = await join(db)
    for name in ("m1", "m2"):
        await index_document(db, library(db), account.id, mail(name))
    one, two = await document(db, "m1"), await document(db, "m2")
    assert one is not None and two is not None
    cited = await answered(db, account, [source(account, one.id)], [])
    beside = await answered(db, account, [source(account, two.id)], [source(account, one.id), source(account, two.id)])
    await forget_gone(db, account)
    assert (await stored(db, cited)).sources
    await remove_documents(db, library(db), account.id, Service.GMAIL, ["m1"])
    await forget_gone(db, account)
    gone, kept = await stored(db, cited), await stored(db, beside)
    assert (gone.sources, gone.answer, gone.text) == ([], {}, "Book it")
    assert kept.sources and [entry["document_id"] for entry in kept.answer["more"]] == [two.id]


async def test_answers_keep_what_they_quote_for_some_days_only(db: Database, clock: Clock) -> None:
    account = await join(db)
    old = await answered(db, account, [source(account, "d")], [])
    clock.advance(86_400 * 91)
    new = await answered(db, account, [source(account, "d")], [])
    asked = await ask(db, account)
    await forget_old_answers(db, 90)
    assert "heliotrope" not in str((await stored(db, old)).answer) and not (await stored(db, old)).sources
    assert (await stored(db, new)).sources
    assert (await stored(db, asked)).state == QuestionState.ASKED
    assert await count(db, Proposal) == 0
