"""Which mails wait for the asker's answer: all of them, how many, and none."""

from dataclasses import replace
from datetime import timedelta

from assistant.asking.agents import gmail
from assistant.asking.answering import answer
from connectors.llm.failover import Failover
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from storage.messages import Messages
from storage.verdicts import Verdicts
from tests.assistant.asking.agents.test_ordering import asked, desk_of, ids, store
from tests.assistant.asking.rig import NOW, SARAH, Rig, open_rig, planned, step
from tests.cast import verdict_row

WAITING = Filters(unanswered=True)
NOT_JUDGED = (
    "Of the mail that was there when the mailbox was connected only the newest was judged; the rest does not count."
)


async def waiting_mails(rig: Rig, *judged: str) -> None:
    """Seven mails of Sarah's, of which these are judged to need a reply."""
    mails = (
        NewDocument(
            Service.GMAIL, f"w{n}", f"Order {n}", "When?", NOW - timedelta(days=n), thread_id=f"t{n}", sender=SARAH
        )
        for n in range(7)
    )
    await store(rig, *mails)
    async with rig.db.transaction() as session:
        for remote_id in judged:
            [(message_id, _)] = await Messages(session).found(rig.account.id, [(remote_id, "t", [])], NOW)
            await Verdicts(session).give(verdict_row(rig.account.id, message_id, rig.db))


async def test_all_mails_that_wait_for_an_answer_are_listed_and_counted(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await waiting_mails(rig, *(f"w{n}" for n in range(6)))
    desk = desk_of(rig, explained=("in Gmail", "waiting for your answer"), order="newest")
    found = await gmail.search(desk, asked("newest", filters=WAITING, operation="gmail"), {})
    assert found.sources[0].text == f"6 mails (waiting for your answer). {NOT_JUDGED}"
    assert ids(found).split() == [f"w{n}" for n in range(6)]


async def test_that_no_mail_waits_is_an_answer(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await waiting_mails(rig)
    kit = replace(rig.kit, model=Failover([]))
    found = await answer(kit, rig.asker, "Which mails wait for my answer?", (), rig.tell)
    assert found.reply.known and "0 mails (waiting for your answer)." in found.reply.text


async def test_what_waits_is_found_anew_as_soon_as_it_is_judged(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    await waiting_mails(rig, "w1")
    kit, question = replace(rig.kit, model=Failover([])), "Which mails about the order need an answer?"
    first = await answer(kit, rig.asker, question, (), rig.tell)
    assert [one.remote_id for one in first.reply.sources if one.remote_id] == ["w1"]
    async with rig.db.transaction() as session:
        [(message_id, _)] = await Messages(session).found(rig.account.id, [("w3", "t", [])], NOW)
        await Verdicts(session).give(verdict_row(rig.account.id, message_id, rig.db))
    again = await answer(kit, rig.asker, question, (), rig.tell)
    assert [one.remote_id for one in again.reply.sources if one.remote_id] == ["w1", "w3"]


async def test_the_list_of_what_waits_is_made_by_code_whoever_writes_other_answers(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, planned(step("s1", "gmail.search")))
    await waiting_mails(rig, *(f"w{n}" for n in range(6)))
    found = await answer(rig.kit, rig.asker, "Which mails wait for my answer?", (), rig.tell)
    lines = found.reply.text.splitlines()
    assert lines[1].startswith("- 6 mails (waiting for your answer).")
    assert lines[2:] == [f"- {SARAH}: Order {n} [{n + 2}]" for n in range(6)]
