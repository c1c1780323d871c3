"""What an order calls "it" is what the answer before has cited, whatever a plan has searched for."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from assistant.asking.agents.desk import Desk
from assistant.asking.answering import answer, look_up
from assistant.asking.kit import Answered
from assistant.asking.plan.plans import plan_from_json
from assistant.asking.turns.continuing import SINCE
from assistant.asking.turns.record import plan_to_json
from assistant.asking.values import Turn
from storage.db import Database
from storage.documents import NewDocument, Service
from storage.index.entry import Filters
from tests.assistant.asking.rig import BOB, NOW, SARAH, Rig, event, open_rig, planned, step

FILES = ("Warranty", "Budget", "Price list")


async def office(db: Database) -> Rig:
    """Alice with three files, two events, and contacts to whom she has written."""
    rig = await open_rig(db, written_to=True)
    for name in FILES:
        rig.drive.put(f"file-{name}", name, "probes")
        await rig.put(NewDocument(Service.DRIVE, f"file-{name}", name, "probes", NOW))
    for number, title in enumerate(("Retro", "Dentist"), start=1):
        rig.calendar.events.append(event(f"event-{title}", title, NOW + timedelta(days=number, hours=2)))
    return rig


def file(rig: Rig, name: str) -> str:
    """Where an answer has shown a file."""
    return f"drive/{rig.account.id}/file-{name}"


def dated(rig: Rig, title: str) -> str:
    """Where an answer has shown an event."""
    return f"calendar/{rig.account.id}/event-{title}"


async def ordered(rig: Rig, text: str, *shown: str, before: str = "What are the terms for probes?") -> Answered:
    """What becomes of an order behind an answer that has cited these, by a plan that has searched for all else."""
    turns: Sequence[Turn] = (Turn(before, Filters(), "probes", shown),)
    people = ["Bob"] if "Bob" in text else []
    shares = step("s2", "file.share", ["s1"], people=people)
    moves = step("s2", "event.update", ["s1"], begins="2026-12-04T11:00")
    deletes = step("s2", "event.delete", ["s1"])
    verb = text.casefold()
    write = deletes if "cancel" in verb or "sag" in verb else moves if "mov" in verb or "versch" in verb else shares
    service = "drive" if write is shares else "calendar"
    rig.model.answers.append(planned(step("s1", f"{service}.search", words="probes terms"), write))
    return await answer(rig.kit, rig.asker, text, turns, rig.tell)


@pytest.mark.parametrize(
    "text",
    ["share it with Bob", "Please share that with Bob", "share this file with Bob", "Can you share it with Bob?",
     "share the file with Bob", "Please share the document with Bob", "give Bob access to the file",
     "Teile die Datei mit Bob", "Partage le fichier avec Bob", "Deel het bestand met Bob",
     "Teile es mit Bob", "Partage-le avec Bob", "Compártelo con Bob", "Deel het met Bob",
     "それをBobと共有してください"],
)  # fmt: skip
async def test_a_file_is_shared_that_the_answer_before_has_cited(sqlite_db: Database, text: str) -> None:
    rig = await office(sqlite_db)
    found = await ordered(rig, text, file(rig, "Budget"), file(rig, "Budget"), dated(rig, "Retro"))
    assert [one.content["name"] for one in found.reply.draughts] == ["Budget"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("cancel that", "event.delete"), ("Cancel that meeting", "event.delete"), ("Sag es ab", "event.delete"),
     ("move it to Friday 4 December", "event.update"), ("Verschiebe es auf Freitag, 4. Dezember", "event.update")],
)  # fmt: skip
async def test_an_event_is_changed_that_the_answer_before_has_cited(sqlite_db: Database, text: str, kind: str) -> None:
    rig = await office(sqlite_db)
    [draught] = (await ordered(rig, text, file(rig, "Budget"), dated(rig, "Dentist"))).reply.draughts
    assert (draught.kind, draught.content["event_id"]) == (kind, "event-Dentist")


async def test_of_several_that_were_cited_the_asker_says_which(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    shown = file(rig, "Warranty"), file(rig, "Budget")
    for text in ("share it with Bob", "share the file with Bob"):
        reply = (await ordered(rig, text, *shown)).reply
        assert not reply.draughts and reply.asked_back
        assert "Warranty" in reply.text and "Budget" in reply.text and "Price list" not in reply.text
    reply = (await ordered(rig, f"share it with Bob{SINCE}the budget", *shown)).reply
    assert [one.content["name"] for one in reply.draughts] == ["Budget"]


@pytest.mark.parametrize(
    "text",
    [
        "share the price list with Bob",
        "share the file with the prices with Bob",
        "Share the price list with Bob, he needs it",
    ],
)
async def test_what_is_called_by_its_name_is_searched_for(sqlite_db: Database, text: str) -> None:
    rig = await office(sqlite_db)
    found = await ordered(rig, text, file(rig, "Budget"))
    assert all("places" not in one.arguments for one in found.plan.steps)
    assert "Budget" not in [one.content["name"] for one in found.reply.draughts]


async def test_where_nothing_of_the_service_was_cited_it_is_searched_for(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    for shown in ((), (dated(rig, "Retro"),), ("gone",)):
        found = await ordered(rig, "share it with Bob", *shown)
        assert [one.id for one in found.plan.steps] == ["s1", "s2"] and not found.reply.draughts


async def test_what_it_meant_then_is_looked_up_once_more_from_the_row(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    found = await ordered(rig, "share it with Bob", file(rig, "Budget"))
    [outcome] = await look_up(
        Desk(rig.kit, rig.asker, found.reading), plan_from_json(plan_to_json(found.plan)), (), rig.tell
    )
    assert [one.title for one in outcome.sources] == ["Budget"]


async def replied(rig: Rig, text: str, *shown: str, people: list[str] | None = None) -> list[tuple[object, object]]:
    """Readers and subject of what becomes of an order to answer, by a plan that has searched for mails of Bob's."""
    turns = (Turn("What did Sarah write?", Filters(senders=frozenset({SARAH})), "", shown),)
    search = step("s1", "gmail.search", words="Monday Bob", people=people or [])
    write = step(
        "s2", "mail.draft", ["s1"], people=people or [], title="Invoice", text="Monday suits me and Bob comes too."
    )
    rig.model.answers.append(planned(search, write))
    reply = (await answer(rig.kit, rig.asker, text, turns, rig.tell)).reply
    return [(one.content["to"], one.content["subject"]) for one in reply.draughts]


