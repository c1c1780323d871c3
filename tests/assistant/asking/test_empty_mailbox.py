"""Somebody to whom nobody has written yet asks: they learn that there is nothing, and what to do next."""

from dataclasses import replace

import pytest

from assistant.asking.answering import answer
from assistant.asking.replying import NOTHING_READ
from assistant.asking.values import Reply
from connectors.llm.failover import Failover
from storage.db import Database
from tests.assistant.asking.rig import Rig, open_rig
from tests.cast import BOB, join


async def asked(rig: Rig, text: str) -> Reply:
    """The answer to Bob, whose mailbox is empty, without a model."""
    account = await join(rig.db, BOB, "bob@fernhill.example")
    box = replace(rig.asker.mailboxes[0], account_id=account.id, email=account.email)
    kit = replace(rig.kit, model=Failover([]))
    return (await answer(kit, replace(rig.asker, mailboxes=(box,)), text, (), rig.tell)).reply


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("What did Helen say about the quote?", "found nothing"),
        ("What is on tomorrow?", "found nothing"),
        ("Am I free tomorrow at 3?", "You are free"),
        ("How many mails do I have?", "0 mails."),
        ("The largest file", "I searched Drive (largest first) and found nothing."),
        ("Which mails wait for my answer?", "I searched Gmail (waiting for your answer) and found nothing."),
        ("How many mails wait for my answer?", "0 mails (waiting for your answer)."),
    ],
)
async def test_an_empty_mailbox_says_that_it_is_empty(sqlite_db: Database, question: str, told: str) -> None:
    reply = await asked(await open_rig(sqlite_db), question)
    assert told in reply.text and reply.notes == (NOTHING_READ,)


async def test_one_that_is_not_empty_says_nothing_of_the_kind(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    kit = replace(rig.kit, model=Failover([]))
    found = await answer(kit, rig.asker, "What did Helen say about the quote?", (), rig.tell)
    assert NOTHING_READ not in found.reply.notes
