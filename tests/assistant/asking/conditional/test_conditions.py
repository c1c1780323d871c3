"""Orders that hang on the asker's own calendar: code reads and decides them, and proposes on the branch that holds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from assistant.asking.answering import answer
from assistant.asking.conditional.calendar_conditions import Check, check_of, standing_alone
from assistant.asking.conditional.conditions import conditional
from assistant.asking.plan.plans import plan_from_json
from assistant.asking.plan.shapes import PlanAnswer
from assistant.asking.turns.record import plan_to_json
from assistant.asking.values import Asker, Mailbox, Reply, Turn
from assistant.asking.writes.ordered import DEPENDS
from bot.errors import Failure, Temporary
from connectors.calendar.source import CalendarSource, Event
from storage.contacts import Known
from storage.db import Database
from storage.index.entry import Filters
from tests.assistant.asking.rig import BOB, NOW, SARAH, ZONE, FakeCalendar, Rig, event, open_rig, planned, step
from tests.cast import ALICE_MAIL

ME = frozenset({ALICE_MAIL})
ALICE = Asker("U1", ZONE, NOW, (Mailbox("a1", ALICE_MAIL, frozenset(), ME),))
KNOWN = {"a1": (Known(SARAH, "Sarah Lindqvist", 5, 5), Known(BOB, "Bob Stone", 5, 5))}
THREE = datetime(2026, 11, 27, 14, tzinfo=UTC)  # Friday at 3 in Berlin


def read(text: str) -> Check | None:
    """What is to be looked up for a message."""
    said = conditional(text)
    return check_of(said, ALICE, KNOWN) if said else None


@pytest.mark.parametrize(
    ("text", "kind", "wanted", "branch"),
    [
        ("If I'm free on Friday at 3, book a call with Sarah", "time", "none", "then"),
        ("Book a call with Sarah on Friday at 3 if I am free", "time", "none", "then"),
        ("Am I busy on Friday at 3? If not, book a call with Sarah", "time", "some", "otherwise"),
        ("I'd like to know if I'm free on Friday at 3. If I am, book a call with Sarah.", "time", "none", "then"),
        ("Am I free for a chat on Friday at 3? If so, put it there with Sarah", "time", "none", "then"),
        ("Unless I'm busy on Friday at 3, set up a call with Sarah", "time", "some", "otherwise"),
        ("Unless I am not free on Friday at 3, book a call with Sarah", "time", "some", "otherwise"),
        ("If there is nothing in my calendar on Friday at 3, put lunch there", "anything", "none", "then"),
        ("Please check whether I have anything on Friday at 3. If not, put lunch there.", "anything", "some",
         "otherwise"),
        ("In case I have no appointment on Friday at 3, set up a call with Sarah", "meeting", "none", "then"),
        ("If I have no meetings with Sarah this week, write to her that we should talk", "with", "none", "then"),
        ("Did I already schedule a meeting with Sarah this week? If not, email her 'Shall we?'", "with", "some",
         "otherwise"),
        ("I miss Sarah. Do I have a meeting with her this week? If not, email her 'Hi'", "with", "some", "otherwise"),
        ("Wenn ich am Freitag um 15 Uhr frei bin, trage ein Treffen mit Sarah ein", "time", "none", "then"),
        ("Habe ich diese Woche einen Termin mit Sarah? Falls nicht, schreibe ihr eine Mail", "with", "some",
         "otherwise"),
        ("Si je suis libre vendredi à 15h, crée une réunion avec Sarah", "time", "none", "then"),
        ("Si je n'ai pas de réunion avec Sarah cette semaine, envoie un mail à Sarah", "with", "none", "then"),
        ("Si estoy libre el viernes a las 15:00, crea una reunión con Sarah", "time", "none", "then"),
        ("Si no tengo ninguna reunión con Sarah esta semana, envíale un correo", "with", "none", "then"),
        ("Se sono libero venerdì alle 15, crea una riunione con Sarah", "time", "none", "then"),
        ("Se non ho nessuna riunione con Sarah questa settimana, scrivi a Sarah", "with", "none", "then"),
        ("Se estou livre na sexta-feira às 15h, crie uma reunião com Sarah", "time", "none", "then"),
        ("Als ik vrijdag om 15 uur vrij ben, maak een afspraak met Sarah", "time", "none", "then"),
        ("Heb ik deze week een afspraak met Sarah? Zo niet, stuur haar een mail", "with", "some", "otherwise"),
        ("金曜の15時に空いていれば、Sarahさんとの会議を入れてください", "time", "none", "then"),
        ("金曜の15時に忙しくなければ、会議を入れてください", "time", "none", "then"),
        ("金曜の15時に予定がなければ、Sarahさんとの会議を入れてください", "anything", "none", "then"),
    ],
)  # fmt: skip
def test_a_condition_on_the_askers_calendar_is_read(text: str, kind: str, wanted: str, branch: str) -> None:
    said, check = conditional(text), read(text)
    assert said and check and (check.kind, check.wanted) == (kind, wanted)
    assert bool(said.then) == (branch == "then") and bool(said.otherwise) == (branch == "otherwise")
    if kind != "with":
        assert (check.since, check.until) == (THREE, THREE + timedelta(hours=1))


def test_both_branches_are_read() -> None:
    said = conditional(
        "Bin ich am Freitag um 15 Uhr frei? Wenn ja, trag ein Treffen ein, sonst schreib Sarah eine Mail"
    )
    assert said and (said.then, said.otherwise) == ("trag ein Treffen ein", "schreib Sarah eine Mail")


@pytest.mark.parametrize(
    "text",
    [
        "If Sarah is free on Friday at 3, book a call with her",
        "If Ben is free on Friday at 3, book a call with him",
        "If there is nothing in the calendar of Ben on Friday at 3, book a call with him",
        "If my boss is free on Friday at 3, book a call with her",
        "If I and Sarah are free on Friday at 3, book a call",
        "If I am free on Friday at 3 and Sarah is free, book a call",
        "If we are both free on Friday at 3, book a call with Sarah",
        "If somebody is free on Friday at 3, book a call",
        "Wenn Sarah am Freitag um 15 Uhr frei ist, trage ein Treffen ein",
        "Sarahさんが金曜の15時に空いていれば、会議を入れてください",
        "Se ha una riunione venerdì alle 15, scrivi a Sarah",
        "If there is nothing in Sarah's calendar on Friday at 3, book a call",
        "If it rains on Friday at 3, cancel my meeting with Sarah",
        "If I am free on Friday at 3 and it does not rain, book a call with Sarah",
        "If I'm free on Friday at 3 unless Bob objects, book a call with Sarah",
        "If I'm free on Friday at 3, book a call with Sarah unless Bob objects",
        "If I do not have no meetings with Sarah this week, write her a mail",
        "Don't I have a meeting with Sarah this week? If not, write her a mail",
        "Is it true that I am not free on Friday at 3? If not, book a call with Sarah",
        "If I'm only free on Friday at 3, book a call with Sarah",
        "If I have more than one meeting with Sarah this week, cancel the second",
        "If I have 3 meetings on Friday, book a focus time",
        "If I can't meet Sarah on Friday at 3, write to her that I'm sorry",
        "If I have no meeting about the budget with Sarah this week, write to her",
        "If I have no meetings with Sarah or Bob this week, write to them",
        "If my meeting with Sarah on Friday is cancelled, write her a mail",
        "If Sarah has not answered, remind her",
        "If I'm free on Friday at 3 or on Monday at 4, book a call with Sarah",
        "If I was free last Friday, write to Sarah",
        "Book a call with Sarah on Friday at 3 even if I am busy",
        "If I am free on Friday at 3, don't book anything",
        "If I'm free on Friday at 3, write to Sarah that I come, otherwise call me.",
        "If I'm free on Friday at 3, book a call with Sarah. Send Bob the report.",
        "Find the invoice. If I'm free on Friday at 3, book a call with Sarah.",
        "Write to Sarah that I want to meet. Am I free on Friday at 3? If not, tell her so",
        'Write to Sarah: "Am I needed on Friday at 3? If so, call me."',
        "If nothing comes in between on Friday at 3, book a call with Sarah",
    ],
)
def test_what_is_not_surely_about_the_askers_own_calendar_is_not_decided(text: str) -> None:
    assert read(text) is None


def state(check: Check, *events: Event) -> str:
    return check.state(events, ME)


def test_times_and_guests_alone_say_whether_there_is_something() -> None:
    time, week = Check(THREE, THREE + timedelta(hours=1), "time", "none"), NOW + timedelta(days=7)
    at_three, with_bob = event("e1", "Focus", THREE), event("e2", "Plan", THREE, guests=[BOB])
    assert (state(time), state(time, at_three)) == ("none", "some")
    assert state(time, replace(at_three, mine=False)) == state(time, replace(at_three, busy=False)) == "none"
    day = replace(time, since=NOW, until=NOW + timedelta(hours=9))
    assert state(day, event("e3", "Review", NOW)) == "unsure"  # neither free nor taken
    meeting = replace(time, kind="meeting")
    assert (state(meeting, with_bob), state(meeting, at_three)) == ("some", "unsure")
    sarah = Check(NOW, week, "with", "none", frozenset({SARAH}), "Sarah")
    assert state(sarah, with_bob) == "none" and state(sarah, event("e4", "Plan", THREE, guests=[SARAH])) == "some"
    assert state(sarah, event("e5", "Lunch with Sarah", THREE)) == "unsure"  # nobody is invited to it


CALL = planned(step("s1", "event.create", title="Call", begins="2026-11-27T15:00", minutes=60, people=["Sarah"]))
MAIL = planned(step("s1", "mail.send", people=["Sarah"], title="Hi", text="Shall we talk?"))
TAKEN = event("e1", "Board", THREE, guests=[BOB])
CALLED = "Am I free on Friday at 3? If so, book a call with Sarah"


async def asked(rig: Rig, text: str, turns: tuple[Turn, ...] = ()) -> Reply:
    return (await answer(rig.kit, rig.asker, text, turns, rig.tell)).reply


async def on(db: Database, plan: PlanAnswer, *events: Event) -> Rig:
    rig = await open_rig(db, plan, written_to=True)
    rig.calendar.events = list(events)
    return rig


async def test_who_is_free_gets_the_proposal_and_is_told_what_was_found(sqlite_db: Database) -> None:
    reply = await asked(await on(sqlite_db, CALL), CALLED)
    assert [one.kind for one in reply.draughts] == ["event.create"] and DEPENDS not in reply.text
    assert reply.text.startswith("You are free, Friday 27 November 2026, 15:00 to 16:00.")


async def test_who_is_not_free_gets_none_and_no_model_is_asked(sqlite_db: Database) -> None:
    rig = await on(sqlite_db, CALL, TAKEN)
    reply = await asked(rig, CALLED)
    assert not reply.draughts and not rig.model.prompts and reply.asked_back
    assert reply.text.startswith("You have “Board”, Friday 27 November 2026, 15:00 to 16:00 [1].")
    assert [one.remote_id for one in reply.sources] == ["e1"]


async def test_the_other_branch_is_prepared_where_the_condition_does_not_hold(sqlite_db: Database) -> None:
    text = "Am I free on Friday at 3? If so, block it. Otherwise, send Sarah a mail saying 'Shall we talk?'"
    reply = await asked(await on(sqlite_db, MAIL, TAKEN), text)
    assert [one.kind for one in reply.draughts] == ["mail.send"]


async def test_go_ahead_overrules_what_was_found(sqlite_db: Database) -> None:
    rig = await on(sqlite_db, CALL, TAKEN)
    reply = await asked(rig, "go ahead", (Turn(CALLED, Filters(), "", asked_back=True),))
    assert [one.kind for one in reply.draughts] == ["event.create"]


async def test_an_event_longer_than_the_free_time_is_not_proposed(sqlite_db: Database) -> None:
    late = event("e1", "Board", THREE + timedelta(hours=1), guests=[BOB])
    longer = planned(step("s1", "event.create", title="Call", begins="2026-11-27T15:00", minutes=120, people=["Sarah"]))
    assert not (await asked(await on(sqlite_db, longer, late), f"{CALLED} for two hours")).draughts
    assert (await asked(await on(sqlite_db, CALL, late), CALLED)).draughts


async def test_without_the_calendar_nothing_is_decided(sqlite_db: Database) -> None:
    rig = await on(sqlite_db, CALL)
    rig.calendar.troubles.add("search", Temporary("down", Failure.SERVICE_DOWN), False, 1)
    reply = await asked(rig, CALLED)
    assert not reply.draughts and reply.asked_back and reply.text == DEPENDS and reply.missing


async def test_both_calendars_of_somebody_with_two_mailboxes_count(sqlite_db: Database) -> None:
    rig, other = await on(sqlite_db, CALL), FakeCalendar([TAKEN])

    def calendar_of(account_id: str) -> CalendarSource:
        return rig.calendar if account_id == rig.account.id else other

    home = Mailbox("a2", "home@alice.example", frozenset(), frozenset({"home@alice.example"}))
    kit, asker = replace(rig.kit, calendar_of=calendar_of), replace(rig.asker, mailboxes=(*rig.asker.mailboxes, home))
    assert not (await asked(replace(rig, kit=kit, asker=asker), CALLED)).draughts
    skipped = replace(home, skipped=frozenset({"calendar"}))  # what is not looked at may hold anything
    asker = replace(rig.asker, mailboxes=(*rig.asker.mailboxes, skipped))
    assert (await asked(replace(rig, kit=kit, asker=asker), CALLED)).text == DEPENDS


async def test_where_there_is_no_condition_no_calendar_is_asked(sqlite_db: Database) -> None:
    rig = await on(sqlite_db, MAIL)
    rig.calendar.troubles.add("search", Temporary("down", Failure.SERVICE_DOWN), False, 1)
    reply = await asked(rig, "Send Sarah a mail saying 'Shall we talk?'")
    assert reply.draughts and rig.calendar.troubles.waiting["search"]


async def test_what_was_looked_up_is_a_step_that_can_be_replayed(sqlite_db: Database) -> None:
    rig = await on(sqlite_db, CALL)
    answered = await answer(rig.kit, rig.asker, CALLED, (), rig.tell)
    plan = plan_from_json(plan_to_json(answered.plan))
    assert [(one.id, one.operation) for one in plan.steps] == [("1.check", "calendar.search"), ("2.s1", "event.create")]
    assert "Looking at your calendar" in [one.title for one in rig.told]


async def test_a_condition_on_a_line_of_its_own_is_still_one(sqlite_db: Database) -> None:
    reply = await asked(await on(sqlite_db, MAIL), "If it rains,\nsend Sarah a mail titled 'Hi'")
    assert not reply.draughts and DEPENDS in reply.text


@pytest.mark.parametrize(
    ("text", "order"),
    [
        (CALLED, "on Friday at 3. book a call with Sarah"),
        ("Am I free on Friday at 3? If so, book a call with Sarah on Monday", "book a call with Sarah on Monday"),
        ("If I have no meetings with Sarah this week, send her a mail",
         "I have no meetings with Sarah this week. send her a mail"),
        ("If I have no meetings with Sarah this week, send Bob a mail", "send Bob a mail"),
    ],
)  # fmt: skip
def test_a_branch_takes_from_its_condition_only_what_it_does_not_say_itself(text: str, order: str) -> None:
    said, check = conditional(text), read(text)
    assert said and check
    told = standing_alone(said.then or said.otherwise, said, check, ALICE, KNOWN)
    assert " ".join(told.split()) == order
