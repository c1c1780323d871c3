"""A number of mails is what code counted: a model is asked only for what is more than that, and has to say it."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assistant.asking.answering import answer
from assistant.asking.evidence.sources import LISTED_AT_MOST
from assistant.asking.values import Reply
from assistant.indexing import index_many
from storage.db import Database
from storage.documents import NewDocument
from storage.index.library import Library
from tests.assistant.asking.rig import BOB, SARAH, Rig, open_rig, planned, said, step
from tests.storage.index.stock import days, mail

SEARCH = planned(step("s1", "gmail.search"))


MAILS = (
    mail("1", "Deposit", "The deposit is 23,000 EUR.", sender=SARAH, sender_name="Sarah Lindqvist", at=days(3)),
    mail("2", "Again", "The deposit may be paid twice.", sender=SARAH, sender_name="Sarah Lindqvist", at=days(2)),
    mail("3", "Lunch", "Shall we have lunch?", sender=BOB, at=days(1)),
)


async def asked(rig: Rig, text: str) -> Reply:
    """The answer about two mails of Sarah's and one of Bob's."""
    library = Library(rig.db, "")
    await library.open(rig.account.id)
    await index_many(rig.db, library, rig.account.id, MAILS)
    return (await answer(replace(rig.kit, library=library), rig.asker, text, (), rig.tell)).reply


async def test_a_number_alone_is_told_by_code_with_the_mails_by_name(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH)
    reply = await asked(rig, "How many mails did Sarah send me?")
    assert reply.known and not reply.by_model
    head, number, *mails = reply.text.splitlines()
    assert head == "As I count it:" and number.startswith("- 2 mails (from Sarah Lindqvist")
    assert mails == ["- Sarah Lindqvist: Deposit [2]", "- Sarah Lindqvist: Again [3]"]
    assert [prompt.name for prompt in rig.model.prompts] == ["ask_plan"]


async def test_a_model_that_leaves_the_number_out_is_not_heard(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("The deposit may be paid twice [2]."))
    reply = await asked(rig, "How many mails about the deposit did Sarah send me?")
    assert not reply.by_model and "2 mails" in reply.text.splitlines()[1]
    assert [prompt.name for prompt in rig.model.prompts] == ["ask_plan", "ask_answer"]


async def test_a_model_that_tells_the_number_is(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("Sarah sent you 2 mails about it [1]."))
    reply = await asked(rig, "How many mails about the deposit did Sarah send me?")
    assert reply.by_model and reply.text == "Sarah sent you 2 mails about it [1]."


@pytest.mark.parametrize(
    "text",
    ["Which mails came from Sarah?", "show me all mails from Sarah", "Welche Mails habe ich von Sarah bekommen?",
     "Quels mails ai-je reçus de Sarah ?", "¿Qué correos recibí de Sarah?"],
)  # fmt: skip
async def test_all_mails_that_are_asked_for_are_listed_and_counted_by_code(sqlite_db: Database, text: str) -> None:
    rig = await open_rig(sqlite_db, SEARCH)
    reply = await asked(rig, text)
    assert reply.text.splitlines()[1].startswith("- 2 mails (from Sarah Lindqvist") and not reply.by_model
    assert [one.title for one in reply.sources[1:]] == ["Deposit", "Again"]


def newest(mails: Sequence[NewDocument]) -> list[NewDocument]:
    """With Bob's other one, the newest first."""
    return sorted([*mails, MAILS[2]], key=lambda one: one.at, reverse=True)


async def test_of_many_mails_the_newest_are_listed_below_their_number(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, SEARCH)
    many = [mail(f"m{n}", f"Note {n}", f"Note {n}.", sender=BOB, at=days(n)) for n in range(10, 30)]
    await index_many(rig.db, Library(rig.db, ""), rig.account.id, many)
    reply = await asked(rig, "Which mails came from Bob?")
    assert reply.text.splitlines()[1].startswith("- 21 mails") and len(reply.sources) == 10
    assert [one.number for one in reply.more] == list(range(11, 23))  # with a press of a button
    assert [one.title for one in (*reply.sources[1:], *reply.more)] == [one.title for one in newest(many)]
    counted = await asked(rig, "How many mails came from Bob?")
    assert (len(counted.sources), len(counted.more)) == (5, 1)


async def test_of_very_many_mails_it_is_said_how_to_reach_the_rest(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH)
    many = [mail(f"m{n}", f"Note {n}", f"Note {n}.", sender=BOB, at=days(n)) for n in range(10, 100)]
    await index_many(rig.db, Library(rig.db, ""), rig.account.id, many)
    reply = await asked(rig, "Which mails came from Bob?")
    assert len(reply.sources) + len(reply.more) == LISTED_AT_MOST + 1
    assert "ask again with a sender or a time" in reply.text.splitlines()[1]


async def test_mails_about_something_are_no_list_of_all(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("The deposit may be paid twice [1]."))
    assert (await asked(rig, "Which mails from Sarah are about the deposit?")).by_model
