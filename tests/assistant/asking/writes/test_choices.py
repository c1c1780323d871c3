"""One thing or another is asked about, one and another means both, and a deadline is no day of an event."""

from typing import Any

import pytest

from assistant.asking.answering import answer
from assistant.asking.values import Reply
from assistant.asking.writes.choices import WHICH
from assistant.asking.writes.ordered import UNPLANNED
from assistant.asking.writes.parts import WITH_WHOM
from assistant.asking.writes.sets import UNSURE
from assistant.asking.writes.times import WHICH_DAY
from storage.db import Database
from storage.documents import NewDocument, Service
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, event, open_rig, planned, step


async def office(db: Database) -> Rig:
    rig = await open_rig(db, written_to=True)
    rig.calendar.events = [
        event("retro", "Retro", NOW.replace(day=26, hour=13), guests=[BOB]),
        event("budget", "Budget review", NOW.replace(day=27, hour=10), guests=[SARAH]),
        event("union", "State of Union", NOW.replace(day=30, hour=10)),
        event("both", "Research and development", NOW.replace(day=30, hour=14)),
    ]
    return rig


async def cancelled(db: Database, text: str) -> Reply:
    rig = await office(db)
    find = step("s1", "calendar.search", words="retro budget review")
    rig.model.answers.append(planned(find, step("s2", "event.delete", ["s1"])))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


@pytest.mark.parametrize(
    "text",
    ["Cancel retro or budget review", "Sag Retro oder Budget review ab", "Annule Retro ou Budget review",
     "Cancela Retro o Budget review", "Annulla Retro o Budget review", "Cancele Retro ou Budget review",
     "Zeg Retro of Budget review af", "RetroかBudget reviewをキャンセルして",
     "Cancel retro\nor budget review"],  # a line of the order itself is no answer to what was asked back
)  # fmt: skip
async def test_one_or_the_other_is_asked_about(sqlite_db: Database, text: str) -> None:
    reply = await cancelled(sqlite_db, text)
    assert not reply.draughts and reply.asked_back


@pytest.mark.parametrize(
    "text",
    ["Cancel the retro and the budget review", "Cancel retro, budget review", "Sag Retro und Budget review ab",
     "Annule la Retro et le Budget review", "Cancela la Retro y el Budget review", "Annulla Retro e Budget review",
     "Cancele a Retro e o Budget review", "Zeg de Retro en de Budget review af",
     "RetroとBudget reviewをキャンセルして"],
)  # fmt: skip
async def test_one_and_the_other_are_both_meant(sqlite_db: Database, text: str) -> None:
    reply = await cancelled(sqlite_db, text)
    assert [draught.content["event_id"] for draught in reply.draughts] == ["retro", "budget"]


@pytest.mark.parametrize(
    ("text", "event_id"),
    [("Cancel Research and development", "both"), ("Cancel the State of Union", "union"),
     ("Cancel the retro, I am ill and stuck at home", "retro"), ("Pode cancelar o Budget review?", "budget"),
     ("Cancella la Retro alle 14", "retro")],
)  # fmt: skip
async def test_a_small_word_of_a_title_or_of_a_reason_parts_nothing(
    sqlite_db: Database, text: str, event_id: str
) -> None:
    reply = await cancelled(sqlite_db, text)
    assert [draught.content["event_id"] for draught in reply.draughts] == [event_id]


async def test_where_one_of_two_is_not_known_it_is_asked(sqlite_db: Database) -> None:
    reply = await cancelled(sqlite_db, "Cancel the retro and the brunch")
    assert not reply.draughts and reply.text == UNSURE