@pytest.mark.parametrize(
    "text",
    ["reply that Monday suits me and Bob comes too", "Reply to her that Monday suits me and Bob comes too",
     "Answer it: Monday suits me and Bob comes too", "Reply to Sarah that Monday suits me and Bob comes too",
     "Antworte, dass Montag passt und Bob auch kommt", "Réponds que lundi me va et que Bob vient aussi"],
)  # fmt: skip
async def test_the_mail_is_answered_that_the_answer_before_has_cited(sqlite_db: Database, text: str) -> None:
    rig = await office(sqlite_db)
    visit = await rig.mail_of("Site visit", "Which day suits you?", days_ago=5)
    await rig.mail_of("Monday", "Bob here, about Monday.", BOB)
    await rig.mail_of("Invoice", "Is Monday fine?", SARAH)
    for people in ([], ["Bob"]):  # also where a plan takes who comes for the reader
        assert await replied(rig, text, visit.id, people=people) == [([SARAH], "Re: Site visit")]


async def test_who_names_another_mail_or_reader_is_not_held_to_what_was_cited(sqlite_db: Database) -> None:
    rig = await office(sqlite_db)
    visit = await rig.mail_of("Site visit", "Which day suits you?", days_ago=5)
    await rig.mail_of("Monday", "About Monday.", BOB)
    assert await replied(rig, "reply to Bob that Monday suits me", visit.id, people=["Bob"]) == [([BOB], "Re: Monday")]
    await rig.mail_of("Invoice", "It is due.", SARAH)
    for named, reader in (("Monday", BOB), ("Invoice", SARAH)):
        answered = await replied(rig, f"reply to the {named} mail that Bob comes", visit.id)
        assert answered == [([reader], f"Re: {named}")]
