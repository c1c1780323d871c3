"""More writes than one answer has cards for: how many are left is said, never left out."""

from datetime import timedelta

from assistant.asking.answering import answer
from storage.db import Database
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