@pytest.mark.parametrize(
    "text", ["Share the price list and the roadmap with Bob", "Teile die Price list und die Roadmap mit Bob"]
)
async def test_two_files_are_two_cards(sqlite_db: Database, text: str) -> None:
    rig = await open_rig(sqlite_db, written_to=True)
    for file_id, name in (("f1", "Price list"), ("f2", "Roadmap")):
        rig.drive.put(file_id, name, name)
        kept = NewDocument(service=Service.DRIVE, remote_id=file_id, title=name, text=name, at=NOW, thread_id=file_id)
        await rig.put(kept)
    find = step("s1", "drive.search")
    rig.model.answers.append(planned(find, step("s2", "file.share", ["s1"], people=["Bob"])))
    reply = (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply
    assert [draught.content["file_id"] for draught in reply.draughts] == ["f1", "f2"]


async def made(db: Database, text: str, *people: str, **given: object) -> Reply:
    """The reply where a model plans an event on Friday at 15:00."""
    rig = await open_rig(db, written_to=True)
    arguments: dict[str, Any] = {"title": "Call", "begins": "2026-11-27T15:00", "people": list(people)} | given
    rig.model.answers.append(planned(step("s1", "event.create", **arguments)))
    return (await answer(rig.kit, rig.asker, text, (), rig.tell)).reply


@pytest.mark.parametrize(
    "text",
    ["Book a call with Bob on Friday or Monday at 3pm", "Book a call with Bob or Sarah on Friday at 3pm",
     "Book a call with Bob on Friday at 3pm or 4pm", "Trag am Freitag oder Montag um 15 Uhr einen Termin mit Bob ein",
     "Planifie un appel avec Bob vendredi ou lundi à 15h", "Fissa una riunione con Bob venerdì o lunedì alle 15",
     "Programa una reunión con Bob el viernes o el lunes a las 15:00",
     "Marque uma reunião com Bob na sexta-feira ou segunda-feira às 15h",
     "Plan een afspraak met Bob op vrijdag of maandag om 15 uur", "金曜日か月曜日の15時にBobとの会議を入れてください"],
)  # fmt: skip
async def test_of_two_times_or_people_none_is_chosen(sqlite_db: Database, text: str) -> None:
    reply = await made(sqlite_db, text, "Bob")
    assert not reply.draughts and reply.text == WHICH


@pytest.mark.parametrize(
    "text",
    ["Book a call with Bob by Friday 3pm", "Trage bis Freitag 15 Uhr einen Termin mit Bob ein",
     "Planifie un appel avec Bob d'ici vendredi 15h", "Programa una reunión con Bob antes del viernes a las 15:00",
     "Fissa una riunione con Bob entro venerdì alle 15", "Marque uma reunião com Bob até sexta-feira às 15h",
     "Plan uiterlijk vrijdag 15 uur een gesprek met Bob", "金曜日の15時までにBobとの会議を入れてください"],
)  # fmt: skip
async def test_a_deadline_is_no_day_of_an_event(sqlite_db: Database, text: str) -> None:
    reply = await made(sqlite_db, text, "Bob")
    assert not reply.draughts and reply.text == WHICH_DAY


@pytest.mark.parametrize(
    "text",
    ["Book a call with Bob on Friday at 3pm", "Plan een gesprek met Bob op vrijdag om 15 uur",
     "金曜日の15時にBobとの会議を入れてください", "Book a call with Bob on Friday from 3pm or so"],
)  # fmt: skip
async def test_a_plain_time_and_guest_are_taken(sqlite_db: Database, text: str) -> None:
    [draught] = (await made(sqlite_db, text, "Bob")).draughts
    assert draught.content["guests"] == [BOB]


@pytest.mark.parametrize("people", [[], ["Sarah"], ["Bob"]])
async def test_a_plan_that_leaves_a_guest_out_is_asked_about(sqlite_db: Database, people: list[str]) -> None:
    reply = await made(sqlite_db, "Book a call with Bob and Sarah on Friday at 3pm", *people)
    assert not reply.draughts and reply.text == WITH_WHOM


@pytest.mark.parametrize("people", [[], ["Bob"], ["john.doe@gmail.example"]])
async def test_a_guest_whose_address_is_written_is_not_left_out(sqlite_db: Database, people: list[str]) -> None:
    reply = await made(sqlite_db, "Book a call with John <john.doe@gmail.example> on Friday at 3pm", *people)
    guests = [draught.content["guests"] for draught in reply.draughts]
    assert guests == ([people] if "@" in "".join(people) else [])


async def test_what_was_ordered_besides_and_is_not_planned_is_said(sqlite_db: Database) -> None:
    reply = await made(sqlite_db, "Book a call with Bob on Friday at 3pm and write to Sarah", "Bob")
    assert len(reply.draughts) == 1 and UNPLANNED.format(what="a mail") in reply.text
    asked = await made(sqlite_db, "Book a call with Bob on Friday at 3pm and tell me when Sarah is free", "Bob")
    assert "as well" not in asked.text
