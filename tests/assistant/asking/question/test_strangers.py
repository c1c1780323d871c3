"""Whom a question names and nobody knows."""

from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.synthesis import Silence, answer_from
from assistant.own_model import Withheld
from bot.errors import Failure, MailroomError, Permanent, Temporary
from connectors.llm.failover import NoModel
from storage.contacts import Contacts
from storage.db import Database
from tests.assistant.asking.rig import BOB, NOW, event, open_rig, planned, said, step
from tests.fake_model import FakeModel

SEARCH = planned(step("s1", "gmail.search"))


async def notes(db: Database, question: str, text: str = "The quote is 900 EUR.") -> tuple[str, ...]:
    """What is said besides the answer, where the only mail is by a known person and has this text."""
    rig = await open_rig(db, SEARCH, said("The quote is 900 EUR [1]."))
    await rig.mail_of("Quote", text)
    async with db.transaction() as session:
        await Contacts(session).met(rig.account.id, [("h@x.example", "Helen <b>Castellane</b>")], NOW)
    return (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply.notes


async def test_somebody_whom_nobody_knows_is_said_to_be_unknown(sqlite_db: Database) -> None:
    [note] = await notes(sqlite_db, "What did Gwendolyn say about the quote?", "Gwendolyn sends a quote: 900 EUR.")
    assert note.startswith("I found nobody called Gwendolyn among your correspondents") and "mean" not in note


async def test_names_that_are_nearly_the_same_are_offered_without_markup(sqlite_db: Database) -> None:
    [note] = await notes(sqlite_db, "What did Helene say about the quote?")
    assert note.endswith("Did you mean Helen b Castellane b?")


@pytest.mark.parametrize(
    "question",
    ["What did Sarah say about the quote?", "the quote for Northwind", "emails with Northwind about the quote"],
)
async def test_known_people_and_words_that_stand_in_mail_are_no_strangers(sqlite_db: Database, question: str) -> None:
    assert await notes(sqlite_db, question, "The quote for Northwind is 900 EUR.") == ()


@pytest.mark.parametrize(
    ("error", "failure"),
    [(Temporary("down"), Failure.MODEL_DOWN), (Permanent("bad key"), Failure.MODEL_DOWN), (NoModel(), "")],
)
async def test_models_that_fail_are_told_apart_from_none(
    sqlite_db: Database, error: MailroomError, failure: str
) -> None:
    rig = await open_rig(sqlite_db)
    assert await answer_from(FakeModel(error), "?", (), rig.asker) == Silence(failure)
    rig.model.answers += [SEARCH, error]
    await rig.mail_of("Quote", "The quote is 900 EUR.")
    reply = (await answer(rig.kit, rig.asker, "the quote", (), rig.tell)).reply
    assert reply.missing == ({"model": failure} if failure else {}) and reply.sources
    assert reply.text.startswith("The best results:")  # why, the card says once, of `missing`


async def test_what_its_owner_keeps_from_models_is_said_by_the_listing(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    with pytest.raises(Withheld):
        await answer_from(FakeModel(Withheld("limit")), "?", (), rig.asker)


@pytest.mark.parametrize("plan", [True, False])
@pytest.mark.parametrize("question", ["When is Zoe free?", "Is Zoe free tomorrow at 3?", "Wann ist Zoe frei?"])
async def test_the_askers_free_times_are_not_those_of_somebody_whom_nobody_knows(
    sqlite_db: Database, question: str, plan: bool
) -> None:
    model = planned(step("s1", "calendar.search"), step("s2", "calendar.free"))
    rig = await open_rig(sqlite_db, *([model] if plan else [NoModel()]), NoModel())
    rig.calendar.events = [event("e1", "Review", NOW + timedelta(hours=30))]
    reply = (await answer(rig.kit, rig.asker, question, (), rig.tell)).reply
    assert "The calendar of Zoe cannot be seen." in reply.text
    assert "you are" not in reply.text and "You are" not in reply.text and "Review" not in reply.text
    assert reply.notes[0].startswith("I found nobody called Zoe")


async def test_with_the_asker_theirs_alone_are_told_as_such(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NoModel(), NoModel())
    reply = (await answer(rig.kit, rig.asker, "When are Bob, Zoe and I free?", (), rig.tell)).reply
    assert "The calendar of Zoe cannot be seen." in reply.text and f"you and {BOB} are free" in reply.text


async def test_no_model_answers_about_others_for_somebody_of_whom_nothing_tells(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, SEARCH, said("The quote is 900 EUR [1]."))
    await rig.mail_of("Quote", "The quote is 900 EUR.")
    reply = (await answer(rig.kit, rig.asker, "What did Zoe say about the quote?", (), rig.tell)).reply
    assert not reply.known and "found nothing that mentions Zoe" in reply.text
    assert [one.name for one in rig.model.prompts] == ["ask_plan"]


async def test_nothing_is_counted_of_others_for_somebody_whom_nobody_knows(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db, NoModel(), NoModel())
    rig.calendar.events = [event("e1", "Review", NOW + timedelta(hours=3), guests=[BOB])]
    asked = "How many meetings do I have with Zoe this week?"
    reply = (await answer(rig.kit, rig.asker, asked, (), rig.tell)).reply
    assert not reply.known and "1 event" not in reply.text
