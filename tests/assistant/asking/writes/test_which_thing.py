"""Which event or file is meant: its own name and what the asker says of it; what is there already is no card."""

from dataclasses import replace
from datetime import timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.values import Reply
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, event, open_rig, planned, step
from tests.assistant.asking.writes.test_writes import MEETING, THURSDAY_AT_TEN, built, of_file


async def changed(rig: Rig, text: str, operation: str, **arguments: object) -> Reply:
    """What becomes of a change by a plan that has found everything."""
    rig.calendar.events = [
        event("dentist", "Dentist", NOW + timedelta(days=1)),
        event("probes", "Call about the probes", NOW + timedelta(days=2)),
    ]
    steps = step("s1", "calendar.search"), step("s2", operation, ["s1"], **arguments)
    rig.model.answers.append(planned(*steps))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


@pytest.mark.parametrize("new", ["Dentist (check-up)", "Dentist call about teeth"])
async def test_a_new_name_that_has_the_old_one_in_it_leaves_no_doubt(sqlite_db: Database, new: str) -> None:
    rig = await open_rig(sqlite_db)
    [draught] = (await changed(rig, f"rename the dentist to {new}", "event.update", title=new)).draughts
    assert (draught.content["event_id"], draught.content["after"]["title"]) == ("dentist", new)


@pytest.mark.parametrize(
    "text", ["cancel the Zorblax call about the probes", "Sag den Zorblax call ab", "Annule le call Zorblax"]
)
async def test_an_event_without_the_name_that_was_said_is_asked_about(sqlite_db: Database, text: str) -> None:
    reply = await changed(await open_rig(sqlite_db), text, "event.delete")
    assert not reply.draughts and "called so" in reply.text


@pytest.mark.parametrize("name", ["Zoe", "zoe", "Dr Zoe Miller"])
@pytest.mark.parametrize("operation", ["event.delete", "event.update"])
async def test_the_next_event_with_somebody_whom_nobody_knows_is_none_of_the_others(
    sqlite_db: Database, name: str, operation: str
) -> None:
    orders = {
        "event.delete": f"cancel my next meeting with {name}",
        "event.update": f"move my next meeting with {name} to Friday at 3",
    }
    people = {"people": [name]} if operation == "event.delete" else {"begins": "2026-11-27T15:00"}
    reply = await changed(await open_rig(sqlite_db), orders[operation], operation, **people)
    assert not reply.draughts and "called so" in reply.text


async def test_of_two_files_the_one_that_is_called_so_in_full_is_meant(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    names = {"f1": "Budget 2027 - minutes", "f2": "Budget 2027"}
    for key, name in names.items():
        rig.drive.put(key, name, "")
    steps = step("s1", "drive.search"), step("s2", "file.share", ["s1"], people=["Bob"])
    found = [of_file(rig, key, name) for key, name in names.items()]
    [draught] = (await built(rig, "share budget 2027 with Bob", *steps, found=found)).draughts
    assert draught.content["file_id"] == "f2"
    for text in ("share the Zorblax budget 2027 with Bob", "share budget 2028 with Bob"):
        assert not (await built(rig, text, *steps, found=found[1:])).draughts


@pytest.mark.parametrize(
    ("held", "asked", "cards"),
    [("reader", "reader", 0), ("writer", "reader", 0), ("owner", "writer", 0),
     ("reader", "writer", 1), ("", "reader", 1)],
)  # fmt: skip
async def test_who_can_open_a_file_already_is_told_of_instead_of_a_card(
    sqlite_db: Database, held: str, asked: str, cards: int
) -> None:
    rig = await open_rig(sqlite_db)
    rig.drive.put("f1", "Price list", "", access=[(BOB, held)] if held else [])
    steps = step("s1", "drive.search"), step("s2", "file.share", ["s1"], people=["Bob"], role=asked)
    made = await built(rig, "share the price list with Bob", *steps, found=[of_file(rig, "f1", "Price list")])
    assert len(made.draughts) == cards
    assert cards or made.questions == (f"{BOB} can open “Price list” already, as its {held}: nothing is to be done.",)


async def test_where_access_to_google_has_ended_it_is_said_once_and_nothing_is_promised(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig = replace(
        rig, asker=replace(rig.asker, mailboxes=tuple(replace(one, ended=True) for one in rig.asker.mailboxes))
    )
    create = step("s1", "event.create", people=["Bob"], begins=THURSDAY_AT_TEN)
    write = step("s2", "mail.send", people=["Sarah"], text="Hello")
    made = await built(rig, f"{MEETING} and write to Sarah {SARAH}: Hello", create, write)
    assert not made.draughts
    [told] = made.questions
    assert rig.asker.mailboxes[0].email in told and "/mailroom reconnect" in told


async def test_a_word_that_a_model_left_out_still_limits_what_is_cancelled(sqlite_db: Database) -> None:
    rig = await open_rig(sqlite_db)
    rig.calendar.events = [event("a", "Dentist", NOW + timedelta(days=1)), event("b", "Call", NOW + timedelta(days=1))]
    steps = step("s1", "calendar.search"), step("s2", "event.delete", ["s1"])
    rig.model.answers.append(planned(*steps, question="cancel all my meetings on Thursday"))
    text = "cancel all my external meetings on Thursday"
    reply = (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply
    assert not reply.draughts and reply.asked_back


async def test_what_the_sentence_before_names_is_what_it_means(sqlite_db: Database) -> None:
    share = planned(step("s1", "drive.search", words="lease"), step("s2", "file.share", needs=["s1"], people=["Bob"]))
    rig = await open_rig(sqlite_db, share, written_to=True)
    for file_id, name in (("f1", "Lease of the barn"), ("f2", "Lease of the boat")):
        rig.drive.put(file_id, name, "lease")
        await rig.put(NewDocument(Service.DRIVE, file_id, name, "lease", NOW))
    [draught] = (
        await answer(rig.kit, rig.asker, "Find the lease of the boat. Share it with Bob.", (), rig.tell)
    ).reply.draughts
    assert draught.content["name"] == "Lease of the boat"
