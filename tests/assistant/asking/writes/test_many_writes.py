"""Several writes of one answer: how many are left is said, and what is asked beside a card can be answered."""

from datetime import timedelta

from assistant.asking.answering import answer
from assistant.asking.values import Turn
from storage.contacts import Contacts
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import BOB, NOW, event, open_rig, planned, step
from tests.assistant.asking.writes.test_writes import built, of_file


async def test_of_all_that_is_to_be_cancelled_it_is_said_how_many_are_left(sqlite_db: Database) -> None:
    find = step("s1", "calendar.search", words="review", people=["Bob"])
    rig = await open_rig(sqlite_db, planned(find, step("s2", "event.delete", needs=["s1"])))
    rig.calendar.events = [event(f"e{n}", "Review", NOW + timedelta(days=n), guests=[BOB]) for n in range(1, 15)]
    reply = (await answer(rig.kit, rig.asker, "cancel all my reviews with Bob", (), rig.tell)).reply
    assert len(reply.draughts) == 10
    assert "These are 10 of 14 events. Ask again for the rest once they are cancelled." in reply.text


async def test_of_a_file_for_many_it_is_said_how_many_are_left(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.drive.put("f1", "Budget", "…")
    people = [f"p{n}@client.example" for n in range(12)]
    find, share = step("s1", "drive.search"), step("s2", "file.share", ["s1"], people=people)
    text = f"share the budget with {', '.join(people)}"
    made = await built(rig, text, find, share, found=[of_file(rig, "f1", "Budget")])
    assert len(made.draughts) == 10
    assert made.questions == ("These are 10 of 12. Ask again for the rest once they are done.",)


async def test_what_is_asked_beside_a_card_can_be_answered_and_completes_the_order(sqlite_db: Database) -> None:
    lunch = step("s1", "event.create", title="Lunch with Bob", people=["Bob"], begins="2026-11-27T12:00")
    share = step("s3", "file.share", ["s2"], people=["Sarah"])
    plan = planned(lunch, step("s2", "drive.search", words="budget"), share)
    rig = await open_rig(sqlite_db, plan, plan, written_to=True)
    async with sqlite_db.transaction() as session:
        await Contacts(session).met(rig.account.id, [("sarah.hall@far.example", "Sarah Hall")], NOW, written_to=True)
    rig.drive.put("f1", "Budget", "budget")
    await rig.put(NewDocument(Service.DRIVE, "f1", "Budget", "budget", NOW))
    order = "Put lunch with Bob on Friday at 12 and share the budget with Sarah"
    found = await answer(rig.kit, rig.asker, order, (), rig.tell)
    assert [one.kind for one in found.reply.draughts] == ["event.create"] and found.reply.asked_back
    assert "Which Sarah do you mean" in found.reply.text
    turn = Turn(order, found.reading.filters, "", asked_back=True)
    first, second = (await answer(rig.kit, rig.asker, "Sarah Hall", (turn,), rig.tell)).reply.draughts
    assert first == found.reply.draughts[0]  # so that it is not proposed anew: see assistant.asked_again
    assert (second.kind, second.content["email"]) == ("file.share", "sarah.hall@far.example")


async def test_what_is_only_said_beside_a_card_asks_for_no_answer(sqlite_db: Database) -> None:
    lunch = step("s1", "event.create", title="Lunch with Bob", people=["Bob"], begins="2026-11-27T12:00")
    rig = await open_rig(sqlite_db, planned(lunch), written_to=True)
    order = "Put lunch with Bob on Friday at 12 and share the budget with Sarah"
    reply = (await answer(rig.kit, rig.asker, order, (), rig.tell)).reply
    assert reply.draughts and "as I read it, and I prepared none" in reply.text and not reply.asked_back
