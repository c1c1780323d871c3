"""What a model may read of an answer's sources, and what is said where it may read nothing."""

from dataclasses import replace

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.private import HIDDEN, open_sources
from assistant.asking.plan.shapes import AskAnswer
from assistant.asking.values import Source
from assistant.own_model import Closed
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, open_rig, planned, said, step
from tests.assistant.test_own_model import prefer

DEPOSIT = "The deposit is 23,000 EUR, due on 4 December 2026."
SEARCH = planned(step("s1", "gmail.search"))


async def ask(rig: Rig) -> str:
    found = await answer(rig.kit, rig.asker, "How much is the deposit?", (), rig.tell)
    return found.reply.text


async def test_mail_that_its_owner_keeps_from_models_is_shown_but_not_read_by_them(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("The lease speaks of a deposit [2]."))
    await prefer(sqlite_db, rig.account, model_free_domains=frozenset({"brightwater.example"}))
    await rig.mail_of("Deposit", DEPOSIT)
    await rig.mail_of("Lease", "The lease speaks of a deposit.", BOB, days_ago=5)
    await ask(rig)
    asked = rig.model.prompts[1].user
    assert "23,000" not in asked and "Sarah" not in asked and HIDDEN in asked
    assert "The lease speaks of a deposit." in asked


async def test_a_label_by_its_name_keeps_mail_from_models_and_what_nobody_knows_is_kept_too(
    sqlite_db: Database,
) -> None:
    rig = await open_rig(sqlite_db)
    await prefer(sqlite_db, rig.account, model_free_labels=frozenset({"sent"}))
    open_mail = await rig.mail_of("Open", "open text")
    base = Source(1, "gmail", "Title", "Sarah", None, "", "open text", "", account_id=rig.account.id)
    known, live = replace(base, document_id=open_mail.id), replace(base, number=2, text="found at Gmail alone")
    date = replace(base, number=3, service="calendar", text="a date")
    shown = await open_sources(rig.kit, [known, live, date])
    assert [(one.number, one.text) for one in shown] == [(1, "open text"), (2, HIDDEN), (3, "a date")]


async def test_without_such_wishes_sources_are_read_as_they_are(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    live = [Source(1, "gmail", "Title", "Sarah", None, "", "text", "", account_id=rig.account.id)]
    assert await open_sources(rig.kit, live) == live
    assert rig.mail.calls == {}


async def test_an_answer_without_a_model_says_which_limit_it_met(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig = replace(rig, kit=replace(rig.kit, model=Closed("limit")))
    await rig.mail_of("Deposit", DEPOSIT)
    text = await ask(rig)
    assert text.startswith("Today's limit for models is used up.\nThe best results:")


async def test_what_other_mail_quotes_or_passes_on_is_not_read_where_mail_is_kept_from_models(
    sqlite_db: Database,
) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("Agreed [1]."))
    await prefer(sqlite_db, rig.account, model_free_domains=frozenset({"brightwater.example"}))
    answered = NewDocument(
        Service.GMAIL, "m9", "Re: Deposit", "The deposit is agreed.", NOW, sender=BOB, quoted=DEPOSIT
    )  # fmt: skip
    await rig.put(answered)
    passed_on = f"About the deposit.\n\n---------- Forwarded message ---------\nFrom: {SARAH}\n\n{DEPOSIT}"
    await rig.mail_of("Fwd: Deposit", passed_on, BOB, days_ago=2)
    await ask(rig)
    asked = rig.model.prompts[1].user
    assert "The deposit is agreed." in asked and "About the deposit." in asked and "23,000" not in asked


@pytest.mark.parametrize("words", [said("The lease says so [2]."), said("", known=False)])
async def test_an_answer_says_that_mail_was_left_out_of_the_model(sqlite_db: Database, words: AskAnswer) -> None:
    rig = await open_rig(sqlite_db, SEARCH, words)
    await prefer(sqlite_db, rig.account, model_free_domains=frozenset({"brightwater.example"}))
    await rig.mail_of("Deposit", DEPOSIT)
    await rig.mail_of("Lease", "The lease says so of a deposit.", BOB, days_ago=5)
    reply = (await answer(rig.kit, rig.asker, "How much is the deposit?", (), rig.tell)).reply
    told = "\n".join([reply.text, *reply.notes])
    assert told.count("1 mail that was found was not read by the model: kept from models, as you set.") == 1
    assert "found nothing" not in told


async def test_where_all_mail_is_kept_from_models_it_is_listed_and_none_is_asked(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH)  # another call of the model fails the test
    await prefer(sqlite_db, rig.account, model_free_domains=frozenset({"brightwater.example"}))
    await rig.mail_of("Deposit", DEPOSIT)
    text = await ask(rig)
    assert text.startswith("1 mail that was found was not read by the model") and "23,000 EUR" in text
